"""Files made for these tests, each named after what is special in it and beside it the turns expected."""

from __future__ import annotations

import json
from pathlib import Path

from index.formats.source import Source
from index.transcript import Transcript

FOLDER = Path(__file__).parent / "transcripts"
_ENDING = ".expected.json"

ATurn = tuple[str | None, str, int | None, int | None]


def files(*formats: str) -> list[Path]:
    found = (path for name in formats for path in sorted((FOLDER / name).iterdir()))
    return [path for path in found if not path.name.endswith(_ENDING)]


def source(path: Path) -> Source:
    return Source(path.name, path.read_bytes())


def turns_in(transcript: Transcript) -> list[ATurn]:
    """Label, text, start and end of each turn."""
    return [
        (turn.speaker.label if turn.speaker else None, turn.text, turn.start_ms, turn.end_ms)
        for turn in transcript.turns
    ]


def turns_expected(path: Path) -> list[ATurn]:
    entries = json.loads(path.with_name(path.name + _ENDING).read_text("utf-8"))
    return [(label, text, start, end) for label, text, start, end in entries]
