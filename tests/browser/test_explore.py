"""The Explore page in a real browser: charts that agree with answers, lead to the words, and can be taken away."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.build import add
from index.formats import Source
from index.intake.given import Given
from qa import Library, ask, open_library
from tests.browser.conftest import Open, served, shoot
from tests.browser.test_access import findings
from tests.browser.test_people import SIZES, fits

MAY = b"""WEBVTT

NOTE Harbour board

00:00.000 --> 00:20.000
<v Ana Lima>The ferry is late again. Everybody waits for the ferry.

00:20.000 --> 00:40.000
<v Bo Chen>Parking is free. The ferry is not.

00:40.000 --> 01:40.000
<v Ana Lima>China sells us the new ferry.
"""
JUNE = MAY.replace(b"ferry is late", b"tram is late").replace(b"Bo Chen", b"Dina Marx")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Library]]:
    """A server over the sample and two short meetings with times."""
    folder = tmp_path_factory.mktemp("harbour")
    opened = open_library(folder, with_sample=True)
    for date, file in (("2021-05-03", MAY), ("2022-06-07", JUNE)):
        told = Given(title=f"Harbour {date[:4]}", date=date)
        assert [r.error for r in add([Source("a.vtt", file)], opened.store, opened.encoder, given=told)] == [None]
    with served(folder) as address:
        yield address, opened
    opened.store.close()


FIGURE = "#explore .otr-fig svg"


def test_who_spoke_when_and_how_much(site: str, visit: Open, library: Library) -> None:
    page = visit(f"{site}?view=explore", ready=FIGURE)
    expect(page.locator("#explore .otr-found")).to_have_text("Who spoke when, in 1 transcript")
    figure = page.locator("#explore .otr-fig")
    svg = figure.locator("svg")
    assert svg.get_attribute("role") == "img"
    assert "Park Jin 49%" in (svg.locator("> desc").text_content() or "")
    figure.locator("summary").click()
    cells = figure.locator("tbody tr").first.locator("th, td").all_text_contents()
    assert cells == ["Park Jin", "6", "2,386", "49%", "turn 2"]
    figure.locator("tbody tr").first.locator("td a").click()
    expect(page.locator("#viewer .turn.on, #viewer .turn").nth(1)).to_be_in_viewport()
    assert "turn=1" in page.url


def test_mentions_agree_with_answers_and_lead_to_the_words(site: str, visit: Open, library: Library) -> None:
    counted = ask("Who mentioned China?", library).mentions
    page = visit(f"{site}?view=explore", ready=FIGURE)
    page.get_by_label("Word or phrase").fill("China")
    page.keyboard.press("Enter")
    assert counted
    expect(page.locator("#explore .otr-found")).to_have_text(
        f"{counted.total} sentences with “China” in 1 of 1 transcript"
    )
    chips = page.locator("#explore .otr-legend a").all_text_contents()
    assert chips == [f"{who}{number}" for who, number in counted.by]
    expect(page.locator(f"{FIGURE} .otr-tick")).to_have_count(counted.total)
    page.locator("#explore .otr-legend a", has_text="Shin Su-ah").click()
    expect(page.locator("#explore .otr-on")).to_be_focused()
    expect(page.locator("#explore .otr-card")).to_have_count(dict(counted.by)["Shin Su-ah"])
    quote = page.locator("#explore .otr-card mark").first.text_content()
    again = visit(page.url, ready="#explore .otr-card")
    assert again.locator("#explore .otr-card mark").first.text_content() == quote
    expect(again.locator("#explore .otr-legend [aria-current]")).to_contain_text("Shin Su-ah")
    page.locator(f"{FIGURE} .otr-tick").first.click()
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    assert "China" in (page.locator("#viewer mark.on").text_content() or "")
    page.go_back()
    expect(page.locator("#explore .otr-card mark").first).to_have_text(quote or "", use_inner_text=False)


def test_over_time_by_speaker(harbour: tuple[str, Library], visit: Open) -> None:
    page = visit(f"{harbour[0]}?view=explore&word=ferry", ready=FIGURE)
    expect(page.locator("#explore .otr-found")).to_have_text("7 sentences with “ferry” in 2 of 3 transcripts")
    time = page.locator("#explore .otr-fig").first
    time.locator("summary").click()
    assert time.locator("thead th").all_text_contents() == ["Date", "Ana Lima", "Bo Chen", "Dina Marx", "All"]
    rows = [row.locator("th, td").all_text_contents() for row in time.locator("tbody tr").all()]
    assert rows == [["3 May 2021", "3", "1", "0", "4"], ["7 Jun 2022", "2", "0", "1", "3"]]
    time.locator("svg .otr-act").first.click()
    expect(page.locator("#explore .otr-on")).to_be_focused()
    expect(page.locator("#explore .otr-card .otr-who").first).to_have_text("Ana Lima")
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("#explore .otr-card")).to_have_count(7)


def test_transcripts_are_chosen_by_keyboard(harbour: tuple[str, Library], visit: Open) -> None:
    page = visit(f"{harbour[0]}?view=explore&word=China", ready=FIGURE)
    expect(page.locator("#explore .otr-found")).to_contain_text("in 3 of 3 transcripts")
    page.locator("#explore .otr-pick summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Search transcripts").fill("2021")
    expect(page.locator("#explore .otr-options input")).to_have_count(1)
    page.locator("#explore .otr-options input").focus()
    page.keyboard.press("Space")
    expect(page.locator("#explore .otr-found")).to_contain_text("in 1 of 1 transcript")
    expect(page.locator("#explore .otr-chosen a")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#explore .otr-pick summary")).to_be_focused()
    page.locator("#explore .otr-chosen a").click()
    expect(page.locator("#explore .otr-found")).to_contain_text("in 3 of 3 transcripts")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_chart_is_saved_as_a_picture(harbour: tuple[str, Library], visit: Open, tmp_path: Path, dark: bool) -> None:
    page = visit(f"{harbour[0]}?view=explore&word=ferry", dark=dark, ready=FIGURE)
    for number, name in enumerate(("ferry-over-time", "ferry-harbour")):
        with page.expect_download() as download:
            page.locator("#explore figcaption button").nth(number).click()
        assert download.value.suggested_filename.startswith(name)
        saved = tmp_path / f"{name}.png"
        download.value.save_as(saved)
        data = saved.read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        assert width == 2 * 1008 and height > 300
        page.screenshot()  # the page is as it was
        target = Path(__file__).parent / "screenshots" / f"chart-{name}-{'dark' if dark else 'light'}.png"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)


def test_figures_are_saved_as_a_table(harbour: tuple[str, Library], visit: Open, tmp_path: Path) -> None:
    page = visit(f"{harbour[0]}?view=explore&word=ferry", ready=FIGURE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save figures as CSV").click()
    assert download.value.suggested_filename == "ferry.csv"
    saved = tmp_path / "ferry.csv"
    download.value.save_as(saved)
    head, *rows = csv.reader(io.StringIO(saved.read_text("utf-8-sig")))
    assert head == ["date", "transcript", "speaker", "mentions"]
    assert sum(int(row[3]) for row in rows) == 7


def test_nothing_found_says_so(site: str, visit: Open) -> None:
    page = visit(f"{site}?view=explore&word=xylophone", ready="#explore .otr-found:not(:empty)")
    expect(page.locator("#explore .otr-found")).to_have_text("Nobody says “xylophone” in 1 transcript.")
    expect(page.locator("#explore .otr-fig")).to_have_count(0)
    page = visit(f"{site}?view=explore&transcripts=gone", ready="#explore .otr-found:not(:empty)")
    expect(page.locator("#explore .otr-found")).to_have_text("There is no transcript to show.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES, ids=["desk", "tablet", "phone"])
def test_it_fits_and_reads(harbour: tuple[str, Library], visit: Open, width: int, height: int, dark: bool) -> None:
    kind = f"{width}-{'dark' if dark else 'light'}"
    page = visit(f"{harbour[0]}?view=explore", width, height, dark, FIGURE)
    page.locator("#explore .otr-table summary").first.click()
    page.locator("#explore .otr-pick summary").click()
    expect(page.locator("#explore .otr-options li")).to_have_count(3)
    panel = page.locator("#explore .otr-panel").bounding_box()
    assert panel and panel["x"] >= 0 and panel["x"] + panel["width"] <= width
    shoot(page, f"explore-{kind}")
    assert fits(page)
    assert findings(page) == []
    page = visit(f"{harbour[0]}?view=explore&word=ferry", width, height, dark, "#explore .otr-card")
    shoot(page, f"mentions-{kind}")
    assert fits(page)
    assert findings(page) == []
