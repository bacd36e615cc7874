"""What every Store promises of transcripts that are discarded and restored, and of titles and dates that are given."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import NoSuchTranscript
from index.intake.given import Filed, Given
from index.local.store import LocalStore
from index.renames import Rename
from index.store import Filter, Store
from tests.stores import found, keep, keep_as, made, talk

OpenStore = Callable[..., Store]

ONE = talk("one", "Anna: Rain and trade.", "Ben: Wheat.", date="2021-04-05")
TWO = talk("two", "Anna: Rain again.", date="2022-12-31")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore(tmp_path / "library", "words")) as store:
        yield store


def test_what_is_discarded_is_found_nowhere_and_comes_back_as_it_was(open_store: OpenStore) -> None:
    store, other = open_store(), open_store()
    keep_as(store, ONE, Filed("/one.txt", Given(media="media/x.wav")))
    keep(store, TWO)
    store.rename([Rename("one", "Ben", "Bo Chen")])
    before = [store.transcript("one"), store.transcripts(), store.appearances(), store.origins(), store.size()]
    hits = [found(each, "rain wheat", k=9) for each in (store, other)]
    assert store.discard("one")
    assert not store.discard("one")
    for each in (store, other):
        assert "one" not in each
        assert [summary.id for summary in each.transcripts()] == ["two"]
        assert found(each, "wheat trade", k=9) == [("two", 0)]
        assert each.frequencies(["wheat", "rain"]) == {"wheat": 0, "rain": 1}
        assert {row.transcript for row in each.appearances()} == {"two"}
        assert each.origins() == {}
        with pytest.raises(NoSuchTranscript):
            each.transcript("one")
    (gone,) = store.discarded()
    assert (gone.id, gone.title) == ("one", "one")
    assert abs(gone.at - time.time()) < 60

    assert other.restore("one")
    assert not store.restore("one")
    assert store.discarded() == []
    now = [store.transcript("one"), store.transcripts(), store.appearances(), store.origins(), store.size()]
    assert now == before
    assert [found(each, "rain wheat", k=9) for each in (store, other)] == hits
    assert found(store, "wheat", Filter(speakers=frozenset({"Bo Chen"}))) == [("one", 0)]
    assert store.given("one") == Given(media="media/x.wav")
    assert store.source("one") == b"one"
    assert store.undo() == (Rename("one", "Ben", "Bo Chen"),)


def test_it_outlives_closing(open_store: OpenStore) -> None:
    first = open_store()
    keep(first, ONE)
    first.discard("one")
    first.close()
    again = open_store()
    assert again.restore("one")
    assert again.transcript("one") == ONE


def test_a_change_of_names_meanwhile_is_a_change_of_its_own(store: Store) -> None:
    keep(store, ONE, TWO)
    store.rename([Rename("one", "Ben", "Bo Chen")])
    store.discard("one")
    store.rename([Rename("two", "Anna", "Ana Lima")])
    store.restore("one")
    assert store.undo() == (Rename("two", "Anna", "Ana Lima"),)
    assert store.undo() == (Rename("one", "Ben", "Bo Chen"),)


def test_what_is_added_again_meanwhile_is_the_new_one(store: Store) -> None:
    keep_as(store, ONE, Filed("/one.txt"))
    store.discard("one")
    keep_as(store, replace(ONE, title="Better"), Filed("/one.txt"))
    assert store.discarded() == []
    assert not store.restore("one")
    assert store.transcript("one").title == "Better"


def test_a_place_that_was_taken_meanwhile_stays_taken(store: Store) -> None:
    keep_as(store, ONE, Filed("/a.txt"))
    store.discard("one")
    keep_as(store, TWO, Filed("/a.txt"))
    assert store.restore("one")
    assert store.origins() == {"/a.txt": "two"}
    assert {summary.id for summary in store.transcripts()} == {"one", "two"}


def test_erasing_is_for_good(store: Store) -> None:
    keep(store, ONE)
    store.discard("one")
    assert store.erase("one")
    assert not store.erase("one")
    assert (store.discarded(), store.restore("one")) == ([], False)
    assert not store.erase("never")


def test_collections_come_back_too(local: LocalStore) -> None:
    keep(local, ONE)
    local.collect(["one"], "Board")
    local.discard("one")
    assert local.collections() == {"Board": frozenset()}
    assert local.discarded()[0].collections == {"Board"}
    local.restore("one")
    assert local.collections() == {"Board": frozenset({"one"})}


def test_after_a_week_it_is_gone(open_store: OpenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    keep(store, ONE, TWO)
    store.discard("one")
    monkeypatch.setattr(time, "time", lambda now=time.time(): now + 8 * 24 * 3600)  # noqa: B008 - the time as it is now
    assert store.discarded() == []
    assert not store.restore("one")
    store.close()
    assert not open_store().erase("one")


def test_vectors_of_another_model_do_not_come_back(local: LocalStore) -> None:
    keep(local, ONE)
    local.discard("one")
    local.close()
    with closing(LocalStore(local.path, "other")) as again:
        assert (again.discarded(), again.restore("one")) == ([], False)


# -- titles, dates, recordings ---------------------------------------------------------------------------------------


def test_a_title_and_a_date_are_seen_by_all_who_have_the_library_open(open_store: OpenStore) -> None:
    store, other = open_store(), open_store()
    keep(store, ONE)
    assert other.transcript("one").date == "2021-04-05"
    assert found(other, "rain", Filter(since="2022")) == []
    generation, said = other.generation, Given("Board", "2022-12", media="https://example.org/a.mp3")
    store.describe(replace(ONE, title="Board", date="2022-12", media=said.media), said)
    assert other.generation != generation
    for each in (store, other):
        described = each.transcript("one")
        assert (described.title, described.date, described.media) == ("Board", "2022-12", said.media)
        assert described.turns == ONE.turns
        assert [(s.title, s.date, s.media) for s in each.transcripts()] == [("Board", "2022-12", said.media)]
        assert each.given("one") == said
        assert found(each, "rain", Filter(since="2022")) == [("one", 0)]
        assert {row.date for row in each.appearances()} == {"2022-12"}
    with pytest.raises(NoSuchTranscript, match="two"):
        store.describe(TWO, said)


# -- splits ----------------------------------------------------------------------------------------------------------

HALL = talk("hall", "S0: Rain.", "S0: Ships.", "S0: Trade.")


def who(store: Store, id_: str) -> list[str]:
    return [turn.speaker.who for turn in store.transcript(id_).turns if turn.speaker]


def test_turns_that_are_split_off_are_found_under_the_other_name(store: Store) -> None:
    keep_as(store, HALL, Filed("/hall.txt"))
    apart = Rename("hall", "S0", "Bo Chen", frozenset({1}))
    store.rename([apart])
    assert who(store, "hall") == ["S0", "Bo Chen", "S0"]
    assert store.renames() == [apart]
    rows = [(row.who, row.turns) for row in store.appearances()]
    assert rows == [("S0", 2), ("Bo Chen", 1)]
    newer = talk("newer", "Ben: Welcome.", "S0: Rain.", "S0: Ships.", "S0: Trade.")
    keep_as(store, newer, Filed("/hall.txt"))
    assert who(store, "newer") == ["Ben", "S0", "Bo Chen", "S0"]
    assert store.undo() == (Rename("newer", "S0", "Bo Chen", frozenset({2})),)
    assert who(store, "newer") == ["Ben", "S0", "S0", "S0"]


def test_reading_it_anew_does_not_lose_a_split(local: LocalStore) -> None:
    store = local
    keep(store, HALL)
    store.rename([Rename("hall", "S0", "Bo Chen", frozenset({2}))])
    reread = talk("hall", "S0: Now seen.", "S0: Rain.", "S0: Ships.", "S0: Trade.")
    keep_as(store, reread, Filed(replacing=("hall",)))
    assert who(store, "hall") == ["S0", "S0", "S0", "Bo Chen"]
    with closing(LocalStore(store.path / "new", "words")) as new:
        assert new.add(*made(HALL), b"hall", Filed())
        assert store.replace_with(new)
    assert who(store, "hall") == ["S0", "S0", "Bo Chen"]


def test_an_alias_is_kept_and_taken_back_like_a_name(store: Store) -> None:
    keep(store, ONE)
    store.rename([Rename("", "Anna", "Nan")])
    assert store.renames() == [Rename("", "Anna", "Nan")]
    assert store.transcript("one") == ONE
    assert store.undo() == (Rename("", "Anna", "Nan"),)
    assert store.renames() == []


# -- libraries of former formats -------------------------------------------------------------------------------------


def test_a_library_of_the_first_format_is_brought_up_to_date_with_all_that_is_in_it(local: LocalStore) -> None:
    keep(local, ONE, HALL)
    local.rename([Rename("one", "Ben", "Bo Chen")])
    before = [local.transcript("one"), local.transcripts(), found(local, "rain wheat", k=9)]
    local.close()
    with closing(sqlite3.connect(local.path / "library.sqlite3")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table.startswith("discarded") or table in ("collected", "collections", "digests"):
                connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE renames DROP COLUMN turns")
        connection.execute('UPDATE sources SET given = \'["", "", []]\'')
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    with closing(LocalStore(local.path, "words")) as store:
        assert [store.transcript("one"), store.transcripts(), found(store, "rain wheat", k=9)] == before
        assert store.given("one") == Given()
        assert store.renames() == [Rename("one", "Ben", "Bo Chen")]
        store.rename([Rename("hall", "S0", "Bo Chen", frozenset({1}))])
        assert who(store, "hall") == ["S0", "Bo Chen", "S0"]
        assert store.discard("one")
        assert store.restore("one")
        store.collect(["one"], "Board")
        assert store.transcript("one") == before[0]
