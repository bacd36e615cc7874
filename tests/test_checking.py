"""The Check page's service: verdicts as the page gets them, over the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import QuestionError
from qa.ask import ask
from qa.library import Library
from qa.page.checking import Checked, CheckService
from tests.sampled import sampled

SAID = "We will now begin a joint press availability from Minister Park and Secretary Blinken"


@pytest.fixture
def service(tmp_path: Path) -> CheckService:
    library = sampled(tmp_path)
    return CheckService(library, ask)


def parts(checked: Checked) -> list[tuple[str, str, str]]:
    return [(part["kind"], part["said"], part["put"]) for part in checked["groups"][0]["places"][0]["parts"]]


def test_an_exact_quote_has_its_place_and_its_words(service: CheckService) -> None:
    checked = service.check({"quote": SAID, "speaker": ""})
    assert (checked["verdict"], checked["finding"]) == ("exact", "Exact.")
    (place,) = checked["groups"][0]["places"]
    assert (place["who"], place["at"]) == ("MODERATOR", "Turn 1")
    assert place["href"].startswith(f"?t={service.library.store.transcripts()[0].id}&turn=0&start=58&end=143&sum=")
    assert parts(checked) == [("kept", SAID, "")]


def test_an_altered_quote_shows_what_was_left_out_and_put_in(service: CheckService) -> None:
    altered = SAID.replace(" availability", "").replace("Minister", "President")
    checked = service.check({"quote": altered})
    assert checked["verdict"] == "altered"
    assert [part for part in parts(checked) if part != ("kept", " ", "")] == [
        ("kept", "We will now begin a joint press", ""),
        ("left_out", "availability", ""),
        ("kept", "from", ""),
        ("changed", "Minister", "President"),
        ("kept", "Park and Secretary Blinken", ""),
    ]
    assert "".join(said for _, said, _ in parts(checked)) == SAID


def test_the_words_of_somebody_else_and_of_nobody(service: CheckService) -> None:
    checked = service.check({"quote": SAID, "speaker": " Park Jin "})
    assert checked["verdict"] == "other_speaker"
    assert "Park Jin does not say this." in checked["rest"]
    nobody = service.check({"quote": "The harbour is closed to all ships on Sunday, said the captain"})
    assert nobody["verdict"] == "not_found"
    assert [group["heading"] for group in nobody["groups"]] in ([], ["Closest in meaning, which may be another matter"])


@pytest.mark.parametrize("sent", [None, 3, [], {}, {"quote": None}, {"quote": " … "}, {"speaker": "Park"}])
def test_nonsense_from_a_browser_is_no_quote(service: CheckService, sent: object) -> None:
    with pytest.raises(QuestionError, match="no words"):
        service.check(sent)


def test_the_examples_show_one_verdict_each(service: CheckService) -> None:
    made = service.examples()
    assert [service.check(example)["verdict"] for example in made] == ["exact", "altered", "other_speaker"]
    assert made[2]["label"] == "As if Park Jin had said it"
    assert "Park Jin" in service.people()
    assert CheckService(Library(service.library.store, service.library.encoder), ask).examples() == made
