"""Limits, signals and clocks: what is refused says the cure, and the library is whole afterwards, without a repair."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import httpx2 as httpx
import pytest

from index.build import Outcome, add
from index.encoder import Encoded
from index.errors import LibraryNotWritable, OutOfMemory
from index.formats import Source
from index.local.store import LocalStore
from index.store import KEPT_S
from qa.answer import Answer
from qa.library import Library
from qa.question import Question
from qa.server.access import tokens
from qa.server.access.register import Register
from qa.server.access.visitor import Identity
from qa.server.asked import counted
from qa.server.metrics import Metrics
from qa.server.rates import Buckets
from tests.fakes import WordEncoder
from tests.stores import found, keep
from tests.test_local import SEOUL, Start, ended, numbered, query, small_disk, start
from tests.whole import logged, serving

__all__ = ["small_disk", "start"]

ROOT = Path(__file__).parents[1]
TRADE = b"ANNA LEE:  We trade with China.\n\nBEN OKAFOR:  The wheat is under rain.\n"


def check_whole(folder: Path, *there: str) -> None:
    """A start finds all of it, and has nothing to mend."""
    assert query(folder, "PRAGMA integrity_check") == [("ok",)]
    with closing(LocalStore(folder)) as store:
        assert [summary.id for summary in store.transcripts()] == list(there)
        assert [fault for fault in store.faults() if "words are not" in str(fault)] == []


# -- limits ----------------------------------------------------------------------------------------------------------


def test_a_limit_on_how_much_may_be_written_is_told_and_changes_nothing(tmp_path: Path, start: Start) -> None:
    """As a quota does, it lets SQLite down in the middle of a change."""
    code = """
        import resource
        from index.errors import LibraryNotWritable
        store = LocalStore(folder, "words")
        keep(store, SEOUL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
        number = 1
        try:
            while number < 1_000:
                keep(store, numbered(number, repeat=50))
                number += 1
        except LibraryNotWritable as error:
            print(error)
        print(found(store, "trade with China", k=1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)  # the cure
        keep(store, numbered(number, repeat=50))
        print(number)
        store.close()
    """
    error, answer, number = ended(start(code, tmp_path)).splitlines()
    assert "no more can be written to it" in error
    assert "quota" in error
    assert error.endswith("nothing was changed")
    assert answer == "[('seoul', 0)]"
    assert int(number) > 1
    check_whole(tmp_path, "seoul", *(f"t{n}" for n in range(1, int(number) + 1)))


def test_a_file_system_that_can_only_be_read_is_told(small_disk: Path) -> None:
    with closing(LocalStore(small_disk / "library", "words")) as store:
        keep(store, SEOUL)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(LibraryNotWritable, match="allow this user to write"):
        LocalStore(small_disk / "library", "words")
    with pytest.raises(LibraryNotWritable, match="Read-only file system"):
        LocalStore(small_disk / "new", "words")
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    check_whole(small_disk / "library", "seoul")


def test_too_little_memory_for_a_file_keeps_only_that_one_out(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # threads would have to be paid for, too
    code = """
        import resource
        from index.build import add
        from index.formats import Source
        from tests.fakes import WordEncoder
        small, big = (b"ANNA LEE:  We trade with China, %d.\\n\\nBEN OKAFOR:  No.\\n" % n for n in (1, 2))
        big += b"\\nANNA LEE:  The wheat is under rain.\\n\\nBEN OKAFOR:  It is.\\n" * 40_000
        store = LocalStore(folder, "words")
        assert not [r for r in add([Source("first.txt", small)], store, WordEncoder()) if r.error]
        found(store, "trade")
        now = int(Path("/proc/self/statm").read_text().split()[0]) * 4096
        resource.setrlimit(resource.RLIMIT_AS, (now + 60_000_000, resource.RLIM_INFINITY))
        more = [Source("big.txt", big), Source("small.txt", small + b"\\nANNA LEE:  Rain.\\n")]
        for result in add(more, store, WordEncoder()):
            print(result.outcome, result.error)
        print(found(store, "trade with China", k=1)[0][1], len(store.transcripts()))
        store.close()
    """
    told = ended(start(code, tmp_path)).splitlines()
    assert told == [
        "failed big.txt: there is not enough memory for it; split it, or end other programs first",
        "added None",
        "0 2",
    ]
    with closing(LocalStore(tmp_path)) as store:
        assert store.faults() == []


class Short(WordEncoder):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception | None = error

    def passages(self, passages: Sequence[Sequence[str]], done: Callable[[int], None] | None = None) -> list[Encoded]:
        if self.error:
            raise self.error
        return super().passages(passages, done)


LACKS = [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")]


@pytest.mark.parametrize("error", LACKS, ids=["of Python", "of torch"])
def test_a_lack_of_memory_is_known_in_whatever_way_it_is_said(tmp_path: Path, error: Exception) -> None:
    with closing(LocalStore(tmp_path, "words")) as store:
        encoder = Short(error)
        (result,) = add([Source("a.txt", TRADE)], store, encoder)
        assert (result.outcome, store.transcripts()) == (Outcome.FAILED, [])
        assert "not enough memory" in str(result.error)
        encoder.error = None
        assert [r.outcome for r in add([Source("a.txt", TRADE)], store, encoder)] == [Outcome.ADDED]
        encoder.error = RuntimeError("something else")
        with pytest.raises(RuntimeError, match="something else"):
            list(add([Source("b.txt", TRADE + b"\nANNA LEE:  No.\n")], store, encoder))


@pytest.mark.parametrize("error", LACKS, ids=["of Python", "of torch"])
def test_a_question_that_memory_does_not_suffice_for_is_told(tmp_path: Path, error: Exception) -> None:
    def ask(question: str) -> Answer:
        if question == "much":
            raise error
        return Answer(Question(question, question))

    with closing(LocalStore(tmp_path, "words")) as store:
        asking = counted(ask, Metrics(Library(store, WordEncoder())), words=False)
        with pytest.raises(OutOfMemory, match=r"not enough memory; end other programs"):
            asking("much")
        assert asking("little").quotes == ()


# -- signals ---------------------------------------------------------------------------------------------------------

SLOWLY = """
import sys, time
import qa.library
from tests.fakes import WordEncoder

class Slow(WordEncoder):
    def passages(self, passages, done=None):
        time.sleep(0.2)
        print("encoding", file=sys.stderr, flush=True)
        return super().passages(passages, done)

qa.library.SentenceEncoder = Slow
from qa.cli import main
main()
"""


def test_an_adding_that_is_told_to_end_tells_what_it_has_added(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for number in range(50):
        (tmp_path / "files" / f"{number:02}.txt").write_bytes(TRADE + b"\nANNA LEE:  %d.\n" % number)
    command = [sys.executable, "-c", SLOWLY, "add", str(tmp_path / "files"), "--library", str(tmp_path / "library")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert [process.stderr.readline() for _ in range(4)] == ["encoding\n"] * 4
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in err
    added = [line.split() for line in out.splitlines()]
    assert [(words[0], words[2]) for words in added] == [("added", f"{n:02}.txt") for n in range(len(added))]
    assert 3 <= len(added) < 50
    check_whole(tmp_path / "library", *(words[1] for words in added))


def test_a_server_that_is_told_to_end_amid_an_adding_keeps_what_it_reported(tmp_path: Path) -> None:
    said = b"\n\n".join(b"ANNA LEE:  We trade with China, say %d.\n\nBEN OKAFOR:  No." % n for n in range(60))
    files = [("files", (f"{n}.txt", said + b"\n\nANNA LEE:  File %d.\n" % n)) for n in range(60)]
    reported: list[str] = []
    with serving(tmp_path / "library", "--grace", "1", code=SLOWLY) as (process, address, log):
        headers = {"accept": "application/x-ndjson"}
        began = 0.0
        with (
            pytest.raises(httpx.TransportError),
            httpx.stream("POST", f"{address}api/v1/transcripts", files=files, headers=headers, timeout=60) as adding,
        ):
            for line in adding.iter_lines():
                if (event := json.loads(line))["event"] == "result":
                    reported.append(event["result"]["transcript"]["id"])
                    if len(reported) == 2:
                        process.send_signal(signal.SIGTERM)
                        began = time.monotonic()
            raise httpx.TransportError("it ended the answer")
        process.wait(60)
        assert time.monotonic() - began < 50
        assert process.returncode == 0, logged(log)
    assert 2 <= len(reported) < 60
    with closing(LocalStore(tmp_path / "library")) as store:
        there = [summary.id for summary in store.transcripts()]
        assert set(reported) <= set(there)
        assert len(there) <= len(reported) + 3  # the sample, and what was written while nobody listened any more
        assert store.faults() == []


# -- the clock -------------------------------------------------------------------------------------------------------

YEAR = 365 * 24 * 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, float]]:
    """``ahead`` is by how many seconds the clock of the wall is wrong."""
    real, wrong = time.time, {"ahead": 0.0}
    monkeypatch.setattr(time, "time", lambda: real() + wrong["ahead"])
    yield wrong


def test_what_was_discarded_goes_when_the_clock_says_so_and_nothing_else_does(
    tmp_path: Path, clock: dict[str, float]
) -> None:
    with closing(LocalStore(tmp_path, "words")) as store:
        keep(store, SEOUL, numbered(1), numbered(2))
        assert store.discard("t1")
        clock["ahead"] = -YEAR
        assert [one.id for one in store.discarded()] == ["t1"]
        assert store.discard("t2")  # a year ago, as it will look
        before = store.generation
        clock["ahead"] = 0.0
        assert [one.id for one in store.discarded()] == ["t1"]
        assert store.generation == before
        clock["ahead"] = KEPT_S + 1.0
        assert store.discarded() == []
        assert not store.restore("t1")
        assert found(store, "trade", k=1) == [("seoul", 0)]
        keep(store, numbered(3))
    check_whole(tmp_path, "seoul", "t3")


def test_no_clock_makes_anybody_wait_or_lets_them_ask_more(clock: dict[str, float]) -> None:
    buckets = Buckets(2)
    assert [buckets.take("ana"), buckets.take("ana")] == [0.0, 0.0]
    for ahead in (YEAR, -YEAR):
        clock["ahead"] = ahead
        assert 0 < buckets.take("ana") <= 30


def test_sign_ins_and_tokens_end_by_the_clock_and_come_back_with_it(tmp_path: Path, clock: dict[str, float]) -> None:
    with closing(Register(tmp_path)) as register:
        _, secret = tokens.create(register, "robot", days=1)
        session = register.begin(Identity("ana"), 3600)
        for ahead, lasts in ((0.0, True), (2 * 24 * 3600.0, False), (0.0, True), (-YEAR, True)):
            clock["ahead"] = ahead
            assert (register.session(session) is not None) is lasts
            assert (register.token(secret) is not None) is lasts
