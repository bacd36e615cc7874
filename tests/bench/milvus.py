"""What a library on a server costs beside a local one: ``python -m tests.bench.milvus [passages] [lite core]``.

The same made-up passages go into each; questions are asked one after the other, of one opened library.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from functools import partial
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


def main() -> None:
    passages = next((int(part) for part in sys.argv[1:] if part.isdigit()), 20_000)
    engines = [part for part in sys.argv[1:] if part in milvus_servers.ENGINES] or ["lite", "core"]
    folder = Path(tempfile.mkdtemp())
    stores: dict[str, Store] = {"local": LocalStore(folder / "local", "random")}
    for name in engines:
        at = milvus_servers.address(name, folder)
        stores[name] = MilvusStore(folder / name, "random", at, Options(patience_s=300))
    adding = dict.fromkeys(stores, 0.0)
    for number in range(passages // PER_TRANSCRIPT):
        made = conversation(number)
        for name, store in stores.items():
            adding[name] += timed(partial(store.add, *made, b"x" * 10_000))
    for name, store in stores.items():
        store.flush()
        print(f"{name:6} add: {passages / adding[name] * 1000:,.0f} passages a second")
    time.sleep(1)
    for kind, where in KINDS.items():
        asked = [(unit(1)[0], words(5), where, 10) for _ in range(QUESTIONS)]
        expected: list[list[tuple[Passage, float, float]]] = []
        for name, store in stores.items():
            store.search(*asked[0])
            times = [timed(partial(store.search, *question)) for question in asked]
            found = [[(hit.passage, hit.cosine, hit.bm25) for hit in store.search(*question)] for question in asked]
            expected = expected or found
            same = sum(
                [each[0] for each in ours] == [each[0] for each in theirs]
                and np.allclose([each[1:] for each in ours], [each[1:] for each in theirs], atol=1e-6)
                for ours, theirs in zip(found, expected, strict=True)
            )
            p50, p95 = np.percentile(times, [50, 95])
            print(f"{name:6} question, {kind}: p50 {p50:.1f} ms, p95 {p95:.1f} ms; as local: {same}/{QUESTIONS}")
    for store in stores.values():
        with closing(store):
            print(f"remove: {timed(lambda store=store: store.remove(f'{3:016x}')):.1f} ms")  # type: ignore[misc]


if __name__ == "__main__":
    main()
