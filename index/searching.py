"""What all stores search by, whichever engine keeps it: who speaks in a passage, what weighs, what may be compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from index.encoder import Encoded, Matrix, Vector
from index.errors import EncoderError, QuestionError
from index.store import days
from index.text import terms
from index.transcript import Passage, Span, Transcript

Number = TypeVar("Number", float, npt.NDArray[Any])

# BM25 as SQLite's FTS5 has it.
K1, B = 1.2, 0.75
_LEAST = 1e-6  # what a term counts for that stands in more than half of all passages


def rarity(size: int, there: int) -> float:
    """What a term counts for that stands in ``there`` of so many passages: its inverse document frequency."""
    found = math.log((size - there + 0.5) / (there + 0.5)) if there <= size else 0.0
    return found if found > 0 else _LEAST


def weight(count: Number, length: Number, mean: float) -> Number:
    """BM25 of a rarity of 1: of a term that stands ``count`` times in a passage of ``length`` terms."""
    return (count * (K1 + 1.0)) / (count + K1 * (1 - B + B * length / mean))


def speaking(transcript: Transcript, sentences: Iterable[Span]) -> frozenset[str]:
    """Who says any of the sentences; nobody where the file does not say."""
    return frozenset(transcript.who(span) for span in sentences if transcript.turns[span.turn].speaker)


def words(transcript: Transcript, passage: Passage) -> list[str]:
    """The terms that a passage is found by, in their order."""
    return terms(" ".join(map(transcript.text, passage.sentences)))


def dimension(passages: Sequence[Passage], vectors: Sequence[Encoded]) -> int | None:
    """The length of the vectors, None without any. Raises EncoderError for what cannot be compared."""
    if not passages:
        return None
    length = len(vectors[0].passage)
    for passage, encoded in zip(passages, vectors, strict=True):
        if encoded.passage.shape != (length,) or encoded.sentences.shape != (len(passage.sentences), length):
            raise ValueError(f"vectors of {passage.transcript} do not fit its passages")
        check(encoded.passage)
        check(encoded.sentences)
    return length


def check(vectors: Vector | Matrix) -> None:
    """Raises EncoderError for what cannot be compared."""
    if not np.isfinite(vectors).all():
        raise EncoderError("The model gives no number for some text; choose another model")


def day(date: str, last: int) -> str:
    """The first day that a date of a Filter may mean, or with ``last`` the last. Raises QuestionError for no date."""
    found = days(date)[last]
    if not found:
        raise QuestionError(f"{date} is no date; write it as 2023-11-09, 2023-11 or 2023")
    return found
