"""What somebody may not read is as if it were not there: not found, counted, weighed, listed, named or changed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import NoSuchTranscript, NotPermitted, TranscriptError
from index.intake.given import Filed, Given
from index.local.store import LocalStore
from index.renames import Rename
from index.store import Filter, Hit, Store
from index.text import terms
from index.transcript import Transcript
from index.visible import VisibleStore
from tests.fakes import VOCABULARY
from tests.stores import WORDS, found, keep, keep_as, made, talk

ALL, PUBLIC, BOARD = None, frozenset({""}), frozenset({"board"})
OPEN = talk("open", "Anna: Rain and trade.", "Ben: Wheat.", date="2022")
SECRET = talk("secret", "Zoe: Trade, trade, ships.", "Anna: Rain.", date="2023")
fresh = map("library {}".format, itertools.count())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LocalStore]:
    """OPEN is in no collection, SECRET in ``board``."""
    with closing(LocalStore(tmp_path, "words")) as store:
        keep_as(store, OPEN, Filed("/open.txt"))
        keep_as(store, SECRET, Filed("/secret.txt", collections=("board",)))
        yield store


def ids(store: Store) -> list[str]:
    return [summary.id for summary in store.transcripts()]


# -- as if there were no others --------------------------------------------------------------------------------------


def test_every_method_of_a_store_is_answered_for_what_is_visible() -> None:
    """Not one is inherited: a new one would show everything, or nothing."""
    promised = {name for name, value in vars(Store).items() if callable(value) and not name.startswith("_")}
    promised |= {"generation", "__contains__"}
    assert len(promised) > 20
    assert promised - vars(VisibleStore).keys() == set()


def test_what_is_hidden_is_nowhere(library: LocalStore) -> None:
    seen = VisibleStore(library, PUBLIC)
    assert ids(seen) == ["open"]
    assert "secret" not in seen
    assert seen.size() == 1
    assert {row.transcript for row in seen.appearances()} == {"open"}
    assert found(seen, "trade ships", k=9) == [("open", 0)]
    assert found(seen, "trade", Filter(transcripts=frozenset({"secret"})), k=9) == []
    assert found(seen, "trade", Filter(speakers=frozenset({"Zoe"})), k=9) == []
    assert found(seen, "trade", Filter(since="2023"), k=9) == []
    assert found(seen, "trade", Filter(collections=BOARD), k=9) == []
    assert [passage.transcript for passage in seen.holding(["trade"], Filter())] == ["open"]
    assert seen.frequencies(["trade", "ship", "rain"]) == {"trade": 1, "ship": 0, "rain": 1}
    assert (seen.at("/secret.txt"), seen.origins()) == ("", {"/open.txt": "open"})
    assert seen.collections() == {}
    assert seen.within(["", "board"]) == {"open"}


def test_what_is_hidden_answers_as_what_never_was(library: LocalStore) -> None:
    seen = VisibleStore(library, PUBLIC)
    for read in (seen.transcript, seen.source, seen.given):
        said = []
        for id_ in ("secret", "secres"):
            with pytest.raises(NoSuchTranscript) as refused:
                read(id_)
            said.append(str(refused.value).replace(id_, "…"))
        assert said[0] == said[1]
    assert seen.remove("secret") is seen.remove("never") is False
    assert seen.discard("secret") is seen.discard("never") is False
    assert seen.leave("/secret.txt") == seen.leave("/never.txt") == ""
    seen.rename([Rename("secret", "Zoe", "Eve"), Rename("", "Zoe", "Chief")])
    assert seen.undo() == ()
    assert [row.who for row in library.appearances()] == ["Anna", "Ben", "Zoe", "Anna"]
    assert ids(library) == ["open", "secret"]


def test_who_may_read_a_collection_sees_that_alone(library: LocalStore) -> None:
    assert ids(VisibleStore(library, BOARD)) == ["secret"]
    assert ids(VisibleStore(library, PUBLIC | BOARD)) == ["open", "secret"]
    assert ids(VisibleStore(library, frozenset())) == ids(VisibleStore(library, frozenset({"other"}))) == []
    assert ids(VisibleStore(library, ALL)) == ["open", "secret"]
    assert VisibleStore(library, BOARD).transcript("secret") == SECRET
    assert VisibleStore(library, BOARD).collections() == {"board": {"secret"}}


def test_what_somebody_may_read_changes_at_once(library: LocalStore) -> None:
    seen = VisibleStore(library, PUBLIC)
    assert ids(seen) == ["open"]
    library.collect(["open"], "board")
    assert ids(seen) == []
    assert found(seen, "rain") == []
    library.release(["open", "secret"], "board")
    assert ids(seen) == ["open", "secret"]
    assert library.collections() == {"board": frozenset()}


words = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=6)
lines = st.builds(lambda who, said: f"{who}: {' '.join(said)}.", st.sampled_from(["Anna", "Ben", "Zoe"]), words)
conversations = st.lists(st.lists(lines, min_size=1, max_size=4), min_size=1, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(
    said=conversations,
    hidden=st.sets(st.integers(0, 4)),
    asked=words,
    who=st.none() | st.frozensets(st.sampled_from(["Anna", "Zoe"])),
    k=st.integers(1, 4),
)
def test_a_library_with_hidden_transcripts_is_one_without_them(
    tmp_path: Path, said: list[list[str]], hidden: set[int], asked: list[str], who: frozenset[str] | None, k: int
) -> None:
    """To the last digit of every score."""
    name = next(fresh)
    with (
        closing(LocalStore(tmp_path / name / "all", "words")) as everything,
        closing(LocalStore(tmp_path / name / "seen", "words")) as alone,
    ):
        for number, turns in enumerate(said):
            transcript = talk(str(number), *turns, date="2022" if number % 2 else "")
            filed = Filed(f"/{number}", collections=("board",) if number in hidden else ())
            keep_as(everything, transcript, filed)
            renames = [Rename(str(number), "Zoe", f"Zoe {number}")] if number % 2 else []
            everything.rename(renames)
            if number not in hidden:
                keep_as(alone, transcript, filed)
                alone.rename(renames)
        seen = VisibleStore(everything, PUBLIC)
        question, wanted, where = WORDS.question(" ".join(asked)), terms(" ".join(asked)), Filter(speakers=who)
        for look in _looks(seen, alone):
            assert look(seen) == look(alone)
        assert seen.holding(wanted, where) == alone.holding(wanted, where)
        assert seen.frequencies(wanted) == alone.frequencies(wanted)
        assert _scored(seen.search(question, wanted, where, k)) == _scored(alone.search(question, wanted, where, k))
        assert seen.undo() == alone.undo()
        assert seen.appearances() == alone.appearances()


def _looks(seen: Store, alone: Store) -> tuple[Callable[[Store], object], ...]:
    known = [str(number) for number in range(5)]
    return (
        lambda store: store.transcripts(),
        lambda store: store.appearances(),
        lambda store: store.size(),
        lambda store: store.origins(),
        lambda store: store.renames(),
        lambda store: store.collections(),
        lambda store: store.discarded(),
        lambda store: store.within(["", "board"]),
        lambda store: [id_ in store for id_ in known],
        lambda store: [store.at(f"/{id_}") for id_ in known],
        lambda store: [store.successor(id_) for id_ in known],
        lambda store: [store.transcript(summary.id) for summary in store.transcripts()],
    )


def _scored(hits: list[Hit]) -> list[tuple[object, ...]]:
    return [(hit.passage, hit.cosine, pytest.approx(hit.bm25, rel=1e-12, abs=1e-12)) for hit in hits]


def test_places_count_what_is_visible_alone(library: LocalStore) -> None:
    library.collect(["open"], "other")
    keep(library, talk("last", "Ben: Rain."))
    hits = VisibleStore(library, PUBLIC).search(WORDS.question("rain"), ["rain"], Filter(), 5)
    assert [(hit.passage.transcript, hit.place) for hit in hits] == [("last", 0)]


# -- collections -----------------------------------------------------------------------------------------------------


def test_a_newer_version_is_in_the_collections_of_the_former_one(library: LocalStore) -> None:
    keep_as(library, replace(SECRET, id="newer"), Filed("/secret.txt"))
    assert library.collections() == {"board": {"newer"}}
    keep_as(library, replace(SECRET, id="newest"), Filed(replacing=("newer",)))
    assert library.collections() == {"board": {"newest"}}
    assert library.remove("newest")
    assert library.collections() == {"board": frozenset()}


def test_a_newer_version_of_one_of_two_copies_is_no_more_readable_than_they(library: LocalStore) -> None:
    library.locate("secret", "/copy.txt")
    keep_as(library, replace(SECRET, id="newer"), Filed("/copy.txt"))
    assert library.collections() == {"board": {"secret", "newer"}}


def test_what_was_discarded_comes_back_to_those_who_could_read_it(library: LocalStore) -> None:
    assert library.discard("secret")
    assert library.disband("board")
    assert VisibleStore(library, PUBLIC).discarded() == []
    assert not VisibleStore(library, PUBLIC).restore("secret")
    assert not VisibleStore(library, PUBLIC).erase("secret")
    assert [each.id for each in VisibleStore(library, BOARD).discarded()] == ["secret"]
    assert VisibleStore(library, BOARD).restore("secret")
    assert library.collections() == {"board": {"secret"}}
    assert ids(VisibleStore(library, PUBLIC)) == ["open"]


def test_collections_are_made_left_and_disbanded(library: LocalStore) -> None:
    generation = library.generation
    library.collect(["secret"], "board")
    assert library.generation == generation
    with pytest.raises(NoSuchTranscript, match="never"):
        library.collect(["open", "never"], "new")
    assert "new" not in library.collections()
    library.collect([], "new")
    assert library.collections() == {"board": {"secret"}, "new": frozenset()}
    assert library.disband("board")
    assert not library.disband("board")
    assert library.within([""]) == {"open", "secret"}


def test_collections_outlive_closing(tmp_path: Path) -> None:
    for step in range(2):
        with closing(LocalStore(tmp_path, "words")) as store:
            if step == 0:
                keep_as(store, SECRET, Filed(collections=("board",)))
            assert store.collections() == {"board": {"secret"}}


# -- changing --------------------------------------------------------------------------------------------------------


def add(store: Store, transcript: Transcript, filed: Filed) -> bool:
    return store.add(*made(transcript), b"", filed)


def test_what_is_added_is_readable_by_whoever_adds_it(library: LocalStore) -> None:
    for seen, into in ((PUBLIC, []), (BOARD, ["board"]), (PUBLIC | BOARD, []), (ALL, [])):
        name = f"by {sorted(seen) if seen else seen}"
        assert add(VisibleStore(library, seen), talk(name, "Ben: Rain."), Filed())
        assert name in VisibleStore(library, seen)
        assert [held for held, those in library.collections().items() if name in those] == into
    for unclear in (frozenset({"board", "staff"}), frozenset[str]()):
        with pytest.raises(NotPermitted, match="say which collection"):
            add(VisibleStore(library, unclear), talk("unclear", "Ben: Rain."), Filed())
    with pytest.raises(NotPermitted, match="staff: this collection is not yours"):
        add(VisibleStore(library, BOARD), talk("unclear", "Ben: Rain."), Filed(collections=("staff",)))
    assert "unclear" not in library
    assert add(VisibleStore(library, PUBLIC | BOARD), talk("chosen", "Ben: Rain."), Filed(collections=("board",)))
    assert "chosen" in library.collections()["board"]


def test_what_is_hidden_is_not_replaced(library: LocalStore) -> None:
    seen = VisibleStore(library, PUBLIC)
    for transcript, filed in ((SECRET, Filed()), (replace(SECRET, id="newer"), Filed("/secret.txt"))):
        with pytest.raises(TranscriptError, match="kept where you may not read"):
            add(seen, transcript, filed)
    with pytest.raises(NotPermitted):
        seen.locate("open", "/secret.txt")
    assert add(seen, replace(SECRET, id="other"), Filed(replacing=("secret",)))
    assert ids(library) == ["open", "secret", "other"]
    assert library.transcript("secret") == SECRET


def test_a_change_of_names_is_taken_back_where_it_is_visible(library: LocalStore) -> None:
    seen = VisibleStore(library, PUBLIC)
    library.rename([Rename("open", "Anna", "Ana Lima"), Rename("secret", "Anna", "Ana Lima")])
    library.rename([Rename("secret", "Zoe", "Zoe Zeit")])
    assert seen.renames() == [Rename("open", "Anna", "Ana Lima")]
    assert seen.undo() == (Rename("open", "Anna", "Ana Lima"),)
    assert [row.who for row in library.appearances()] == ["Anna", "Ben", "Zoe Zeit", "Ana Lima"]
    assert seen.undo() == ()


def test_an_alias_is_known_to_those_who_know_the_person(library: LocalStore) -> None:
    library.rename([Rename("", "Zoe", "the chief")])
    library.rename([Rename("", "Ben", "Benny")])
    seen = VisibleStore(library, PUBLIC)
    assert seen.renames() == [Rename("", "Ben", "Benny")]
    assert seen.undo() == (Rename("", "Ben", "Benny"),)
    assert seen.undo() == ()
    assert library.renames() == [Rename("", "Zoe", "the chief")]


def test_a_reader_changes_nothing(library: LocalStore) -> None:
    seen = VisibleStore(library, ALL, changeable=False)
    generation = library.generation
    changes: list[Callable[[], object]] = [
        lambda: add(seen, talk("new", "Ben: Rain."), Filed()),
        lambda: seen.remove("open"),
        lambda: seen.discard("open"),
        lambda: seen.restore("open"),
        lambda: seen.erase("open"),
        lambda: seen.describe(OPEN, Given(title="New")),
        lambda: seen.locate("open", "/x"),
        lambda: seen.leave("/open.txt"),
        lambda: seen.rename([Rename("open", "Anna", "Eve")]),
        lambda: seen.undo(),
        lambda: seen.collect(["open"], "board"),
        lambda: seen.release(["secret"], "board"),
        lambda: seen.disband("board"),
    ]
    for change in changes:
        with pytest.raises(NotPermitted, match="you may read it, and not change it"):
            change()
    assert library.generation == generation


def test_a_collection_with_something_in_it_is_not_disbanded(library: LocalStore) -> None:
    with pytest.raises(NotPermitted, match="take its transcripts out first"):
        VisibleStore(library, ALL).disband("board")
    VisibleStore(library, ALL).release(["secret"], "board")
    assert VisibleStore(library, ALL).disband("board")
    assert library.collections() == {}


def test_each_change_is_told(library: LocalStore) -> None:
    told: list[tuple[str, list[str]]] = []
    seen = VisibleStore(library, ALL, told=lambda what, about: told.append((what, list(about))))
    add(seen, talk("new", "Ben: Rain."), Filed())
    add(seen, talk("new", "Ben: Rain."), Filed())
    seen.rename([Rename("open", "Anna", "Ana Lima")])
    seen.undo()
    seen.undo()
    seen.collect(["open"], "board")
    seen.remove("new")
    seen.remove("new")
    assert told == [
        ("add", ["new"]),
        ("rename", ["Anna → Ana Lima", "open"]),
        ("undo", ["Anna → Ana Lima", "open"]),
        ("collect", ["board", "open"]),
        ("remove", ["new"]),
    ]


def test_what_is_known_of_what_is_hidden_is_not_in_the_ledger(library: LocalStore) -> None:
    newer = talk("newer", "Zoe: Ships.")
    keep_as(library, newer, Filed("/secret.txt", collections=("board",)))
    library.rename([Rename("newer", "Zoe", "Zoe Park"), Rename("open", "Ben", "Ben Lee")])
    library.rename([Rename("", "Zoe Park", "the spy")])
    seen, all_of_it = VisibleStore(library, PUBLIC).ledger(), VisibleStore(library).ledger()
    assert seen.origins == {"/open.txt": "open"}
    assert seen.former == {}
    assert seen.changes == ((Rename("open", "Ben", "Ben Lee"),),)
    assert seen.collections == {}
    assert all_of_it == library.ledger()
    assert all_of_it.former == {"secret": "newer"}
    with pytest.raises(NoSuchTranscript):
        VisibleStore(library, PUBLIC).kept("newer")


def test_only_who_sees_everything_can_enter_what_is_known(library: LocalStore) -> None:
    before = library.ledger()
    with pytest.raises(NotPermitted, match="only by who may read them all"):
        VisibleStore(library, PUBLIC).enter(before)
    with pytest.raises(NotPermitted, match="you may read it, and not change it"):
        VisibleStore(library, changeable=False).enter(before)
    VisibleStore(library).enter(replace(before, origins={}))
    assert library.ledger() == replace(before, origins={})
