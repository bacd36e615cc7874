"""LocalStore on a real file system: crashes, other processes, disks that refuse, files that are damaged."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import takewhile
from pathlib import Path

import numpy as np
import pytest

from index.encoder import Encoded
from index.errors import (
    EncoderError,
    EncoderMismatch,
    LibraryDamaged,
    LibraryError,
    LibraryFull,
    LibraryNotWritable,
    LibraryTooNew,
)
from index.intake.given import Filed
from index.local import lookup
from index.local.database import Database
from index.local.store import LocalStore
from index.renames import Rename
from index.store import Filter
from index.text import terms
from index.transcript import Transcript
from tests.fakes import VOCABULARY, WordEncoder
from tests.stores import WORDS, Judge, found, keep, keep_as, made, talk

SEOUL = talk("seoul", "Anna: We trade with China.", "Ben: The wheat is under rain.")
TABLES = [
    *("transcripts", "digests", "turns", "sources", "appearances"),
    *("passages", "sentence_vectors", "passage_speakers", "words"),
]
BESIDE = ["origins", "former", "renames"]  # empty until a file is located, a transcript replaced, a speaker renamed
ROOT = Path(__file__).parents[1]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(tmp_path / "library", "words")) as opened:
        yield opened


def numbered(number: int, repeat: int = 1) -> Transcript:
    word = VOCABULARY[number % len(VOCABULARY)]
    return talk(f"t{number}", *[f"Anna: The {word} of day {number}."] * repeat)


def query(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "library.sqlite3")) as connection, connection:
        return connection.execute(statement).fetchall()


def caches(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("segment-*"))


@pytest.fixture
def start() -> Iterator[Start]:
    """Runs code in another process, with its folder and other arguments at hand; none is left behind."""
    opening = """
        import sys
        from pathlib import Path
        from index.local.store import LocalStore
        from tests.stores import WORDS, found, keep, talk
        from tests.test_local import SEOUL, numbered
        folder, arguments = Path(sys.argv[1]), sys.argv[2:]
    """
    with ExitStack() as started:

        def start(code: str, *arguments: object) -> subprocess.Popen[str]:
            whole = textwrap.dedent(opening) + textwrap.dedent(code)
            process = subprocess.Popen(
                [sys.executable, "-c", whole, *map(str, arguments)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            started.callback(process.communicate)
            started.callback(process.kill)
            return process

        yield start


def ended(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out


# -- crashes and other processes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [1, 7, 20])
def test_a_killed_process_loses_nothing_that_it_reported(tmp_path: Path, start: Start, after: int) -> None:
    process = start(
        """
        store = LocalStore(folder, "words")
        for number in range(10_000):
            keep(store, numbered(number))
            print(number, flush=True)
        """,
        tmp_path,
    )
    assert process.stdout is not None
    reported = [process.stdout.readline() for _ in range(after)]
    process.kill()
    process.wait()
    assert reported == [f"{number}\n" for number in range(after)]
    assert query(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    with closing(LocalStore(tmp_path, "words")) as store:
        there = [summary.id for summary in store.transcripts()]
        assert there[:after] == [f"t{number}" for number in range(after)]
        assert store.size() == len(there)
        for number in range(len(there)):
            assert store.transcript(f"t{number}") == numbered(number)
            assert store.frequencies([str(number)]) == {str(number): 1}
        assert len(found(store, "day", k=10_000)) == len(there)


def test_an_addition_that_fails_halfway_leaves_nothing(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, numbered(1))
    generation = store.generation
    whole = lookup.insert

    def interrupted(*arguments: object) -> None:
        whole(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(lookup, "insert", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keep(store, SEOUL)
    monkeypatch.undo()
    assert store.generation == generation
    assert store.frequencies(["china"]) == {"china": 0}
    for table in TABLES:
        assert query(store.path, f"SELECT count(*) FROM {table}") == [(1,)], table
    keep(store, SEOUL)


def test_removal_leaves_no_rows(store: LocalStore) -> None:
    keep(store, SEOUL, numbered(1))
    store.locate("t1", "/old.txt")
    keep_as(store, numbered(2), Filed("/old.txt"))
    store.rename([Rename("seoul", "Anna", "Ana Lima"), Rename("t2", "Anna", "Ana Lima")])
    for id_ in ("seoul", "t2"):
        store.remove(id_)
    for table in (*TABLES, *BESIDE):
        assert query(store.path, f"SELECT count(*) FROM {table}") == [(0,)], table


def test_passage_ids_are_never_used_again(store: LocalStore) -> None:
    places = []
    for number in range(3):
        keep(store, numbered(number))
        places += [hit.place for hit in store.search(WORDS.question("rain"), [], Filter(), 9)]
        store.remove(f"t{number}")
    assert places == sorted(set(places))


def test_processes_may_add_and_ask_at_once(tmp_path: Path, start: Start) -> None:
    """They also make the library at once."""
    code = """
        mine = int(arguments[0])
        store = LocalStore(folder, "words")
        for number in range(mine, mine + 15):
            keep(store, numbered(number))
            assert (f"t{number}", 0) in found(store, f"day {number}"), number
            if number % 5 == 0:
                store.flush()
        store.close()
    """
    for process in [start(code, tmp_path, first) for first in (0, 100, 200, 300)]:
        ended(process)
    with closing(LocalStore(tmp_path, "words")) as store:
        assert len(store.transcripts()) == 60
        assert len(found(store, "day", k=100)) == 60


def test_an_opening_waits_for_nobody_who_changes_the_library(store: LocalStore) -> None:
    keep(store, SEOUL)
    with closing(sqlite3.connect(store.path / "library.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM transcripts")
        with closing(LocalStore(store.path, "words")) as second:
            assert found(second, "trade") == [("seoul", 0)]
        other.execute("ROLLBACK")


def test_a_library_that_stays_locked_is_reported(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.local.database._PATIENCE_S", 0.1)
    with (
        closing(LocalStore(store.path, "words")) as hasty,
        closing(sqlite3.connect(store.path / "library.sqlite3", isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="another process has been changing it"):
            keep(hasty, SEOUL)
        other.execute("ROLLBACK")
        keep(hasty, SEOUL)


def test_closing_twice_is_closing_and_what_is_closed_says_so(store: LocalStore) -> None:
    keep(store, SEOUL)
    found(store, "trade")
    store.close()
    store.close()
    with pytest.raises(LibraryError, match="closed"):
        store.transcripts()


def test_opening_and_listing_need_neither_the_model_nor_the_index(store: LocalStore, start: Start) -> None:
    keep(store, SEOUL)
    code = """
        store = LocalStore(folder, "words")
        assert [summary.id for summary in store.transcripts()] == ["seoul"]
        print([name for name in ("torch", "sentence_transformers", "faiss") if name in sys.modules])
    """
    assert ended(start(code, store.path)) == "[]\n"


def test_without_an_encoder_a_library_is_opened_with_its_own_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library is in this folder"):
        LocalStore(tmp_path)
    assert list(tmp_path.iterdir()) == []
    LocalStore(tmp_path, "words").close()
    with closing(LocalStore(tmp_path)) as opened:
        assert opened.encoder == "words"


def test_created_says_who_made_the_library(tmp_path: Path) -> None:
    with closing(LocalStore(tmp_path, "words")) as first, closing(LocalStore(tmp_path, "words")) as second:
        assert (first.created, second.created) == (True, False)


# -- finding ---------------------------------------------------------------------------------------------------------


def test_words_rank_as_bm25_does(store: LocalStore) -> None:
    talks = [
        talk("a", "Anna: Trade and rain.", "Ben: " + "Rain, rain. " * 6),
        talk("b", "Cleo: Wheat, rain, ships, trade, votes, schools."),
        talk("c", "Anna: Nothing at all, and again nothing.", "Ben: Trade, trade, trade."),
    ]
    keep(store, *talks)
    judge = Judge({transcript.id: made(transcript) for transcript in talks})
    for asked in ("trade", "trade rain", "rain rain trade", "votes or rain", "nothing"):
        scored = judge.scored(WORDS.question("music"), terms(asked), Filter())
        hits = store.search(WORDS.question("music"), terms(asked), Filter(), 99)
        assert [hit.bm25 for hit in hits] == pytest.approx([one.bm25 for one in scored])
        best = sorted(range(len(scored)), key=lambda i: (-scored[i].bm25, i))[:2]
        first_two = [
            hit.passage for hit in store.search(WORDS.question("music"), terms(asked), Filter(), 2) if hit.bm25
        ]
        assert first_two == [scored[i].passage for i in sorted(best) if scored[i].bm25]


def test_a_very_long_question_is_answered(store: LocalStore) -> None:
    keep(store, SEOUL)
    asked = [f"word{number}" for number in range(2_000)] + ["china"]
    assert [hit.bm25 > 0 for hit in store.search(WORDS.question("rain"), asked, Filter(), 9)] == [True]


def test_a_filter_by_many_names_is_no_longer_than_sql_allows(store: LocalStore) -> None:
    keep(store, SEOUL)
    many = frozenset({"Anna", *map(str, range(300_000))})
    assert found(store, "trade", Filter(speakers=many, transcripts=frozenset({"seoul"}))) == [("seoul", 0)]


def test_vectors_that_are_no_numbers_are_refused(store: LocalStore) -> None:
    transcript, passages, vectors = made(SEOUL)
    nothing = [Encoded(encoded.passage * np.float32("nan"), encoded.sentences) for encoded in vectors]
    with pytest.raises(EncoderError, match="no number"):
        store.add(transcript, passages, nothing, b"")
    keep(store, SEOUL)
    with pytest.raises(EncoderError, match="no number"):
        store.search(WORDS.question("rain") * np.float32("nan"), [], Filter(), 3)


def test_vectors_of_another_length_are_refused(store: LocalStore) -> None:
    keep(store, SEOUL)
    longer = WordEncoder(vocabulary=[*VOCABULARY, "more"])
    for refused in (lambda: keep(store, numbered(1), encoder=longer), lambda: found(store, "rain", encoder=longer)):
        with pytest.raises(EncoderMismatch, match="8 numbers and those of words now have 9"):
            refused()
    assert "t1" not in store


# -- the saved index -------------------------------------------------------------------------------------------------


@contextmanager
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, int]]]:
    """Which passages are read from the library meanwhile, to be searched."""
    read: list[tuple[int, int]] = []
    whole = lookup.Content.rows

    def noted(content: lookup.Content, first: int, last: int) -> object:
        read.append((first, last))
        return whole(content, first, last)

    with monkeypatch.context() as patched:
        patched.setattr(lookup.Content, "rows", noted)
        yield read


def test_a_saved_index_spares_the_reading(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, *map(numbered, range(9)))
    store.flush()
    assert len(caches(store.path)) == 1
    with closing(LocalStore(store.path, "words")) as second, reads(monkeypatch) as read:
        assert found(second, "trade", k=1) == [("t1", 0)]
        assert read == []


def test_changes_are_followed_one_by_one(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, *map(numbered, range(3)))
    with reads(monkeypatch) as read:
        found(store, "rain")
        keep(store, numbered(3))
        store.remove("t1")
        found(store, "rain")
        found(store, "rain")
        assert read == [(1, 3), (4, 4)]


def test_closing_saves_what_was_used_and_deletes_what_is_old(store: LocalStore) -> None:
    keep(store, SEOUL)
    store.flush()
    old = caches(store.path)
    (store.path / "segment-12345678.tmp").write_bytes(b"left by a crash")
    os.utime(store.path / "segment-12345678.tmp", (0, 0))
    with closing(LocalStore(store.path, "words")) as second:
        keep(second, numbered(1))
    assert caches(store.path) == sorted([*old, "segment-12345678.tmp"])  # nobody asked: nothing was in memory
    with closing(LocalStore(store.path, "words")) as second:
        found(second, "rain")
    assert len(caches(store.path)) == 1
    assert caches(store.path) != old


@pytest.mark.parametrize("fault", ["changed", "cut", "empty", "misnamed", "a folder"])
def test_a_damaged_index_is_made_anew(store: LocalStore, caplog: pytest.LogCaptureFixture, fault: str) -> None:
    keep(store, *map(numbered, range(9)))
    store.flush()
    (file,) = store.path.glob("segment-*.arrays")
    whole = file.read_bytes()
    file.unlink()
    if fault == "a folder":
        file.mkdir()
    elif fault == "misnamed":
        file.with_name(f"segment-{'0' * 16}.arrays").write_bytes(whole)
    else:
        bad = {"changed": whole[:-9] + b"x" + whole[-8:], "cut": whole[:100], "empty": b""}[fault]
        file.write_bytes(bad)
    with closing(LocalStore(store.path, "words")) as second, caplog.at_level(logging.WARNING):
        assert found(second, "music", k=9) == found(store, "music", k=9)
    assert "read from the library instead" in caplog.text


def test_what_is_of_another_library_is_of_no_use(store: LocalStore) -> None:
    """Nor is what is left of another state, such as a backup that was put in this one's place."""
    keep(store, *map(numbered, range(9)))
    with closing(LocalStore(store.path.parent / "other", "words")) as other:
        keep(other, *[numbered(number, repeat=2) for number in range(9)])
        other.flush()
        (foreign,) = other.path.glob("segment-*.arrays")
        shutil.copy(foreign, store.path)
    assert caches(store.path) == [foreign.name]
    with closing(LocalStore(store.path, "words")) as second:
        assert found(second, "music", k=9) == found(store, "music", k=9)
    assert foreign.name not in caches(store.path)


def removing(store: LocalStore) -> None:
    store.remove("secret")


def erasing(store: LocalStore) -> None:
    store.discard("secret")
    store.erase("secret")


def replacing(store: LocalStore) -> None:
    keep_as(store, numbered(2), Filed(replacing=("secret",)))


@pytest.mark.parametrize("change", [removing, erasing, replacing])
def test_no_word_of_what_is_gone_is_left_beside_the_library(
    store: LocalStore, change: Callable[[LocalStore], None]
) -> None:
    keep(store, numbered(1), talk("secret", "Anna: Trade with the zyzzyva."))
    store.flush()
    (file,) = store.path.glob("segment-*")
    assert b"zyzzyva" in file.read_bytes()
    with closing(LocalStore(store.path, "words")) as second:  # it need not even be asked
        change(second)
    (file,) = store.path.glob("segment-*")
    assert b"zyzzyva" not in file.read_bytes()
    assert b"trade" in file.read_bytes()


def test_an_index_that_cannot_be_saved_loses_nothing(store: LocalStore, caplog: pytest.LogCaptureFixture) -> None:
    keep(store, SEOUL)
    assert found(store, "trade") == [("seoul", 0)]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr("index.local.segments.arrays.write", full)
        store.flush()
    assert "No space left on device" in caplog.text
    assert caches(store.path) == []
    with closing(LocalStore(store.path, "words")) as second:
        assert found(second, "trade") == [("seoul", 0)]


def test_an_error_while_following_leaves_no_wrong_index(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, SEOUL)
    found(store, "trade")
    store.remove("seoul")
    keep(store, numbered(1))

    def failing(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(lookup.Content, "rows", failing)
        with pytest.raises(LibraryError, match="disk I/O error"):
            found(store, "trade")
    assert found(store, "trade") == [("t1", 0)]


# -- what can go wrong -----------------------------------------------------------------------------------------------


def test_a_full_disk_changes_nothing(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, SEOUL)
    connect = Database._connect

    def small(database: Database) -> sqlite3.Connection:
        connection = connect(database)
        connection.execute("PRAGMA max_page_count = 60")
        return connection

    monkeypatch.setattr(Database, "_connect", small)
    with closing(LocalStore(store.path, "words")) as second:
        with pytest.raises(LibraryFull, match=r"no space left.*make room"):
            keep(second, numbered(1, repeat=5_000))
        assert found(second, "trade") == [("seoul", 0)]
        keep(second, numbered(2))
    assert query(store.path, "PRAGMA integrity_check") == [("ok",)]
    assert [summary.id for summary in store.transcripts()] == ["seoul", "t2"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("this user may not mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full_changes_nothing(small_disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(LocalStore(small_disk, "words")) as store:
        keep(store, SEOUL)
        number = 0
        with pytest.raises(LibraryFull, match=r"no space left.*make room"):
            for number in range(1, 1_000):
                keep(store, numbered(number, repeat=50))
        assert number > 2
        expected = ["seoul", *(f"t{n}" for n in range(1, number))]
        assert [summary.id for summary in store.transcripts()] == expected
        assert found(store, "trade with China", k=1)[0] == ("seoul", 0)
    with closing(LocalStore(small_disk, "words")) as store:
        assert [summary.id for summary in store.transcripts()] == expected
        subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)  # the cure: make room, try again
        assert store.remove("t1")
        keep(store, numbered(number, repeat=50))
        assert query(small_disk, "PRAGMA integrity_check") == [("ok",)]


def test_a_new_library_on_a_full_disk_says_so(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"), (small_disk / "filler").open("wb") as filler:
        while True:
            filler.write(bytes(65536))
    with pytest.raises(LibraryFull, match=r"no space left.*make room"):
        LocalStore(small_disk / "library", "words")


as_root = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder with a library that another user may read."""
    folder = tmp_path / "library"
    with closing(LocalStore(folder, "words")) as store:
        keep(store, SEOUL)
    temporary = Path(tempfile.gettempdir())
    for parent in takewhile(lambda parent: parent != temporary, (folder, *folder.parents)):
        parent.chmod(parent.stat().st_mode | 0o055)
    return folder


REPORT = """
    import os
    import faiss  # a user who is nobody may not be allowed to read it
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    from index.errors import LibraryError
    try:
        store = LocalStore(folder, "words")
        print(found(store, "trade"))
        keep(store, numbered(1))
    except LibraryError as error:
        print(type(error).__name__, error)
"""


@as_root
def test_a_folder_that_may_not_be_written_is_reported(shared: Path, start: Start) -> None:
    report = ended(start(REPORT, shared))
    assert report.startswith(f"LibraryNotWritable {shared}")
    assert "allow this user to write" in report


@as_root
def test_a_file_that_may_not_be_written_still_answers(shared: Path, start: Start) -> None:
    shared.chmod(0o777)
    report = ended(start(REPORT, shared)).splitlines()
    assert report[0] == "[('seoul', 0)]"
    assert report[1].startswith(f"LibraryNotWritable {shared}")


@as_root
def test_a_folder_that_cannot_be_made_is_reported(shared: Path, start: Start) -> None:
    shared.parent.chmod(0o755)
    report = ended(start(REPORT, shared.parent / "new"))
    assert report.startswith(f"LibraryNotWritable {shared.parent}/new")


def test_a_file_in_the_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    with pytest.raises(LibraryNotWritable, match="choose another folder"):
        LocalStore(tmp_path / "library", "words")


@pytest.mark.parametrize(
    "content", [b"Hello, I am a text file.\n" * 999, b"\0" * 5000, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_file_that_is_no_library_is_reported_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "library.sqlite3"
    file.write_bytes(content)
    with pytest.raises(LibraryDamaged, match=r"library\.sqlite3.*restore"):
        LocalStore(tmp_path, "words")
    assert file.read_bytes() == content


def test_the_database_of_another_program_is_reported_and_left_alone(tmp_path: Path) -> None:
    query(tmp_path, "CREATE TABLE bookmarks (address TEXT)")
    with pytest.raises(LibraryDamaged, match="other program"):
        LocalStore(tmp_path, "words")
    assert query(tmp_path, "SELECT name FROM sqlite_master") == [("bookmarks",)]


def test_a_library_of_a_newer_version_is_reported_and_left_alone(store: LocalStore) -> None:
    store.close()
    query(store.path, "PRAGMA user_version = 9")
    with pytest.raises(LibraryTooNew, match=r"format 9.*reads 4.*update On the Record"):
        LocalStore(store.path, "words")
    assert query(store.path, "PRAGMA user_version") == [(9,)]


def test_damage_inside_the_file_is_reported_when_it_is_met(store: LocalStore) -> None:
    keep(store, *(numbered(number, repeat=200) for number in range(5)))
    store.close()
    file = store.path / "library.sqlite3"
    data = bytearray(file.read_bytes())
    for page in range(4, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(data)
    with pytest.raises(LibraryDamaged, match=r"damaged.*restore"), closing(LocalStore(store.path, "words")) as second:
        second.transcript("t3")
        found(second, "trade")


def test_a_damaged_source_is_reported(store: LocalStore) -> None:
    keep(store, SEOUL)
    query(store.path, "UPDATE sources SET zlib = substr(zlib, 1, 5)")
    with pytest.raises(LibraryDamaged, match=r"damaged.*restore"):
        store.source("seoul")


def test_a_cut_file_is_reported(store: LocalStore) -> None:
    keep(store, *(numbered(number, repeat=200) for number in range(5)))
    store.close()
    os.truncate(store.path / "library.sqlite3", 20_000)
    with pytest.raises(LibraryDamaged, match=r"damaged.*restore"), closing(LocalStore(store.path, "words")) as second:
        found(second, "trade")
