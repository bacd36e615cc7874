"""Calls to a Milvus server: each has a deadline, what fails for a while is tried again, and errors name their cure."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, TypeVar

import grpc
from pymilvus import MilvusClient, MilvusException

from index.errors import LibraryError
from index.milvus.address import Address, Options

T = TypeVar("T")
Value = int | str | list[int] | list[float]
Row = dict[str, Any]
"""A row of a collection, by field: what comes from the engine has as many types as there are fields."""

MOST = 16_384  # what one answer may hold on a cluster; Lite has no such limit
_AT_ONCE = 8_000  # rows that are asked for in one call
_BATCH = 500  # rows that are written in one call, or asked for by key; far below 64 MB, which a message may have
_LITE = "milvus_lite-"
_OLDEST = (2, 5)  # the first that knows BM25

_BROKEN = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED)
_REFUSED = (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
# Codes of Milvus: not ready, memory and disk at their limit, too many requests, nodes, channels and replicas that are
# missing for the moment, a collection that is not loaded yet, no connection.
_PASSING = {1, 2, 3, 4, 5, 7, 8, 101, 102, 103, 104, 106, 400, 401, 500, 501, 502, 503, 504, 505, 901, 2001}
_WORDS = ("no available", "not ready", "unavailable", "offline", "timeout", "connect", "rate limit")
_RELEASED = ("not loaded", "'released'")
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it prints every error, also those that are tried again


class Server:
    """For any number of threads. ``lite`` is the version of an embedded engine that serves; empty for a cluster."""

    def __init__(self, address: Address, options: Options) -> None:
        self.place = str(address)
        self._options = options
        self._writing = threading.Lock()
        self._loaded: set[str] = set()
        self.closed = False
        secure = {"server_pem_path": options.certificate} if options.certificate else {}
        self._client = self._trying(
            lambda: MilvusClient(
                address.uri,
                token=options.token,
                db_name=options.database,
                timeout=options.timeout_s,
                dedicated=True,
                **secure,
            )
        )
        self.lite = ""
        self._look()

    def _look(self) -> None:
        """See what the server is. Raises LibraryError for one that is too old."""
        try:
            version = self._trying(lambda: str(self._client.get_server_version(timeout=self._options.timeout_s)))
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
        self, collection: str, field: str, sought: list[float] | str, where: str, limit: int, fields: Sequence[str]
    ) -> list[tuple[float, Row]]:
        """The rows that are nearest, with the engine's own scores, the best first."""
        (hits,) = self.call(
            "search",
            collection,
            data=[sought],
            anns_field=field,
            filter=where,
            limit=min(limit, MOST),
            output_fields=["pk", *fields],
            consistency_level=self._level(),
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
        return self._trying(
            lambda: getattr(self._client, name)(collection, timeout=self._options.timeout_s, **values), collection
        )

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._client.close()

    def _level(self, strong: bool = False) -> str:
        return "Strong" if strong else self._options.consistency

    def _alone(self) -> AbstractContextManager[object]:
        return nullcontext() if self.threaded else self._writing

    def _trying(self, act: Callable[[], T], collection: str = "") -> T:
        until = time.monotonic() + self._options.patience_s
        for wait in _waits():
            if self.closed:
                raise LibraryError(self.place, "the library was closed", "open it again")
            try:
                return act()
            except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
                released = bool(collection) and any(sign in str(error).lower() for sign in _RELEASED)
                if not (released or _passes(error)) or time.monotonic() + wait > until:
                    raise self._explained(error) from error
                if released:  # the server was started anew, or somebody released it
                    with suppress(MilvusException, grpc.RpcError):
                        self._client.load_collection(collection, timeout=self._options.timeout_s)
            time.sleep(wait)
        raise AssertionError("there is always another wait")

    def _explained(self, error: Exception) -> LibraryError:
        """What an error of the server means, and what can be done about it."""
        said = " ".join((getattr(error, "message", "") or str(error)).split())[:300]
        if _code(error) in _REFUSED or "auth" in said.lower():
            return LibraryError(self.place, f"the server refuses the sign-in ({said})", "set ONTHERECORD_MILVUS_TOKEN")
        if _passes(error):
            reason = f"the server did not answer for {self._options.patience_s:.0f} s ({said})"
            return LibraryError(self.place, reason, "see that it runs and can be reached, then try again")
        return LibraryError(self.place, f"the server refuses a call ({said})", "check its version and its log")


def _waits() -> Iterator[float]:
    """Seconds until the next trial: longer each time, and never the same for two who wait for the same."""
    wait = 0.05
    while True:
        yield wait * random.uniform(0.5, 1.5)  # noqa: S311 - nothing secret hangs on it
        wait = min(wait * 2, 5.0)


def _code(error: Exception) -> object:
    code = getattr(error, "code", None)
    return code() if callable(code) else code


def _passes(error: Exception) -> bool:
    """Whether the same call may succeed a while later."""
    code, said = _code(error), str(error).lower()
    if isinstance(error, grpc.FutureTimeoutError) or code in _BROKEN:
        return True
    if code in _REFUSED or "auth" in said or isinstance(error, grpc.RpcError):
        return False
    return bool(getattr(error, "_retriable", False)) or (code in _PASSING and any(word in said for word in _WORDS))
