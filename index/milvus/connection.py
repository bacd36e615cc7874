"""A connection to a Milvus server: each call has a deadline, what fails a while is tried again, errors name a cure."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from pymilvus import MilvusClient

from index.errors import LibraryError
from index.milvus.address import Address, Options
from index.milvus.failures import FAILURES, explained, passes, released
from index.milvus.patience import Patience

T = TypeVar("T")
_LITE = "milvus_lite-"
_OLDEST = (2, 5)  # the first that knows BM25
REACH_S = 5.0  # for how long a server is looked for that has never answered
_LEAST_S = 0.5  # that a trial to reach it has
_WORN_S = 10.0  # that a call has while the server fails for longer than there is patience

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it prints every error, also those that are tried again


class Connection:
    """For any number of threads. ``lite`` is the version of an embedded engine that serves; empty for a cluster."""

    def __init__(self, address: Address, options: Options) -> None:
        self.place = str(address)
        self._options = options
        self.closed = False
        self._failing_since = 0.0  # since when no call has succeeded, by the clock of time.monotonic; 0 for not at all
        self._client = self._reached(address.uri)
        self.lite = ""
        self._look()

    def call(self, name: str, collection: str, **values: Any) -> Any:
        """One call of the client, tried again as long as what is wrong may pass."""
        return self._trying(lambda left: getattr(self._client, name)(collection, timeout=left, **values), collection)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._client.close()

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

    def _trying(self, act: Callable[[float], T], collection: str = "") -> T:
        """What ``act`` gives, which is told how many seconds it has; tried again as long as what is wrong may pass.

        The patience is the connection's: whoever comes when it is used up already waits for one trial, and no other.
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
