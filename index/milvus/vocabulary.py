"""In how many passages of a transcript each term stands, for engines that cannot count by words, or are slow at it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Vocabulary(NamedTuple):
    """Numbers that stand for terms, in order, and for each the number of passages."""

    keys: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, passages: Iterable[str]) -> Vocabulary:
        """``passages`` are texts of tokens with spaces between them."""
        found = Counter(token for words in passages for token in set(words.split()))
        pairs = sorted((_key(token), count) for token, count in found.items())
        return cls(np.array([k for k, _ in pairs], dtype="<u8"), np.array([n for _, n in pairs], dtype="<u4"))

    def written(self) -> bytes:
        return self.keys.tobytes() + self.counts.tobytes()

    @classmethod
    def read(cls, data: bytes) -> Vocabulary:
        size = len(data) // 12
        return cls(np.frombuffer(data, "<u8", size), np.frombuffer(data, "<u4", size, 8 * size))

    def count(self, token: str) -> int:
        """In how many passages it stands."""
        key = np.uint64(_key(token))
        place = int(np.searchsorted(self.keys, key))
        return int(self.counts[place]) if place < len(self.keys) and self.keys[place] == key else 0


def _key(token: str) -> int:
    return int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest())
