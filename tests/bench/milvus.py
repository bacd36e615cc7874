"""What a library on a server costs beside a local one, as both grow: ``python -m tests.bench.milvus [what ...]``.

The same made-up passages go into each; at each size questions are asked one after the other, of one opened library,
and all of it is verified. For example ``python -m tests.bench.milvus 20000 200000 local lite core``. Beside the rate of
adding is what work took meanwhile that is always the same: it tells what else the machine had to do.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from index.local.store import LocalStore
from index.milvus.address import Options
from index.milvus.store import MilvusStore
from index.store import Filter, Store
from index.transcript import Passage
from tests import milvus_servers
from tests.bench.store import PER_TRANSCRIPT, conversation, timed, unit, words

QUESTIONS = 40
KINDS = {
    "no filter": Filter(),
    "one of 20 speakers": Filter(speakers=frozenset({"S3"})),
    "one transcript": Filter(transcripts=frozenset({f"{3:016x}"})),
}
Openers = Mapping[str, Callable[[], Store]]
Found = list[tuple[Passage, float, float]]


def openers(engines: list[str], folder: Path) -> Openers:
    found: dict[str, Callable[[], Store]] = {}
    for name in engines:
        if name == "local":
            found[name] = partial(LocalStore, folder / name, "random")
        else:
            at = milvus_servers.address(name, folder)
            found[name] = partial(MilvusStore, folder / name, "random", at, Options(patience_s=300))
    return found


def filled(stores: Openers, size: int, there: int = 0) -> Iterator[str]:
    """Add passages until there are so many."""
    adding = dict.fromkeys(stores, 0.0)
    steady = []
    with ExitStack() as stack:
        opened = {name: stack.enter_context(closing(open_())) for name, open_ in stores.items()}
        for number in range(there // PER_TRANSCRIPT, size // PER_TRANSCRIPT):
            made = conversation(number)
            steady.append(timed(_always_the_same))
            for name, store in opened.items():
                adding[name] += timed(partial(store.add, *made, b"x" * 10_000))
        for name, store in opened.items():
            store.flush()
            rate, beside = (size - there) / adding[name] * 1000, np.median(steady)
            yield f"{name:6} add, {there:,} to {size:,}: {rate:,.0f} passages a second (steady: {beside:.1f} ms)"


_WORK = np.ones((400, 400), dtype=np.float32)


def _always_the_same() -> None:
    for _ in range(4):
        _WORK @ _WORK


def verified(stores: Openers, size: int) -> Iterator[str]:
    """How long it takes to read all of it, and the most memory that this process had before and after."""
    for name, open_ in stores.items():
        with closing(open_()) as store:
            if isinstance(store, MilvusStore):
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                begun = time.perf_counter()
                faults = store.faults()
                taken, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                memory = f"{before / 1024:.0f} to {after / 1024:.0f} MB"
                yield f"{name:6} {size:,}: verify {taken:.1f} s, {memory}, {len(faults)} faults"


def asked(stores: Openers, size: int) -> Iterator[str]:
    """The time of opening, of the first question, and of others, and whether all have the same answers."""
    with ExitStack() as stack:
        opened: dict[str, Store] = {}
        first = unit(1)[0], words(5), Filter(), 10
        for name, open_ in stores.items():
            begun = time.perf_counter()
            opened[name] = stack.enter_context(closing(open_()))
            opening = (time.perf_counter() - begun) * 1000
            asking = timed(partial(opened[name].search, *first))
            yield f"{name:6} {size:,}: open {opening:.0f} ms, first question {asking:.0f} ms"
        for kind, where in KINDS.items():
            questions = [(unit(1)[0], words(5), where, 10) for _ in range(QUESTIONS)]
            expected: list[Found] = []
            for name, store in opened.items():
                store.search(*questions[0])
                times = [timed(partial(store.search, *question)) for question in questions]
                found = [[(hit.passage, hit.cosine, hit.bm25) for hit in store.search(*each)] for each in questions[:9]]
                expected = expected or found
                p50, p95 = np.percentile(times, [50, 95])
                same = f"{sum(map(_same, found, expected))}/{len(found)} as {next(iter(opened))}"
                yield f"{name:6} {size:,}, {kind}: p50 {p50:.1f} ms, p95 {p95:.1f} ms; {same}"


def _same(ours: Found, theirs: Found) -> bool:
    passages = [each[0] for each in ours] == [each[0] for each in theirs]
    return passages and np.allclose([each[1:] for each in ours], [each[1:] for each in theirs], atol=1e-6)


def main() -> None:
    sizes = [int(part) for part in sys.argv[1:] if part.isdigit()] or [20_000]
    engines = [part for part in sys.argv[1:] if not part.isdigit()] or ["local", "lite", "core"]
    there = 0
    with tempfile.TemporaryDirectory() as folder:
        stores = openers(engines, Path(folder))
        for size in sizes:
            for line in chain(filled(stores, size, there), asked(stores, size), verified(stores, size)):
                print(line, flush=True)
            there = size
        for name, open_ in stores.items():
            with closing(open_()) as store:
                print(f"{name:6} remove: {timed(partial(store.remove, f'{3:016x}')):.1f} ms")


if __name__ == "__main__":
    main()
