"""What a library on a server knows, apart from words and vectors: a value that changes make, one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from index.renames import Block, Rename, places


@dataclass(frozen=True, slots=True)
class Entry:
    """A transcript that is there. ``version`` is the number under which all of it is written; ``key`` orders them.

    ``head``, ``body``, ``source`` and ``terms`` say how many pieces each has; ``given`` is JSON. ``text`` and
    ``searched`` are digests of what was written: of the pieces, and of the passages; empty where nobody knows.
    """

    id: str
    version: int
    key: int
    passages: int
    words: int
    head: int
    body: int
    source: int
    terms: int
    title: str
    date: str
    media: str
    given: str
    text: str = ""
    searched: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A rename; all of one change have its key, and come and go together."""

    change: int
    rename: Rename


@dataclass(frozen=True, slots=True)
class Gone:
    """A transcript that can be had back, with all that was known of it."""

    kept: Entry
    at: int
    origins: tuple[str, ...]
    former: tuple[str, ...]
    renames: tuple[Made, ...]
    collections: frozenset[str]


@dataclass
class State:
    """Changed only before others see it: see ``copy``. The values are as the tables of a local library have them."""

    encoder: str = ""
    dimension: int | None = None
    generation: str = ""
    kept: dict[str, Entry] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)
    renames: tuple[Made, ...] = ()
    collections: dict[str, frozenset[str]] = field(default_factory=dict)
    discarded: dict[str, Gone] = field(default_factory=dict)

    def copy(self) -> State:
        """Another one, which may be changed. Values in it are immutable."""
        return State(
            self.encoder,
            self.dimension,
            self.generation,
            dict(self.kept),
            dict(self.origins),
            dict(self.former),
            self.renames,
            dict(self.collections),
            dict(self.discarded),
        )

    def changed(self, key: int) -> None:
        """Have another generation, the same for everybody who knows of the same changes."""
        self.generation = hashlib.blake2b(f"{self.generation} {key}".encode(), digest_size=8).hexdigest()

    # --- what is read of it, once it stays as it is

    @cached_property
    def ordered(self) -> list[Entry]:
        """All transcripts, as they were added."""
        return sorted(self.kept.values(), key=lambda kept: kept.key)

    @cached_property
    def versions(self) -> dict[int, Entry]:
        return {kept.version: kept for kept in self.ordered}

    @cached_property
    def needed(self) -> frozenset[int]:
        """The versions whose rows stay: also of what can be had back."""
        return frozenset(self.versions).union(gone.kept.version for gone in self.discarded.values())

    @cached_property
    def renamed(self) -> dict[str, tuple[Rename, ...]]:
        """The renames of each transcript that has any, in the order in which they were made."""
        found: dict[str, list[Rename]] = {}
        for made in self.renames:
            found.setdefault(made.rename.transcript, []).append(made.rename)
        return {id_: tuple(renames) for id_, renames in found.items()}

    @cached_property
    def recordings(self) -> frozenset[str]:
        """The media that transcripts have, also those that can be had back."""
        there = (*self.kept.values(), *(gone.kept for gone in self.discarded.values()))
        return frozenset(kept.media for kept in there if kept.media)

    @cached_property
    def counts(self) -> dict[tuple[str, frozenset[str] | None], int]:
        """In how many passages of which collections a term stands, as far as somebody asked."""
        return {}

    def within(self, collections: Iterable[str]) -> frozenset[str]:
        """The transcripts in any of the collections; the empty name stands for those in none."""
        wanted = set(collections)
        found = {id_ for name in wanted for id_ in self.collections.get(name, ())}
        if "" in wanted:
            found.update(self.kept.keys() - {id_ for held in self.collections.values() for id_ in held})
        return frozenset(found)

    # --- what changes are made of

    def inherit(self, old: str, new: str) -> None:
        """Put a transcript into all collections of another: what few may read, all cannot read in a newer version."""
        for name in [name for name, held in self.collections.items() if old in held]:
            self.collections[name] |= {new}

    def lies_somewhere(self, id_: str) -> bool:
        return id_ in self.origins.values()

    def forget(self, id_: str) -> None:
        """Forget a transcript and all that is known of it, but not what has replaced it."""
        self.kept.pop(id_, None)
        self.origins = {origin: lies for origin, lies in self.origins.items() if lies != id_}
        self.former = {old: present for old, present in self.former.items() if present != id_}
        self.renames = tuple(made for made in self.renames if made.rename.transcript != id_)
        for name, held in self.collections.items():
            if id_ in held:
                self.collections[name] = held - {id_}

    def replace(self, id_: str, origin: str, replacing: Iterable[str], blocks: dict[int, tuple[Block, ...]]) -> bool:
        """Let a transcript take its place, and those go that it replaces; whether there were any."""
        self.former.pop(id_, None)
        before = self.origins.get(origin, "") if origin else ""
        if origin:
            self.inherit(before, id_)
            self.origins[origin] = id_
        if before == id_ or self.lies_somewhere(before):
            before = ""
        replaced = [old for old in dict.fromkeys((before, *replacing)) if old != id_ and old in self.kept]
        for old in replaced:
            self._succeed(old, id_, blocks.get(self.kept[old].version, ()))
            self.forget(old)
        return bool(replaced)

    def _succeed(self, old: str, new: str, blocks: tuple[Block, ...]) -> None:
        """Let a transcript have the renames of another, unless it has some already, and its collections."""
        if not any(made.rename.transcript == new for made in self.renames):
            theirs = [made for made in self.renames if made.rename.transcript == old]
            self.rename(replace(made, rename=replace(made.rename, transcript=new)) for made in theirs)
            self.follow(new, blocks)
        self.inherit(old, new)
        self.former = {id_: new if present == old else present for id_, present in self.former.items()}
        self.former[old] = new

    def follow(self, id_: str, blocks: tuple[Block, ...]) -> None:
        """Let the renames of some turns follow these into another reading of the transcript; those of none left go."""
        now = places(blocks)
        kept = []
        for made in self.renames:
            turns = made.rename.turns
            if made.rename.transcript != id_ or not turns:
                kept.append(made)
            elif moved := frozenset(now[turn] for turn in turns if turn in now):
                kept.append(replace(made, rename=replace(made.rename, turns=moved)))
        self.renames = tuple(kept)

    def rename(self, made: Iterable[Made]) -> None:
        """Have these renames, too, each where its change is in the order of all."""
        self.renames = tuple(sorted((*self.renames, *made), key=lambda each: each.change))
