"""The transcript pane and the whole page in a real browser, at three sizes, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.local.store import LocalStore
from index.passages import split
from index.transcript import Speaker, Transcript, Turn
from qa.library import Library
from tests.browser.conftest import Open, put, served, shoot

CHINA = "What did Park say about China?"


def counter(page: Page) -> str:
    return page.locator(".hit-n").text_content() or ""


def test_next_and_previous_step_through_the_cited_passages(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    total = page.locator(".otr-cite").count()
    expect(page.locator(".hit-n")).to_have_text(f"1 of {total}")
    for number in (2, 3):
        page.click("[data-act=next]")
        expect(page.locator(".hit-n")).to_have_text(f"{number} of {total}")
        expect(page.locator("#viewer mark.on")).to_be_in_viewport()
        expect(page.locator(".otr-card.sel .otr-num")).to_have_text(str(number))
        words = page.locator(".otr-card.sel mark").text_content()
        assert page.locator("#viewer mark.on").text_content() == words
    page.click("[data-act=prev]")
    expect(page.locator(".hit-n")).to_have_text(f"2 of {total}")
    assert page.locator(".pins i.on").count() == 1
    assert 2 <= page.locator(".pins i:not(.on)").count() <= total


def test_the_keyboard_is_enough(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    expect(page.locator(".hit-n")).to_contain_text("1 of")
    page.locator("#viewer .turns").focus()
    page.keyboard.press("j")
    expect(page.locator(".hit-n")).to_contain_text("2 of")
    page.keyboard.press("k")
    expect(page.locator(".hit-n")).to_contain_text("1 of")
    page.keyboard.press("/")
    expect(page.locator(".find")).to_be_focused()
    page.keyboard.type("fake news")
    expect(page.locator(".find-n")).to_have_text("2 found")
    first = page.locator("#viewer mark.on").evaluate("(mark) => mark.closest('.turn').dataset.turn")
    page.keyboard.press("Enter")
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    assert page.locator("#viewer mark.on").evaluate("(mark) => mark.closest('.turn').dataset.turn") != first
    assert [text.lower() for text in page.locator("#viewer mark").all_text_contents()] == ["fake news"] * 2
    page.keyboard.press("Escape")
    expect(page.locator(".vw-find")).to_be_hidden()
    expect(page.locator(".hit-n")).to_contain_text("1 of")
    page.keyboard.press("?")
    expect(page.locator(".vw-keys")).to_be_visible()
    shoot(page, "keys")
    page.keyboard.press("Escape")
    expect(page.locator(".vw-keys")).to_be_hidden()


def test_typing_a_question_is_not_a_shortcut(site: str, visit: Open) -> None:
    page = visit(site)
    page.locator("#box textarea").press_sequentially("jk/?")
    expect(page.locator("#box textarea")).to_have_value("jk/?")
    expect(page.locator(".vw-keys")).to_be_hidden()


def test_a_card_opens_by_keyboard(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    page.locator(".otr-cite").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hit-n")).to_contain_text("2 of")
    expect(page.locator(".vw-title")).to_be_focused()


def test_one_speaker_can_be_shown_alone(site: str, visit: Open, library: Library) -> None:
    transcript = library.store.transcript(library.store.transcripts()[0].id)
    own = sum(turn.speaker is not None and turn.speaker.who == "Park Jin" for turn in transcript.turns)
    page = visit(f"{site}?t={transcript.id}")
    page.click("[data-act=find]")
    page.select_option(".only", "Park Jin")
    assert page.locator("#viewer .turn:visible").count() == own
    assert set(page.locator("#viewer .run:visible .otr-who").all_text_contents()) == {"Park Jin"}
    page.fill(".find", "China")
    found = [turn.text.count("China") for turn in transcript.turns if turn.speaker and turn.speaker.who == "Park Jin"]
    expect(page.locator(".find-n")).to_have_text(f"{sum(found)} found")
    shoot(page, "find")
    page.click("[data-act=unfind]")
    assert page.locator("#viewer .turn:visible").count() == len(transcript.turns)


def test_the_stenographers_notes_are_set_apart_and_stay_text(site: str, visit: Open, library: Library) -> None:
    transcript = library.store.transcript(library.store.transcripts()[0].id)
    number, text = next((n, turn.text) for n, turn in enumerate(transcript.turns) if "nuclear (inaudible)" in turn.text)
    start = text.index("The international community")
    end = text.index("(inaudible).", start) + len("(inaudible).")
    page = visit(f"{site}?t={transcript.id}&turn={number}&start={start}&end={end}")
    expect(page.locator("#viewer mark.on")).to_have_text(text[start:end])
    expect(page.locator("#viewer mark.on .note")).to_have_text("(inaudible)")
    assert "(Via interpreter)" in page.locator("#viewer .note").all_text_contents()
    assert page.locator("#viewer .tx").all_text_contents() == [turn.text for turn in transcript.turns]
    shoot(page, "notes")
    page.click("[data-act=find]")
    page.fill(".find", "inaudible")
    expect(page.locator("#viewer .note > mark, #viewer mark > .note").first).to_have_text("inaudible")


def test_the_name_of_the_speaker_stays_in_view(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    name = page.locator("#viewer .run:has(mark.on) .sp .otr-who")
    expect(name).to_be_in_viewport()


def test_the_ribbon_moves_through_the_transcript(site: str, visit: Open, library: Library) -> None:
    page = visit(f"{site}?t={library.store.transcripts()[0].id}")
    ribbon = page.locator(".ribbon")
    expect(ribbon).to_have_attribute("aria-valuemax", "23")
    ribbon.focus()
    page.keyboard.press("End")
    expect(ribbon).to_have_attribute("aria-valuenow", "23")
    page.keyboard.press("ArrowLeft")
    expect(ribbon).to_have_attribute("aria-valuenow", "22")
    expect(page.locator('#viewer .turn[data-turn="21"]')).to_be_in_viewport()
    box = ribbon.bounding_box()
    assert box
    page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    expect(page.locator('#viewer .turn[data-turn="0"]')).to_be_in_viewport()


def test_a_pin_leads_to_its_passage_and_the_ribbon_says_who_speaks(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    expect(page.locator(".hit-n")).to_contain_text("1 of")
    first = page.locator(".pins i:not(.on)").evaluate_all(
        "(pins) => Math.min(...pins.map((pin) => parseFloat(pin.style.left)))"
    )
    box = page.locator(".ribbon").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * first / 100, box["y"] + 17)
    expect(page.locator(".ribbon")).to_have_attribute("title", re.compile(r"^Turn \d+ · "))
    page.mouse.click(box["x"] + box["width"] * first / 100, box["y"] + 17)
    marked = page.locator("#viewer mark.on")
    expect(marked).to_be_in_viewport()
    assert float(page.locator(".pins i.on").evaluate("(pin) => parseFloat(pin.style.left)")) == pytest.approx(
        first, abs=1
    )
    assert page.locator(".otr-card.sel mark").text_content() == marked.text_content()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_words_that_answer_are_set_off_in_the_transcript_too(site: str, visit: Open, dark: bool) -> None:
    page = visit(site, dark=dark)
    put(page, "How much have Korean companies invested?")
    shown = page.locator("#viewer mark.on")
    expect(shown).to_be_in_viewport()
    key = page.locator(".otr-card.sel .otr-key").text_content()
    assert key == "more than $110 billion"
    assert shown.locator("strong").text_content() == key
    assert shown.text_content() == page.locator(".otr-card.sel mark").text_content()
    assert "&key=73-95" in page.url
    shoot(page, f"answering-words-{'dark' if dark else 'light'}")
    again = visit(page.url, dark=dark)
    expect(again.locator("#viewer mark.on strong")).to_have_text("more than $110 billion")
    wrong = visit(page.url.replace("key=73-95", "key=73-9999"), dark=dark)
    expect(wrong.locator("#viewer mark.on")).to_be_in_viewport()
    expect(wrong.locator("#viewer mark strong")).to_have_count(0)


@pytest.fixture
def long_site(library: Library, tmp_path: Path) -> Iterator[str]:
    """A library with one transcript of 3,000 turns, of which only the first few are searched."""
    people = [Speaker(f"P{number}", f"Person {number}") for number in range(9)]
    words = "the harbour was full and nobody knew why the wheat came late that year "
    turns = tuple(
        Turn(f"Turn {number}: {words * (1 + number % 5)}" + "quay" * (number % 500 == 0), people[number * 7 % 9])
        for number in range(3_000)
    )
    transcript = Transcript("10da010da010da01", "A long day", turns, source="long.txt")
    with closing(LocalStore(tmp_path / "long", library.encoder.name)) as store:
        passages = split(replace(transcript, turns=turns[:5]), library.encoder.tokens, library.encoder.limit)
        texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
        store.add(transcript, passages, library.encoder.passages(texts), b"source")
    with served(tmp_path / "long") as address:
        yield address


def test_three_thousand_turns_are_drawn_only_where_they_are_read(long_site: str, visit: Open) -> None:
    """Waits by functions in the page: Playwright's expect describes the whole page whenever it has to try again."""
    drawn = """() => [...document.querySelectorAll('#viewer .turn')]
      .filter((turn) => turn.checkVisibility({ contentVisibilityAuto: true })).length"""
    seen = """(selector) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      return box && box.top > 100 && box.bottom < innerHeight;
    }"""
    says = "([selector, text]) => document.querySelector(selector).textContent === text"
    page = visit(f"{long_site}?t=10da010da010da01&turn=2500")
    page.wait_for_function(seen, arg='#viewer .turn[data-turn="2500"]')
    assert page.locator("#viewer .turn").count() == 3_000
    assert page.evaluate(drawn) < 150
    assert page.locator("#viewer .segs i").count() <= 400
    page.keyboard.press("/")
    page.keyboard.type("quay")
    page.wait_for_function(says, arg=[".find-n", "6 found"])
    for number in ("6 of 6", "1 of 6", "2 of 6"):
        page.wait_for_function(says, arg=[".hit-n", number])
        page.wait_for_function(seen, arg="#viewer mark.on")
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator(".ribbon").focus()
    page.keyboard.press("End")
    page.wait_for_function(seen, arg='#viewer .turn[data-turn="2999"]')
    page.click("[data-act=find]")
    page.select_option(".only", "Person 4")
    assert page.locator("#viewer .run:not([hidden])").count() == 333
    assert page.evaluate(drawn) < 150
    shoot(page, "long")


SIZES = [("desktop", 1440, 900), ("tablet", 820, 1180), ("phone", 390, 844)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("name", "width", "height"), SIZES)
def test_every_size_in_both_themes(site: str, visit: Open, name: str, width: int, height: int, dark: bool) -> None:
    theme = "dark" if dark else "light"
    page = visit(site, width, height, dark)
    expect(page.locator(".otr-welcome a.otr-ask")).to_have_count(4)
    shoot(page, f"{name}-{theme}-first")
    put(page, CHINA)
    shoot(page, f"{name}-{theme}-answer")
    fits(page)
    if width < 900:
        expect(page.locator("#right")).not_to_be_in_viewport()
        page.locator(".otr-cite").first.click()
    expect(page.locator("#viewer mark.on")).to_be_in_viewport()
    shoot(page, f"{name}-{theme}-transcript")
    fits(page)
    if width < 900:
        page.keyboard.press("Escape")
        expect(page.locator("#right")).not_to_be_in_viewport()
        page.locator(".otr-cite").nth(1).click()
        page.click("[data-act=close]")
        expect(page.locator("#right")).not_to_be_in_viewport()
    page.locator("a.page[data-page=library]").click()
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    shoot(page, f"{name}-{theme}-library")
    fits(page)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(18, 18, 17)" if dark else "rgb(246, 245, 241)")


def fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('#chat .bubble-wrap').scrollWidth <= innerWidth")


BROKEN = "The harbour is full\nof ships, and\nthe wheat came late.\nNobody knows why.\n\nThat is all."


def test_lines_that_a_file_breaks_within_sentences_are_shown_as_one(
    library: Library, tmp_path: Path, visit: Open
) -> None:
    transcript = Transcript("0b0e0b0e0b0e0b0e", "Harbour", (Turn(BROKEN, Speaker("ANA LIMA")),), source="h.txt")
    with closing(LocalStore(tmp_path / "broken", library.encoder.name)) as store:
        passages = split(transcript, library.encoder.tokens, library.encoder.limit)
        texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
        store.add(transcript, passages, library.encoder.passages(texts), b"source")
    with served(tmp_path / "broken", "quoting") as address:
        page = visit(address)
        put(page, "wheat")
        for words in (page.locator("#chat .otr-q mark"), page.locator("#viewer .tx mark.on")):
            expect(words).to_have_count(1)
            assert words.text_content() == BROKEN
            shown = words.inner_text().splitlines()
            assert shown == ["The harbour is full of ships, and the wheat came late.", *BROKEN.splitlines()[3:]]


def test_a_link_to_what_is_gone_leads_back_on_a_phone(site: str, visit: Open) -> None:
    page = visit(f"{site}?t=nosuch", 390, 844)
    expect(page.locator(".vw-shelf a")).to_have_count(1)
    page.locator("#viewer .lone").click()
    expect(page.locator("#right")).not_to_be_in_viewport()
    expect(page.locator(".otr-welcome h2")).to_be_in_viewport()
    assert "t=" not in page.url


def test_the_theme_is_switched_and_kept(site: str, visit: Open) -> None:
    page = visit(site)
    page.click("button.theme")
    expect(page.locator("body")).to_have_class("dark")
    page.reload()
    expect(page.locator("body")).to_have_class("dark")
    page.click("button.theme")
    assert "dark" not in (page.locator("body").get_attribute("class") or "")
