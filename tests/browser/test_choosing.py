"""Choosing a transcript and a speaker in a library of 2,000: nothing of the list is loaded before it is wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from qa.server.settings import Settings
from tests.browser.conftest import Open, put, shoot
from tests.browser.test_access import findings
from tests.serving import served
from tests.whole import library_in, whole

COUNT = 2_000
NAMES = [f"{first} {last}" for first in ("ANA", "BO", "CLEO", "EVA") for last in ("LIMA", "LINDQVIST", "CHEN", "RUIZ")]
PLACES = ("Harbour", "Bridge", "Ferry", "School", "Market")


def minutes(number: int) -> tuple[str, bytes]:
    title = f"{PLACES[number % 5]} board, session no. {number}, {number % 28 + 1} May {2005 + number % 20}"
    said = f"{NAMES[number % 16]}: The ships trade.\n\nCHAIR: In rain.\n\n{NAMES[number % 16]}: Yes.\n"
    return f"{number}.txt", f"{title}\n\n{said}".encode()


@pytest.fixture(scope="module")
def great(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = library_in(tmp_path_factory.mktemp("great"), *map(minutes, range(COUNT)))
    with served(whole(library, Settings())) as address:
        yield f"{address}/"
    library.store.close()


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name)


def options_in(page: Page, name: str | None = None) -> Locator:
    return page.locator("#filters").get_by_role("option", name=name)


def test_the_page_holds_no_list_and_a_field_offers_few(great: str, visit: Open) -> None:
    page = visit(great)
    sent: list[int] = []

    def note(response: Response) -> None:
        assert "session no. 7," not in response.text()
        sent.append(len(response.body()))

    page.on("response", lambda each: note(each) if each.url.split("?")[0] in (great, f"{great}config") else None)
    page.reload()
    field(page, "Transcript").click()
    options = options_in(page)
    expect(options).to_have_count(51)  # with "All transcripts"
    assert sum(sent) < 400_000
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(page.locator(".pick-n:visible")).to_have_text("50 of 2,000. Type to find the others.")
    shoot(page, "choosing-of-2000")
    assert findings(page) == []


def test_a_transcript_and_a_speaker_are_chosen_by_keyboard(great: str, visit: Open) -> None:
    page = visit(great)
    transcript, speaker = field(page, "Transcript"), field(page, "Speaker")
    speaker.focus()
    page.keyboard.press("Tab")
    expect(transcript).to_be_focused()
    expect(options_in(page)).to_have_count(0)  # passing by opens nothing
    page.keyboard.type("ferry 1222")
    page.keyboard.press("Enter")  # before the server has answered
    expect(transcript).to_have_value("Ferry board, session no. 1222, 19 May 2007")
    expect(transcript).to_have_attribute("aria-expanded", "false")
    speaker.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".at:visible")).to_have_text("Anyone")
    page.keyboard.type("li ana")
    expect(options_in(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    active = page.locator(f"#{speaker.get_attribute('aria-activedescendant')}")
    expect(active).to_have_text("Ana Lindqvist")
    shoot(page, "choosing-a-speaker")
    page.keyboard.press("Escape")
    expect(speaker).to_have_value("")
    put(page, "What about trade?")
    expect(page.locator(".otr-asked small")).to_have_text("Only Ferry board, session no. 1222, 19 May 2007")
    expect(page.locator("#chat .otr-card .otr-from").first).to_contain_text("no. 1222")
    transcript.click()
    page.keyboard.press("Home")
    options_in(page, "All transcripts").click()
    put(page, "What about rain?")
    expect(page.locator(".otr-asked").last.locator("small")).to_have_count(0)


def test_what_is_not_there_is_said_and_leaves_the_choice(great: str, visit: Open) -> None:
    page = visit(great, width=390, height=844, dark=True)
    transcript = field(page, "Transcript")
    transcript.click()
    shoot(page, "choosing-narrow")
    assert findings(page) == []
    page.keyboard.type("no such thing")
    expect(page.locator(".pick-n:visible")).to_have_text("Nothing has these words.")
    page.keyboard.press("Enter")
    expect(transcript).to_have_value("")
    box = page.locator(".picks").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
