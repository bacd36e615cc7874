"""A process that is killed, or told to end, at any moment loses nothing that it reported, and leaves nothing half done.

ONTHERECORD_KILLS says how often, ONTHERECORD_SEED from which seed; a failure names the seed to repeat it with.
"""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from index.formats import Source
from index.intake.watch import _update
from index.local.store import LocalStore
from index.local.verify import Part
from index.store import Filter
from tests.killed import AXES, ENCODER, SLOTS, Change, Model, changes, talk_of, version
from tests.versions.make import IDS

KILLS = int(os.environ.get("ONTHERECORD_KILLS", "12"))
FIRST = int(os.environ.get("ONTHERECORD_SEED", "1"))
AT_ONCE = 30  # changes that a process is asked for; it never comes so far
ROUNDS = 6  # kills that one library goes through
ROOT = Path(__file__).parents[1]
OPENING = """
import sys
from pathlib import Path
from index.local.store import LocalStore
print("ready", flush=True)
LocalStore(Path(sys.argv[1]))
"""


def killed(folder: Path, work: list[Change], rng: random.Random) -> list[str]:
    """What a process reports that makes the changes and is killed on the way, at a moment that is drawn."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.killed", str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin and process.stdout and process.stderr
        json.dump(work, process.stdin)
        process.stdin.close()
        reported = [process.stdout.readline() for _ in range(rng.randrange(1, AT_ONCE))]
        time.sleep(rng.choice([0, rng.random() * 0.005, rng.random() * 0.04]))
        process.send_signal(rng.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
        reported += process.stdout.readlines()
        assert process.stderr.read() == ""
    return [line for line in reported if line.endswith("\n")]


State = tuple[dict[str, tuple[str, str, str, frozenset[str]]], set[str]]


def state(store: LocalStore) -> State:
    """By id of each transcript its place, title, who is Anna in it, and its collections; and what was discarded."""
    places = {id_: origin for origin, id_ in store.origins().items()}
    collections = store.collections()
    found = {}
    for summary in store.transcripts():
        read = store.transcript(summary.id)
        (name,) = set(summary.speakers) - {"Ben"}
        assert [turn.text for turn in read.turns] == [turn.text for turn in version(int(summary.id[1:])).turns]
        assert {turn.speaker.who for turn in read.turns[:-1] if turn.speaker} == {name}
        mine = frozenset(each for each, ids in collections.items() if summary.id in ids)
        found[summary.id] = places[summary.id], read.title, name, mine
    assert len(places) == len(found)
    return found, {one.id for one in store.discarded()}


def wanted(model: Model) -> State:
    return {
        f"v{one.version}": (f"/files/{slot}.txt", one.title, one.name, frozenset(one.collections))
        for slot, one in model.there.items()
    }, set(model.discarded)


def check_findable(store: LocalStore, model: Model) -> None:
    """What is there is found by its own word and by its own direction, and what is not by neither."""
    there = {one.version: one for one in model.there.values()}
    for number in range(model.next):
        turns = len(version(number).turns) - 1 if number in there else 0
        passages = store.holding([f"word{number}"], Filter())
        assert {span.turn for passage in passages for span in passage.sentences} >= set(range(turns)), number
        assert bool(passages) == (number in there), number
    for number, one in there.items():
        hits = store.search(ENCODER.question(f"axis{number}"), [], Filter(), 3)
        assert {hit.passage.transcript for hit in hits if hit.cosine > 0.9} == {f"v{number}"}
        named = store.search(ENCODER.question(f"axis{number}"), [], Filter(speakers=frozenset({one.name})), 1)
        assert named[0].cosine > 0.9
    for number in {int(id_[1:]) for id_ in model.discarded}:
        hits = store.search(ENCODER.question(f"axis{number}"), [f"word{number}"], Filter(), 9)
        assert all(hit.bm25 == 0 and hit.cosine < 0.5 for hit in hits)


def check_whole(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(folder / "library.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize("first", range(FIRST, FIRST + KILLS, ROUNDS))
def test_a_process_killed_at_any_moment_leaves_what_it_reported_and_nothing_half_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, first: int
) -> None:
    model = Model()
    caplog.set_level(logging.INFO, "index")
    for seed in range(first, min(first + ROUNDS, FIRST + KILLS)):
        rng = random.Random(seed)
        steps = list(changes(model, rng, AT_ONCE))
        models = [model, *(after for _, after in steps)]
        reported = killed(tmp_path, [change for change, _ in steps], rng)
        begun, done = (sum(line.startswith(word) for line in reported) for word in ("begin", "done"))
        told = f"ONTHERECORD_SEED={first}, at {seed} after {done} of {begun}: {steps[max(begun - 1, 0)][0]}"
        check_whole(tmp_path, caplog)
        with closing(LocalStore(tmp_path, ENCODER.name)) as store:
            now = state(store)
            possible = [candidate for candidate in models[done : begun + 1] if wanted(candidate) == now]
            assert possible, f"{told}: {now} is none of {[*map(wanted, models[done : begun + 1])]}"
            model = possible[0]
            model.next = models[-1].next  # no word is used twice
            assert model.next < AXES
            check_findable(store, model)
            faults = [fault for fault in store.faults() if fault.part is not Part.SOURCE]  # ids here are no digests
            assert faults == [], told
        check_whole(tmp_path, caplog)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + max(3, KILLS // 4)))
def test_a_process_killed_while_it_brings_a_library_up_to_date_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    rng = random.Random(seed)
    shutil.copy(ROOT / f"tests/versions/{1 + seed % 3}.sqlite3", tmp_path / "library.sqlite3")
    process = subprocess.Popen(
        [sys.executable, "-c", OPENING, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == "ready\n"
        threading.Event().wait(rng.random() * 0.05)
        process.kill()
        assert process.stderr.read() == ""
    with closing(LocalStore(tmp_path)) as store:
        assert {summary.id for summary in store.transcripts()} == {IDS[name] for name in ("trade", "vote", "hall")}
        assert store.faults() == [], f"ONTHERECORD_SEED={seed}"
    check_whole(tmp_path, caplog)


# -- a folder that is followed ---------------------------------------------------------------------------------------


class Folder:
    """Files that come, change, move and go, and what may be known of each: all since what was reported last."""

    def __init__(self, path: Path) -> None:
        self.path, self.next = path, 0
        self.history: dict[str, list[int | None]] = {f"{slot}.txt": [None] for slot in range(SLOTS)}
        self.reported = dict.fromkeys(self.history, 0)
        path.mkdir()

    def change(self, rng: random.Random) -> None:
        """In one step each, as programs that save files do it."""
        name, other = rng.sample(sorted(self.history), 2)
        there, now = self.path / name, self.history[name][-1]
        if now is not None and rng.random() < 0.2:
            self.history[name].append(None)
            there.unlink()
        elif now is not None and rng.random() < 0.2:
            self.history[name].append(None)
            self.history[other].append(now)
            there.rename(self.path / other)
        else:
            self.history[name].append(self.next)
            (self.path / ".new").write_bytes(talk_of(self.next))
            (self.path / ".new").rename(there)
            self.next += 1

    def heard(self, line: str) -> None:
        """What the process says that it has done."""
        if line.startswith("failed "):  # it went while it was read
            return
        outcome, id_, name = line.split()
        numbers = self.history[name]
        wanted = None if outcome == "removed" else next(n for n in range(self.next) if id_of(n) == id_)
        self.reported[name] = numbers.index(wanted, self.reported[name])

    def possible(self, name: str) -> set[str]:
        since = self.history[name][self.reported[name] :]
        return {"" if number is None else id_of(number) for number in since}


def id_of(number: int) -> str:
    return Source("", talk_of(number)).id


def followed(library: Path, folder: Folder, rng: random.Random) -> list[str]:
    """What a process reports that follows the folder, while files change, and is killed at a moment that is drawn."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.killed", str(library), str(folder.path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout and process.stderr
        for _ in range(rng.randrange(4)):  # while nobody follows
            folder.change(rng)
        assert process.stdout.readline() == "following\n"
        until = time.monotonic() + rng.random()
        while time.monotonic() < until:
            time.sleep(rng.random() * 0.05)
            folder.change(rng)
        process.kill()
        told, errors = process.stdout.readlines(), process.stderr.read()
    assert errors == ""
    return [line for line in told if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + max(3, KILLS // 4)))
def test_a_process_killed_while_it_follows_a_folder_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    rng, folder = random.Random(seed), Folder(tmp_path / "files")
    caplog.set_level(logging.INFO, "index")
    for time_ in range(3):
        for line in followed(tmp_path / "library", folder, rng):
            folder.heard(line)
        told = f"ONTHERECORD_SEED={seed}, {time_}"
        with closing(LocalStore(tmp_path / "library")) as store:
            for name in folder.history:
                assert store.at(str(folder.path / name)) in folder.possible(name), f"{told}: {name}"
            check_talks(store, folder)
            assert store.faults() == [], told
        check_whole(tmp_path / "library", caplog)
    with closing(LocalStore(tmp_path / "library", ENCODER.name)) as store:  # whoever follows it next makes it agree
        results = list(_update([folder.path], store, ENCODER, threading.Event(), None, None))
        assert [result.error for result in results if result.error] == []
        last = {name: numbers[-1] for name, numbers in folder.history.items()}
        expected = {str(folder.path / name): id_of(number) for name, number in last.items() if number is not None}
        assert store.origins() == expected
        assert {summary.id for summary in store.transcripts()} == set(expected.values())
        check_talks(store, folder)


def check_talks(store: LocalStore, folder: Folder) -> None:
    """Every transcript is whole and found by its word, and no other is."""
    there = {summary.id for summary in store.transcripts()}
    for number in range(folder.next):
        passages = store.holding([f"word{number}"], Filter())
        assert {passage.transcript for passage in passages} == ({id_of(number)} & there), number
        if id_of(number) in there:
            said = [turn.text for turn in store.transcript(id_of(number)).turns]
            assert said == [line.partition(":  ")[2] for line in talk_of(number).decode().split("\n\n")]
            assert {span.turn for passage in passages for span in passage.sentences} >= set(range(len(said) - 1))
