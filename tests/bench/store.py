"""How long the local store takes, by the number of passages: ``python -m tests.bench.store [passages ...]``."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np

from index.encoder import Encoded, Matrix
from index.local.store import LocalStore
from index.store import Filter
from index.transcript import Passage, Span, Speaker, Transcript, Turn

DIMENSION, SENTENCES, WORDS, PER_TRANSCRIPT, SPEAKERS, QUESTIONS = 384, 4, 12, 100, 20, 30
rng = np.random.default_rng(7)
_frequencies = 1 / np.arange(20, 50_020)
_up_to = np.cumsum(_frequencies / _frequencies.sum())[:-1]


def words(count: int) -> list[str]:
    """Made-up words, as unequally frequent as real ones."""
    return [f"w{rank}" for rank in np.searchsorted(_up_to, rng.random(count)).tolist()]


def unit(*shape: int) -> Matrix:
    vectors = rng.standard_normal((*shape, DIMENSION), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors


def conversation(number: int) -> tuple[Transcript, list[Passage], list[Encoded]]:
    """One turn a passage; SPEAKERS people speak in the library, five in each transcript."""
    id_ = f"{number:016x}"
    turns, passages = [], []
    for place in range(PER_TRANSCRIPT):
        sentences = [" ".join(words(WORDS)) + "." for _ in range(SENTENCES)]
        ends = np.cumsum([len(sentence) + 1 for sentence in sentences]).tolist()
        speaker = Speaker(f"S{(number + place % 5) % SPEAKERS}")
        turns.append(Turn(" ".join(sentences), speaker))
        passages.append(
            Passage(
                id_,
                tuple(Span(place, end - len(text) - 1, end - 1) for text, end in zip(sentences, ends, strict=True)),
            )
        )
    vectors, parts = unit(PER_TRANSCRIPT), unit(PER_TRANSCRIPT, SENTENCES)
    return Transcript(id_, f"Meeting {number}", tuple(turns)), passages, list(map(Encoded, vectors, parts))


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def measure(passages: int, folder: Path) -> Iterator[tuple[str, str]]:
    question = unit(1)[0], words(5), Filter(), 10
    with closing(LocalStore(folder, "random")) as store:
        ask = partial(store.search, *question)
        adding = 0.0
        for number in range(passages // PER_TRANSCRIPT):
            made = conversation(number)
            adding += timed(partial(store.add, *made, b"x" * 10_000))
        yield "add, ms a transcript of 100 passages", f"{adding / (passages / PER_TRANSCRIPT):.1f}"
        yield "first question, no cache", f"{timed(ask):.0f} ms"
        yield "write the cache", f"{timed(store.flush):.0f} ms"
    size = sum(file.stat().st_size for file in folder.iterdir())
    yield "disk", f"{size / 1e6:.0f} MB, {size / passages / 1000:.1f} kB a passage"
    with closing(LocalStore(folder, "random")) as store:
        ask = partial(store.search, *question)
        yield "first question, cache", f"{timed(ask):.0f} ms"
        one = Filter(speakers=frozenset({"S3"}))
        narrow = Filter(transcripts=frozenset({f"{3:016x}"}))
        for name, where in (("no filter", Filter()), ("one of 20 speakers", one), ("one transcript", narrow)):
            questions = [(unit(1)[0], words(5), where, 10) for _ in range(QUESTIONS)]
            times = sorted(timed(partial(store.search, *question)) for question in questions)
            yield f"question, {name}, p50 / p95", f"{times[QUESTIONS // 2]:.1f} / {times[-2]:.1f} ms"
        made = conversation(passages)
        store.add(*made, b"x")
        yield "question after an addition", f"{timed(ask):.1f} ms"
        yield "remove", f"{timed(lambda: store.remove(made[0].id)):.1f} ms"
        yield "question after it", f"{timed(ask):.1f} ms"
        yield (
            "transcript, first and again",
            " / ".join(f"{timed(lambda: store.transcript(f'{5:016x}')):.2f}" for _ in range(2)),
        )
        yield "list all", f"{timed(store.transcripts):.1f} ms"
        yield "frequencies of 5 words", f"{timed(lambda: store.frequencies(words(5))):.1f} ms"


if __name__ == "__main__":
    for count in map(int, sys.argv[1:] or ["20000"]):
        print(f"\n{count:,} passages of {SENTENCES * WORDS} words, {DIMENSION} dimensions, k = 10")
        with tempfile.TemporaryDirectory() as folder:
            for what, value in measure(count, Path(folder)):
                print(f"  {what:<40} {value}", flush=True)
