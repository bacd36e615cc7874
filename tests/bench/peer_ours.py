"""Ours, as tests.bench.peers measures it: files that say who said what, added to a library on the disk."""

from __future__ import annotations

import json
from pathlib import Path

from index import build
from index.encoder import SentenceEncoder
from index.formats import Source
from index.local.store import LocalStore
from index.store import ANY
from index.text import terms
from tests.bench.indexing import Job, K, Piece, measured


class Ours:
    store: LocalStore

    def __init__(self, job: Job) -> None:
        self.encoder = SentenceEncoder()
        self.encoder.question("ready?")
        self.limit = self.encoder.limit + 2
        self.sources = [
            Source(f"{number}.json", json.dumps([{"speaker": who, "text": text} for who, text in turns]).encode())
            for number, turns in enumerate(job.transcripts)
        ]

    def index(self, folder: Path) -> None:
        self.store = LocalStore(folder, self.encoder.name)
        for result in build.add(self.sources, self.store, self.encoder):
            if result.error:
                raise result.error
        self.store.flush()

    def search(self, question: str) -> int:
        return len(self.store.search(self.encoder.question(question), sorted(terms(question)), ANY, K)[:K])

    def pieces(self) -> list[Piece]:
        found = [self.store.kept(summary.id) for summary in self.store.transcripts()]
        texts = [" ".join(map(kept.transcript.text, passage.sentences)) for kept in found for passage in kept.passages]
        return [Piece(number, 0, text) for number, text in enumerate(texts)]  # no sentence is in two of them


if __name__ == "__main__":
    measured(Ours)
