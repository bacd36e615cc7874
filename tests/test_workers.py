"""Files that several processes read and encode give the library and the results of one; a process that ends is told."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from multiprocessing import active_children
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from index import build, errors
from index.copying import digest
from index.encoder import Encoded
from index.errors import EncoderError, TranscriptError
from index.intake.given import Given
from index.intake.sources import sources
from index.local.store import LocalStore
from index.workers import recommended, working
from tests.fakes import WordEncoder
from tests.milvus_servers import address, forget
from tests.stores import STORES

ROOT = Path(__file__).parents[1]
TALKS = 12


class Falling(WordEncoder):
    """Ends its process at the word "vote", and takes its time at "ships"."""

    def passages(self, passages: Sequence[Sequence[str]], done: Callable[[int], None] | None = None) -> list[Encoded]:
        words = str(passages)
        if "vote" in words:
            os.kill(os.getpid(), signal.SIGKILL)
        if "ships" in words:
            time.sleep(60)
        return super().passages(passages, done)


class Missing(WordEncoder):
    def tokens(self, texts: Sequence[str]) -> list[int]:
        raise EncoderError("there is no such model")


def text(number: int, word: str = "rain") -> str:
    said = "".join(f"ANNA LEE:  The {word} of talk {number}, part {part}.\n\n" for part in range(1 + 9 * (number % 3)))
    return f"{said}BEN OKAFOR:  Number {number}.\n\nANNA LEE:  Yes.\n"


def workers() -> list[SpawnProcess]:
    """Of this process's children those that are workers, and not servers of other tests."""
    return [child for child in active_children() if isinstance(child, SpawnProcess)]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Of several lengths, with two that are bad, and one that is there twice."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(TALKS):
        (folder / f"talk{number:02}.txt").write_text(text(number))
    (folder / "talk03.bin").write_bytes(b"\0\1\2")
    (folder / "talk05.json").write_text("{")
    (folder / "talk07 again.txt").write_text(text(7))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(tmp_path / "library", "words")) as store:
        yield store


def told(results: Sequence[build.Result]) -> list[tuple[str, str, str, str]]:
    return [(one.source, one.outcome, one.transcript, str(one.error or "")) for one in results]


def test_the_library_and_the_results_are_those_of_one_process(files: Path, store: LocalStore, tmp_path: Path) -> None:
    encoder, progress = WordEncoder(), list[tuple[str, int, int]]()
    with closing(LocalStore(tmp_path / "plain", "words")) as plain:
        expected = told(list(build.add(sources([files]), plain, WordEncoder(), given=Given(date="2021"))))
        with working(WordEncoder, 2, lambda *report: progress.append(report)) as ahead:
            added = build.add(sources([files]), store, encoder, given=Given(date="2021"), ahead=ahead)
            assert told(list(added)) == expected
            until = time.monotonic() + 60
            while len({name for name, _, _ in progress}) < TALKS and time.monotonic() < until:
                time.sleep(0.01)
        assert encoder.encoded == 0  # all of it elsewhere
        assert store.transcripts() == plain.transcripts()
        assert store.ledger() == plain.ledger()
        assert all(digest(store, one.id) == digest(plain, one.id) for one in plain.transcripts())
    assert [name for name, outcome, _, _ in expected if outcome == "failed"] == ["talk03.bin", "talk05.json"]
    assert len(expected) == TALKS + 3
    assert {name for name, done, total in progress if done == total} == {
        name for name, outcome, _, _ in expected if outcome == "added"
    }
    assert workers() == []


def test_a_file_that_has_changed_replaces_its_former_version(files: Path, store: LocalStore) -> None:
    list(build.add(sources([files]), store, WordEncoder()))
    (files / "talk01.txt").write_text(text(1, "wheat"))
    (files / "talk99.txt").write_text(text(99))
    with working(WordEncoder, 2) as ahead:
        results = list(build.add(sources([files]), store, WordEncoder(), ahead=ahead))
    changed = {one.source: one.outcome for one in results if one.outcome not in ("present", "failed")}
    assert changed == {"talk01.txt": "updated", "talk99.txt": "added"}
    assert len(store.transcripts()) == TALKS + 1


def test_a_label_that_nobody_has_is_told_by_the_same_error(files: Path, store: LocalStore) -> None:
    given = Given(speakers=(("DAN", "Dan Ruiz"),))
    with working(WordEncoder, 2) as ahead:
        (result,) = build.add(sources([files / "talk01.txt"]), store, WordEncoder(), given=given, ahead=ahead)
    assert isinstance(result.error, TranscriptError)
    assert result.error.reason == "nobody in it has the label DAN"
    assert result.error.cure == "its labels are: ANNA LEE, BEN OKAFOR"


def test_a_model_that_cannot_be_loaded_ends_the_adding(files: Path, store: LocalStore) -> None:
    with working(Missing, 2) as ahead, pytest.raises(EncoderError, match=r"^there is no such model$"):
        list(build.add(sources([files]), store, WordEncoder(), ahead=ahead))


def test_a_process_that_is_killed_is_told_and_what_was_reported_stays(files: Path, store: LocalStore) -> None:
    (files / "talk06.txt").write_text(text(6, "vote"))
    results: list[build.Result] = []
    with pytest.raises(EncoderError, match="add again with fewer --workers"), working(Falling, 2) as ahead:
        results.extend(build.add(sources([files]), store, WordEncoder(), ahead=ahead))
    there = {one.id for one in store.transcripts()}
    assert there == {one.transcript for one in results if not one.error}
    assert workers() == []


def test_an_error_ends_the_processes_at_once(files: Path, store: LocalStore) -> None:
    (files / "talk01.txt").write_text(text(1, "ships"))
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), working(Falling, 2) as ahead:
        next(build.add(sources([files]), store, WordEncoder(), ahead=ahead))
        raise KeyboardInterrupt
    assert time.monotonic() - begun < 50
    assert workers() == []


ADDING = """
import signal
import sys
from contextlib import closing
from pathlib import Path
from index import build
from index.intake.sources import sources
from index.opening import open_store
from index.workers import working
from tests.fakes import WordEncoder
from tests.test_workers import Falling

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it begins in the background ignore it
    library, beside, files, kind = sys.argv[1:]
    encoder = {"plain": WordEncoder, "falling": Falling}[kind]
    with closing(open_store(library, "words", Path(beside))) as store, working(encoder, 2) as ahead:
        for result in build.add(sources([Path(files)]), store, WordEncoder(), ahead=ahead):
            print(result.outcome, result.source, flush=True)
"""


def adding(tmp_path: Path, files: Path, kind: str, library: str = "") -> subprocess.Popen[str]:
    beside = str(tmp_path / "library")
    script = tmp_path / "adding.py"
    script.write_text(ADDING)
    return subprocess.Popen(
        [sys.executable, str(script), library or beside, beside, str(files), kind],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def alive(group: int) -> list[int]:
    """The processes of a group, but for those that have ended and nobody has asked about."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs a list of processes")
@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGKILL])
def test_who_is_stopped_leaves_no_process_behind(files: Path, tmp_path: Path, ended: signal.Signals) -> None:
    (files / "talk02.txt").write_text(text(2, "ships"))
    with adding(tmp_path, files, "falling") as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == "added talk00.txt\n"
        if ended == signal.SIGINT:  # as Ctrl+C in a terminal: to all of them
            os.killpg(process.pid, ended)
        else:
            process.kill()
        begun = time.monotonic()
        process.wait(50)
        while alive(process.pid) and time.monotonic() - begun < 50:
            time.sleep(0.05)
        assert alive(process.pid) == []
        said = process.stderr.read()
        assert said.count("Traceback") == (ended == signal.SIGINT)  # that of who adds, which the command does not show
    with closing(LocalStore(tmp_path / "library")) as store:
        assert [one.source for one in store.transcripts()][:1] == ["talk00.txt"]


@pytest.mark.parametrize("kind", ["local", "milvus"])
def test_two_that_add_the_same_files_at_once_add_each_once(files: Path, tmp_path: Path, kind: str) -> None:
    twins = tmp_path / "twins"
    twins.mkdir()
    for file in files.iterdir():
        (twins / file.name).write_bytes(file.read_bytes())
    folder = tmp_path / "library"
    at = str(folder) if kind == "local" else str(address("lite", folder))
    with closing(STORES[kind](folder, "words")) as store:  # for the two may not make it at once on every engine
        with adding(tmp_path, files, "plain", at) as one, adding(tmp_path, twins, "plain", at) as other:
            outs = [process.communicate(timeout=120) for process in (one, other)]
        assert [said for _, said in outs] == ["", ""]
        lines = [line for out, _ in outs for line in out.splitlines()]
        assert sum(line.startswith("added") for line in lines) == TALKS
        assert sum(line.startswith("present") for line in lines) == TALKS + 2
        ids = [one.id for one in store.transcripts()]
        assert len(ids) == len(set(ids)) == TALKS
        good = {str(folder / f"talk{n:02}.txt") for folder in (files, twins) for n in range(TALKS)}
        again = {str(folder / "talk07 again.txt") for folder in (files, twins)}
        assert set(store.origins()) == good | again
        assert store.size() == sum(len(store.kept(id_).passages) for id_ in ids)
    forget(tmp_path)


def test_errors_come_whole_out_of_another_process() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert len(kinds) > 15
    made = [
        TranscriptError("a.txt", "why", "how", "line 2"),
        errors.LibraryDamaged("/x", "why", "how"),
        errors.SettingError("here", "key", "why", "how"),
        errors.QuestionError("what?"),
    ]
    for error in made:
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_there_is_always_one() -> None:
    assert recommended() >= 1
