"""What is read in several steps is read anew where part of it goes meanwhile, and an answer does not fail for it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from index.errors import NoSuchTranscript
from index.local.store import LocalStore
from index.transcript import Transcript
from qa.ask import ask
from qa.library import Library
from qa.page.service import Service
from qa.server.api import queries
from qa.server.api.requests import Quoted, Searched
from qa.steady import steady
from tests.fakes import WordEncoder
from tests.stores import keep, talk

STAYS = talk("stays", "Anna Lee: We trade with China.", "Ben Okafor: The wheat is under rain.")
GOES = talk("goes", "Anna Lee: We trade with China in ships.", "Ben Okafor: Ships.")


class Losing(LocalStore):
    """A library of which somebody removes a transcript just before it is read."""

    def transcript(self, transcript: str) -> Transcript:
        if transcript == "goes" and "goes" in self:
            self.remove("goes")
        return super().transcript(transcript)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    with closing(Losing(tmp_path, "words")) as opened:
        keep(opened, STAYS, GOES)
    return Losing(tmp_path, "words")


def test_an_answer_is_of_what_is_still_there(store: LocalStore) -> None:
    with closing(store):
        answer = ask("what did Anna Lee say about trade?", Library(store, WordEncoder()))
        assert "goes" not in store
        assert [quote.transcript.id for quote in answer.quotes] == ["stays"]


def test_so_are_passages_checks_and_examples(store: LocalStore) -> None:
    library = Library(store, WordEncoder())
    with closing(store):
        found = queries.passages(Searched.model_validate({"query": "trade"}), library, "")
        assert {passage["transcript"]["id"] for passage in found["passages"]} == {"stays"}
        keep(store, GOES)
        quoted = Quoted.model_validate({"quote": "We trade with China"})
        assert queries.checked(quoted, library, "")["verdict"] == "exact"
        if "goes" not in store:
            keep(store, GOES)
        assert Service(library, ask).examples() == ["What did Ben Okafor say?", "What did Anna Lee say?"]
        assert "goes" not in store


def test_what_was_never_there_is_told_at_once(store: LocalStore) -> None:
    tries = []

    def read() -> Transcript:
        tries.append(1)
        return store.transcript("nothing")

    with closing(store), pytest.raises(NoSuchTranscript):
        steady(store, read)
    assert len(tries) == 1


def test_a_library_that_never_rests_ends_it(store: LocalStore) -> None:
    tries = []

    def read() -> Transcript:
        tries.append(1)
        keep(store, talk(f"t{len(tries)}", "Anna: Rain."))
        return store.transcript("nothing")

    with closing(store), pytest.raises(NoSuchTranscript):
        steady(store, read)
    assert len(tries) == 6
