"""Accessibility by axe-core, and the app where others put it: below a path, in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa import Library, ask
from tests.browser.conftest import Open, put, served, shoot

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

CHINA = "What did Park say about China?"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def findings(page: Page) -> list[str]:
    """What axe-core finds serious or critical, each with the elements it is about."""
    violations = axe.Axe().run(page, options=RULES).response["violations"]
    return [
        f"{violation['id']}: {[node['html'][:160] for node in violation['nodes']]}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(site: str, visit: Open, dark: bool) -> None:
    page = visit(site, dark=dark)
    expect(page.locator(".otr-welcome a.otr-ask")).to_have_count(4)
    assert findings(page) == []
    put(page, CHINA)
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    page.click("[data-act=find]")
    page.wait_for_timeout(300)
    assert findings(page) == []
    put(page, "Who asked about fake news?")
    page.locator(".otr-why summary").last.click()
    put(page, "What did Macron say about trade?")
    page.wait_for_timeout(300)
    assert findings(page) == []
    page.locator("a.page[data-page=library]").click()
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Names in").click()
    page.get_by_label("Name of MODERATOR").fill("Mr Miller")
    assert findings(page) == []
    page.get_by_role("button", name="Remove Secretary").click()
    assert findings(page) == []


@pytest.fixture(scope="module")
def office(library: Library, folder: Path) -> Iterator[str]:
    with served(folder, "below") as address:
        yield address


def test_it_works_below_a_path(office: str, visit: Open, library: Library) -> None:
    page = visit(f"{office}office/record/")
    put(page, CHINA)
    page.locator(".otr-cite").nth(1).click()
    expect(page.locator(".hit-n")).to_contain_text("2 of")
    assert page.locator("#viewer mark.on").text_content() == ask(CHINA, library).quotes[1].quote
    again = visit(page.url)
    expect(again.locator("#viewer mark.on")).to_be_in_viewport()
    expect(again.locator(".otr-card").first).to_be_visible()


def test_it_works_in_a_frame(office: str, visit: Open, library: Library) -> None:
    page = visit(office, ready="iframe")
    frame = page.frame_locator("iframe")
    frame.locator("#box textarea").fill(CHINA)
    frame.locator("#box textarea").press("Enter")
    frame.locator(".otr-cite").nth(1).click()
    expect(frame.locator(".hit-n")).to_contain_text("2 of")
    assert frame.locator("#viewer mark.on").text_content() == ask(CHINA, library).quotes[1].quote
    shoot(page, "frame")
