"""Calls to a Milvus server: each has a deadline, what fails for a while is tried again, and errors name their cure."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, TypeVar

from pymilvus import MilvusClient

from index.errors import LibraryError
from index.milvus.address import Address, Options
from index.milvus.failures import FAILURES, Patience, explained, passes, released

T = TypeVar("T")
Value = int | str | list[int] | list[float]
Row = dict[str, Any]
"""A row of a collection, by field: what comes from the engine has as many types as there are fields."""

MOST = 16_384  # what one answer may hold on a cluster; Lite has no such limit
_AT_ONCE = 8_000  # rows that are asked for in one call
_BATCH = 500  # rows that are written in one call, or asked for by key; far below 64 MB, which a message may have
_LITE = "milvus_lite-"
_OLDEST = (2, 5)  # the first that knows BM25
REACH_S = 5.0  # for how long a server is looked for that has never answered
_LEAST_S = 0.5  # that a trial to reach it has
_WORN_S = 10.0  # that a call has while the server fails for longer than there is patience

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it prints every error, also those that are tried again


class Server:
    """For any number of threads. ``lite`` is the version of an embedded engine that serves; empty for a cluster."""

    def __init__(self, address: Address, options: Options) -> None:
        self.place = str(address)
        self._options = options
        self._writing = threading.Lock()
        self._loaded: set[str] = set()
        self.closed = False
        self._failing_since = 0.0  # since when no call has succeeded, by the clock of time.monotonic; 0 for not at all
        self._client = self._reached(address.uri)
        self.lite = ""
        self._look()

    def _reached(self, uri: str) -> MilvusClient:
        """A connection. Whoever starts wants to hear soon of a server that is not there, so patience is short."""
        options, begun = self._options, time.monotonic()
        patience = Patience(min(REACH_S, options.patience_s))
        secure = {"server_pem_path": options.certificate} if options.certificate else {}
        while True:
            left = max(patience.left, _LEAST_S)
            try:
                return MilvusClient(
                    uri, token=options.token, db_name=options.database, timeout=left, dedicated=True, **secure
                )
            except FAILURES as error:
                if not passes(error) or not patience.again():
                    raise explained(error, self.place, time.monotonic() - begun) from error

    def _look(self) -> None:
        """See what the server is. Raises LibraryError for one that is too old."""
        try:
            version = self._trying(lambda left: str(self._client.get_server_version(timeout=left)))
        except LibraryError as error:
            if "UNIMPLEMENTED" not in str(error.__cause__).upper():
                raise
            version = f"{_LITE}2"  # the embedded engines of that line do not say
        if version.startswith(_LITE):
            self.lite = version.removeprefix(_LITE)
            return
        numbers = tuple(int(part) for part in version.lstrip("v").split("-")[0].split(".")[:2] if part.isdigit())
        if numbers and numbers < _OLDEST:
            reason = f"the server is Milvus {version}, which cannot search by words (BM25)"
            raise LibraryError(self.place, reason, "use Milvus 2.5 or newer")

    @property
    def threaded(self) -> bool:
        """Whether several may write at once: Lite 3 has lost rows that it had acknowledged."""
        return not self.lite

    # --- reading

    def count(self, collection: str, where: str, strong: bool = False) -> int:
        """How many rows there are."""
        level = self._level(strong)
        rows = self.call("query", collection, filter=where, output_fields=["count(*)"], consistency_level=level)
        return int(rows[0]["count(*)"])

    def rows(
        self, collection: str, fields: Sequence[str], first: int, end: int, where: str = "", strong: bool = False
    ) -> list[Row]:
        """All rows with keys from ``first`` to before ``end``, in their order, however many there are."""
        within = f"pk >= {first} and pk < {end}" + (f" and ({where})" if where else "")
        if end - first > _AT_ONCE and self.count(collection, within, strong) > _AT_ONCE:
            middle = (first + end) // 2
            parts = ((first, middle), (middle, end))
            return [row for part in parts for row in self.rows(collection, fields, *part, where, strong)]
        level = self._level(strong)
        found = self.call("query", collection, filter=within, output_fields=["pk", *fields], consistency_level=level)
        return sorted(found, key=lambda row: int(row["pk"]))  # Lite 3 gives them as they lie in its files

    def by_keys(self, collection: str, keys: Sequence[int], fields: Sequence[str]) -> dict[int, Row]:
        """The rows that have these keys."""
        found: dict[int, Row] = {}
        for first in range(0, len(keys), _BATCH):
            some = list(keys[first : first + _BATCH])
            level = self._level()
            for row in self.call("query", collection, ids=some, output_fields=["pk", *fields], consistency_level=level):
                found[int(row["pk"])] = row
        return found

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
        for first in range(0, len(rows), _BATCH):
            with self._alone():
                self.call("upsert", collection, data=list(rows[first : first + _BATCH]))

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

    def call(self, name: str, collection: str, **values: Any) -> Any:
        """One call of the client, tried again as long as what is wrong may pass."""
        return self._trying(lambda left: getattr(self._client, name)(collection, timeout=left, **values), collection)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._client.close()

    def _level(self, strong: bool = False) -> str:
        return "Strong" if strong else self._options.consistency

    def _alone(self) -> AbstractContextManager[object]:
        return nullcontext() if self.threaded else self._writing

    def _trying(self, act: Callable[[float], T], collection: str = "") -> T:
        """What ``act`` gives, which is told how many seconds it has; tried again as long as what is wrong may pass.

        The patience is the server's: whoever comes when it is used up already waits for one trial, and no other.
        """
        begun = time.monotonic()
        patience = Patience(self._options.patience_s, min(begun, self._failing_since or begun))
        while not self.closed:
            worn = patience.left < 0
            try:
                found = act(min(self._options.timeout_s, _WORN_S) if worn else self._options.timeout_s)
            except FAILURES as error:
                gone = bool(collection) and released(error)
                if gone:
                    with suppress(*FAILURES):
                        self._client.load_collection(collection, timeout=self._options.timeout_s)
                elif passes(error):
                    self._failing_since = self._failing_since or begun
                if not (gone or passes(error)) or not patience.again():
                    raise explained(error, self.place, time.monotonic() - begun) from error
            else:
                self._failing_since = 0.0
                return found
        raise LibraryError(self.place, "the library was closed", "open it again")
