"""What a Milvus server is asked and told, in the terms of its collections: rows by keys, counts, searches, changes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from index.milvus.address import Address, Options
from index.milvus.connection import Connection

Row = dict[str, Any]
"""A row of a collection, by field: what comes from the engine has as many types as there are fields."""

_NEWEST = "Strong"  # the level of consistency that has all that was acknowledged
MOST = 16_384  # what one answer may hold on a cluster; Lite has no such limit
AT_ONCE = 8_000  # rows that are asked for in one call
_BATCH = 500  # rows that are written in one call, or asked for by key; far below 64 MB, which a message may have


class Server(Connection):
    """For any number of threads."""

    def __init__(self, address: Address, options: Options) -> None:
        self._writing = threading.Lock()
        self._loaded: set[str] = set()
        super().__init__(address, options)

    # --- reading

    def count(self, collection: str, where: str, strong: bool = False) -> int:
        """How many rows there are."""
        level = self._level(strong)
        rows = self.call("query", collection, filter=where, output_fields=["count(*)"], consistency_level=level)
        return int(rows[0]["count(*)"])

    def holds(self, collection: str, version: int, keys: Sequence[int]) -> int:
        """How many rows of a version there are, which should have these keys."""
        if self.lite.startswith("3"):  # which looks through all rows to count some, and has no key twice
            return len(self.by_keys(collection, keys, [], strong=True))
        return self.count(collection, f"version == {version}", strong=True)

    def rows(
        self,
        collection: str,
        fields: Sequence[str],
        first: int,
        end: int,
        where: str = "",
        strong: bool = False,
        few: bool = False,
    ) -> list[Row]:
        """All rows with keys from ``first`` to before ``end``, in their order, however many there are.

        ``few`` says that there are no more than one call may bring.
        """
        within = f"pk >= {first} and pk < {end}" + (f" and ({where})" if where else "")
        if not few and end - first > AT_ONCE and self.count(collection, within, strong) > AT_ONCE:
            middle = (first + end) // 2
            parts = ((first, middle), (middle, end))
            return [row for part in parts for row in self.rows(collection, fields, *part, where, strong)]
        level = self._level(strong)
        found = self.call("query", collection, filter=within, output_fields=["pk", *fields], consistency_level=level)
        return sorted(found, key=lambda row: int(row["pk"]))  # Lite 3 gives them as they lie in its files

    def by_keys(
        self, collection: str, keys: Sequence[int], fields: Sequence[str], strong: bool = False
    ) -> dict[int, Row]:
        """The rows that have these keys, which should be there: where one is not found, the newest are asked for.

        The embedded engines go through all rows for any other condition.
        """
        found: dict[int, Row] = {}
        level = self._level(strong)
        for first in range(0, len(keys), _BATCH):
            some = list(keys[first : first + _BATCH])
            for row in self.call("query", collection, ids=some, output_fields=["pk", *fields], consistency_level=level):
                found[int(row["pk"])] = row
        late = [] if level == _NEWEST else [key for key in keys if key not in found]
        return found | self.by_keys(collection, late, fields, strong=True) if late else found

    def search(
        self,
        collection: str,
        field: str,
        sought: list[float] | str,
        where: str,
        limit: int,
        fields: Sequence[str],
        effort: int = 0,
    ) -> list[tuple[float, Row]]:
        """The rows that are nearest, with the engine's own scores, the best first.

        ``effort`` is how many an approximate index keeps in view; 0 leaves that to the engine.
        """
        (hits,) = self.call(
            "search",
            collection,
            data=[sought],
            anns_field=field,
            filter=where,
            limit=min(limit, MOST),
            output_fields=["pk", *fields],
            consistency_level=self._level(),
            **({"search_params": {"params": {"ef": effort}}} if effort else {}),
        )
        return [(abs(float(hit["distance"])), dict(hit["entity"])) for hit in hits]  # Lite 3 counts BM25 below zero

    # --- writing

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows, each in the place of one that has its key: to do it twice is to do it once."""
        self._write("upsert", collection, rows)

    def insert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows whose keys nobody has drawn before; see index.milvus.writing for what may come of it.

        Lite 2 goes through all rows of a collection to write over some. Elsewhere this, too, may be done twice.
        """
        self._write("insert" if self.lite.startswith("2") else "upsert", collection, rows)

    def delete(self, collection: str, where: str) -> None:
        """Forget rows. What the engine says of it differs (a list, a number, by version), and is not read."""
        with self._alone():
            self.call("delete", collection, filter=where)

    def flush(self, collection: str) -> None:
        """Let Lite 3 search its files: what it has only in memory it goes through row by row."""
        if self.lite.startswith("3"):
            with self._alone():
                self.call("flush", collection)

    # --- collections

    def has(self, collection: str) -> bool:
        return bool(self.call("has_collection", collection))

    def load(self, collection: str) -> None:
        """Let a collection be read; a connection does not know whether others did that."""
        if collection not in self._loaded:
            self.call(
                "load_collection", collection, **({} if self.lite else {"replica_number": self._options.replicas})
            )
            self._loaded.add(collection)

    def _level(self, strong: bool = False) -> str:
        return _NEWEST if strong else self._options.consistency

    def _write(self, how: str, collection: str, rows: Sequence[Row]) -> None:
        for first in range(0, len(rows), _BATCH):
            with self._alone():
                self.call(how, collection, data=list(rows[first : first + _BATCH]))

    def _alone(self) -> AbstractContextManager[object]:
        """What several threads cannot be in at once: of those that wrote together Lite 3 has lost rows."""
        return self._writing if self.lite else nullcontext()
