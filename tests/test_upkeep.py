"""What a disk does to a library is told and mended, backups come back whole, and former formats are read."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from index.build import add, reindex
from index.errors import LibraryDamaged, LibraryError, LibraryFull
from index.formats import Source
from index.local.backup import backup, restore
from index.local.store import LocalStore
from index.local.verify import Part
from index.media import FOLDER
from index.renames import Rename
from index.repair import repair, verify
from index.store import KEPT_S, Filter
from index.transcript import Transcript
from qa.media import attach
from tests.fakes import WordEncoder
from tests.stores import found, keep
from tests.test_cli import Run, files, run
from tests.test_local import numbered, small_disk
from tests.test_media import tone
from tests.versions.make import GONE, HALL, IDS, TRADE, VOTE

__all__ = ["files", "run", "small_disk"]

VERSIONS = Path(__file__).with_name("versions")
FILES = {IDS["trade"]: TRADE, IDS["vote"]: VOTE, IDS["hall"]: HALL}
NEWEST = max(VERSIONS.glob("*.sqlite3"), key=lambda file: int(file.stem))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample library of the present format."""
    (tmp_path / "library").mkdir()
    shutil.copy(NEWEST, tmp_path / "library" / "library.sqlite3")
    LocalStore(tmp_path / "library").close()
    return tmp_path / "library"


def change(folder: Path, statement: str) -> int:
    with closing(sqlite3.connect(folder / "library.sqlite3")) as connection, connection:
        return connection.execute(statement).rowcount


def content(folder: Path) -> dict[str, object]:
    """All that people see of a library, by what it is."""
    with closing(LocalStore(folder, "words")) as store:
        ids = sorted(summary.id for summary in store.transcripts())
        return {
            "transcripts": {id_: store.transcript(id_) for id_ in ids},
            "sources": {id_: store.source(id_) for id_ in ids},
            "given": {id_: store.given(id_) for id_ in ids},
            "names": store.renames(),
            "places": store.origins(),
            "collections": store.collections(),
            "discarded": [one.id for one in store.discarded()],
            "by vector": {word: set(found(store, word, k=1)) for word in ("china", "school", "wheat")},
            "by word": {word: {p.transcript for p in store.holding([word], Filter())} for word in ("rain", "music")},
            "by name": {who: set(found(store, "rain", Filter(speakers=frozenset({who})))) for who in WHO},
        }


WHO = ("Anna Lee", "Bo Okafor", "Cleo Ruiz")


# -- former formats --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(VERSIONS.glob("*.sqlite3")), ids=lambda file: f"format {file.stem}")
def test_a_library_of_every_format_opens_with_all_that_is_in_it(file: Path, tmp_path: Path) -> None:
    version = int(file.stem)
    shutil.copy(file, tmp_path / "library.sqlite3")
    now = content(tmp_path)
    assert now["sources"] == FILES
    assert now["places"] == {f"/files/{name}.txt": IDS[name] for name in ("trade", "vote", "hall")}
    transcripts = now["transcripts"]
    assert isinstance(transcripts, dict)
    trade: Transcript = transcripts[IDS["trade"]]
    assert [turn.text for turn in trade.turns] == [
        *("We trade with China.  It is trade in ships.", "The crops are under rain.", "Are they?", "They are.")
    ]
    assert [turn.speaker.who for turn in trade.turns if turn.speaker] == ["Anna Lee", "Bo Okafor"] * 2
    assert trade.date == "2021-05"
    assert now["names"] == [
        Rename(IDS["trade"], "Ben Okafor", "Bo Okafor"),
        *([Rename(IDS["hall"], "SPEAKER 1", "Dee Ito", frozenset({2}))] if version > 2 else []),
    ]
    assert now["collections"] == ({"Board": {IDS["trade"], IDS["vote"]}} if version > 1 else {})
    assert now["discarded"] == ([IDS["gone"]] if version > 2 else [])
    assert now["by word"] == {"rain": {IDS["trade"]}, "music": {IDS["vote"]}}
    assert now["by vector"] == {
        "china": {(IDS["trade"], 0)},
        "school": {(IDS["vote"], 0)},
        "wheat": {(IDS["hall"], 0)},
    }
    with closing(LocalStore(tmp_path)) as store:
        assert store.faults() == []
        assert store.restore(IDS["gone"]) is (version > 2)
        assert store.faults() == []


@pytest.mark.parametrize("file", sorted(VERSIONS.glob("*.sqlite3")), ids=lambda file: f"format {file.stem}")
def test_a_library_of_every_format_is_made_anew_at_the_first_try(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(file, tmp_path / "library.sqlite3")
    before, ended, replace_with = content(tmp_path), [], LocalStore.replace_with

    def once(self: LocalStore, other: LocalStore) -> bool:
        ended.append(replace_with(self, other))
        assert len(ended) == 1 or ended[-1], "it would go on for ever"
        return ended[-1]

    monkeypatch.setattr(LocalStore, "replace_with", once)
    with closing(LocalStore(tmp_path)) as store:
        encoder = WordEncoder(store.encoder)
    assert reindex(tmp_path, encoder) == 3
    assert ended == [False, True]  # at first the new one is empty
    assert content(tmp_path) == before


@pytest.mark.parametrize("file", sorted(VERSIONS.glob("[123].sqlite3")), ids=lambda file: f"format {file.stem}")
def test_the_file_of_a_former_format_is_kept_for_some_days(file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "library.sqlite3")
    LocalStore(tmp_path).close()
    kept = tmp_path / f"library.sqlite3.format-{file.stem}"
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(kept)) as copy:
        assert list(old.iterdump()) == list(copy.iterdump())
        assert copy.execute("PRAGMA user_version").fetchone() == (int(file.stem),)
    LocalStore(tmp_path).close()
    assert kept.exists()
    long_ago = time.time() - KEPT_S - 60
    os.utime(kept, (long_ago, long_ago))
    for left in (tmp_path / "repair-0a", tmp_path / "unfinished-0a"):  # by a crash
        left.mkdir()
        (left / "library.sqlite3").write_bytes(b"half")
    os.utime(tmp_path / "repair-0a", (long_ago, long_ago))
    LocalStore(tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library.sqlite3", "unfinished-0a"]


def test_a_library_that_finds_no_room_to_be_brought_up_to_date_stays_as_it_was(small_disk: Path) -> None:
    shutil.copy(VERSIONS / "1.sqlite3", small_disk / "library.sqlite3")
    before = (small_disk / "library.sqlite3").read_bytes()
    with pytest.raises(OSError, match="No space"), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
    with pytest.raises(LibraryFull, match=r"no space left.*make room"):
        LocalStore(small_disk)
    (small_disk / "filler").unlink()
    assert (small_disk / "library.sqlite3").read_bytes()[100:] == before[100:]
    LocalStore(small_disk).close()
    assert verify(small_disk) == []


# -- damage inside ---------------------------------------------------------------------------------------------------

_TRADE = f"(SELECT transcript FROM transcripts WHERE id = '{IDS['trade']}')"
_OF_TRADE = f"(SELECT passage FROM passages WHERE transcript = {_TRADE})"
DAMAGE = {
    "a word": (Part.WORDS, f"UPDATE turns SET text = replace(text, 'China', 'Chile') WHERE transcript = {_TRADE}"),
    "no text": (Part.WORDS, f"UPDATE turns SET text = CAST(x'ff20fe' AS TEXT) WHERE transcript = {_TRADE}"),
    "a turn": (Part.WORDS, f"DELETE FROM turns WHERE place = 1 AND transcript = {_TRADE}"),
    "speakers": (Part.WORDS, f"UPDATE transcripts SET speakers = '[[' WHERE transcript = {_TRADE}"),
    "its checksum": (Part.WORDS, f"DELETE FROM digests WHERE transcript = {_TRADE}"),
    "a vector": (Part.PASSAGES, f"UPDATE passages SET vector = zeroblob(16) WHERE transcript = {_TRADE}"),
    "a short vector": (Part.PASSAGES, f"UPDATE passages SET vector = x'00' WHERE transcript = {_TRADE}"),
    "a place": (Part.PASSAGES, f"UPDATE passages SET sentences = '[[0,0,' WHERE transcript = {_TRADE}"),
    "sentences": (Part.PASSAGES, f"DELETE FROM sentence_vectors WHERE passage IN {_OF_TRADE}"),
    "a passage": (Part.FILE, f"DELETE FROM passages WHERE transcript = {_TRADE}"),
    "terms": (Part.PASSAGES, f"UPDATE words_content SET c0 = 'snow' WHERE id IN {_OF_TRADE}"),
    "the index": (Part.INDEX, "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10"),
    "a stray term": (Part.INDEX, "INSERT INTO words (rowid, terms) VALUES (999, 'snow')"),
    "who speaks": (Part.SPEAKERS, f"UPDATE appearances SET who = 'Nobody' WHERE transcript = {_TRADE}"),
    "who speaks where": (Part.SPEAKERS, "DELETE FROM passage_speakers WHERE who = 'Bo Okafor'"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_told_with_its_place_and_mended(folder: Path, damage: str) -> None:
    before = content(folder)
    part, statement = DAMAGE[damage]
    assert change(folder, statement) > 0
    faults = verify(folder)
    assert part in {fault.part for fault in faults}
    assert {fault.transcript for fault in faults} <= {IDS["trade"], ""}
    assert all("ontherecord repair" in str(fault) for fault in faults)
    mended = repair(folder, WordEncoder())
    assert mended.left == ()
    assert any(str(faults[0].place) in line for line in mended.done)
    assert verify(folder) == []
    assert content(folder) == before


@pytest.mark.parametrize("damage", ["a word", "no text", "a turn", "speakers"])
def test_words_that_a_disk_has_changed_are_never_read_as_somebodys(folder: Path, damage: str) -> None:
    change(folder, DAMAGE[damage][1])
    with closing(LocalStore(folder)) as store:
        with pytest.raises(LibraryDamaged, match=r"(trade are not those|damaged).*ontherecord repair"):
            store.transcript(IDS["trade"])
        assert store.transcript(IDS["vote"]).title == "vote"


@pytest.mark.parametrize("damage", ["a short vector", "a place"])
def test_passages_that_cannot_be_read_are_told(folder: Path, damage: str) -> None:
    change(folder, DAMAGE[damage][1])
    with (
        closing(LocalStore(folder, "words")) as store,
        pytest.raises(LibraryDamaged, match=r"damaged.*ontherecord repair"),
    ):
        found(store, "china", k=9)


@pytest.mark.parametrize("bad", ["x''", "x'789c'", "(SELECT zlib FROM sources ORDER BY 1 DESC LIMIT 1)"])
def test_a_source_that_is_damaged_costs_no_word_and_comes_back_from_the_original(folder: Path, bad: str) -> None:
    before = content(folder)
    change(folder, f"UPDATE sources SET zlib = {bad} WHERE transcript = {_TRADE}")
    (fault,) = verify(folder)
    assert (fault.part, fault.transcript) == (Part.SOURCE, IDS["trade"])
    (left,) = repair(folder, WordEncoder()).left
    assert "trade" in left.place
    assert "its words are kept" in left.cure
    with closing(LocalStore(folder)) as store:
        assert {store.transcript(IDS["trade"])} == {before["transcripts"][IDS["trade"]]}  # type: ignore[index]
    assert repair(folder, WordEncoder(), {IDS["trade"]: TRADE}).left == ()
    assert content(folder) == before


def test_where_words_and_source_are_damaged_the_rest_is_kept_and_the_original_mends_both(folder: Path) -> None:
    before = content(folder)
    change(folder, f"UPDATE sources SET zlib = x'' WHERE transcript = {_TRADE}")
    change(folder, DAMAGE["a word"][1])
    left = repair(folder, WordEncoder()).left
    assert {fault.part for fault in left} == {Part.SOURCE, Part.WORDS}
    assert all("original file" in fault.cure for fault in left)
    with closing(sqlite3.connect(folder / "library.sqlite3")) as connection:
        assert connection.execute("SELECT text FROM turns WHERE text LIKE '%Chile%'").fetchall()
    assert repair(folder, WordEncoder(), {IDS["trade"]: TRADE}).left == ()
    assert content(folder) == before


def test_recordings_that_are_lost_changed_or_nobodys_are_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone())
    with closing(LocalStore(folder)) as store:
        media = attach(store, IDS["trade"], str(tmp_path / "a.wav")).media
    stray = folder / FOLDER / ("0" * 32 + ".wav")
    shutil.copy(folder / media, stray)
    assert verify(folder) == []  # somebody may be about to attach it
    os.utime(stray, (0, 0))
    (fault,) = verify(folder)
    assert (fault.part, fault.place) == (Part.STRAY, str(stray))
    assert repair(folder, WordEncoder()).left == ()
    assert not stray.exists()
    (folder / media).write_bytes(tone()[:-9])
    (fault,) = repair(folder, WordEncoder()).left
    assert (fault.part, fault.transcript) == (Part.RECORDING, IDS["trade"])
    assert "attach it again" in fault.cure


# -- damage to the file ----------------------------------------------------------------------------------------------


def pages(file: Path) -> list[int]:
    """Where each begins, without the first and those that list the tables with it: SQLite reads nothing without."""
    data = file.read_bytes()
    cells = int.from_bytes(data[103:105], "big") if data[100] == 5 else 0
    places = [int.from_bytes(data[112 + 2 * cell : 114 + 2 * cell], "big") for cell in range(cells)]
    listing = {int.from_bytes(data[place : place + 4], "big") for place in (108, *places)} if cells else set()
    return [4096 * number for number in range(1, len(data) // 4096) if number + 1 not in listing]


@pytest.mark.parametrize("place", pages(NEWEST))
def test_no_page_that_is_lost_costs_a_word(folder: Path, place: int) -> None:
    file = folder / "library.sqlite3"
    before = content(folder)["transcripts"]
    assert isinstance(before, dict)
    data = bytearray(file.read_bytes())
    data[place : place + 4096] = random.Random(place).randbytes(4096)
    file.write_bytes(data)
    if not verify(folder):
        return  # a page that nobody uses
    mended = repair(folder, WordEncoder())
    assert [fault for fault in mended.left if fault.part is not Part.SOURCE] == []
    with closing(LocalStore(folder, "words")) as store:
        for id_, transcript in before.items():
            assert [turn.text for turn in store.transcript(id_).turns] == [turn.text for turn in transcript.turns]
        assert found(store, "china", k=1) == [(IDS["trade"], 0)]
        assert {p.transcript for p in store.holding(["music"], Filter())} == {IDS["vote"]}
    assert (
        any("library.sqlite3.damaged" in line for line in mended.done)
        == (file.parent / f"{file.name}.damaged").exists()
    )


@pytest.mark.parametrize("share", [0.9, 0.7, 0.5])
def test_of_a_file_that_was_cut_what_is_left_is_kept(tmp_path: Path, share: float) -> None:
    with closing(LocalStore(tmp_path, "words")) as store:
        for number in range(40):
            data = f"ANNA LEE:  The rain of day {number}.\n\nBEN OKAFOR:  {'More rain. ' * 60}\n".encode()
            assert [r.error for r in add([Source(f"{number}.txt", data)], store, WordEncoder())] == [None]
    file = tmp_path / "library.sqlite3"
    os.truncate(file, int(file.stat().st_size * share) // 4096 * 4096)
    (fault,) = verify(tmp_path)
    assert fault.part is Part.FILE
    repair(tmp_path, WordEncoder())
    assert (tmp_path / "library.sqlite3.damaged").exists()
    with closing(LocalStore(tmp_path)) as store:
        assert len(store.transcripts()) > 40 * share / 2
        whole = {s.id for s in store.transcripts()} - {fault.transcript for fault in store.faults()}
        assert len(whole) > 40 * share / 3
        assert {p.transcript for p in store.holding(["rain"], Filter())} >= whole


def test_a_file_of_which_nothing_can_be_read_is_told_and_left_alone(folder: Path) -> None:
    file = folder / "library.sqlite3"
    file.write_bytes(b"nothing" * 9999)
    with pytest.raises(LibraryDamaged, match=r"nothing of it can be read.*ontherecord restore"):
        repair(folder, WordEncoder())
    assert file.read_bytes() == b"nothing" * 9999
    assert sorted(path.name for path in folder.iterdir()) == ["library.sqlite3"]


# -- backups ---------------------------------------------------------------------------------------------------------


def test_a_backup_comes_back_as_it_was(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone())
    (folder / "audit.jsonl").write_text('{"at": "now"}\n')
    with closing(LocalStore(folder)) as store:
        media = attach(store, IDS["trade"], str(tmp_path / "a.wav")).media
        written = backup(folder, tmp_path / "kept.zip")
    assert (written.transcripts, written.recordings, written.missing) == (3, 1, ())
    assert restore(tmp_path / "kept.zip", tmp_path / "new") is None
    assert content(tmp_path / "new") == content(folder)
    assert (tmp_path / "new" / media).read_bytes() == tone()
    assert (tmp_path / "new" / "audit.jsonl").read_text() == '{"at": "now"}\n'
    assert verify(tmp_path / "new") == []
    assert [path.name for path in tmp_path.glob("*.zip")] == ["kept.zip"]
    assert (tmp_path / "kept.zip").stat().st_mode & 0o077 == 0


def test_a_backup_that_is_taken_while_others_write_is_one_moment_of_the_library(tmp_path: Path) -> None:
    stop = threading.Event()
    with closing(LocalStore(tmp_path / "library", "words")) as store:

        def write() -> None:
            for number in range(1, 10_000):
                keep(store, numbered(number))
                store.remove(f"t{number - 1}")
                if stop.is_set():
                    return

        keep(store, numbered(0))
        writing = threading.Thread(target=write)
        writing.start()
        try:
            counts = {backup(tmp_path / "library", tmp_path / f"{n}.zip").transcripts for n in range(5)}
        finally:
            stop.set()
            writing.join()
    assert counts <= {1, 2}
    for number in range(5):
        restore(tmp_path / f"{number}.zip", tmp_path / str(number))
        assert {fault.part for fault in verify(tmp_path / str(number))} == {Part.SOURCE}  # ids here are no digests


def test_a_damaged_backup_is_refused_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    backup(folder, file)
    whole, before = file.read_bytes(), (folder / "library.sqlite3").read_bytes()
    rng = random.Random(1)
    for place in [0, len(whole) - 30, *rng.sample(range(len(whole)), 12)]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            restore(file, folder, force=True)
        except LibraryDamaged as error:
            assert "damaged one" in str(error)
            assert (folder / "library.sqlite3").read_bytes() == before
        else:  # a bit that stands for nothing, such as a date
            assert (folder / "library.sqlite3.replaced").exists()
            assert verify(folder) == []
            shutil.copy(folder / "library.sqlite3.replaced", folder / "library.sqlite3")
    for bad in (whole[: len(whole) // 2], b"", b"no zip at all"):
        file.write_bytes(bad)
        with pytest.raises(LibraryDamaged, match="choose another backup"):
            restore(file, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_library_that_is_there_gives_way_only_to_force_and_is_kept(folder: Path, tmp_path: Path) -> None:
    backup(folder, tmp_path / "kept.zip")
    before = content(folder)
    with closing(LocalStore(folder)) as store:
        store.remove(IDS["trade"])
    later = content(folder)
    with pytest.raises(LibraryError, match=r"a library is there.*--force"):
        restore(tmp_path / "kept.zip", folder)
    assert content(folder) == later
    with closing(LocalStore(folder)) as store:
        store.transcripts()
        with pytest.raises(LibraryError, match="another process has it open; stop"):
            restore(tmp_path / "kept.zip", folder, force=True)
    assert content(folder) == later
    kept = restore(tmp_path / "kept.zip", folder, force=True)
    assert content(folder) == before
    assert kept is not None
    (tmp_path / "old").mkdir()
    shutil.copy(kept, tmp_path / "old" / "library.sqlite3")
    assert content(tmp_path / "old") == later


def test_a_backup_is_whole_or_not_there(folder: Path, tmp_path: Path, small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
    with pytest.raises(LibraryFull, match="make room"):
        backup(folder, small_disk / "kept.zip")
    assert [path.name for path in small_disk.iterdir()] == ["filler"]
    change(folder, "UPDATE transcripts SET first_passage = first_passage")
    data = bytearray((folder / "library.sqlite3").read_bytes())
    for place in pages(folder / "library.sqlite3"):
        data[place : place + 64] = b"\xff" * 64
    (folder / "library.sqlite3").write_bytes(data)
    with pytest.raises(LibraryDamaged, match="ontherecord repair"):
        backup(folder, tmp_path / "kept.zip")
    assert not (tmp_path / "kept.zip").exists()


# -- the clock -------------------------------------------------------------------------------------------------------


def test_a_clock_that_jumps_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time()
    with closing(LocalStore(folder, "words")) as store:
        monkeypatch.setattr(time, "time", lambda: real - 10 * 365 * 24 * 3600)
        keep(store, numbered(1))
        store.rename([Rename("t1", "Anna", "Ana")])
        assert store.discard("t1")
        monkeypatch.setattr(time, "time", lambda: 0.0)
        assert "t1" in [one.id for one in store.discarded()]
        assert store.restore("t1")
        assert store.undo() == (Rename("t1", "Anna", "Ana"),)
        assert found(store, "trade day 1", k=1) == [("t1", 0)]


# -- the commands ----------------------------------------------------------------------------------------------------


def test_the_commands_say_what_is_so(run: Run, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.encoder.SentenceEncoder", WordEncoder)
    library = tmp_path / "library"
    run("add", files / "trade.txt", files / "vote.txt")
    told = run("verify")
    assert (told.code, told.out, told.err) == (0, f"{library} is whole\n", "")
    told = run("backup", tmp_path / "kept.zip")
    assert told.out.startswith(f"{tmp_path}/kept.zip: 2 transcripts, 0 recordings, ")
    change(library, "UPDATE turns SET text = replace(text, 'wheat', 'chaff')")
    change(library, "UPDATE sources SET zlib = x'00' WHERE transcript = 2")
    told = run("verify")
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 2)
    assert "its words are not those that were added; run `ontherecord repair`\n" in told.err
    told = run("repair")
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert told.out.endswith("its words are not those that were added; mended\n")
    assert run("repair", files / "vote.txt").code == 0
    assert run("repair").out == f"{library} is whole; there was nothing to repair\n"
    assert run("restore", tmp_path / "kept.zip").code == 2
    assert run("restore", tmp_path / "kept.zip", "--force").out.splitlines() == [
        f"{library}: restored from {tmp_path}/kept.zip",
        f"the library that was there is kept in {library}/library.sqlite3.replaced; delete it when you need it no more",
    ]
    assert "wheat" in run("ask", "what is under rain?").out
    told = run("audit")
    assert "restored" in told.out
    assert GONE not in (library / "library.sqlite3").read_bytes()


def test_the_commands_need_a_library(run: Run, tmp_path: Path) -> None:
    for told in (run("verify"), run("backup", tmp_path / "x.zip"), run("repair")):
        assert (told.code, told.out) == (2, "")
        assert "no library is in this folder" in told.err
    assert not (tmp_path / "library").exists()
    told = run("restore", tmp_path / "none.zip")
    assert (told.code, "none.zip" in told.err) == (2, True)
