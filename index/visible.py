"""A Store that shows some of another's transcripts: by no method can be told that there are others.

What it does not hide: that something has changed (``generation``), how long a call takes, and, from whoever adds the
very same file, that it is there already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from index.encoder import Encoded, Vector
from index.errors import NoSuchTranscript, NotPermitted, TranscriptError
from index.intake.given import Filed, Given
from index.media import Recordings
from index.renames import Rename
from index.speakers.identify import Appearance
from index.store import ANY, Discarded, Filter, Hit, Kept, Ledger, Store, Summary
from index.transcript import Passage, Transcript

Told = Callable[[str, Sequence[str]], None]
"""Told of each change that was made: "add", and the ids or names that it is about."""

_PLAINLY = Filed()
_PATIENCE = 9  # times that all is read again because it has changed meanwhile
T = TypeVar("T")


class VisibleStore:
    """The transcripts of some collections, as they are at any moment; the empty name stands for those in none.

    ``collections`` is None for all. What is added goes where whoever adds it can read it: into no collection where
    those in none are visible, else into the only one. Without ``changeable`` every change raises NotPermitted.
    """

    def __init__(
        self,
        store: Store,
        collections: frozenset[str] | None = None,
        *,
        changeable: bool = True,
        told: Told | None = None,
    ) -> None:
        self.path, self.encoder = store.path, store.encoder
        self._store = store
        self._collections = collections
        self._changeable = changeable
        self._told = told or (lambda what, about: None)
        self._readable: tuple[str, frozenset[str]] = ("", frozenset())

    @property
    def changeable(self) -> bool:
        return self._changeable

    @property
    def generation(self) -> str:
        return self._store.generation

    # --- reading

    def __contains__(self, transcript: str) -> bool:
        return self._sees(transcript) and transcript in self._store

    def transcript(self, transcript: str) -> Transcript:
        return self._store.transcript(self._seen(transcript))

    def transcripts(self) -> list[Summary]:
        everything = self._store.transcripts
        return self._steadily(lambda ids: [each for each in everything() if ids is None or each.id in ids])

    def source(self, transcript: str) -> bytes:
        return self._store.source(self._seen(transcript))

    def given(self, transcript: str) -> Given:
        return self._store.given(self._seen(transcript))

    @property
    def recordings(self) -> Recordings:
        kept = self._store.recordings
        return kept if self._changeable else kept.to_be_read()

    def appearances(self) -> list[Appearance]:
        everything = self._store.appearances
        return self._steadily(lambda ids: [row for row in everything() if ids is None or row.transcript in ids])

    def at(self, origin: str) -> str:
        return self._shown(self._store.at(origin))

    def origins(self) -> dict[str, str]:
        known, ids = self._store.origins(), self._ids()
        return {origin: id_ for origin, id_ in known.items() if ids is None or id_ in ids}

    def successor(self, transcript: str) -> str:
        return self._shown(self._store.successor(transcript))

    def collections(self) -> dict[str, frozenset[str]]:
        ids, ours = self._ids(), self._collections
        found = self._store.collections().items()
        return {name: held if ids is None else held & ids for name, held in found if ours is None or name in ours}

    def within(self, collections: Iterable[str]) -> frozenset[str]:
        ids, ours = self._ids(), self._collections
        found = self._store.within(name for name in collections if ours is None or name in ours)
        return found if ids is None else found & ids

    def renames(self) -> list[Rename]:
        made = self._store.renames()
        seen = self._renames_seen(made)
        return [each for each in made if seen(each)]

    def kept(self, transcript: str) -> Kept:
        return self._store.kept(self._seen(transcript))

    def ledger(self) -> Ledger:
        whole, ids = self._store.ledger(), self._ids()
        seen = self._renames_seen([each for change in whole.changes for each in change])
        changes = (tuple(each for each in change if seen(each)) for change in whole.changes)
        former = {old: id_ for old, id_ in whole.former.items() if ids is None or id_ in ids}
        return Ledger(self.origins(), former, tuple(filter(None, changes)), self.collections())

    def discarded(self) -> list[Discarded]:
        ours = self._collections
        found = self._store.discarded()
        return found if ours is None else [each for each in found if ours & (each.collections or {""})]

    def search(self, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        return self._store.search(question, terms, self._where(where), k)

    def holding(self, terms: Sequence[str], where: Filter) -> list[Passage]:
        return self._store.holding(terms, self._where(where))

    def frequencies(self, terms: Sequence[str], where: Filter = ANY) -> dict[str, int]:
        return self._store.frequencies(terms, self._where(where))

    def size(self, where: Filter = ANY) -> int:
        return self._store.size(self._where(where))

    # --- changing

    def add(
        self,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        filed: Filed = _PLAINLY,
    ) -> bool:
        self._check()
        lies = self._store.at(filed.origin)
        for taken in (transcript.id if transcript.id in self._store else "", lies):
            if taken and not self._sees(taken):
                reason = "this file, or one from the same place, is kept where you may not read"
                raise TranscriptError(transcript.source, reason, "ask whoever looks after the library")
        replacing = tuple(id_ for id_ in filed.replacing if self._sees(id_))
        collections = self._into(filed.collections, former=bool(lies or replacing))
        new = self._store.add(
            transcript, passages, vectors, source, replace(filed, replacing=replacing, collections=collections)
        )
        if new:
            self._told("add", [transcript.id])
        return new

    def remove(self, transcript: str) -> bool:
        self._check()
        gone = self._sees(transcript) and self._store.remove(transcript)
        if gone:
            self._told("remove", [transcript])
        return gone

    def locate(self, transcript: str, origin: str) -> None:
        self._check()
        before = self._store.at(origin)
        if before and not self._sees(before):
            raise NotPermitted(origin, "a file from there is kept where you may not read", "choose another place")
        self._store.locate(self._seen(transcript), origin)
        self._told("locate", [transcript, origin])

    def leave(self, origin: str) -> str:
        self._check()
        gone = self._store.leave(origin) if self.at(origin) else ""
        if gone:
            self._told("remove", [gone])
        return gone

    def discard(self, transcript: str) -> bool:
        self._check()
        gone = self._sees(transcript) and self._store.discard(transcript)
        if gone:
            self._told("remove", [transcript])
        return gone

    def restore(self, transcript: str) -> bool:
        self._check()
        back = self._had(transcript) and self._store.restore(transcript)
        if back:
            self._told("restore", [transcript])
        return back

    def erase(self, transcript: str) -> bool:
        self._check()
        gone = self._had(transcript) and self._store.erase(transcript)
        if gone:
            self._told("erase", [transcript])
        return gone

    def describe(self, transcript: Transcript, given: Given) -> None:
        self._check()
        self._seen(transcript.id)
        self._store.describe(transcript, given)
        self._told("describe", [transcript.id])

    def rename(self, renames: Sequence[Rename]) -> None:
        self._check()
        known = {row.who for row in self.appearances()} | {each.name for each in self.renames()}
        ours = [each for each in renames if self._sees(each.transcript) or (not each.transcript and each.who in known)]
        self._store.rename(ours)
        self._tell("rename", ours)

    def undo(self, among: frozenset[str] | None = None) -> tuple[Rename, ...]:
        self._check()
        ids = self._ids()
        if ids is not None and among is None:
            among = self._last_changed(ids)
        undone = self._store.undo(among if ids is None or among is None else among & (ids | {""}))
        self._tell("undo", undone)
        return undone

    def collect(self, transcripts: Sequence[str], collection: str) -> None:
        self._check(collection)
        self._store.collect([self._seen(transcript) for transcript in transcripts], collection)
        self._told("collect", [collection, *transcripts])

    def release(self, transcripts: Sequence[str], collection: str) -> None:
        self._check(collection)
        self._store.release([self._seen(transcript) for transcript in transcripts], collection)
        self._told("release", [collection, *transcripts])

    def disband(self, collection: str) -> bool:
        self._check(collection)
        if self._store.collections().get(collection):
            reason = "what is in it would be open to whoever may read what is in no collection"
            raise NotPermitted(collection, reason, "take its transcripts out first")
        there = self._store.disband(collection)
        if there:
            self._told("disband", [collection])
        return there

    def enter(self, entries: Ledger) -> None:
        self._check()
        if self._collections is not None:
            reason = "what is known of all its transcripts can be changed only by who may read them all"
            raise NotPermitted("the library", reason, "ask whoever looks after the library")
        self._store.enter(entries)
        self._told("enter", [])

    def flush(self) -> None:
        self._store.flush()

    def close(self) -> None:
        """Leaves the store open: it is also others'."""

    # --- what is seen

    def _ids(self) -> frozenset[str] | None:
        """The ids of all that is visible; None for everything."""
        return self._current()[1]

    def _current(self) -> tuple[str, frozenset[str] | None]:
        """The state of the library, and what of it is visible; where all is, no state matters."""
        if self._collections is None:
            return "", None
        generation = self._store.generation
        if self._readable[0] != generation:
            self._readable = generation, self._store.within(self._collections)
        return generation, self._readable[1]

    def _steadily(self, read: Callable[[frozenset[str] | None], T]) -> T:
        """What ``read`` makes of all and of what is visible in it, of one moment: a newer version is another id."""
        for _ in range(_PATIENCE):
            generation, ids = self._current()
            found = read(ids)
            if ids is None or self._store.generation == generation:
                break
        return found

    def _sees(self, transcript: str) -> bool:
        ids = self._ids()
        return ids is None or transcript in ids

    def _renames_seen(self, made: Sequence[Rename]) -> Callable[[Rename], bool]:
        """Which of all changes of names are of what is visible, or are aliases of who is."""
        ids = self._ids()
        if ids is None:
            return lambda each: True
        ours = [each for each in made if each.transcript in ids]
        known = {row.who for row in self.appearances()} | {each.who for each in ours} | {each.name for each in ours}
        aliases = {each.name for each in made if not each.transcript and each.who in known}
        return lambda each: (
            each.transcript in ids
            or (not each.transcript and (each.who in known or (not each.name and each.who in aliases)))
        )

    def _had(self, transcript: str) -> bool:
        return any(each.id == transcript for each in self.discarded())

    def _last_changed(self, ids: frozenset[str]) -> frozenset[str]:
        """Among which transcripts the last visible change of names was made; an alias is of none, the empty name."""
        made = self.renames()
        if not made or made[-1].transcript:
            return ids
        return frozenset({""}) if self._store.renames()[-1] == made[-1] else frozenset()

    def _shown(self, transcript: str) -> str:
        return transcript if self._sees(transcript) else ""

    def _seen(self, transcript: str) -> str:
        if self._sees(transcript):
            return transcript
        reason = f"no transcript has the id {transcript}"  # as where there is none at all
        raise NoSuchTranscript("the library", reason, "see `ontherecord list` for the ids")

    def _where(self, where: Filter) -> Filter:
        ours, asked = self._collections, where.collections
        return replace(where, collections=asked if ours is None else ours if asked is None else ours & asked)

    def _check(self, collection: str = "") -> None:
        if not self._changeable:
            raise NotPermitted("the library", "you may read it, and not change it", "ask for the right to edit")
        if collection and self._collections is not None and collection not in self._collections:
            raise NotPermitted(collection, "this collection is not yours", "choose one that you may read")

    def _into(self, chosen: Sequence[str], former: bool) -> tuple[str, ...]:
        """The collections that a transcript is put into, beside those of its ``former`` version."""
        ours = self._collections
        for collection in chosen:
            self._check(collection)
        if chosen or former or ours is None or "" in ours:
            return tuple(chosen)
        if len(ours) == 1:
            return tuple(ours)
        reason = f"you may read {len(ours)} collections, and it would be in none" if ours else "you may read nothing"
        raise NotPermitted("the library", reason, "say which collection it belongs to")

    def _tell(self, what: str, renames: Sequence[Rename]) -> None:
        if renames:
            names = dict.fromkeys(f"{each.who} → {each.name}" for each in renames)
            self._told(what, [*names, *dict.fromkeys(each.transcript for each in renames)])
