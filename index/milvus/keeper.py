"""Changing a library on a server: whole or not at all, and what nobody needs any more goes, also after a crash."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from index.errors import LibraryError
from index.intake.given import Filed
from index.media import Recordings
from index.milvus import changes
from index.milvus.changes import Change, Result
from index.milvus.files import Files
from index.milvus.journal import Journal
from index.milvus.state import Entry, State
from index.renames import Block, blocks
from index.store import KEPT_S
from index.transcript import Transcript

log = logging.getLogger(__name__)
_UNFINISHED_S = 3600  # after which what is being added is taken for left behind
_WORTH = 10  # transcripts, for each change that a snapshot does away with, for which one is made at once
_LEAST = 200  # for no fewer transcripts
_SELDOM_S = 600.0  # and after which one is made for any number


class Keeper:
    """For any number of threads. ``collection`` gives those that passages of a dimension are in."""

    def __init__(
        self,
        journal: Journal,
        files: Files,
        recordings: Recordings,
        collection: Callable[[int | None], Sequence[str]],
    ) -> None:
        self._journal, self._files, self._recordings = journal, files, recordings
        self._collection = collection
        self._tidied = -_SELDOM_S  # when the journal was last put in order here

    def make(self, change: Change, touched: Sequence[Entry] = (), version: int = 0) -> Result:
        """Make a change, and delete what then nobody needs any more: ``touched``, or what was written for it."""
        versions = [*(kept.version for kept in touched), *([version] if version else [])]
        self._journal.rows.loosen(versions[: len(touched)])
        state, result, before = self._journal.append(change)
        self.drop(state, versions, before.dimension)
        self._recordings.forget(before.recordings - state.recordings)
        if touched or isinstance(change, changes.FORGETTING):
            self.tidy(at_once=False)
        return result

    def tidy(self, *, at_once: bool = True) -> None:
        """Let the journal forget what is no longer so; unless ``at_once``, only where that is little work beside the
        changes since the last time, or this was long ago.
        """
        now, stale = time.monotonic(), self._journal.stale
        little = stale * _WORTH > max(len(self._journal.current().kept), _LEAST)
        if not stale or not (at_once or little or now > self._tidied + _SELDOM_S):
            return
        self._tidied = now
        try:
            self._journal.compact()
        except LibraryError as error:  # what was to be done is done; this is tried again
            log.warning("the journal could not be tidied: %s", error)

    def drop(self, state: State, versions: Sequence[int], former: int | None = None) -> None:
        """Delete the rows of those versions that the state does not need; none is loose then.

        ``former`` is the dimension of vectors that was before: another encoder may have taken over an empty library.
        """
        if not versions:
            return
        needed = state.needed | self._journal.held
        if gone := [version for version in versions if version not in needed]:
            self._delete(gone, {state.dimension, former})
        self._journal.rows.settle(versions)

    def _delete(self, versions: Sequence[int], dimensions: set[int | None]) -> None:
        if seen := self._journal.versions.intersection(versions):
            self._journal.append(changes.Dropped(tuple(sorted(seen))))
        into = [name for dimension in dimensions for name in self._collection(dimension)]
        for version in versions:
            self._files.delete(version, into)

    def sweep(self) -> None:
        """Delete what crashes left behind, and what was discarded too long ago."""
        state, now = self._journal.current(strong=True), time.time()
        over = [gone.kept for gone in state.discarded.values() if gone.at < now - KEPT_S]
        if over:
            self.make(changes.Erased(tuple(kept.id for kept in over)), over)
        loose, known = self._journal.rows.loose(), self._journal.versions
        left = [version for version, at in loose.items() if version in known or at < now - _UNFINISHED_S]
        self.drop(self._journal.current(strong=True), left)

    def replaced(self, state: State, id_: str, filed: Filed) -> list[Entry]:
        """What a transcript may replace."""
        there = (id_ if id_ in filed.replacing else "", state.origins.get(filed.origin, ""), *filed.replacing)
        return [state.kept[old] for old in dict.fromkeys(there) if old in state.kept and (old != id_ or there[0])]

    def blocks(self, former: Sequence[Entry], new: Transcript) -> tuple[tuple[int, tuple[Block, ...]], ...]:
        """Which turns of a transcript are those of each former version: the same words in the same order."""
        return tuple((old.version, self._blocks(old, new)) for old in former)

    def _blocks(self, old: Entry, new: Transcript) -> tuple[Block, ...]:
        with suppress(KeyError):
            return blocks(self._files.transcript(old, ()), new)
        return ()  # it was removed meanwhile
