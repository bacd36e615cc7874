"""txtai, as tests.bench.peers measures it: at its defaults with content kept, a text a turn, or chunks where given.

It splits no texts itself; the chunks are LangChain's.
"""

from __future__ import annotations

from pathlib import Path

from txtai import Embeddings

from tests.bench.indexing import Job, K, Piece, measured
from tests.bench.peer_langchain import chunks, splitter


class Txtai:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.embeddings = Embeddings(path=job.model, content=True)
        self.embeddings.batchtransform(["ready?"])
        self.limit = int(self.embeddings.model.model.maxlength)

    def index(self, folder: Path) -> None:
        self.embeddings.index(self._texts())
        self.embeddings.save(str(folder))

    def _texts(self) -> list[str]:
        if self.job.chunk:
            made = splitter(self.job.chunk)
            return [text for document in self.job.documents() for text in made.split_text(document)]
        return [text for turns in self.job.transcripts for _, text in turns]

    def search(self, question: str) -> int:
        return len(self.embeddings.search(question, K))

    def pieces(self) -> list[Piece]:
        return chunks(self.job) if self.job.chunk else [Piece(n, 0, text) for n, text in enumerate(self._texts())]


if __name__ == "__main__":
    measured(Txtai)
