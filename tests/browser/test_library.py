"""The Library page in a real browser: adding, finding, opening and removing transcripts."""

from __future__ import annotations

import re
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

    page.set_input_files("#drop input[type=file]", [tmp_path / "harbour.txt"])
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


def test_speakers_are_renamed_everywhere_and_that_is_undone(own_site: str, visit: Open) -> None:
    page = visit(f"{own_site}?view=library")
    page.get_by_role("button", name="Names in").click()
    field = page.get_by_label("Name of Mr Miller")
    field.fill("Matthew Miller")
    field.press("Enter")
    expect(page.locator(".lib-said")).to_have_text("Mr Miller is now Matthew Miller.")
    expect(page.locator("#shelf td.who").first).to_have_attribute("title", re.compile("Matthew Miller"))
    page.get_by_role("button", name="Names in").click()
    expect(page.get_by_label("Name of Matthew Miller")).to_have_value("Matthew Miller")
    page.get_by_label("Name of MODERATOR").fill("   ")
    page.get_by_label("Name of MODERATOR").press("Enter")
    expect(page.locator(".said")).to_contain_text("The name is empty")
    shoot(page, "library-names")
    page.get_by_role("button", name="Undo the last renaming").click()
    expect(page.locator(".lib-said")).to_have_text("Matthew Miller is Mr Miller again")
    expect(page.locator("#shelf td.who").first).to_have_attribute("title", re.compile("Mr Miller"))
