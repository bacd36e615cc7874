"""Checksums of rows, by which is told whether what the engine has is what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from index.milvus.server import Row

_FIELDS = ("pk", "version", "speakers", "turns", "words", "spans", "piece", "data")
"""All that is written, but vectors, and what the engine makes of it itself."""


def digest(rows: Iterable[Row]) -> str:
    """Of rows in this order; whatever types an engine gives numbers in."""
    whole = hashlib.blake2b(digest_size=8)
    for row in rows:
        for field in _FIELDS:
            if field in row:
                whole.update(f"{field}={_plain(row[field])}\n".encode())
        if "dense" in row:
            whole.update(np.asarray(row["dense"], dtype="<f4").tobytes())
    return whole.hexdigest()


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int)) else [int(number) for number in value]  # type: ignore[attr-defined]
