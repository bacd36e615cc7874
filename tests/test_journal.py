"""The journal of a library on a server: whatever many do to it at once, and wherever they stop, nothing is lost.

The engine is one in memory here, in which one call comes after the other; between any two of a writer, others are let
do all of what they do. What real engines do is held by tests/test_milvus.py.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest

pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'ontherecord[milvus]'")

from index.errors import LibraryError
from index.milvus import pieces
from index.milvus.changes import (
    Added,
    Change,
    Collected,
    Described,
    Disbanded,
    Opened,
    Removed,
    Renamed,
    Result,
    Undone,
    written,
)
from index.milvus.coding import decoded
from index.milvus.journal import Journal
from index.milvus.rows import Rows, Said
from index.milvus.state import State
from tests.stores import WORDS

JOURNAL, PIECES = "journal", "pieces"
Table = dict[int, dict[str, Any]]


class Engine:
    """What index.milvus.server.Server is of, in memory. ``between`` is called before each call.

    What is written is seen only after ``late`` more calls; the next writes to the collections in ``losing`` lose a row;
    and so many rows of the journal as ``twice`` says are counted twice.
    """

    place = "engine"

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {JOURNAL: {}, PIECES: {}}
        self.between: Callable[[], None] = lambda: None
        self.calls = self.late = self.twice = 0
        self.losing: list[str] = []
        self.writes: Counter[tuple[str, int]] = Counter()  # of each row
        self._seen_from: dict[tuple[str, int], int] = {}

    def _where(self, collection: str, where: str) -> Table:
        self.calls += 1
        self.between()
        code = compile(where or "True", "filter", "eval")  # these filters mean the same in Python
        return {
            key: row
            for key, row in self.tables[collection].items()
            if self._seen_from.get((collection, key), 0) <= self.calls
            if eval(code, {}, {"pk": key, "version": row["version"]})
        }

    def count(self, collection: str, where: str, strong: bool = False) -> int:
        return len(self._where(collection, where)) + (self.twice if collection == JOURNAL else 0)

    def holds(self, collection: str, version: int, keys: Sequence[int]) -> int:
        return self.count(collection, f"version == {version}", strong=True)

    def rows(
        self, collection: str, fields: Sequence[str], first: int, end: int, where: str = "", **_: bool
    ) -> list[dict[str, Any]]:
        found = self._where(collection, f"{first} <= pk < {end}" + (f" and ({where})" if where else ""))
        return [dict(found[key]) for key in sorted(found)]

    def by_keys(self, collection: str, keys: Sequence[int], fields: Sequence[str], strong: bool = False) -> Table:
        return {key: dict(row) for key, row in self._where(collection, f"pk in {list(keys)}").items()}

    def upsert(self, collection: str, rows: Sequence[dict[str, Any]]) -> None:
        if collection in self.losing:
            self.losing.remove(collection)
            rows = rows[1:]
        for row in rows:  # each by itself: an engine promises no more
            self._where(collection, "False")
            self.tables[collection][row["pk"]] = dict(row)
            self.writes[collection, row["pk"]] += 1
            self._seen_from[collection, row["pk"]] = self.calls + 1 + self.late if self.late else 0

    insert = upsert

    def delete(self, collection: str, where: str) -> None:
        for key in self._where(collection, where):
            del self.tables[collection][key]

    def opened(self) -> Journal:
        return Journal(Rows(self, JOURNAL, PIECES), "engine", 0.0)  # type: ignore[arg-type]

    def told(self) -> str:
        """All that anybody can read in it."""
        texts = []
        for row in self.tables[JOURNAL].values():
            if row["pk"] > 0 and row["data"]:
                said = Said.of(row["data"])
                texts.append(said.text or pieces.text(self, PIECES, said.version, 0, said.count))  # type: ignore[arg-type]
        return " ".join(str(decoded(text)) for text in texts)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """One in which most changes are too long for a row."""
    for module in ("pieces", "rows"):
        monkeypatch.setattr(f"index.milvus.{module}.PIECE", 120)
    return Engine()


def added(id_: str, version: int, title: str = "", replacing: tuple[str, ...] = ()) -> Added:
    told = title or f"Title of {id_}", "2024", "", f'{{"title": "given to {id_}"}}'
    numbers = (1, 5, 1, 1, 1, 1)
    return Added(id_, version, WORDS.name, 8, numbers, told, f"/files/{id_}.txt", replacing, (), ())


def known(state: State) -> tuple[object, ...]:
    """All of a state that may be compared."""
    return (
        *(state.encoder, state.dimension, state.generation, state.ordered, state.origins, state.former),
        *(state.renames, state.collections, state.discarded),
    )


def opening() -> Change:
    return Opened(WORDS.name)


def test_a_snapshot_says_all_that_the_changes_said(engine: Engine) -> None:
    one, other = engine.opened(), engine.opened()
    one.append(opening())
    for n in range(4):
        one.append(added(f"t{n}", n + 1))
    one.append(Renamed((("t1", "Anna", "Ana Lima", ()), ("t1", "Ben", "Bo", (3, 5)))))
    one.append(Renamed((("", "Ana Lima", "the chair", ()),)))
    one.append(Collected(("t1", "t2"), "Board"))
    one.append(Removed("t3"))
    before = known(other.current())
    assert one._compact()
    assert known(one.current()) == known(other.current()) == known(engine.opened().current()) == before
    one.append(added("t4", 9))
    assert other.append(Undone(None))[1]
    assert known(one.current()) == known(other.current()) == known(engine.opened().current())
    assert [made.rename.name for made in one.current().renames] == ["Ana Lima", "Bo"]
    assert other._compact()
    assert one._compact()
    assert known(one.current()) == known(other.current()) == known(engine.opened().current())


def test_what_is_gone_is_nowhere_after_a_snapshot(engine: Engine) -> None:
    one = engine.opened()
    one.append(opening())
    one.append(added("kept", 1, "Kept title"))
    assert one.stale == 0
    one.append(added("gone", 2, "Secret title"))
    one.append(Renamed((("gone", "Anna", "Secret name", ()),)))
    one.append(added("newer", 3, "Newer title", ("kept",)))
    one.append(Described("newer", ("Newest title", "2024", "", "{}")))
    one.append(Collected((), "Secret collection"))
    one.append(Disbanded("Secret collection"))
    one.append(Removed("gone"))
    assert one.stale == 9
    assert "Secret title" in engine.told()
    assert one._compact()
    assert one.stale == 0
    told = engine.told()
    assert "Newest title" in told
    for gone in ("Secret", "Kept title", "Newer title", "gone"):
        assert gone not in told
    versions = {row["version"] for row in engine.tables[PIECES].values()}
    assert versions == one.held
    assert one.rows.loose() == {}


def test_what_is_seen_a_little_later_is_not_written_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that tells the time in milliseconds answers as of before, and then has what was written again twice."""
    monkeypatch.setattr("index.milvus.patience.SEEN_S", 3600.0)  # as many looks as it takes
    one, other = engine.opened(), engine.opened()
    engine.late = 6
    for change in (opening(), added("a", 1), Collected(("a",), "board"), added("b", 2), Removed("a")):
        assert one.append(change)[1]
    assert other.append(Disbanded("board"))[1]
    assert list(one.current().kept) == ["b"]
    changes = [writes for (collection, key), writes in engine.writes.items() if key > 0]
    assert len(changes) > 6
    assert set(changes) == {1}
    assert one._compact()
    assert known(one.current()) == known(other.current()) == known(engine.opened().current())
    engine.late = 0
    assert "Title of a" not in engine.told()


def test_a_change_that_is_too_long_for_a_row_is_there_before_its_row_is(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one lost piece would make the whole library unreadable for everybody."""
    monkeypatch.setattr("index.milvus.patience.SEEN_S", 0.01)  # what is lost is not waited for
    one = engine.opened()
    one.append(opening())
    engine.losing = [PIECES, JOURNAL, PIECES]
    assert one.append(added("a", 1))[1]
    assert engine.losing == []
    assert list(engine.opened().current().kept) == ["a"]
    engine.losing = [PIECES] * 3
    with pytest.raises(LibraryError, match=r"does not keep what is written: it has \d of \d rows"):
        one.append(added("b", 2))
    assert list(engine.opened().current().kept) == list(one.current().kept) == ["a"]


def test_rows_that_are_counted_twice_for_a_while_hide_no_change(engine: Engine) -> None:
    """As engines do after writing over rows, until they are started anew or have tidied."""
    one, other = engine.opened(), engine.opened()
    one.append(opening())
    engine.twice = 2
    one.append(added("a", 1))
    assert list(other.current().kept) == ["a"]
    engine.twice = 0
    one.append(added("b", 2))
    assert list(other.current().kept) == ["a", "b"]


def test_who_must_know_the_newest_does_not_take_an_older_answer_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who need not know it asked while others waited."""
    engine = Engine()
    one, other = engine.opened(), engine.opened()
    one.append(opening())
    other.current()
    one.append(added("a", 1))
    count = engine.count
    weak = len(engine.tables[JOURNAL]) - 1  # as another level of consistency has it
    monkeypatch.setattr(
        engine, "count", lambda collection, where, strong=False: count(collection, where) if strong else weak
    )

    class First:
        """A lock that somebody else gets first."""

        def __init__(self) -> None:
            self.others = 1

        def __enter__(self) -> None:
            if self.others:
                self.others -= 1
                assert other.current().kept == {}

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(other, "_reading", First())
    assert list(other.current(strong=True).kept) == ["a"]


class Stopped(BaseException):
    """As by kill -9: nothing more of what was going on is done."""


def test_a_snapshot_may_be_stopped_before_any_call_and_nothing_is_lost(engine: Engine) -> None:
    """Nor found twice, and the next one does what was left."""
    one = engine.opened()
    one.append(opening())
    for n in range(5):
        one.append(added(f"t{n}", n + 1))
        one.append(Collected((f"t{n}",), f"c{n}"))
    one.append(Removed("t2"))
    before, tables = known(one.current()), engine.tables
    stop = -1
    while True:
        stop += 1
        engine.tables = {name: {key: dict(row) for key, row in table.items()} for name, table in tables.items()}
        writer, reader = engine.opened(), engine.opened()
        reader.current()
        engine.calls = 0

        def between(stop: int = stop) -> None:
            if engine.calls > stop:
                raise Stopped

        engine.between = between
        finished = False
        with suppress(Stopped):
            finished = writer._compact()
        engine.between = lambda: None
        assert known(reader.current()) == known(engine.opened().current()) == before, stop
        reader.append(Collected((), "later"))
        assert known(reader.current()) == known(engine.opened().current())
        again = engine.opened()
        assert again._compact()
        assert "Title of t2" not in engine.told()
        assert known(reader.current()) == known(again.current())
        if finished:
            break
    assert stop > 20


def test_of_a_change_that_others_put_into_a_snapshot_its_writer_still_hears_what_came(engine: Engine) -> None:
    """It is not written twice, nor does it come back."""
    one, other = engine.opened(), engine.opened()
    for change in (opening(), added("a", 1), Renamed((("a", "Anna", "Ana Lima", ()),))):
        one.append(change)
    seen: list[Result] = []
    for change in (Undone(None), Undone(None), Removed("a"), Removed("a"), Collected((), "c"), Disbanded("no")):
        write = one.rows.write

        def then_compacted(key: int, said: Said, write: Callable[[int, Said], None] = write) -> None:
            write(key, said)
            assert other._compact()

        one.rows.write = then_compacted  # type: ignore[method-assign]
        try:
            seen.append(one.append(change)[1])
        finally:
            one.rows.write = write  # type: ignore[method-assign]
        assert known(one.current()) == known(other.current()) == known(engine.opened().current())
    names = [[rename.name for rename in result] if isinstance(result, tuple) else result for result in seen]
    assert names == [["Ana Lima"], [], True, False, True, False]


def _before(journal: Journal, name: str, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let something happen just before the next call of a method of the rows, once."""
    method = getattr(journal.rows, name)

    def then(*args: Any, **values: Any) -> object:
        monkeypatch.setattr(journal.rows, name, method)
        act()
        return method(*args, **values)

    monkeypatch.setattr(journal.rows, name, then)


def test_of_two_snapshots_that_of_the_most_rows_holds(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the other comes later, and stands behind it."""
    one, other = engine.opened(), engine.opened()
    for change in (opening(), added("a", 1), added("b", 2), Removed("a")):
        one.append(change)
    late = min(one._replay.known) + 1  # whose writer knew of nothing but the opening

    def meanwhile() -> None:
        engine.tables[JOURNAL][late] = {"pk": late, "version": 0, "data": written(Collected((), "late")), "nothing": []}
        monkeypatch.setattr("secrets.randbits", lambda bits: 1)
        assert other._compact()

    monkeypatch.setattr("secrets.randbits", lambda bits: 2)
    _before(one, "write", meanwhile, monkeypatch)
    one._compact()
    for journal in (one, other, engine.opened()):
        assert journal.current().collections == {"late": frozenset()}
        assert list(journal.current().kept) == ["b"]


def test_a_snapshot_is_of_what_there_was_at_one_moment(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = engine.opened(), engine.opened()
    for change in (opening(), added("a", 1), Removed("a")):
        one.append(change)
    _before(one, "saying", lambda: other.append(Collected((), "meanwhile")), monkeypatch)
    assert one._compact()
    (snapshot,) = [row for row in engine.tables[JOURNAL].values() if row["pk"] > 0 and row["data"]]
    assert Said.of(snapshot["data"]).number == 4
    assert engine.opened().current().collections == {"meanwhile": frozenset()}


def test_a_snapshot_that_is_lost_costs_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    one = engine.opened()
    for change in (opening(), added("a", 1), added("b", 2), Removed("b")):
        one.append(change)
    before = known(one.current())
    with monkeypatch.context() as patched:
        patched.setattr(one.rows, "write", lambda key, said: None)
        assert not one._compact()
    assert known(engine.opened().current()) == before
    empty = one.rows.empty

    def and_lost(those: dict[int, Said]) -> None:
        empty(those)
        del engine.tables[JOURNAL][max(engine.tables[JOURNAL])]

    with monkeypatch.context() as patched:
        patched.setattr(one.rows, "empty", and_lost)
        assert one._compact()
    assert known(engine.opened().current()) == before


@pytest.mark.parametrize("snapshots", [1, 2])
def test_a_change_that_is_written_once_more_after_it_was_emptied_is_not_made_again(
    engine: Engine, snapshots: int
) -> None:
    """A call that came through, of which nobody heard, is made anew."""
    one, reader = engine.opened(), engine.opened()
    one.append(opening())
    one.append(added("gone", 1))
    tables = {name: {key: dict(row) for key, row in table.items()} for name, table in engine.tables.items()}
    again = max(tables[JOURNAL])
    one.append(Removed("gone"))
    for number in range(snapshots):
        one.append(Collected((), f"c{number}"))
        assert one._compact()
    reader.current()
    engine.tables[JOURNAL][again] = tables[JOURNAL][again]
    engine.tables[PIECES] |= tables[PIECES]
    reader.append(Collected((), "later"))
    one.append(Disbanded("c0"))
    for journal in (one, reader, engine.opened()):
        assert journal.current().kept == {}
        assert known(journal.current()) == known(one.current())
    assert one._compact()
    assert "Title of gone" not in engine.told()


def _random_change(rng: random.Random, number: int, state: State) -> Change:
    ids = sorted(state.kept) or ["none"]
    kind = rng.choice(["add", "add", "remove", "collect", "collect", "disband", "rename", "undo"])
    if kind == "add":
        return added(f"t{number}", number, f"Title {number}!", (rng.choice(ids),) if rng.random() < 0.3 else ())
    if kind == "remove":
        return Removed(rng.choice(ids))
    if kind == "collect":
        return Collected((rng.choice(ids),), f"c{number}")
    if kind == "disband":
        return Disbanded(rng.choice(sorted(state.collections) or ["none"]))
    if kind == "rename":
        return Renamed(((rng.choice(ids), "Anna", f"Name {number}!", ()),))
    return Undone(None)


class Crowd:
    """Several who have the same library open: between any two calls of one, others do what they do, or one stops."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.rng = random.Random(seed)
        self.engine = engine
        self.journals = [engine.opened() for _ in range(4)]
        self.busy: set[int] = set()
        self.number = 100
        self.collected: set[str] = set()  # acknowledged, and never disbanded
        self.maybe_disbanded: set[str] = set()
        self.added: dict[str, Result] = {}
        engine.between = self.between

    def between(self) -> None:
        if len(self.busy) < 4 and self.rng.random() < 0.08:
            self.act()
        elif self.busy and self.rng.random() < 0.01:
            raise Stopped

    def act(self) -> None:
        me = self.rng.choice([n for n in range(4) if n not in self.busy])
        self.busy.add(me)
        try:
            self._do(me, self.journals[me])
        except Stopped:
            self.journals[me] = self.engine.opened()  # somebody else comes in its place
        finally:
            self.busy.discard(me)

    def _do(self, me: int, journal: Journal) -> None:
        what = self.rng.random()
        if what < 0.3:
            journal._compact()
        elif what < 0.4:
            journal.current()
        else:
            self.number += 1
            change = _random_change(self.rng, self.number, journal._replay.state)
            if isinstance(change, Disbanded):
                self.maybe_disbanded.add(change.collection)
            _, result, _ = journal.append(change)
            if isinstance(change, Collected):
                assert result
                self.collected.add(change.collection)
            if isinstance(change, Added):
                assert result
                self.added[change.id] = result


@pytest.mark.parametrize("seed", range(12))
def test_many_change_and_compact_at_once_and_all_come_to_the_same(engine: Engine, seed: int) -> None:
    """All that was acknowledged is there, and what is gone is nowhere, once somebody has compacted in peace."""
    engine.opened().append(opening())
    crowd = Crowd(engine, seed)
    for _ in range(60):
        crowd.act()
    engine.between = lambda: None
    fresh = engine.opened()
    states = [known(journal.current()) for journal in (*crowd.journals, fresh)]
    assert all(state == states[0] for state in states)
    there = fresh.current()
    assert crowd.collected - crowd.maybe_disbanded <= there.collections.keys()
    assert len(crowd.collected) > 5
    assert len(crowd.added) > 5
    assert fresh._compact()
    assert known(fresh.current()) == states[0]
    told = engine.told()
    titles = {kept.title for kept in there.kept.values()}
    for id_ in crowd.added:
        title = f"Title {id_[1:]}!"
        assert (title in told) == (title in titles)
    names = {made.rename.name for made in there.renames}
    assert {f"Name {n}!" for n in range(100, crowd.number + 1) if f"Name {n}!" in told} == names
    for journal in crowd.journals:
        assert known(journal.current()) == states[0]
