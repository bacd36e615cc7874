"""What an answer's cards say beside the quotes: how surely they answer, which words do, how the question was taken."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from index.transcript import Span, Speaker, Transcript, Turn
from qa.answer import Answer, Citation, Confidence, Silence
from qa.question import Option, Question, Titled
from qa.show.cards import as_html
from qa.show.wording import role_of

SAID = Transcript("0123456789abcdef", "Harbour board", (Turn("It costs 1,200 euros <b> a year.", Speaker("PARK")),))
WHOLE = Span(0, 0, 32)


def shown(marked: Span | None = None, confidence: Confidence | None = None) -> str:
    quote = Citation(SAID, WHOLE, 1.0, marked=marked)
    return as_html(Answer(Question("How much?", "cost"), (quote,), confidence=confidence))


def test_the_words_that_answer_are_set_off_inside_the_quote() -> None:
    assert '<mark>It costs <strong class="otr-key">1,200 euros</strong> &lt;b&gt; a year.</mark>' in shown(
        Span(0, 9, 20)
    )
    assert "<mark>It costs 1,200 euros &lt;b&gt; a year.</mark>" in shown()


def test_the_address_of_a_quote_says_which_words_are_set_off() -> None:
    """So that the transcript sets them off, too; they are counted from the first word of the quote."""
    later = replace(SAID, turns=(Turn("So. " + SAID.turns[0].text, Speaker("PARK")),))
    quote = Citation(later, Span(0, 4, 36), 1.0, marked=Span(0, 13, 24))
    assert "&amp;start=4&amp;end=36&amp;" in as_html(Answer(Question("How much?", "cost"), (quote,)))
    assert '&amp;key=9-20" title' in as_html(Answer(Question("How much?", "cost"), (quote,)))
    assert "&amp;key=" not in shown()
    assert "&amp;key=" not in shown(Span(0, 9, 40))


@pytest.mark.parametrize("outside", [Span(0, 9, 40), Span(0, 20, 20)])
def test_what_is_not_inside_the_quote_is_not_set_off(outside: Span) -> None:
    assert "otr-key" not in shown(outside)


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(Confidence.CLEAR, "clear match"), (Confidence.LIKELY, "likely match"), (Confidence.WEAK, "weak match")],
)
def test_how_surely_it_answers_is_said_in_words(confidence: Confidence, words: str) -> None:
    assert f">{words}</span>" in shown(confidence=confidence)
    assert "match</span>" not in shown()


def test_each_part_of_the_question_is_a_chip_that_takes_it_away() -> None:
    question = Question(
        "What did Park say about cost in 2023?",
        "cost",
        ("Park",),
        since="2023",
        within=(Titled("t1", "Harbour board"),),
    )
    page = as_html(Answer(question, (Citation(SAID, WHOLE, 1.0),)), transcripts=["t2"])
    for part in ("Park", "cost", "since 2023", "Harbour board"):
        assert f'title="Ask without {part}"' in page
    without_park = page.split('title="Ask without Park"')[0].rpartition('href="')[2]
    assert "speaker" not in without_park
    assert "transcript=t1" in without_park


def test_an_ambiguous_name_is_asked_back_with_a_button_for_each() -> None:
    options = (
        Option("Ana Park", "Chair", "Harbour board", "What did Ana Park say about cost?"),
        Option("Bo Park", "", "Ferry board", "What did Bo Park say about cost?", ("t9",)),
    )
    question = Question("What did Park say about cost?", "cost", ambiguous="Park", options=options)
    page = as_html(Answer(question, silence=Silence.AMBIGUOUS), transcripts=["t2"])
    assert "Who is meant?" in page
    assert page.count('class="otr-option otr-ask"') == 2
    assert "<strong>Ana Park</strong>Chair · Harbour board" in page
    assert "q=What+did+Ana+Park+say+about+cost%3F&amp;speaker=Ana+Park&amp;transcript=t2" in page
    assert "speaker=Bo+Park&amp;transcript=t9" in page


def test_a_line_that_the_file_breaks_within_a_sentence_is_shown_as_a_space_and_stays_a_character() -> None:
    words = "It costs,\nas well as\nthe ship, much.\nWe know.\n\nYes."
    broken = replace(SAID, turns=(Turn(words, Speaker("PARK")),))
    quote = Citation(broken, Span(0, 0, len(words)), 1.0)
    page = as_html(Answer(Question("How much?", "cost"), (quote,)))
    broken_here = '<span class="otr-nl">&#10;</span>'
    assert f"It costs,{broken_here}as well as{broken_here}the ship, much.&#10;We know.&#10;&#10;Yes." in page
    mark = re.search("<mark>(.*?)</mark>", page)
    assert mark
    assert html.unescape(re.sub("<[^>]+>", "", mark[1])) == words


@pytest.mark.parametrize(
    ("who", "role", "shown"),
    [
        ("Chair Powell", "Chair", ""),
        ("MODERATOR", "Moderator", ""),
        ("Ana Lima", "Chair", "Chair"),
        ("Chairwoman Lima", "Chair", "Chair"),
    ],
)
def test_a_role_that_the_name_says_is_not_said_twice(who: str, role: str, shown: str) -> None:
    assert role_of(Speaker("L", who, role)) == shown
