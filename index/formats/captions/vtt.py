"""WebVTT: captions of Zoom, Teams, Stream, Webex, YouTube, Whisper and podcast hosts."""

from __future__ import annotations

import re
from pathlib import PurePath

from index.formats import language
from index.formats.captions import captions, voices
from index.formats.captions.cues import in_order, turns_from_cues
from index.formats.captions.rolling import collapsed
from index.formats.source import Source
from index.transcript import Transcript

_LANGUAGE = re.compile(r"^(?:NOTE )?language: ?\"?([a-z]{2,3}(?:[-_][a-z\d]+)*)", re.IGNORECASE | re.MULTILINE)


def sniff(source: Source) -> bool:
    if not source.is_text or not source.data.strip():
        return False
    return source.text.lstrip().startswith("WEBVTT") or (source.suffix == ".vtt" and "-->" in source.text)


def parse(source: Source) -> Transcript:
    blocks, left_out = captions.read(source, named=True)
    declared = next((match[1] for left in left_out if (match := _LANGUAGE.search(left.text))), "")
    return Transcript(
        id=source.id,
        title=PurePath(source.name).stem,
        turns=turns_from_cues(in_order(voices.cues(collapsed(blocks)))),
        language=language.tag(declared),
        source=source.name,
        format="WebVTT",
        left_out=left_out,
    )
