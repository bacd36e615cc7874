"""Writing what nobody may hear of before it is there: it is looked for, and written again, until the engine has it.

Lite 3 has lost rows that it had acknowledged. But what is only late must not be written again: the core of Lite 2 then
has two rows of one key.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from index.errors import LibraryError
from index.milvus.patience import soon
from index.milvus.server import Row, Server

TRIALS = 3


def keep(server: Server, collection: str, rows: Sequence[Row], version: int) -> None:
    """Write all rows of a version that nobody has drawn before: they are there, each once, when this returns."""
    there, keys = 0, [int(row["pk"]) for row in rows]

    def seen() -> bool:
        nonlocal there
        there = server.holds(collection, version, keys)
        return there == len(rows)

    for write in (server.insert, *repeat(server.upsert, TRIALS - 1)):
        write(collection, rows)
        if soon(seen):
            return
    raise lost(server.place, f": it has {there} of {len(rows)} rows")


def lost(place: str, how: str = "") -> LibraryError:
    return LibraryError(place, f"the server does not keep what is written{how}", "check its log and its disk")
