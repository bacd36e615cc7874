"""Terms weighed as if some transcripts were the whole library: BM25 as FTS5 counts it, which itself knows only of all.

How rare a word is among the transcripts that somebody may not read would otherwise show in the order of what he finds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.local.vectors import Ids, mask

_K1, _B = 1.2, 0.75  # as FTS5 has them
_LEAST = 1e-6  # what a term counts for that stands in more than half of all passages; FTS5's as well
_KEPT = 5000  # terms whose places are kept in memory
_PLACES = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab('main', 'words', 'instance')"


class Postings(NamedTuple):
    """The passages in which a term stands, in order, and how often it does in each."""

    ids: Ids
    counts: npt.NDArray[np.float64]


@dataclass(slots=True)
class _Read:
    """What was read of the word index in one state of the library."""

    generation: str
    postings: dict[str, Postings] = field(default_factory=dict)
    lengths: tuple[Ids, npt.NDArray[np.float64]] | None = None  # passages in order, and how many words each has


class Weights:
    """For any number of threads. ``whole`` are the passages of all transcripts that count, in order."""

    def __init__(self) -> None:
        self._read = _Read("")

    def frequency(self, connection: Connection, generation: str, term: str, whole: Ids) -> int:
        """In how many passages of ``whole`` a term stands."""
        return int(_among(_postings(connection, self._at(generation), term).ids, mask(whole)).sum())

    def by_words(
        self, connection: Connection, generation: str, terms: Sequence[str], allowed: Ids, whole: Ids, k: int
    ) -> dict[int, float]:
        """The ``k`` passages of ``allowed`` that the terms find best; the earlier one where two are equal."""
        read, size = self._at(generation), len(whole)
        found: dict[int, float] = {}
        if not size:
            return found
        mean = float(_lengths(connection, read, whole).sum()) / size
        counted, open_to = mask(whole), mask(allowed)
        for term in dict.fromkeys(terms):
            ids, counts = _postings(connection, read, term)
            there = int(_among(ids, counted).sum())
            rarity = math.log((size - there + 0.5) / (there + 0.5))
            kept = _among(ids, open_to)
            ids, counts = ids[kept], counts[kept]
            longer = _lengths(connection, read, ids) / mean if len(ids) else counts
            scores = (rarity if rarity > 0 else _LEAST) * (
                (counts * (_K1 + 1.0)) / (counts + _K1 * (1 - _B + _B * longer))
            )
            for id_, score in zip(ids.tolist(), scores.tolist(), strict=True):
                found[id_] = found.get(id_, 0.0) + score
        best = sorted(found, key=lambda id_: (-found[id_], id_))[:k]
        return {id_: found[id_] for id_ in best}

    def _at(self, generation: str) -> _Read:
        read = self._read
        if read.generation != generation:
            read = self._read = _Read(generation)
        return read


def _among(ids: Ids, marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of the ids, which are in order, are marked."""
    found = np.zeros(len(ids), dtype=np.bool_)
    known = int(np.searchsorted(ids, len(marked)))
    found[:known] = marked[ids[:known]]
    return found


def _postings(connection: Connection, read: _Read, term: str) -> Postings:
    if term not in read.postings:
        if len(read.postings) >= _KEPT:
            read.postings = {}
        connection.execute(_PLACES)
        rows = connection.execute("SELECT doc, count(*) FROM places WHERE term = ? GROUP BY doc", (term,)).fetchall()
        table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 2)
        read.postings[term] = Postings(table[:, 0], table[:, 1].astype(np.float64))
    return read.postings[term]


def _lengths(connection: Connection, read: _Read, ids: Ids) -> npt.NDArray[np.float64]:
    """How many words each of the passages has."""
    if read.lengths is None:
        rows = connection.execute("SELECT id, sz FROM words_docsize ORDER BY id").fetchall()
        known = np.array([id_ for id_, _ in rows], dtype=np.int64)
        read.lengths = known, np.array([_number(size) for _, size in rows], dtype=np.float64)
    known, sizes = read.lengths
    found: npt.NDArray[np.float64] = sizes[np.searchsorted(known, ids)]
    return found


def _number(size: bytes) -> int:
    """A number as SQLite writes it: seven bits a byte, the highest first."""
    value = 0
    for byte in size:
        value = value << 7 | byte & 0x7F
    return value
