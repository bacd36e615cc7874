"""A followed folder, with a real process and real files: what comes, changes, moves and goes; how it ends."""

from __future__ import annotations

import queue
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path

import pytest

from index.build import Outcome
from index.formats import Source
from index.intake.watch import follow
from index.local.store import LocalStore
from tests.fakes import WordEncoder
from tests.whole import FAKED

ROOT = Path(__file__).parents[1]
TRADE = b"ANNA LEE:  We trade with China.\n\nBEN OKAFOR:  The wheat is under rain.\n"
VOTE = b"CLEO RUIZ:  The vote is on the school.\n\nANNA LEE:  There will be music.\n"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are sent on POSIX only")


class Following:
    """``ontherecord add --watch`` in a process of its own; its lines can be waited for."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FAKED, "add", "--watch", str(folder), "--library", str(library)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self.line().startswith("following ")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def line(self) -> str:
        return self._lines.get(timeout=60)

    def lines(self, count: int) -> list[tuple[str, str]]:
        """Outcome and name, in any order: changes of several files may be seen in one look or in two."""
        split = [self.line().split() for _ in range(count)]
        return sorted((words[0], words[-1]) for words in split)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def stopped(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        return self.process.wait(timeout=60)


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    return folder


@pytest.fixture
def start(talks: Path, tmp_path: Path) -> Iterator[Callable[[], Following]]:
    with ExitStack() as started:

        def start() -> Following:
            following = Following(talks, tmp_path / "library")
            started.callback(following.end)
            return following

        yield start


def kept(tmp_path: Path) -> set[str]:
    with closing(LocalStore(tmp_path / "library")) as store:
        return {summary.id for summary in store.transcripts()}


def id_of(data: bytes) -> str:
    return Source("", data).id


def test_a_folder_is_followed(start: Callable[[], Following], talks: Path, tmp_path: Path) -> None:
    (talks / "a.txt").write_bytes(TRADE)
    following = start()
    assert following.lines(1) == [("added", "a.txt")]
    (talks / "deep").mkdir()
    (talks / ".b.txt.part").write_bytes(VOTE)
    (talks / ".b.txt.part").rename(talks / "deep" / "b.txt")
    assert following.lines(1) == [("added", "b.txt")]
    (talks / "a.txt").write_bytes(TRADE + b"\nANNA LEE:  More.\n")
    assert following.lines(1) == [("updated", "a.txt")]
    assert kept(tmp_path) == {id_of(TRADE + b"\nANNA LEE:  More.\n"), id_of(VOTE)}
    (talks / "bad.txt").write_bytes(b"\x7fELF\0\0\0\1")
    assert following.line().startswith("failed   bad.txt: ")
    (talks / "a.txt").write_bytes(b"\x7fELF\0\0\0\1")  # spoilt: its last good version stays
    assert following.line().startswith("failed   a.txt: ")
    shutil.rmtree(talks / "deep")
    assert following.lines(1) == [("removed", "b.txt")]
    assert kept(tmp_path) == {id_of(TRADE + b"\nANNA LEE:  More.\n")}
    assert following.stopped(signal.SIGTERM) == 0


def test_it_takes_up_what_changed_meanwhile_and_ends_at_an_interrupt(
    start: Callable[[], Following], talks: Path, tmp_path: Path
) -> None:
    for name, data in (("a.txt", TRADE), ("b.txt", VOTE)):
        (talks / name).write_bytes(data)
    following = start()
    assert following.lines(2) == [("added", "a.txt"), ("added", "b.txt")]
    assert following.stopped(signal.SIGINT) == 0
    (talks / "a.txt").unlink()
    (talks / "b.txt").rename(talks / "c.txt")
    (talks / "d.txt").write_bytes(VOTE + b"\nCLEO RUIZ:  No.\n")
    following = start()
    assert following.lines(2) == [("added", "d.txt"), ("removed", "a.txt")]
    with closing(LocalStore(tmp_path / "library")) as store:
        assert store.at(str(talks / "c.txt")) == id_of(VOTE)
    assert following.stopped(signal.SIGTERM) == 0


def test_what_is_moved_is_neither_added_nor_removed(
    start: Callable[[], Following], talks: Path, tmp_path: Path
) -> None:
    (talks / "a.txt").write_bytes(TRADE)
    following = start()
    assert following.lines(1) == [("added", "a.txt")]
    (talks / "a.txt").rename(talks / "z.txt")
    (talks / "new.txt").write_bytes(VOTE)
    assert following.lines(1) == [("added", "new.txt")]
    (talks / "new.txt").unlink()
    assert following.lines(1) == [("removed", "new.txt")]
    assert kept(tmp_path) == {id_of(TRADE)}


# -- in this process -------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(tmp_path / "library", "words")) as opened:
        yield opened


def first(count: int, folder: Path, store: LocalStore) -> list[tuple[str, str]]:
    """The first results of following a folder."""
    results = follow(folder, store, WordEncoder(), threading.Event())
    return [(result.outcome, result.source) for result in islice(results, count)]


def test_members_go_that_an_archive_no_longer_has(store: LocalStore, talks: Path) -> None:
    archive = talks / "all.zip"
    for files, expected in [
        ({"a.txt": TRADE, "b.txt": VOTE}, [(Outcome.ADDED, "a.txt"), (Outcome.ADDED, "b.txt")]),
        ({"b.txt": VOTE}, [(Outcome.REMOVED, "a.txt")]),
        ({"b.txt": TRADE}, [(Outcome.UPDATED, "b.txt")]),
    ]:
        with zipfile.ZipFile(archive, "w") as opened:
            for name, data in files.items():
                opened.writestr(name, data)
        assert first(len(expected), talks, store) == expected
    assert [summary.id for summary in store.transcripts()] == [id_of(TRADE)]


def test_an_archive_that_cannot_be_read_any_more_keeps_its_transcripts(store: LocalStore, talks: Path) -> None:
    with zipfile.ZipFile(talks / "all.zip", "w") as opened:
        opened.writestr("a.txt", TRADE)
    (talks / "b.txt").write_bytes(VOTE)
    first(2, talks, store)
    (talks / "all.zip").write_bytes(b"PK\3\4 and no more")
    (talks / "b.txt").unlink()
    failed, removed = first(2, talks, store)
    assert failed == (Outcome.FAILED, str(talks / "all.zip"))
    assert removed == (Outcome.REMOVED, "b.txt")
    assert [summary.id for summary in store.transcripts()] == [id_of(TRADE)]


def test_a_folder_that_is_gone_takes_nothing_with_it(store: LocalStore, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "a.txt").write_bytes(TRADE)
    first(1, disk, store)
    shutil.rmtree(disk)
    assert first(9, disk, store) == [(Outcome.FAILED, str(disk))]
    assert [summary.id for summary in store.transcripts()] == [id_of(TRADE)]


def test_what_lies_outside_of_the_folder_is_none_of_its_business(store: LocalStore, talks: Path) -> None:
    other = talks.with_name("talks2")
    other.mkdir()
    (other / "a.txt").write_bytes(TRADE)
    first(1, other, store)
    (other / "a.txt").unlink()
    (talks / "b.txt").write_bytes(VOTE)
    assert first(1, talks, store) == [(Outcome.ADDED, "b.txt")]
    assert {summary.id for summary in store.transcripts()} == {id_of(TRADE), id_of(VOTE)}
