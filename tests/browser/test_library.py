"""The Library page in a real browser: adding, finding, opening and removing transcripts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from qa import open_library
from tests.browser.conftest import Open, put, served, shoot

MEETING = """Harbour board, 3 May 2021

CHAIR OKORO: Good evening. The first item is the ferry timetable.

MS LINDQVIST: The ferry will leave every twenty minutes from June. Passengers asked for that for years.

CHAIR OKORO: Thank you. The second item is the price of parking at the harbour.
"""


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[str]:
    open_library(tmp_path / "library", with_sample=True).store.close()
    with served(tmp_path / "library") as address:
        yield address


def test_adding_files_says_what_became_of_each(own_site: str, visit: Open, tmp_path: Path) -> None:
    files = {"harbour.txt": MEETING.encode(), "empty.txt": b"", "picture.txt": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    page = visit(f"{own_site}?view=library")
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    page.set_input_files("#drop input[type=file]", [tmp_path / name for name in files])
    results = page.locator(".results li")
    expect(results).to_have_count(3, timeout=60_000)
    assert [result.get_attribute("class") for result in results.all()] == ["added", "failed", "failed"]
    assert results.locator("b").all_text_contents() == list(files)
    expect(results.nth(0)).to_contain_text("harbour (3 May 2021 · 2 speakers · 3 turns)")
    expect(results.nth(1)).to_contain_text("The file is empty")
    expect(page.locator(".lib-table tbody tr")).to_have_count(2)
    expect(page.locator(".count")).to_have_text("2")
    shoot(page, "library-added")

    with zipfile.ZipFile(tmp_path / "week.zip", "w") as archive:
        archive.writestr("harbour.txt", MEETING)
    page.set_input_files("#drop input[type=file]", [tmp_path / "week.zip"])
    expect(page.locator(".results li.present")).to_have_count(1, timeout=60_000)
    expect(page.locator(".lib-table tbody tr")).to_have_count(2)

    page.locator("a.page[data-page=ask]").click()
    put(page, "When will the ferry leave?")
    expect(page.locator(".otr-card").first).to_contain_text("The ferry will leave every twenty minutes from June.")


def test_search_sort_and_open(own_site: str, visit: Open, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(MEETING, "utf-8")
    page = visit(f"{own_site}?view=library")
    page.set_input_files("#drop input[type=file]", [tmp_path / "harbour.txt"])
    rows = page.locator(".lib-table tbody tr")
    expect(rows).to_have_count(2, timeout=60_000)
    page.locator("[data-sort=turns]").click()
    assert rows.locator("td:nth-child(4)").all_text_contents() == ["3", "23"]
    page.locator("[data-sort=turns]").click()
    assert rows.locator("td:nth-child(4)").all_text_contents() == ["23", "3"]
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Turns")
    page.fill(".lib-find", "lindqvist")
    expect(rows).to_have_count(1)
    page.fill(".lib-find", "nothing like it")
    expect(page.locator(".lib-none")).to_contain_text("Nothing in the library")
    page.fill(".lib-find", "Okoro 2021")
    rows.locator("a").click()
    expect(page.locator(".vw-title")).to_have_text("harbour")
    expect(page.locator("#viewer .turn")).to_have_count(3)


def test_removing_asks_first_and_then_nothing_is_found(own_site: str, visit: Open) -> None:
    page = visit(f"{own_site}?view=library")
    page.get_by_role("button", name="Remove Secretary").click()
    expect(page.locator(".sure")).to_contain_text("Nothing of it will be found any more.")
    shoot(page, "library-remove")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Remove Secretary").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".lib-none")).to_contain_text("The library is empty")
    expect(page.locator(".count")).to_have_text("0")
    page.locator("a.page[data-page=ask]").click()
    put(page, "What did Park say about China?")
    expect(page.locator(".otr-none")).to_be_visible()
    assert page.locator(".otr-card").count() == 0


def test_speakers_are_renamed_and_merged_wherever_they_are_shown_and_that_is_undone(own_site: str, visit: Open) -> None:
    page = visit(own_site)
    put(page, "What did Park say about China?")
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    words = page.locator("#viewer .tx").all_text_contents()
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Names in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Names in")).to_be_focused()
    expect(page.locator(".voices li")).to_have_count(8)
    expect(page.locator(".voices li", has=page.get_by_label("Name of Nike Ching"))).to_contain_text(
        "printed QUESTION · 1 turn inferred"
    )
    shoot(page, "library-names")

    field = page.get_by_label("Name of Park Jin")
    field.fill("Jin Park")
    field.press("Enter")
    expect(page.locator(".lib-said p")).to_have_text("Park Jin is now Jin Park.")
    expect(page.get_by_label("Name of Jin Park")).to_be_focused()
    expect(page.locator("#shelf td.who").first).to_have_attribute("title", re.compile("Jin Park"))
    page.locator("a.page[data-page=ask]").click()
    expect(page.locator(".otr-card.sel .otr-who")).to_have_text("Jin Park")
    expect(page.locator(".otr-understood .otr-remove")).to_have_text("Jin Park")
    expect(page.locator("#viewer .run:has(mark.on) .otr-who")).to_have_text("Jin Park")
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    assert page.locator("#viewer .tx").all_text_contents() == words

    page.locator("a.page[data-page=library]").click()
    field = page.get_by_label("Name of MODERATOR")
    field.fill("Mr Miller")
    expect(page.locator(".merge:not(:empty)")).to_have_text("MODERATOR and Mr Miller become one person.")
    shoot(page, "library-merge")
    page.get_by_role("button", name="Rename MODERATOR").click()
    expect(page.locator(".voices li")).to_have_count(7)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(".lib-said p")).to_have_text("Mr Miller is MODERATOR again.")
    expect(page.locator(".voices li")).to_have_count(8)
    page.get_by_role("button", name="Undo the last renaming").click()
    expect(page.locator(".lib-said p")).to_have_text("Jin Park is Park Jin again.")
    page.get_by_role("button", name="Undo the last renaming").click()
    expect(page.locator(".lib-said p")).to_have_text("No renaming is left to undo.")
    page.locator("a.page[data-page=ask]").click()
    expect(page.locator(".otr-card.sel .otr-who")).to_have_text("Park Jin")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_names_fit_a_phone(own_site: str, visit: Open, dark: bool) -> None:
    page = visit(f"{own_site}?view=library", 390, 844, dark)
    page.get_by_role("button", name="Names in").click()
    field = page.get_by_label("Name of Shin Su-ah")
    field.fill("Su-ah Shin")
    field.press("Enter")
    expect(page.locator(".lib-said p")).to_be_in_viewport()
    shoot(page, f"phone-{'dark' if dark else 'light'}-names")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".lib-scroll").evaluate("(node) => node.scrollWidth <= node.clientWidth")
