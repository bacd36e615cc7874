"""From timed pieces to turns: what is merged, what is split, and where the times go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import clock
from index.formats.captions.cues import (
    LONGEST_MS,
    Cue,
    in_milliseconds,
    in_order,
    joined_as_written,
    plausible,
    turns_from_cues,
    word_anchors,
)
from index.transcript import Anchor


def test_one_speaker_s_cues_are_one_turn_with_the_first_start_and_the_latest_end() -> None:
    turns = turns_from_cues(
        [Cue("Go.", "A", 1_000, 9_000), Cue("Now.", "A", 2_000, 3_000), Cue("No.", "B", 3_000, 4_000)]
    )
    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in turns] == [
        ("Go. Now.", 1_000, 9_000),
        ("No.", 3_000, 4_000),
    ]
    assert turns[0].anchors == (Anchor(0, 1_000), Anchor(4, 2_000))


def test_silence_and_marked_changes_begin_turns_where_nobody_is_named() -> None:
    cues = [Cue("a", "", 0, 500), Cue("b", "", 2_499, 2_600), Cue("c", "", 4_600, 4_700), Cue("d", new_turn=True)]
    assert [turn.text for turn in turns_from_cues(cues)] == ["a b", "c", "d"]


def test_silence_does_not_part_a_named_speaker() -> None:
    assert [turn.text for turn in turns_from_cues([Cue("a", "A", 0, 500), Cue("b", "A", 60_000, 61_000)])] == ["a b"]


def test_a_clock_that_starts_anew_begins_a_turn() -> None:
    turns = turns_from_cues([Cue("a", "A", 100_000, 101_000), Cue("b", "A", 0, 500)])
    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in turns] == [("a", 100_000, 101_000), ("b", 0, 500)]


def test_speech_without_sentences_is_cut_between_cues_at_twice_the_length() -> None:
    turns = turns_from_cues([Cue("word " * 20)] * 40)
    assert [len(turn.text) for turn in turns] == [1_299, 1_299, 1_299, 99]


def test_a_word_s_time_moves_with_its_text() -> None:
    turn = turns_from_cues([Cue("  Go on", "A", 5, anchors=(Anchor(2, 5), Anchor(5, 9))), Cue(",", "A", 10, joint="")])[
        0
    ]
    assert turn.text == "Go on,"
    assert turn.anchors == (Anchor(0, 5), Anchor(3, 9))


def test_small_disorder_is_mended_and_a_second_recording_stays_second() -> None:
    cues = [Cue("b", "", 5_000), Cue("a", "", 0), Cue("untimed"), Cue("c", "", 90_000), Cue("d", "", 1_000)]
    assert [cue.text for cue in in_order(cues)] == ["a", "untimed", "b", "c", "d"]


def test_words_are_found_in_the_text_that_they_make() -> None:
    text = "“It’s” is, İstanbul is."
    words = [("it’s", 1), ("is", 2), ("Istanbul", 3), ("is", 4)]
    assert word_anchors("It's is, as is.", [("it's", 1), ("is", 2), ("gone", 3), ("is", 4)]) == (
        Anchor(0, 1),
        Anchor(5, 2),
        Anchor(12, 4),
    )
    assert [text[anchor.offset :][:2] for anchor in word_anchors(text, words)] == ["is", "is"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([("Good day everyone", 0, 1_000), ("Hello", 1_000, 1_500)], True),
        ([("Good day everyone", 0, 1), ("Hello", 1, 2)], False),
        ([("Good day everyone", 0, 1.5)], False),
        ([("Good day everyone", 0, None), ("Hello", 4_000, None)], True),
        ([("Good day everyone", None, None)], False),
        ([], False),
    ],
)
def test_milliseconds_are_known_by_the_pace(
    pieces: list[tuple[str, float | None, float | None]], expected: bool
) -> None:
    assert in_milliseconds(pieces) is expected


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (["It's", " ", "Friday", ",", " ", "yes"], "It's Friday, yes"),
        ([" It", " is", "."], "It is."),
        (["It", "is", "."], "It is ."),
        (["Go.", "(laughs)"], "Go. (laughs)"),
        (["one"], "one"),
        ([], ""),
    ],
)
def test_texts_that_bring_their_spaces_get_no_others(texts: list[str], joined: str) -> None:
    turns = turns_from_cues(joined_as_written([Cue(text, "A") for text in texts]))
    assert "".join(turn.text for turn in turns) == joined


@pytest.mark.parametrize(
    ("ms", "expected"),
    [(0, 0), (1.6, 2), (-1, None), (float("nan"), None), (float("inf"), None), (LONGEST_MS + 1, None)],
)
def test_only_plausible_times_are_believed(ms: float, expected: int | None) -> None:
    assert plausible(ms) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5.24", 5.24),
        ("5,24 s", 5.24),
        ("[01:02:03.5]", 3_723.5),
        ("-0:01", -1),
        ("10:05 PM", 79_500),
        ("12:30:15 a.m.", 1_815),
        ("PT1M2.5S", 62.5),
        ("1970-01-01T00:01:00Z", 60),
        ("1970-13-01T00:01:00Z", None),
        ("PT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_times_as_files_write_them(text: str, seconds: float | None) -> None:
    assert clock.seconds(text) == seconds


@given(st.lists(st.tuples(st.text(), st.sampled_from(["", "A", "B"]), st.none() | st.integers(0, 10**6)), max_size=20))
def test_no_text_is_lost_or_reordered_and_anchors_are_in_order(pieces: list[tuple[str, str, int | None]]) -> None:
    turns = turns_from_cues(Cue(text, label, start) for text, label, start in pieces)
    assert "".join("".join(turn.text.split()) for turn in turns) == "".join(
        "".join(text.split()) for text, _, _ in pieces
    )
    for turn in turns:
        offsets = [anchor.offset for anchor in turn.anchors]
        assert offsets == sorted(set(offsets))
        assert all(0 <= offset < len(turn.text) for offset in offsets)
