"""MilvusStore: a library on a Milvus server, which any number of machines may use at once; see index.milvus."""

from __future__ import annotations

import time
from collections.abc import Sequence

from index import searching
from index.encoder import Encoded
from index.intake.given import Filed, Given
from index.milvus import changes, pieces
from index.milvus.coding import rename_values
from index.milvus.finding import SearchedLibrary
from index.milvus.lists import Lists
from index.milvus.state import Entry, State
from index.renames import Block, Rename
from index.store import KEPT_S, Ledger
from index.transcript import Passage, Transcript

_PLAINLY = Filed()


class MilvusStore(SearchedLibrary):
    """The Store of many machines; see index.store. What changes it is one change of its journal, or none."""

    # --- adding and removing

    def add(
        self,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        filed: Filed = _PLAINLY,
    ) -> bool:
        dimension = searching.dimension(passages, vectors)
        state = self._checked(self._journal.current(), dimension)
        if transcript.id in state.kept and transcript.id not in filed.replacing:
            return False
        version, engine = pieces.new_version(), self._engine(dimension)
        former = self._keeper.replaced(state, transcript.id, filed)
        self._journal.rows.loosen([version])
        into = (engine.collection, engine.lists) if engine else ("", Lists(text=False))
        numbers, digests = self._files.write(version, transcript, passages, vectors, source, *into)
        told = transcript.title, transcript.date, transcript.media, filed.given.as_json()
        blocks = self._keeper.blocks(former, transcript)
        change = changes.Added(
            *(transcript.id, version, self.encoder, dimension, numbers, told, filed.origin),
            *(tuple(filed.replacing), tuple(filed.collections), blocks, digests),
        )
        again = [state.discarded[transcript.id].kept] if transcript.id in state.discarded else []
        added = bool(self._keeper.make(change, [*former, *again], version))
        if not added:
            self._checked(self._journal.current(), dimension)
        return added

    def remove(self, transcript: str) -> bool:
        kept = self._journal.current().kept.get(transcript)
        return kept is not None and bool(self._keeper.make(changes.Removed(transcript), [kept]))

    def discard(self, transcript: str) -> bool:
        state, now = self._journal.current(), round(time.time())
        over = [gone.kept for gone in state.discarded.values() if gone.at < now - KEPT_S or gone.kept.id == transcript]
        return transcript in state.kept and bool(self._keeper.make(changes.Discarded(transcript, now), over))

    def restore(self, transcript: str) -> bool:
        there = transcript in self._journal.current().discarded
        return there and bool(self._keeper.make(changes.Restored(transcript, round(time.time()))))

    def erase(self, transcript: str) -> bool:
        gone = self._journal.current().discarded.get(transcript)
        return gone is not None and bool(self._keeper.make(changes.Erased((transcript,)), [gone.kept]))

    def locate(self, transcript: str, origin: str) -> None:
        def read(state: State) -> tuple[list[Entry], tuple[tuple[int, tuple[Block, ...]], ...]]:
            kept = self._entry(state, transcript)
            former = self._keeper.replaced(state, transcript, Filed(origin))
            return former, self._keeper.blocks(former, self._files.transcript(kept, ())) if former else ()

        former, blocks = self._steadily(read)
        self._keeper.make(changes.Located(transcript, origin, blocks), former)

    def leave(self, origin: str) -> str:
        state = self._journal.current()
        kept = state.kept.get(state.origins.get(origin, ""))
        if origin not in state.origins:
            return ""
        return str(self._keeper.make(changes.Left(origin), [kept] if kept else []))

    # --- describing and naming

    def describe(self, transcript: Transcript, given: Given) -> None:
        self._entry(self._journal.current(), transcript.id)
        told = transcript.title, transcript.date, transcript.media, given.as_json()
        if not self._keeper.make(changes.Described(transcript.id, told)):
            raise self._unknown(transcript.id)

    def rename(self, renames: Sequence[Rename]) -> None:
        state = self._journal.current()
        there = [each for each in renames if not each.transcript or each.transcript in state.kept]
        if there:
            self._keeper.make(changes.Renamed(tuple(map(rename_values, there))))

    def undo(self, among: frozenset[str] | None = None) -> tuple[Rename, ...]:
        made = self._journal.current().renames
        if not any(among is None or each.rename.transcript in among for each in made):
            return ()
        undone = self._keeper.make(changes.Undone(None if among is None else tuple(sorted(among))))
        return undone if isinstance(undone, tuple) else ()

    # --- collections

    def collect(self, transcripts: Sequence[str], collection: str) -> None:
        state = self._journal.current()
        for transcript in transcripts:
            self._entry(state, transcript)
        if (
            not set(transcripts) <= state.collections.get(collection, frozenset())
            or collection not in state.collections
        ):
            self._keeper.make(changes.Collected(tuple(transcripts), collection))

    def release(self, transcripts: Sequence[str], collection: str) -> None:
        if self._journal.current().collections.get(collection, frozenset()) & set(transcripts):
            self._keeper.make(changes.Released(tuple(transcripts), collection))

    def disband(self, collection: str) -> bool:
        there = collection in self._journal.current().collections
        return there and bool(self._keeper.make(changes.Disbanded(collection)))

    # --- copying

    def enter(self, entries: Ledger) -> None:
        self._keeper.make(
            changes.Entered(
                tuple(entries.origins.items()),
                tuple(entries.former.items()),
                tuple(tuple(map(rename_values, change)) for change in entries.changes),
                tuple((name, tuple(sorted(ids))) for name, ids in entries.collections.items()),
            )
        )
