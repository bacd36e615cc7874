"""One way to index, measured in a process of its own: a Job on its standard input, the Figures on its output.

It is imported by the peers' interpreter, too, and needs nothing of the project. White space counts as no character.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

K = 10


class Said(NamedTuple):
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Job:
    """``model`` is its folder; ``chunk`` how many characters a text may have, 0 for what is the default."""

    model: str
    transcripts: Sequence[Sequence[Said]]
    questions: Sequence[str]
    chunk: int = 0

    def documents(self) -> list[str]:
        return ["\n\n".join(text for _, text in turns) for turns in self.transcripts]


class Piece(NamedTuple):
    """A text that was given to the model, and where it begins in its document."""

    document: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """``embedded`` are the characters that are in a vector, each counted once; ``asked`` are milliseconds.

    ``computed`` are the seconds that all threads had a core: as long, whatever else the machine has to do.
    """

    pieces: int
    seconds: float
    computed: float
    embedded: int
    asked: Sequence[float]
    threads: int


class Indexer(Protocol):
    """Made with its model loaded; ``limit`` is how many tokens of a text that reads."""

    limit: int

    def index(self, folder: Path) -> None:
        """All of the job, until it is on the disk and can be searched."""

    def search(self, question: str) -> int:
        """How many were found, of K."""

    def pieces(self) -> list[Piece]: ...


def characters(text: str) -> int:
    return len("".join(text.split()))


def reach(texts: Sequence[str], model: str, limit: int) -> list[int]:
    """How far into each text the model reads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(Path(model) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    return [max((end for _, end in found.offsets), default=0) for found in tokenizer.encode_batch(list(texts))]


def embedded(pieces: Sequence[Piece], ends: Iterable[int]) -> int:
    """The characters of ``pieces`` before ``ends``; what two of them share counts once."""
    counted: dict[int, int] = {}
    total = 0
    for (document, start, text), end in zip(pieces, ends, strict=True):
        before = counted.get(document, 0)
        total += characters(text[max(before - start, 0) : end])
        counted[document] = max(before, start + end)
    return total


def measured(make: Callable[[Job], Indexer]) -> None:
    import torch

    given = json.load(sys.stdin)
    turns = [[Said(*said) for said in transcript] for transcript in given.pop("transcripts")]
    job = Job(**given, transcripts=turns)
    indexer = make(job)
    with TemporaryDirectory() as folder:
        start, computing = time.perf_counter(), time.process_time()
        indexer.index(Path(folder) / "index")
        seconds, computed = time.perf_counter() - start, time.process_time() - computing
        indexer.search("ready?")
        asked = [_asked(indexer, question) for question in job.questions]
        pieces = indexer.pieces()
    ends = reach([piece.text for piece in pieces], job.model, indexer.limit)
    inside = embedded(pieces, ends)
    print(json.dumps(asdict(Figures(len(pieces), seconds, computed, inside, asked, torch.get_num_threads()))))


def _asked(indexer: Indexer, question: str) -> float:
    start = time.perf_counter()
    found = indexer.search(question)
    assert found == K, f"{found} found for {question}"
    return 1000 * (time.perf_counter() - start)
