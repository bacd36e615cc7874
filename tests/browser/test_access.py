"""Accessibility by axe-core, and the app where others put it: below a path, in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa import Library, ask, open_library
from tests.browser.conftest import Open, put, served, settled, shoot

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

CHINA = "What did Park say about China?"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def findings(page: Page) -> list[str]:
    """What axe-core finds serious or critical, each with the elements it is about."""
    page.emulate_media(reduced_motion="reduce")  # what fades in has less contrast on its way
    settled(page)
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
    expect(page.locator("#follow a").first).to_be_visible()
    page.click("[data-act=find]")
    assert findings(page) == []
    page.click("[data-act=keys]")
    assert findings(page) == []
    page.keyboard.press("Escape")
    put(page, "Who asked about fake news?")
    page.locator(".otr-why summary").last.click()
    put(page, "Compare Park and Blinken on China")
    put(page, "Who mentioned Japan?")
    put(page, "What did Macron say about trade?")
    assert findings(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious_on_the_other_pages(site: str, visit: Open, dark: bool) -> None:
    page = visit(f"{site}?view=check", dark=dark)
    expect(page.locator(".otr-check-try a")).to_have_count(3)
    assert findings(page) == []
    page.locator(".otr-check-try a").nth(1).click()
    expect(page.locator(".otr-verdict.altered")).to_be_visible()
    assert findings(page) == []
    for name in ("library", "people", "explore"):
        page.locator(f"a.page[data-page={name}]").click()
        assert findings(page) == [], name


def test_axe_finds_nothing_serious_in_the_details_of_a_transcript(visit: Open, tmp_path: Path) -> None:
    open_library(tmp_path, with_sample=True).store.close()
    with served(tmp_path) as own_site:
        page = visit(f"{own_site}?view=library")
        expect(page.locator(".lib-table tbody tr")).to_have_count(1)
        page.get_by_role("button", name="Details of").click()
        page.get_by_label("Name of MODERATOR").fill("Mr Miller")
        assert findings(page) == []
        page.click("button.theme")
        assert findings(page) == []
        page.get_by_role("button", name="Remove Secretary").click()
        expect(page.locator(".lib-table tbody tr")).to_have_count(0)
        assert findings(page) == []
        page.close()  # before its server goes


ZOOMED = {"width": 720, "height": 450}  # what a window of 1440 by 900 has at 200 %


@pytest.mark.parametrize("size", [(390, 844), (ZOOMED["width"], ZOOMED["height"])], ids=["phone", "zoomed"])
def test_narrow_and_at_twice_the_size_everything_can_be_read_and_reached(
    site: str, visit: Open, size: tuple[int, int]
) -> None:
    page = visit(site, *size)
    put(page, CHINA)
    assert findings(page) == []
    shoot(page, f"narrow-{size[0]}-answer")
    page.locator(".otr-cite").first.click()
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    page.click("[data-act=find]")
    expect(page.locator(".find")).to_be_focused()
    assert findings(page) == []
    shoot(page, f"narrow-{size[0]}-transcript")
    sideways = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(sideways) <= 0
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#right")).not_to_be_in_viewport()
    for name in ("library", "people", "explore", "check"):
        link = page.locator(f"a.page[data-page={name}]")
        expect(link).to_be_in_viewport(ratio=0.9)
        link.click()
        expect(page.locator(f"#{name}")).to_be_visible()
        assert page.evaluate(sideways) <= 0, name


FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const around = one.closest('#composer, .otr-check-form');
  return [one.tagName + '.' + one.className, ring || (around && getComputedStyle(around).boxShadow !== 'none'),
          box.width > 0 && box.height > 0];
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(site: str, visit: Open, dark: bool) -> None:
    page = visit(site, dark=dark)
    put(page, CHINA)
    expect(page.locator("#follow a")).to_have_count(3)
    page.locator("a.brand").focus()
    seen = []
    for _ in range(90):
        page.keyboard.press("Tab")
        what, ring, shown = page.evaluate(FOCUS)
        seen.append(what)
        if what.startswith("BODY"):
            break
        assert ring, what
        assert shown, what
    reached = " ".join(seen)
    for part in (
        "A.page",
        "BUTTON.ib theme",
        "A.otr-edit",
        "A.otr-ask otr-remove",
        "A.otr-cite",
        "A.otr-copy",
        "A.otr-chip",
    ):
        assert part in reached, part
    for part in ("TEXTAREA", "BUTTON.submit-button", "BUTTON.ib", "DIV.ribbon", "DIV.turns", "SUMMARY"):
        assert part in reached, part


def test_nothing_moves_for_those_who_asked_for_that(site: str, visit: Open) -> None:
    page = visit(site)
    page.emulate_media(reduced_motion="reduce")
    put(page, CHINA)
    moving = """() => document.getAnimations().filter((one) => {
      const { duration, delay } = one.effect.getComputedTiming();
      return one.playState === 'running' && Number(duration) + delay > 50;
    }).map((one) => one.animationName || one.transitionProperty)"""
    assert page.evaluate(moving) == []


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
