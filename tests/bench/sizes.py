"""What a library weighs on a server, for its sizing: ``python -m tests.bench.sizes FOLDER``.

Copies the library in a folder to a Milvus Lite server of its own, and adds up the bytes of every field that is there.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from pymilvus import MilvusClient

from index.copying import copy
from index.local.store import LocalStore
from index.milvus.address import Address, Options
from index.milvus.store import MilvusStore
from tests import milvus_servers

LIBRARY = "weighed"
_BLOCK = 500


def weight(value: object) -> int:
    """Bytes as an engine keeps it: numbers have eight, those of vectors four."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, int):
        return 8
    numbers = list(value) if hasattr(value, "__iter__") else []
    return len(numbers) * (4 if (numbers and isinstance(numbers[0], float)) or hasattr(value, "dtype") else 8)


def weighed(client: MilvusClient, collection: str) -> Counter[str]:
    """The bytes of each field; ``sparse``, which a server does not give back, has eight for each different word."""
    found: Counter[str] = Counter()
    rows = client.query_iterator(collection, batch_size=_BLOCK, filter="", output_fields=["*"])
    while block := rows.next():
        for row in block:
            found["rows"] += 1
            for name, value in row.items():
                found[name] += weight(value)
            if "words" in row:
                found["sparse"] += 8 * len(set(row["words"].split()))
    rows.close()
    return found


def folder_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main() -> None:
    folder = Path(sys.argv[1])
    server = milvus_servers.server("lite")
    with TemporaryDirectory() as beside, closing(LocalStore(folder)) as source:
        number = source.size()
        begun = time.perf_counter()
        with closing(MilvusStore(Path(beside), source.encoder, Address(server.uri, LIBRARY), Options())) as target:
            copied = copy(source, target, str(folder))
        took = time.perf_counter() - begun
        print(f"{copied.transcripts} transcripts, {number:,} passages, copied and compared in {took:.0f} s")
        back = Path(beside, "back")
        with closing(MilvusStore(Path(beside), "", Address(server.uri, LIBRARY), Options())) as target:
            begun = time.perf_counter()
            with closing(LocalStore(back, source.encoder)) as again:
                copy(target, again, LIBRARY)
        print(f"copied back and compared in {time.perf_counter() - begun:.0f} s")
        print(f"in a folder: {folder_size(back) / number:,.0f} bytes a passage")
        print(f"in the files of Milvus Lite: {folder_size(server.data) / number:,.0f} bytes a passage")
        client = MilvusClient(server.uri)
        for collection in sorted(client.list_collections()):
            if collection.startswith(f"{LIBRARY}_"):
                fields = weighed(client, collection)
                rows = fields.pop("rows")
                told = ", ".join(f"{name} {size / number:,.0f}" for name, size in fields.most_common())
                print(f"{collection}: {rows:,} rows, {fields.total() / number:,.0f} bytes a passage: {told}")
        client.close()


if __name__ == "__main__":
    main()
