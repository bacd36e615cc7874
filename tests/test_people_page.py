"""The People page without a browser: who is listed with which figures, found by which address, quoted on what."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from index.build import add
from index.formats import Source
from index.local.store import LocalStore
from index.renames import rename
from index.transcript import Anchor, Speaker, Transcript, Turn
from qa import ask
from qa.everybody import Everybody
from qa.library import Library
from qa.mentions import places
from qa.page.people import PeopleService
from qa.question import Question
from qa.show.links import person_href
from qa.speech import count_words, durations, shares
from qa.topics import topics
from tests.fakes import WordEncoder
from tests.sampled import sampled

MAY = b"""Harbour board, 3 May 2021

CHAIR OKORO: Good evening. What does the ferry cost?

MS LINDQVIST: The ferry costs nine crowns. The night ferry costs twelve.

SPEAKER 1: Too much for the night ferry.

CHAIR OKORO: Thank you.
"""
JUNE = b"""Harbour board, 7 June 2022

CHAIR OKORO: The ferry is late again. Parking is free.

SPEAKER 1: Parking is never free at the harbour.

CHAIR OKORO: Thank you.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library(LocalStore(tmp_path, "words"), WordEncoder(limit=120))
    files = [Source("may.txt", MAY), Source("june.txt", JUNE)]
    assert [result.error for result in add(files, opened.store, opened.encoder)] == [None, None]
    return opened


@pytest.fixture
def service(library: Library) -> PeopleService:
    return PeopleService(library, ask)


def sent(href: str) -> dict[str, str]:
    """What the page sends for an address."""
    return {key: values[0] for key, values in parse_qs(href[1:]).items()}


def test_everybody_is_listed_with_their_share_and_labels_apart_in_each_transcript(service: PeopleService) -> None:
    listed = service.people({})
    assert listed["total"] == 4
    rows = [(row["who"], row["named"], row["words"], row["turns"], row["transcripts"]) for row in listed["people"]]
    assert rows == [
        ("Chair Okoro", True, 19, 4, 2),
        ("Ms Lindqvist", True, 10, 1, 1),
        ("SPEAKER 1", False, 7, 1, 1),
        ("SPEAKER 1", False, 6, 1, 1),
    ]
    assert [row["where"] for row in listed["people"]][1:] == ["may", "june", "may"]
    assert sum(row["share"] for row in listed["people"]) == pytest.approx(1)
    assert listed["people"][0]["share"] == 19 / 42


@pytest.mark.parametrize(
    ("find", "sort", "found"),
    [
        ("okoro", "", ["Chair Okoro"]),
        ("chair", "", ["Chair Okoro"]),  # by role
        ("MS", "", ["Ms Lindqvist"]),  # by label
        ("june speaker", "", ["SPEAKER 1"]),  # by title and name
        ("", "name", ["Chair Okoro", "Ms Lindqvist", "SPEAKER 1", "SPEAKER 1"]),
        ("nobody at all", "", []),
    ],
)
def test_people_are_found_by_what_is_known_of_them(
    service: PeopleService, find: str, sort: str, found: list[str]
) -> None:
    assert [row["who"] for row in service.people({"find": find, "sort": sort})["people"]] == found


@pytest.mark.parametrize("nonsense", [None, 7, [], {"find": 3, "page": "x", "sort": []}, {"page": -4}])
def test_what_a_browser_sends_is_looked_at(service: PeopleService, nonsense: Any) -> None:
    assert service.people(nonsense)["page"] == 0
    assert service.person(nonsense) == {"person": None, "choices": []}
    assert service.quotes(nonsense)["total"] == 0


def test_a_person_has_transcripts_latest_first_and_company(service: PeopleService) -> None:
    found = service.person(sent(person_href("Okoro")))["person"]
    assert found
    assert [(part["title"], part["day"], part["words"]) for part in found["parts"]] == [
        ("june", "7 Jun 2022", 10),
        ("may", "3 May 2021", 9),
    ]
    assert found["parts"][1]["share"] == 9 / 25
    asked = [(one["who"], one["answered"], one["answers"]) for one in found["company"]]
    assert asked == [("Ms Lindqvist", 0, 1)]
    other = service.person(sent(found["company"][0]["href"]))["person"]
    assert other
    assert [(one["who"], one["answered"], one["answers"]) for one in other["company"]] == [("Chair Okoro", 1, 0)]


def test_a_label_of_two_transcripts_is_two_voices(service: PeopleService) -> None:
    rows = service.people({"find": "speaker"})["people"]
    views = [service.person(sent(row["href"]))["person"] for row in rows]
    assert [[part["title"] for part in view["parts"]] for view in views if view] == [["june"], ["may"]]
    both = service.person({"person": "SPEAKER 1"})
    assert both["person"] is None
    assert {row["href"] for row in both["choices"]} == {row["href"] for row in rows}


def test_every_quote_on_a_topic_is_what_an_answer_counts(service: PeopleService, library: Library) -> None:
    got = service.quotes({**sent(person_href("Okoro")), "topic": "ferry"})
    said = ["".join(text for text, _ in quote["pieces"]) for quote in got["quotes"]]
    assert said == ["What does the ferry cost?", "The ferry is late again."]
    assert [[text for text, wanted in quote["pieces"] if wanted] for quote in got["quotes"]] == [["ferry"]] * 2
    answer = ask("How often did Okoro mention the ferry?", library)
    assert answer.mentions and answer.mentions.total == got["total"] == 2


def test_topics_hold_as_many_sentences_as_their_quotes(tmp_path: Path) -> None:
    opened = sampled(tmp_path)
    service = PeopleService(opened, ask)
    found = service.person({"person": "Park Jin"})["person"]
    assert found
    counts = {topic["words"]: topic["count"] for topic in found["topics"]}
    assert {"China": 12, "North Korea": 12, "ROK-U.S.": 9}.items() <= counts.items()
    for topic in found["topics"]:
        assert service.quotes(sent(topic["href"]))["total"] == topic["count"]


def test_topics_are_words_that_others_say_less(library: Library) -> None:
    turns = (
        Turn(
            "The old harbour wall must fall. The harbour wall is weak. The weather is fine.", Speaker("A", "Ana Lima")
        ),
        Turn("The weather is fine. The weather is cold. The weather is warm.", Speaker("B", "Bo Chen")),
    )
    transcript = Transcript("t", "Wall", turns)
    found = topics([transcript], frozenset({("t", "Ana Lima")}), library)
    assert (found[0].words, found[0].count) == ("harbour wall", 2)
    assert "weather" not in [topic.words for topic in found]  # all four others are more hers


# --- addresses


def test_an_address_outlives_a_rename(service: PeopleService, library: Library) -> None:
    href = service.people({"find": "lindqvist"})["people"][0]["href"]
    library.store.rename(rename(library.store.appearances(), "Ms Lindqvist", "Maria Berg"))
    found = service.person(sent(href))["person"]
    assert found and found["row"]["who"] == "Maria Berg"
    assert service.person({"person": "Ms Lindqvist"})["person"] is None  # by its name alone, nobody


def test_an_address_of_a_label_outlives_its_name(service: PeopleService, library: Library) -> None:
    row = service.people({"find": "june speaker"})["people"][0]
    [june] = [summary.id for summary in library.store.transcripts() if summary.title == "june"]
    library.store.rename(rename(library.store.appearances(), "SPEAKER 1", "Ana Lima", [june]))
    found = service.person(sent(row["href"]))["person"]
    assert found and (found["row"]["who"], found["row"]["named"]) == ("Ana Lima", True)


def test_an_address_outlives_the_transcript_that_it_names(service: PeopleService, library: Library) -> None:
    href = service.people({"find": "okoro"})["people"][0]["href"]
    library.store.remove(sent(href)["in"])
    found = service.person(sent(href))["person"]
    assert found and [part["title"] for part in found["parts"]] == ["june"]


def test_inferred_names_show_the_sentence_they_rest_on(tmp_path: Path) -> None:
    opened = sampled(tmp_path)
    rows = {row["who"]: row for row in PeopleService(opened, ask).people({})["people"]}
    assert [reason["text"] for reason in rows["Shin Su-ah"]["reasons"]] == ["I am Shin Su-ah from MBC."]
    assert rows["Park Jin"]["reasons"] == []


def test_a_library_that_changes_is_read_anew(service: PeopleService, library: Library) -> None:
    assert service.people({})["total"] == 4
    library.store.remove(library.store.transcripts()[0].id)
    assert [row["who"] for row in service.people({})["people"]] == ["Chair Okoro", "SPEAKER 1"]


# --- how much is said


def test_words_are_counted_as_they_are_written() -> None:
    assert [count_words(text) for text in ("", "One two – three.", "我们同意", "Das ist schön", "AI 很好")] == [
        0,
        4,
        4,
        3,
        3,
    ]


def test_turns_last_to_their_end_or_to_the_next() -> None:
    turns = (
        Turn("One.", None, 0, 1_500),
        Turn("Two.", None, 2_000),
        Turn("Three.", None, 5_000, anchors=(Anchor(0, 5_000), Anchor(3, 5_400))),
    )
    assert durations(Transcript("t", "", turns)) == [1_500, 3_000, 400]
    assert durations(Transcript("t", "", (Turn("One."),))) == [None]


def test_those_without_a_name_and_turns_without_a_speaker_count_too() -> None:
    ana = Speaker("ANA", "Ana Lima")
    turns = (Turn("one two", ana, 0), Turn("three", None, 1_000), Turn("four five six", ana, 4_000, 4_500))
    found = [
        (share.who, share.turns, share.words, share.ms, share.first) for share in shares(Transcript("t", "", turns))
    ]
    assert found == [("Ana Lima", 2, 5, 1_500, 0), ("", 1, 1, 3_000, 1)]


def test_places_of_a_person_are_theirs_where_two_share_a_name(library: Library) -> None:
    everybody = Everybody(library)
    assert [one.who for one in everybody.find("Okoro")] == ["Chair Okoro"]
    question = Question("ferry", "ferry", ("Chair Okoro",), frozenset({"Chair Okoro"}))
    assert len(places(question, library)) == 2
