"""LocalStore: a library in a folder. One SQLite file is the truth; the segments beside it only save time."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from index import searching
from index.encoder import Encoded, Vector
from index.intake.given import Filed, Given
from index.local import changes, digests, discarded, filing, ledger, lookup, tables
from index.local.database import damaged, damaged_words
from index.local.mended import MendedLibrary
from index.local.segments.followed import Segments
from index.local.segments.view import View
from index.local.state import changed, state_of
from index.renames import Rename, renamed
from index.speakers.identify import Appearance
from index.store import ANY, Discarded, Filter, Hit, Kept, Ledger, Summary
from index.transcript import Passage, Transcript

_AT_HAND = 512  # transcripts kept in memory
_PLAINLY = Filed()


class LocalStore(MendedLibrary):
    """The Store of one machine; see index.store."""

    def __init__(self, path: Path, encoder: str = "") -> None:
        """As any library is opened."""
        super().__init__(path, encoder)
        self._segments = Segments(path)
        self._forgets = False  # whether what was searched by may still hold what was removed
        self._transcript = lru_cache(maxsize=_AT_HAND)(self._read_transcript)
        self._at_hand = lru_cache(maxsize=_AT_HAND)(self._as_called)

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
            changed(connection, dimension)
        return True

    def remove(self, transcript: str) -> bool:
        with self._dropping() as connection:
            return self._removed(connection, transcript)

    def _removed(self, connection: sqlite3.Connection, id_: str) -> bool:
        gone = changes.remove(connection, id_)
        if gone:
            self._forgets = True
            changed(connection)
        return gone

    def discard(self, transcript: str) -> bool:
        with self._dropping() as connection:
            discarded.erase_all(connection, discarded.expired(connection))
            gone = changes.discard(connection, transcript)
            if gone:
                self._forgets = True
                changed(connection)
            return gone

    def restore(self, transcript: str) -> bool:
        with self._database.writing() as connection:
            if tables.number(connection, transcript) is not None or not discarded.bring_back(connection, transcript):
                return False
            changed(connection)
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
                changed(connection)

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

    def describe(self, transcript: Transcript, given: Given) -> None:
        with self._dropping() as connection:
            number = tables.number(connection, transcript.id)
            if number is None:
                raise self._unknown(transcript.id)
            tables.describe(connection, number, transcript, given)
            changed(connection)

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
                changed(connection)

    def release(self, transcripts: Sequence[str], collection: str) -> None:
        with self._database.writing() as connection:
            if filing.release(connection, transcripts, collection):
                changed(connection)

    def disband(self, collection: str) -> bool:
        with self._database.writing() as connection:
            there = filing.disband(connection, collection)
            if there:
                changed(connection)
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
            changed(connection)

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
        state = state_of(connection)
        if state.dimension is None:
            return None
        return self._segments.at(lookup.Content(connection, state.generation, state.dimension))

    def close(self) -> None:
        """Also writes down what is in memory for searching, so that it need not be made again; and where something is
        gone, what is written without it.
        """
        try:
            if (self._segments.loaded or self._forgets) and not self._database.closed:
                self.flush()
        finally:
            self._database.close()

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
            words = digests.whole_words(connection, number)
            if words is None:
                raise damaged_words(self._database.file, title)
            found = tables.transcript(connection, number, words)
        return found and replace(renamed(found, names), title=title, date=date, media=media)


def _counting(connection: sqlite3.Connection, where: Filter) -> frozenset[str] | None:
    """The transcripts that count as being there, as of now; None for all."""
    return None if where.collections is None else filing.within(connection, where.collections)


def _renamed(connection: sqlite3.Connection, renames: Sequence[Rename]) -> None:
    for id_ in dict.fromkeys(each.transcript for each in renames):
        changes.write_speakers(connection, id_)
    if renames:
        changed(connection)
