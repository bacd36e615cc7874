"""The chat inside other pages, in the examples of docs/embed: a frame, a component, a part of another application."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, expect

from tests.browser.conftest import ROOT, settled, shoot
from tests.ports import free_port, wait_for
from tests.whole import serving

EXAMPLES = ROOT / "docs/embed"


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server and the portal of the examples, on another origin that it lets frame it: their addresses."""
    port = free_port()
    portal = f"http://127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("embed") / "library"
    with serving(folder, "--frame-ancestors", portal) as (_, address, _), running("portal.py", str(port), address):
        yield address, portal


@contextmanager
def running(example: str, *arguments: str, **variables: str) -> Iterator[None]:
    command = [sys.executable, str(EXAMPLES / example), *arguments]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    with subprocess.Popen(command, env=environ, cwd=ROOT) as process:
        try:
            wait_for(process, int(arguments[0]))
            yield
        finally:
            process.terminate()


@contextmanager
def opened(chromium: Browser, address: str, width: int = 1200, dark: bool = False) -> Iterator[tuple[Page, list[str]]]:
    """A page on another origin, and what its console complains of."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("console", lambda message: faults.extend(_faults(message)))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    try:
        yield page, faults
    finally:
        context.close()


def _faults(message: ConsoleMessage) -> list[str]:
    """Its complaint, but for the icon that the examples' own pages do not have."""
    about = str(message.location.get("url", ""))
    return [f"{message.text} {about}"] if message.type == "error" and not about.endswith("/favicon.ico") else []


def frame_of(page: Page, address: str) -> Frame:
    for _ in range(600):
        for frame in page.frames:
            if frame.url.startswith(address) and frame != page.main_frame:
                frame.wait_for_selector("#chat .bot-row")
                return frame
        page.wait_for_timeout(100)
    pytest.fail(f"no frame of {address} among {[frame.url for frame in page.frames]}")


def ask_in(frame: Frame, question: str) -> None:
    before = frame.locator("#chat .otr-ans").count()
    frame.fill("#box textarea", question)
    frame.press("#box textarea", "Enter")
    frame.wait_for_function("(n) => document.querySelectorAll('#chat .otr-ans').length > n", arg=before)


def test_a_frame_shows_the_chat_alone_within_its_scope(chromium: Browser, framed: tuple[str, str]) -> None:
    address, portal = framed
    with opened(chromium, f"{portal}/iframe.html") as (page, faults):
        frame = frame_of(page, address)
        expect(frame.locator("#box")).to_be_visible()
        for hidden in ("#topbar", "#library", "#people", "#explore", "#check", "#right"):
            expect(frame.locator(hidden).first).not_to_be_visible()
        assert frame.evaluate("document.body.classList.contains('dark')")
        expect(frame.locator("#filters").get_by_label("Speaker", exact=True)).not_to_be_visible()  # it is fixed
        expect(frame.locator("#filters").get_by_label("Transcript", exact=True)).to_be_visible()
        ask_in(frame, "what did Blinken say about China?")
        expect(frame.locator("#chat .otr-asked small")).to_have_text("Only Park Jin")
        apart = "xpath=//*[contains(@class, 'otr-card') and not(preceding-sibling::h3)]//*[contains(@class, 'otr-who')]"
        assert set(frame.locator("#chat .otr-ans").locator(apart).all_inner_texts()) == {"Park Jin"}
        shoot(page, "embed-frame")
        frame.locator("#chat a.otr-cite").first.click()  # the transcript comes over the chat, and goes again
        expect(frame.locator("#right .vw-title")).to_be_visible()
        frame.locator("#right .back").click()
        expect(frame.locator("#right .vw-title")).not_to_be_visible()
        assert "embed=1" in frame.evaluate("location.search")
        assert faults == []


def test_questions_that_answers_offer_stay_within_the_scope(chromium: Browser, framed: tuple[str, str]) -> None:
    address, _ = framed
    with opened(chromium, f"{address}?embed=1&speaker=Park+Jin&q=what+about+the+weather") as (page, faults):
        page.wait_for_selector("#chat .otr-ans")
        page.evaluate(
            "() => { const link = document.createElement('a'); link.className = 'otr-ask'; link.textContent = 'China?';"
            " link.href = '?q=China&speaker=Antony+J.+Blinken';"
            " document.querySelector('#chat').append(link); link.click() }"
        )
        page.wait_for_function("() => document.querySelectorAll('#chat .otr-ans').length > 1")
        expect(page.locator("#chat .otr-asked small").last).to_have_text("Only Park Jin")
        assert faults == []


def test_a_scope_that_nobody_has_finds_nothing_rather_than_everything(
    chromium: Browser, framed: tuple[str, str]
) -> None:
    address, _ = framed
    for scope in ("speaker=Nobody+At+All", "transcript=no-such"):
        with opened(chromium, f"{address}?embed=1&{scope}") as (page, _):
            page.wait_for_selector("#chat .bot-row")
            page.fill("#box textarea", "what about China?")
            page.press("#box textarea", "Enter")
            page.wait_for_selector("#chat .otr-ans")
            assert page.locator("#chat .otr-card").count() == 0


def test_a_transcript_is_named_by_its_title(chromium: Browser, framed: tuple[str, str]) -> None:
    address, _ = framed
    with opened(chromium, f"{address}?embed=1&transcript=Joint+Press&theme=light", dark=True) as (page, faults):
        page.wait_for_selector("#chat .bot-row")
        assert not page.evaluate("document.body.classList.contains('dark')")
        page.fill("#box textarea", "what did Park say about China?")
        page.press("#box textarea", "Enter")
        page.wait_for_selector("#chat .otr-card")
        expect(page.locator("#chat .otr-asked small")).to_contain_text("Joint Press Availability")
        assert faults == []


def test_only_a_listed_page_may_frame_it(chromium: Browser, framed: tuple[str, str]) -> None:
    address, _ = framed
    port = free_port()
    with (
        running("portal.py", str(port), address),
        opened(chromium, f"http://127.0.0.1:{port}/iframe.html") as (page, faults),
    ):
        until = time.monotonic() + 60
        while not faults and time.monotonic() < until:
            page.wait_for_timeout(50)
        assert "frame-ancestors" in "".join(faults)
        assert not any(frame.query_selector("#box") for frame in page.frames)


def test_the_component_is_as_high_as_what_it_shows(chromium: Browser, framed: tuple[str, str]) -> None:
    address, portal = framed
    with opened(chromium, f"{portal}/component.html", dark=True) as (page, faults):
        frame = frame_of(page, address)
        assert not frame.evaluate("document.body.classList.contains('dark')")  # theme="light", whatever the reader has
        frame.wait_for_selector("#chat .otr-card")  # of the question that it asks at once
        expect(frame.locator("#chat .otr-asked small")).to_have_text("Only Park Jin")
        page.wait_for_function("() => document.querySelector('on-the-record').offsetHeight > 500")
        assert page.evaluate("() => document.querySelector('on-the-record').offsetHeight") <= 800
        shoot(page, "embed-component")
        page.evaluate("() => document.querySelector('on-the-record').setAttribute('theme', 'dark')")
        frame.wait_for_function("() => document.body.classList.contains('dark')")
        expect(frame.locator("#chat .otr-card").first).to_be_visible()  # the conversation has stayed
        assert faults == []


def test_the_component_hears_nobody_but_its_own_frame(chromium: Browser, framed: tuple[str, str]) -> None:
    address, portal = framed
    with opened(chromium, f"{portal}/component.html") as (page, _):
        frame = frame_of(page, address)
        frame.wait_for_selector("#chat .otr-card")
        settled(frame)
        settled(page)  # it is as high as what it shows
        before = page.evaluate("() => document.querySelector('on-the-record').offsetHeight")
        page.evaluate(
            "() => new Promise((done) => { const heard = [];"
            " addEventListener('message', ({ data }) => {"  # told after the component is
            " if (heard.push(data.height) && heard.includes(777) && heard.includes(778)) done() });"
            " postMessage({ source: 'on-the-record', height: 777 }, '*');"
            " const other = document.createElement('iframe');"
            ' other.srcdoc = \'<script>parent.postMessage({ source: "on-the-record", height: 778 }, "*")</script>\';'
            " document.body.append(other) })"
        )
        assert page.evaluate("() => document.querySelector('on-the-record').offsetHeight") == before
        wrong = "() => { const one = document.createElement('on-the-record'); one.setAttribute('src', 'javascript:1');"
        assert "src cannot be javascript:" in page.evaluate(
            f"{wrong} try {{ one.address() }} catch (e) {{ return e.message }} }}"
        )


def test_a_part_of_another_application(chromium: Browser, tmp_path: Path) -> None:
    port = free_port()
    library = str(tmp_path / "library")
    with (
        running("mounted.py", str(port), ONTHERECORD_LIBRARY=library, ONTHERECORD_CONFIG=""),
        opened(chromium, f"http://127.0.0.1:{port}/") as (page, faults),
    ):
        expect(page.locator("h1")).to_have_text("The office")
        frame = frame_of(page, f"http://127.0.0.1:{port}/office/record/")
        ask_in(frame, "what did Park say about China?")
        expect(frame.locator("#chat .otr-card").first).to_contain_text("Park Jin")
        assert faults == []


def test_a_library_to_be_read_offers_nothing_that_would_change_it(chromium: Browser, tmp_path: Path) -> None:
    with (
        serving(tmp_path / "library", "--read-only") as (_, address, _),
        opened(chromium, f"{address}?view=library") as (page, faults),
    ):
        expect(page.locator("#shelf")).to_contain_text("Joint Press Availability")
        page.wait_for_function("() => document.documentElement.dataset.may === 'read'")
        expect(page.locator("#drop")).not_to_be_visible()
        page.get_by_role("button", name="Details").click()
        expect(page.locator("#shelf")).to_contain_text("Park Jin")
        for name in ("Remove", "Rename", "Save", "Undo", "Split", "Add"):
            assert page.get_by_role("button", name=name).locator("visible=true").count() == 0, name
        shoot(page, "read-only")
        assert faults == []
