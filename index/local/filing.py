"""What a library knows beside the transcripts: where their files lie, what replaced what, renames, collections.

All is kept by the transcripts' ids, so that it stays when every transcript is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from sqlite3 import Connection

from index.renames import Rename, followed
from index.transcript import Transcript

SCHEMA = """
CREATE TABLE origins (origin TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX origins_of_transcripts ON origins (id);
CREATE TABLE former (id TEXT PRIMARY KEY, present TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE renames (
    place INTEGER PRIMARY KEY AUTOINCREMENT, change INTEGER NOT NULL, -- all of one change come and go together
    id TEXT NOT NULL, who TEXT NOT NULL, name TEXT NOT NULL
);
CREATE INDEX renames_of_transcripts ON renames (id);
"""
COLLECTIONS = """
CREATE TABLE collections (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE collected (
    id TEXT NOT NULL, collection TEXT NOT NULL REFERENCES collections ON DELETE CASCADE, PRIMARY KEY (id, collection)
) WITHOUT ROWID;
CREATE INDEX collected_by_collection ON collected (collection);
"""


def origins(connection: Connection) -> dict[str, str]:
    """The transcript of each place, by place."""
    return dict(connection.execute("SELECT origin, id FROM origins ORDER BY origin"))


def at(connection: Connection, origin: str) -> str:
    """The transcript whose file lies there; empty for none."""
    row = connection.execute("SELECT id FROM origins WHERE origin = ?", (origin,)).fetchone()
    return "" if row is None else str(row[0])


def place(connection: Connection, id_: str, origin: str) -> str:
    """Say that the file of a transcript lies at ``origin``. Returns what lay there before and lies nowhere else."""
    before = at(connection, origin)
    inherit(connection, before, id_)
    connection.execute("INSERT OR REPLACE INTO origins VALUES (?, ?)", (origin, id_))
    return "" if before == id_ or _lies_somewhere(connection, before) else before


def leave(connection: Connection, origin: str) -> str:
    """Say that no file is at ``origin`` any more. Returns the transcript that then lies nowhere; empty for none."""
    before = at(connection, origin)
    connection.execute("DELETE FROM origins WHERE origin = ?", (origin,))
    return "" if _lies_somewhere(connection, before) else before


def _lies_somewhere(connection: Connection, id_: str) -> bool:
    return connection.execute("SELECT 1 FROM origins WHERE id = ?", (id_,)).fetchone() is not None


def present(connection: Connection, id_: str) -> str:
    """The transcript that has replaced another; empty where none has."""
    row = connection.execute("SELECT present FROM former WHERE id = ?", (id_,)).fetchone()
    return "" if row is None else str(row[0])


def succeed(connection: Connection, old: str, new: str) -> None:
    """Let a transcript take the place of another: it has its renames, unless it has some already, and collections."""
    if not renames(connection, new):
        connection.execute(
            "INSERT INTO renames (change, id, who, name, turns)"
            " SELECT change, ?, who, name, turns FROM renames WHERE id = ? ORDER BY change, place",
            (new, old),
        )
    inherit(connection, old, new)
    connection.execute("UPDATE former SET present = ? WHERE present = ?", (new, old))
    connection.execute("INSERT OR REPLACE INTO former VALUES (?, ?)", (old, new))


def forget(connection: Connection, id_: str) -> None:
    """Forget all that is known of a transcript, but not what has replaced it."""
    connection.execute("DELETE FROM origins WHERE id = ?", (id_,))
    connection.execute("DELETE FROM former WHERE present = ?", (id_,))
    connection.execute("DELETE FROM renames WHERE id = ?", (id_,))
    connection.execute("DELETE FROM collected WHERE id = ?", (id_,))


def renames(connection: Connection, id_: str) -> tuple[Rename, ...]:
    """The renames of a transcript, in the order in which they were made."""
    rows = connection.execute("SELECT id, who, name, turns FROM renames WHERE id = ? ORDER BY change, place", (id_,))
    return tuple(map(_rename, rows))


def all_renames(connection: Connection) -> list[Rename]:
    """All renames, and all aliases, in the order in which they were made."""
    return list(map(_rename, connection.execute("SELECT id, who, name, turns FROM renames ORDER BY change, place")))


def _rename(row: Iterable[str]) -> Rename:
    id_, who, name, turns = row
    return Rename(id_, who, name, frozenset(json.loads(turns)))


def rename(connection: Connection, made: Iterable[Rename]) -> None:
    """Write down renames as one change. What was discarded keeps the numbers of its changes, for when it comes back."""
    numbers = "SELECT change FROM renames UNION ALL SELECT change FROM discarded_renames"
    (change,) = connection.execute(f"SELECT coalesce(max(change), 0) + 1 FROM ({numbers})").fetchone()  # noqa: S608
    connection.executemany(
        "INSERT INTO renames (change, id, who, name, turns) VALUES (?, ?, ?, ?, ?)",
        ((change, each.transcript, each.who, each.name, json.dumps(sorted(each.turns))) for each in made),
    )


def move_splits(connection: Connection, id_: str, old: Transcript, new: Transcript) -> None:
    """Let the renames of some turns follow these into another reading of the transcript; those of none left go."""
    query = "SELECT place, turns FROM renames WHERE id = ? AND turns <> '[]'"
    for row, turns in connection.execute(query, (id_,)).fetchall():
        if moved := followed(json.loads(turns), old, new):
            connection.execute("UPDATE renames SET turns = ? WHERE place = ?", (json.dumps(sorted(moved)), row))
        else:
            connection.execute("DELETE FROM renames WHERE place = ?", (row,))


def undo(connection: Connection, among: str | None) -> tuple[Rename, ...]:
    """Forget the last change of names of ``among``, ids as JSON, as far as it is theirs; None: of all. Returns it."""
    ours, values = ("TRUE", ()) if among is None else ("id IN (SELECT value FROM json_each(?))", (among,))
    last = f"{ours} AND change = (SELECT max(change) FROM renames WHERE {ours})"  # noqa: S608 - our own words
    query = f"SELECT id, who, name, turns FROM renames WHERE {last} ORDER BY place"  # noqa: S608
    undone = tuple(map(_rename, connection.execute(query, values * 2)))
    connection.execute(f"DELETE FROM renames WHERE {last}", values * 2)  # noqa: S608
    return undone


def collections(connection: Connection) -> dict[str, frozenset[str]]:
    """The transcripts of each collection, by its name."""
    found: dict[str, set[str]] = {name: set() for (name,) in connection.execute("SELECT name FROM collections")}
    for id_, name in connection.execute("SELECT id, collection FROM collected"):
        found[name].add(id_)
    return {name: frozenset(ids) for name, ids in sorted(found.items())}


def collect(connection: Connection, ids: Iterable[str], collection: str) -> bool:
    """Put transcripts into a collection, made where it is not there. Whether that changes anything."""
    before = connection.total_changes
    connection.execute("INSERT OR IGNORE INTO collections VALUES (?)", (collection,))
    connection.executemany("INSERT OR IGNORE INTO collected VALUES (?, ?)", ((id_, collection) for id_ in ids))
    return connection.total_changes > before


def inherit(connection: Connection, old: str, new: str) -> None:
    """Put a transcript into all collections of another: what few may read, all cannot read in a newer version."""
    connection.execute("INSERT OR IGNORE INTO collected SELECT ?, collection FROM collected WHERE id = ?", (new, old))


def release(connection: Connection, ids: Iterable[str], collection: str) -> bool:
    """Take transcripts out of a collection. Whether any was in it."""
    before = connection.total_changes
    pairs = ((id_, collection) for id_ in ids)
    connection.executemany("DELETE FROM collected WHERE id = ? AND collection = ?", pairs)
    return connection.total_changes > before


def disband(connection: Connection, collection: str) -> bool:
    """Forget a collection. Whether it was there."""
    return connection.execute("DELETE FROM collections WHERE name = ?", (collection,)).rowcount > 0


def within(connection: Connection, collections: Iterable[str]) -> frozenset[str]:
    """The transcripts in any of the collections; the empty name stands for those in none."""
    rows = connection.execute(
        "SELECT id FROM collected WHERE collection IN (SELECT value FROM json_each(?1))"
        " UNION ALL SELECT id FROM transcripts WHERE '' IN (SELECT value FROM json_each(?1))"
        " AND NOT EXISTS (SELECT 1 FROM collected WHERE collected.id = transcripts.id)",
        (json.dumps(list(collections)),),
    )
    return frozenset(id_ for (id_,) in rows)
