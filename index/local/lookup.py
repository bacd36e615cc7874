"""Passages in the library's tables: written with their words and vectors, found by filter, by words, by id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sqlite3 import Connection

import numpy as np

from index import searching
from index.encoder import Encoded, Matrix, Vector
from index.local.segments.segment import Ids, Range
from index.store import Filter, Hit
from index.transcript import Passage, Span, Transcript

_PASSAGES = "SELECT passage FROM transcripts t JOIN passages ON passage BETWEEN first_passage AND last_passage"


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as its tables hold it, made before they are locked for writing."""

    sentences: str
    speakers: frozenset[str]
    words: str
    vector: bytes
    sentence_vectors: bytes

    @classmethod
    def of(cls, transcript: Transcript, passage: Passage, encoded: Encoded) -> Row:
        return cls(
            sentences=json.dumps([(span.turn, span.start, span.end) for span in passage.sentences]),
            speakers=searching.speaking(transcript, passage.sentences),
            words=" ".join(searching.words(transcript, passage)),
            vector=encoded.passage.astype("<f2").tobytes(),
            sentence_vectors=encoded.sentences.astype("<f2").tobytes(),
        )


def next_ids(connection: Connection, count: int) -> range:
    """Ids for so many new passages."""
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return range(last + 1, last + 1 + count)


def insert(connection: Connection, number: int, ids: range, rows: Sequence[Row]) -> None:
    """Write the passages of transcript ``number``."""
    numbered = list(zip(ids, rows, strict=True))
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?)", ((id_, number, row.sentences, row.vector) for id_, row in numbered)
    )
    connection.executemany(
        "INSERT INTO sentence_vectors VALUES (?, ?)", ((id_, row.sentence_vectors) for id_, row in numbered)
    )
    connection.executemany(
        "INSERT INTO words (rowid, terms) VALUES (?, ?)", ((id_, row.words) for id_, row in numbered)
    )
    connection.executemany(
        "INSERT INTO passage_speakers VALUES (?, ?)", ((who, id_) for id_, row in numbered for who in row.speakers)
    )


def kept(connection: Connection, number: int, id_: str) -> tuple[list[Passage], list[Encoded]]:
    """The passages of transcript ``number`` and their vectors, in order."""
    rows = connection.execute(
        "SELECT sentences, vector, vectors FROM passages JOIN sentence_vectors USING (passage)"
        " WHERE transcript = ? ORDER BY passage",
        (number,),
    )
    found = [(Passage(id_, _spans(sentences)), vector, vectors) for sentences, vector, vectors in rows]
    encoded = [
        Encoded(_floats(vector), _floats(vectors).reshape(len(passage.sentences), -1))
        for passage, vector, vectors in found
    ]
    return [passage for passage, _, _ in found], encoded


def _floats(halves: bytes) -> Vector:
    return np.frombuffer(halves, "<f2").astype(np.float32)


def insert_speakers(connection: Connection, number: int, transcript: Transcript) -> None:
    """Write who speaks in the passages of transcript ``number``, which are there."""
    passages = connection.execute("SELECT passage, sentences FROM passages WHERE transcript = ?", (number,)).fetchall()
    connection.executemany(
        "INSERT INTO passage_speakers VALUES (?, ?)",
        ((who, id_) for id_, sentences in passages for who in speakers_of(transcript, sentences)),
    )


def delete_speakers(connection: Connection, number: int) -> None:
    """Forget who speaks in the passages of transcript ``number``, whoever they are."""
    query = "DELETE FROM passage_speakers WHERE passage IN (SELECT passage FROM passages WHERE transcript = ?)"
    connection.execute(query, (number,))


def speakers_of(transcript: Transcript, sentences: str) -> frozenset[str]:
    """Who speaks in a passage with these sentences, as they are kept."""
    return searching.speaking(transcript, _spans(sentences))


@lru_cache(maxsize=8192)
def _spans(sentences: str) -> tuple[Span, ...]:
    """Kept, as one question finds much of what the last one found."""
    return tuple(Span(*place) for place in json.loads(sentences))


@dataclass(frozen=True, slots=True)
class Content:
    """The passages of the library as a connection sees them: what index.local.segments follows."""

    connection: Connection
    generation: str
    dimension: int

    def ranges(self) -> set[Range]:
        """Numbered by the digests of what they hold: where a backup was restored, the same ids may hold another."""
        rows = self.connection.execute(
            "SELECT first_passage, last_passage, ifnull(passages, x'') FROM transcripts LEFT JOIN digests"
            " USING (transcript) WHERE first_passage <= last_passage"
        )
        return {(first, last, int.from_bytes(digest[:8], "little", signed=True)) for first, last, digest in rows}

    def rows(self, first: int, last: int) -> Iterator[tuple[int, bytes, str]]:
        yield from self.connection.execute(
            "SELECT passage, vector, ifnull(c0, '') FROM passages LEFT JOIN words_content ON id = passage"
            " WHERE passage BETWEEN ? AND ? ORDER BY passage",
            (first, last),
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A Filter in SQL: a query for the ids of the passages that may be found."""

    query: str
    values: tuple[str, ...]

    @classmethod
    def of(cls, where: Filter, library: frozenset[str] | None = None) -> Condition | None:
        """None where all may be found; ``library`` are the transcripts that count, all if None.

        Raises QuestionError for what is no date.
        """
        queries, values = [], []
        if where.speakers is not None:
            queries.append("SELECT passage FROM passage_speakers WHERE who IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(where.speakers)))
        parts = []
        for chosen in (where.transcripts, library):
            if chosen is not None:
                parts.append("t.id IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(list(chosen)))
        if where.since:
            parts.append("t.first_day >= ?")
            values.append(searching.day(where.since, 0))
        if where.until:
            parts.append("t.last_day <= ? AND t.last_day <> ''")
            values.append(searching.day(where.until, 1))
        if parts:
            queries.append(f"{_PASSAGES} WHERE {' AND '.join(parts)}")
        return cls(" INTERSECT ".join(queries), tuple(values)) if queries else None

    def ids(self, connection: Connection) -> Ids:
        # One string of numbers is read four times as fast as rows are.
        query = f"SELECT coalesce(group_concat(passage), '') FROM ({self.query})"  # noqa: S608
        (ids,) = connection.execute(query, self.values).fetchone()
        return np.fromstring(ids, dtype=np.int64, sep=",") if ids else np.empty(0, dtype=np.int64)


def holding(connection: Connection, terms: Iterable[str], condition: Condition | None) -> list[Passage]:
    """Every passage in which all the terms stand."""
    wanted = " AND ".join(map(_quoted, dict.fromkeys(terms)))
    if not wanted:
        return []
    allowed, values = (f"AND +words.rowid IN ({condition.query})", condition.values) if condition else ("", ())
    rows = connection.execute(
        "SELECT t.id, sentences FROM words JOIN passages ON passage = words.rowid JOIN transcripts t USING (transcript)"  # noqa: S608
        f" WHERE words MATCH ? {allowed} ORDER BY passage",
        (wanted, *values),
    )
    return [Passage(transcript, _spans(sentences)) for transcript, sentences in rows]


def rebuild(connection: Connection) -> None:
    """Make the index anew of the words that are kept of each passage; those of none go."""
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("DELETE FROM words WHERE rowid NOT IN (SELECT passage FROM passages)")


def whole(connection: Connection, library: frozenset[str]) -> Ids:
    """The passages of some transcripts, in order."""
    ranges = connection.execute(
        "SELECT first_passage, last_passage FROM transcripts WHERE id IN (SELECT value FROM json_each(?)) ORDER BY 1",
        (json.dumps(list(library)),),
    )
    return np.concatenate([np.empty(0, np.int64), *(np.arange(first, last + 1) for first, last in ranges)])


def size(connection: Connection) -> int:
    (passages,) = connection.execute(
        "SELECT coalesce(sum(last_passage - first_passage + 1), 0) FROM transcripts"
    ).fetchone()
    return int(passages)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def hits(
    connection: Connection, cosines: dict[int, float], bm25: dict[int, float], counted: Ids | None = None
) -> list[Hit]:
    """The passages that have a cosine, in their order; their places are counted in ``counted``, where there is one."""
    rows = connection.execute(
        "SELECT passage, t.id, sentences, vectors FROM passages JOIN transcripts t USING (transcript)"
        " JOIN sentence_vectors USING (passage) WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage",
        (json.dumps(sorted(cosines)),),
    ).fetchall()
    spans = [_spans(sentences) for _, _, sentences, _ in rows]
    matrices = _matrices([vectors for *_, vectors in rows], list(map(len, spans)))
    places = [id_ for id_, *_ in rows] if counted is None else np.searchsorted(counted, [r[0] for r in rows]).tolist()
    return [
        Hit(Passage(transcript, sentences), matrix, cosines[id_], bm25.get(id_, 0.0), place)
        for (id_, transcript, *_), sentences, matrix, place in zip(rows, spans, matrices, places, strict=True)
    ]


def _matrices(halves: Sequence[bytes], rows: Sequence[int]) -> list[Matrix]:
    """Each with so many rows; taken for numbers all at once."""
    width = {len(each) // count for each, count in zip(halves, rows, strict=True) if count}
    if len(width) > 1 or any(len(each) != count * max(width) for each, count in zip(halves, rows, strict=True)):
        raise ValueError("vectors of sentences do not fit their passages")
    whole = np.frombuffer(b"".join(halves), "<f2").astype(np.float32).reshape(sum(rows), -1) if width else None
    ends = np.cumsum(rows).tolist()
    return [
        np.empty((0, 1), np.float32) if whole is None else whole[end - count : end]
        for end, count in zip(ends, rows, strict=True)
    ]
