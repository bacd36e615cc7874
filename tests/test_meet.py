from __future__ import annotations

from pathlib import Path

import pytest

from index.formats import load
from index.formats.source import Source
from index.formats.text import meet
from index.transcript import LeftOut, Speaker
from tests.coverage import uncovered
from tests.expected import files, source, turns_expected, turns_in


@pytest.mark.parametrize("path", files("meet"), ids=lambda path: path.name)
def test_styles(path: Path) -> None:
    transcript = load(source(path))
    assert transcript.format == "Google Meet"
    assert turns_in(transcript) == turns_expected(path)
    assert uncovered(source(path).text, transcript) == ""


def test_header() -> None:
    transcript = load(source(next(path for path in files("meet") if path.name == "attendees_and_times.txt")))
    assert transcript.title == "Engine Review (2031-05-04 at 10:02 GMT+2) - Transcript"
    assert transcript.date == "2031-05-04"
    names = [speaker.name for speaker in transcript.participants]
    assert names == ["Ada Byron", "Max Born", "Grace Hopper", "Joan Clarke"]


def test_notes_are_no_speech() -> None:
    transcript = load(source(next(path for path in files("meet") if path.name.startswith("notes"))))
    assert LeftOut("- [ ] Max Born will order cogs.", "notes about the meeting", 15) in transcript.left_out
    assert transcript.left_out[-1].why == "notice"


def test_who_speaks_once_is_known_from_the_attendees() -> None:
    text = (
        "Talk - Transcript\nAttendees\nAda Byron, Max Born, Zoe Zig\nTranscript\n"
        "This editable transcript was computer generated and might contain errors.\n"
        "Ada Byron: one thing\nMax Born: yes\nZoe Zig: no\nAda Byron: so\nMax Born: well\nMeeting ended after 00:01:00"
    )
    transcript = meet.parse(Source("talk.txt", text.encode()))
    assert [turn.speaker for turn in transcript.turns][2] == Speaker("Zoe Zig")
