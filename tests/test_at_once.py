"""A server, commands that add and follow, and people who ask, on one library at once: nobody is locked out or kept
waiting, and every change is seen by the very next question.

ONTHERECORD_STRESS says for how many seconds.
"""

from __future__ import annotations

import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from index.build import add, reindex
from index.formats import Source
from index.local.backup import backup, restore
from index.local.store import LocalStore
from index.store import Filter
from tests.fakes import WordEncoder
from tests.stores import found
from tests.whole import FAKED

ROOT = Path(__file__).parents[1]
SECONDS = float(os.environ.get("ONTHERECORD_STRESS", "6"))
ENCODER = WordEncoder(limit=120)


def talk(who: str, number: int) -> bytes:
    """A file with a word that no other has."""
    said = f"ANNA LEE:  The {who}{number} is about trade.\n\nBEN OKAFOR:  Rain, then.\n\n"
    return (said + "ANNA LEE:  Wheat.\n\nBEN OKAFOR:  Ships.\n\n" * (number % 5)).encode()


@contextmanager
def running(*arguments: object) -> Iterator[queue.Queue[str]]:
    """An ``ontherecord`` command and the lines that it says; what it says must be no complaint."""
    command = [sys.executable, "-c", FAKED, *map(str, arguments)]
    lines: queue.Queue[str] = queue.Queue()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ
    ) as process:

        def read() -> None:
            assert process.stdout
            for line in process.stdout:
                lines.put(line.rstrip("\n"))

        reading = threading.Thread(target=read)
        reading.start()
        try:
            yield lines
        finally:
            process.terminate()
            reading.join()


@contextmanager
def beside(work: Callable[[], object], times: int) -> Iterator[list[Exception]]:
    """Several threads that do some work again and again; what goes wrong in them is told."""
    stop, errors = threading.Event(), list[Exception]()

    def again() -> None:
        while not stop.is_set():
            try:
                work()
            except Exception as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=again) for _ in range(times)]
    for thread in threads:
        thread.start()
    try:
        yield errors
    finally:
        stop.set()
        for thread in threads:
            thread.join()


class Asking:
    """Somebody at the server's address."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=f"{address}api/v1/", timeout=60)

    def close(self) -> None:
        self._http.close()

    def finds(self, word: str) -> set[str]:
        """The transcripts that have a word, by their ids, as far as they are found in every way."""
        answer = self._call("POST", "ask", json={"question": f'"{word}"', "limit": 20})
        return {quote["transcript"]["id"] for quote in answer["quotes"]}

    def add(self, name: str, data: bytes) -> str:
        return str(self._call("POST", "transcripts", files=[("files", (name, data))])["results"][0]["transcript"]["id"])

    def remove(self, id_: str, *, forever: bool) -> None:
        assert self._http.delete(f"transcripts/{id_}", params={"forever": forever}).status_code == 204

    def _call(self, method: str, path: str, **sent: Any) -> Any:
        response = self._http.request(method, path, **sent)
        assert response.is_success, response.text
        return response.json()


def test_all_at_once_on_one_library(tmp_path: Path) -> None:
    library, files = tmp_path / "library", tmp_path / "files"
    files.mkdir()
    (tmp_path / "log").touch()
    (files / "first.txt").write_bytes(talk("first", 0))
    options = ("--library", library, "--port", 0, "--rate-user", 0, "--rate-address", 0, "--log-level", "warning")
    with running("serve", *options) as said, running("add", "--watch", files, "--library", library) as followed:
        mine = random.Random(1)
        assert followed.get(timeout=60).startswith("following ")
        assert followed.get(timeout=60).split()[0] == "added"
        with (
            closing(Asking(_address(said))) as asking,
            beside(lambda: asking.finds("trade") or asking.finds("rain"), 3) as errors,
        ):
            until, number = time.monotonic() + SECONDS, 0
            while time.monotonic() < until or number < 3:
                number += 1
                _by_the_watch(files, followed, asking, number)
                _by_a_command(tmp_path, library, asking, number)
                _over_the_network(asking, number, forever=mine.random() < 0.5)
        assert errors == []
        assert said.empty(), said.get()
    with closing(LocalStore(library)) as store:
        assert store.faults() == []


def _address(said: queue.Queue[str]) -> str:
    line = said.get(timeout=60)
    assert line.startswith("On the Record is at "), line
    return line.split()[-1]


def _by_the_watch(files: Path, followed: queue.Queue[str], asking: Asking, number: int) -> None:
    data, former = talk("watched", number), talk("watched", number - 1)
    (files / ".new").write_bytes(data)
    (files / ".new").rename(files / "watched.txt")
    outcome, id_, _ = followed.get(timeout=60).split()
    assert (outcome, id_) == ("added" if number == 1 else "updated", Source("", data).id)
    assert asking.finds(f"watched{number}") == {id_}
    assert asking.finds(f"watched{number - 1}") == set(), former


def _by_a_command(tmp_path: Path, library: Path, asking: Asking, number: int) -> None:
    file, data = tmp_path / f"{number}.txt", talk("command", number)
    file.write_bytes(data)
    with running("add", file, "--library", library) as added:
        outcome, id_, _ = added.get(timeout=60).split()
        assert (outcome, id_) == ("added", Source("", data).id)
        assert asking.finds(f"command{number}") == {id_}
    with running("remove", id_, "--library", library) as removed:
        assert removed.get(timeout=60).startswith(f"removed  {id_}")
        assert asking.finds(f"command{number}") == set()


def _over_the_network(asking: Asking, number: int, *, forever: bool) -> None:
    id_ = asking.add("sent.txt", talk("sent", number))
    assert asking.finds(f"sent{number}") == {id_}
    asking.remove(id_, forever=forever)
    assert asking.finds(f"sent{number}") == set()


# -- how long anybody waits ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that takes some seconds to be read through."""
    folder = tmp_path_factory.mktemp("large")
    with closing(LocalStore(folder, ENCODER.name)) as store:
        files = [Source(f"{number}.txt", _long(number, 500)) for number in range(40)]
        assert [result.error for result in add(files, store, ENCODER)] == [None] * 40
    return folder


def _long(number: int, turns: int) -> bytes:
    return b"\n\n".join(b"ANNA LEE:  The rain of day %d.\n\nBEN OKAFOR:  More wheat." % number for _ in range(turns))


def _added(folder: Path) -> None:
    with closing(LocalStore(folder, ENCODER.name)) as store:
        (result,) = add([Source("long.txt", _long(99, 10_000))], store, ENCODER)
        assert store.remove(result.transcript)


def _saved(folder: Path) -> None:
    backup(folder, folder.parent / "kept.zip")
    restore(folder.parent / "kept.zip", folder.parent / "restored")


@pytest.mark.parametrize(
    ("work", "least"),
    [(_added, 3), (lambda folder: reindex(folder, ENCODER), 3), (_saved, 1)],
    ids=["added", "reindexed", "saved"],
)
def test_no_reader_waits_while_the_library_is(work: Callable[[Path], object], least: int, large: Path) -> None:
    """The store of a reader is another process' as far as the library goes: nothing but the file is shared."""
    reads, one = [0], Filter(transcripts=frozenset({Source("", _long(2, 500)).id}))

    def read() -> None:
        assert len(store.transcripts()) >= 40
        assert {passage.transcript for passage in store.holding(["rain"], one)} == set(one.transcripts or ())
        assert found(store, "rain", one, k=1, encoder=ENCODER)[0][0] in (one.transcripts or ())
        reads[0] += 1

    with closing(LocalStore(large, ENCODER.name)) as store:
        read()
        with beside(read, 2) as errors:
            before = reads[0]
            work(large)
            meanwhile = reads[0] - before
    assert errors == []
    assert meanwhile >= least, "the readers waited until it was done"
