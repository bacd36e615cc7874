"""LangChain with FAISS, as tests.bench.peers measures it: at its defaults, but for the size of chunks where given."""

from __future__ import annotations

from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from tests.bench.indexing import Job, K, Piece, measured


def splitter(chunk: int, start: bool = False) -> RecursiveCharacterTextSplitter:
    """By default chunks have 4,000 characters, and share 200."""
    size = {"chunk_size": chunk} if chunk else {}
    return RecursiveCharacterTextSplitter(**size, add_start_index=start)


def chunks(job: Job) -> list[Piece]:
    """What the splitter makes of each transcript."""
    documents = [Document(text, metadata={"number": number}) for number, text in enumerate(job.documents())]
    made = splitter(job.chunk, start=True).split_documents(documents)
    return [Piece(each.metadata["number"], each.metadata["start_index"], each.page_content) for each in made]


class LangChain:
    store: FAISS

    def __init__(self, job: Job) -> None:
        self.job = job
        self.embeddings = HuggingFaceEmbeddings(model_name=job.model)
        self.embeddings.embed_query("ready?")
        self.limit = int(self.embeddings._client.max_seq_length)

    def index(self, folder: Path) -> None:
        documents = [Document(text) for text in self.job.documents()]
        self.store = FAISS.from_documents(splitter(self.job.chunk).split_documents(documents), self.embeddings)
        self.store.save_local(str(folder))

    def search(self, question: str) -> int:
        return len(self.store.similarity_search(question, k=K))

    def pieces(self) -> list[Piece]:
        return chunks(self.job)


if __name__ == "__main__":
    measured(LangChain)
