"""The journal of a library: every change a row, in one total order, so that all who read it come to the same state.

Nobody needs to know of other writers. The key of a change is higher than all that its writer knew, and ends in chance;
who finds one that goes before others that he knew already goes through all of them again.

A snapshot may stand for all rows that there are at a moment; then these are emptied, and what is left of what they said
is what is still so. Several may do that at once, and stop anywhere. Of several snapshots that of the most rows holds,
whichever comes first: as rows only ever come, it stands for all that any other stands for. And a row is emptied only
when a snapshot that stands for it holds.
"""

from __future__ import annotations

import secrets
import threading
import time

from index.errors import LibraryDamaged, LibraryError
from index.milvus import changes
from index.milvus.changes import Change, Result
from index.milvus.rows import Rows, Said
from index.milvus.snapshot import Snapshot
from index.milvus.state import State

_CHANCE = 24  # bits of a key that are drawn
_MARGIN = 64  # places before the last known one among which late changes are looked for
_TRIALS = 5
_REMEMBERED = 4096  # places for which it is known what was emptied: who wrote it may write it once more
_MANY = 1000  # changes that need no snapshot


class Journal:
    """For any number of threads. ``window_s`` is for how long what was read may be taken to be the newest."""

    def __init__(self, rows: Rows, place: str, window_s: float) -> None:
        self.rows, self._place, self._window_s = rows, place, window_s
        self._reading, self._appending, self._compacting = threading.Lock(), threading.Lock(), threading.Lock()
        self._count = 0  # of all rows, whose content is known
        self._said: dict[int, Said] = {}  # where it is said what those say that say something
        self._base, self._snapshot = 0, Snapshot(State())  # the snapshot that holds, and its key
        self._known: dict[int, Change] = {}  # the changes that it does not stand for
        self._results: dict[int, Result] = {}
        self._state = State()
        self._asked = -1e9  # when the newest answer was asked for
        self._failed: tuple[float, LibraryError] | None = None  # when one was asked for last that did not come

    def current(self, strong: bool = False) -> State:
        """The state as of now. Who asks while somebody else does waits for an answer to a question asked later; that
        answer, or the want of one, is the same for all who wait.
        """
        now = time.monotonic()
        fresh = now if strong else now - self._window_s
        with self._reading:
            if self._asked < fresh:
                if self._failed and self._failed[0] >= now:
                    error = self._failed[1]
                    raise LibraryError(error.path, error.reason, error.cure) from error
                asked = time.monotonic()
                try:
                    self._read(strong)
                except LibraryError as error:
                    self._failed = asked, error
                    raise
                self._asked = asked
            return self._state

    def append(self, change: Change) -> tuple[State, Result]:
        """Make a change. Gives the state after it, and what came of it."""
        with self._appending:
            before = self.current(strong=True)
            key = self._new_key()
            said = self.rows.prepared(changes.written(change))
            for trial in range(_TRIALS):  # Lite 3 has lost rows that it had acknowledged
                self.rows.write(key, said)
                self.current(strong=True)
                with self._reading:
                    if trial:
                        self._read_all()
                    if key in self._results or key in self._snapshot.covers:
                        self.rows.finished(said)
                        return self._state, self._result(key, change, before)
        raise LibraryError(self._place, "the server does not keep what is written", "check its log and its disk")

    @property
    def versions(self) -> frozenset[int]:
        """All that are known to have been visible at some time."""
        with self._reading:
            added = (change.version for change in self._known.values() if isinstance(change, changes.Added))
            return self._snapshot.state.needed.union(self._state.needed, added)

    @property
    def held(self) -> frozenset[int]:
        """The versions under which there is what rows say."""
        with self._reading:
            return frozenset(said.version for said in self._said.values() if said.version)

    # --- snapshots

    @property
    def stale(self) -> int:
        """How many changes a snapshot would do away with; 0 where nothing would come of it.

        That is where rows tell what is no longer so, or where they are many more than what they tell of.
        """
        gone = self.versions - self._state.needed
        with self._reading:
            passed = [key for key, change in self._known.items() if isinstance(change, changes.FORGETTING)]
            left = self._said.keys() - self._known.keys() - {self._base}  # as far as is known here
            many = len(self._known) > max(_MANY, 2 * len(self._state.kept))
            worth = gone or left or many or any(self._results[key] for key in passed)
            return len(self._known) + len(left) if worth else 0

    def compact(self) -> bool:
        """Put a snapshot in the place of all rows, where these are stale. False where others change them meanwhile."""
        if not self._compacting.acquire(blocking=False):
            return False
        try:
            with self._reading:
                whole = self._read_all()
            return whole and (not self.stale or self._compact())
        finally:
            self._compacting.release()

    def _compact(self) -> bool:
        with self._reading:
            if not self._read_all() or not self._said:
                return False
            before, key, count = dict(self._said), self._new_key(), self._count
            snapshot = self._taken()
        said = self.rows.prepared(snapshot.written(), count)
        self.rows.write(key, said)
        if not self._holds(key):
            return False
        self.rows.finished(said)
        self.rows.empty(before)
        if not any(other.number >= count for other in self.rows.saying(key).values()):
            self.rows.write(key, said)  # Lite 3 has lost rows that it had acknowledged
        with self._reading:
            self._said = {key: said for key, said in self._said.items() if key not in before}
        return True

    def _holds(self, key: int) -> bool:
        """Whether that snapshot holds, or one that stands for it."""
        with self._reading:
            self._read_all()
            return key == self._base or key in self._snapshot.covers

    def _taken(self) -> Snapshot:
        since = max(((max(self._said, default=0) >> _CHANCE) - _REMEMBERED), 0) << _CHANCE
        former = self._snapshot
        refused = {key for key, result in self._results.items() if not result} | former.refused
        covers = former.covers | self._said.keys()
        return Snapshot(
            self._state,
            frozenset(key for key in covers if key >= since or key in self._said),
            frozenset(key for key in refused if key >= since),
        )

    def _result(self, key: int, change: Change, before: State) -> Result:
        """What came of a change; of one that a snapshot stands for already, what its writer had to expect."""
        if key in self._results:
            return self._results[key]
        expected = change.apply(before.copy(), key)
        if key in self._snapshot.refused:
            return type(expected)()
        return expected or (isinstance(expected, bool) or expected)

    # --- reading

    def _new_key(self) -> int:
        return (((max(self._said, default=0) >> _CHANCE) + 1) << _CHANCE) | secrets.randbits(_CHANCE)

    def _read(self, strong: bool) -> None:
        count = self.rows.count(strong)
        if count > self._count and not (self._said and self._read_on(count)):
            self._read_all()

    def _read_on(self, count: int) -> bool:
        """Read what is new, and go on from there. False where there is more to it."""
        last = max(self._said, default=0)
        found = self._rows_from(max((last >> _CHANCE) - _MARGIN, 0) << _CHANCE)
        new = {key: said for key, said in found.items() if key not in self._said and key not in self._snapshot.covers}
        if self._count + len(new) < count or any(said.number for said in new.values()):
            return False
        try:
            made = {key: self._change(said) for key, said in new.items()}
        except KeyError:  # a snapshot stands for it meanwhile
            return False
        self._count += len(new)
        self._said |= {key: said.place for key, said in new.items()}
        self._known |= made
        if min(made, default=last) < last:
            self._begin_anew()
        else:
            self._state = self._applied(self._state.copy(), made)
        return True

    def _read_all(self) -> bool:
        """Read all rows that say anything. Whether these are all that there were at one moment."""
        missing: KeyError | None = None
        for _ in range(_TRIALS):
            count = self.rows.count(strong=True)
            try:
                self._take(self._rows_from(0))
            except KeyError as error:  # somebody has emptied rows since they were read
                missing = error
                continue
            self._count, missing = count, None
            if self.rows.count(strong=True) == count:
                return True
        if missing:
            reason = f"the server does not have all that was written (piece {missing})"
            raise LibraryDamaged(self._place, reason, "restore it from a backup") from missing
        return False

    def _take(self, found: dict[int, Said]) -> None:
        """Raises KeyError where pieces are missing."""
        base = max((key for key, said in found.items() if said.number), key=lambda k: (found[k].number, k), default=0)
        snapshot = self._snapshot if base else Snapshot(State())
        if base and base != self._base:
            try:
                snapshot = Snapshot.read(self.rows.text(found[base]))
            except ValueError as error:
                raise self._unreadable(error) from error
        known = {
            key: self._known.get(key) or self._change(said)
            for key, said in found.items()
            if not said.number and key not in snapshot.covers
        }
        self._base, self._snapshot, self._known = base, snapshot, known
        self._said = {key: said.place for key, said in found.items()}
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._results = {}
        self._state = self._applied(self._snapshot.state.copy(), self._known)

    def _applied(self, state: State, made: dict[int, Change]) -> State:
        for key in sorted(made):
            self._results[key] = made[key].apply(state, key)
            if self._results[key]:
                state.changed(key)
        return state

    def _rows_from(self, first: int) -> dict[int, Said]:
        try:
            return self.rows.saying(first)
        except ValueError as error:
            raise self._unreadable(error) from error

    def _change(self, said: Said) -> Change:
        """Raises KeyError where pieces of it are missing."""
        try:
            return changes.read(self.rows.text(said))
        except ValueError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: ValueError) -> LibraryDamaged:
        cure = "update On the Record, as a newer one may have written it"
        return LibraryDamaged(self._place, f"a change cannot be read ({error})", cure)
