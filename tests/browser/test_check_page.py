"""The Check page in a real browser: quotes pasted, verdicts, the way to the transcript and back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from qa.library import Library
from tests.browser.conftest import Open, shoot
from tests.browser.test_viewer import SIZES

SAID = "We will now begin a joint press availability from Minister Park and Secretary Blinken"
ALTERED = SAID.replace(" availability", "").replace("Minister", "President")


def check(page: Page, quote: str, speaker: str = "") -> None:
    page.fill("#otr-quote", quote)
    page.fill("#otr-speaker", speaker)
    page.press("#otr-quote", "Enter")


def test_a_quote_is_checked_and_its_place_opens_and_back_leads_back(site: str, visit: Open, library: Library) -> None:
    page = visit(f"{site}?view=check")
    expect(page.locator(".otr-check-try a")).to_have_count(3)
    check(page, SAID, "Moderator")
    expect(page.locator(".otr-verdict.exact")).to_have_text("Exact. Said by MODERATOR, word for word.")
    assert parse_qs(urlsplit(page.url).query) == {"view": ["check"], "quote": [SAID], "speaker": ["Moderator"]}
    page.locator("#check .otr-cite").click()
    expect(page.locator("#viewer mark.on")).to_have_text(SAID)
    expect(page.locator("#check")).to_be_hidden()
    page.go_back()
    expect(page.locator(".otr-verdict.exact")).to_be_visible()
    expect(page.locator("#otr-quote")).to_have_value(SAID)


def test_the_difference_is_marked(site: str, visit: Open) -> None:
    page = visit(f"{site}?" + urlencode({"view": "check", "quote": ALTERED}))
    expect(page.locator(".otr-verdict.altered")).to_contain_text("What MODERATOR says differs in 2 places.")
    words = page.locator("#check .otr-q").first
    assert words.locator("del").all_text_contents() == ["availability", "Minister"]
    assert words.locator("ins").all_text_contents() == ["President"]
    expect(page.locator(".otr-signs")).to_be_visible()


def test_someone_else_nobody_and_nothing(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=check")
    check(page, SAID, "Park Jin")
    expect(page.locator(".otr-verdict.other_speaker")).to_contain_text("Park Jin does not say this.")
    check(page, "The harbour is closed to all ships on Sunday, said the captain of the port")
    expect(page.locator(".otr-verdict.not_found strong")).to_have_text("Not in the library.")
    check(page, "…")
    expect(page.locator(".otr-verdict.failed")).to_contain_text("The quote has no words")
    page.fill("#otr-quote", " ")
    page.locator("#check .otr-primary").click()
    expect(page.locator(".otr-verdict.failed")).to_have_text("Paste a quote first.")


def test_each_example_shows_its_verdict(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=check")
    for number, verdict in enumerate(("exact", "altered", "other_speaker")):
        page.locator(".otr-check-try a").nth(number).click()
        expect(page.locator(f".otr-verdict.{verdict}")).to_be_visible()
        page.go_back()
        expect(page.locator(".otr-check-try a")).to_have_count(3)


def test_a_pasted_quote_is_never_markup(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=check")
    hostile = SAID.replace("Minister", '<img src="x">')
    check(page, hostile)
    expect(page.locator(".otr-verdict.altered")).to_be_visible()
    assert page.locator("#check .otr-places img").count() == 0
    expect(page.locator("#check .otr-q ins").first).to_contain_text('img src="x')
    assert page.title() == "Check · On the Record"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("name", "width", "height"), SIZES)
def test_every_size_in_both_themes(site: str, visit: Open, name: str, width: int, height: int, dark: bool) -> None:
    theme = "dark" if dark else "light"
    page = visit(f"{site}?view=check", width, height, dark)
    expect(page.locator(".otr-check-try a")).to_have_count(3)
    shoot(page, f"{name}-{theme}-check-first")
    check(page, ALTERED)
    expect(page.locator(".otr-verdict.altered")).to_be_visible()
    shoot(page, f"{name}-{theme}-check")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
