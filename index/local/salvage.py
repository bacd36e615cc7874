"""What can still be read of a damaged SQLite file, row by row, in a new one; whether it is whole is for others to say.

The damaged file stays beside it under another name.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from index.errors import LibraryDamaged
from index.intake.given import NOTHING, Given
from index.local import digests
from index.local.database import exchange
from index.local.tables import columns

_LAST = 1 << 40  # no library has so many rows
_DERIVED = ("passage_speakers",)  # made anew where they are missing


@dataclass(frozen=True, slots=True)
class Loose:
    """The bytes of a transcript's file, of which nothing else could be read."""

    data: bytes
    given: Given


def salvage(file: Path, empty: Path) -> list[Loose]:
    """Fill the library in the file ``empty`` with what can be read of ``file``, and put it in its place.

    Raises LibraryDamaged where nothing can be read, and LibraryError where somebody else has it open.
    """
    with closing(sqlite3.connect(empty, isolation_level=None)) as new, closing(_opened(file)) as old:
        new.execute("BEGIN")
        tables = _tables(old).keys() & _tables(new).keys()
        (own,) = new.execute("SELECT * FROM library").fetchall()
        new.execute("DELETE FROM library")
        for table in sorted(tables):
            _copy(old, new, table)
        new.execute("INSERT OR IGNORE INTO library VALUES (?, ?, ?, ?)", own)
        _copy_words(old, new)
        loose = list(_loose(new))
        _tie(new, complete="digests" in tables)
        new.execute("COMMIT")
        new.execute("PRAGMA journal_mode = DELETE")
    exchange(empty, file, file.with_name(f"{file.name}.damaged"))
    return loose


def encoder(file: Path) -> str:
    """By which model the vectors in it were made; empty where that cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            return str(connection.execute("SELECT encoder FROM library").fetchone()[0])
    except (sqlite3.Error, TypeError):
        return ""


def _opened(file: Path) -> Connection:
    """As far as SQLite reads it: also where its end is missing."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("PRAGMA query_only = ON")
        if "transcripts" not in _tables(connection):
            raise sqlite3.DatabaseError("no table of transcripts is in it")
    except sqlite3.DatabaseError as error:
        connection.close()
        cure = "put a backup in its place with `ontherecord restore`, or add the files again in another folder"
        raise LibraryDamaged(str(file), f"nothing of it can be read ({error})", cure) from error
    return connection


def _tables(connection: Connection) -> dict[str, bool]:
    """The tables that hold what is the library's own, and whether their rows have numbers."""
    rows = connection.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {name: not bare for name, bare in rows if name not in _DERIVED}


def _copy(old: Connection, new: Connection, table: str) -> None:
    theirs, ours = columns(old, table), columns(new, table)
    shared = [name for name in ours if name in theirs]
    numbered = _tables(new)[table]
    names = ["_rowid_", *shared] if numbered else shared
    put = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    query = f"SELECT {', '.join(names)} FROM {table}"  # noqa: S608 - our own tables
    rows = _by_number(old, query) if numbered else _from_both_ends(old, query, theirs[0])
    for block in rows:
        new.executemany(put, block)


def _copy_words(old: Connection, new: Connection) -> None:
    for block in _by_number(old, "SELECT id, c0 FROM words_content"):
        new.executemany("INSERT OR REPLACE INTO words (rowid, terms) VALUES (?, ?)", block)


def _by_number(old: Connection, query: str) -> Iterator[Sequence[tuple[object, ...]]]:
    """All rows that can be read, in order of their numbers, which come first in them.

    Where one page stands in the place of another, SQLite may give numbers that were there before: they lead nowhere.
    """
    after = -1
    while True:
        try:
            rows = old.execute(f"{query} NOT INDEXED WHERE _rowid_ > ? ORDER BY _rowid_", (after,))
            while block := rows.fetchmany(1):
                if not after < block[0][0] <= _LAST:
                    raise sqlite3.DatabaseError("out of order")
                yield block
                after = block[0][0]
        except sqlite3.DatabaseError:
            pass
        else:
            return
        if (legible := _beyond(old, query, after)) is None:
            return
        after = legible


def _beyond(old: Connection, query: str, after: int) -> int | None:
    """After which number rows can be read again that follow what cannot be; found in few steps, however long it is."""

    def is_legible(number: int) -> bool:
        try:
            row = old.execute(f"{query} NOT INDEXED WHERE _rowid_ > ? ORDER BY _rowid_ LIMIT 1", (number,)).fetchone()
        except sqlite3.DatabaseError:
            return False
        return row is None or number < row[0] <= _LAST

    step = 1
    while not is_legible(after + step):
        step *= 2
        if step > _LAST:
            return None
    low, high = after + step // 2, after + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_legible(middle) else (middle, high)
    return high


def _from_both_ends(old: Connection, query: str, key: str) -> Iterator[Sequence[tuple[object, ...]]]:
    """The rows before what cannot be read, and those after."""
    for order in ("ASC", "DESC"):
        try:
            rows = old.execute(f"{query} ORDER BY {key} {order}")
            while block := rows.fetchmany(1):
                yield block
        except sqlite3.DatabaseError:
            continue
        return


def _loose(new: Connection) -> Iterator[Loose]:
    query = "SELECT zlib, given FROM sources WHERE transcript NOT IN (SELECT transcript FROM transcripts)"
    for packed, said in new.execute(query):
        try:
            yield Loose(zlib.decompress(packed), _given(said))
        except (zlib.error, TypeError):
            continue


def _given(said: str) -> Given:
    try:
        return Given.of_json(said)
    except (ValueError, TypeError):
        return NOTHING


def _tie(new: Connection, complete: bool) -> None:
    """Let every row belong to a transcript, every transcript have a file, and all be findable by words."""
    whole = "(SELECT transcript FROM transcripts)"
    for table in ("digests", "sources", "turns", "appearances", "passages"):
        new.execute(f"DELETE FROM {table} WHERE transcript NOT IN {whole}")  # noqa: S608
    new.execute("DELETE FROM sentence_vectors WHERE passage NOT IN (SELECT passage FROM passages)")
    new.execute("DELETE FROM collected WHERE collection NOT IN (SELECT name FROM collections)")
    new.execute("DELETE FROM discarded WHERE id NOT IN (SELECT id FROM discarded_transcripts)")
    missing = "SELECT transcript, x'', ? FROM transcripts WHERE transcript NOT IN (SELECT transcript FROM sources)"
    new.execute(f"INSERT INTO sources {missing}", (NOTHING.as_json(),))
    if not complete:  # the file is of a format that had none
        for (number,) in new.execute("SELECT transcript FROM transcripts").fetchall():
            digests.write(new, number)
