"""What a failing disk or a power failure leaves of any file of a library: harmless, made anew, or told with its place.

Bits are turned and files cut at random places; ONTHERECORD_DAMAGES says how often, ONTHERECORD_SEED from which seed.
Whatever is damaged, no words are quoted that nobody said, and what is told is mended by ``repair`` as far as can be.
"""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import AccessError, LibraryError
from index.formats import Source
from index.local.store import LocalStore
from index.local.verify import Part
from index.repair import repair, verify
from index.store import Filter
from qa.ask import ask
from qa.library import Library
from qa.server.access import tokens
from qa.server.access.audit import Audit
from qa.server.access.register import Register
from tests.fakes import WordEncoder
from tests.stores import found

DAMAGES = int(os.environ.get("ONTHERECORD_DAMAGES", "6"))
FIRST = int(os.environ.get("ONTHERECORD_SEED", "1"))
ROOT = Path(__file__).parents[1]
ENCODER = WordEncoder(limit=120)
TALKS = {
    f"{number}.txt": "\n\n".join(
        f"ANNA LEE:  We trade with China, part {part} of day{number}.\n\nBEN OKAFOR:  The wheat of day{number} is wet."
        for part in range(12)
    ).encode()
    for number in range(12)
}
LAST = 8  # the files from this one on are in the write-ahead log alone
WORDS = {
    Source("", data).id: [line.partition(":  ")[2] for line in data.decode().split("\n\n")] for data in TALKS.values()
}
Damage = Callable[[bytes, random.Random], bytes]

# Adds all, lets the first ones be written into the database itself, then dies as a machine does without power.
WRITING = """
import os, signal, sys
from pathlib import Path
from index.build import add
from index.formats import Source
from index.local.store import LocalStore
from index.renames import Rename
from tests.test_power import ENCODER, LAST, TALKS
store = LocalStore(Path(sys.argv[1]), ENCODER.name)
files = [Source(*file) for file in TALKS.items()]
assert not [r for r in add(files[:LAST], store, ENCODER) if r.error]
store.close()
store = LocalStore(Path(sys.argv[1]), ENCODER.name)
store.search(ENCODER.question("trade"), [], __import__("index.store").store.Filter(), 3)
assert not [r for r in add(files[LAST:], store, ENCODER) if r.error]
store.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a process leaves that was killed: the database, its write-ahead log, and the vectors beside."""
    folder = tmp_path_factory.mktemp("power") / "library"
    done = subprocess.run([sys.executable, "-c", WRITING, folder], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")
    assert (folder / "library.sqlite3-wal").stat().st_size > 50_000
    assert len(list(folder.glob("segment-*.arrays"))) == 1
    return folder


def turned(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def torn(data: bytes, rng: random.Random) -> bytes:
    """A sector that never reached the disk."""
    place = rng.randrange(len(data)) // 512 * 512
    return data[:place] + bytes(min(512, len(data) - place)) + data[place + 512 :]


def damaged(left: Path, to: Path, pattern: str, damage: Damage, rng: random.Random) -> Path:
    shutil.copytree(left, to)
    (file,) = to.glob(pattern)
    file.write_bytes(damage(file.read_bytes(), rng))
    return to


def check_honest(folder: Path, ids: set[str]) -> None:
    """These are there, whole and findable; and what is quoted was said."""
    with closing(LocalStore(folder, ENCODER.name)) as store:
        assert {summary.id for summary in store.transcripts()} == ids
        for id_ in ids:
            assert [turn.text for turn in store.transcript(id_).turns] == WORDS[id_]
        answer = ask("what did Anna Lee say about trade?", Library(store, ENCODER))
        assert answer.quotes
        assert all(quote.quote in WORDS[quote.transcript.id][quote.span.turn] for quote in answer.quotes)
        assert {passage.transcript for passage in store.holding(["wheat"], Filter())} == ids
        assert {id_ for id_, _ in found(store, "trade with china", k=200, encoder=ENCODER)} == ids


def prefixes() -> list[set[str]]:
    """What there was after each adding, as far back as the database itself is."""
    ids = list(WORDS)
    return [set(ids[:count]) for count in range(LAST, len(ids) + 1)]


@pytest.mark.parametrize("damage", [turned, cut, torn])
@pytest.mark.parametrize("seed", range(FIRST, FIRST + DAMAGES))
def test_a_write_ahead_log_counts_up_to_where_it_is_whole(
    left: Path, tmp_path: Path, seed: int, damage: Damage
) -> None:
    """Each of its changes has checksums: the library is as it was after one of them, and needs no repair."""
    folder = damaged(left, tmp_path / "library", "*-wal", damage, random.Random(seed))
    with closing(LocalStore(folder, ENCODER.name)) as store:
        ids = {summary.id for summary in store.transcripts()}
    assert ids in prefixes()
    check_honest(folder, ids)
    assert verify(folder) == []


@pytest.mark.parametrize("damage", [turned, cut, torn])
@pytest.mark.parametrize("pattern", ["*-shm", "segment-*.arrays"])
def test_what_only_saves_time_is_made_anew(
    left: Path, tmp_path: Path, pattern: str, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    for seed in range(FIRST, FIRST + max(3, DAMAGES // 4)):
        folder = damaged(left, tmp_path / str(seed), pattern, damage, random.Random(seed))
        with caplog.at_level(logging.WARNING):
            check_honest(folder, set(WORDS))
        assert verify(folder) == []


@pytest.mark.parametrize("damage", [turned, torn])
@pytest.mark.parametrize("seed", range(FIRST, FIRST + DAMAGES))
def test_a_database_quotes_nobody_wrongly_and_what_is_damaged_is_told_and_mended(
    left: Path, tmp_path: Path, seed: int, damage: Damage
) -> None:
    shutil.copytree(left, tmp_path / "whole")
    LocalStore(tmp_path / "whole").close()  # all of it in one file
    folder = damaged(tmp_path / "whole", tmp_path / "library", "library.sqlite3", damage, random.Random(seed))
    try:
        with closing(LocalStore(folder, ENCODER.name)) as store:
            answer = ask("what did Anna Lee say about trade?", Library(store, ENCODER))
            assert all(quote.quote in WORDS[quote.transcript.id][quote.span.turn] for quote in answer.quotes)
    except LibraryError as error:
        assert "ontherecord re" in str(error)  # repair, or restore
    try:
        faults = verify(folder)
    except LibraryError as error:  # its first page: SQLite finds no table without it
        assert "restore" in str(error)
        return
    if faults:
        assert all("ontherecord re" in str(fault) for fault in faults)
        try:
            mended = repair(folder, ENCODER, dict(zip(WORDS, TALKS.values(), strict=True)))
        except LibraryError as error:
            assert "nothing of it can be read" in str(error)
            assert "ontherecord restore" in str(error)
            assert folder.joinpath("library.sqlite3").read_bytes()[:16] != b"SQLite format 3\0"
            return
        assert {fault.part for fault in mended.left} <= {Part.SOURCE}, mended.left
    with closing(LocalStore(folder)) as store:
        ids = {summary.id for summary in store.transcripts()}
    assert len(ids) >= len(WORDS) - 1
    check_honest(folder, ids)


def test_the_file_of_tokens_is_whole_or_lets_nobody_in(tmp_path: Path) -> None:
    with closing(Register(tmp_path)) as register:
        secrets = [tokens.create(register, f"robot {number}")[1] for number in range(9)]
        revoked = tokens.create(register, "gone")[1]
        assert register.revoke("gone")
    file = tmp_path / "access.sqlite3"
    data = file.read_bytes()
    for seed in range(FIRST, FIRST + DAMAGES):
        for damage in (turned, cut, torn):
            file.write_bytes(damage(data, random.Random(seed)))
            try:
                with closing(Register(tmp_path)) as register:
                    assert tokens.visitor(register, revoked) is None
                    assert {tokens.visitor(register, secret) for secret in secrets}
            except (LibraryError, AccessError) as error:
                assert "access.sqlite3" in str(error)


def test_the_log_of_what_was_done_loses_no_line_but_those_that_are_damaged(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    for number in range(20):
        audit.note("ana", "add", [f"t{number}"])
    file = tmp_path / "audit.jsonl"
    data = file.read_bytes()
    for seed in range(FIRST, FIRST + DAMAGES):
        for damage in (turned, cut, torn):
            hurt = damage(data, random.Random(seed))
            file.write_bytes(hurt)
            audit.note("ana", "afterwards")
            entries = list(Audit(tmp_path).entries())
            assert entries[-1].did == "afterwards"
            whole = [line for line in data.splitlines() if line in hurt.splitlines()]
            assert len(entries) >= len(whole) + 1
            assert {json.loads(line)["about"][0] for line in whole} <= {one.about[0] for one in entries if one.about}
