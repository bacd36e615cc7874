"""What the page sends again, because the answer was lost on the way, changes nothing more and is answered as before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.renames import Rename
from qa.ask import ask
from qa.library import Library
from qa.page.chat import Conversation
from qa.page.shelf import ShelfService
from qa.page.upload import added
from tests.sampled import sampled

NOW = "The names have been changed again since; undo that change first."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return sampled(tmp_path / "library")


@pytest.fixture
def shelf(library: Library) -> ShelfService:
    return ShelfService(library, ask)


def twice(call: Callable[[Any], Any], sent: object, library: Library) -> Any:
    """The answer to a call that is sent again, as a browser gets it."""
    first = json.loads(json.dumps(call(sent)))
    made = state(library)
    assert json.loads(json.dumps(call(sent))) == first
    assert state(library) == made
    return first


def state(library: Library) -> object:
    store = library.store
    return store.transcripts(), store.ledger(), store.discarded()


def test_every_change_of_the_library_is_made_once(library: Library, shelf: ShelfService) -> None:
    (seoul,) = (summary.id for summary in library.store.transcripts())
    park = {"transcript": seoul, "who": "Park Jin"}
    assert twice(shelf.describe, {"transcript": seoul, "title": "Seoul", "date": "2023"}, library)["said"]
    assert shelf.given(seoul) == {"title": "Seoul", "date": "2023"}
    assert twice(shelf.attach, {"transcript": seoul, "address": "https://example.org/a.mp3"}, library)["said"]
    assert twice(shelf.rename, {**park, "name": "Jin Park"}, library)["said"] == "Park Jin is now Jin Park."
    park["who"] = "Jin Park"
    assert twice(shelf.alias, {**park, "name": "Mungo"}, library)["done"]
    turns = [turn["turn"] for turn in shelf.said(park)][1:3]
    assert twice(shelf.split, {**park, "turns": turns, "name": "Cho Tae-yul"}, library)["done"]
    assert twice(shelf.unalias, "Mungo", library)["said"] == "Mungo is nobody’s name any more."
    assert len(library.store.renames()) == 4
    shelf.discard(seoul)
    shelf.discard(seoul)
    assert [gone["id"] for gone in shelf.discarded()] == [seoul]
    assert twice(shelf.restore, seoul, library) is True
    assert len(shelf.entries()) == 1
    assert shelf.restore("never") is False
    shelf.discard(seoul)
    shelf.erase(seoul)
    shelf.erase(seoul)
    assert (shelf.discarded(), shelf.entries()) == ([], [])


def test_a_change_that_is_taken_back_twice_leaves_the_one_before(library: Library, shelf: ShelfService) -> None:
    (seoul,) = (summary.id for summary in library.store.transcripts())
    first = shelf.rename({"transcript": seoul, "who": "Park Jin", "name": "Jin Park"})
    second = shelf.rename({"transcript": seoul, "who": "Mr Miller", "name": "Jin Park"})
    assert shelf.last() == second["change"]
    undone = twice(shelf.undo, json.loads(json.dumps(second["change"])), library)
    assert (undone["said"], undone["names"]) == ("Jin Park is Mr Miller again.", [["Jin Park", "Mr Miller"]])
    assert library.store.renames() == [Rename(seoul, "Park Jin", "Jin Park")]
    assert shelf.last() == first["change"]
    assert twice(shelf.undo, json.loads(json.dumps(first["change"])), library)["said"] == "Jin Park is Park Jin again."
    assert (shelf.last(), library.store.renames()) == (None, [])


def test_only_the_change_that_is_meant_is_taken_back(library: Library, shelf: ShelfService) -> None:
    (seoul,) = (summary.id for summary in library.store.transcripts())
    back = {"transcript": seoul, "who": "Jin Park", "name": "Park Jin"}
    there = {"transcript": seoul, "who": "Park Jin", "name": "Jin Park"}
    first = shelf.rename(there)
    shelf.rename(back)
    third = shelf.rename(there)
    made = library.store.renames()
    assert len(made) == 3  # who is called so again can be renamed again
    refused = shelf.undo(json.loads(json.dumps(first["change"])))
    assert (refused["said"], refused["done"]) == (NOW, False)
    for nonsense in (None, 7, {}, {"at": 2, "made": [["x"]]}, {"at": "2", "made": [["", "a", "b", []]]}):
        assert shelf.undo(nonsense)["said"] == "No renaming is left to undo."
    assert library.store.renames() == made
    twice(shelf.undo, json.loads(json.dumps(third["change"])), library)
    assert library.store.renames() == made[:2]


def test_who_has_got_a_third_name_meanwhile_is_not_told_of_as_having_the_second(
    library: Library, shelf: ShelfService
) -> None:
    (seoul,) = (summary.id for summary in library.store.transcripts())
    renaming = {"transcript": seoul, "who": "Mr Miller", "name": "Ana Lima"}
    shelf.rename(renaming)
    shelf.rename({"transcript": seoul, "who": "Ana Lima", "name": "Bo Chen"})
    assert shelf.rename(renaming)["said"] != "Mr Miller is now Ana Lima."


def test_a_file_that_is_added_twice_is_there_once(library: Library, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text("ANA LIMA: The ferry leaves at six.\n\nBO CHEN: At last.\n")
    states = [list(added([str(tmp_path / "harbour.txt")], library))[-1][0]["state"] for _ in range(2)]
    assert states == ["added", "present"]
    assert len(library.store.transcripts()) == 2


def test_a_question_is_put_once_until_the_page_has_shown_it() -> None:
    talk = Conversation()
    for question, who, seen in [("A", "", 0), ("A", "", 0), ("B", "", 0), ("A", "", 2), ("A", "", 2), ("A", "Bo", 2)]:
        talk.put(question, [who], seen=seen)
    assert [(one.question, *one.speakers) for one in talk.exchanges] == [("A", ""), ("B", ""), ("A", ""), ("A", "Bo")]


def test_only_what_was_there_is_stopped() -> None:
    talk = Conversation()
    talk.put("What about China?")
    talk.put("What about Japan?")
    for _ in range(2):
        talk.stop(1)
    assert [one.stopped.is_set() for one in talk.exchanges] == [True, False]
