"""The changes that a library goes through, each as it is written into the journal, and what it does to the state.

``apply`` gives what came of it: nothing (False, empty) where the state was such that there was nothing to change. It
looks at nothing but the state, so that it comes to the same for everybody.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import astuple, dataclass, replace
from typing import Protocol

from index.milvus.state import Entry, Gone, Made, State
from index.renames import Block, Rename
from index.store import KEPT_S

Result = bool | str | tuple[Rename, ...]
Written = tuple[str, str, str, tuple[int, ...]]
"""A rename: transcript, who, name, turns."""


class Change(Protocol):
    def apply(self, state: State, key: int) -> Result:
        """``key`` is the place of the change among all."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened the library with this encoder; a library without transcripts takes any."""

    encoder: str

    def apply(self, state: State, key: int) -> Result:
        if state.encoder == self.encoder or state.kept:
            return False
        state.encoder, state.dimension = self.encoder, None
        state.discarded.clear()  # as what comes back must have the vectors of this encoder
        return True


@dataclass(frozen=True, slots=True)
class Added:
    """A transcript was written under a version; ``blocks`` are of each version that it may replace: of which turns of
    that one its own turns are.
    """

    id: str
    version: int
    encoder: str
    dimension: int | None
    numbers: tuple[int, int, int, int, int, int]  # passages, words, pieces of head, body, source and terms
    told: tuple[str, str, str, str]  # title, date, media, given
    origin: str
    replacing: tuple[str, ...]
    collections: tuple[str, ...]
    blocks: tuple[tuple[int, tuple[Block, ...]], ...]

    def apply(self, state: State, key: int) -> Result:
        fits = not self.dimension or state.dimension in (None, self.dimension)
        there = state.kept.get(self.id)
        if state.encoder != self.encoder or not fits or (there and self.id not in self.replacing):
            return False
        state.dimension = state.dimension or self.dimension
        blocks = dict(self.blocks)
        if there:
            del state.kept[self.id]
            state.follow(self.id, blocks.get(there.version, ()))
        state.discarded.pop(self.id, None)
        state.kept[self.id] = Entry(self.id, self.version, key, *self.numbers, *self.told)
        state.replace(self.id, self.origin, self.replacing, blocks)
        for collection in self.collections:
            state.collections[collection] = state.collections.get(collection, frozenset()) | {self.id}
        return True


@dataclass(frozen=True, slots=True)
class Removed:
    id: str

    def apply(self, state: State, key: int) -> Result:
        there = self.id in state.kept
        if there:
            state.forget(self.id)
        return there


@dataclass(frozen=True, slots=True)
class Discarded:
    """``at`` is when, in seconds since 1970, here and below: what was discarded too long before goes."""

    id: str
    at: int

    def apply(self, state: State, key: int) -> Result:
        for old in [id_ for id_, gone in state.discarded.items() if gone.at < self.at - KEPT_S]:
            del state.discarded[old]
        if self.id not in state.kept:
            return False
        state.discarded.pop(self.id, None)  # the latest is the last
        state.discarded[self.id] = Gone(
            state.kept[self.id],
            self.at,
            tuple(origin for origin, id_ in state.origins.items() if id_ == self.id),
            tuple(old for old, present in state.former.items() if present == self.id),
            tuple(made for made in state.renames if made.rename.transcript == self.id),
            frozenset(name for name, held in state.collections.items() if self.id in held),
        )
        state.forget(self.id)
        return True


@dataclass(frozen=True, slots=True)
class Restored:
    id: str
    at: int

    def apply(self, state: State, key: int) -> Result:
        gone = state.discarded.get(self.id)
        if gone is None or gone.at < self.at - KEPT_S or self.id in state.kept:
            return False
        del state.discarded[self.id]
        state.kept[self.id] = gone.kept
        for origin in gone.origins:  # a file of that place may have been added meanwhile: then the place is that one's
            state.origins.setdefault(origin, self.id)
        for old in gone.former:
            state.former.setdefault(old, self.id)
        state.rename(gone.renames)
        for name in gone.collections:  # also one that was disbanded: what few might read does not come back for all
            state.collections[name] = state.collections.get(name, frozenset()) | {self.id}
        return True


@dataclass(frozen=True, slots=True)
class Erased:
    """Those whose ids are given can no longer be had back."""

    ids: tuple[str, ...]

    def apply(self, state: State, key: int) -> Result:
        found = [id_ for id_ in self.ids if state.discarded.pop(id_, None)]
        return bool(found)


@dataclass(frozen=True, slots=True)
class Located:
    id: str
    origin: str
    blocks: tuple[tuple[int, tuple[Block, ...]], ...]

    def apply(self, state: State, key: int) -> Result:
        return self.id in state.kept and state.replace(self.id, self.origin, (), dict(self.blocks))


@dataclass(frozen=True, slots=True)
class Left:
    """No file is at ``origin`` any more. What comes of it is the id of what lay there alone."""

    origin: str

    def apply(self, state: State, key: int) -> Result:
        before = state.origins.pop(self.origin, "")
        if not before or state.lies_somewhere(before) or before not in state.kept:
            return ""
        state.forget(before)
        return before


@dataclass(frozen=True, slots=True)
class Described:
    id: str
    told: tuple[str, str, str, str]

    def apply(self, state: State, key: int) -> Result:
        if self.id not in state.kept:
            return False
        title, date, media, given = self.told
        state.kept[self.id] = replace(state.kept[self.id], title=title, date=date, media=media, given=given)
        return True


@dataclass(frozen=True, slots=True)
class Renamed:
    renames: tuple[Written, ...]

    def apply(self, state: State, key: int) -> Result:
        made = [Made(key, _rename(each)) for each in self.renames]
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
    changes: tuple[tuple[Written, ...], ...]
    collections: tuple[tuple[str, tuple[str, ...]], ...]

    def apply(self, state: State, key: int) -> Result:
        state.origins = {origin: id_ for origin, id_ in self.origins if id_ in state.kept}
        state.former = {old: id_ for old, id_ in self.former if id_ in state.kept}
        state.renames = ()
        for place, change in enumerate(self.changes):  # before all that will be made, and each by itself
            made = [Made(key + place, _rename(each)) for each in change]
            state.rename(one for one in made if not one.rename.transcript or one.rename.transcript in state.kept)
        state.collections = {name: frozenset(ids) & state.kept.keys() for name, ids in self.collections}
        return True


CHANGES: dict[str, type[Change]] = {
    kind.__name__: kind
    for kind in (
        *(Opened, Added, Removed, Discarded, Restored, Erased, Located, Left, Described),
        *(Renamed, Undone, Collected, Released, Disbanded, Entered),
    )
}


def written(change: Change) -> str:
    """The change in letters, digits and three signs: as long in bytes as in characters."""
    text = json.dumps([type(change).__name__, *astuple(change)])  # type: ignore[call-overload]
    return base64.b64encode(zlib.compress(text.encode())).decode()


def read(text: str) -> Change:
    """Raises ValueError for what is no change, or one that a newer version knows."""
    name, *values = json.loads(zlib.decompress(base64.b64decode(text)))
    if name not in CHANGES:
        raise ValueError(f"{name} is no change that is known")
    return CHANGES[name](*map(_tuples, values))


def _rename(values: Written) -> Rename:
    transcript, who, name, turns = values
    return Rename(transcript, who, name, frozenset(turns))


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
