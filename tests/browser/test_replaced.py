"""A link to a transcript whose file was replaced since: the page opens the newer version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index import build
from index.formats import Source
from index.local.store import LocalStore
from index.transcript import Span
from qa import Library
from qa.show.links import place_href
from tests.browser.conftest import Open, put, served

FIRST = "ANA LIMA: The harbour is full.\n\nBO CHEN: The wheat came late. Nobody knows why.\n\nANA LIMA: So it is.\n"
SECOND = "ANA LIMA: Welcome.\n\n" + FIRST.replace(" Nobody knows why.", "")


@pytest.fixture
def old(library: Library, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """The page over a library with the second version, and links to two sentences of the first; one of them stayed."""
    with closing(LocalStore(tmp_path / "library", library.encoder.name)) as store:
        for text in (FIRST, SECOND):
            source = Source("harbour.txt", text.encode(), origin="/meetings/harbour.txt")
            (result,) = build.add([source], store, library.encoder)
            if text is FIRST:
                first = store.transcript(result.transcript)
    with served(tmp_path / "library") as address:
        yield address, place_href(first, Span(1, 0, 20)), place_href(first, Span(1, 21, 38))


def test_an_old_link_opens_at_the_same_words_or_says_that_they_are_gone(old: tuple[str, str, str], visit: Open) -> None:
    address, kept, lost = old
    page = visit(address + kept)
    expect(page.locator("#viewer mark.on")).to_have_text("The wheat came late.")
    expect(page.locator("#viewer .turn")).to_have_count(4)
    expect(page.locator(".vw-warn")).to_be_hidden()

    page = visit(address + lost)
    expect(page.locator(".vw-warn")).to_contain_text("This text has changed")
    assert page.locator("#viewer mark").count() == 0


@pytest.fixture
def site_to_change(library: Library, tmp_path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """A page that cites every turn of the first version as a whole, and what puts the second version in its place."""

    def put_there(text: str) -> None:
        with closing(LocalStore(tmp_path / "library", library.encoder.name)) as store:
            source = Source("harbour.txt", text.encode(), origin="/meetings/harbour.txt")
            assert [result.error for result in build.add([source], store, library.encoder)] == [None]

    put_there(FIRST)
    with served(tmp_path / "library", "quoting") as address:
        yield address, lambda: put_there(SECOND)


def test_an_old_citation_in_the_chat_leads_to_the_newer_version(
    site_to_change: tuple[str, Callable[[], None]], visit: Open
) -> None:
    address, replace = site_to_change
    page = visit(address)
    put(page, "wheat")
    expect(page.locator("#viewer mark.on")).to_have_text("The harbour is full.")
    replace()
    page.locator(".otr-cite").nth(2).click()
    expect(page.locator("#viewer .turn")).to_have_count(4)
    expect(page.locator("#viewer mark.on")).to_have_text("So it is.")
    expect(page.locator(".vw-warn")).to_be_hidden()
    page.locator(".otr-card").nth(2).get_by_text("Reference").click()
    expect(page.locator(".otr-note.seen")).to_have_text("Reference copied")
    assert "turn 4" in page.evaluate("navigator.clipboard.readText()")

    page.locator(".otr-cite").nth(1).click()
    expect(page.locator(".vw-warn")).to_contain_text("This text has changed")
    assert page.locator("#viewer mark").count() == 0
    page.locator(".otr-card").nth(1).get_by_text("Copy").click()
    expect(page.locator(".otr-note.seen")).to_have_text("That text is not in the library any more")
