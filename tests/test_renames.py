"""Who is meant by a name that shall be changed, and in which transcripts."""

from __future__ import annotations

import pytest

from index.errors import NoSuchSpeaker
from index.renames import Rename, merge, rename, renamed
from index.speakers.identify import Appearance
from index.transcript import Speaker, Transcript, Turn

ROWS = [
    Appearance("a", "SPEAKER_00", "", "", "", 4),
    Appearance("a", "SPEAKER_01", "", "", "", 2),
    Appearance("b", "SPEAKER_00", "", "", "", 1),
    Appearance("a", "QUESTION", "", "", "", 3),
    Appearance("a", "QUESTION", "Jo Tan", "Kyodo", "", 1),
    Appearance("a", "MS LIMA", "Ana Lima", "Chair", "", 5),
    Appearance("b", "Ana M. Lima", "Ana M. Lima", "Chair", "", 5),
    Appearance("b", "MR MILLER", "Mr Miller", "Foreign Minister", "", 1),
    Appearance("c", "MR MILLER", "Mr Miller", "Prime Minister", "", 1),
]


def test_a_person_is_renamed_under_every_name_and_everywhere() -> None:
    expected = (Rename("a", "Ana Lima", "Ana Reis"), Rename("b", "Ana M. Lima", "Ana Reis"))
    for who in ("Ana M. Lima", "Ana Lima", "MS LIMA", "ana m. lima", "Lima"):
        assert rename(ROWS, who, "Ana Reis") == expected, who
    assert rename(ROWS, "Ana Lima", "Ana Reis", ["b"]) == (Rename("b", "Ana M. Lima", "Ana Reis"),)


def test_a_label_of_several_transcripts_needs_one_of_them() -> None:
    with pytest.raises(NoSuchSpeaker, match=r"SPEAKER_00: several transcripts have this label.*--transcript"):
        rename(ROWS, "SPEAKER_00", "Bo Chen")
    assert rename(ROWS, "SPEAKER_01", "Bo Chen") == (Rename("a", "SPEAKER_01", "Bo Chen"),)
    assert rename(ROWS, "SPEAKER_00", "Bo Chen", ["b"]) == (Rename("b", "SPEAKER_00", "Bo Chen"),)
    both = (Rename("a", "SPEAKER_00", "Bo Chen"), Rename("b", "SPEAKER_00", "Bo Chen"))
    assert rename(ROWS, "SPEAKER_00", "Bo Chen", everywhere=True) == both


def test_of_a_label_that_many_have_only_the_unnamed_are_renamed() -> None:
    assert rename(ROWS, "QUESTION", "The press") == (Rename("a", "QUESTION", "The press"),)
    assert rename(ROWS, "Jo Tan", "Joan Tan") == (Rename("a", "Jo Tan", "Joan Tan"),)


def test_two_become_one() -> None:
    assert merge(ROWS, "SPEAKER_01", "SPEAKER_00") == (Rename("a", "SPEAKER_01", "SPEAKER_00"),)
    assert merge(ROWS, "Jo Tan", "Lima") == (Rename("a", "Jo Tan", "Ana M. Lima"),)
    assert merge(ROWS, "Ana Lima", "Ana M. Lima") == (Rename("a", "Ana Lima", "Ana M. Lima"),)


def test_nobody_and_several_are_refused() -> None:
    with pytest.raises(NoSuchSpeaker, match="Zoe: nobody goes by that name"):
        rename(ROWS, "Zoe", "Ana")
    with pytest.raises(NoSuchSpeaker, match="Zoe: nobody goes by that name"):
        merge(ROWS, "Jo Tan", "Zoe")
    with pytest.raises(NoSuchSpeaker, match="Mr Miller: several go by that name: Mr Miller"):
        rename(ROWS, "Mr Miller", "Sam Miller")
    assert rename(ROWS, "Mr Miller", "Sam Miller", ["c"]) == (Rename("c", "Mr Miller", "Sam Miller"),)


def test_renames_are_made_one_after_the_other() -> None:
    turns = (Turn("Hi.", Speaker("A", "Ann")), Turn("Ho.", Speaker("B", role="Chair")), Turn("."))
    read = Transcript("x", "X", turns)
    now = renamed(read, [("B", "Ann"), ("Ann", "Anna Lee"), ("A", "never"), ("Anna Lee", "SPEAKER_7")])
    assert [turn.speaker for turn in now.turns] == [Speaker("SPEAKER_7"), Speaker("SPEAKER_7"), None]
    now = renamed(read, [("B", "Ann")])
    assert [turn.speaker for turn in now.turns] == [Speaker("A", "Ann"), Speaker("B", "Ann", "Chair"), None]
    assert renamed(read, []) is read
