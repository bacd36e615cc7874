"""What can be chosen beside a question: few of a great library at a time, found by any words and parts of words."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.ask import ask
from qa.page.checking import CheckService
from qa.page.choosing import OFFERED, ChoosingService, matching
from tests.whole import library_in

PEOPLE = ("ANA LIMA", "ZOË ÅBERG", "BO CHEN")


def minutes(number: int, who: str) -> tuple[str, bytes]:
    return (
        f"m{number}.txt",
        f"Harbour board no. {number}, {number % 28 + 1} May 2021\n\n{who}: Yes.\n\nCHAIR: No.\n\n{who}: Oh.\n".encode(),
    )


@pytest.fixture
def service(tmp_path: Path) -> ChoosingService:
    files = [minutes(number, PEOPLE[number % 3]) for number in range(60)]
    return ChoosingService(library_in(tmp_path, *files), ask)


def test_the_latest_of_many_are_offered_and_the_others_counted(service: ChoosingService) -> None:
    offered = service.transcript("")
    assert (len(offered["items"]), offered["found"], offered["total"]) == (OFFERED, 60, 60)
    assert [choice["about"] for choice in offered["items"][:3]] == ["28 May 2021", "28 May 2021", "27 May 2021"]
    first = offered["items"][0]
    assert service.library.store.transcript(first["value"]).title == first["label"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("no. 41", 1),
        ("BOARD harb 41", 1),
        ("2021-05-03", 3),
        ("25 may board", 3),
        ("ferry", 0),
        (" ", 60),
        (None, 60),
        ({}, 60),
    ],
)
def test_words_and_parts_of_them_find_a_transcript(service: ChoosingService, words: object, found: int) -> None:
    offered = service.transcript(words)
    assert (offered["found"], offered["total"]) == (found, 60)
    assert len(offered["items"]) == min(found, OFFERED)


def test_people_are_found_without_their_accents(service: ChoosingService) -> None:
    assert [choice["value"] for choice in service.speaker(None)["items"]] == [
        "Ana Lima",
        "Bo Chen",
        "CHAIR",
        "Zoë Åberg",
    ]
    assert service.speaker("aberg ZOE") == {
        "items": [{"value": "Zoë Åberg", "label": "Zoë Åberg", "about": ""}],
        "found": 1,
        "total": 4,
    }
    assert CheckService(service.library, ask).people("zo") == ["Zoë Åberg"]
    assert CheckService(service.library, ask).people() == ["Ana Lima", "Bo Chen", "CHAIR", "Zoë Åberg"]


def test_what_is_gone_is_not_chosen_any_more(service: ChoosingService) -> None:
    first, second = (choice["value"] for choice in service.transcript("")["items"][:2])
    who = service.speaker("")["items"][0]["value"]
    service.library.store.remove(first)
    present = service.present({"speaker": [who, "Nobody"], "transcript": [first, second]})
    assert [choice["value"] for choice in present["speaker"]] == [who]
    assert [choice["value"] for choice in present["transcript"]] == [second]
    assert service.present(None) == {"speaker": [], "transcript": []}


@pytest.mark.parametrize(
    ("words", "found"), [("회의", ["한국의 회의"]), ("straße", ["Straße"]), ("STRASSE", ["Straße"])]
)
def test_letters_of_any_language_are_found(words: str, found: list[str]) -> None:
    assert matching(words, ["한국의 회의", "日本", "Straße"], str) == found
