"""The journal of a library: every change a row, in one total order, so that all who read it come to the same state.

Nobody needs to know of other writers. The key of a change is higher than all that its writer knew, and ends in chance;
who finds one that goes before others that he knew already goes through all of them again.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Sequence

from index.errors import LibraryDamaged, LibraryError
from index.milvus import changes, pieces
from index.milvus.changes import Change, Result
from index.milvus.schema import NO_VECTOR, PIECE
from index.milvus.server import Row, Server
from index.milvus.state import State

_CHANCE = 24  # bits of a key that are drawn
_MARGIN = 64  # places before the last known one among which late changes are looked for
_TRIALS = 5
_LOOSE = "pk < 0"


class Journal:
    """For any number of threads. ``window_s`` is for how long what was read may be taken to be the newest."""

    def __init__(self, server: Server, collection: str, pieces_in: str, window_s: float) -> None:
        self._server, self._collection, self._pieces_in = server, collection, pieces_in
        self._window_s = window_s
        self._reading, self._appending = threading.Lock(), threading.Lock()
        self._known: dict[int, Change] = {}
        self._results: dict[int, Result] = {}
        self._last = 0
        self._state = State()
        self._asked = -1e9  # when the newest answer was asked for

    def current(self, strong: bool = False) -> State:
        """The state as of now. Who asks while somebody else does waits for an answer to a question asked later."""
        now = time.monotonic()
        fresh = now if strong else now - self._window_s
        with self._reading:
            if self._asked < fresh:
                asked = time.monotonic()
                self._read(strong)
                self._asked = asked
            return self._state

    def append(self, change: Change) -> tuple[State, Result]:
        """Make a change. Gives the state after it, and what came of it."""
        with self._appending:
            self.current(strong=True)
            key = (((self._last >> _CHANCE) + 1) << _CHANCE) | secrets.randbits(_CHANCE)
            row = {"pk": key, "version": 0, "data": self._written(change), "nothing": NO_VECTOR}
            for _ in range(_TRIALS):  # Lite 3 has lost rows that it had acknowledged
                self._server.upsert(self._collection, [row])
                state = self.current(strong=True)
                if key in self._results:
                    return state, self._results[key]
        raise LibraryError(self._server.place, "the server does not keep what is written", "check its log and its disk")

    @property
    def versions(self) -> frozenset[int]:
        """All that were ever made visible."""
        return frozenset(change.version for change in list(self._known.values()) if isinstance(change, changes.Added))

    # --- versions whose rows are not, or no longer, needed by the state: being written, or about to be deleted

    def loosen(self, versions: Iterable[int]) -> None:
        """Say that there may be rows of these which nobody needs, before that is so: whoever comes finds them."""
        rows = [{"pk": -v, "version": v, "data": str(round(time.time())), "nothing": NO_VECTOR} for v in versions]
        self._server.upsert(self._collection, rows)

    def settle(self, versions: Sequence[int]) -> None:
        self._server.delete(self._collection, f"pk in {[-version for version in versions]}")

    def loose(self) -> dict[int, int]:
        """When each loose version was written down, in seconds since 1970."""
        rows = self._server.rows(self._collection, ["data"], -(1 << 62), 0, strong=True)
        return {-int(row["pk"]): int(row["data"]) for row in rows}

    # --- reading

    def _read(self, strong: bool) -> None:
        count = self._server.count(self._collection, "pk > 0", strong)
        if count == len(self._known):
            return
        first = max((self._last >> _CHANCE) - _MARGIN, 0) << _CHANCE
        new = self._rows(first, strong)
        if len(self._known | new) < count:
            new = self._rows(1, strong)
        fresh = sorted(new.keys() - self._known.keys())
        if not fresh:
            return
        self._known |= new
        if fresh[0] > self._last:
            state = self._state.copy()
        else:
            state, fresh = State(), sorted(self._known)
        for key in fresh:
            self._results[key] = self._known[key].apply(state, key)
            if self._results[key]:
                state.changed(key)
        self._last, self._state = max(self._last, fresh[-1]), state

    def _rows(self, first: int, strong: bool) -> dict[int, Change]:
        end = (self._last >> _CHANCE) + self._server.count(self._collection, "pk > 0", strong) + 2
        rows = self._server.rows(self._collection, ["data"], first, end << _CHANCE, strong=strong)
        return {int(row["pk"]): self._known.get(int(row["pk"])) or self._change(row) for row in rows}

    def _change(self, row: Row) -> Change:
        text = str(row["data"])
        try:
            if text.startswith("@"):
                version, count = text[1:].split(":")
                text = pieces.text(self._server, self._pieces_in, int(version), 0, int(count))
            return changes.read(text)
        except ValueError as error:
            cure = "update On the Record, as a newer one may have written it"
            raise LibraryDamaged(self._server.place, f"a change cannot be read ({error})", cure) from error

    def _written(self, change: Change) -> str:
        """The change as text; of a great one, where its pieces are."""
        text = changes.written(change)
        if len(text) <= PIECE:
            return text
        version = pieces.new_version()
        rows = pieces.rows(version, 0, text)
        self._server.upsert(self._pieces_in, rows)
        return f"@{version}:{len(rows)}"
