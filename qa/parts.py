"""Parts of a transcript: its beginning and end, opening and closing statements, and the questions that are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.passages import sentences
from index.speakers.names import read_label
from index.transcript import Span, Transcript
from qa.question import Part, Question

EDGE = 0.2  # of the words that come first or last
STATEMENT = 25  # words that a statement has at least
_AT_THE_END = re.compile(r"[?？][\"'”’)\]»]*(?:\s+[^.?!？]*[.!]?){0,2}\s*$")
LEAD = 3  # sentences that make clear what a question is on, itself included
_TAIL = 400  # characters in which a turn ends


def is_question(sentence: str) -> bool:
    return sentence.rstrip("\"'”’») ]").endswith(("?", "？"))


def asking(transcript: Transcript) -> list[int]:
    """The turns in which somebody asks: those of whoever the file calls QUESTION, REPORTER and the like.

    In a file without such labels, those that end with a question that another speaker takes up.
    """
    askers = [number for number, turn in enumerate(transcript.turns) if turn.speaker and _asks(turn.speaker.label)]
    return askers or [number for number in range(len(transcript.turns) - 1) if _is_taken_up(transcript, number)]


def _asks(label: str) -> bool:
    return read_label(label).asks


def _is_taken_up(transcript: Transcript, number: int) -> bool:
    turn, following = transcript.turns[number], transcript.turns[number + 1]
    return turn.speaker != following.speaker and _AT_THE_END.search(turn.text[-_TAIL:]) is not None


def questions(transcript: Transcript) -> Iterator[tuple[Span, Span]]:
    """Every sentence that asks, in order, with the sentences of its turn that lead up to it."""
    for number in asking(transcript):
        leading: list[int] = []  # where the sentences since the question before begin
        for start, end in sentences(transcript.turns[number].text):
            leading = [*leading[1 - LEAD :], start]
            if is_question(transcript.turns[number].text[start:end]):
                yield Span(number, start, end), Span(number, leading[0], end)
                leading = []


def within(question: Question) -> Callable[[Transcript, Span], bool]:
    """A test whether a place lies in the part of its transcript that the question names."""
    ranges: dict[str, list[Span]] = {}

    def lies_within(transcript: Transcript, span: Span) -> bool:
        if not question.part:
            return True
        if transcript.id not in ranges:
            ranges[transcript.id] = list(_ranges(transcript, question))
        return any(part.turn == span.turn and part.start <= span.start < part.end for part in ranges[transcript.id])

    return lies_within


def _ranges(transcript: Transcript, question: Question) -> Iterator[Span]:
    turns = transcript.turns
    own = [
        number
        for number, turn in enumerate(turns)
        if question.may_be_said_by(transcript.id, turn.speaker.who if turn.speaker else "")
    ]
    first = next(iter(asking(transcript)), len(turns))
    if question.part in (Part.BEGINNING, Part.END):
        yield from _edge(transcript, own, question.part is Part.END)
    elif question.part is Part.QUESTIONS:
        yield from (Span(number, 0, len(turns[number].text)) for number in own if number >= first)
    else:
        yield from _statements(transcript, own, first, question.part is Part.CLOSING)


def _edge(transcript: Transcript, own: list[int], last: bool) -> Iterator[Span]:
    """The first, or last, fifth of all that is said in these turns."""
    left = EDGE * sum(len(transcript.turns[number].text) for number in own)
    for number in reversed(own) if last else own:
        length = len(transcript.turns[number].text)
        taken = min(length, max(1, round(left)))
        yield Span(number, length - taken, length) if last else Span(number, 0, taken)
        left -= length
        if left <= 0:
            return


def _statements(transcript: Transcript, own: list[int], first_question: int, last: bool) -> Iterator[Span]:
    """Each speaker's first statement before anybody asks, or the last; without any, the first or last of all."""
    turns = transcript.turns
    long = [number for number in own if len(turns[number].text.split()) >= STATEMENT]
    chosen: dict[str, int] = {}
    before = long if last else [number for number in long if number < first_question] or long[:1]
    for number in reversed(before) if last else before:
        speaker = turns[number].speaker
        chosen.setdefault(speaker.who if speaker else "", number)
    yield from (Span(number, 0, len(turns[number].text)) for number in chosen.values())
