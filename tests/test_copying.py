"""A library that was copied is the same library: in every list, in every answer, and in what can be taken back."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import index.copying
from index.copying import copy, digest
from index.encoder import Encoded
from index.errors import EncoderMismatch, LibraryDamaged, LibraryError, MediaError
from index.formats import Source
from index.intake.given import Filed, Given
from index.local.store import LocalStore
from index.renames import Rename
from index.store import Filter, Store
from index.text import terms
from index.transcript import Passage, Transcript
from tests.fakes import VOCABULARY
from tests.killed import ENCODER, version
from tests.milvus_servers import address, forget
from tests.stores import STORES, WORDS, keep, keep_as, made, talk
from tests.versions import make

ROOT = Path(__file__).parents[1]
SEED = int(os.environ.get("ONTHERECORD_SEED", "1"))
TALKS = 25
SOUND = b"ID3" + bytes(range(256)) * 500
OPEN = [name for name in STORES if name != "shaded"]  # who may not read all cannot enter what is known of all
RAIN, SHIPS = talk("rain", "Anna: Rain and trade.", date="2022"), talk("ships", "Ben: Ships of wheat. Music, too.")


@pytest.fixture
def libraries(tmp_path: Path) -> Iterator[Callable[[str, str], Store]]:
    """Opens a library of a kind under a name."""
    with ExitStack() as opened:
        opened.callback(forget, tmp_path)
        yield lambda kind, name: opened.enter_context(closing(STORES[kind](tmp_path / name, WORDS.name)))


@pytest.fixture
def source(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(tmp_path / "source", WORDS.name)) as store:
        yield store


@pytest.fixture
def target(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(tmp_path / "target", WORDS.name)) as store:
        yield store


def fill(store: Store) -> None:
    """With something in every list."""
    make.fill(store)
    keep_as(store, RAIN, Filed("/rain.txt", collections=("Weather", "Board")))
    keep_as(store, SHIPS, Filed(given=Given(date="2021", speakers=(("BEN", "Ben"),))))
    assert store.add(talk("silent", "Anna: —"), [], [], b"-")
    store.rename([Rename("rain", "Anna", "Ann Lee"), Rename("ships", "Ben", "Ben Okafor")])  # one change
    store.rename([Rename("", "Ann Lee", "the chair")])
    store.collect([], "Empty")
    media = store.recordings.keep([SOUND], "sound.mp3")
    given = replace(store.given("ships"), title="Harbour", media=media)
    store.describe(replace(store.transcript("ships"), title="Harbour", media=media), given)
    store.locate("rain", "/copy of rain.txt")


def hits(store: Store, question: str, where: Filter) -> list[tuple[Passage, float, bool, list[float]]]:
    """All that is found: an engine weighs words by what it has in one piece, and so in its own way."""
    found = store.search(WORDS.question(question), terms(question), where, 99)
    return [
        (hit.passage, round(hit.cosine, 4), hit.bm25 > 0, hit.sentences.astype(np.float16).ravel().tolist())
        for hit in found
    ]


def assert_same(one: Store, other: Store) -> None:
    assert one.transcripts() == other.transcripts()
    assert one.appearances() == other.appearances()
    assert one.ledger() == other.ledger()
    assert one.renames() == other.renames()
    assert one.origins() == other.origins()
    assert one.size() == other.size()
    for summary in one.transcripts():
        id_ = summary.id
        assert one.transcript(id_) == other.transcript(id_)
        assert one.given(id_) == other.given(id_)
        assert one.source(id_) == other.source(id_)
        assert digest(one, id_) == digest(other, id_)
        path, copied = (store.recordings.path(summary.media) for store in (one, other))
        assert (path and path.read_bytes()) == (copied and copied.read_bytes())
    names = {row.who for row in one.appearances()}
    wheres = [Filter(), Filter(since="2022"), *(Filter(speakers=frozenset({who})) for who in names)]
    for where in wheres + [Filter(collections=frozenset({name})) for name in ("", *one.collections())]:
        for question in ("rain", "trade wheat", "music of the school"):
            assert hits(one, question, where) == hits(other, question, where)
        assert one.frequencies(VOCABULARY, where) == other.frequencies(VOCABULARY, where)


# -- the same library ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", OPEN)
@pytest.mark.parametrize("kind", OPEN)
def test_every_list_and_every_answer_is_the_same(libraries: Callable[[str, str], Store], kind: str, to: str) -> None:
    one, other = libraries(kind, "one"), libraries(to, "other")
    fill(one)
    told: list[tuple[str, int, int]] = []
    copied = copy(one, other, "one", lambda *step: told.append(step))
    assert_same(one, other)
    assert (copied.transcripts, copied.added, copied.recordings, copied.missing) == (6, 6, 1, set())
    assert copied.passages == one.size() > 6
    assert copied.left == 1
    assert other.successor(Source("", make.DRAFT).id) == make.IDS["vote"]
    assert told[0] == ("copying", 0, 6)
    assert told[-1] == ("comparing", 6, 6)
    for _ in range(4):  # changes of names are taken back as wholes, the last one first
        assert one.undo() == other.undo()
        assert one.renames() == other.renames()
        assert one.appearances() == other.appearances()


@pytest.mark.parametrize("kind", OPEN)
def test_what_is_entered_is_known_and_nothing_else(libraries: Callable[[str, str], Store], kind: str) -> None:
    store = libraries(kind, "one")
    fill(store)
    before = store.ledger()
    assert before.changes[-2:] == (
        (Rename("rain", "Anna", "Ann Lee"), Rename("ships", "Ben", "Ben Okafor")),
        (Rename("", "Ann Lee", "the chair"),),
    )
    some = replace(before, origins={"/x": "rain"}, changes=(), collections={"New": frozenset({"rain"})})
    strangers = {"New": frozenset({"rain", "nobody"})}
    store.enter(replace(some, origins={"/x": "rain", "/y": "nobody"}, collections=strangers))
    assert store.ledger() == some
    assert store.at("/rain.txt") == ""
    assert {row.who for row in store.appearances() if row.transcript == "rain"} == {"Anna"}
    assert hits(store, "rain", Filter(speakers=frozenset({"Ann Lee"}))) == []
    assert len(hits(store, "rain", Filter(speakers=frozenset({"Anna"}), transcripts=frozenset({"rain"})))) == 1
    store.enter(before)
    assert store.ledger() == before
    assert len(hits(store, "rain", Filter(speakers=frozenset({"Ann Lee"})))) == 1


def test_a_copy_of_nothing_is_empty(source: LocalStore, target: LocalStore) -> None:
    assert copy(source, target, "source").transcripts == 0
    assert target.collections() == {}


def test_a_second_time_there_is_nothing_to_do(source: LocalStore, target: LocalStore) -> None:
    fill(source)
    copy(source, target, "source")
    assert copy(source, target, "source").added == 0
    assert_same(source, target)


# -- a library in use ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", range(8))
@pytest.mark.parametrize("stage", ["copying", "comparing"])
def test_what_changes_meanwhile_is_caught_up_with(source: LocalStore, target: LocalStore, stage: str, at: int) -> None:
    fill(source)
    keep(source, talk("late", "Cleo: A vote."))
    changes: list[Callable[[], object]] = [
        lambda: source.remove("ships"),
        lambda: keep(source, talk("new", "Dan: Ships and music.")),
        lambda: source.rename([Rename("late", "Cleo", "Cleo Ruiz")]),
        lambda: source.describe(replace(source.transcript("rain"), title="Storm"), Given(title="Storm")),
        lambda: source.restore(make.IDS["gone"]),  # in its former place
        lambda: source.undo(),
        lambda: keep_as(source, replace(RAIN, place="Oslo"), Filed(replacing=("rain",))),  # read anew
        lambda: source.leave("/copy of rain.txt"),
    ]

    def progress(what: str, done: int, total: int) -> None:
        if changes and (what, done) == (stage, min(at, 6)):
            for change in changes[at:] + changes[:at]:
                change()
            changes.clear()

    copy(source, target, "source", progress)
    assert not changes
    assert_same(source, target)
    assert source.faults() == target.faults() == [fault for fault in source.faults() if fault.part == "source"]


def test_what_never_stays_the_same_ends_with_an_error(source: LocalStore, target: LocalStore) -> None:
    keep(source, RAIN)
    count = itertools.count()

    def progress(what: str, done: int, total: int) -> None:
        if what == "comparing" and done == total:
            keep(source, talk(f"t{next(count)}", "Anna: Trade."))

    with pytest.raises(LibraryError, match="still is not what it is a copy of; copy again when less is changed"):
        copy(source, target, "source", progress)


# -- broken off ------------------------------------------------------------------------------------------------------


COPYING = """
import sys
from contextlib import closing
from pathlib import Path
from index.copying import copy
from index.opening import open_store

source, target, beside = sys.argv[1:]
with closing(open_store(source)) as one, closing(open_store(target, one.encoder, Path(beside))) as other:
    print("begin", flush=True)
    copy(one, other, source, lambda *step: print(*step, flush=True))
"""
PLACES: dict[str, Callable[[Path], str]] = {"local": str, "milvus": lambda folder: str(address("lite", folder))}


@pytest.mark.parametrize(("kind", "seed"), [("local", SEED), ("local", SEED + 1), ("milvus", SEED)])
@pytest.mark.usefixtures("libraries")
def test_a_copy_that_is_killed_goes_on_and_has_nothing_twice(tmp_path: Path, kind: str, seed: int) -> None:
    rng = random.Random(seed)
    opened: Callable[[], Store] = partial(STORES[kind], tmp_path / "other", ENCODER.name)
    arguments = [str(tmp_path / "one"), PLACES[kind](tmp_path / "other"), str(tmp_path / "other")]
    with closing(LocalStore(tmp_path / "one", ENCODER.name)) as one:
        for number in range(TALKS):
            transcript, passages, vectors = made(version(number), ENCODER)
            filed = Filed(f"/{number}", collections=("Few",) if number % 3 else ())
            assert one.add(transcript, passages, vectors, b"%d" % number, filed)
        one.rename([Rename(f"v{number}", "Anna", f"Name {number}") for number in range(TALKS)])
        for _ in range(3):
            _killed(arguments, rng)
            with closing(opened()) as other:
                ids = [summary.id for summary in other.transcripts()]
                assert ids == [f"v{number}" for number in range(len(ids))], f"ONTHERECORD_SEED={seed}"
                few = other.collections().get("Few", frozenset())
                assert few == {id_ for id_ in ids if int(id_[1:]) % 3}  # at no moment may more people read one
                assert all(digest(one, id_) == digest(other, id_) for id_ in ids)
                marked = f"unfinished copy of {arguments[0]}" in other.collections()
                assert marked or (one.transcripts(), one.ledger()) == (other.transcripts(), other.ledger())
        command = [sys.executable, "-c", COPYING, *arguments]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        with closing(opened()) as other:
            assert one.transcripts() == other.transcripts()
            assert one.ledger() == other.ledger()
            assert one.size() == other.size()
            assert all(digest(one, f"v{number}") == digest(other, f"v{number}") for number in range(TALKS))


def _killed(arguments: list[str], rng: random.Random) -> None:
    """Copy, and be killed on the way, at a moment that is drawn."""
    command = [sys.executable, "-c", COPYING, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "begin\n"
        for _ in range(rng.randrange(1, 2 * TALKS)):
            process.stdout.readline()
        time.sleep(rng.random() * 0.03)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qa.cli", "copy", str(folder / "one"), str(folder / "other")]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_unfinished_copy_says_so_and_is_no_source(source: LocalStore, target: LocalStore, tmp_path: Path) -> None:
    fill(source)

    def stop(what: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, target, "source", stop)
    assert target.collections()["unfinished copy of source"] == frozenset()
    with (
        closing(LocalStore(tmp_path / "third", WORDS.name)) as third,
        pytest.raises(LibraryError, match="target: this is an unfinished copy of source; finish that copy first"),
    ):
        copy(target, third, "target")
    source.remove("ships")  # what is gone before it goes on
    assert copy(source, target, "source").added == 2
    assert_same(source, target)


# -- what is refused, and what is found --------------------------------------------------------------------------------


def test_a_library_that_is_there_is_only_made_equal_if_that_is_said(source: LocalStore, target: LocalStore) -> None:
    fill(source)
    keep(target, talk("own", "Zoe: Rain."), RAIN)
    generation = target.generation
    with pytest.raises(LibraryError, match=r"2 transcripts instead of 6\); choose an empty one, or .* with --force"):
        copy(source, target, "source")
    assert target.generation == generation
    copy(source, target, "source", force=True)
    assert_same(source, target)
    assert [one.id for one in target.discarded()] == ["own"]


def test_vectors_of_another_model_are_refused(source: LocalStore, tmp_path: Path) -> None:
    keep(source, RAIN)
    with (
        closing(LocalStore(tmp_path / "other", "another")) as other,
        pytest.raises(EncoderMismatch, match=r"made by another, and those of source by words; .*`ontherecord reindex`"),
    ):
        copy(source, other, "source")


def test_words_that_a_disk_has_changed_are_not_copied(source: LocalStore, target: LocalStore) -> None:
    keep(source, RAIN, SHIPS)
    with closing(sqlite3.connect(source.path / "library.sqlite3")) as connection, connection:
        connection.execute("UPDATE passages SET vector = zeroblob(16) WHERE passage = 2")
    with pytest.raises(LibraryDamaged, match="the words of ships are not those that were added; run `ontherecord rep"):
        copy(source, target, "source")
    assert [summary.id for summary in target.transcripts()] == ["rain"]


def test_a_recording_that_was_changed_is_refused_and_one_that_is_lost_is_told(
    source: LocalStore, target: LocalStore
) -> None:
    fill(source)
    (recording,) = (source.path / "media").iterdir()
    recording.write_bytes(SOUND + b"more")
    with pytest.raises(MediaError, match="not the recording that was added"):
        copy(source, target, "source")
    assert list((target.path / "media").iterdir()) == []
    recording.unlink()
    copied = copy(source, target, "source")
    assert copied.missing == {f"media/{recording.name}"}
    assert copied.recordings == 0


class Forgetful(LocalStore):
    """Loses what it was given to keep, so often."""

    faults_left = 0

    def add(
        self,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        filed: Filed = Filed(),  # noqa: B008 - as in the protocol
    ) -> bool:
        if transcript.id == "rain" and self.faults_left:
            self.faults_left -= 1
            vectors = [replace(encoded, passage=-encoded.passage) for encoded in vectors]
        return super().add(transcript, passages, vectors, source, filed)


@pytest.mark.parametrize("faults", [1, 1000])
def test_what_was_not_kept_as_it_was_is_found_by_its_checksum(source: LocalStore, tmp_path: Path, faults: int) -> None:
    keep(source, RAIN, SHIPS)
    with closing(Forgetful(tmp_path / "other", WORDS.name)) as other:
        other.faults_left = faults
        if faults == 1:
            copy(source, other, "source")
            assert_same(source, other)
        else:
            with pytest.raises(LibraryError, match=f"after {index.copying._PATIENCE} rounds"):
                copy(source, other, "source")


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_copies_and_says_what(tmp_path: Path, source: LocalStore) -> None:
    keep(source, RAIN, SHIPS)
    (tmp_path / "one").symlink_to(tmp_path / "source")
    done = _run(tmp_path)
    told = "2 transcripts, 2 passages, 0 recordings, 2 of them added now; all compared and the same"
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'other'}: {told}\n")
    assert done.stderr == ""
    (tmp_path / "other" / "library.sqlite3").unlink()
    (tmp_path / "other").rename(tmp_path / "elsewhere")
    (tmp_path / "other").symlink_to(tmp_path / "source")
    same = _run(tmp_path)
    assert same.returncode == 2
    assert "FROM and TO are the same library" in same.stderr
    (tmp_path / "one").unlink()
    none = _run(tmp_path)
    assert none.returncode == 2
    assert none.stderr.startswith(f"ontherecord: {tmp_path / 'one'}: no library is in this folder")
