"""What a question costs by the size of the library, from 2,000 to 2 million passages, beside plain FAISS and FTS5.

    python -m tests.bench.size [passages ...] [--keep DIR]

Libraries are of made-up words and random unit vectors, written in large steps and then opened and asked as any other;
with ``--keep`` they stay in that folder for the next time. Each size is measured in a process of its own. Two million
passages need 14 GB of disk. ``exact`` is what a comparison with every vector, and FTS5's BM25, find.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from index.encoder import SentenceEncoder, Vector
from index.intake.given import NOTHING
from index.local import lookup
from index.local.state import changed
from index.local.store import LocalStore
from index.store import Filter
from index.text import terms
from qa import ask
from qa.library import Library
from tests.bench.store import DIMENSION, PER_TRANSCRIPT, SPEAKERS, conversation, timed, unit, words

SIZES = (2_000, 20_000, 200_000, 2_000_000)
K, QUESTIONS, JUDGED = 10, 40, 20
STEP = 100  # transcripts that are written together
SPEAKER = Filter(speakers=frozenset({"S3"}))
NARROW = Filter(transcripts=frozenset({f"{3:016x}"}))


def filled(folder: Path, passages: int) -> LocalStore:
    """A library of so many passages; what is there already is kept."""
    library = LocalStore(folder, SentenceEncoder().name)
    for first in range(library.size() // PER_TRANSCRIPT, passages // PER_TRANSCRIPT, STEP):
        with library._database.writing() as connection:
            for number in range(first, min(first + STEP, passages // PER_TRANSCRIPT)):
                transcript, cut, vectors = conversation(number)
                rows = [lookup.Row.of(transcript, *pair) for pair in zip(cut, vectors, strict=True)]
                library._write(connection, transcript, rows, zlib.compress(b"made up"), NOTHING)
            changed(connection, DIMENSION)
    return library


def memory() -> int:
    """Bytes of this process in memory, files that are read where they lie included."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def typical(times: Sequence[float]) -> str:
    return f"{np.percentile(times, 50):.1f} / {np.percentile(times, 95):.1f}"


def asked(library: LocalStore, where: Filter) -> list[float]:
    questions = [(unit(1)[0], words(5), where, K) for _ in range(QUESTIONS)]
    return [timed(partial(library.search, *question)) for question in questions]


def answered(library: Library, speakers: Sequence[str]) -> str:
    """Embedding included; and how much of it was computing, which other programs and a slow disk do not change."""
    times, computing = [], []
    for _ in range(QUESTIONS):
        start, begun = time.perf_counter(), time.process_time()
        ask(f"what about {' '.join(words(4))}?", library, speakers=speakers)
        times.append((time.perf_counter() - start) * 1000)
        computing.append((time.process_time() - begun) * 1000)
    return f"{typical(times)} ({np.percentile(computing, 50):.0f})"


def measure(folder: Path, passages: int) -> Iterator[tuple[str, str]]:
    encoder = SentenceEncoder()
    encoder.question("ready?")
    vocabulary = [f"w{rank}" for rank in range(49_000)]  # as after some hundred questions
    encoder.words(vocabulary)
    terms(" ".join(vocabulary))
    with closing(LocalStore(folder.parent / "empty", encoder.name)) as empty:
        ask("what about w1?", Library(empty, encoder))  # all that is loaded once, however large the library
    before, start = memory(), time.perf_counter()
    with closing(LocalStore(folder, encoder.name)) as library:
        yield "opening, ms", f"{(time.perf_counter() - start) * 1000:.0f}"
        yield "first search, ms", f"{timed(partial(library.search, unit(1)[0], words(5), Filter(), K)):.0f}"
        for name, where in (("", Filter()), (", one of 20 speakers", SPEAKER), (", one transcript", NARROW)):
            yield f"search{name}, p50 / p95 ms", typical(asked(library, where))
        yield "memory, bytes a passage", f"{(memory() - before) / passages:.0f}"
        whole = Library(library, encoder)
        for name, speakers in (("", ()), (", one of 20 speakers", ("S3",))):
            yield f"question answered{name}, p50 / p95 ms (CPU)", answered(whole, speakers)
        made = conversation(passages)
        yield "add one transcript, ms", f"{timed(partial(library.add, *made, b'x')):.0f}"
        yield (
            "search after the addition, ms",
            f"{timed(partial(library.search, unit(1)[0], words(5), Filter(), K)):.0f}",
        )
        yield "remove it, ms", f"{timed(partial(library.remove, made[0].id)):.0f}"
        yield "search after the removal, ms", f"{timed(partial(library.search, unit(1)[0], words(5), Filter(), K)):.0f}"
        yield from judged(library)


def judged(library: LocalStore) -> Iterator[tuple[str, str]]:
    """How much of what is exactly right is found, and how long the plain ways take."""
    with closing(sqlite3.connect(library.path / "library.sqlite3")) as connection:
        flat, ids = faiss.IndexFlatIP(DIMENSION), list[int]()
        rows = connection.execute("SELECT passage, vector FROM passages ORDER BY passage")
        while block := rows.fetchmany(20_000):
            ids += [id_ for id_, _ in block]
            halves = np.frombuffer(b"".join(vector for _, vector in block), "<f2")
            flat.add(halves.reshape(-1, DIMENSION).astype(np.float32))
        by_speaker = lookup.Condition.of(SPEAKER)
        assert by_speaker
        heard = np.isin(ids, by_speaker.ids(connection))
        for name, where, allowed in (("", Filter(), None), (", one of 20 speakers", SPEAKER, heard)):
            near, said, flat_ms, fts_ms = [], [], [], []
            for _ in range(JUDGED):
                question, wanted = unit(1)[0], words(5)
                hits = {hit.place for hit in library.search(question, wanted, where, K)}
                start = time.perf_counter()
                best = flat_nearest(flat, question, allowed)
                between = time.perf_counter()
                right = fts5(connection, wanted, where)
                flat_ms.append((between - start) * 1000)
                fts_ms.append((time.perf_counter() - between) * 1000)
                near.append(len(hits & {ids[row] for row in best}) / len(best))
                said.append(len(hits & set(right)) / len(right) if right else 1.0)
            yield f"recall@{K}{name}, by meaning / by words", f"{np.mean(near):.3f} / {np.mean(said):.3f}"
            yield f"plain FAISS (flat){name}, p50 / p95 ms", typical(flat_ms)
            yield f"plain FTS5{name}, p50 / p95 ms", typical(fts_ms)


def flat_nearest(flat: faiss.IndexFlatIP, question: Vector, allowed: np.ndarray | None) -> list[int]:
    params = None
    if allowed is not None:
        selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
        params = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
    found: list[int] = flat.search(question[np.newaxis], K, params=params)[1][0].tolist()
    return found


def fts5(connection: sqlite3.Connection, words: Sequence[str], where: Filter) -> list[int]:
    wanted = " OR ".join(f'"{term}"' for term in dict.fromkeys(words))
    condition = lookup.Condition.of(where)
    only, values = (f"AND +rowid IN ({condition.query})", condition.values) if condition else ("", ())
    query = f"SELECT rowid FROM words WHERE words MATCH ? {only} ORDER BY rank, rowid LIMIT {K}"
    return [id_ for (id_,) in connection.execute(query, (wanted, *values))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.fill:
        with closing(filled(chosen.keep, chosen.passages[0])) as library:
            library.flush()
        return
    if chosen.one:
        for row in measure(chosen.keep, chosen.passages[0]):
            print(json.dumps(row), flush=True)
        return
    table: dict[str, list[str]] = {}
    for passages in chosen.passages:
        folder = (chosen.keep or Path(tempfile.mkdtemp())) / str(passages)
        command = [sys.executable, "-m", "tests.bench.size", str(passages), "--keep", str(folder)]
        subprocess.run([*command, "--fill"], check=True)
        done = subprocess.run([*command, "--one"], check=True, stdout=subprocess.PIPE, text=True)
        for name, value in map(json.loads, done.stdout.splitlines()):
            table.setdefault(name, []).append(value)
        if not chosen.keep:
            shutil.rmtree(folder.parent)
    print(f"{DIMENSION} dimensions, k = {K}, {SPEAKERS} speakers, {os.cpu_count()} cores")
    print(f"{'passages':<60}" + "".join(f"{passages:>22,}" for passages in chosen.passages))
    for name, values in table.items():
        print(f"{name:<60}" + "".join(f"{value:>22}" for value in values))


if __name__ == "__main__":
    main()
