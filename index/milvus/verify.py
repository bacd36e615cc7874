"""Whether a library on a server is whole: all that was written of each transcript, and nothing that is nobody's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.formats.source import Source
from index.local.verify import Fault, Part
from index.media import Recordings, is_kept
from index.milvus import pieces
from index.milvus.digests import digest
from index.milvus.journal import Journal
from index.milvus.passages import FIELDS, Found
from index.milvus.record import Head, whole
from index.milvus.server import Row, Server
from index.milvus.state import Entry

_AGAIN = "`ontherecord remove` it and add its file again"
_ALL, _TEXT = (*FIELDS, "speakers", "turns"), ("version", "data")


@dataclass(frozen=True, slots=True)
class Verification:
    """``pieces_in`` and ``passages_in`` are the collections that are looked through; of passages there may be none."""

    server: Server
    journal: Journal
    recordings: Recordings
    pieces_in: str
    passages_in: str

    def faults(self) -> Iterator[Fault]:
        """Each with its place and its cure. What is being added or removed meanwhile is none."""
        state = self.journal.current(strong=True)
        discarded = [gone.kept for gone in state.discarded.values()]
        rows = {self.pieces_in: 0, self.passages_in: 0}
        for kept in (*state.ordered, *discarded):
            found = [*self._of(kept, rows), *self._of_recording(kept)]
            if found and self._is_needed(kept):
                yield from found
        if self.journal.current(strong=True) is state:
            yield from self._strays(rows, state.needed)

    def _is_needed(self, kept: Entry) -> bool:
        now = self.journal.current(strong=True)
        return kept.version in now.needed and (not kept.media or kept.media in now.recordings)

    def _of(self, kept: Entry, rows: dict[str, int]) -> Iterator[Fault]:
        texts, found, parts = self._by_keys(kept)
        if not (_told(kept, texts) and _searched(kept, found, parts)):
            texts, found, parts = self._within(kept)  # also what should not be there
        rows[self.pieces_in] += len(texts) + len(parts)
        rows[self.passages_in] += len(found)
        yield from self._of_texts(kept, texts)
        if not _searched(kept, found, parts):
            yield _fault(kept, Part.PASSAGES, "its passages or their vectors are not those that were made")

    def _by_keys(self, kept: Entry) -> tuple[list[Row], list[Row], list[Row]]:
        """The pieces, the passages, and the pieces of vectors that there should be: no search through a collection."""
        texts = self._at(self.pieces_in, kept, range(_pieces(kept)), _TEXT)
        found = self._at(self.passages_in, kept, range(kept.passages), _ALL)
        try:
            end = max((each.piece + each.pieces for each in map(Found.of, found)), default=pieces.VECTORS)
        except (ValueError, TypeError):  # then it is damaged
            end = pieces.VECTORS
        return texts, found, self._at(self.pieces_in, kept, range(pieces.VECTORS, end), _TEXT)

    def _at(self, collection: str, kept: Entry, places: range, fields: tuple[str, ...]) -> list[Row]:
        keys = [pieces.key(kept.version, place) for place in places] if collection else []
        found = self.server.by_keys(collection, keys, fields, strong=True)
        return [found[key] for key in keys if key in found]

    def _within(self, kept: Entry) -> tuple[list[Row], list[Row], list[Row]]:
        """All that there is of it."""
        texts = self._rows(self.pieces_in, kept, 0, pieces.VECTORS, _TEXT)
        found = self._rows(self.passages_in, kept, 0, 1 << pieces.PLACES, _ALL) if self.passages_in else []
        return texts, found, self._rows(self.pieces_in, kept, pieces.VECTORS, 1 << pieces.PLACES, _TEXT)

    def _of_texts(self, kept: Entry, texts: list[Row]) -> Iterator[Fault]:
        """What cannot be read is told of by itself; what can, and is another, as words."""
        by_key = {int(row["pk"]): str(row["data"]) for row in texts}
        right = _told(kept, texts)
        source = _unpacked(by_key, kept, kept.head + kept.body, kept.source)
        if source is None or (not right and Source("", source).id != kept.id):
            yield _fault(kept, Part.SOURCE, "the bytes of its file are not those that were added")
        elif not right or not _readable(by_key, kept):
            yield _fault(kept, Part.WORDS, "its words are not those that were added")

    def _rows(self, collection: str, kept: Entry, first: int, end: int, fields: tuple[str, ...]) -> list[Row]:
        start = pieces.key(kept.version, 0)
        return self.server.rows(collection, fields, start + first, start + end, strong=True)

    def _of_recording(self, kept: Entry) -> Iterator[Fault]:
        if is_kept(kept.media) and not _holds(self.recordings.path(kept.media)):
            reason = f"its recording {kept.media} is missing or damaged"
            yield _fault(kept, Part.RECORDING, reason, "attach it again with `ontherecord media`")

    def _strays(self, rows: dict[str, int], needed: frozenset[int]) -> Iterator[Fault]:
        """Rows that belong to nothing, and that nobody says he is writing or deleting."""
        others = sorted((self.journal.held | self.journal.rows.loose().keys()) - needed)
        for collection, known in rows.items():
            if collection:
                among = self.server.count(collection, f"version in {others}", strong=True) if others else 0
                more = self.server.count(collection, "pk > 0", strong=True) - known - among
                if more > 0:
                    cure = "nobody finds them; `ontherecord copy` the library to another name to be rid of them"
                    yield Fault(Part.STRAY, collection, f"{more:,} rows belong to no transcript", cure)


def _pieces(kept: Entry) -> int:
    return kept.head + kept.body + kept.source + kept.terms


def _told(kept: Entry, texts: list[Row]) -> bool:
    return len(texts) == _pieces(kept) and (not kept.text or digest(texts) == kept.text)


def _searched(kept: Entry, found: list[Row], parts: list[Row]) -> bool:
    right = digest([*found, *parts]) == kept.searched if kept.searched else len(parts) >= len(found)
    return len(found) == kept.passages and right


def _fault(kept: Entry, part: Part, reason: str, cure: str = _AGAIN) -> Fault:
    return Fault(part, f"{kept.title} ({kept.id})", reason, cure, kept.id)


def _unpacked(by_key: dict[int, str], kept: Entry, first: int, count: int) -> bytes | None:
    """What is in some pieces; None where one is missing or damaged."""
    try:
        return pieces.unpacked("".join(by_key[pieces.key(kept.version, first + n)] for n in range(count)))
    except (KeyError, ValueError):
        return None


def _readable(by_key: dict[int, str], kept: Entry) -> bool:
    head, body = _unpacked(by_key, kept, 0, kept.head), _unpacked(by_key, kept, kept.head, kept.body)
    try:
        return bool(head and body and whole(Head.read(head), body, kept))
    except (ValueError, TypeError, IndexError):
        return False


def _holds(recording: Path | None) -> bool:
    """Whether a recording's bytes are those that its name stands for."""
    try:
        if recording is None:
            return False
        with recording.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()[:32] == recording.stem
    except OSError:
        return False
