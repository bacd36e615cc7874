"""What is kept of each transcript's file, by version: written before anybody sees it, read from memory where it can be.

What is written under a version never changes, so that what was read once stays true.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.encoder import Encoded
from index.milvus import passages as rows_of
from index.milvus import pieces
from index.milvus.digests import digest
from index.milvus.lists import Lists
from index.milvus.record import Head, body, whole
from index.milvus.server import Row, Server
from index.milvus.state import Entry
from index.milvus.vocabulary import Vocabulary
from index.milvus.writing import keep
from index.renames import Rename, renamed
from index.transcript import Passage, Transcript

Numbers = tuple[int, int, int, int, int, int]
_AT_HAND = 256  # transcripts kept in memory
_AT_ONCE = 1000  # heads that are asked for in one call
_FLUSHED = 250  # rows after which Lite 3 is told to write files


class Files:
    """For any number of threads."""

    def __init__(self, server: Server, collection: str) -> None:
        self._server, self._collection = server, collection
        self._heads: dict[int, Head] = {}
        self._vocabularies: dict[int, Vocabulary] = {}
        self._unflushed: dict[str, int] = {}
        self._lock = threading.Lock()
        self._read = lru_cache(maxsize=_AT_HAND)(self._transcript)

    def write(
        self,
        version: int,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        into: str,
        lists: Lists,
    ) -> tuple[Numbers, tuple[str, str]]:
        """Write all of a transcript, passages into the collection ``into``: all of it is there when this returns.

        Gives how many passages, words, and pieces of head, body, source and terms there are, and digests of all.
        """
        searched, parts, words = rows_of.rows(version, transcript, passages, vectors, lists)
        vocabulary = Vocabulary.of(str(row["words"]) for row in searched)
        rows: list[Row] = []
        counts: list[int] = []
        head = Head.of(transcript).written().encode()
        for data in (head, body(transcript).encode(), source, vocabulary.written()):
            part = pieces.rows(version, len(rows), pieces.packed(data))
            counts.append(len(part))
            rows += part
        digests = digest(rows), digest([*searched, *parts])
        self._put(self._collection, [*rows, *parts], version)
        if searched:
            self._put(into, searched, version)
        return (len(passages), words, counts[0], counts[1], counts[2], counts[3]), digests

    def delete(self, version: int, into: Sequence[str]) -> None:
        """Forget all of a version."""
        for collection in (*into, self._collection):
            self._server.delete(collection, f"version == {version}")

    def heads(self, wanted: Iterable[Entry]) -> dict[int, Head]:
        """Raises KeyError where one is missing: its transcript was removed meanwhile."""
        those = list(wanted)
        missing = [kept for kept in those if kept.version not in self._heads]
        for first in range(0, len(missing), _AT_ONCE):
            some = missing[first : first + _AT_ONCE]
            written = pieces.texts(self._server, self._collection, [(kept.version, 0, kept.head) for kept in some])
            for kept, text in zip(some, written, strict=True):
                self._heads[kept.version] = Head.read(pieces.unpacked(text))
        return {kept.version: self._heads[kept.version] for kept in those}

    def counts(self, token: str, wanted: Iterable[Entry]) -> int:
        """In how many passages of these a term stands. Raises KeyError as ``heads`` does."""
        return sum(each.count(token) for each in self._vocabularies_of(list(wanted)))

    def _vocabularies_of(self, those: list[Entry]) -> list[Vocabulary]:
        missing = [kept for kept in those if kept.version not in self._vocabularies]
        for first in range(0, len(missing), _AT_ONCE):
            some = missing[first : first + _AT_ONCE]
            places = [(kept.version, kept.head + kept.body + kept.source, kept.terms) for kept in some]
            written = pieces.texts(self._server, self._collection, places)
            for kept, text in zip(some, written, strict=True):
                self._vocabularies[kept.version] = Vocabulary.read(pieces.unpacked(text))
        return [self._vocabularies[kept.version] for kept in those]

    def transcript(self, kept: Entry, names: tuple[Rename, ...]) -> Transcript:
        """As it is called now. Raises KeyError where it was removed meanwhile."""
        return self._read(kept, names)

    def source(self, kept: Entry) -> bytes:
        first = kept.head + kept.body
        return pieces.unpacked(pieces.text(self._server, self._collection, kept.version, first, kept.source))

    def flush(self) -> None:
        with self._lock:
            full = [name for name, rows in self._unflushed.items() if rows]
            self._unflushed.clear()
        for collection in full:
            self._server.flush(collection)

    def _transcript(self, kept: Entry, names: tuple[Rename, ...]) -> Transcript:
        head = self.heads([kept])[kept.version]
        text = pieces.text(self._server, self._collection, kept.version, kept.head, kept.body)
        return renamed(whole(head, pieces.unpacked(text), kept), names)

    def _put(self, collection: str, rows: list[Row], version: int) -> None:
        keep(self._server, collection, rows, version)
        with self._lock:
            self._unflushed[collection] = self._unflushed.get(collection, 0) + len(rows)
            full = self._unflushed[collection] > _FLUSHED
            if full:
                self._unflushed[collection] = 0
        if full:
            self._server.flush(collection)
