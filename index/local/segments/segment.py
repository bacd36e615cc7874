"""Some transcripts' passages with their vectors and terms, in the order of their ids: once made, it never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.encoder import Vector
from index.local.segments import arrays
from index.local.segments.arrays import Array
from index.local.segments.postings import Postings

if TYPE_CHECKING:
    import faiss

Ids = npt.NDArray[np.int64]  # shape (n,)
Mask = npt.NDArray[np.bool_]  # shape (number of rows,)
Range = tuple[int, int, int]  # the first and the last id of a transcript's passages, and a number for what they hold

_NAME = "segment"


class Content(Protocol):
    """What the library holds at one moment. What a range holds never changes."""

    @property
    def generation(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def ranges(self) -> set[Range]: ...

    def rows(self, first: int, last: int) -> Iterator[tuple[int, bytes, str]]:
        """Id, vector as half floats, and terms of each passage there is from the one id to the other, in order."""


class Segment:
    """Half floats in a row, scanned in full, and postings beside them; for any number of threads."""

    def __init__(self, held: Mapping[str, Array], file: Path | None = None) -> None:
        """``file`` is where it can be read again; None where it is only in memory."""
        import faiss

        self._arrays, self.file = held, file
        self.ranges: frozenset[Range] = frozenset(map(tuple, held["ranges"].tolist()))
        self.ids: Ids = held["ids"]
        self.lengths: Array = held["lengths"]
        self.postings = Postings.from_arrays(held)
        # FAISS reads the half floats where they are, in memory or in the file; _arrays keeps them there.
        lying = faiss.ZeroCopyIOReader(faiss.swig_ptr(held["faiss"]), held["faiss"].size)  # type: ignore[attr-defined]
        self._index: faiss.Index = faiss.read_index(lying)
        self.dimension = int(self._index.d)
        self._halves = held["faiss"][-2 * self.dimension * len(self.ids) or held["faiss"].size :]

    @classmethod
    def of(cls, content: Content, ranges: Sequence[Range]) -> Segment:
        """Of these ranges, in order, as the library holds them."""
        ids, vectors, texts = [], [], []
        for first, last in joined(ranges):
            for id_, vector, terms in content.rows(first, last):
                ids.append(id_)
                vectors.append(vector)
                texts.append(terms)
        halves = np.frombuffer(b"".join(vectors), np.uint8).reshape(len(ids), 2 * content.dimension)
        return cls._made(ranges, np.array(ids, dtype=np.int64), halves, *Postings.of(texts))

    @classmethod
    def merged(cls, parts: Sequence[tuple[Segment, Mask | None]], ranges: Iterable[Range]) -> Segment:
        """One of several, as far as their rows are in the masks (None: all) and in ``ranges``."""
        kept = [np.arange(len(part.ids)) if mask is None else np.flatnonzero(mask) for part, mask in parts]
        ids = np.concatenate([part.ids[rows] for (part, _), rows in zip(parts, kept, strict=True)])
        order = np.argsort(ids, kind="stable")
        halves = np.concatenate([part.halves[rows] for (part, _), rows in zip(parts, kept, strict=True)])[order]
        lengths = np.concatenate([part.lengths[rows] for (part, _), rows in zip(parts, kept, strict=True)])[order]
        place, at, moved = np.argsort(order, kind="stable"), 0, []
        for (part, _), rows in zip(parts, kept, strict=True):
            to = np.full(len(part.ids), -1, np.int64)
            to[rows] = place[at : at + len(rows)]
            at += len(rows)
            moved.append((part.postings, to))
        return cls._made(sorted(ranges), ids[order], halves, Postings.merged(moved, len(ids)), lengths)

    @classmethod
    def _made(cls, ranges: Sequence[Range], ids: Ids, halves: Array, postings: Postings, lengths: Array) -> Segment:
        import faiss

        index = faiss.IndexScalarQuantizer(
            halves.shape[1] // 2, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        index.add_sa_codes(np.ascontiguousarray(halves))
        held: dict[str, Array] = {
            "ranges": np.array(ranges, dtype=np.int64).reshape(-1, 3),
            "ids": ids,
            "lengths": arrays.narrow(lengths),
            **postings.arrays(),
            "faiss": faiss.serialize_index(index),
        }
        return cls(held)

    @classmethod
    def read(cls, file: Path) -> Segment:
        """Raises OSError where the file is not as it was written."""
        return cls(arrays.read(file), file)

    def written(self, folder: Path) -> Segment:
        """The same, in a file. Raises OSError."""
        return self if self.file else Segment(self._arrays, arrays.write(self._arrays, folder, _NAME))

    @property
    def halves(self) -> Array:
        """The vectors as bytes, two for each number; shape (rows, 2 * dimension)."""
        return self._halves.reshape(len(self.ids), -1) if len(self.ids) else np.empty((0, 2 * self.dimension), np.uint8)

    @cached_property
    def words(self) -> int:
        """How many terms all passages have together."""
        return int(self.lengths.sum(dtype=np.int64))

    def among(self, wanted: set[Range]) -> Mask | None:
        """Which rows are of ranges that are wanted; None for all."""
        gone = self.ranges - wanted
        if not gone:
            return None
        mask = np.ones(len(self.ids), dtype=np.bool_)
        for first, last, _ in gone:
            at, to = np.searchsorted(self.ids, [first, last + 1])
            mask[at:to] = False
        return mask

    def nearest(self, question: Vector, k: int, mask: Mask | None) -> tuple[npt.NDArray[np.float32], Ids]:
        """Scores and rows of the ``k`` nearest, best first."""
        scores, rows = self._index.search(question[np.newaxis], min(k, len(self.ids)), params=_parameters(mask))
        there = rows[0] >= 0
        return scores[0][there], rows[0][there]

    def within(self, question: Vector, lowest: float, mask: Mask | None) -> tuple[npt.NDArray[np.float32], Ids]:
        """Scores and rows of all that score higher than ``lowest``."""
        _, scores, rows = self._index.range_search(question[np.newaxis], lowest, params=_parameters(mask))
        return scores, rows

    def cosines(self, question: Vector, rows: Ids) -> Vector:
        """To the last bit the same for the same vectors: a matrix product would depend on the row's place."""
        vectors = self.halves[rows].view("<f2").astype(np.float32)
        scores: Vector = (vectors * question).sum(axis=1)
        return scores


def _parameters(mask: Mask | None) -> faiss.SearchParameters | None:
    import faiss

    if mask is None:
        return None
    only = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg,arg-type]  # stubs of the C++ side
    return faiss.SearchParameters(sel=only)  # type: ignore[call-arg]


def files(folder: Path) -> list[Path]:
    """Those of segments that were written there, and what a crash left unfinished of them."""
    return sorted(folder.glob(f"{_NAME}-*"))


def joined(ranges: Iterable[Range]) -> Iterator[tuple[int, int]]:
    """The same ids in as few stretches as possible, in order."""
    held: tuple[int, int] | None = None
    for first, last, _ in sorted(ranges):
        if held and held[1] + 1 == first:
            held = held[0], last
            continue
        if held:
            yield held
        held = first, last
    if held:
        yield held
