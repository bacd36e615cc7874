"""What a library on a Milvus server says of what is in it, as of now."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import groupby

from index.encoder import Encoded
from index.intake.given import Given
from index.local.verify import Fault
from index.milvus import passages, schema
from index.milvus.opened import OpenedLibrary
from index.milvus.state import State
from index.milvus.verify import Verification
from index.renames import Rename
from index.speakers.identify import Appearance
from index.store import KEPT_S, Discarded, Kept, Ledger, Summary
from index.transcript import Passage, Transcript


class ReadLibrary(OpenedLibrary):
    """All that a Store is asked for but search; see index.store."""

    def __contains__(self, transcript: str) -> bool:
        return transcript in self._journal.current().kept

    def transcript(self, transcript: str) -> Transcript:
        def read(state: State) -> Transcript:
            kept = self._entry(state, transcript)
            return self._files.transcript(kept, state.renamed.get(transcript, ()))

        return self._steadily(read)

    def transcripts(self) -> list[Summary]:
        def read(state: State) -> list[Summary]:
            heads, rows = self._files.heads(state.ordered), self._rows(state)
            return [heads[kept.version].summary(kept, rows[kept.version]) for kept in state.ordered]

        return self._steadily(read)

    def source(self, transcript: str) -> bytes:
        return self._steadily(lambda state: self._files.source(self._entry(state, transcript)))

    def given(self, transcript: str) -> Given:
        return Given.of_json(self._entry(self._journal.current(), transcript).given)

    def appearances(self) -> list[Appearance]:
        return self._steadily(lambda state: [row for rows in self._rows(state).values() for row in rows])

    def discarded(self) -> list[Discarded]:
        now = time.time()
        there = [gone for gone in self._journal.current().discarded.values() if gone.at >= now - KEPT_S]
        there.sort(key=lambda gone: (-gone.at, -gone.kept.key))
        return [Discarded(gone.kept.id, gone.kept.title, gone.kept.media, gone.at, gone.collections) for gone in there]

    def at(self, origin: str) -> str:
        return self._journal.current().origins.get(origin, "")

    def origins(self) -> dict[str, str]:
        return dict(sorted(self._journal.current().origins.items()))

    def successor(self, transcript: str) -> str:
        return self._journal.current().former.get(transcript, "")

    def renames(self) -> list[Rename]:
        return [made.rename for made in self._journal.current().renames]

    def collections(self) -> dict[str, frozenset[str]]:
        return dict(sorted(self._journal.current().collections.items()))

    def within(self, collections: Iterable[str]) -> frozenset[str]:
        return self._journal.current().within(collections)

    def kept(self, transcript: str) -> Kept:
        def read(state: State) -> Kept:
            entry, engine = self._entry(state, transcript), self._engine(state.dimension)
            found = engine.of_version(entry.version, entry.passages) if engine else []
            vectors = passages.sentences(self._server, schema.pieces(self._library), found)
            encoded = [Encoded(each.vector, matrix) for each, matrix in zip(found, vectors, strict=True)]
            return Kept(self._files.transcript(entry, ()), [Passage(transcript, each.spans) for each in found], encoded)

        return self._steadily(read)

    def ledger(self) -> Ledger:
        state = self._journal.current()
        made = groupby(state.renames, key=lambda each: each.change)
        return Ledger(
            dict(sorted(state.origins.items())),
            dict(sorted(state.former.items())),
            tuple(tuple(each.rename for each in change) for _, change in made),
            dict(sorted(state.collections.items())),
        )

    def faults(self) -> list[Fault]:
        """All that is wrong with it. Raises LibraryDamaged where the journal cannot be read."""
        (passages_in,) = self._searched(self._journal.current().dimension) or [""]
        beside = schema.pieces(self._library)
        return list(Verification(self._server, self._journal, self.recordings, beside, passages_in).faults())
