"""A whole library into another store, whatever keeps either: broken off at any moment and begun again, it goes on.

Nothing is read or encoded anew: transcripts, passages and vectors are taken as they are kept. A transcript is added
whole and in the order of the library; then what is known beside the transcripts is entered; then each is read back and
compared. What has changed in the library meanwhile is caught up with before the end.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from index.errors import EncoderMismatch, LibraryError, MediaError, NoSuchTranscript
from index.intake.given import Filed, Given
from index.media import is_kept
from index.store import Ledger, Store, Summary

Progress = Callable[[str, int, int], None]
"""Told what is done, how many transcripts of it, and how many there are."""

_PATIENCE = 20  # times that it is caught up with what has changed meanwhile
_PIECE = 1 << 20
_UNFINISHED = "unfinished copy of"
OTHER_ENCODER = "copy into an empty library, or make the vectors of one of them anew first, with `ontherecord reindex`"


@dataclass(slots=True)
class Copied:
    """What a copy holds in the end, and what of it this time added; ``missing`` are recordings that were lost before.

    ``left`` are transcripts that were discarded, which can be had back only where they were.
    """

    transcripts: int = 0
    passages: int = 0
    added: int = 0
    recordings: int = 0
    missing: set[str] = field(default_factory=set)
    left: int = 0


def copy(source: Store, target: Store, name: str, progress: Progress | None = None, *, force: bool = False) -> Copied:
    """Make ``target`` hold what ``source`` does; ``name`` is what to call that one.

    Until it is finished, an empty collection in ``target`` says so. A library that is there already, and no unfinished
    copy, is only made equal with ``force``: what the source has not is discarded. Raises LibraryError.
    """
    _check(source, target, name)
    mark = f"{_UNFINISHED} {name}"
    if mark not in target.collections() and (missing := _Copy(source, target, mark).difference()):
        if target.transcripts() and not force:
            reason = f"a library is there, and it is no copy of {name} ({missing})"
            raise LibraryError(str(target.path), reason, "choose an empty one, or make it equal with --force")
        target.collect([], mark)
    return _Copy(source, target, mark, progress or (lambda what, done, total: None)).run()


class _Copy:
    def __init__(
        self, source: Store, target: Store, mark: str, progress: Progress = lambda what, done, total: None
    ) -> None:
        self._source, self._target, self._mark, self._progress = source, target, mark, progress
        self._compared: dict[str, tuple[Summary, Given]] = {}
        self._copied = Copied()

    def run(self) -> Copied:
        for _ in range(_PATIENCE):
            self._transcripts()
            self._enter()
            if self._compare() and not self.difference():
                return self._finished()
        reason = f"after {_PATIENCE} rounds it still is not what it is a copy of"
        cure = "copy again when less is changed; what was copied stays"
        raise LibraryError(str(self._target.path), reason, cure)

    def difference(self) -> str:
        """The first thing that a list of one library has and the other has not; empty for none."""
        ours, theirs = self._source.transcripts(), self._target.transcripts()
        if len(ours) != len(theirs):
            return f"{len(theirs)} transcripts instead of {len(ours)}"
        for one, other in zip(ours, theirs, strict=True):
            if one != other:
                return f"{other.title} instead of {one.title}" if one.id != other.id else f"{one.title} differs"
        if self._source.ledger() != self._without_mark(self._target.ledger()):
            return "names, places or collections differ"
        passages, wanted = self._target.size(), self._source.size()
        return "" if passages == wanted else f"{passages} passages instead of {wanted}"

    def _without_mark(self, ledger: Ledger) -> Ledger:
        others = {name: ids for name, ids in ledger.collections.items() if name != self._mark}
        return replace(ledger, collections=others)

    def _transcripts(self) -> None:
        """Let the same transcripts be there, in the same order."""
        wanted = self._source.transcripts()
        there = self._first_of([summary.id for summary in wanted])
        collections = self._source.collections()
        for number, summary in enumerate(wanted):
            self._progress("copying", number, len(wanted))
            try:
                if number < len(there):
                    self._describe(summary, there[number])
                else:
                    self._add(summary.id, tuple(name for name, ids in collections.items() if summary.id in ids))
            except NoSuchTranscript:
                if summary.id in self._source:
                    raise
        self._progress("copying", len(wanted), len(wanted))

    def _first_of(self, wanted: list[str]) -> list[Summary]:
        """The first ones of those wanted, as far as they are there in order. All others go: what is added comes last.

        They are only discarded: what nobody wants can be had back, and the recording of what is added again stays.
        """
        first: list[Summary] = []
        for summary in self._target.transcripts():
            if wanted[len(first) : len(first) + 1] == [summary.id]:
                first.append(summary)
            else:
                self._target.discard(summary.id)
        return first

    def _add(self, id_: str, collections: tuple[str, ...]) -> None:
        kept, given = self._source.kept(id_), self._source.given(id_)
        self._record(kept.transcript.media)
        filed = Filed(given=given, collections=collections)
        if self._target.add(*kept, self._source.source(id_), filed):
            self._copied.added += 1

    def _describe(self, ours: Summary, theirs: Summary) -> None:
        """Let title, date and recording be as they are now."""
        self._record(ours.media)
        described = (ours.title, ours.date, ours.media) == (theirs.title, theirs.date, theirs.media)
        given = self._source.given(ours.id)
        if not described or given != self._target.given(ours.id):
            self._target.describe(self._source.transcript(ours.id), given)

    def _record(self, media: str) -> None:
        """Copy a recording; its name is its checksum."""
        if not is_kept(media) or self._target.recordings.path(media):
            return
        path = self._source.recordings.path(media)
        if path is None:
            self._copied.missing.add(media)
            return
        with path.open("rb") as opened:
            most = math.ceil(path.stat().st_size / 1e6) + 1
            name = self._target.recordings.keep(iter(lambda: opened.read(_PIECE), b""), media, most)
        if name != media:
            self._target.recordings.forget([name])
            raise MediaError(str(path), "it is not the recording that was added", "attach it again, then copy again")

    def _enter(self) -> None:
        wanted = self._source.ledger()
        if self._without_mark(self._target.ledger()) != wanted:
            self._target.enter(replace(wanted, collections={**wanted.collections, self._mark: frozenset()}))

    def _compare(self) -> bool:
        """Read back what was not yet compared as it is now; what differs goes. Whether all is the same."""
        summaries = self._source.transcripts()
        same = True
        for number, summary in enumerate(summaries):
            self._progress("comparing", number, len(summaries))
            try:
                state = summary, self._source.given(summary.id)
                if self._compared.get(summary.id) == state:
                    continue
                if digest(self._source, summary.id) == digest(self._target, summary.id):
                    self._compared[summary.id] = state
                    continue
            except NoSuchTranscript:
                same = False
                continue
            same = False
            self._target.discard(summary.id)
        self._progress("comparing", len(summaries), len(summaries))
        return same

    def _finished(self) -> Copied:
        self._target.disband(self._mark)
        self._target.flush()
        self._copied.transcripts, self._copied.passages = len(self._target.transcripts()), self._target.size()
        media = {summary.media for summary in self._target.transcripts() if is_kept(summary.media)}
        self._copied.recordings = len(media - self._copied.missing)
        self._copied.left = len(self._source.discarded())
        return self._copied


def digest(store: Store, transcript: str) -> bytes:
    """A checksum of all that a store keeps of a transcript: its file, what was read, what it is found by.

    Numbers of vectors count as half floats, which is how a folder keeps them.
    """
    whole = hashlib.sha256()
    for piece in _pieces(store, transcript):
        whole.update(b"%d:" % len(piece) + piece)
    return whole.digest()


def _pieces(store: Store, transcript: str) -> Iterator[bytes]:
    kept = store.kept(transcript)
    yield store.source(transcript)
    yield store.given(transcript).as_json().encode()
    yield repr(kept.transcript).encode("utf-8", "backslashreplace")
    for passage, encoded in zip(kept.passages, kept.vectors, strict=True):
        yield repr(passage.sentences).encode()
        yield encoded.passage.astype("<f2").tobytes()
        yield encoded.sentences.astype("<f2").tobytes()


def _check(source: Store, target: Store, name: str) -> None:
    if source.encoder != target.encoder:
        reason = f"its vectors were made by {target.encoder}, and those of {name} by {source.encoder}"
        raise EncoderMismatch(str(target.path), reason, OTHER_ENCODER)
    if unfinished := [collection for collection in source.collections() if collection.startswith(_UNFINISHED)]:
        cure = "finish that copy first: give the same two libraries to `ontherecord copy` again"
        raise LibraryError(name, f"this is an {unfinished[0]}", cure)
