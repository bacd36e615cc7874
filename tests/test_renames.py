"""Who is meant by a name that shall be changed, and in which transcripts."""

from __future__ import annotations

import pytest

from index.errors import NoSuchSpeaker
from index.renames import Rename, alias, aliases, followed, merge, rename, renamed, split
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
    steps = [("B", "Ann"), ("Ann", "Anna Lee"), ("A", "never"), ("Anna Lee", "SPEAKER_7")]
    now = renamed(read, [Rename("x", *step) for step in steps])
    assert [turn.speaker for turn in now.turns] == [Speaker("SPEAKER_7"), Speaker("SPEAKER_7"), None]
    now = renamed(read, [Rename("x", "B", "Ann")])
    assert [turn.speaker for turn in now.turns] == [Speaker("A", "Ann"), Speaker("B", "Ann", "Chair"), None]
    assert renamed(read, []) is read


# -- one label, two people -------------------------------------------------------------------------------------------

HALL = Transcript(
    "x", "X", tuple(Turn(f"Words {n}.", Speaker("S0", role="Chair")) for n in range(4)), participants=(Speaker("S0"),)
)


def test_some_turns_of_a_label_are_somebody_elses() -> None:
    apart = split(HALL, "S0", [1, 3], "Bo Chen")
    assert apart == Rename("x", "S0", "Bo Chen", frozenset({1, 3}))
    now = renamed(HALL, [apart, Rename("x", "S0", "Ana Lima")])
    assert [turn.speaker.who for turn in now.turns if turn.speaker] == ["Ana Lima", "Bo Chen", "Ana Lima", "Bo Chen"]
    assert now.turns[1].speaker == Speaker("S0", "Bo Chen")  # the chair is the other one
    assert now.turns[0].speaker == Speaker("S0", "Ana Lima", "Chair")
    assert [listed.who for listed in now.participants] == ["Ana Lima"]
    assert [turn.text for turn in now.turns] == [turn.text for turn in HALL.turns]


@pytest.mark.parametrize(
    ("who", "turns", "name", "reason"),
    [
        ("S1", [0], "Bo", "nobody goes by that name"),
        ("S0", [0, 9], "Bo", "turn 10 is not theirs"),
        ("S0", [-1], "Bo", "turn 0 is not theirs"),
        ("S0", [], "Bo", "nothing is left to change"),
        ("S0", [0], "S0", "nothing is left to change"),
    ],
)
def test_only_turns_of_theirs_can_be_split_off(who: str, turns: list[int], name: str, reason: str) -> None:
    with pytest.raises(NoSuchSpeaker, match=reason):
        split(HALL, who, turns, name)


def test_turns_are_followed_into_a_newer_version() -> None:
    said = [Turn("Yes."), Turn("Rain."), Turn("Yes."), Turn("Ships."), Turn("Yes.")]
    old = Transcript("x", "X", tuple(said))
    new = Transcript("y", "X", (Turn("Welcome."), *said[:3], *said[4:]))
    assert followed([2, 3, 4], old, new) == {3, 4}
    assert followed([0], old, new) == {1}


# -- other names, by which a question may call them ------------------------------------------------------------------


def test_an_alias_is_of_a_person_under_whatever_name() -> None:
    assert alias(ROWS, "Lima", "the boss") == Rename("", "Ana M. Lima", "the boss")
    with pytest.raises(NoSuchSpeaker, match="SPEAKER_01: this is a label"):
        alias(ROWS, "SPEAKER_01", "the boss")
    with pytest.raises(NoSuchSpeaker, match="Zoe: nobody"):
        alias(ROWS, "Zoe", "the boss")


def test_aliases_follow_renames_and_go_when_they_are_taken_away() -> None:
    changes = [
        Rename("", "Ana Lima", "the boss"),
        Rename("a", "Ana Lima", "Ana Reis"),
        Rename("", "Jo Tan", "JT"),
        Rename("a", "Ana Reis", "Nobody", frozenset({1})),
    ]
    assert aliases(changes) == {"the boss": {"Ana Lima", "Ana Reis"}, "JT": {"Jo Tan"}}
    assert aliases([*changes, Rename("", "the boss", "")]) == {"JT": {"Jo Tan"}}
    assert aliases([Rename("a", "Ana Lima", "Ana Reis"), *changes[:1]]) == {"the boss": {"Ana Lima"}}
