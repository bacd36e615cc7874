"""What a library on a server promises beyond the contract of all stores: each pitfall of the engines, and its guard.

What every store promises is held by tests/test_store_contract.py and its like, on real servers, too.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'ontherecord[milvus]'")

from pymilvus import DataType, MilvusClient

from index.errors import LibraryError, NoSuchTranscript, SettingError
from index.intake.given import Filed
from index.local.store import LocalStore
from index.milvus import passages, pieces, schema
from index.milvus.address import Address, Options, parsed
from index.milvus.changes import Change, Collected, Discarded, Erased, Left, Released, Removed, Restored, written
from index.milvus.lists import Lists
from index.milvus.patience import soon
from index.milvus.rows import Said
from index.milvus.server import MOST, Row, Server
from index.milvus.store import MilvusStore
from index.renames import Rename
from index.store import ANY, Filter, Store
from index.text import terms
from index.transcript import Passage, Span, Speaker, Transcript, Turn
from qa.answer import Answer
from qa.evaluate import Asked, ours, read_questions
from qa.library import open_library
from tests import milvus_servers
from tests.fakes import VOCABULARY, WordEncoder
from tests.ports import free_port
from tests.stores import WORDS, found, keep, keep_as, made, talk

EVERYTHING = os.environ.get("ONTHERECORD_MILVUS") == "all"
EVERYWHERE = pytest.mark.skipif(not EVERYTHING, reason="takes long: set ONTHERECORD_MILVUS=all")
LITE = [pytest.param("lite"), pytest.param("core", marks=EVERYWHERE)]
QUICK = Options(timeout_s=5, patience_s=20)
OPENED = Callable[..., MilvusStore]


@pytest.fixture(params=LITE)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened(engine: str, tmp_path: Path) -> Iterator[OPENED]:
    """Opens the library of a test, the same one again when called again."""
    stores: list[MilvusStore] = []

    def open_(name: str = "library", encoder: str = "words") -> MilvusStore:
        stores.append(milvus_servers.opener(engine)(tmp_path / name, encoder))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()
    milvus_servers.forget(tmp_path)


@pytest.fixture
def raw(engine: str) -> Iterator[MilvusClient]:
    client = milvus_servers.connected(milvus_servers.server(engine).uri)
    yield client
    client.close()


def collection(store: MilvusStore, part: str) -> str:
    return schema.passages(store._library, 8) if part == "passages" else f"{store._library}_{part}"


def rows(raw: MilvusClient, store: MilvusStore, part: str) -> int:
    (count,) = raw.query(
        collection(store, part), filter="pk > 0", output_fields=["count(*)"], consistency_level="Strong"
    )
    return int(count["count(*)"])


# -- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "uri", "library"),
    [
        ("milvus+http://host:19530/press", "http://host:19530", "press"),
        ("milvus+https://db.example.org/Board_2", "https://db.example.org:19530", "Board_2"),
        ("milvus+http://[::1]:7/", "http://[::1]:7", "ontherecord"),
    ],
)
def test_an_address_names_a_server_and_a_library(text: str, uri: str, library: str) -> None:
    assert parsed(text) == Address(uri, library)
    assert parsed(str(parsed(text))) == parsed(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://host:19530/press", "no store that is known"),
        ("milvus+http:///press", "names no server"),
        ("milvus+http://host:x/press", "names no server"),
        ("milvus+http://root:secret@host/press", "does not belong into an address"),
        ("milvus+http://host/a-b", "cannot name a library"),
        ("milvus+http://host/a/b", "cannot name a library"),
        ("milvus+http://host/1a", "cannot name a library"),
    ],
)
def test_what_is_no_address_is_refused_and_no_secret_shown(text: str, said: str) -> None:
    with pytest.raises(SettingError, match=said) as refused:
        parsed(text)
    assert "secret" not in str(refused.value)


# -- nothing of a text is ever part of a filter ----------------------------------------------------------------------

ODD = ['Ann"a', "Ann'a\\", "Anna\nor true", '") or (pk > 0', "{x}", "中国", "%_%", "Ann\x00a", "é" * 40]


def test_names_of_any_characters_find_their_own_passages_alone(opened: OPENED) -> None:
    store = opened()
    for place, name in enumerate(ODD):
        keep(store, Transcript(str(place), "t", (Turn("Rain.", Speaker(name)),)))
    for place, name in enumerate(ODD):
        assert found(store, "rain", Filter(speakers=frozenset({name})), k=99) == [(str(place), 0)]
        assert found(store, "rain", Filter(transcripts=frozenset({name})), k=99) == []


def test_terms_are_letters_and_digits_for_every_analyzer(opened: OPENED) -> None:
    for term in ("us.", "½", "中", "0xab", "état", 'a"b', "%", "a_b", "rain"):
        assert passages.token(term).isalnum()
        assert passages.token(term).isascii()
    known = ["us.", "½", "中", "0xab", "rain", "0x" + b"us.".hex()]
    assert len({passages.token(term) for term in known}) == len(known)
    store = opened()
    keep(store, talk("a", "Anna: 0xab of the U.S. in 中国."), talk("b", "Anna: Rain."))
    assert store.frequencies(["0xab", "us.", "中", "0x75732e", "xab", "%", "_s."]) == {
        "0xab": 1,
        "us.": 1,
        "中": 1,
        "0x75732e": 0,
        "xab": 0,
        "%": 0,
        "_s.": 0,
    }


# -- limits ----------------------------------------------------------------------------------------------------------


def test_texts_longer_than_a_field_come_back_byte_for_byte(opened: OPENED) -> None:
    store, rng = opened(), np.random.default_rng(1)
    noise = rng.integers(0, 256, 300_000, dtype=np.uint8).tobytes()
    long = "".join(chr(int(code)) for code in rng.integers(0x4E00, 0x9FFF, 90_000))
    transcript = Transcript("long", "t" * 5_000, (Turn(long, Speaker("Anna")),))
    assert store.add(transcript, [], [], noise)
    store.rename([Rename("long", "Anna", "é" * 60_000), Rename("", "Anna", long)])
    other = opened()
    assert other.source("long") == noise
    assert other.transcript("long").turns[0].text == long
    assert other.renames()[1].name == long
    assert other.appearances()[0].who == "é" * 60_000


def test_vectors_of_many_sentences_come_back(opened: OPENED) -> None:
    store = opened()
    transcript = talk("a", "Anna: " + "Rain. Trade. " * 4000)
    spans = tuple(Span(0, place, place + 5) for place in range(0, 8000 * 6, 6))
    matrix = np.tile(WORDS.question("rain"), (len(spans), 1))
    _, _, vectors = made(talk("a", "Anna: Rain."))
    encoded = type(vectors[0])(vectors[0].passage, matrix)
    with pytest.raises(Exception, match="too long for the server"):
        store.add(transcript, [Passage("a", spans)], [encoded], b"")
    assert store.add(transcript, [Passage("a", spans[:3000])], [type(encoded)(encoded.passage, matrix[:3000])], b"")
    (hit,) = store.search(WORDS.question("rain"), [], Filter(), 3)
    assert hit.sentences.shape == (3000, 8)
    assert hit.sentences == pytest.approx(matrix[:3000], abs=1e-3)


def test_more_rows_than_an_answer_may_hold_are_read(opened: OPENED, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.milvus.server.AT_ONCE", 7)
    store = opened()
    keep(store, *(talk(f"t{n}", "Anna: Rain.", "Ben: Rain on ships.", f"Cleo: Rain {n}.") for n in range(12)))
    kept = store.holding(["rain"], Filter())
    assert [passage.transcript for passage in kept] == [f"t{n}" for n in range(12)]
    assert [each.id for each in opened().transcripts()] == [f"t{n}" for n in range(12)]


@pytest.mark.parametrize("k", [MOST - 1, MOST, 50_000])
def test_no_question_asks_for_more_than_a_cluster_gives(opened: OPENED, k: int) -> None:
    store = opened()
    keep(store, talk("a", "Anna: Rain."), talk("b", "Anna: Trade."))
    assert found(store, "rain", k=k) == [("a", 0), ("b", 0)]


# -- exact under every filter ----------------------------------------------------------------------------------------


def many(store: Store, count: int, rng: np.random.Generator) -> None:
    lines = [f"{'Rare' if n % 97 == 5 else 'Anna'}: {' '.join(rng.choice(VOCABULARY, 6))} {n}." for n in range(count)]
    for first in range(0, count, 100):
        keep(store, talk(f"t{first}", *lines[first : first + 100]))


@pytest.mark.parametrize("index", ["", "HNSW"])
def test_a_narrow_filter_loses_nothing_whatever_the_index(
    engine: str, opened: OPENED, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    """An approximate index found a tenth of what a narrow filter leaves on one engine."""
    make = schema.make_passages
    if index and engine == "core":
        pytest.skip("it has no such index")
    if index:
        hnsw = lambda server, name, dimension, options: make(server, name, dimension, options, index)  # noqa: E731
        monkeypatch.setattr(schema, "make_passages", hnsw)
        monkeypatch.setattr(schema, "_make", _with_hnsw(schema._make))
    store = opened()
    with closing(LocalStore(tmp_path / "local", "words")) as local:
        for each in (store, local):
            many(each, 600, np.random.default_rng(3))
        store.flush()
        for where in (
            Filter(speakers=frozenset({"Rare"})),
            Filter(transcripts=frozenset({"t300"})),
            Filter(speakers=frozenset({"Rare"}), transcripts=frozenset({"t100", "t500"})),
        ):
            for question in ("rain wheat", "ships and trade 17", "music"):
                assert _answers(store, question, where) == _answers(local, question, where)


def test_an_embedded_engine_compares_all_and_another_keeps_many_in_view(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An approximate index that is not told finds half of what is nearest."""
    store, asked = opened(), []
    search = Server.search

    def told(self: Server, *args: Any) -> list[tuple[float, Row]]:
        asked.append(args)
        return search(self, *args)

    monkeypatch.setattr(Server, "search", told)
    keep(store, *(talk(f"t{n}", "Anna: Rain.") for n in range(3)))
    engine = store._engine(8)
    assert engine
    assert engine.exact
    monkeypatch.setitem(store._engines, 8, replace(engine, exact=False))
    for k, effort in ((3, 512), (1000, 2032), (50_000, 32_768)):
        for exact in (True, False):
            store._engines[8] = replace(engine, exact=exact)
            asked.clear()
            assert len(found(store, "rain", k=k)) == 3
            assert [args[1] for args in asked] == ["dense", "sparse"]
            assert [args[-1] for args in asked] == [0 if exact else effort, 0]


def _with_hnsw(make: Callable[..., None]) -> Callable[..., None]:
    def with_parameters(
        server: Server, name: str, made_of: object, indexes: object, *more: object, **also: object
    ) -> None:
        for one in indexes:  # type: ignore[attr-defined]
            if one.field_name == "dense":
                one._kwargs = {**getattr(one, "_kwargs", {}), "M": 8, "efConstruction": 64}
        make(server, name, made_of, indexes, *more, **also)

    return with_parameters


def _answers(store: Store, question: str, where: Filter = ANY, k: int = 7) -> list[tuple[object, ...]]:
    return [
        (hit.passage, pytest.approx(hit.cosine, abs=1e-6), pytest.approx(hit.bm25, rel=1e-9, abs=1e-12))
        for hit in store.search(WORDS.question(question), terms(question), where, k)
    ]


def test_the_same_answers_and_scores_as_a_local_library(opened: OPENED, tmp_path: Path) -> None:
    """Whatever parts the engine keeps its rows in, and counts words by."""
    store = opened()
    with closing(LocalStore(tmp_path / "local", "words")) as local:
        for each in (store, local):
            many(each, 500, np.random.default_rng(5))
            each.flush()
            keep_as(each, talk("last", "Ben: Rain, rain and ships of 1.5 tons.", date="2022"), Filed("/a.txt"))
            each.remove("t200")
            each.discard("t300")
            each.collect(["t100", "last"], "board")
            each.rename([Rename("t0", "Anna", "Ana Lima"), Rename("t100", "Anna", "Ana Lima", frozenset({1, 5}))])
        for where in (
            ANY,
            Filter(collections=frozenset({"board"})),
            Filter(collections=frozenset({""})),
            Filter(speakers=frozenset({"Ana Lima"})),
            Filter(speakers=frozenset({"Anna"}), transcripts=frozenset({"t0", "t100", "t400"})),
            Filter(since="2022"),
        ):
            assert store.size(where) == local.size(where)
            for question in ("rain wheat", "ships 17", "music china vote", "tons of rain"):
                assert store.frequencies(terms(question), where) == local.frequencies(terms(question), where)
                assert _answers(store, question, where) == _answers(local, question, where)


@pytest.mark.parametrize("as_text", [True, False])
def test_lists_are_searched_the_same_as_text_and_as_lists(
    opened: OPENED, raw: MilvusClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_text: bool
) -> None:
    """Also in a collection that was made in the other way: a library outlives the version that made it."""
    long = " ".join(["Rain on wheat and ships."] * 9)
    first = talk("a", *(f"{who}: {long}" for who in ("Anna", "Ben", "Cleo", *["Ben"] * 12)))
    with monkeypatch.context() as patched:
        patched.setattr(schema, "lists_as_text", lambda server: as_text)
        keep(opened(), first)
    store = opened()
    fields = raw.describe_collection(schema.passages(store._library, 8))["fields"]
    expected = DataType.VARCHAR if as_text else DataType.ARRAY
    assert {each["type"] for each in fields if each["name"] in ("speakers", "turns")} == {expected}
    with closing(LocalStore(tmp_path / "local", "words")) as local:
        keep(local, first)
        for each in (store, local):
            keep(each, talk("b", "Ben: Rain, rain."))
            each.rename([Rename("a", "Ben", "Bo Okafor", frozenset({1, 12})), Rename("a", "Cleo", "Ana Lima")])
        everything = found(local, "rain", k=99)
        for names in ({"Anna"}, {"Cleo"}, {"Ana Lima", "Anna"}, {"Bo Okafor"}, {"Ben"}, {"Ben", "Bo Okafor"}):
            where = Filter(speakers=frozenset(names))
            assert found(store, "rain", where, k=99) == found(local, "rain", where, k=99) != everything, names


def test_a_number_is_found_in_text_as_a_whole_alone() -> None:
    assert Lists(text=True).kept([112, 3]) == " 3 112 "
    assert Lists(text=True).any_of("turns", [12, 3]) == 'turns like "% 3 %" or turns like "% 12 %"'
    assert Lists(text=False).kept({112, 3}) == [3, 112]
    assert Lists(text=False).any_of("turns", [12, 3]) == "array_contains_any(turns, [3, 12])"


# -- whole or not at all ---------------------------------------------------------------------------------------------


def test_what_is_half_written_is_found_by_nobody_and_swept_in_the_end(
    opened: OPENED, raw: MilvusClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(), opened()
    keep(store, talk("there", "Anna: Rain on wheat."))
    before = [rows(raw, store, part) for part in ("passages", "pieces", "journal")]

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store._journal, "append", crash)
        with pytest.raises(KeyboardInterrupt):
            keep(store, talk("half", *(f"Ben: Rain, rain and ships {n}." for n in range(30))))
    assert rows(raw, store, "passages") > before[0]
    for each in (store, other, opened()):
        assert "half" not in each
        assert found(each, "rain ships", k=50) == [("there", 0)]
        assert found(each, "rain ships", k=1) == [("there", 0)]
        assert each.holding(["rain"], ANY) == each.holding(["wheat"], ANY)
        assert each.frequencies(["rain", "ship"]) == {"rain": 1, "ship": 0}
        assert each.size() == 1
    monkeypatch.setattr(time, "time", lambda now=time.time(): now + 2 * 3600)  # noqa: B008 - the time as it is now
    opened()
    assert [rows(raw, store, part) for part in ("passages", "pieces", "journal")] == before
    keep(store, talk("half", "Ben: Ships."))
    assert found(other, "ships", k=1) == [("half", 0)]


def test_what_a_removal_could_not_delete_is_not_there_and_deleted_later(
    opened: OPENED, raw: MilvusClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(), opened()
    keep(store, talk("there", "Anna: Rain on wheat."), talk("gone", "Anna: Rain, rain."))

    def fail(*_: object) -> None:
        raise LibraryError("server", "it is gone", "wait")

    with monkeypatch.context() as patched:
        patched.setattr(store._files, "delete", fail)
        with pytest.raises(LibraryError):
            store.remove("gone")
    assert rows(raw, store, "passages") == 2
    for each in (store, other):
        assert found(each, "rain", k=9) == [("there", 0)]
        assert each.frequencies(["rain"]) == {"rain": 1}
    opened()
    assert rows(raw, store, "passages") == 1


def test_nothing_of_a_removed_transcript_stays_in_the_engine(opened: OPENED, raw: MilvusClient) -> None:
    store = opened()
    keep(store, talk("there", "Anna: Rain."))
    before = [rows(raw, store, part) for part in ("passages", "pieces")]
    keep(store, talk("a", "Anna: Trade."), talk("b", "Anna: Ships."))
    keep_as(store, talk("c", "Anna: Vote."), Filed("/c.txt"))
    keep_as(store, talk("d", "Anna: Vote again."), Filed("/c.txt"))
    store.remove("a")
    store.discard("b")
    assert store.erase("b")
    assert store.leave("/c.txt") == "d"
    assert [rows(raw, store, part) for part in ("passages", "pieces")] == before
    assert store._journal.rows.loose() == {}


def test_several_writers_need_not_know_of_each_other(opened: OPENED) -> None:
    stores = [opened() for _ in range(3)]
    start = threading.Barrier(3)

    def work(number: int) -> list[bool]:
        start.wait()
        mine = [stores[number].add(*made(talk(f"{number}-{n}", f"Anna: Rain {n}.")), b"") for n in range(4)]
        return [*mine, stores[number].add(*made(talk("same", "Anna: Ships.")), b"")]

    with ThreadPoolExecutor(3) as pool:
        added = list(pool.map(work, range(3)))
    assert all(all(mine[:4]) for mine in added)
    assert any(mine[4] for mine in added)
    expected = {"same", *(f"{number}-{n}" for number in range(3) for n in range(4))}
    for store in (*stores, opened()):
        assert {summary.id for summary in store.transcripts()} == expected
        assert store.generation == stores[0].generation
        assert [hit[0] for hit in found(store, "ships", k=1)] == ["same"]
        assert store.size() == 13


def test_a_change_that_comes_late_has_its_place_for_everybody(opened: OPENED) -> None:
    """Its writer knew less than others, who had gone on meanwhile, and have read on."""
    one, other = opened(), opened()
    keep(one, talk("a", "Anna: Rain."))
    one.collect(["a"], "board")
    other.collect(["a"], "staff")
    for store in (one, other):
        assert store.collections() == {"board": {"a"}, "staff": {"a"}}
    before, journal = one.generation, one._journal
    first, last = min(journal._replay.known), max(journal._replay.known)
    count = journal.rows.count(strong=True)
    # before it was in that collection: nothing comes of it
    journal.rows.write(last - 1, Said(written(Released(("a",), "staff"))))
    journal.rows.write(first + (1 << 24) - 1, Said(written(Collected((), "early"))))
    assert soon(lambda: journal.rows.count(strong=True) == count + 2, 60)
    for store in (one, other, opened()):
        assert store.collections() == {"board": {"a"}, "early": frozenset(), "staff": {"a"}}
        assert store.generation == one.generation != before


def test_what_was_written_and_is_seen_late_is_not_taken_for_lost(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A level of consistency at which nobody waits for the newest may not have yet what the journal says is there."""
    keep(opened(), talk("a", "Anna: Rain on ships.", "Ben: Trade."))
    store, call, asked = opened(), Server.call, []
    monkeypatch.setattr(store._server, "_options", replace(store._server._options, consistency="Bounded"))

    def late(self: Server, name: str, collection_: str, **values: Any) -> Any:
        if "ids" in values:
            asked.append(values["consistency_level"])
        return [] if asked and asked[-1] == "Bounded" and "ids" in values else call(self, name, collection_, **values)

    monkeypatch.setattr(Server, "call", late)
    assert store.transcript("a").turns[0].text == "Rain on ships."
    assert store.source("a") == b"a"
    assert found(store, "rain")[0] == ("a", 0)
    assert [summary.id for summary in store.transcripts()] == ["a"]
    assert set(asked) == {"Bounded", "Strong"}


def test_what_is_removed_while_it_is_located_is_told_of(opened: OPENED, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = opened(), opened()
    keep_as(store, talk("old", "Anna: Rain."), Filed("/a.txt"))
    keep(store, talk("new", "Anna: Rain and ships."))
    transcript = store._files.transcript

    def removed(*args: Any) -> Transcript:
        other.remove("new")
        return transcript(*args)

    monkeypatch.setattr(store._files, "transcript", removed)
    with pytest.raises(NoSuchTranscript, match="new"):
        store.locate("new", "/a.txt")
    assert store.origins() == other.origins() == {"/a.txt": "old"}


def test_what_is_deleted_comes_back_by_no_change_that_comes_late(
    opened: OPENED, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody wanted it back in the same moment, and his change goes before that which it did not know of."""
    one, other = opened(), opened()
    for store in (one, other):
        monkeypatch.setattr(store._keeper, "tidy", lambda **_: None)
    keep(one, *(talk(id_, "Anna: Rain.") for id_ in ("there", "erased", "removed", "left")))
    one.locate("left", "/left.txt")
    one.discard("erased")
    now, journal = round(time.time()), one._journal

    def late(before: Change, change: Change) -> None:
        key = next(key for key, known in journal._replay.known.items() if known == before)
        journal.rows.write(key - 1, Said(written(change)))

    assert one.erase("erased")
    assert one.remove("removed")
    assert one.leave("/left.txt") == "left"
    count = journal.rows.count(strong=True)
    late(Erased(("erased",)), Restored("erased", now))
    late(Removed("removed"), Discarded("removed", now))
    late(Left("/left.txt"), Discarded("left", now))
    assert soon(lambda: journal.rows.count(strong=True) == count + 3, 60)
    for store in (one, other, opened()):
        assert [each.id for each in store.transcripts()] == ["there"]
        assert store.discarded() == []
        assert found(store, "rain") == [("there", 0)]
        assert store.faults() == []


# -- servers that fail, or are others --------------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_named_with_the_cure() -> None:
    address = Address(f"http://127.0.0.1:{free_port()}", "nothing")
    begun = time.monotonic()
    with pytest.raises(
        LibraryError, match=rf"{re.escape(str(address))}: the server did not answer for \d+ s.*see that it runs"
    ):
        MilvusStore(Path("unused"), "words", address, Options(timeout_s=1, patience_s=2))
    assert time.monotonic() - begun < 30  # and not a minute


def test_a_server_that_comes_back_is_waited_for(tmp_path: Path) -> None:
    running = milvus_servers.Running("lite")
    try:
        address = Address(running.uri, "again")
        with closing(MilvusStore(tmp_path, "words", address, QUICK)) as store:
            keep(store, talk("a", "Anna: Rain."))
            running.kill()
            back = threading.Timer(1.0, running.start)
            back.start()
            assert found(store, "rain") == [("a", 0)]
            back.join()
            keep(store, talk("b", "Anna: Ships."))
            assert found(store, "ships", k=1) == [("b", 0)]
            running.kill()
            store._server._options = Options(timeout_s=1, patience_s=2)
            with pytest.raises(LibraryError, match="did not answer"):
                store.search(WORDS.question("rain"), ["rain"], ANY, 3)
    finally:
        running.stop()


def test_acknowledged_rows_that_are_lost_are_written_again(opened: OPENED, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened()
    write, calls = Server._write, []

    def losing(self: Server, how: str, collection: str, rows_: list[Row]) -> None:
        calls.append(collection)
        write(self, how, collection, rows_ if len(calls) % 2 else rows_[1:])

    monkeypatch.setattr(Server, "_write", losing)
    keep(store, talk("a", "Anna: Rain.", "Ben: Ships.", *("Cleo: Wheat and trade." for _ in range(9))))
    monkeypatch.undo()
    assert [calls.count(collection(store, part)) for part in ("pieces", "passages")] == [2, 2]
    kept = opened().kept("a")
    assert kept.transcript == store.transcript("a")
    assert len(kept.passages) == store.size() > 1


def test_what_a_call_that_was_made_anew_wrote_twice_is_there_once(
    engine: str, opened: OPENED, raw: MilvusClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The core of Lite 2 is told to insert what is new, and keeps two rows of one key where it is told so twice."""
    store, write, told = opened(), Server._write, []

    def twice(self: Server, how: str, collection_: str, rows_: list[Row]) -> None:
        told.append((how, collection_))
        write(self, how, collection_, rows_)
        if how == "insert" or engine != "core":
            write(self, how, collection_, rows_)
        if how == "insert":
            every = f"version == {rows_[0]['version']}"
            assert soon(lambda: self.count(collection_, every, strong=True) == 2 * len(rows_), 60)

    monkeypatch.setattr("index.milvus.patience.SEEN_S", 0.05)
    monkeypatch.setattr(Server, "_write", twice)
    keep(store, talk("a", "Anna: Rain.", "Ben: Ships."))
    monkeypatch.undo()
    ways = [how for how, _ in groupby(how for how, into in told if into != collection(store, "journal"))]
    assert ways == (["insert", "upsert"] * 2 if engine == "core" else ["upsert"])
    entry = store._journal.current().kept["a"]
    assert rows(raw, store, "passages") == entry.passages == 1
    assert rows(raw, store, "pieces") == entry.head + entry.body + entry.source + entry.terms + 1
    assert store.faults() == []


def test_what_was_read_by_another_model_is_refused_with_a_cure_that_works(opened: OPENED) -> None:
    keep(opened(), talk("a", "Anna: Rain."))
    other = WordEncoder("words", vocabulary=VOCABULARY[:5])
    with pytest.raises(LibraryError, match=r"8 numbers and those of words now have 5.*ontherecord copy"):
        opened().add(*made(talk("b", "Anna: Rain."), other), b"")
    assert opened().size() == 1


def test_what_is_there_is_given_back_as_it_was_kept(opened: OPENED) -> None:
    store = opened()
    transcript = talk("a", "Anna: Rain on ships. It rains.", "Ben: Trade.")
    expected = made(transcript)
    keep(store, transcript)
    store.rename([Rename("a", "Anna", "Ana Lima")])
    kept = store.kept("a")
    assert (kept.transcript, list(kept.passages)) == expected[:2]
    for again, first in zip(kept.vectors, expected[2], strict=True):
        assert again.passage == pytest.approx(first.passage, abs=1e-3)
        assert again.sentences == pytest.approx(first.sentences, abs=1e-3)


# -- a real server, for its limits and its consistency ---------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server of the line before search by words, as the module of calls sees it, with a collection of pieces."""
    running = milvus_servers.server("old")
    client = Server.__new__(Server)
    patched = pytest.MonkeyPatch()
    patched.setattr("index.milvus.connection._OLDEST", (2, 3))
    client.__init__(Address(running.uri, "old"), Options(timeout_s=20, patience_s=60))  # type: ignore[misc]
    name = f"old_{time.time_ns()}_pieces"
    schema.make_records(client, name, Options())
    yield client, name
    client.call("drop_collection", name)
    client.close()
    patched.undo()


@EVERYWHERE
def test_a_server_without_search_by_words_is_refused(tmp_path: Path) -> None:
    address = Address(milvus_servers.server("old").uri, "library")
    with pytest.raises(LibraryError, match=r"Milvus v2\.3\.5.*cannot search by words.*use Milvus 2\.5 or newer"):
        MilvusStore(tmp_path, "words", address)


@EVERYWHERE
def test_what_a_real_server_limits_is_never_asked_of_it(old: tuple[Server, str]) -> None:
    server, name = old
    text = "é中" * 50_000
    written = pieces.rows(5, 0, pieces.packed(os.urandom(100_000))) + pieces.rows(6, 0, pieces.packed(text.encode()))
    server.upsert(name, written)
    assert pieces.unpacked(pieces.text(server, name, 6, 0, len(written) - 3)) == text.encode()
    with pytest.raises(LibraryError, match="length"):  # a cluster counts bytes
        server.upsert(name, [{**written[0], "data": "é" * 40_000}])
    many_ = [{**written[0], "pk": n, "version": 7, "data": ""} for n in range(1, MOST + 2000)]
    server.upsert(name, many_)
    assert len(server.rows(name, [], 0, 1 << 20, strong=True)) == len(many_)


@EVERYWHERE
def test_what_is_deleted_is_gone_for_whoever_reads_strongly(old: tuple[Server, str]) -> None:
    server, name = old
    for trial in range(5):
        server.upsert(name, pieces.rows(trial + 1, 0, "x"))
        assert server.count(name, f"version == {trial + 1}", strong=True) == 1
        server.delete(name, f"version == {trial + 1}")
        assert server.count(name, f"version == {trial + 1}", strong=True) == 0


# -- as a user has it ------------------------------------------------------------------------------------------------

PRESS = Path(__file__).parents[2] / "shared/bench/press"


def test_an_address_is_all_that_a_user_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the same questions have the same answers as in a folder, to the last citation."""
    address = milvus_servers.address("lite", tmp_path)
    monkeypatch.setenv("ONTHERECORD_STORE", str(address))
    on_server = open_library(tmp_path / "beside", with_sample=True)
    monkeypatch.delenv("ONTHERECORD_STORE")
    in_folder = open_library(tmp_path / "folder", with_sample=True)
    assert isinstance(on_server.store, MilvusStore)
    assert isinstance(in_folder.store, LocalStore)
    assert not (tmp_path / "beside" / "library.sqlite3").exists()
    questions = [Asked("what did Park say about China?", True), Asked("Who asked about fake news?", True)]
    if PRESS.exists():
        questions = read_questions(PRESS / "questions.jsonl")[:: 1 if EVERYTHING else 4]
    try:
        for asked in questions:
            here, there = ours(asked, in_folder), ours(asked, on_server)
            assert _cited(there) == _cited(here), asked.question
    finally:
        on_server.store.close()
        in_folder.store.close()
        milvus_servers.drop(address)


def _cited(answer: Answer) -> list[object]:
    everything = answer.quotes, answer.related, answer.closest
    cited = [[(each.transcript, each.span) for each in some] for some in everything]
    return [*cited, answer.silence, answer.turns, answer.transcripts]
