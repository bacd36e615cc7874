"""The tables of a library's SQLite file, and a transcript as their rows: what comes out equals what went in."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import Any, cast

from index.intake.given import NOTHING, Given
from index.local.turns import Turns, read_anchors
from index.speakers.identify import Appearance, appearances
from index.store import Summary, days
from index.transcript import LeftOut, Span, Speaker, Transcript, Turn

LIBRARY = "library.sqlite3"  # what the file is called
# Terms arrive already cut, with spaces between them: every other character belongs to a term.
_MARKS = string.punctuation.replace("'", "''").replace('"', '""')

# Keys are never used twice (AUTOINCREMENT), so what was read under one stays true as long as it is there.
# The passages of a transcript are numbered in a row, first_passage to last_passage; without any, last = first - 1.
_WORDS = f"""CREATE VIRTUAL TABLE words USING fts5 (terms, tokenize = "ascii tokenchars '{_MARKS}'")"""
SCHEMA = f"""
CREATE TABLE library (one INTEGER PRIMARY KEY CHECK (one = 1), encoder TEXT, dimension INTEGER, generation TEXT);
CREATE TABLE transcripts (
    transcript INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, date TEXT NOT NULL, place TEXT NOT NULL, language TEXT NOT NULL, media TEXT NOT NULL,
    source TEXT NOT NULL, format TEXT NOT NULL,
    speakers TEXT NOT NULL, participants TEXT NOT NULL, left_out TEXT NOT NULL, -- JSON
    turns INTEGER NOT NULL, duration_ms INTEGER, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
    first_passage INTEGER NOT NULL, last_passage INTEGER NOT NULL
);
CREATE TABLE sources (
    transcript INTEGER PRIMARY KEY REFERENCES transcripts ON DELETE CASCADE, zlib BLOB NOT NULL,
    given TEXT NOT NULL -- JSON: what goes before what the file says
);
CREATE TABLE turns (
    transcript INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE, place INTEGER NOT NULL,
    text TEXT NOT NULL, speaker INTEGER, start_ms INTEGER, end_ms INTEGER, anchors TEXT NOT NULL, -- JSON
    PRIMARY KEY (transcript, place)
);
CREATE TABLE appearances (
    transcript INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE, place INTEGER NOT NULL,
    label TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, turns INTEGER NOT NULL, who TEXT NOT NULL,
    PRIMARY KEY (transcript, place)
);
CREATE TABLE passages (
    passage INTEGER PRIMARY KEY AUTOINCREMENT, transcript INTEGER NOT NULL REFERENCES transcripts ON DELETE CASCADE,
    sentences TEXT NOT NULL, vector BLOB NOT NULL -- half floats
);
CREATE INDEX passages_of_transcripts ON passages (transcript);
CREATE TABLE sentence_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vectors BLOB NOT NULL
);
CREATE TABLE passage_speakers (who TEXT, passage INTEGER, PRIMARY KEY (who, passage)) WITHOUT ROWID;
{_WORDS};
"""
_PLAIN = ("id", "title", "date", "place", "language", "media", "source", "format")  # columns that are the fields
_TABLES = (
    *("transcripts", "digests", "sources", "turns", "appearances"),
    *("passages", "sentence_vectors", "passage_speakers"),
)
_KEYS = {"transcript": "transcripts", "passage": "passages", "first_passage": "passages", "last_passage": "passages"}


def insert(connection: Connection, transcript: Transcript, compressed: bytes, given: Given, passages: range) -> int:
    """Write a transcript and its file; the ids of its passages are known before. Returns its number."""
    summary = Summary.of(transcript)
    speakers = list(dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker))
    numbers: dict[Speaker | None, int] = {speaker: place for place, speaker in enumerate(speakers)}
    values: dict[str, str | int | None] = {
        **{field: getattr(transcript, field) for field in _PLAIN},
        "speakers": _json(map(_known, speakers)),
        "participants": _json(map(_known, transcript.participants)),
        "left_out": _json((out.text, out.why, out.line) for out in transcript.left_out),
        "turns": summary.turns,
        "duration_ms": summary.duration_ms,
        "first_passage": passages.start,
        "last_passage": passages.stop - 1,
    }
    values["first_day"], values["last_day"] = days(transcript.date)
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    number = connection.execute(
        f"INSERT INTO transcripts ({columns}) VALUES ({marks})",  # noqa: S608 - the columns are those above
        tuple(values.values()),
    ).lastrowid
    assert number is not None
    connection.execute("INSERT INTO sources VALUES (?, ?, ?)", (number, compressed, given.as_json()))
    connection.executemany(
        "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, place, turn.text, numbers.get(turn.speaker), turn.start_ms, turn.end_ms, _anchors(turn))
            for place, turn in enumerate(transcript.turns)
        ),
    )
    insert_appearances(connection, number, transcript)
    return number


def insert_appearances(connection: Connection, number: int, transcript: Transcript) -> None:
    connection.executemany(
        "INSERT INTO appearances VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (number, place, row.label, row.name, row.role, row.turns, row.who)
            for place, row in enumerate(appearances(transcript))
        ),
    )


def delete(connection: Connection, number: int) -> None:
    """Forget a transcript and all that was made of it."""
    connection.execute("DELETE FROM words WHERE rowid BETWEEN ? AND ?", _passages(connection, number))
    delete_appearances(connection, number)
    connection.execute("DELETE FROM transcripts WHERE transcript = ?", (number,))


def delete_appearances(connection: Connection, number: int) -> None:
    """Forget who speaks in a transcript and in its passages."""
    connection.execute(
        "DELETE FROM passage_speakers WHERE passage BETWEEN ? AND ?"
        " AND who IN (SELECT who FROM appearances WHERE transcript = ?)",
        (*_passages(connection, number), number),
    )
    connection.execute("DELETE FROM appearances WHERE transcript = ?", (number,))


def _passages(connection: Connection, number: int) -> tuple[int, int]:
    query = "SELECT first_passage, last_passage FROM transcripts WHERE transcript = ?"
    first, last = connection.execute(query, (number,)).fetchone()
    return first, last


def replace_all(connection: Connection) -> None:
    """Put everything of the attached library ``new`` in the place of everything here, under keys not used before."""
    used = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    connection.execute("DROP TABLE words")
    connection.execute(_WORDS)
    for table in reversed(_TABLES):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables, here and below
    for table in _TABLES:
        shifted = [
            f"{name} + {used.get(_KEYS[name], 0)}" if name in _KEYS else name for name in columns(connection, table)
        ]
        connection.execute(f"INSERT INTO {table} SELECT {', '.join(shifted)} FROM new.{table}")  # noqa: S608
    connection.execute(
        "INSERT INTO words (rowid, terms) SELECT rowid + ?, terms FROM new.words", (used.get("passages", 0),)
    )


def columns(connection: Connection, table: str) -> list[str]:
    """The names of a table's columns."""
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def transcript(connection: Connection, number: int, words: str = "") -> Transcript | None:
    """``words`` are those that were read for its digest, if they were: then they are not read again."""
    plainly = ", ".join(_PLAIN)
    row = connection.execute(
        f"SELECT {plainly}, turns, speakers, participants, left_out FROM transcripts WHERE transcript = ?",  # noqa: S608
        (number,),
    ).fetchone()
    if row is None:
        return None
    *plain, count, known, listed, left_out = row
    speakers = [_speaker(*values) for values in json.loads(known)]
    turns = Turns.of(words, count, speakers) if words else None
    return Transcript(
        **dict(zip(_PLAIN, plain, strict=True)),
        turns=_turns(connection, number, speakers) if turns is None else cast("tuple[Turn, ...]", turns),
        participants=tuple(_speaker(*values) for values in json.loads(listed)),
        left_out=tuple(LeftOut(*values) for values in json.loads(left_out)),
    )


def _turns(connection: Connection, number: int, speakers: Sequence[Speaker]) -> tuple[Turn, ...]:
    rows = connection.execute(
        "SELECT text, speaker, start_ms, end_ms, anchors FROM turns WHERE transcript = ? ORDER BY place", (number,)
    )
    return tuple(
        Turn(text, None if who is None else speakers[who], start, end, read_anchors(anchors))
        for text, who, start, end, anchors in rows
    )


def number(connection: Connection, id_: str) -> int | None:
    """Under which number a transcript is kept."""
    row = connection.execute("SELECT transcript FROM transcripts WHERE id = ?", (id_,)).fetchone()
    return None if row is None else int(row[0])


def source(connection: Connection, id_: str) -> bytes | None:
    """The compressed bytes of a transcript's file."""
    row = connection.execute(
        "SELECT zlib FROM sources JOIN transcripts USING (transcript) WHERE id = ?", (id_,)
    ).fetchone()
    return None if row is None else bytes(row[0])


def mend_source(connection: Connection, id_: str, compressed: bytes) -> None:
    """Keep the compressed bytes of a transcript's file anew."""
    row = number(connection, id_), compressed, legible_given(connection, id_).as_json()
    connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", row)


def legible_given(connection: Connection, id_: str) -> Given:
    """What was said of a transcript on adding it, as far as it can be read."""
    try:
        return given(connection, id_) or NOTHING
    except ValueError:
        return NOTHING


def content(connection: Connection, schema: str) -> set[tuple[str, Given]]:
    """The transcripts of a library, and what was said of each on adding it, however its format writes that down."""
    query = f"SELECT id, given FROM {schema}.transcripts JOIN {schema}.sources USING (transcript)"  # noqa: S608
    return {(id_, Given.of_json(text)) for id_, text in connection.execute(query)}


def given(connection: Connection, id_: str) -> Given | None:
    """What was said of a transcript on adding it; None where it is not there."""
    row = connection.execute(
        "SELECT given FROM sources JOIN transcripts USING (transcript) WHERE id = ?", (id_,)
    ).fetchone()
    return None if row is None else Given.of_json(row[0])


def description(connection: Connection, number: int) -> tuple[str, str, str]:
    """Title, date and media of a transcript: all of it that can change."""
    query = "SELECT title, date, media FROM transcripts WHERE transcript = ?"
    title, date, media = connection.execute(query, (number,)).fetchone()
    return title, date, media


def describe(connection: Connection, number: int, transcript: Transcript, given: Given) -> None:
    connection.execute(
        "UPDATE transcripts SET title = ?, date = ?, media = ?, first_day = ?, last_day = ? WHERE transcript = ?",
        (transcript.title, transcript.date, transcript.media, *days(transcript.date), number),
    )
    connection.execute("UPDATE sources SET given = ? WHERE transcript = ?", (given.as_json(), number))


def recordings(connection: Connection) -> frozenset[str]:
    """The media that transcripts have, also those that can be had back."""
    rows = connection.execute(
        "SELECT media FROM transcripts WHERE media <> '' UNION SELECT media FROM discarded_transcripts"
    )
    return frozenset(media for (media,) in rows)


def summaries(connection: Connection) -> list[Summary]:
    """All transcripts, as they were added. Raises ValueError where a disk has changed a row."""
    speakers: dict[int, dict[str, None]] = {}
    for number, who in _as_written(
        connection.execute("SELECT transcript, who FROM appearances WHERE turns > 0 ORDER BY transcript, place"),
        (int, str),
    ):
        speakers.setdefault(number, {})[who] = None
    query = (
        "SELECT transcript, id, title, date, place, format, source, turns, duration_ms, media"
        " FROM transcripts ORDER BY 1"
    )
    kinds = (int, str, str, str, str, str, str, int, int | None, str)
    return [
        Summary(id_, title, date, place, format_, source, tuple(speakers.get(number, ())), turns, duration, media)
        for number, id_, title, date, place, format_, source, turns, duration, media in _as_written(
            connection.execute(query), kinds
        )
    ]


def all_appearances(connection: Connection) -> list[Appearance]:
    """Raises ValueError where a disk has changed a row."""
    query = (
        "SELECT id, label, name, role, date, a.turns FROM appearances a"
        " JOIN transcripts USING (transcript) ORDER BY transcript, a.place"
    )
    return [Appearance(*values) for values in _as_written(connection.execute(query), (str, str, str, str, str, int))]


def _as_written(rows: Iterable[tuple[Any, ...]], kinds: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows, as long as each column has what was written there."""
    for row in rows:
        if not all(map(isinstance, row, kinds)):
            raise ValueError("a row is not as it was written")
        yield row


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values), separators=(",", ":"))


def _anchors(turn: Turn) -> str:
    return _json((anchor.offset, anchor.ms) for anchor in turn.anchors)


def _known(speaker: Speaker) -> tuple[object, ...]:
    evidence = speaker.evidence
    place = evidence and (evidence.turn, evidence.start, evidence.end)
    return speaker.label, speaker.name, speaker.role, place


def _speaker(label: str, name: str, role: str, evidence: list[int] | None) -> Speaker:
    return Speaker(label, name, role, Span(*evidence) if evidence else None)
