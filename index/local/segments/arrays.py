"""Named arrays in one file, read where they lie: nothing is copied into memory, and the file's name says its bytes."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_BEGIN = b"On the Record, arrays 1\n"
_ALIGNED = 64


def write(arrays: Mapping[str, Array], folder: Path, name: str) -> Path:
    """Write them into a file whose name begins with ``name`` and ends with the digest of its bytes. Raises OSError."""
    rows = [(key, array.dtype.str, array.shape, array.nbytes) for key, array in arrays.items()]
    head = json.dumps(rows).encode()
    digest = hashlib.sha256()
    unfinished = folder / f"{name}-{secrets.token_hex(4)}.tmp"
    try:
        with unfinished.open("wb") as out:

            def put(data: bytes | memoryview) -> None:
                digest.update(data)
                out.write(data)

            put(_BEGIN + len(head).to_bytes(8, "little") + head)
            for array in arrays.values():
                put(_padding(out.tell()))
                put(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        return unfinished.replace(folder / f"{name}-{digest.hexdigest()[:16]}.arrays")
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def read(file: Path) -> dict[str, Array]:
    """The arrays in a file, which may not be written to. Raises OSError where its bytes are not those its name says."""
    if not file.stat().st_size:
        raise OSError("it is empty")
    data = np.asarray(np.memmap(file, dtype=np.uint8, mode="r"))
    if not file.stem.endswith(hashlib.sha256(data.data).hexdigest()[:16]):
        raise OSError("its bytes have changed since they were written")
    if data[: len(_BEGIN)].tobytes() != _BEGIN:
        raise OSError("it was written by another version")
    at = len(_BEGIN) + 8
    size = int.from_bytes(data[len(_BEGIN) : at].tobytes(), "little")
    found, at, rows = {}, at + size, json.loads(data[at : at + size].tobytes())
    for key, kind, shape, length in rows:
        at += len(_padding(at))
        found[key] = data[at : at + length].view(kind).reshape(shape)
        at += length
    return found


def narrow(numbers: Array) -> Array:
    """The same, none of them below zero, in as few bytes each as the largest needs."""
    return numbers.astype(np.min_scalar_type(numbers.max(initial=0)))


def _padding(at: int) -> bytes:
    return bytes(-at % _ALIGNED)
