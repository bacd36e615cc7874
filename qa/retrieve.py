"""The passages in which an answer may stand: nearest in meaning and best by words, only where the question allows."""

from __future__ import annotations

from collections.abc import Sequence

from index.store import Filter, Hit
from index.text import terms
from qa.library import Library
from qa.question import Question

CANDIDATES = 48  # passages from each of both searches; their sentences are then compared one by one


def search(question: Question, library: Library, transcripts: Sequence[str] = ()) -> list[Hit]:
    """The best of both searches, in the order of the library: which of them answers is seen in their sentences."""
    where = Filter(
        speakers=question.voices if question.speakers else None,
        transcripts=frozenset(transcripts) or None,
    )
    topic = question.topic or question.text
    return library.store.search(library.encoder.question(topic), sorted(set(terms(topic))), where, CANDIDATES)
