"""What a library knows beside the transcripts, in SQL: where their files lie, what was replaced by what, renames.

All is kept by the transcripts' ids, so that it stays when every transcript is read anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection

from index.renames import Rename

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
    """Let a transcript take the place of another: it has its renames, unless it has some already."""
    if not renames(connection, new):
        connection.execute(
            "INSERT INTO renames (change, id, who, name)"
            " SELECT change, ?, who, name FROM renames WHERE id = ? ORDER BY change, place",
            (new, old),
        )
    connection.execute("UPDATE former SET present = ? WHERE present = ?", (new, old))
    connection.execute("INSERT OR REPLACE INTO former VALUES (?, ?)", (old, new))


def forget(connection: Connection, id_: str) -> None:
    """Forget all that is known of a transcript, but not what has replaced it."""
    connection.execute("DELETE FROM origins WHERE id = ?", (id_,))
    connection.execute("DELETE FROM former WHERE present = ?", (id_,))
    connection.execute("DELETE FROM renames WHERE id = ?", (id_,))


def renames(connection: Connection, id_: str) -> tuple[tuple[str, str], ...]:
    """The renames of a transcript as (who, name), in the order in which they were made."""
    return tuple(connection.execute("SELECT who, name FROM renames WHERE id = ? ORDER BY change, place", (id_,)))


def all_renames(connection: Connection) -> list[tuple[int, Rename]]:
    """All renames with the number of their change, in the order in which they were made."""
    rows = connection.execute("SELECT change, id, who, name FROM renames ORDER BY change, place")
    return [(change, Rename(id_, who, name)) for change, id_, who, name in rows]


def rename(connection: Connection, made: Iterable[Rename]) -> None:
    """Write down renames as one change."""
    (change,) = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM renames").fetchone()
    connection.executemany(
        "INSERT INTO renames (change, id, who, name) VALUES (?, ?, ?, ?)",
        ((change, each.transcript, each.who, each.name) for each in made),
    )


def undo(connection: Connection) -> tuple[Rename, ...]:
    """Forget the last change of names. Returns it; empty where there is none."""
    changes = all_renames(connection)
    last = tuple(each for change, each in changes if change == changes[-1][0])
    connection.execute("DELETE FROM renames WHERE change = (SELECT max(change) FROM renames)")
    return last
