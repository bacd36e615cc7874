"""Changes of what is known beside the transcripts: of names, of collections, and of all of it at once."""

from __future__ import annotations

from dataclasses import dataclass

from index.milvus.changes.change import Result
from index.milvus.coding import RenameValues, rename_of
from index.milvus.state import Made, State


@dataclass(frozen=True, slots=True)
class Renamed:
    renames: tuple[RenameValues, ...]

    def apply(self, state: State, key: int) -> Result:
        made = [Made(key, rename_of(each)) for each in self.renames]
        there = [each for each in made if not each.rename.transcript or each.rename.transcript in state.kept]
        state.rename(there)
        return bool(there)


@dataclass(frozen=True, slots=True)
class Undone:
    """The last change of names is taken back, among these alone; None: among all. What comes of it are these names."""

    among: tuple[str, ...] | None

    def apply(self, state: State, key: int) -> Result:
        ours = [made for made in state.renames if self.among is None or made.rename.transcript in self.among]
        last = max((made.change for made in ours), default=None)
        undone = [made for made in ours if made.change == last]
        state.renames = tuple(made for made in state.renames if made not in undone)
        return tuple(made.rename for made in undone)


@dataclass(frozen=True, slots=True)
class Collected:
    ids: tuple[str, ...]
    collection: str

    def apply(self, state: State, key: int) -> Result:
        before = state.collections.get(self.collection)
        now = (before or frozenset()) | {id_ for id_ in self.ids if id_ in state.kept}
        state.collections[self.collection] = now
        return now != before


@dataclass(frozen=True, slots=True)
class Released:
    ids: tuple[str, ...]
    collection: str

    def apply(self, state: State, key: int) -> Result:
        before = state.collections.get(self.collection, frozenset())
        if not before & set(self.ids):
            return False
        state.collections[self.collection] = before - set(self.ids)
        return True


@dataclass(frozen=True, slots=True)
class Disbanded:
    collection: str

    def apply(self, state: State, key: int) -> Result:
        return state.collections.pop(self.collection, None) is not None


@dataclass(frozen=True, slots=True)
class Entered:
    """All that is known beside the transcripts is this: a Ledger, as far as it is of transcripts that are there."""

    origins: tuple[tuple[str, str], ...]
    former: tuple[tuple[str, str], ...]
    changes: tuple[tuple[RenameValues, ...], ...]
    collections: tuple[tuple[str, tuple[str, ...]], ...]

    def apply(self, state: State, key: int) -> Result:
        state.origins = {origin: id_ for origin, id_ in self.origins if id_ in state.kept}
        state.former = {old: id_ for old, id_ in self.former if id_ in state.kept}
        state.renames = ()
        for place, change in enumerate(self.changes):  # before all that will be made, and each by itself
            made = [Made(key + place, rename_of(each)) for each in change]
            state.rename(one for one in made if not one.rename.transcript or one.rename.transcript in state.kept)
        state.collections = {name: frozenset(ids) & state.kept.keys() for name, ids in self.collections}
        return True
