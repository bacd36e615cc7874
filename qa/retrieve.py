"""The passages in which an answer may stand: nearest in meaning and best by words, only where the question allows."""

from __future__ import annotations

from collections.abc import Sequence

from index.store import Filter, Hit
from index.text import terms
from qa.library import Library
from qa.question import Question

CANDIDATES = 48  # passages from each of both searches; their sentences are then compared one by one
_RRF = 60  # Cormack et al. 2009: the constant of reciprocal rank fusion, insensitive in a wide range


def search(question: Question, library: Library, transcripts: Sequence[str] = ()) -> list[Hit]:
    """Candidates in the order of both rankings fused."""
    where = Filter(
        speakers=question.voices if question.speakers else None,
        transcripts=frozenset(transcripts) or None,
    )
    topic = question.topic or question.text
    hits = library.store.search(library.encoder.question(topic), sorted(set(terms(topic))), where, CANDIDATES)
    return fuse(hits)


def fuse(hits: Sequence[Hit]) -> list[Hit]:
    """By reciprocal ranks in meaning and in words; equal ones in the order of the library."""
    by_meaning = sorted(hits, key=lambda hit: (-hit.cosine, hit.place))
    by_words = sorted((hit for hit in hits if hit.bm25 > 0), key=lambda hit: (-hit.bm25, hit.place))
    score = {hit.place: 0.0 for hit in hits}
    for ranking in (by_meaning, by_words):
        for rank, hit in enumerate(ranking, start=1):
            score[hit.place] += 1 / (_RRF + rank)
    return sorted(hits, key=lambda hit: (-score[hit.place], hit.place))
