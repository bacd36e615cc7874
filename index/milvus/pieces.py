"""Long texts and bytes as rows of an engine whose fields have a limit: in pieces that are ASCII, numbered in a row."""

from __future__ import annotations

import base64
import secrets
import zlib
from collections.abc import Iterable

from index.milvus.schema import NO_VECTOR, PIECE
from index.milvus.server import Row, Server

PLACES = 18  # bits of a key that number what a version has: pieces, or passages
VECTORS = 1 << (PLACES - 1)  # from which on the vectors of sentences are numbered
_VERSIONS = 44  # bits of a version


def new_version() -> int:
    """A number that nobody has drawn before; 0 is none."""
    return secrets.randbelow((1 << _VERSIONS) - 1) + 1


def key(version: int, place: int) -> int:
    """Raises ValueError for a place that a version cannot have."""
    if place >= 1 << PLACES:
        raise ValueError(f"a transcript cannot have {place} pieces")
    return (version << PLACES) | place


def rows(version: int, first: int, text: str) -> list[Row]:
    """An ASCII text as rows, at least one."""
    parts = [text[at : at + PIECE] for at in range(0, len(text), PIECE)] or [""]
    return [
        {"pk": key(version, first + place), "version": version, "data": part, "nothing": NO_VECTOR}
        for place, part in enumerate(parts)
    ]


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode()


def text(server: Server, collection: str, version: int, first: int, count: int) -> str:
    """Raises KeyError where a piece is missing."""
    return next(iter(texts(server, collection, [(version, first, count)])))


def texts(server: Server, collection: str, wanted: Iterable[tuple[int, int, int]]) -> list[str]:
    """Several at once, each as version, first place and number of its pieces. Raises KeyError where one is missing."""
    places = [[key(version, first + n) for n in range(count)] for version, first, count in wanted]
    found = server.by_keys(collection, [one for each in places for one in each], ["data"])
    return ["".join(str(found[one]["data"]) for one in each) for each in places]


def unpacked(written: str) -> bytes:
    """Raises ValueError for what was not packed."""
    try:
        return zlib.decompress(base64.b64decode(written))
    except zlib.error as error:
        raise ValueError(str(error)) from error
