"""Which sentences answer, with an encoder whose cosines a reader can check by hand (see fakes.py)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index import build
from index.formats import Source
from index.local.store import LocalStore
from index.transcript import Span, Speaker, Transcript, Turn
from qa.extract import Candidate, cite
from qa.library import Library
from qa.parts import is_question
from tests.fakes import WordEncoder

MEETING = """\
ANA LIMA: Trade with China grew by 12 percent. Rain spoiled the wheat, as it does in every year of this kind.

BO CHEN: Is trade with China really growing? I will vote for more ships for the trade with China next year.

ANA LIMA: The school got its music.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    encoder = WordEncoder()
    with closing(LocalStore(tmp_path / "library", encoder.name)) as store:
        list(build.add([Source("meeting.txt", MEETING.encode())], store, encoder))
        yield Library(store, encoder)


def quotes(question: str, library: Library) -> list[str]:
    from qa.ask import ask

    return [citation.quote for citation in ask(question, library).quotes]


def test_the_sentence_with_the_words_comes_first(library: Library) -> None:
    assert quotes("wheat and rain", library)[0].startswith("Rain spoiled the wheat")


def test_a_statement_comes_before_a_question_of_the_same_words(library: Library) -> None:
    found = quotes("trade with China", library)
    assert found[0] == "Trade with China grew by 12 percent."
    assert "Is trade with China really growing?" not in found[:1]


def test_who_asks_is_given_the_question(library: Library) -> None:
    assert quotes("who asked about China?", library)[0].startswith("Is trade with China really growing?")


def test_a_number_is_preferred_where_one_is_asked_for(library: Library) -> None:
    assert "12 percent" in quotes("how much did trade with China grow", library)[0]


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Is it?", True),
        ("He said “is it?”", True),
        ("Is it? No.", False),
        ("これは何ですか？", True),
        ("It is.", False),
    ],
)
def test_is_question(sentence: str, asks: bool) -> None:
    assert is_question(sentence) is asks


TURNS = Transcript(
    "t",
    "Title",
    (
        Turn("One is. Two is. Three is.\n\nFour is. Five is.", Speaker("A", "A")),
        Turn("One is.", Speaker("B", "B")),
        Turn("One is.", Speaker("A", "A")),
    ),
)


def candidate(turn: int, words: str, score: float) -> Candidate:
    start = TURNS.turns[turn].text.index(words)
    return Candidate(TURNS, Span(turn, start, start + len(words)), score, score, score, (turn, start))


def cited(*candidates: Candidate, limit: int = 5) -> list[str]:
    return [citation.quote for citation in cite(sorted(candidates, key=lambda c: -c.score), limit)]


def test_neighbours_become_one_quote_with_what_stands_between() -> None:
    assert cited(candidate(0, "One is.", 0.9), candidate(0, "Two is.", 0.8)) == ["One is. Two is."]


def test_a_neighbour_before_the_best_is_joined_too() -> None:
    assert cited(candidate(0, "Two is.", 0.9), candidate(0, "One is.", 0.8)) == ["One is. Two is."]


def test_sentences_of_two_paragraphs_stay_apart() -> None:
    assert cited(candidate(0, "Three is.", 0.9), candidate(0, "Four is.", 0.8)) == ["Three is.", "Four is."]


def test_the_same_words_of_one_speaker_are_quoted_once_and_of_another_again() -> None:
    assert cited(candidate(0, "One is.", 0.9), candidate(1, "One is.", 0.8), candidate(2, "One is.", 0.7)) == [
        "One is.",
        "One is.",
    ]


def test_what_is_much_worse_than_the_best_is_left_out() -> None:
    assert cited(candidate(0, "One is.", 0.9), candidate(0, "Four is.", 0.4)) == ["One is."]


def test_the_limit_counts_quotes_not_sentences() -> None:
    found = cited(candidate(0, "One is.", 0.9), candidate(0, "Two is.", 0.8), candidate(0, "Five is.", 0.7), limit=1)
    assert found == ["One is. Two is."]
