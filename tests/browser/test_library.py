"""The Library page in a real browser: adding, finding, describing, naming, removing and restoring transcripts."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.local.store import LocalStore
from qa import Library
from tests.browser.conftest import Open, put, served, shoot
from tests.browser.test_access import findings
from tests.stores import talk

MEETING = """Harbour board, 3 May 2021

CHAIR OKORO: Good evening. The first item is the ferry timetable.

MS LINDQVIST: The ferry will leave every twenty minutes from June. Passengers asked for that for years.

CHAIR OKORO: Thank you. The second item is the price of parking at the harbour.
"""


@pytest.fixture
def own_site(tmp_path: Path, folder: Path, library: Library) -> Iterator[str]:
    """A page over a copy of the library with the sample, to be changed."""
    library.store.flush()
    shutil.copytree(folder, tmp_path / "library")
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
    expect(page.locator(".results :is(.waiting, .adding)")).to_have_count(0, timeout=60_000)
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


SIZES = {"wide": (1440, 900), "middle": (820, 1180), "phone": (390, 844)}


def rows(page: Page) -> list[str]:
    return page.locator(".lib-table a.shelf").all_text_contents()


def shows(page: Page, words: str) -> None:
    """What is said of the last change."""
    expect(page.locator(".lib-said p")).to_have_text(re.compile(words), timeout=60_000)


@pytest.fixture
def many(tmp_path: Path, library: Library) -> Iterator[str]:
    """A library of 2,000 transcripts."""
    with closing(LocalStore(tmp_path / "many", library.encoder.name)) as store:
        texts = [f"Speaker {n % 40}: Item {n}." for n in range(2000)]
        for number, text in enumerate(texts):
            day = "" if number % 10 == 9 else f"{2000 + number % 20}-{1 + number % 12:02}"
            store.add(
                talk(f"id{number}", text, "Chair Okoro: Yes.", date=day, title=f"Meeting {number:04}"), [], [], b"x"
            )
    with served(tmp_path / "many") as address:
        yield address


def test_two_thousand_are_found_sorted_and_filtered_at_once(many: str, visit: Open) -> None:
    page = visit(f"{many}?view=library")
    expect(page.locator(".lib-count")).to_have_text("2,000 transcripts")
    assert rows(page)[0] == "Meeting 1999"
    assert page.locator("tbody tr").count() <= 200
    spent = page.evaluate(
        """async () => {
          const find = document.querySelector('.lib-find'), start = performance.now();
          for (const text of ['m', 'me', 'meeting 12', 'meeting 123', '']) {
            find.value = text;
            find.dispatchEvent(new Event('input'));
            document.body.offsetHeight;
          }
          return (performance.now() - start) / 5;
        }"""
    )
    print(f"a letter typed into the search of 2,000 transcripts: {spent:.0f} ms")
    page.fill(".lib-find", "MEETING 0123")
    expect(page.locator(".lib-count")).to_have_text("1 of 2,000 transcripts")
    assert rows(page) == ["Meeting 0123"]
    page.fill(".lib-find", "")
    page.fill(".lib-who", "speaker 7")
    expect(page.locator(".lib-count")).to_have_text("50 of 2,000 transcripts")
    page.select_option(".lib-year", "2007")
    expect(page.locator(".lib-count")).to_have_text("50 of 2,000 transcripts")
    page.select_option(".lib-year", "2006")
    expect(page.locator(".lib-none")).to_contain_text("No transcript goes with that")
    page.fill(".lib-who", "")
    page.select_option(".lib-year", "")
    page.select_option(".lib-sort", "date")
    assert rows(page)[0] == "Meeting 1980"
    page.locator("[data-sort=title]").click()
    assert rows(page)[:2] == ["Meeting 0000", "Meeting 0001"]
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Title")
    page.locator("[data-sort=title]").click()
    assert rows(page)[0] == "Meeting 1999"
    shoot(page, "library-many")
    page.locator(".lib-more").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelectorAll('.lib-table tbody tr').length > 110")
    page.locator(".lib-table a.shelf").nth(90).click()
    expect(page.locator(".vw-title")).to_have_text("Meeting 1909")


def test_search_sort_and_open(own_site: str, visit: Open, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(MEETING, "utf-8")
    page = visit(f"{own_site}?view=library")
    page.set_input_files("#drop input[type=file]", [tmp_path / "harbour.txt"])
    expect(page.locator(".lib-table tbody tr")).to_have_count(2, timeout=60_000)
    page.locator("[data-sort=turns]").click()
    assert page.locator("td.turns").all_text_contents() == ["3", "23"]
    page.locator("[data-sort=turns]").click()
    assert page.locator("td.turns").all_text_contents() == ["23", "3"]
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Turns")
    page.fill(".lib-find", "lindqvist")
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    page.fill(".lib-find", "nothing like it")
    expect(page.locator(".lib-none")).to_contain_text("No transcript goes with that")
    page.fill(".lib-find", "Okoro 2021")
    page.locator(".lib-table a.shelf").click()
    expect(page.locator(".vw-title")).to_have_text("harbour")
    expect(page.locator("#viewer .turn")).to_have_count(3)


def test_a_title_and_a_date_are_in_force_at_once_and_can_be_taken_away(own_site: str, visit: Open) -> None:
    page = visit(own_site)
    put(page, "What did Park say about China?")
    expect(page.locator(".vw-title")).not_to_be_empty()
    title = page.locator(".vw-title").text_content()
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Details of Secretary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Details of Secretary")).to_be_focused()
    page.get_by_label("Title", exact=True).fill("Seoul press conference")
    page.get_by_label("Date", exact=True).fill("yesterday")
    page.get_by_role("button", name="Save").click()
    shows(page, "'yesterday' is no date; write it as 2023-11-09")
    expect(page.get_by_label("Date", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Date", exact=True).fill("2024-02")
    page.keyboard.press("Enter")
    shows(page, "Saved: Seoul press conference · Feb 2024")
    assert rows(page) == ["Seoul press conference"]
    expect(page.locator("td.date")).to_have_text("Feb 2024")
    shoot(page, "library-title-saved")
    page.get_by_role("button", name="Undo", exact=True).click()
    shows(page, "Saved: Secretary")
    assert rows(page) == [title]
    expect(page.locator("td.date")).to_have_text("9 Nov 2023")
    expect(page.get_by_label("Title", exact=True)).to_have_value(title or "")
    page.get_by_label("Title", exact=True).fill("Seoul press conference")
    page.get_by_label("Date", exact=True).fill("2024-02")
    page.keyboard.press("Enter")
    shows(page, "Saved: Seoul press conference · Feb 2024")
    page.locator("a.page[data-page=ask]").click()
    expect(page.locator(".otr-card .otr-from").first).to_contain_text("Seoul press conference")
    expect(page.locator(".otr-card .otr-from").first).to_contain_text("Feb 2024")
    expect(page.locator(".vw-title")).to_have_text("Seoul press conference")
    page.locator("a.page[data-page=library]").click()
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_label("Date", exact=True).fill("")
    page.get_by_role("button", name="Save").click()
    shows(page, "Saved: Secretary")
    assert rows(page) == [title]


def test_what_is_removed_is_found_no_more_and_comes_back_with_its_names(own_site: str, visit: Open) -> None:
    page = visit(f"{own_site}?view=library")
    page.get_by_role("button", name="Details of Secretary").click()
    field = page.get_by_label("Name of Park Jin", exact=True)
    field.fill("Jin Park")
    field.press("Enter")
    shows(page, "Park Jin is now Jin Park.")
    page.get_by_role("button", name="Remove Secretary").click()
    shows(page, "is removed: nothing of it is found any more")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    expect(page.locator(".lib-none")).to_contain_text("The library is empty")
    expect(page.locator(".count")).to_have_text("0")
    expect(page.locator(".lib-gone summary")).to_have_text("Removed lately: 1 transcript")
    shoot(page, "library-removed")
    page.locator("a.page[data-page=ask]").click()
    expect(page.locator(".otr-welcome p")).to_have_text("The library is empty. Add a transcript to begin.")
    put(page, "What did Park say about China?")
    expect(page.locator(".otr-none")).to_be_visible()
    assert page.locator(".otr-card").count() == 0
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    shows(page, "is back, with its names")
    expect(page.locator("#shelf td.who")).to_have_attribute("title", re.compile("Jin Park"))
    expect(page.locator(".count")).to_have_text("1")
    expect(page.locator(".lib-gone")).to_be_hidden()
    page.locator("a.page[data-page=ask]").click()
    put(page, "What did Park say about China?")
    expect(page.locator(".otr-card .otr-who").first).to_have_text("Jin Park")

    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Remove Secretary").click()
    page.locator(".lib-gone summary").click()
    shoot(page, "library-removed-lately")
    page.get_by_role("button", name="Erase Secretary").click()
    shows(page, "is erased for good")
    expect(page.locator(".lib-gone")).to_be_hidden()


def test_a_transcript_is_downloaded(own_site: str, visit: Open) -> None:
    page = visit(f"{own_site}?view=library")
    page.get_by_role("button", name="Details of Secretary").click()
    names = {}
    for kind in ("Original file", "Text", "Markdown", "JSON"):
        with page.expect_download() as begun:
            page.get_by_role("link", name=f"{kind} of Secretary").click()
        names[kind] = begun.value.suggested_filename
        assert begun.value.path().stat().st_size > 20_000
    assert names["Markdown"].startswith("Secretary-Antony-J-Blinken")
    assert [Path(name).suffix for name in names.values()] == [".txt", ".txt", ".md", ".json"]


def test_speakers_are_renamed_and_merged_wherever_they_are_shown_and_that_is_undone(own_site: str, visit: Open) -> None:
    page = visit(own_site)
    put(page, "What did Park say about China?")
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    words = page.locator("#viewer .tx").all_text_contents()
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Details of").click()
    people = page.locator(".lib-voices ul > li")
    expect(people).to_have_count(8)
    expect(people.filter(has=page.get_by_label("Name of Nike Ching", exact=True))).to_contain_text(
        "printed QUESTION · 1 turn inferred"
    )
    shoot(page, "library-names")

    field = page.get_by_label("Name of Park Jin", exact=True)
    field.fill("Jin Park")
    field.press("Enter")
    shows(page, "Park Jin is now Jin Park.")
    expect(page.get_by_label("Name of Jin Park", exact=True)).to_be_focused()
    expect(page.locator("#shelf td.who").first).to_have_attribute("title", re.compile("Jin Park"))
    page.locator("a.page[data-page=ask]").click()
    expect(page.locator(".otr-card.sel .otr-who")).to_have_text("Jin Park")
    expect(page.locator("#viewer .run:has(mark.on) .otr-who")).to_have_text("Jin Park")
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    assert page.locator("#viewer .tx").all_text_contents() == words

    page.locator("a.page[data-page=library]").click()
    field = page.get_by_label("Name of MODERATOR", exact=True)
    field.fill("Mr Miller")
    expect(page.locator(".merge:not(:empty)")).to_have_text("MODERATOR and Mr Miller become one person.")
    shoot(page, "library-merge")
    page.get_by_role("button", name="Rename MODERATOR").click()
    expect(people).to_have_count(7)
    page.get_by_role("button", name="Undo", exact=True).click()
    shows(page, "Mr Miller is MODERATOR again.")
    expect(people).to_have_count(8)
    page.get_by_role("button", name="Undo the last change of names").click()
    shows(page, "Jin Park is Park Jin again.")
    page.get_by_role("button", name="Undo the last change of names").click()
    shows(page, "No renaming is left to undo.")
    page.locator("a.page[data-page=ask]").click()
    expect(page.locator(".otr-card.sel .otr-who")).to_have_text("Park Jin")


def test_one_label_of_two_people_is_split_by_keyboard_and_undone(own_site: str, visit: Open) -> None:
    page = visit(f"{own_site}?view=library")
    page.get_by_role("button", name="Details of").click()
    page.get_by_role("button", name="Split Park Jin").focus()
    page.keyboard.press("Enter")
    boxes = page.locator(".split input[type=checkbox]")
    expect(boxes).to_have_count(6)
    expect(boxes.first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    boxes.nth(3).click(modifiers=["Shift"])
    assert [box.is_checked() for box in boxes.all()] == [False, True, True, True, False, False]
    page.get_by_label("Who says the chosen turns of Park Jin").fill("Cho Tae-yul")
    shoot(page, "library-split")
    page.get_by_role("button", name="Give 3 turns to Cho Tae-yul").click()
    shows(page, "3 turns of Park Jin are now Cho Tae-yul’s.")
    expect(page.get_by_label("Name of Cho Tae-yul", exact=True)).to_be_focused()
    page.locator("a.page[data-page=ask]").click()
    put(page, "What did Cho say about North Korea?")
    expect(page.locator(".otr-card .otr-who").first).to_have_text("Cho Tae-yul")
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    shows(page, "3 turns are Park Jin’s again.")
    expect(page.get_by_label("Name of Cho Tae-yul", exact=True)).to_have_count(0)


def test_a_person_is_found_under_another_name_until_it_is_forgotten(own_site: str, visit: Open) -> None:
    page = visit(f"{own_site}?view=library")
    page.get_by_role("button", name="Details of").click()
    page.get_by_role("button", name="Add another name of Park Jin").click()
    page.get_by_label("Another name of Park Jin").fill("Mungo Jerry")
    page.keyboard.press("Enter")
    shows(page, "Park Jin is now also found as Mungo Jerry.")
    expect(page.locator(".chip")).to_contain_text("Mungo Jerry")
    shoot(page, "library-alias")
    page.locator("a.page[data-page=ask]").click()
    put(page, "What did Mungo Jerry say about China?")
    expect(page.locator(".otr-card .otr-who").first).to_have_text("Park Jin")
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Forget Mungo Jerry").click()
    shows(page, "Mungo Jerry is nobody’s name any more.")
    expect(page.locator(".chip")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_fits_and_axe_finds_nothing_serious(own_site: str, visit: Open, size: str, dark: bool) -> None:
    page = visit(f"{own_site}?view=library", *SIZES[size], dark)
    name = f"library-{size}-{'dark' if dark else 'light'}"
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    assert findings(page) == []
    shoot(page, name)
    page.get_by_role("button", name="Details of").click()
    field = page.get_by_label("Name of Shin Su-ah", exact=True)
    field.fill("Su-ah Shin")
    field.press("Enter")
    shows(page, "Shin Su-ah is now Su-ah Shin.")
    expect(page.locator(".lib-said p")).to_be_in_viewport()
    page.get_by_role("button", name="Split Park Jin").click()
    expect(page.locator(".split li")).to_have_count(6)
    page.locator(".split li input").nth(2).check()
    page.get_by_role("button", name="Add another name of Antony").click()
    assert findings(page) == []
    shoot(page, f"{name}-details")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#library").evaluate("(node) => node.scrollWidth <= node.clientWidth")
    page.get_by_role("button", name="Remove Secretary").click()
    page.locator(".lib-gone summary").click()
    assert findings(page) == []
