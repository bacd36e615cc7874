"""Transcripts that were discarded: out of all tables that are searched, and for some days to be had back as they were.

Keys of tables are never used twice, so what comes back has its former place, vectors and names. What is kept here is
overwritten when its time is over, or when somebody erases it before.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from sqlite3 import Connection

from index.local import tables
from index.store import KEPT_S, Discarded

# The rows of one transcript, in the order in which they can be put back.
_ROWS = {
    "transcripts": "transcript = :number",
    "digests": "transcript = :number",
    "sources": "transcript = :number",
    "turns": "transcript = :number",
    "appearances": "transcript = :number",
    "passages": "transcript = :number",
    "sentence_vectors": "passage BETWEEN :first AND :last",
    "passage_speakers": "passage BETWEEN :first AND :last",
    "words": "rowid BETWEEN :first AND :last",
    "origins": "id = :id",
    "former": "present = :id",
    "renames": "id = :id",
    "collected": "id = :id",
}


def create(connection: Connection) -> None:
    connection.execute("CREATE TABLE discarded (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID")
    for table in [table for table in _ROWS if table != "digests"]:  # which came with a later format
        rows = "rowid, terms" if table == "words" else "*"
        connection.execute(f"CREATE TABLE discarded_{table} AS SELECT {rows} FROM {table} WHERE 0")  # noqa: S608 - ours


def keep(connection: Connection, id_: str) -> None:
    """Copy a transcript, which is there and about to be removed, to where nothing looks for answers."""
    erase(connection, id_)
    connection.execute("INSERT INTO discarded VALUES (?, ?)", (id_, round(time.time())))
    key = _key(connection, id_, "")
    for table, rows in _ROWS.items():
        columns = _columns(connection, table)
        connection.execute(
            f"INSERT INTO discarded_{table} ({columns}) SELECT {columns} FROM {table} WHERE {rows}",  # noqa: S608
            key,
        )


def bring_back(connection: Connection, id_: str) -> bool:
    """Put a transcript back that is not there. False where it was not discarded, or too long ago."""
    if not _is_kept(connection, id_) or id_ in expired(connection):
        return False
    key = _key(connection, id_, "discarded_")
    connection.execute(  # one that was disbanded meanwhile: what few might read does not come back for all
        "INSERT OR IGNORE INTO collections SELECT collection FROM discarded_collected WHERE id = :id", key
    )
    for table, rows in _ROWS.items():
        columns = _columns(connection, table)
        connection.execute(  # a file of that place may have been added meanwhile: then the place is that one's
            f"INSERT OR IGNORE INTO {table} ({columns}) SELECT {columns} FROM discarded_{table} WHERE {rows}",  # noqa: S608
            key,
        )
    erase(connection, id_)
    return True


def erase(connection: Connection, id_: str) -> bool:
    """Forget a transcript that was discarded. False where it was not."""
    if not _is_kept(connection, id_):
        return False
    key = _key(connection, id_, "discarded_")
    for table, rows in _ROWS.items():
        connection.execute(f"DELETE FROM discarded_{table} WHERE {rows}", key)  # noqa: S608
    connection.execute("DELETE FROM discarded WHERE id = ?", (id_,))
    return True


def erase_all(connection: Connection, ids: Iterable[str] | None = None) -> None:
    """Forget these, or all."""
    for id_ in [id_ for (id_,) in connection.execute("SELECT id FROM discarded")] if ids is None else ids:
        erase(connection, id_)


def expired(connection: Connection) -> list[str]:
    """The transcripts whose time is over."""
    rows = connection.execute("SELECT id FROM discarded WHERE at < ?", (time.time() - KEPT_S,))
    return [id_ for (id_,) in rows]


def listed(connection: Connection) -> list[Discarded]:
    """Those to be had back, the latest first."""
    rows = connection.execute(
        "SELECT id, title, media, at FROM discarded JOIN discarded_transcripts USING (id)"
        " WHERE at >= ? ORDER BY at DESC, transcript DESC",
        (time.time() - KEPT_S,),
    )
    found: dict[str, set[str]] = {}
    for id_, collection in connection.execute("SELECT id, collection FROM discarded_collected"):
        found.setdefault(id_, set()).add(collection)
    return [Discarded(id_, title, media, at, frozenset(found.get(id_, ()))) for id_, title, media, at in rows]


def _is_kept(connection: Connection, id_: str) -> bool:
    return connection.execute("SELECT 1 FROM discarded WHERE id = ?", (id_,)).fetchone() is not None


def _key(connection: Connection, id_: str, prefix: str) -> dict[str, str | int]:
    query = f"SELECT transcript, first_passage, last_passage FROM {prefix}transcripts WHERE id = ?"  # noqa: S608
    number, first, last = connection.execute(query, (id_,)).fetchone()
    return {"id": id_, "number": number, "first": first, "last": last}


def _columns(connection: Connection, table: str) -> str:
    """Those of the copy: what a later format has beside them has a default."""
    return ", ".join(tables.columns(connection, f"discarded_{table}"))
