"""Rev's .nlp: one token a line with its speaker, its punctuation and, where it was aligned, its times."""

from __future__ import annotations

from pathlib import PurePath

from index.errors import TranscriptError
from index.formats import clock
from index.formats.captions.cues import Cue, plausible, turns_from_cues
from index.formats.source import Source
from index.transcript import Transcript

_NEEDED = ("token", "speaker", "punctuation")


def sniff(source: Source) -> bool:
    return source.is_text and source.data.lstrip(b"\xef\xbb\xbf \n").startswith(b"token|speaker|")


def parse(source: Source) -> Transcript:
    head, *rows = source.text.strip("\n").split("\n")
    columns = head.split("|")
    for name in _NEEDED:
        if name not in columns:
            raise TranscriptError(
                source.name, f"there is no column “{name}”", "export it again with all columns", "line 1"
            )
    cues = [_cue(source, columns, row, line) for line, row in enumerate(rows, 2) if row.strip()]
    return Transcript(
        id=source.id,
        title=PurePath(source.name).stem,
        turns=turns_from_cues(cues),
        source=source.name,
        format="NLP",
    )


def _cue(source: Source, columns: list[str], row: str, line: int) -> Cue:
    cells = row.split("|")
    if len(cells) != len(columns):
        reason = f"it has {len(cells)} cells, and the first line names {len(columns)} columns"
        raise TranscriptError(source.name, reason, "export it again", f"line {line}")
    token = dict(zip(columns, cells, strict=True))
    times = [_ms(source, token.get(name, ""), line) for name in ("ts", "endTs")]
    return Cue(token["token"] + token["punctuation"], token["speaker"], times[0], times[1])


def _ms(source: Source, cell: str, line: int) -> int | None:
    if not cell.strip():
        return None
    seconds = clock.seconds(cell)
    if seconds is None:
        raise TranscriptError(source.name, f"“{cell[:40]}” is not a time", "write it in seconds", f"line {line}")
    return plausible(seconds * 1_000)
