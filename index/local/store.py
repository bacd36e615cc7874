"""LocalStore: a library in a folder. One SQLite file is the truth; the FAISS index beside it only saves time."""

from __future__ import annotations

import os
import secrets
import sqlite3
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.encoder import Encoded, Matrix, Vector
from index.errors import EncoderError, EncoderMismatch, LibraryError, NoSuchTranscript
from index.intake.given import Filed, Given
from index.local import changes, filing, lookup, tables
from index.local.database import Database, damaged
from index.local.vectors import VectorIndex
from index.renames import Rename, renamed
from index.speakers.identify import Appearance
from index.store import Filter, Hit, Summary
from index.transcript import Passage, Transcript

_APPLICATION = 0x4F745265  # "OtRe": SQLite files say in their header whose they are
_VERSION = 1
_AT_HAND = 60  # transcripts kept in memory
_PLAINLY = Filed()


class _State(NamedTuple):
    """What the library says of itself. ``dimension`` is None until the first passage."""

    encoder: str
    dimension: int | None
    generation: str


class LocalStore:
    """The Store of one machine; see index.store. ``created`` says whether this opening made the library.

    Raises LibraryError where the folder cannot be used, is no library, or has vectors of another encoder.
    """

    def __init__(self, path: Path, encoder: str = "") -> None:
        """Opens the library in ``path``, or makes one; without ``encoder``, only opens, with the library's own."""
        self.path = path
        self.encoder = encoder
        self.created = False
        file = path / "library.sqlite3"
        if not encoder and not os.access(file, os.F_OK):
            raise LibraryError(str(path), "no library is in this folder", "make one with `ontherecord add`")
        self._database = Database(file, self._create, _APPLICATION, _VERSION)
        self._vectors = VectorIndex(path)
        self._transcript = lru_cache(maxsize=_AT_HAND)(self._read_transcript)
        try:
            self._take_over()
        except BaseException:
            self._database.close()
            raise

    @property
    def generation(self) -> str:
        with self._database.reading() as connection:
            return _state(connection).generation

    def add(
        self,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        filed: Filed = _PLAINLY,
    ) -> bool:
        dimension = _dimension(passages, vectors)
        rows = [lookup.Row.of(transcript, *pair) for pair in zip(passages, vectors, strict=True)]
        compressed = zlib.compress(source)
        with self._database.writing() as connection:
            state = self._checked(connection, dimension)
            there = tables.number(connection, transcript.id)
            if there is not None:
                if transcript.id not in filed.replacing:
                    return False
                tables.delete(connection, there)
            ids = lookup.next_ids(connection, len(rows))
            number = tables.insert(connection, transcript, compressed, filed.given, ids)
            lookup.insert(connection, number, ids, rows)
            changes.replace(connection, transcript.id, filed.origin, filed.replacing)
            changes.apply_renames(connection, transcript.id)
            _changed(connection, state.dimension or dimension)
        return True

    def remove(self, transcript: str) -> bool:
        with self._database.writing() as connection:
            return _removed(connection, transcript)

    def locate(self, transcript: str, origin: str) -> None:
        with self._database.writing() as connection:
            if tables.number(connection, transcript) is None:
                raise self._unknown(transcript)
            if changes.replace(connection, transcript, origin):
                changes.apply_renames(connection, transcript)
                _changed(connection, _state(connection).dimension)

    def leave(self, origin: str) -> str:
        with self._database.writing() as connection:
            gone = filing.leave(connection, origin)
            return gone if _removed(connection, gone) else ""

    def at(self, origin: str) -> str:
        with self._database.reading() as connection:
            return filing.at(connection, origin)

    def origins(self) -> dict[str, str]:
        with self._database.reading() as connection:
            return filing.origins(connection)

    def successor(self, transcript: str) -> str:
        with self._database.reading() as connection:
            return filing.present(connection, transcript)

    def __contains__(self, transcript: str) -> bool:
        with self._database.reading() as connection:
            return tables.number(connection, transcript) is not None

    def transcript(self, transcript: str) -> Transcript:
        with self._database.reading() as connection:
            number, names = tables.number(connection, transcript), filing.renames(connection, transcript)
        found = None if number is None else self._transcript(number, names)
        if found is None:
            raise self._unknown(transcript)
        return found

    def as_read(self, transcript: str) -> Transcript:
        """The transcript as it was made from its file, without renames."""
        with self._database.reading() as connection:
            number = tables.number(connection, transcript)
        found = None if number is None else self._transcript(number, ())
        if found is None:
            raise self._unknown(transcript)
        return found

    def transcripts(self) -> list[Summary]:
        with self._database.reading() as connection:
            return tables.summaries(connection)

    def source(self, transcript: str) -> bytes:
        with self._database.reading() as connection:
            compressed = tables.source(connection, transcript)
        if compressed is None:
            raise self._unknown(transcript)
        try:
            return zlib.decompress(compressed)
        except zlib.error as error:
            raise damaged(self._database.file, error) from error

    def given(self, transcript: str) -> Given:
        with self._database.reading() as connection:
            found = tables.given(connection, transcript)
        if found is None:
            raise self._unknown(transcript)
        return found

    def rename(self, renames: Sequence[Rename]) -> None:
        with self._database.writing() as connection:
            there = [each for each in renames if tables.number(connection, each.transcript) is not None]
            filing.rename(connection, there)
            _renamed(connection, there)

    def undo(self) -> tuple[Rename, ...]:
        with self._database.writing() as connection:
            undone = filing.undo(connection)
            _renamed(connection, undone)
        return undone

    def appearances(self) -> list[Appearance]:
        with self._database.reading() as connection:
            return tables.all_appearances(connection)

    def search(self, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        condition = lookup.Condition.of(where)
        _check(question)
        with self._database.reading() as connection:
            state = self._checked(connection, len(question))
            if state.dimension is None or k < 1:
                return []
            allowed = condition.ids(connection) if condition else None
            with self._vectors.at(lookup.Content(connection, state.generation, state.dimension)):
                near = self._vectors.nearest(question, k, allowed).tolist()
            bm25 = lookup.by_words(connection, terms, condition, k)
            cosines = lookup.cosines(connection, question, {*near, *bm25})
            nearest = sorted(near, key=lambda id_: (-cosines[id_], id_))[:k]
            return lookup.hits(connection, {*nearest, *bm25}, cosines, bm25)

    def holding(self, terms: Sequence[str], where: Filter) -> list[Passage]:
        condition = lookup.Condition.of(where)
        with self._database.reading() as connection:
            return lookup.holding(connection, terms, condition)

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        with self._database.reading() as connection:
            return {term: lookup.frequency(connection, term) for term in terms}

    def size(self) -> int:
        with self._database.reading() as connection:
            return lookup.size(connection)

    def flush(self) -> None:
        with self._database.reading() as connection:
            state = _state(connection)
            if state.dimension is not None:
                with self._vectors.at(lookup.Content(connection, state.generation, state.dimension)):
                    self._vectors.save()

    def replace_with(self, other: LocalStore) -> bool:
        """Take over all that ``other`` holds, and its encoder, in one change.

        False where it does not hold the same transcripts: other processes may have added or removed some meanwhile.
        Where the files lie, what replaced what, and renames are this library's own, and stay.
        """
        with self._database.writing(beside=other._database.file) as connection:
            mine, theirs = (set(connection.execute(tables.CONTENT.format(name))) for name in ("main", "new"))
            if mine != theirs:
                return False
            tables.replace_all(connection)
            for (id_,) in connection.execute("SELECT id FROM transcripts").fetchall():
                changes.apply_renames(connection, id_)
            connection.execute("UPDATE library SET encoder = ?", (other.encoder,))
            _changed(connection, connection.execute("SELECT dimension FROM new.library").fetchone()[0])
        self.encoder = other.encoder
        return True

    def close(self) -> None:
        """Also writes down what is in memory for searching, so that it need not be made again."""
        try:
            if self._vectors.loaded and not self._database.closed:
                self.flush()
        finally:
            self._database.close()

    def _create(self, connection: sqlite3.Connection) -> None:
        for statement in (tables.SCHEMA + filing.SCHEMA).split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO library VALUES (1, ?, NULL, ?)", (self.encoder, secrets.token_hex(8)))
        self.created = True

    def _take_over(self) -> None:
        """Check the encoder; a library without transcripts takes any."""
        with self._database.reading() as connection:
            self.encoder = self.encoder or _state(connection).encoder
            empty = connection.execute("SELECT NOT EXISTS (SELECT 1 FROM transcripts)").fetchone() == (1,)
            if not empty or _state(connection).encoder == self.encoder:
                self._checked(connection)
                return
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE library SET encoder = ?, dimension = NULL WHERE NOT EXISTS (SELECT 1 FROM transcripts)",
                (self.encoder,),
            )
            self._checked(connection)

    def _checked(self, connection: sqlite3.Connection, dimension: int | None = None) -> _State:
        """The state, if this encoder's vectors are those of the library: another process may have changed that."""
        state = _state(connection)
        if state.encoder != self.encoder:
            raise EncoderMismatch(
                str(self.path),
                f"its vectors were made by {state.encoder}, not by {self.encoder}",
                f"run `ontherecord reindex --model {self.encoder}` to make them anew, "
                f"or set ONTHERECORD_MODEL to {state.encoder}",
            )
        if dimension and state.dimension and dimension != state.dimension:
            raise EncoderMismatch(
                str(self.path),
                f"its vectors have {state.dimension} numbers and those of {self.encoder} now have {dimension}",
                f"run `ontherecord reindex --model {self.encoder}` to make them anew",
            )
        return state

    def _read_transcript(self, number: int, names: tuple[tuple[str, str], ...]) -> Transcript | None:
        with self._database.reading() as connection:
            found = tables.transcript(connection, number)
        return found and renamed(found, names)

    def _unknown(self, transcript: str) -> NoSuchTranscript:
        return NoSuchTranscript(
            str(self.path), f"no transcript has the id {transcript}", "see `ontherecord list` for the ids"
        )


def _state(connection: sqlite3.Connection) -> _State:
    return _State(*connection.execute("SELECT encoder, dimension, generation FROM library").fetchone())


def _changed(connection: sqlite3.Connection, dimension: int | None) -> None:
    connection.execute("UPDATE library SET dimension = ?, generation = ?", (dimension, secrets.token_hex(8)))


def _removed(connection: sqlite3.Connection, id_: str) -> bool:
    gone = changes.remove(connection, id_)
    if gone:
        _changed(connection, _state(connection).dimension)
    return gone


def _renamed(connection: sqlite3.Connection, renames: Sequence[Rename]) -> None:
    for id_ in dict.fromkeys(each.transcript for each in renames):
        changes.write_speakers(connection, id_)
    if renames:
        _changed(connection, _state(connection).dimension)


def _dimension(passages: Sequence[Passage], vectors: Sequence[Encoded]) -> int | None:
    """The length of the vectors, None without any. Raises EncoderError for what cannot be compared."""
    if not passages:
        return None
    dimension = len(vectors[0].passage)
    for passage, encoded in zip(passages, vectors, strict=True):
        if encoded.passage.shape != (dimension,) or encoded.sentences.shape != (len(passage.sentences), dimension):
            raise ValueError(f"vectors of {passage.transcript} do not fit its passages")
        _check(encoded.passage)
        _check(encoded.sentences)
    return dimension


def _check(vectors: Vector | Matrix) -> None:
    if not np.isfinite(vectors).all():
        raise EncoderError("The model gives no number for some text; choose another model")
