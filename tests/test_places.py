"""Cited places found again in a newer version of their transcript."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.places import find_again
from index.transcript import Span, Transcript
from tests.stores import talk

NEW = talk(
    "new",
    "Anna: Welcome. We will trade with China next year.",
    "Ben: Yes.",
    "Anna: It rains on the train. Rain it is. Yes.",
    "Ben: Yes. We agree on\n the   terms of it.",
    "It rains on the train.",
)


@pytest.mark.parametrize(
    ("at", "words", "who", "expected"),
    [
        (Span(0, 0, 8), "Welcome.", "Anna", Span(0, 0, 8)),
        (Span(0, 0, 35), "We will trade with China next year.", "Anna", Span(0, 9, 44)),  # words were put before it
        (Span(0, 9, 44), "We will trade with China in a year.", "Anna", None),  # the text has changed
        (Span(3, 0, 4), "Yes.", "Ben", Span(3, 0, 4)),
        (Span(0, 0, 4), "Yes.", "Ben", Span(1, 0, 4)),
        (Span(3, 0, 4), "Yes.", "Anna", Span(2, 35, 39)),  # never somebody else's, even if that is nearer
        (Span(1, 0, 4), "Yes.", "Cleo", None),
        (Span(3, 5, 33), "We agree on the terms of it.", "Ben", Span(3, 5, 36)),  # the lines are broken otherwise
        (Span(3, 5, 33), "We agree on the terms of it.", "Cleo", Span(3, 5, 36)),  # the speaker was corrected
        (Span(0, 0, 22), "It rains on the train.", "Anna", Span(2, 0, 22)),
        (Span(0, 0, 22), "It rains on the train.", "Cleo", None),  # two said it, and neither is Cleo
        (Span(4, 0, 22), "It rains on the train.", "", None),  # two say it, and nobody knows whose words were meant
        (Span(4, 0, 8), "Rain it is.", "", Span(2, 23, 34)),
        (Span(2, 19, 23), "rain", "", None),  # of "train" it is a part, and "Rain" is another word
        (Span(2, 0, 0), " ", "", None),
    ],
)
def test_the_same_words_of_the_same_speaker_are_found(at: Span, words: str, who: str, expected: Span | None) -> None:
    assert find_again(NEW, at, words, who) == expected
    if expected:
        assert NEW.text(expected).split() == words.split()


turns = st.lists(st.text("ab .\n(", min_size=1, max_size=12), min_size=1, max_size=4)


@given(said=turns, before=st.lists(st.text("xy.", min_size=1, max_size=5), max_size=3), data=st.data())
def test_what_was_not_changed_is_found_wherever_it_moved(
    said: list[str], before: list[str], data: st.DataObject
) -> None:
    old = talk("old", *said)
    number = data.draw(st.integers(0, len(said) - 1))
    span = Span(number, 0, len(old.turns[number].text))
    new: Transcript = replace(old, turns=(*talk("", *before).turns, *old.turns))
    found = find_again(new, span, old.text(span))
    assert (found is None) == (not old.text(span).strip())
    if found:
        assert new.text(found).split() == old.text(span).split()
