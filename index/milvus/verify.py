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
from index.milvus.passages import FIELDS
from index.milvus.record import Head, whole
from index.milvus.server import Row, Server
from index.milvus.state import Entry

_AGAIN = "`ontherecord remove` it and add its file again"
_ALL = (*FIELDS, "speakers", "turns")


@dataclass(frozen=True, slots=True)
class Verification:
    """``pieces_in`` and ``passages_in`` are the collections that are looked through; of passages there may be none."""

    server: Server
    journal: Journal
    recordings: Recordings
    pieces_in: str
    passages_in: str

    def faults(self) -> Iterator[Fault]:
        """Each with its place and its cure. What is being added meanwhile is none."""
        state = self.journal.current(strong=True)
        discarded = [gone.kept for gone in state.discarded.values()]
        rows = {self.pieces_in: 0, self.passages_in: 0}
        for kept in (*state.ordered, *discarded):
            yield from self._of(kept, rows)
            yield from self._of_recording(kept)
        if self.journal.current(strong=True) is state:
            yield from self._strays(rows, state.needed)

    def _of(self, kept: Entry, rows: dict[str, int]) -> Iterator[Fault]:
        texts = self._rows(self.pieces_in, kept, 0, pieces.VECTORS, ("version", "data"))
        parts = self._rows(self.pieces_in, kept, pieces.VECTORS, 1 << pieces.PLACES, ("version", "data"))
        found = self._rows(self.passages_in, kept, 0, 1 << pieces.PLACES, _ALL) if self.passages_in else []
        rows[self.pieces_in] += len(texts) + len(parts)
        rows[self.passages_in] += len(found)
        yield from self._of_texts(kept, texts)
        right = digest([*found, *parts]) == kept.searched if kept.searched else len(parts) >= len(found)
        if len(found) != kept.passages or not right:
            yield _fault(kept, Part.PASSAGES, "its passages or their vectors are not those that were made")

    def _of_texts(self, kept: Entry, texts: list[Row]) -> Iterator[Fault]:
        """What cannot be read is told of by itself; what can, and is another, as words."""
        by_key = {int(row["pk"]): str(row["data"]) for row in texts}
        told = len(by_key) == kept.head + kept.body + kept.source + kept.terms
        right = told and (not kept.text or digest(texts) == kept.text)
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
