"""A library on a server is looked after: damage is told of, what is gone is nowhere, and no command takes a folder for
it.
"""

from __future__ import annotations

import base64
import json
import shutil
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'ontherecord[milvus]'")

from pymilvus import MilvusClient

from index.formats import Source
from index.intake.given import Filed, Given
from index.local.store import LocalStore
from index.local.verify import Part
from index.milvus import pieces
from index.milvus.server import Row, Server
from index.milvus.store import MilvusStore
from index.renames import Rename
from index.store import Filter
from tests import milvus_servers
from tests.fakes import WordEncoder
from tests.stores import found, keep, keep_as, made, talk
from tests.test_cli import Run, files, run
from tests.test_milvus import OPENED, collection, engine, opened, raw

__all__ = ["engine", "files", "opened", "raw", "run"]

FILE = b"Anna: Rain on ships."
WHOLE = replace(talk(Source("", FILE).id, "Anna: Rain on ships.", "Ben: Trade."), title="Harbour")


def rows(raw: MilvusClient, store: MilvusStore, part: str) -> list[dict[str, Any]]:
    fields = [each["name"] for each in raw.describe_collection(collection(store, part))["fields"]]
    wanted = [name for name in fields if name != "sparse"]
    found_ = raw.query(collection(store, part), filter="pk != 0", output_fields=wanted, consistency_level="Strong")
    return sorted((dict(row) for row in found_), key=lambda row: int(row["pk"]))


# -- whether it is whole ---------------------------------------------------------------------------------------------


def _change(raw: MilvusClient, store: MilvusStore, part: str, number: int, **values: object) -> None:
    """Change a row as a disk would: of pieces or passages, in the order of their keys."""
    row = {**rows(raw, store, part)[number], **values}
    row["dense" if part == "passages" else "nothing"] = list(
        values.get("dense", row["dense" if part == "passages" else "nothing"])  # type: ignore[call-overload]
    )
    raw.upsert(collection(store, part), [row])


def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode())).decode()


BODY = json.dumps([("Rain on coal.", None, None, []), ("Trade.", None, None, [])])
# What is changed, and how: the pieces of a transcript are head, body, source, terms and then vectors.
DAMAGES: list[tuple[str, Callable[[MilvusClient, MilvusStore], object], Part]] = [
    ("another word", lambda raw, store: _change(raw, store, "pieces", 1, data=_packed(BODY)), Part.WORDS),
    ("no text", lambda raw, store: _change(raw, store, "pieces", 1, data="AAAA"), Part.WORDS),
    ("no piece", lambda raw, store: _delete(raw, store, "pieces", 0), Part.WORDS),
    ("another file", lambda raw, store: _change(raw, store, "pieces", 2, data=_packed("Ben: No.")), Part.SOURCE),
    ("no file", lambda raw, store: _delete(raw, store, "pieces", 2), Part.SOURCE),
    ("another vector", lambda raw, store: _change(raw, store, "passages", 0, dense=[1.0] * 8), Part.PASSAGES),
    ("other terms", lambda raw, store: _change(raw, store, "passages", 0, words=" coal "), Part.PASSAGES),
    ("other turns", lambda raw, store: _change(raw, store, "passages", 0, spans="[[1,0,5]]"), Part.PASSAGES),
    ("no passage", lambda raw, store: _delete(raw, store, "passages", 0), Part.PASSAGES),
    ("other sentences", lambda raw, store: _change(raw, store, "pieces", -1, data="AAAA"), Part.PASSAGES),
]


def _delete(raw: MilvusClient, store: MilvusStore, part: str, number: int) -> None:
    raw.delete(collection(store, part), filter=f"pk == {rows(raw, store, part)[number]['pk']}")


def test_every_damage_is_told_of_with_its_place_and_its_cure(opened: OPENED, raw: MilvusClient) -> None:
    store = opened()
    assert store.add(*made(WHOLE), FILE)
    assert store.faults() == []
    for name, damage, part in DAMAGES:
        damage(raw, store)
        (fault,) = store.faults()
        assert (fault.part, fault.transcript) == (part, WHOLE.id), name
        assert str(fault).startswith(f"Harbour ({WHOLE.id}): its " if part is not Part.SOURCE else "Harbour (")
        assert str(fault).endswith("`ontherecord remove` it and add its file again")
        store.remove(WHOLE.id)
        assert store.add(*made(WHOLE), FILE)
        assert store.faults() == [], name


def test_rows_that_are_nobodys_and_recordings_that_are_gone_are_told_of(opened: OPENED, raw: MilvusClient) -> None:
    store = opened()
    keep(store, talk("a", "Anna: Rain."), talk("b", "Anna: Trade."))
    store.discard("b")
    assert store.faults() == []
    raw.upsert(collection(store, "pieces"), pieces.rows(77, 0, "stray") + pieces.rows(78, 0, "stray"))
    (fault,) = store.faults()
    assert (fault.part, fault.reason) == (Part.STRAY, "2 rows belong to no transcript")
    store._journal.rows.loosen([77, 78])  # somebody says that they are about to go
    assert store.faults() == []
    media = store.recordings.keep([b"ID3" + bytes(range(256)) * 500], "sound.mp3")
    store.describe(replace(store.transcript("a"), media=media), Given(media=media))
    assert store.faults() == []
    path = store.recordings.path(media)
    assert path
    path.write_bytes(b"ID3 another")
    assert [fault.part for fault in store.faults()] == [Part.RECORDING]
    path.unlink()
    assert [fault.part for fault in store.faults()] == [Part.RECORDING]


def test_what_is_removed_while_it_is_looked_through_is_no_fault(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(), opened()
    keep(store, *(talk(id_, "Anna: Rain.") for id_ in "abc"))
    by_keys = Server.by_keys
    removed: list[bool] = []

    def meanwhile(self: Server, *args: Any, **values: Any) -> dict[int, Row]:
        if not removed:
            removed.append(other.remove("b"))
        return by_keys(self, *args, **values)

    monkeypatch.setattr(Server, "by_keys", meanwhile)
    assert store.faults() == []
    assert removed == [True]


# -- what is gone is nowhere -----------------------------------------------------------------------------------------


def _told(raw: MilvusClient, store: MilvusStore) -> str:
    """All that anybody can read in the database, unpacked."""
    told = []
    for part in ("journal", "pieces", "passages"):
        for row in rows(raw, store, part):
            told.append(str({name: value for name, value in row.items() if name not in ("dense", "nothing")}))
            text = str(row.get("data", "")).rpartition("|")[2]
            try:
                told.append(zlib.decompress(base64.b64decode(text)).decode())
            except (ValueError, zlib.error):
                continue
    return " ".join(told)


def test_nothing_that_was_said_of_a_removed_transcript_is_in_the_database(opened: OPENED, raw: MilvusClient) -> None:
    store, other = opened(), opened()
    keep(store, talk("there", "Anna: Rain.", title="Harvest"))
    secret = talk("gone", "Zoe: Ships of zinc.", title="Zeppelin")
    keep_as(store, secret, Filed("/zone/zeppelin.txt", Given(speakers=(("ZOE", "Zurich"),)), collections=("board",)))
    other.rename([Rename("gone", "Zoe", "Zelda")])
    known = _told(raw, store)
    for word in ("Zoe", "zinc", "Zeppelin", "/zone/", "Zurich", "Zelda", "Harvest"):
        assert word in known
    assert other.remove("gone")
    for each in (store, other):
        each.flush()
    known = _told(raw, store)
    for word in ("Zoe", "zinc", "Zeppelin", "/zone/", "Zurich", "Zelda"):
        assert word not in known
    assert "Harvest" in known
    for each in (store, other, opened()):
        assert [(one.id, one.title) for one in each.transcripts()] == [("there", "Harvest")]
        assert each.collections() == {"board": frozenset()}
        assert each.faults() == []
        assert each.generation == store.generation


def test_two_put_the_journal_in_order_while_others_write_and_read(opened: OPENED, raw: MilvusClient) -> None:
    """All that was acknowledged stays, and what was removed is nowhere in the end."""
    stores = [opened() for _ in range(4)]
    keep(stores[0], talk("there", "Anna: Rain."))
    done = threading.Event()

    def write(number: int) -> None:
        for n in range(4):
            keep(stores[number], talk(f"{number}-{n}", "Anna: Ships.", title=f"Passing {number}-{n}"))
            stores[number].collect([f"{number}-{n}"], f"c{number}-{n}")
            if n % 2:
                assert stores[number].remove(f"{number}-{n}")

    def order(number: int) -> int:
        made_ = 0
        while not done.is_set():
            made_ += stores[number]._journal.compact()
            assert "there" in stores[number]
        return made_

    with ThreadPoolExecutor(4) as pool:
        ordering = [pool.submit(order, number) for number in (2, 3)]
        writing = [pool.submit(write, number) for number in (0, 1)]
        try:
            for each in writing:
                each.result()
        finally:
            done.set()
        assert sum(each.result() for each in ordering) > 0
    stores[0].flush()
    expected = {"there", "0-0", "0-2", "1-0", "1-2"}
    for store in (*stores, opened()):
        assert {summary.id for summary in store.transcripts()} == expected
        assert store.collections().keys() == {f"c{number}-{n}" for number in (0, 1) for n in range(4)}
        assert {id_ for id_, _ in found(store, "ships", Filter(collections=frozenset({"c0-2"})), k=9)} == {"0-2"}
        assert store.faults() == []
    told = _told(raw, stores[0])
    assert {f"Passing {i}-{n}" for i in (0, 1) for n in range(4) if f"Passing {i}-{n}" in told} == {
        *("Passing 0-0", "Passing 0-2", "Passing 1-0", "Passing 1-2")
    }


# -- commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty library, which the settings name."""
    monkeypatch.setattr("index.encoder.SentenceEncoder", WordEncoder)
    monkeypatch.setattr("qa.library.SentenceEncoder", WordEncoder)
    address = milvus_servers.address("lite", tmp_path)
    monkeypatch.setenv("ONTHERECORD_STORE", str(address))
    yield str(address)
    milvus_servers.drop(address)


def test_what_is_for_folders_says_so_and_what_to_do_instead(run: Run, served: str, tmp_path: Path) -> None:
    """Though there is a library in the folder beside, of before the move: that one is not meant."""
    beside = tmp_path / "library"
    beside.mkdir()
    LocalStore(beside, "words").close()
    before = (beside / "library.sqlite3").read_bytes()
    for arguments, cure in (
        (("backup", tmp_path / "kept.zip"), f"`ontherecord copy {served} FOLDER`, then `ontherecord backup FILE"),
        (
            ("restore", tmp_path / "kept.zip"),
            f"restore FILE --library FOLDER`, then `ontherecord copy FOLDER {served}`",
        ),
        (("repair",), "`ontherecord verify` says what is damaged; remove that, and add its files again"),
        (("reindex",), "copy it to a FOLDER, `ontherecord reindex --library FOLDER`, and copy that to another name"),
    ):
        told = run(*arguments)
        assert (told.code, told.out) == (2, "")
        expected = f"{served}: this library is on a server, and `ontherecord {arguments[0]}` is for one in a folder; "
        assert expected in told.err.replace("\n", " ")
        assert cure in told.err.replace("\n", " ")
    assert (beside / "library.sqlite3").read_bytes() == before
    assert not (tmp_path / "kept.zip").exists()


def test_a_library_on_a_server_is_verified_copied_and_backed_up(
    run: Run, served: str, files: Path, tmp_path: Path
) -> None:
    told = run("verify")
    assert (told.code, told.out) == (2, "")
    assert "no library is there; make one with `ontherecord add`" in told.err
    assert run("add", files / "trade.txt").code == 0
    told = run("verify")
    assert (told.code, told.out, told.err) == (0, f"{served} is whole\n", "")
    folder = tmp_path / "folder"
    assert run("copy", served, folder).code == 0
    for arguments in (("verify",), ("backup", tmp_path / "kept.zip"), ("repair",), ("reindex",)):
        assert run(*arguments, "--library", folder).code == 0, arguments
    shutil.rmtree(folder)
    assert run("restore", tmp_path / "kept.zip", "--library", folder).code == 0
    with closing(LocalStore(folder)) as local:
        assert len(local.transcripts()) == 1
