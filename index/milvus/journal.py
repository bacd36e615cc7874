"""The journal of a library: every change a row, in one total order, so that all who read it come to the same state.

Nobody needs to know of other writers. The key of a change is higher than all that its writer knew, and ends in chance
(index.milvus.replay).

A snapshot may stand for all rows that there are at a moment; then these are emptied, and what is left of what they said
is what is still so. Several may do that at once, and stop anywhere: a row is emptied only when a snapshot that stands
for it holds.
"""

from __future__ import annotations

import threading
import time

from index.errors import LibraryError
from index.milvus import changes
from index.milvus.changes import Change, Result
from index.milvus.patience import soon
from index.milvus.replay import Replay
from index.milvus.rows import Rows
from index.milvus.state import State
from index.milvus.writing import TRIALS, lost


class Journal:
    """For any number of threads. ``window_s`` is for how long what was read may be taken to be the newest."""

    def __init__(self, rows: Rows, place: str, window_s: float) -> None:
        self.rows, self._place, self._window_s = rows, place, window_s
        self._reading, self._appending, self._compacting = threading.Lock(), threading.Lock(), threading.Lock()
        self._replay = Replay(rows, place)  # for whoever is reading
        self._asked = {True: -1e9, False: -1e9}  # when the newest answer was asked for, a strong one or another
        self._failed: tuple[float, LibraryError] | None = None  # when one was asked for last that did not come

    def current(self, strong: bool = False) -> State:
        """The state as of now. Who asks while somebody else does waits for an answer to a question asked later; that
        answer, or the want of one, is the same for all who wait.
        """
        now = time.monotonic()
        fresh = now if strong else now - self._window_s
        with self._reading:
            if max(self._asked[True], self._asked[strong]) < fresh:
                if self._failed and self._failed[0] >= now:
                    error = self._failed[1]
                    raise LibraryError(error.path, error.reason, error.cure) from error
                asked = time.monotonic()
                try:
                    self._replay.read(strong)
                except LibraryError as error:
                    self._failed = asked, error
                    raise
                self._asked[strong] = asked
            return self._replay.state

    def append(self, change: Change) -> tuple[State, Result, State]:
        """Make a change. Gives the state after it, what came of it, and the state before it."""
        with self._appending:
            before = self.current(strong=True)
            with self._reading:
                key = self._replay.new_key()
            said = self.rows.prepared(changes.written(change))
            for _ in range(TRIALS):
                self.rows.write(key, said)
                if soon(lambda: self._knows(key)) or self._knows(key, anew=True):
                    self.rows.finished(said)
                    with self._reading:
                        return self._replay.state, self._replay.result(key, change, before), before
        raise lost(self._place)

    def _knows(self, key: int, anew: bool = False) -> bool:
        self.current(strong=True)
        with self._reading:
            if anew:
                self._replay.read_all()
            return self._replay.knows(key)

    @property
    def versions(self) -> frozenset[int]:
        """All that are known to have been visible at some time."""
        with self._reading:
            return self._replay.versions

    @property
    def held(self) -> frozenset[int]:
        """The versions under which there is what rows say."""
        with self._reading:
            return frozenset(said.version for said in self._replay.said.values() if said.version)

    # --- snapshots

    @property
    def stale(self) -> int:
        """How many changes a snapshot would do away with; 0 where nothing would come of it."""
        with self._reading:
            return self._replay.stale

    def compact(self) -> bool:
        """Put a snapshot in the place of all rows, where these are stale. False where others change them meanwhile."""
        if not self._compacting.acquire(blocking=False):
            return False
        try:
            with self._reading:
                whole = self._replay.read_all()
            return whole and (not self.stale or self._compact())
        finally:
            self._compacting.release()

    def _compact(self) -> bool:
        replay = self._replay
        with self._reading:
            if not replay.read_all() or not replay.said:
                return False
            before, key, count = dict(replay.said), replay.new_key(), replay.count
            snapshot = replay.taken()
        said = self.rows.prepared(snapshot.written(), count)
        self.rows.write(key, said)
        if not self._holds(key):
            return False
        self.rows.finished(said)
        self.rows.empty(before)
        if not any(other.number >= count for other in self.rows.saying(key).values()):
            self.rows.write(key, said)  # Lite 3 has lost rows that it had acknowledged
        with self._reading:
            replay.said = {key: said for key, said in replay.said.items() if key not in before}
        return True

    def _holds(self, key: int) -> bool:
        """Whether that snapshot holds, or one that stands for it."""

        def seen() -> bool:
            with self._reading:
                self._replay.read_all()
                return key in self._replay.said or self._replay.covers(key)

        there = soon(seen)
        with self._reading:
            return there and (key == self._replay.base or self._replay.covers(key))
