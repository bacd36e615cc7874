"""Places in a transcript: which words stand there, who says them and when."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.transcript import Anchor, Span, Speaker, Transcript, Turn

PARK = Speaker("FOREIGN MINISTER PARK", "Park Jin", "Foreign Minister")
QUESTION = Speaker("QUESTION")
TEXT = "Ten chars. And ten 🙂."  # 21 code points
TALK = Transcript("t", "Talk", (Turn(TEXT, PARK), Turn("Yes?", QUESTION), Turn("(Applause.)")))


# -- when ------------------------------------------------------------------------------------------------------------

CUES = (Anchor(0, 1_000), Anchor(10, 3_000), Anchor(20, 3_500))


@pytest.mark.parametrize(
    ("turn", "offset", "expected"),
    [
        # anchors alone
        (Turn(TEXT, anchors=CUES), 0, (1_000, False)),
        (Turn(TEXT, anchors=CUES), 10, (3_000, False)),
        (Turn(TEXT, anchors=CUES), 5, (2_000, True)),
        (Turn(TEXT, anchors=CUES), 19, (3_450, True)),
        (Turn(TEXT, anchors=CUES), 21, (3_500, True)),  # after the last known time
        # the turn's own times are anchors at its ends
        (Turn(TEXT, start_ms=0, end_ms=21_000), 0, (0, False)),
        (Turn(TEXT, start_ms=0, end_ms=21_000), 7, (7_000, True)),
        (Turn(TEXT, start_ms=0, end_ms=21_000), 21, (21_000, False)),
        (Turn(TEXT, start_ms=500, end_ms=9_000, anchors=CUES[1:2]), 5, (1_750, True)),
        (Turn(TEXT, start_ms=500, end_ms=9_000, anchors=CUES), 0, (1_000, False)),  # the word's own time is nearer
        # only one end is known
        (Turn(TEXT, start_ms=500), 0, (500, False)),
        (Turn(TEXT, start_ms=500), 21, (500, True)),
        (Turn(TEXT, end_ms=900), 3, (None, False)),
        (Turn(TEXT, anchors=CUES[1:]), 3, (None, False)),  # before the first known time
        # nothing is known
        (Turn(TEXT), 3, (None, False)),
        (Turn("", start_ms=5, end_ms=9), 0, (5, False)),
    ],
)
def test_when_a_word_is_spoken(turn: Turn, offset: int, expected: tuple[int | None, bool]) -> None:
    assert turn.time_at(offset) == expected


@st.composite
def timed(draw: st.DrawFn) -> Turn:
    length = draw(st.integers(1, 60))
    offsets = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
    times = sorted(draw(st.lists(st.integers(0, 10**7), min_size=len(offsets) + 2, max_size=len(offsets) + 2)))
    anchors = tuple(Anchor(offset, ms) for offset, ms in zip(offsets, times[1:-1], strict=True))
    return Turn("x" * length, start_ms=times[0], end_ms=times[-1], anchors=anchors)


@given(timed())
def test_time_never_runs_backwards_and_the_files_own_times_are_kept(turn: Turn) -> None:
    times = [turn.time_at(offset)[0] for offset in range(len(turn.text) + 1)]
    known = [ms for ms in times if ms is not None]
    assert len(known) == len(times)
    assert known == sorted(known)
    for anchor in turn.anchors:
        assert turn.time_at(anchor.offset) == (anchor.ms, False)


# -- what and who ----------------------------------------------------------------------------------------------------


def test_the_words_at_a_place_are_code_points_of_the_turn() -> None:
    assert TALK.text(Span(0, 0, 10)) == "Ten chars."
    assert TALK.text(Span(0, 19, 21)) == "🙂."
    assert TALK.text(Span(1, 0, 4)) == "Yes?"
    assert TALK.text(Span(1, 4, 4)) == ""


@pytest.mark.parametrize(
    "span", [Span(0, 0, 22), Span(0, 22, 22), Span(0, -1, 3), Span(0, 5, 4), Span(1, 0, 5), Span(3, 0, 0)]
)
def test_a_place_that_is_not_there_has_no_words(span: Span) -> None:
    with pytest.raises(IndexError):
        TALK.text(span)


def test_who_speaks_is_the_name_else_the_label_else_nobody() -> None:
    assert [TALK.who(Span(turn, 0, 1)) for turn in range(3)] == ["Park Jin", "QUESTION", ""]


def test_only_a_name_with_evidence_is_inferred() -> None:
    assert not PARK.inferred
    assert dataclasses.replace(QUESTION, name="Nike Ching", evidence=Span(1, 0, 4)).inferred


def test_spans_go_by_their_place() -> None:
    assert sorted([Span(1, 0, 1), Span(0, 5, 9), Span(0, 5, 6), Span(0, 0, 30)]) == [
        *(Span(0, 0, 30), Span(0, 5, 6), Span(0, 5, 9), Span(1, 0, 1))
    ]


def test_nothing_of_a_transcript_can_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        TALK.turns[0].text = "other words"  # type: ignore[misc]
