"""A link to a transcript whose file was replaced since: the page opens the newer version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index import build
from index.formats import Source
from index.local.store import LocalStore
from index.transcript import Span
from qa import Library
from qa.links import place_href
from tests.browser.conftest import Open, served

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
