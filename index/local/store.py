"""LocalStore: a library in a folder. One SQLite file is the truth; the FAISS index beside it only saves time."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from index import searching
from index.encoder import Encoded, Vector
from index.errors import EncoderMismatch, LibraryError, NoSuchTranscript
from index.intake.given import Filed, Given
from index.local import changes, digests, discarded, filing, ledger, lookup, tables, upgrades, verify
from index.local.database import Database, damaged, damaged_words, outdated
from index.local.segments.followed import Segments
from index.local.segments.view import View
from index.local.verify import Fault
from index.media import Recordings
from index.renames import Rename, renamed
from index.speakers.identify import Appearance
from index.store import ANY, KEPT_S, Discarded, Filter, Hit, Kept, Ledger, Summary
from index.transcript import Passage, Transcript

_APPLICATION = 0x4F745265  # "OtRe": SQLite files say in their header whose they are
_AT_HAND = 256  # transcripts kept in memory
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
        file = path / tables.LIBRARY
        if not encoder and not os.access(file, os.F_OK):
            raise LibraryError(str(path), "no library is in this folder", "make one with `ontherecord add`")
        self._database = Database(file, self._create, _APPLICATION, upgrades.STEPS)
        self._segments = Segments(path)
        self._forgets = False  # whether what was searched by may still hold what was removed
        self._transcript = lru_cache(maxsize=_AT_HAND)(self._read_transcript)
        self._at_hand = lru_cache(maxsize=_AT_HAND)(self._as_called)
        try:
            self._take_over()
            self._erase_expired()
        except BaseException:
            self._database.close()
            raise

    @property
    def generation(self) -> str:
        with self._database.glancing() as connection:
            return _state(connection).generation

    def add(
        self,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        filed: Filed = _PLAINLY,
    ) -> bool:
        dimension = searching.dimension(passages, vectors)
        rows = [lookup.Row.of(transcript, *pair) for pair in zip(passages, vectors, strict=True)]
        compressed = zlib.compress(source)
        with self._dropping() as connection:
            self._checked(connection, dimension)
            there, before = tables.number(connection, transcript.id), changes.before_splits(connection, transcript.id)
            if there is not None:
                if transcript.id not in filed.replacing:
                    return False
                tables.delete(connection, there)
            discarded.erase(connection, transcript.id)
            self._write(connection, transcript, rows, compressed, filed.given)
            changes.follow_turns(connection, transcript.id, before)
            replaced = changes.replace(connection, transcript.id, filed.origin, filed.replacing)
            self._forgets |= replaced or there is not None
            changes.apply_renames(connection, transcript.id)
            for collection in filed.collections:
                filing.collect(connection, [transcript.id], collection)
            _changed(connection, dimension)
        return True

    @staticmethod
    def _write(
        connection: sqlite3.Connection, transcript: Transcript, rows: Sequence[lookup.Row], source: bytes, given: Given
    ) -> None:
        """All that is made of a file alone; ``source`` is compressed."""
        ids = lookup.next_ids(connection, len(rows))
        number = tables.insert(connection, transcript, source, given, ids)
        lookup.insert(connection, number, ids, rows)
        digests.write(connection, number)

    def remove(self, transcript: str) -> bool:
        with self._dropping() as connection:
            return self._removed(connection, transcript)

    def _removed(self, connection: sqlite3.Connection, id_: str) -> bool:
        gone = changes.remove(connection, id_)
        if gone:
            self._forgets = True
            _changed(connection)
        return gone

    def discard(self, transcript: str) -> bool:
        with self._dropping() as connection:
            discarded.erase_all(connection, discarded.expired(connection))
            gone = changes.discard(connection, transcript)
            if gone:
                self._forgets = True
                _changed(connection)
            return gone

    def restore(self, transcript: str) -> bool:
        with self._database.writing() as connection:
            if tables.number(connection, transcript) is not None or not discarded.bring_back(connection, transcript):
                return False
            _changed(connection)
        return True

    def erase(self, transcript: str) -> bool:
        with self._dropping() as connection:
            return discarded.erase(connection, transcript)

    def discarded(self) -> list[Discarded]:
        with self._database.reading() as connection:
            return discarded.listed(connection)

    def locate(self, transcript: str, origin: str) -> None:
        with self._dropping() as connection:
            if tables.number(connection, transcript) is None:
                raise self._unknown(transcript)
            if changes.replace(connection, transcript, origin):
                self._forgets = True
                changes.apply_renames(connection, transcript)
                _changed(connection)

    def leave(self, origin: str) -> str:
        with self._dropping() as connection:
            gone = filing.leave(connection, origin)
            return gone if self._removed(connection, gone) else ""

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
        return self._at_hand(transcript, self.generation)

    def _as_called(self, transcript: str, _generation: str) -> Transcript:
        """With the names of now; one question asks for the same few transcripts many times."""
        with self._database.reading() as connection:
            names = filing.renames(connection, transcript)
        return self._found(transcript, names)

    def as_read(self, transcript: str) -> Transcript:
        """The transcript as it was made from its file, without renames."""
        return self._found(transcript, ())

    def transcripts(self) -> list[Summary]:
        with self._legible(), self._database.reading() as connection:
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
        with self._legible(), self._database.reading() as connection:
            found = tables.given(connection, transcript)
        if found is None:
            raise self._unknown(transcript)
        return found

    @property
    def recordings(self) -> Recordings:
        return Recordings(self.path)

    def describe(self, transcript: Transcript, given: Given) -> None:
        with self._dropping() as connection:
            number = tables.number(connection, transcript.id)
            if number is None:
                raise self._unknown(transcript.id)
            tables.describe(connection, number, transcript, given)
            _changed(connection)

    def rename(self, renames: Sequence[Rename]) -> None:
        with self._database.writing() as connection:
            there = [r for r in renames if not r.transcript or tables.number(connection, r.transcript) is not None]
            filing.rename(connection, there)
            _renamed(connection, there)

    def renames(self) -> list[Rename]:
        with self._database.reading() as connection:
            return filing.all_renames(connection)

    def undo(self, among: frozenset[str] | None = None) -> tuple[Rename, ...]:
        with self._database.writing() as connection:
            undone = filing.undo(connection, None if among is None else json.dumps(list(among)))
            _renamed(connection, undone)
        return undone

    def collections(self) -> dict[str, frozenset[str]]:
        with self._database.reading() as connection:
            return filing.collections(connection)

    def collect(self, transcripts: Sequence[str], collection: str) -> None:
        with self._database.writing() as connection:
            for transcript in transcripts:
                if tables.number(connection, transcript) is None:
                    raise self._unknown(transcript)
            if filing.collect(connection, transcripts, collection):
                _changed(connection)

    def release(self, transcripts: Sequence[str], collection: str) -> None:
        with self._database.writing() as connection:
            if filing.release(connection, transcripts, collection):
                _changed(connection)

    def disband(self, collection: str) -> bool:
        with self._database.writing() as connection:
            there = filing.disband(connection, collection)
            if there:
                _changed(connection)
        return there

    def within(self, collections: Iterable[str]) -> frozenset[str]:
        with self._database.reading() as connection:
            return filing.within(connection, collections)

    def kept(self, transcript: str) -> Kept:
        read = self.as_read(transcript)
        with self._legible(), self._database.reading() as connection:
            number = tables.number(connection, transcript)
            if number is None:
                raise self._unknown(transcript)
            if not digests.are_whole(connection, number):
                raise damaged_words(self._database.file, read.title)
            return Kept(read, *lookup.kept(connection, number, transcript))

    def ledger(self) -> Ledger:
        with self._legible(), self._database.reading() as connection:
            return ledger.read(connection)

    def enter(self, entries: Ledger) -> None:
        with self._database.writing() as connection:
            ledger.write(connection, entries)
            _changed(connection)

    def appearances(self) -> list[Appearance]:
        with self._legible(), self._database.reading() as connection:
            return tables.all_appearances(connection)

    def search(self, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        searching.check(question)
        with self._legible(), self._database.reading() as connection:
            library = _counting(connection, where)
            condition = lookup.Condition.of(where, library)
            self._checked(connection, len(question))
            counted = None if library is None else lookup.whole(connection, library)
            plainly = replace(where, collections=None) == ANY
            allowed = counted if plainly else condition.ids(connection) if condition else None
            view = self._viewed(connection)
            if view is None or k < 1:
                return []
            near, bm25 = view.nearest(question, k, allowed).tolist(), view.by_words(terms, k, allowed, counted)
            cosines = view.cosines(question, {*near, *bm25})
            nearest = sorted(near, key=lambda id_: (-cosines[id_], id_))[:k]
            return lookup.hits(connection, {id_: cosines[id_] for id_ in {*nearest, *bm25}}, bm25, counted)

    def holding(self, terms: Sequence[str], where: Filter) -> list[Passage]:
        with self._legible(), self._database.reading() as connection:
            condition = lookup.Condition.of(where, _counting(connection, where))
            return lookup.holding(connection, terms, condition)

    def frequencies(self, terms: Sequence[str], where: Filter = ANY) -> dict[str, int]:
        with self._legible(), self._database.reading() as connection:
            library = _counting(connection, where)
            counted = None if library is None else lookup.whole(connection, library)
            view = self._viewed(connection)
            return {term: view.frequency(term, counted) if view else 0 for term in terms}

    def size(self, where: Filter = ANY) -> int:
        with self._legible(), self._database.reading() as connection:
            library = _counting(connection, where)
            return lookup.size(connection) if library is None else len(lookup.whole(connection, library))

    def flush(self) -> None:
        with self._legible(), self._database.reading() as connection:
            if self._viewed(connection):
                self._segments.save()

    def _viewed(self, connection: sqlite3.Connection) -> View | None:
        """What is searched, as it is for this connection; None before the first passage."""
        state = _state(connection)
        if state.dimension is None:
            return None
        return self._segments.at(lookup.Content(connection, state.generation, state.dimension))

    def faults(self) -> list[Fault]:
        """All that is not as it was written. Reads everything."""
        file = self._database.file
        with self._database.reading() as connection:
            if found := list(verify.of_file(connection, file)):
                return found
            found = [*verify.of_transcripts(connection), *verify.of_recordings(connection, self.path)]
        with self._database.writing() as connection:
            return [*verify.of_index(connection, file), *found]

    def mend(self, transcript: Transcript, passages: Sequence[Passage], vectors: Sequence[Encoded]) -> None:
        """Write anew all that is kept of a transcript, which is there; its file stays as it is."""
        dimension = searching.dimension(passages, vectors)
        rows = [lookup.Row.of(transcript, *pair) for pair in zip(passages, vectors, strict=True)]
        with self._database.writing() as connection:
            self._checked(connection, dimension)
            number = tables.number(connection, transcript.id)
            if number is None:
                raise self._unknown(transcript.id)
            compressed = tables.source(connection, transcript.id)
            given = tables.legible_given(connection, transcript.id)
            lookup.delete_speakers(connection, number)
            tables.delete(connection, number)
            assert compressed is not None, "it goes with the transcript"
            self._write(connection, transcript, rows, compressed, given)
            changes.apply_renames(connection, transcript.id)
            _changed(connection, dimension)

    def mend_source(self, transcript: str, source: bytes) -> None:
        """Keep the bytes of a transcript's file anew; what cannot be read of what was said on adding is forgotten."""
        with self._database.writing() as connection:
            tables.mend_source(connection, transcript, zlib.compress(source))

    def mend_speakers(self, transcript: str) -> None:
        """Write anew who speaks in a transcript."""
        with self._database.writing() as connection:
            if (number := tables.number(connection, transcript)) is not None:
                lookup.delete_speakers(connection, number)
            changes.write_speakers(connection, transcript)
            _changed(connection)

    def mend_index(self) -> None:
        """Make the index of words anew."""
        with self._database.writing() as connection:
            lookup.rebuild(connection)
            _changed(connection)

    def replace_with(self, other: LocalStore) -> bool:
        """Take over all that ``other`` holds, and its encoder, in one change.

        False where it does not hold the same transcripts: other processes may have added or removed some meanwhile.
        Where the files lie, what replaced what, renames and collections are this library's own, and stay.
        """
        with self._database.writing(beside=other._database.file) as connection:
            mine, theirs = (tables.content(connection, schema) for schema in ("main", "new"))
            if mine != theirs:
                return False
            before = {id_: changes.before_splits(connection, id_) for id_, _ in mine}
            tables.replace_all(connection)
            for id_, read in before.items():
                changes.follow_turns(connection, id_, read)
                changes.apply_renames(connection, id_)
            if self.encoder != other.encoder:
                discarded.erase_all(connection)  # its vectors would be of no use any more
            query = "UPDATE library SET encoder = ?, dimension = (SELECT dimension FROM new.library)"
            connection.execute(query, (other.encoder,))
            _changed(connection)
        self.encoder = other.encoder
        return True

    def close(self) -> None:
        """Also writes down what is in memory for searching, so that it need not be made again; and where something is
        gone, what is written without it.
        """
        try:
            if (self._segments.loaded or self._forgets) and not self._database.closed:
                self.flush()
        finally:
            self._database.close()

    def _create(self, connection: sqlite3.Connection) -> None:
        for step in (upgrades.first, *upgrades.STEPS):
            step(connection)
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
            discarded.erase_all(connection)  # as what comes back must have the vectors of this encoder

    def _erase_expired(self) -> None:
        with self._database.reading() as connection:
            over = discarded.expired(connection)
        if over:
            with self._dropping() as connection:
                discarded.erase_all(connection, over)
        for left in outdated(self._database.file):
            with suppress(OSError):  # texts that were removed since are still in it
                if time.time() - left.stat().st_mtime > KEPT_S:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    @contextmanager
    def _dropping(self) -> Iterator[sqlite3.Connection]:
        """To write what may leave a recording without a transcript, which then is deleted."""
        with self._database.writing() as connection:
            before = tables.recordings(connection)
            yield connection
            gone = before - tables.recordings(connection)
        self.recordings.forget(gone)

    @contextmanager
    def _legible(self) -> Iterator[None]:
        """To read what is checked when it is written: if it is not as it should be, the disk has changed it."""
        try:
            yield
        except (ValueError, TypeError, LookupError) as error:
            raise damaged(self._database.file, error) from error

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

    def _found(self, id_: str, names: tuple[Rename, ...]) -> Transcript:
        """The transcript under these names, as it is described now."""
        with self._database.reading() as connection:
            number = tables.number(connection, id_)
            described = None if number is None else tables.description(connection, number)
        found = None if number is None or described is None else self._transcript(number, names, described)
        if found is None:
            raise self._unknown(id_)
        return found

    def _read_transcript(
        self, number: int, names: tuple[Rename, ...], described: tuple[str, str, str]
    ) -> Transcript | None:
        title, date, media = described
        with self._legible(), self._database.reading() as connection:
            if not digests.words_are_whole(connection, number):
                raise damaged_words(self._database.file, title)
            found = tables.transcript(connection, number)
        return found and replace(renamed(found, names), title=title, date=date, media=media)

    def _unknown(self, transcript: str) -> NoSuchTranscript:
        return NoSuchTranscript(
            str(self.path), f"no transcript has the id {transcript}", "see `ontherecord list` for the ids"
        )


def _state(connection: sqlite3.Connection) -> _State:
    return _State(*connection.execute("SELECT encoder, dimension, generation FROM library").fetchone())


def _counting(connection: sqlite3.Connection, where: Filter) -> frozenset[str] | None:
    """The transcripts that count as being there, as of now; None for all."""
    return None if where.collections is None else filing.within(connection, where.collections)


def _changed(connection: sqlite3.Connection, dimension: int | None = None) -> None:
    """``dimension`` is that of the vectors which were written, if any were."""
    query = "UPDATE library SET generation = ?, dimension = coalesce(dimension, ?)"
    connection.execute(query, (secrets.token_hex(8), dimension))


def _renamed(connection: sqlite3.Connection, renames: Sequence[Rename]) -> None:
    for id_ in dict.fromkeys(each.transcript for each in renames):
        changes.write_speakers(connection, id_)
    if renames:
        _changed(connection)
