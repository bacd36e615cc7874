"""What every Store promises of newer versions of a file, of places, and of speakers who are called otherwise."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import NoSuchTranscript
from index.intake.given import Filed, Given
from index.renames import Rename
from index.speakers.people import People
from index.store import Filter, Store
from index.transcript import Span, Speaker, Transcript, Turn
from tests.stores import found, keep, keep_as, talk

OpenStore = Callable[..., Store]
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
fresh = map("renamed {}".format, itertools.count())

OLD = talk("old", "Anna: Rain and trade.", "Ben: Wheat.")
NEW = talk("new", "Anna: Rain and ships.", "Ben: Wheat.")
OTHER = talk("other", "Anna: Rain again.")


def ids(store: Store) -> list[str]:
    return [summary.id for summary in store.transcripts()]


def who(store: Store, id_: str) -> list[str]:
    transcript = store.transcript(id_)
    return [transcript.who(Span(turn, 0, 0)) for turn in range(len(transcript.turns))]


# -- newer versions --------------------------------------------------------------------------------------------------


def test_what_comes_from_the_same_place_replaces_what_came_before(store: Store) -> None:
    keep_as(store, OLD, Filed("/a.txt"))
    keep(store, OTHER)
    keep_as(store, NEW, Filed("/a.txt"))
    assert ids(store) == ["other", "new"]
    assert store.origins() == {"/a.txt": "new"}
    assert store.successor("old") == "new"
    assert (store.successor("new"), store.successor("other"), store.successor("never")) == ("", "", "")
    assert found(store, "trade", k=9) == [("other", 0), ("new", 0)]
    assert store.frequencies(["trade", "ship"]) == {"trade": 0, "ship": 1}


def test_what_lies_elsewhere_too_stays(store: Store) -> None:
    keep_as(store, OLD, Filed("/a.txt"))
    store.locate("old", "/copy.txt")
    keep_as(store, NEW, Filed("/a.txt"))
    assert ids(store) == ["old", "new"]
    assert store.successor("old") == ""
    store.locate("new", "/copy.txt")
    assert ids(store) == ["new"]
    assert store.successor("old") == "new"
    assert store.origins() == {"/a.txt": "new", "/copy.txt": "new"}


def test_a_name_alone_replaces_nothing(store: Store) -> None:
    keep(store, OLD)
    keep_as(store, replace(NEW, source=OLD.source), Filed("/a.txt"))
    keep_as(store, replace(OTHER, source=OLD.source), Filed("/b/a.txt"))
    assert ids(store) == ["old", "new", "other"]


def test_what_shall_be_replaced_is_wherever_it_lies(store: Store) -> None:
    keep_as(store, OLD, Filed("/a.txt"))
    keep_as(store, NEW, Filed("", replacing=("old", "never")))
    assert ids(store) == ["new"]
    assert store.origins() == {}
    assert store.successor("old") == "new"
    assert store.successor("never") == ""


def test_of_many_versions_each_leads_to_the_last(store: Store) -> None:
    for number in range(4):
        keep_as(store, replace(OLD, id=f"v{number}"), Filed("/a.txt"))
    assert [store.successor(f"v{number}") for number in range(4)] == ["v3", "v3", "v3", ""]
    keep_as(store, replace(OLD, id="v0"), Filed("/a.txt"))  # somebody put the first one back
    assert ids(store) == ["v0"]
    assert [store.successor(f"v{number}") for number in range(4)] == ["", "v0", "v0", "v0"]
    store.remove("v0")
    assert [store.successor(f"v{number}") for number in range(4)] == [""] * 4
    assert store.origins() == {}


def test_a_transcript_may_replace_itself(store: Store) -> None:
    keep_as(store, OLD, Filed("/a.txt"))
    store.rename([Rename("old", "Ben", "Bo Chen")])
    keep_as(store, replace(OLD, title="Better"), Filed("/a.txt", Given(title="Better"), ("old",)))
    assert [summary.title for summary in store.transcripts()] == ["Better"]
    assert store.given("old") == Given(title="Better")
    assert store.origins() == {"/a.txt": "old"}
    assert store.successor("old") == ""
    assert who(store, "old") == ["Anna", "Bo Chen"]


def test_nobody_ever_finds_both_versions_or_neither(open_store: OpenStore) -> None:
    store, other = open_store(), open_store()
    keep_as(store, replace(OLD, id="v0"), Filed("/a.txt"))
    done = threading.Event()

    def change() -> None:
        for number in range(1, 25):
            keep_as(store, replace(OLD, id=f"v{number}"), Filed("/a.txt"))
        done.set()

    def look() -> int:
        looks = 0
        while not done.is_set():
            assert len(found(other, "rain", k=9)) == 1
            assert len(other.transcripts()) == 1
            assert {row.transcript for row in other.appearances()} <= {f"v{number}" for number in range(25)}
            looks += 1
        return looks

    with ThreadPoolExecutor(2) as pool:
        changing, looking = pool.submit(change), pool.submit(look)
        changing.result(timeout=60)
        assert looking.result(timeout=60) > 0
    assert found(other, "rain", k=9) == [("v24", 0)]


# -- places ----------------------------------------------------------------------------------------------------------


def test_a_place_that_is_left_takes_its_transcript_with_it(store: Store) -> None:
    keep_as(store, OLD, Filed("/a.txt"))
    keep_as(store, OTHER, Filed("/b.txt"))
    store.locate("old", "/moved.txt")
    assert store.leave("/a.txt") == ""
    assert (store.at("/a.txt"), store.at("/moved.txt")) == ("", "old")
    assert store.leave("/moved.txt") == "old"
    assert store.leave("/moved.txt") == ""
    assert ids(store) == ["other"]
    assert found(store, "trade", k=9) == [("other", 0)]


def test_what_is_not_there_lies_nowhere(store: Store) -> None:
    with pytest.raises(NoSuchTranscript, match="never"):
        store.locate("never", "/a.txt")
    with pytest.raises(NoSuchTranscript, match="never"):
        store.given("never")
    assert store.origins() == {}


def test_what_was_said_of_a_file_is_kept(open_store: OpenStore) -> None:
    said = Given("Title — “x”", "2023-11", (("SPEAKER_00", "Ana Lima"), ("Ω", "Bo")))
    first = open_store()
    keep_as(first, OLD, Filed(given=said))
    keep(first, OTHER)
    first.close()
    again = open_store()
    assert again.given("old") == said
    assert again.given("other") == Given()


# -- other names -----------------------------------------------------------------------------------------------------

CALLS = (
    replace(OLD, id="one", turns=(Turn("Rain.", Speaker("SPEAKER_00")), Turn("Ships.", Speaker("SPEAKER_01")))),
    replace(OLD, id="two", turns=(Turn("Rain again.", Speaker("SPEAKER_00")), Turn("It rains."))),
)


def speaking(store: Store, name: str) -> list[tuple[str, int]]:
    return found(store, "rain ships", Filter(speakers=frozenset({name})), k=9)


def test_a_new_name_is_everywhere_at_once_and_the_text_as_before(store: Store) -> None:
    keep(store, *CALLS)
    assert speaking(store, "SPEAKER_00") == [("one", 0), ("two", 0)]
    generation = store.generation
    store.rename([Rename("one", "SPEAKER_00", "Ana Lima")])
    assert store.generation != generation
    assert who(store, "one") == ["Ana Lima", "SPEAKER_01"]
    assert who(store, "two") == ["SPEAKER_00", ""]
    assert speaking(store, "Ana Lima") == [("one", 0)]
    assert speaking(store, "SPEAKER_00") == [("two", 0)]
    assert store.transcripts()[0].speakers == ("Ana Lima", "SPEAKER_01")
    rows = store.appearances()
    assert [(row.transcript, row.label, row.name) for row in rows] == [
        ("one", "SPEAKER_00", "Ana Lima"),
        ("one", "SPEAKER_01", ""),
        ("two", "SPEAKER_00", ""),
    ]
    assert [person.who for person in People(rows).find("Lima")] == ["Ana Lima"]
    assert [turn.text for turn in store.transcript("one").turns] == ["Rain.", "Ships."]
    assert store.source("one") == CALLS[0].title.encode()


def test_each_change_is_taken_back_as_a_whole(store: Store) -> None:
    keep(store, *CALLS)
    first = (Rename("one", "SPEAKER_00", "Ana Lima"), Rename("two", "SPEAKER_00", "Ana Lima"))
    second = (Rename("one", "Ana Lima", "Ana de Lima"),)
    store.rename(first)
    store.rename(second)
    assert who(store, "one") + who(store, "two") == ["Ana de Lima", "SPEAKER_01", "Ana Lima", ""]
    assert store.undo() == second
    assert who(store, "one") + who(store, "two") == ["Ana Lima", "SPEAKER_01", "Ana Lima", ""]
    assert speaking(store, "Ana de Lima") == []
    assert store.undo() == first
    assert [store.transcript(call.id) for call in CALLS] == list(CALLS)
    assert speaking(store, "SPEAKER_00") == [("one", 0), ("two", 0)]
    generation = store.generation
    assert store.undo() == ()
    assert store.generation == generation


def test_two_who_are_one_are_found_under_one_name(store: Store) -> None:
    keep(store, CALLS[0])
    store.rename([Rename("one", "SPEAKER_01", "SPEAKER_00")])
    assert who(store, "one") == ["SPEAKER_00", "SPEAKER_00"]
    assert [(row.label, row.name, row.turns) for row in store.appearances()] == [("SPEAKER_00", "", 2)]
    store.rename([Rename("one", "SPEAKER_00", "Ana Lima")])
    assert who(store, "one") == ["Ana Lima", "Ana Lima"]
    assert speaking(store, "Ana Lima") == [("one", 0)]
    store.undo()
    store.undo()
    assert store.transcript("one") == CALLS[0]


def test_an_inferred_name_gives_way_to_the_one_that_a_user_gives(store: Store) -> None:
    guessed = Speaker("QUESTION", "Jo Tan", "Kyodo", Span(0, 0, 4))
    keep(store, replace(OLD, turns=(Turn("Rain?", guessed),), participants=(Speaker("", "Jo Tan"),)))
    store.rename([Rename("old", "Jo Tan", "Joan Tan")])
    (turn,) = store.transcript("old").turns
    assert turn.speaker == Speaker("QUESTION", "Joan Tan", "Kyodo")
    assert store.transcript("old").participants == (Speaker("", "Joan Tan"),)


def test_names_outlive_closing_and_newer_versions_but_no_removal(open_store: OpenStore) -> None:
    first = open_store()
    keep_as(first, OLD, Filed("/a.txt"))
    first.rename([Rename("old", "Ben", "Bo Chen")])
    first.close()
    again = open_store()
    assert who(again, "old") == ["Anna", "Bo Chen"]
    keep_as(again, NEW, Filed("/a.txt"))
    assert who(again, "new") == ["Anna", "Bo Chen"]
    assert found(again, "wheat", Filter(speakers=frozenset({"Bo Chen"}))) == [("new", 0)]
    assert again.undo() == (Rename("new", "Ben", "Bo Chen"),)
    assert who(again, "new") == ["Anna", "Ben"]
    again.rename([Rename("new", "Ben", "Bo Chen")])
    again.remove("new")
    keep(again, NEW)
    assert who(again, "new") == ["Anna", "Ben"]
    assert again.undo() == ()


def test_a_rename_of_what_is_not_there_changes_nothing(store: Store) -> None:
    keep(store, OLD)
    generation = store.generation
    store.rename([Rename("never", "Anna", "Ana")])
    store.rename([])
    assert store.generation == generation
    assert store.undo() == ()


def test_others_who_have_the_library_open_see_new_names(open_store: OpenStore) -> None:
    one, other = open_store(), open_store()
    keep(one, OLD)
    assert who(other, "old") == ["Anna", "Ben"]
    one.rename([Rename("old", "Anna", "Ana Lima")])
    assert who(other, "old") == ["Ana Lima", "Ben"]
    other.undo()
    assert who(one, "old") == ["Anna", "Ben"]


names = st.sampled_from(["Anna", "Ben", "Cleo", "SPEAKER_00", "SPEAKER_01", "Ana Lima"])
steps = st.lists(st.none() | st.builds(Rename, st.sampled_from(["one", "two"]), names, names), max_size=8)


@settings(suppress_health_check=SHARED, deadline=None, max_examples=40)
@given(steps=steps)
def test_lists_filters_and_transcripts_always_agree(open_store: OpenStore, steps: list[Rename | None]) -> None:
    """None takes the last change back."""
    store = open_store(next(fresh))
    keep(store, talk("one", "Anna: Rain.", "Ben: Rain."), CALLS[1])
    before: list[list[Transcript]] = [[store.transcript(id_) for id_ in ids(store)]]
    for step in steps:
        if step:
            store.rename([step])
            before.append([store.transcript(id_) for id_ in ids(store)])
        else:
            store.undo()
            before = before[:-1] or before
        now = [store.transcript(id_) for id_ in ids(store)]
        assert now == before[-1]
        said = {(talk.id, turn.speaker.who) for talk in now for turn in talk.turns if turn.speaker}
        assert {(row.transcript, row.who) for row in store.appearances()} == said
        assert {(summary.id, name) for summary in store.transcripts() for name in summary.speakers} == said
        for name in {name for _, name in said} | {"Anna", "SPEAKER_00"}:
            holding = {transcript for transcript, _ in found(store, "rain", Filter(speakers=frozenset({name})), k=9)}
            assert holding == {transcript for transcript, called in said if called == name}
