"""SubRip (SRT): captions with numbers and time lines, in any encoding and with any label that vtt knows, too."""

from __future__ import annotations

from pathlib import PurePath

from index.formats.captions import captions, voices
from index.formats.captions.cues import in_order, turns_from_cues
from index.formats.captions.rolling import collapsed
from index.formats.source import Source
from index.transcript import Transcript


def sniff(source: Source) -> bool:
    if not source.is_text or not source.data.strip():
        return False
    return captions.are_in(source) or (source.suffix == ".srt" and "-->" in source.text)


def parse(source: Source) -> Transcript:
    blocks, left_out = captions.read(source, named=False)
    return Transcript(
        id=source.id,
        title=PurePath(source.name).stem,
        turns=turns_from_cues(in_order(voices.cues(collapsed(blocks)))),
        source=source.name,
        format="SRT",
        left_out=left_out,
    )
