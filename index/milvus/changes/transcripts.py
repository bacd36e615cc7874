"""Changes by which transcripts come, go, and come back, lie elsewhere, or are described otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.milvus.changes.change import Result
from index.milvus.state import Entry, Gone, State
from index.renames import Block
from index.store import KEPT_S


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
    digests: tuple[str, ...] = ()  # of what was written, as Entry has them; an earlier version wrote none

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
        state.kept[self.id] = Entry(self.id, self.version, key, *self.numbers, *self.told, *self.digests)
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
class Dropped:
    """The rows of these versions are deleted now, as nobody needed them: so nobody has them, whatever change comes late
    that goes before, as by somebody who wanted one back in the same moment.
    """

    versions: tuple[int, ...]

    def apply(self, state: State, key: int) -> Result:
        kept = [each.id for each in state.kept.values() if each.version in self.versions]
        discarded = [gone.kept.id for gone in state.discarded.values() if gone.kept.version in self.versions]
        for id_ in kept:
            state.forget(id_)
        for id_ in discarded:
            del state.discarded[id_]
        return bool(kept or discarded)


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
