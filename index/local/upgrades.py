"""The tables of a library in its first format, and how each format becomes the next; a step is never changed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sqlite3 import Connection

from index.local import digests, discarded, filing, tables


def first(connection: Connection) -> None:
    _run(connection, tables.SCHEMA + filing.SCHEMA)


def collections(connection: Connection) -> None:
    """Format 2."""
    _run(connection, filing.COLLECTIONS)


def splits_and_discarded(connection: Connection) -> None:
    """Format 3."""
    connection.execute("ALTER TABLE renames ADD COLUMN turns TEXT NOT NULL DEFAULT '[]'")  # JSON; none means all
    discarded.create(connection)


def checksums(connection: Connection) -> None:
    """Format 4."""
    digests.write_all(connection)


STEPS: Sequence[Callable[[Connection], None]] = (collections, splits_and_discarded, checksums)


def _run(connection: Connection, statements: str) -> None:
    for statement in statements.split(";\n"):  # executescript would end the transaction
        connection.execute(statement)
