"""The passages in which an answer may stand: nearest in meaning and best by words, only where the question allows."""

from __future__ import annotations

from collections.abc import Sequence

from index.store import Filter, Hit, Summary
from index.text import terms
from qa.cancelling import step
from qa.library import Library
from qa.question import Question
from qa.understanding.scope import lies_within

CANDIDATES = 48  # passages from each of both searches; their sentences are then compared one by one
FEWER = 24  # where no more than a few quotes are wanted beside the answer
WIDER = 4  # times as many, where few of their sentences may answer: in a part of each transcript, on a person


def where(question: Question, transcripts: Sequence[str] = ()) -> Filter:
    """Where the question is looked for; ``transcripts`` are ids chosen besides, empty for all."""
    ids = {titled.id for titled in question.within}
    chosen = ids & set(transcripts) if ids and transcripts else ids or set(transcripts)
    return Filter(
        speakers=question.voices if question.speakers else None,
        transcripts=frozenset(chosen) if ids or transcripts else None,
        since=question.since,
        until=question.until,
    )


def looked_through(question: Question, library: Library, transcripts: Sequence[str] = ()) -> list[Summary]:
    """The transcripts in which the question is looked for, whoever speaks there."""
    there = where(question, transcripts)
    return [
        one
        for one in library.catalogue().summaries
        if (there.transcripts is None or one.id in there.transcripts)
        and lies_within(one.date, question.since, question.until)
    ]


def search(
    question: Question, library: Library, transcripts: Sequence[str] = (), candidates: int = CANDIDATES
) -> list[Hit]:
    """The best of both searches, in the order of the library: which of them answers is seen in their sentences."""
    step()
    topic = question.topic or question.text
    words = [topic, *(name for figure in question.about for name in (*figure.names, *figure.here))]
    wanted = sorted({term for text in words for term in terms(text)})
    most = candidates * WIDER if question.part or question.about else candidates
    return library.store.search(library.encoder.question(topic), wanted, where(question, transcripts), most)
