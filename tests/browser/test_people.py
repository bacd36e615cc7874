"""The People page in a real browser: everybody, one person, every quote on a topic, and addresses that last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.renames import rename
from qa import Library, ask, open_library
from tests.browser.conftest import Open, served, shoot
from tests.browser.test_access import findings

SIZES = [(1440, 900), (820, 1180), (390, 844)]
READY = "#people .otr-row"


def fits(page: Page) -> bool:
    """Nothing is wider than the window, nor than the page in it, which scrolls by itself."""
    shown = "[...document.querySelectorAll('.otr-page')].filter((page) => page.offsetParent)"
    return bool(page.evaluate(f"[document.documentElement, ...{shown}].every((n) => n.scrollWidth <= n.clientWidth)"))


def test_everybody_is_listed_with_their_share(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=people", ready=READY)
    expect(page.locator("#people .otr-found")).to_have_text("8 people and voices")
    rows = page.locator("#people .otr-row")
    assert rows.locator(".otr-name").all_text_contents()[:2] == ["Park Jin", "Antony J. Blinken"]
    expect(rows.nth(0).locator(".otr-share b")).to_have_text("49%")
    expect(rows.nth(0)).to_contain_text("Republic of Korea Foreign Minister")
    expect(rows.nth(0)).to_contain_text(re.compile(r"2,386\swords"))
    expect(page.locator("#people .otr-unnamed + .otr-row .otr-name")).to_have_text("MODERATOR")
    assert page.title().startswith("People")


def test_an_inferred_name_leads_to_the_sentence_it_rests_on(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=people", ready=READY)
    row = page.locator("#people .otr-row", has_text="Shin Su-ah")
    row.locator("summary").click()
    reason = row.locator("a.otr-evidence")
    expect(reason).to_have_text("I am Shin Su-ah from MBC.")
    reason.click()
    marked = page.locator("#viewer mark.on")
    expect(marked).to_be_in_viewport()
    assert marked.text_content() == "I am Shin Su-ah from MBC."


def test_searching_and_sorting_stand_in_the_address(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=people", ready=READY)
    page.get_by_label("Search people").fill("question")
    expect(page.locator("#people .otr-row")).to_have_count(4)
    page.get_by_label("Sort by").select_option("name")
    expect(page.locator("#people .otr-name").first).to_have_text("Eun Jung Kim")
    again = visit(page.url, ready=READY)
    expect(again.locator("#people .otr-row")).to_have_count(4)
    expect(again.locator("#people .otr-name").first).to_have_text("Eun Jung Kim")
    again.get_by_label("Search people").fill("nobody at all")
    expect(again.locator("#people .otr-found")).to_have_text("Nobody goes by these words.")


def test_every_quote_of_a_person_on_a_topic(site: str, visit: Open, library: Library) -> None:
    page = visit(f"{site}?view=people", ready=READY)
    page.get_by_role("link", name="Park Jin").click()
    expect(page.get_by_role("heading", name="Park Jin")).to_be_focused()
    page.locator("#people .otr-topics a", has_text="China").click()
    expect(page.locator("#people .otr-on")).to_have_text("12 sentences on “China”")
    counted = ask("How often did Park mention China?", library).mentions
    assert counted and counted.total == 12
    cards = page.locator("#people .otr-card")
    expect(cards).to_have_count(12)
    words = cards.nth(3).locator("mark").text_content() or ""
    turns = library.store.transcript(library.store.transcripts()[0].id).turns
    assert any(words in turn.text for turn in turns)
    assert cards.nth(3).locator("mark b").all_text_contents() == ["China"]
    cards.nth(3).locator("a.otr-open").click()
    marked = page.locator("#viewer mark.on")
    expect(marked).to_be_in_viewport()
    assert marked.text_content() == words
    page.go_back()
    expect(page.locator("#people .otr-on")).to_have_text("12 sentences on “China”")
    expect(page.locator("#people .otr-topics [aria-current]")).to_contain_text("China")
    page.go_back()
    expect(page.locator("#people .otr-topics [aria-current]")).to_have_count(0)


def test_any_other_word_is_looked_for_by_keyboard(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=people&person=Antony+J.+Blinken", ready="#people .otr-topic")
    field = page.get_by_label("What Antony J. Blinken says about")
    field.focus()
    page.keyboard.type("hostages")
    page.keyboard.press("Enter")
    expect(page.locator("#people .otr-on")).to_be_focused()
    expect(page.locator("#people .otr-on")).to_have_text(re.compile("sentence.* on “hostages”|No sentence"))
    field.fill("xylophone")
    field.press("Enter")
    expect(page.locator("#people .otr-on")).to_have_text("No sentence has all words of “xylophone”")
    for _ in range(12):
        if page.evaluate("document.activeElement.matches('#people .otr-back')"):
            break
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.otr-topics a:first-child')"):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[str, Library]]:
    opened = open_library(tmp_path / "library", with_sample=True)
    with served(tmp_path / "library") as address:
        yield address, opened
    opened.store.close()


def test_an_address_finds_a_person_under_another_name(own: tuple[str, Library], visit: Open) -> None:
    address, library = own
    page = visit(f"{address}?view=people", ready=READY)
    href = page.get_by_role("link", name="Nike Ching").get_attribute("href") or ""
    library.store.rename(rename(library.store.appearances(), "Nike Ching", "Mary Doe"))
    again = visit(address + href, ready="#people .otr-title")
    expect(again.get_by_role("heading", name="Mary Doe")).to_be_visible()
    gone = visit(f"{address}?view=people&person=Nobody+Here", ready="#people .otr-back")
    expect(gone.get_by_role("heading", name="Nobody here goes by “Nobody Here”")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES, ids=["desk", "tablet", "phone"])
def test_it_fits_and_reads(site: str, visit: Open, width: int, height: int, dark: bool) -> None:
    kind = f"{width}-{'dark' if dark else 'light'}"
    page = visit(f"{site}?view=people", width, height, dark, READY)
    page.locator("#people .otr-why summary").first.click()
    shoot(page, f"people-{kind}")
    assert fits(page)
    assert findings(page) == []
    page = visit(f"{site}?view=people&person=Park+Jin&topic=China", width, height, dark, "#people .otr-card")
    shoot(page, f"person-{kind}")
    assert fits(page)
    assert findings(page) == []


def test_it_can_be_read_at_twice_the_size(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=people&person=Park+Jin&topic=China", 720, 450, ready="#people .otr-card")
    assert fits(page)
    page.locator("#people .otr-card a.otr-open").last.scroll_into_view_if_needed()
    expect(page.locator("#people .otr-card a.otr-open").last).to_be_in_viewport()
