"""Changes to a library that are drawn from a seed, what is in it after each, and a process that makes them.

``python -m tests.killed FOLDER`` reads a list of changes from its input, makes them one by one, and says "begin 3"
before and "done 3" after each. ``python -m tests.killed FOLDER FILES`` follows a folder of files instead, and says
"added ID NAME" and so on, as each is done.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from index.intake.given import Filed, Given
from index.intake.watch import follow
from index.local.store import LocalStore
from index.renames import Rename
from index.transcript import Transcript
from tests.fakes import WordEncoder
from tests.stores import made, talk

SLOTS = 6  # places of files
AXES = 400  # versions of transcripts, each with a direction of its own among vectors
ENCODER = WordEncoder(vocabulary=[f"axis{number}" for number in range(AXES)])
PLAIN = "Anna"


class Change(NamedTuple):
    kind: str
    slot: int = 0
    version: int = 0  # also of the name, title or collection
    id: str = ""
    who: str = ""


def version(number: int) -> Transcript:
    """Long ones take long to write. Every turn has the transcript's own word."""
    said = [f"Anna: The word{number} of axis{number}, part {part}." for part in range(1 + 40 * (number % 5))]
    return talk(f"v{number}", *said, f"Ben: So said axis{number}.")


def apply(store: LocalStore, change: Change) -> None:
    kind, slot, number, id_, who = change
    if kind == "add":
        filed = Filed(f"/files/{slot}.txt")
        transcript, passages, vectors = made(version(number), ENCODER)
        assert store.add(transcript, passages, vectors, transcript.title.encode(), filed)
    elif kind == "rename":
        store.rename([Rename(id_, who, f"Name {number}")])
    elif kind == "collect":
        store.collect([id_], f"Collection {number}")
    elif kind == "release":
        store.release([id_], f"Collection {number}")
    elif kind == "describe":
        store.describe(replace(store.transcript(id_), title=f"Title {number}"), Given(title=f"Title {number}"))
    elif kind == "undo":
        store.undo()
    elif kind == "flush":
        store.flush()
    else:
        assert getattr(store, kind)(id_)  # remove, discard, restore


@dataclass
class Kept:
    """What there should be of one transcript. ``names`` are changes and names of Anna, the last one counts."""

    version: int
    title: str
    names: list[tuple[int, str]] = field(default_factory=list)
    collections: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.names[-1][1] if self.names else PLAIN


@dataclass
class Model:
    """A library as it should be, by slot: what is there, and what was discarded by id."""

    there: dict[int, Kept] = field(default_factory=dict)
    discarded: dict[str, tuple[int, Kept]] = field(default_factory=dict)
    next: int = 0

    def draw(self, rng: random.Random) -> Change:
        """A change that can be made now."""
        kinds = ["add"] * 4 + ["flush"]
        if self.there:
            kinds += ["remove", "discard", "rename", "rename", "collect", "release", "describe", "undo"]
        free = [id_ for id_, (slot, _) in self.discarded.items() if slot not in self.there]
        kinds += ["restore", "restore"] if free else []
        kind, number = rng.choice(kinds), self.next
        self.next += 1
        if kind == "add":
            return Change(kind, rng.randrange(SLOTS), number)
        if kind in ("undo", "flush"):
            return Change(kind)
        if kind == "restore":
            id_ = rng.choice(free)
            return Change(kind, self.discarded[id_][0], 0, id_)
        slot = rng.choice(sorted(self.there))
        kept = self.there[slot]
        return Change(
            kind, slot, number % 3 if kind in ("collect", "release") else number, f"v{kept.version}", kept.name
        )

    def after(self, change: Change) -> Model:
        """The library after a change."""
        new = deepcopy(self)
        new._apply(change)
        return new

    def _apply(self, change: Change) -> None:
        kind, slot, number, id_, _ = change
        if kind == "add":
            before = self.there.get(slot, Kept(0, ""))
            self.there[slot] = Kept(number, f"v{number}", list(before.names), set(before.collections))
        elif kind == "remove":
            del self.there[slot]
        elif kind == "discard":
            self.discarded[id_] = slot, self.there.pop(slot)
        elif kind == "restore":
            self.there[slot] = self.discarded.pop(id_)[1]
        elif kind == "rename":
            everything = [*self.there.values(), *(kept for _, kept in self.discarded.values())]
            last = max((made for kept in everything for made, _ in kept.names), default=0)
            self.there[slot].names.append((last + 1, f"Name {number}"))
        elif kind == "undo":
            last = max((made for kept in self.there.values() for made, _ in kept.names), default=0)
            for kept in self.there.values():
                kept.names = [one for one in kept.names if one[0] != last]
        elif kind == "describe":
            self.there[slot].title = f"Title {number}"
        elif kind == "collect":
            self.there[slot].collections.add(f"Collection {number}")
        elif kind == "release":
            self.there[slot].collections.discard(f"Collection {number}")


def changes(model: Model, rng: random.Random, count: int) -> Iterator[tuple[Change, Model]]:
    for _ in range(count):
        change = model.draw(rng)
        model = model.after(change)
        yield change, model


def talk_of(number: int) -> bytes:
    """A file with a word and a direction of its own; some are long."""
    said = [f"ANNA LEE:  The word{number} of axis{number}, part {part}." for part in range(3 + 30 * (number % 4))]
    return "\n\n".join([*said, f"BEN OKAFOR:  So said axis{number}."]).encode()


def main() -> None:
    folder, *files = map(Path, sys.argv[1:])
    with closing(LocalStore(folder, ENCODER.name)) as store:
        if files:
            print("following", flush=True)
            for result in follow(files[0], store, ENCODER, threading.Event()):
                print(result.outcome, result.transcript, result.source, flush=True)
            return
        work = [Change(*values) for values in json.load(sys.stdin)]
        for number, change in enumerate(work):
            print("begin", number, flush=True)
            apply(store, change)
            print("done", number, flush=True)


if __name__ == "__main__":
    main()
