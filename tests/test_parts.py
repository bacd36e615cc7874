"""Parts of a transcript, and the questions that are asked in it."""

from __future__ import annotations

import pytest

from index.transcript import Span, Speaker, Transcript, Turn
from qa.parts import asking, questions, within
from qa.question import Part, Question

LONG = "We have much to say on all of this today. " * 4
PRESS = (
    ("MODERATOR", "Welcome, shall we begin?"),
    ("PARK", LONG + "China first. Is that not so? It is."),
    ("BLINKEN", LONG + "Japan first."),
    ("QUESTION", "I am Kim. You spoke of China. What will you do there? And is it enough? Thank you."),
    ("PARK", "Much."),
    ("QUESTION", "A word on rain?"),
    ("BLINKEN", LONG + "Rain last."),
    ("PARK", LONG + "China last."),
    ("MODERATOR", "Thank you."),
)
MEETING = (
    ("ANNA", "Good morning."),
    ("BORIS", "Is it done? I doubt that. What do you say?"),
    ("ANNA", "Why would it not be? Everybody worked on it. All week. It is done. Fine."),
    ("BORIS", "Good."),
)


def talk(lines: tuple[tuple[str, str], ...]) -> Transcript:
    return Transcript("id", "Title", tuple(Turn(text, Speaker(who)) for who, text in lines))


def test_whoever_the_file_calls_question_asks() -> None:
    assert asking(talk(PRESS)) == [3, 5]


def test_without_such_labels_who_is_answered_asks() -> None:
    assert asking(talk(MEETING)) == [1]


def test_every_question_with_the_sentences_that_lead_up_to_it() -> None:
    transcript = talk(PRESS)
    found = [(transcript.text(span), transcript.text(lead)) for span, lead in questions(transcript)]
    assert found == [
        ("What will you do there?", "I am Kim. You spoke of China. What will you do there?"),
        ("And is it enough?", "And is it enough?"),
        ("A word on rain?", "A word on rain?"),
    ]


@pytest.mark.parametrize(
    ("part", "speakers", "inside", "outside"),
    [
        (Part.WHOLE, (), ["Welcome", "Thank you."], []),
        (Part.OPENING, ("PARK",), ["China first"], ["Much.", "China last", "Japan first"]),
        (Part.OPENING, (), ["China first", "Japan first"], ["China last", "Rain last", "Welcome"]),
        (Part.CLOSING, ("PARK",), ["China last"], ["China first", "Much."]),
        (Part.QUESTIONS, ("PARK",), ["Much.", "China last"], ["China first"]),
        (Part.QUESTIONS, (), ["A word", "Rain last"], ["Japan first", "Welcome"]),
        (Part.BEGINNING, (), ["Welcome"], ["China first", "Rain last"]),
        (Part.END, ("PARK",), ["China last"], ["China first", "Much."]),
        (Part.END, (), ["China last"], ["Rain last", "Welcome"]),
    ],
)
def test_where_a_part_lies(part: Part, speakers: tuple[str, ...], inside: list[str], outside: list[str]) -> None:
    transcript = talk(PRESS)
    question = Question("Q?", "", speakers, frozenset(speakers), part=part)
    lies = within(question)

    def lies_in(words: str) -> bool:
        turn = next(n for n, said in enumerate(transcript.turns) if words in said.text)
        return lies(transcript, Span(turn, transcript.turns[turn].text.index(words), len(transcript.turns[turn].text)))

    assert [words for words in inside if not lies_in(words)] == []
    assert [words for words in outside if lies_in(words)] == []


@pytest.mark.parametrize("part", list(Part))
def test_an_empty_transcript_has_no_parts(part: Part) -> None:
    assert asking(talk(())) == []
    assert part is Part.WHOLE or not within(Question("Q?", "", part=part))(talk((("A", ""),)), Span(0, 0, 0))
