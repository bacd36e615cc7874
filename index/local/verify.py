"""Whether a library is whole: every transcript and all that was made of it, each fault with its place and its cure."""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from index.formats.source import Source
from index.intake.given import Given
from index.local import digests, filing, lookup, tables
from index.media import FOLDER, is_kept
from index.renames import renamed
from index.speakers.identify import appearances

_MOST = 3  # of what SQLite says is wrong
_UNFINISHED_S = 3600  # a recording is there before its transcript says so
_REPAIR = "run `ontherecord repair`"


class Part(StrEnum):
    FILE = "file"  # the SQLite file itself
    INDEX = "index"  # the words of all passages
    SOURCE = "source"  # the bytes of a transcript's file
    WORDS = "words"  # its turns and speakers, as read from there
    PASSAGES = "passages"  # what was made of them for searching
    SPEAKERS = "speakers"  # who speaks where, under the names of now
    RECORDING = "recording"
    STRAY = "stray"  # a recording that no transcript has


@dataclass(frozen=True, slots=True)
class Fault:
    """``transcript`` is an id, empty for what is none's; ``place`` is what people call it."""

    part: Part
    place: str
    reason: str
    cure: str = _REPAIR
    transcript: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.cure}"


class _Row(NamedTuple):
    number: int
    id: str
    title: str

    def fault(self, part: Part, reason: str, cure: str = _REPAIR) -> Fault:
        return Fault(part, f"{self.title} ({self.id})", reason, cure, self.id)


def of_file(connection: Connection, file: Path) -> Iterator[Fault]:
    """What is wrong with the SQLite file as such: then nothing else of it can be relied on."""
    try:
        told = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
        loose = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    except sqlite3.DatabaseError as error:
        told, loose = [str(error)], []
    if told != ["ok"]:
        yield Fault(Part.FILE, str(file), f"the file is damaged ({'; '.join(told).strip()})")
    elif loose:
        names = ", ".join(sorted({row[0] for row in loose}))
        yield Fault(Part.FILE, str(file), f"it has rows that belong to no transcript ({names})")


def of_index(connection: Connection, file: Path) -> Iterator[Fault]:
    """Needs a connection that may write, though nothing is changed."""
    stray = "SELECT count(*) FROM words_content WHERE id NOT IN (SELECT passage FROM passages)"
    try:
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        if connection.execute(stray).fetchone() == (0,):
            return
        reason = "words of what is not there are found"
    except sqlite3.DatabaseError as error:
        reason = str(error)
    yield Fault(Part.INDEX, str(file), f"the index of words is damaged ({reason})")


def of_transcripts(connection: Connection) -> Iterator[Fault]:
    for row in map(_Row._make, connection.execute("SELECT transcript, id, title FROM transcripts ORDER BY 1")):
        yield from _of_source(connection, row)
        kept = digests.kept(connection, row.number)
        whole = digests.words_are_whole(connection, row.number)
        if not whole:
            yield row.fault(Part.WORDS, "its words are not those that were added")
        if kept is None or kept.passages != digests.passages(connection, row.number) or not _fit(connection, row):
            yield row.fault(Part.PASSAGES, "its passages or their vectors are not those that were made")
        if whole and not _speakers_agree(connection, row):
            yield row.fault(Part.SPEAKERS, "who speaks in it is not what its words and renames say")


def _of_source(connection: Connection, row: _Row) -> Iterator[Fault]:
    found = connection.execute("SELECT zlib, given FROM sources WHERE transcript = ?", (row.number,)).fetchone()
    cure = f"{_REPAIR} with the original file"
    try:
        if found is None or Source("", zlib.decompress(found[0])).id != row.id:
            yield row.fault(Part.SOURCE, "the bytes of its file are not those that were added", cure)
        elif not isinstance(Given.of_json(found[1]), Given):
            raise ValueError
    except (zlib.error, TypeError):
        yield row.fault(Part.SOURCE, "the bytes of its file cannot be unpacked", cure)
    except ValueError:
        yield row.fault(Part.SOURCE, "what was said of it on adding cannot be read", cure)


def _fit(connection: Connection, row: _Row) -> bool:
    """Whether there are as many passages as it should have, each with vectors of the right length."""
    query = (
        "SELECT last_passage - first_passage + 1, count(passage), min(passage) >= first_passage,"
        " max(passage) <= last_passage, min(length(vector)) = 2 * dimension, max(length(vector)) = 2 * dimension,"
        " min(length(vectors) = 2 * dimension * json_array_length(sentences))"
        " FROM library, transcripts t LEFT JOIN passages p ON p.transcript = t.transcript"
        " LEFT JOIN sentence_vectors USING (passage) WHERE t.transcript = ?"
    )
    try:
        wanted, there, *right = connection.execute(query, (row.number,)).fetchone()
    except sqlite3.DatabaseError:  # sentences that are no JSON
        return False
    return bool(wanted == there and (all(right) or not wanted))


def _speakers_agree(connection: Connection, row: _Row) -> bool:
    read = tables.transcript(connection, row.number)
    if read is None:
        return False
    called = renamed(read, filing.renames(connection, row.id))
    written = connection.execute(
        "SELECT label, name, role, turns, who FROM appearances WHERE transcript = ? ORDER BY place", (row.number,)
    ).fetchall()
    if written != [(a.label, a.name, a.role, a.turns, a.who) for a in appearances(called)]:
        return False
    passages = connection.execute("SELECT passage, sentences FROM passages WHERE transcript = ?", (row.number,))
    try:
        wanted = {(who, id_) for id_, sentences in passages for who in lookup.speakers_of(called, sentences)}
    except (ValueError, IndexError, TypeError):  # passages are told of by themselves
        return True
    query = "SELECT who, p.passage FROM passages JOIN passage_speakers p USING (passage) WHERE transcript = ?"
    return set(connection.execute(query, (row.number,))) == wanted


def of_recordings(connection: Connection, folder: Path) -> Iterator[Fault]:
    rows = connection.execute("SELECT transcript, id, title, media FROM transcripts WHERE media <> ''").fetchall()
    for *row, media in rows:
        if is_kept(media) and not _holds(folder / media):
            cure = "attach it again with `ontherecord media`"
            yield _Row._make(row).fault(Part.RECORDING, f"its recording {media} is missing or damaged", cure)
    had = tables.recordings(connection)
    for file in sorted((folder / FOLDER).glob("*")):
        if f"{FOLDER}/{file.name}" not in had and time.time() - file.stat().st_mtime > _UNFINISHED_S:
            yield Fault(Part.STRAY, str(file), "no transcript has this recording")


def _holds(recording: Path) -> bool:
    """Whether a recording's bytes are those that its name stands for."""
    try:
        with recording.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()[:32] == recording.stem
    except OSError:
        return False
