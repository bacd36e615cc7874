"""A server that is not there, or answers no more, is told of within its deadline, whatever is asked of the library."""

from __future__ import annotations

import inspect
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'ontherecord[milvus]'")

import grpc
from pymilvus import MilvusException

from index.errors import LibraryError
from index.intake.given import NOTHING
from index.milvus import schema
from index.milvus.address import Address, Options
from index.milvus.connection import REACH_S
from index.milvus.store import MilvusStore
from index.renames import Rename
from index.store import Filter, Ledger, Store
from tests import milvus_servers
from tests.ports import free_port
from tests.stores import WORDS, keep, made, talk

MUCH = 60.0  # seconds in which everything ends that has a deadline of less than one, on the slowest machine


class Silent:
    """Listens in front of a server, or of none, and can fall silent: then it accepts, and never answers."""

    def __init__(self, port: int = 0) -> None:
        self._to, self._silent, self._open = port, threading.Event(), [socket.create_server(("127.0.0.1", 0))]
        self.port = self._open[0].getsockname()[1]
        if not port:
            self.fall_silent()
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        self._silent.set()

    def close(self) -> None:
        self.fall_silent()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._joined(self._open[0].accept()[0])

    def _joined(self, one: socket.socket) -> None:
        self._open.append(one)
        if not self._silent.is_set():
            other = socket.create_connection(("127.0.0.1", self._to))
            self._open.append(other)
            for pair in ((one, other), (other, one)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while (data := one.recv(1 << 16)) and not self._silent.is_set():
                other.sendall(data)


@pytest.mark.parametrize("kind", ["nobody listens", "nobody answers"])
def test_a_server_that_is_not_there_is_told_of_in_a_few_seconds(kind: str, tmp_path: Path) -> None:
    """Not only after all the patience that one has which was there before."""
    with closing(Silent()) as silent:
        address = Address(f"http://127.0.0.1:{silent.port if kind == 'nobody answers' else free_port()}", "nothing")
        begun = time.monotonic()
        expected = rf"^{re.escape(str(address))}: the server did not answer for \d+ s .*; see that it runs and can be"
        with pytest.raises(LibraryError, match=expected):
            MilvusStore(tmp_path, "words", address, Options())
        assert time.monotonic() - begun < Options().patience_s / 2
    assert Options().patience_s / 4 > REACH_S


NEW = talk("new", "Anna: Ships.")
CALLS: dict[str, Callable[[Store], object]] = {
    "generation": lambda store: store.generation,
    "add": lambda store: store.add(*made(NEW), b""),
    "remove": lambda store: store.remove("a"),
    "locate": lambda store: store.locate("a", "/b.txt"),
    "leave": lambda store: store.leave("/a.txt"),
    "at": lambda store: store.at("/a.txt"),
    "origins": lambda store: store.origins(),
    "successor": lambda store: store.successor("a"),
    "discard": lambda store: store.discard("a"),
    "restore": lambda store: store.restore("a"),
    "erase": lambda store: store.erase("a"),
    "discarded": lambda store: store.discarded(),
    "__contains__": lambda store: "a" in store,
    "transcript": lambda store: store.transcript("a"),
    "transcripts": lambda store: store.transcripts(),
    "source": lambda store: store.source("a"),
    "given": lambda store: store.given("a"),
    "describe": lambda store: store.describe(NEW, NOTHING),
    "appearances": lambda store: store.appearances(),
    "rename": lambda store: store.rename([Rename("a", "Anna", "Ana Lima")]),
    "renames": lambda store: store.renames(),
    "undo": lambda store: store.undo(),
    "collections": lambda store: store.collections(),
    "collect": lambda store: store.collect(["a"], "board"),
    "release": lambda store: store.release(["a"], "board"),
    "disband": lambda store: store.disband("board"),
    "within": lambda store: store.within(["board"]),
    "kept": lambda store: store.kept("a"),
    "ledger": lambda store: store.ledger(),
    "enter": lambda store: store.enter(Ledger({}, {}, (), {})),
    "search": lambda store: store.search(WORDS.question("rain"), ["rain"], Filter(), 3),
    "holding": lambda store: store.holding(["rain"], Filter()),
    "frequencies": lambda store: store.frequencies(["rain"]),
    "size": lambda store: store.size(),
    "faults": lambda store: store.faults(),  # type: ignore[attr-defined]
}
NOT_ASKED = {"recordings", "flush", "close"}  # a folder beside; and what says nothing of what is kept


@pytest.fixture
def silenced(tmp_path: Path) -> Iterator[MilvusStore]:
    """A library that was open when its server fell silent."""
    address = milvus_servers.address("lite", tmp_path)
    with closing(Silent(milvus_servers.server("lite").port)) as proxy:
        there = Address(f"http://127.0.0.1:{proxy.port}", address.library)
        with closing(MilvusStore(tmp_path, "words", there, Options(timeout_s=20, patience_s=30))) as store:
            keep(store, talk("a", "Anna: Rain."))
            proxy.fall_silent()
            store._server._options = Options(timeout_s=0.5, patience_s=0.5)
            yield store
    milvus_servers.drop(address)


def test_every_call_has_a_deadline(silenced: MilvusStore) -> None:
    """Also of many who wait for the same."""
    assert {name for name, _ in inspect.getmembers(Store, callable) if not name.startswith("_")} - NOT_ASKED <= {*CALLS}

    def told(call: Callable[[Store], object]) -> str:
        with pytest.raises(LibraryError) as raised:
            call(silenced)
        return str(raised.value)

    begun = time.monotonic()
    with ThreadPoolExecutor(len(CALLS)) as pool:
        said = dict(zip(CALLS, pool.map(told, CALLS.values()), strict=True))
    assert time.monotonic() - begun < MUCH
    assert {name for name, error in said.items() if "did not answer" not in error} == set()


def test_who_comes_when_patience_is_used_up_waits_for_one_trial_alone(silenced: MilvusStore) -> None:
    trials: list[float] = []

    def fail(deadline: float) -> None:
        trials.append(deadline)
        raise grpc.FutureTimeoutError

    server = silenced._server
    server._options = Options(timeout_s=30, patience_s=0.2)
    for begins_with in (30, 10, 10):
        trials.clear()
        with pytest.raises(LibraryError, match="did not answer"):
            server._trying(fail)
        assert trials[0] == begins_with
        assert begins_with == 30 or len(trials) == 1
        server._failing_since = time.monotonic() - 1  # as it is a second later
    server._trying(lambda deadline: None)
    trials.clear()
    with pytest.raises(LibraryError, match="did not answer"):
        server._trying(fail)
    assert trials[0] == 30


def test_what_somebody_else_is_making_is_waited_for(silenced: MilvusStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine refuses a second collection of a name before it knows of the first."""

    def refused(*_: object, **__: object) -> None:
        raise LibraryError("server", "the server refuses a call (File exists)", "-") from MilvusException()

    seen = iter([False, False, True])
    monkeypatch.setattr(silenced._server, "call", refused)
    schema._once(silenced._server, "library_journal", "create_collection", {}, lambda: next(seen))
    assert list(seen) == []
    monkeypatch.setattr(schema, "_MADE_S", 0.2)
    with pytest.raises(LibraryError, match="File exists"):
        schema._once(silenced._server, "library_journal", "create_collection", {}, lambda: False)


def test_every_kind_of_call_has_a_deadline(silenced: MilvusStore) -> None:
    """Not only the first one that a question makes."""
    server, name = silenced._server, f"{silenced._library}_journal"
    row = {"pk": -5, "version": 5, "data": "0", "nothing": schema.NO_VECTOR}
    calls: list[Callable[[], object]] = [
        lambda: server.count(name, "pk > 0", strong=True),
        lambda: server.rows(name, ["data"], 0, 1 << 40),
        lambda: server.by_keys(name, [1], ["data"]),
        lambda: server.search(name, "nothing", schema.NO_VECTOR, "", 3, ["data"]),
        lambda: server.upsert(name, [row]),
        lambda: server.delete(name, "version == 5"),
        lambda: server.flush(name),
        lambda: server.has(name),
        lambda: server.call("list_indexes", name),
        lambda: server.call("describe_collection", name),
        lambda: server.call("describe_index", name, index_name="nothing"),
        lambda: server.call("load_collection", name),
        lambda: schema.make_records(server, f"{name}_2", Options()),
    ]

    def told(call: Callable[[], object]) -> str:
        with pytest.raises(LibraryError) as raised:
            call()
        return str(raised.value)

    begun = time.monotonic()
    with ThreadPoolExecutor(len(calls)) as pool:
        said = list(pool.map(told, calls))
    assert time.monotonic() - begun < MUCH
    assert [error for error in said if "did not answer" not in error] == []
