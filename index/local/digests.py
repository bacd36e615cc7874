"""Checksums of what a library holds of each transcript: what a disk has changed is told, and never read as somebody's.

The words are what was read from the file: turns, speakers, what was left out. The passages are all that was made of
them for searching. Numbers of rows are in neither, as these are others after every transcript was read anew.
"""

from __future__ import annotations

import hashlib
from sqlite3 import Connection
from typing import NamedTuple

SCHEMA = """
CREATE TABLE digests (
    transcript INTEGER PRIMARY KEY REFERENCES transcripts ON DELETE CASCADE, words BLOB NOT NULL, passages BLOB NOT NULL
)"""
# One string of all turns is read ten times as fast as rows are; texts are joined by the separators of ASCII.
_WORDS = """
SELECT CAST(speakers || char(31) || participants || char(31) || left_out || char(30) || ifnull((
    SELECT group_concat(place || char(31) || text || char(31) || ifnull(speaker, '') || char(31) ||
        ifnull(start_ms, '') || char(31) || ifnull(end_ms, '') || char(31) || anchors, char(30))
    FROM (SELECT * FROM {0}turns WHERE transcript = ?1 ORDER BY place)
), '') AS BLOB) FROM {0}transcripts WHERE transcript = ?1"""
_PASSAGES = """
SELECT CAST(sentences AS BLOB), vector, vectors, CAST(terms AS BLOB) FROM {0}passages
LEFT JOIN {0}sentence_vectors USING (passage) LEFT JOIN {0}words ON {0}words.rowid = passage
WHERE transcript = ?1 ORDER BY passage"""


class Digests(NamedTuple):
    words: bytes
    passages: bytes


def words(connection: Connection, number: int, prefix: str = "") -> bytes:
    """Of the words of a transcript as they are now; with the prefix ``discarded_``, of one that was discarded."""
    return hashlib.sha256(_words(connection, number, prefix)).digest()


def _words(connection: Connection, number: int, prefix: str = "") -> bytes:
    row = connection.execute(_WORDS.format(prefix), (number,)).fetchone()
    return bytes(row[0]) if row and row[0] else b""


def passages(connection: Connection, number: int, prefix: str = "") -> bytes:
    """Of the passages of a transcript as they are now, with their vectors and the terms they are found by."""
    digest = hashlib.sha256()
    for row in connection.execute(_PASSAGES.format(prefix), (number,)):
        for value in row:
            digest.update(b"-" if value is None else b"%d:" % len(value) + value)
    return digest.digest()


def kept(connection: Connection, number: int) -> Digests | None:
    """As they were when the transcript was written; None where they are missing."""
    row = connection.execute("SELECT words, passages FROM digests WHERE transcript = ?", (number,)).fetchone()
    return row and Digests(*row)


def words_are_whole(connection: Connection, number: int) -> bool:
    return whole_words(connection, number) is not None


def whole_words(connection: Connection, number: int) -> str | None:
    """The words of a transcript, as they are read for its digest; None where they are not as they were written."""
    found, written = kept(connection, number), _words(connection, number)
    return written.decode() if found and found.words == hashlib.sha256(written).digest() else None


def are_whole(connection: Connection, number: int) -> bool:
    """Whether words and passages are as they were written."""
    return kept(connection, number) == Digests(words(connection, number), passages(connection, number))


def write(connection: Connection, number: int, prefix: str = "") -> None:
    """Keep those of a transcript that was just written."""
    connection.execute(
        f"INSERT OR REPLACE INTO {prefix}digests VALUES (?, ?, ?)",  # noqa: S608 - our own tables
        (number, words(connection, number, prefix), passages(connection, number, prefix)),
    )


def write_all(connection: Connection) -> None:
    """Make the tables, and keep those of all transcripts that are there, or can be had back."""
    connection.execute(SCHEMA)
    connection.execute("CREATE TABLE discarded_digests AS SELECT * FROM digests WHERE 0")
    for prefix in ("", "discarded_"):
        query = f"SELECT transcript FROM {prefix}transcripts"  # noqa: S608
        for (number,) in connection.execute(query).fetchall():
            write(connection, number, prefix)
