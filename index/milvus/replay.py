"""What the rows of a journal come to, as far as one reader knows them: the changes that they say, made in their order.

Who finds a change that goes before others that he knew already makes all of them again. A snapshot stands for the rows
whose keys it covers; of several that of the most rows holds, whichever comes first: as rows only ever come, it stands
for all that any other stands for.
"""

from __future__ import annotations

import secrets

from index.errors import LibraryDamaged
from index.milvus import changes
from index.milvus.changes import Change, Result
from index.milvus.rows import Rows, Said
from index.milvus.server import AT_ONCE
from index.milvus.snapshot import Snapshot
from index.milvus.state import State

_CHANCE = 24  # bits of a key that are drawn
_MARGIN = 64  # places before the last known one among which late changes are looked for
_TRIALS = 5
_REMEMBERED = 4096  # places for which it is known what was emptied: who wrote it may write it once more
_MANY = 1000  # changes that need no snapshot


class Replay:
    """For one thread at a time."""

    def __init__(self, rows: Rows, place: str) -> None:
        self._rows, self._place = rows, place
        self.count = 0  # of all rows, whose content is known
        self.said: dict[int, Said] = {}  # where it is said what those say that say something
        self.base, self._snapshot = 0, Snapshot(State())  # the key of the snapshot that holds, and what it says
        self.known: dict[int, Change] = {}  # the changes that it does not stand for
        self._results: dict[int, Result] = {}
        self.state = State()

    def new_key(self) -> int:
        """Higher than all that are known, and nobody else's."""
        return (((max(self.said, default=0) >> _CHANCE) + 1) << _CHANCE) | secrets.randbits(_CHANCE)

    def knows(self, key: int) -> bool:
        """Whether what that row says is in the state."""
        return key in self._results or self.covers(key)

    def covers(self, key: int) -> bool:
        """Whether the snapshot that holds stands for that row."""
        return key in self._snapshot.covers

    def result(self, key: int, change: Change, before: State) -> Result:
        """What came of a change; of one that a snapshot stands for already, what its writer had to expect."""
        if key in self._results:
            return self._results[key]
        expected = change.apply(before.copy(), key)
        if key in self._snapshot.refused:
            return type(expected)()
        return expected or (isinstance(expected, bool) or expected)

    @property
    def versions(self) -> frozenset[int]:
        """All that are known to have been visible at some time."""
        added = (change.version for change in self.known.values() if isinstance(change, changes.Added))
        return self._snapshot.state.needed.union(self.state.needed, added)

    @property
    def stale(self) -> int:
        """How many changes a snapshot would do away with; 0 where nothing would come of it.

        That is where rows tell what is no longer so, or where they are many more than what they tell of.
        """
        gone = self.versions - self.state.needed
        passed = [key for key, change in self.known.items() if isinstance(change, changes.FORGETTING)]
        left = self.said.keys() - self.known.keys() - {self.base}  # as far as is known here
        many = len(self.known) > max(_MANY, 2 * len(self.state.kept))
        worth = gone or left or many or any(self._results[key] for key in passed)
        return len(self.known) + len(left) if worth else 0

    def taken(self) -> Snapshot:
        """A snapshot of all that is known."""
        since = max(((max(self.said, default=0) >> _CHANCE) - _REMEMBERED), 0) << _CHANCE
        former = self._snapshot
        refused = {key for key, result in self._results.items() if not result} | former.refused
        covers = former.covers | self.said.keys()
        return Snapshot(
            self.state,
            frozenset(key for key in covers if key >= since or key in self.said),
            frozenset(key for key in refused if key >= since),
        )

    # --- reading

    def read(self, strong: bool) -> None:
        """Read what is new."""
        count = self._rows.count(strong)
        if count < self.count:  # an old answer, or rows that were counted twice are so no longer
            count = self._rows.count(strong=True)
        if count < self.count or (count > self.count and not (self.said and self._read_on(count))):
            self.read_all()

    def read_all(self) -> bool:
        """Read all rows that say anything. Whether these are all that there were at one moment."""
        missing: KeyError | None = None
        for _ in range(_TRIALS):
            count = self._rows.count(strong=True)
            try:
                self._take(self._rows_from(0))
            except KeyError as error:  # somebody has emptied rows since they were read
                missing = error
                continue
            self.count, missing = count, None
            if self._rows.count(strong=True) == count:
                return True
        if missing:
            reason = f"the server does not have all that was written (piece {missing})"
            raise LibraryDamaged(self._place, reason, "restore it from a backup") from missing
        return False

    def _read_on(self, count: int) -> bool:
        """Read what is new, and go on from there. False where there is more to it."""
        last = max(self.said, default=0)
        first = max((last >> _CHANCE) - _MARGIN, 0) << _CHANCE
        known = sum(key >= first for key in self.said)
        found = self._rows_from(first, few=known + count - self.count <= AT_ONCE)
        new = {key: said for key, said in found.items() if key not in self.said and not self.covers(key)}
        if self.count + len(new) < count or any(said.number for said in new.values()):
            return False
        try:
            made = {key: self._change(said) for key, said in new.items()}
        except KeyError:  # a snapshot stands for it meanwhile
            return False
        self.count += len(new)
        self.said |= {key: said.place for key, said in new.items()}
        self.known |= made
        if min(made, default=last) < last:
            self._begin_anew()
        else:
            self.state = self._applied(self.state.copy(), made)
        return True

    def _take(self, found: dict[int, Said]) -> None:
        """Raises KeyError where pieces are missing."""
        base = max((key for key, said in found.items() if said.number), key=lambda k: (found[k].number, k), default=0)
        snapshot = self._snapshot if base else Snapshot(State())
        if base and base != self.base:
            try:
                snapshot = Snapshot.read(self._rows.text(found[base]))
            except ValueError as error:
                raise self._unreadable(error) from error
        known = {
            key: self.known.get(key) or self._change(said)
            for key, said in found.items()
            if not said.number and key not in snapshot.covers
        }
        self.base, self._snapshot, self.known = base, snapshot, known
        self.said = {key: said.place for key, said in found.items()}
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._results = {}
        self.state = self._applied(self._snapshot.state.copy(), self.known)

    def _applied(self, state: State, made: dict[int, Change]) -> State:
        for key in sorted(made):
            self._results[key] = made[key].apply(state, key)
            if self._results[key]:
                state.changed(key)
        return state

    def _rows_from(self, first: int, few: bool = False) -> dict[int, Said]:
        try:
            return self._rows.saying(first, few)
        except ValueError as error:
            raise self._unreadable(error) from error

    def _change(self, said: Said) -> Change:
        """Raises KeyError where pieces of it are missing."""
        try:
            return changes.read(self._rows.text(said))
        except ValueError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: ValueError) -> LibraryDamaged:
        cure = "update On the Record, as a newer one may have written it"
        return LibraryDamaged(self._place, f"a change cannot be read ({error})", cure)
