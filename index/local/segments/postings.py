"""Which terms stand in which rows of a segment, and how often: an inverted index of sorted arrays."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt

from index.local.segments.arrays import Array, narrow

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """``spelt`` are all terms in order, one behind the other, and ``ends`` where each ends; the rows of the one at
    place ``i``, in order, are ``rows[starts[i] : starts[i + 1]]``, with as many ``counts``.
    """

    spelt: Array  # bytes
    ends: Array
    starts: Array
    rows: Array
    counts: Array

    @classmethod
    def of(cls, texts: Iterable[str]) -> tuple[Postings, Numbers]:
        """Of texts whose terms have spaces between them; and how many terms each text has."""
        number: defaultdict[str, int] = defaultdict(count().__next__)
        said = [np.fromiter(map(number.__getitem__, text.split()), np.int64) for text in texts]
        lengths = np.array([len(each) for each in said], dtype=np.int64)
        order = sorted(number)
        rank = np.empty(len(order), np.int64)
        rank[[number[term] for term in order]] = np.arange(len(order))
        size = max(1, len(said))
        keys = rank[np.concatenate([np.empty(0, np.int64), *said])] * size + np.repeat(np.arange(len(said)), lengths)
        places, counts = np.unique(keys, return_counts=True)
        return cls._sorted([term.encode() for term in order], *np.divmod(places, size), counts), lengths

    @classmethod
    def merged(cls, parts: Sequence[tuple[Postings, Numbers]], size: int) -> Postings:
        """Of several as one of ``size`` rows. With each come the new numbers of its rows, -1 for those that go."""
        terms = sorted({term for part, _ in parts for term in part.terms()})
        rank = {term: place for place, term in enumerate(terms)}
        keys, counts = [], []
        for part, moved in parts:
            own = np.fromiter(map(rank.__getitem__, part.terms()), np.int64)
            rows = moved[part.rows]
            stays = rows >= 0
            keys.append(np.repeat(own, np.diff(part.starts))[stays] * size + rows[stays])
            counts.append(part.counts[stays])
        places, order = np.concatenate(keys), np.argsort(np.concatenate(keys), kind="stable")
        places = places[order]
        return cls._sorted(terms, *np.divmod(places, max(1, size)), np.concatenate(counts)[order])

    @classmethod
    def _sorted(cls, terms: Sequence[bytes], term: Numbers, rows: Numbers, counts: Array) -> Postings:
        """Terms that stand nowhere are left out: they may have been removed for a reason."""
        used, often = np.unique(term, return_counts=True)
        held = [terms[place] for place in used.tolist()]
        return cls(
            spelt=np.frombuffer(b"".join(held), np.uint8),
            ends=narrow(np.cumsum([len(each) for each in held], dtype=np.int64)),
            starts=narrow(np.concatenate([[0], np.cumsum(often)]).astype(np.int64)),
            rows=narrow(rows),
            counts=narrow(counts),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Postings:
        return cls(*(arrays[name] for name in cls.__slots__))

    def arrays(self) -> dict[str, Array]:
        return {name: getattr(self, name) for name in self.__slots__}

    def terms(self) -> list[bytes]:
        whole, at, found = self.spelt.tobytes(), 0, []
        for end in self.ends.tolist():
            found.append(whole[at:end])
            at = end
        return found

    def find(self, term: str) -> tuple[Array, Array]:
        """The rows in which a term stands, in order, and how often it does in each."""
        wanted = term.encode()
        place = bisect_left(range(len(self.ends)), wanted, key=self._spelling)
        if place == len(self.ends) or self._spelling(place) != wanted:
            return self.rows[:0], self.counts[:0]
        there = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.rows[there], self.counts[there]

    def _spelling(self, place: int) -> bytes:
        return self.spelt[int(self.ends[place - 1]) if place else 0 : int(self.ends[place])].tobytes()
