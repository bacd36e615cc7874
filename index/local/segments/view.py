"""A library as it is searched at one moment: exact, by meaning and by words, over all of its segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index import searching
from index.encoder import Vector
from index.local.segments.segment import Ids, Mask, Segment
from index.machine import cores

T = TypeVar("T")
Masks = list[Mask | None]  # of each segment; None for all of its rows

_ROUNDING = 1e-5  # cosines nearer to each other than this may come in either order from FAISS
_TO_SHARE = 50_000  # passages, from which on two cores are faster than one


class View:
    """For any number of threads. Where ids are given, nothing else is found; as ``counted``, nothing else counts: how
    rare a word is in what somebody may not read would otherwise show in the order of what he finds.
    """

    def __init__(self, generation: str, segments: Sequence[Segment], live: Masks) -> None:
        self.generation = generation
        self.segments = segments
        self.live = live

    def nearest(self, question: Vector, k: int, allowed: Ids | None = None) -> Ids:
        """The ids of the ``k`` nearest, and of all that may be just as near as the last."""
        masks = self._masks(allowed)
        parts = [(each, mask) for each, mask in self._with(masks) if _any(each, mask)]
        found = _each(lambda part: part[0].nearest(question, k + 8, part[1]), parts)
        scores = np.sort(np.concatenate([np.empty(0, np.float32), *(scores for scores, _ in found)]))
        if not len(scores):
            return np.empty(0, np.int64)
        lowest = float(scores[-min(k, len(scores))]) - _ROUNDING
        ids = []
        for (segment, mask), (own, rows) in zip(parts, found, strict=True):
            if len(own) == k + 8 and own[-1] > lowest:
                own, rows = segment.within(question, lowest, mask)
            ids.append(segment.ids[rows[own >= lowest]])
        return np.sort(np.concatenate(ids))

    def cosines(self, question: Vector, ids: Iterable[int]) -> dict[int, float]:
        """How near each passage is to the question."""
        wanted = np.array(sorted(ids), dtype=np.int64)
        found: dict[int, float] = {}
        for segment in self.segments:
            rows = np.searchsorted(segment.ids, wanted)
            own = rows < len(segment.ids)
            own[own] = segment.ids[rows[own]] == wanted[own]
            if own.any():
                found.update(zip(wanted[own].tolist(), segment.cosines(question, rows[own]).tolist(), strict=True))
        return found

    def frequency(self, term: str, counted: Ids | None = None) -> int:
        """In how many passages a term stands."""
        masks = self._masks(counted)
        found = (segment.postings.find(term)[0] for segment in self.segments)
        return sum(_count(rows, mask) for rows, mask in zip(found, masks, strict=True))

    def by_words(
        self, terms: Sequence[str], k: int, allowed: Ids | None = None, counted: Ids | None = None
    ) -> dict[int, float]:
        """The ``k`` passages that the terms find best, best first; the earlier one where two are equal."""
        open_to, counting = self._masks(allowed), self._masks(counted)
        size = sum(len(each.ids) if mask is None else int(mask.sum()) for each, mask in self._with(counting))
        words = sum(
            each.words if mask is None else int(each.lengths[mask].sum(dtype=np.int64))
            for each, mask in self._with(counting)
        )
        wanted = list(dict.fromkeys(terms))
        found = [[segment.postings.find(term) for term in wanted] for segment in self.segments]
        rarity = [
            searching.rarity(size, sum(_count(own[place][0], mask) for own, mask in zip(found, counting, strict=True)))
            for place in range(len(wanted))
        ]
        ids, scores = [np.empty(0, np.int64)], [np.empty(0)]
        for (segment, mask), own in zip(self._with(open_to), found, strict=True):
            if words and _any(segment, mask):
                total = np.zeros(len(segment.ids))
                for (rows, counts), rare in zip(own, rarity, strict=True):
                    total[rows] += rare * searching.weight(counts, segment.lengths[rows], words / size)
                rows = _best(total if mask is None else np.where(mask, total, 0.0), k)
                ids.append(segment.ids[rows])
                scores.append(total[rows])
        each, score = np.concatenate(ids), np.concatenate(scores)
        order = np.lexsort((each, -score))[:k]
        return dict(zip(each[order].tolist(), score[order].tolist(), strict=True))

    def _with(self, masks: Masks) -> list[tuple[Segment, Mask | None]]:
        return list(zip(self.segments, masks, strict=True))

    def _masks(self, ids: Ids | None) -> Masks:
        """Which rows are there, and are of these ids."""
        if ids is None:
            return self.live
        marked = np.zeros(int(ids.max(initial=-1)) + 2, dtype=np.bool_)  # the last one stands for what is beyond
        marked[ids] = True
        masks: Masks = []
        for segment, live in zip(self.segments, self.live, strict=True):
            mask = marked[np.minimum(segment.ids, len(marked) - 1)]
            masks.append(mask if live is None else mask & live)
        return masks


def _any(segment: Segment, mask: Mask | None) -> bool:
    return bool(len(segment.ids)) if mask is None else bool(mask.any())


def _count(rows: npt.NDArray[np.int64], mask: Mask | None) -> int:
    return len(rows) if mask is None else int(mask[rows].sum())


def _best(scores: npt.NDArray[np.float64], k: int) -> Ids:
    """The rows that score highest, and all that score as high as the last of them."""
    rows = np.flatnonzero(scores)
    if len(rows) > k:
        own = scores[rows]
        rows = rows[own >= np.partition(own, -k)[-k]]
    return rows


def _each(search: Callable[[tuple[Segment, Mask | None]], T], parts: Sequence[tuple[Segment, Mask | None]]) -> list[T]:
    """What is found in each part: on several cores where there is much to look through."""
    if len(parts) > 1 and sum(len(segment.ids) for segment, _ in parts) >= _TO_SHARE and cores() > 1:
        return list(_threads().map(search, parts))
    with _one_core():
        return [search(part) for part in parts]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(cores(), "search", initializer=_alone)


def _alone() -> None:
    import faiss

    faiss.omp_set_num_threads(1)


@contextmanager
def _one_core() -> Iterator[None]:
    """FAISS spreads questions over the cores; with a single one the others only wait, on a busy machine for long."""
    import faiss

    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
