"""Saving, printing and copying in a real browser: the files hold the answer, the clipboard the quote."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from qa import Library, ask
from qa.show.exports import save
from qa.show.links import place_href
from qa.show.render import as_json, quote_html
from tests.browser.conftest import Open, put, shoot
from tests.browser.test_access import findings
from tests.test_exports import notes

CHINA = "What did Park say about China?"
NEWS = "Who asked about fake news?"


def saved(page: Page, scope: str, kind: str, into: Path) -> Path:
    """Save from the last answer's menu."""
    menu = page.locator("#chat .otr-save").last
    if not menu.get_attribute("open"):
        menu.locator("summary").click()
    with page.expect_download() as download:
        menu.locator("span", has_text=scope).last.get_by_role("link", name=kind).click()
    target = into / download.value.suggested_filename
    download.value.save_as(target)
    return target


@pytest.mark.parametrize(("kind", "suffix"), [("Markdown", "md"), ("CSV", "csv"), ("JSON", "json")])
def test_saving_an_answer(site: str, visit: Open, library: Library, kind: str, suffix: str, tmp_path: Path) -> None:
    page = visit(site)
    put(page, CHINA)
    file = saved(page, "This answer", kind, tmp_path)
    assert file.name == f"what-did-park-say-about-china.{suffix}"
    assert file.read_bytes() == save([ask(CHINA, library)], suffix, site).data
    expect(page.locator(".otr-note")).to_have_text(f"Saved {file.name}")


def test_saving_an_answer_for_word(site: str, visit: Open, library: Library, tmp_path: Path) -> None:
    page = visit(site)
    put(page, CHINA)
    made = Document(io.BytesIO(saved(page, "This answer", "Word", tmp_path).read_bytes()))
    quotes = [p.text for p in made.paragraphs if p.style and p.style.name == "Quote"]
    answer = ask(CHINA, library)
    assert quotes[: len(answer.quotes)] == [citation.quote for citation in answer.quotes]
    assert [address for _, address in notes(made).values()][: len(answer.quotes)] == [
        site + place_href(citation.transcript, citation.span) for citation in answer.quotes
    ]


def test_saving_the_whole_chat(site: str, visit: Open, library: Library, tmp_path: Path) -> None:
    page = visit(site)
    put(page, CHINA)
    put(page, NEWS)
    file = saved(page, "Whole chat", "JSON", tmp_path)
    assert file.name == "on-the-record.json"
    assert json.loads(file.read_text("utf-8")) == [as_json(ask(each, library), site) for each in (CHINA, NEWS)]


def test_a_chat_is_saved_as_it_is_shown(site: str, visit: Open, tmp_path: Path) -> None:
    """Also an answer that goes on from the one before, which its question alone would not give."""
    page = visit(site)
    put(page, CHINA)
    put(page, "anything else?")
    told = json.loads(saved(page, "Whole chat", "JSON", tmp_path).read_text("utf-8"))
    for number, answer in enumerate(told):
        cards = page.locator("#chat .otr-ans").nth(number).locator(".otr-card:not(.otr-others, .otr-dim) mark")
        assert [quote["text"] for quote in answer["quotes"]] == cards.all_text_contents()
    assert told[0]["quotes"] != told[1]["quotes"]


def test_the_menu_by_keyboard(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    summary = page.locator("#chat .otr-save summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chat .otr-kinds")).to_be_visible()
    shoot(page, "save-menu")
    assert findings(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Markdown"
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator("#chat .otr-kinds")).to_be_hidden()
    summary.click()
    page.locator("#box textarea").click()
    expect(page.locator("#chat .otr-kinds")).to_be_hidden()


def test_printing_one_answer_leaves_the_others_out(site: str, visit: Open) -> None:
    page = visit(site)
    put(page, CHINA)
    put(page, NEWS)
    shown = "[...document.querySelectorAll('#chat .message-row:not(.otr-unprinted)')].map((row) => row.textContent)"
    page.evaluate(f"window.print = () => {{ window.printed = {shown}; }}")
    menu = page.locator("#chat .otr-save").first
    menu.locator("summary").click()
    menu.get_by_role("link", name="Print").first.click()
    rows = page.evaluate("window.printed")
    assert len(rows) == 2 and rows[0].strip() == CHINA
    assert page.locator("#chat .otr-unprinted").count() == 0
    page.emulate_media(media="print")
    expect(page.locator("#chat .otr-save").first).to_be_hidden()
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.locator("#chat .otr-card").first).to_be_visible()


def test_a_quote_is_copied_as_html(site: str, visit: Open, library: Library) -> None:
    first = ask(CHINA, library).quotes[0]
    page = visit(site)
    put(page, CHINA)
    page.locator(".otr-card").first.locator("a.otr-copy", has_text="HTML").click()
    expect(page.locator(".otr-note")).to_have_text("HTML copied")
    assert page.evaluate("navigator.clipboard.readText()") == quote_html(first, site)
    rich = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((blob) => blob.text())"
    )
    assert first.quote in page.evaluate(
        "(text) => new DOMParser().parseFromString(text, 'text/html').body.textContent", rich
    )
