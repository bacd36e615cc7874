"""Vectors of single words, from the table that a model looks its tokens up in: what words are alike, at no cost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from index.encoder import Matrix

KEPT = 50_000  # words; beyond that all are made anew


class WordVectors:
    """A word's vector is the mean of its tokens', from which the mean of all tokens is taken; its length is 1.

    Vectors are kept, for the words of one question are largely those of the last. Several threads may use one.
    """

    def __init__(self, tokens: Callable[[list[str]], list[list[int]]], table: Matrix) -> None:
        self._tokens = tokens
        self._table = table - table.mean(axis=0)
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._width = table.shape[1]
        self._vectors = np.empty((0, self._width), dtype=np.float16)  # with room for more than there are

    def __call__(self, words: Sequence[str]) -> Matrix:
        """Shape (number of words, d)."""
        with self._lock:
            if len(self._rows) > KEPT:
                self._rows = {}
            new = [word for word in dict.fromkeys(words) if word not in self._rows]
            if new:
                first, end = len(self._rows), len(self._rows) + len(new)
                if end > len(self._vectors):  # twice as many: to copy them all for each few words would take longest
                    self._vectors = np.concatenate([self._vectors[:first], np.empty((end, self._width), np.float16)])
                self._vectors[first:end] = self._made(new)
                self._rows.update(zip(new, range(first, end), strict=True))
            return self._vectors[[self._rows[word] for word in words]].astype(np.float32)

    def _made(self, words: list[str]) -> npt.NDArray[np.float16]:
        pieces = self._tokens(words)
        sums = np.stack([self._table[ids].sum(axis=0) for ids in pieces])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float16)
