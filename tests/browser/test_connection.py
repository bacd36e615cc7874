"""A server that dies and comes back: the page says so, keeps what it shows, and goes on by itself."""

from __future__ import annotations

import os
import random
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from qa import open_library
from tests.browser.conftest import put, shoot, started

LOST = ".otr-lost .otr-busy"


class Server:
    """One that can be killed by its process id, and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, _quiet_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self, mode: str = "") -> None:
        with socket.create_server(("127.0.0.1", self.port)) as listening:
            self._process = started(self._folder, listening, mode)

    def kill(self) -> None:
        assert self._process.pid
        if self._process.is_alive():
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()


def _quiet_port() -> int:
    """A free port below those that the system gives out by itself: nobody takes it while the server is gone."""
    for port in random.sample(range(20_000, 30_000), 200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    pytest.fail("no port is free")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "library"
    open_library(folder, with_sample=True).store.close()
    running = Server(folder)
    yield running
    running.kill()


@pytest.fixture
def blank(chromium: Browser) -> Iterator[Page]:
    """For a page in German."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(blank: Page, server: Server) -> Iterator[Page]:
    """Other than elsewhere the browser's own complaints that a server is gone are no faults."""
    faults: list[str] = []
    blank.on("pageerror", lambda error: faults.append(str(error)))
    open_page(blank, server)
    blank.evaluate("window.stays = true")
    yield blank
    assert blank.evaluate("window.stays"), "the page was loaded anew"
    assert faults == []


def open_page(page: Page, server: Server) -> None:
    page.goto(server.address)
    expect(page.locator("#chat .otr-welcome h2")).to_be_visible()
    page.wait_for_load_state("networkidle")  # all parts of the page are there


def test_a_conversation_outlives_its_server(server: Server, page: Page) -> None:
    for question in ("what did Park say about China?", "and Blinken?"):
        put(page, question)
    answers = page.locator("#chat .otr-ans")
    before = answers.all_text_contents()
    page.evaluate("window.first = document.querySelector('#chat .otr-ans')")
    server.kill()
    expect(page.locator(LOST)).to_have_text("Die Verbindung ist unterbrochen. Es wird weiter versucht …")
    shoot(page, "connection-lost")
    assert answers.all_text_contents() == before
    page.fill("#box textarea", "what about Japan?")
    for _ in range(2):  # somebody is impatient
        page.press("#box textarea", "Enter")
    expect(page.locator("#box textarea")).to_have_value("what about Japan?")
    server.start()
    expect(answers).to_have_count(3)
    asked = page.locator("#chat .otr-asked").all_text_contents()
    assert asked == ["what did Park say about China?", "and Blinken?", "what about Japan?"]
    assert answers.all_text_contents()[:2] == before
    expect(answers.last.locator(".otr-understood .otr-chip").first).to_contain_text("Blinken")  # it leans on the second
    assert page.evaluate("window.first.isConnected"), "what was on the screen was drawn anew"
    expect(page.locator("#box textarea")).to_have_value("")
    expect(page.locator(".otr-lost")).to_be_empty()
    expect(page.locator(".toast-body")).to_have_count(0)
    put(page, "who mentioned Japan?")
    assert answers.count() == 4


def test_what_was_clicked_meanwhile_happens_when_the_server_is_back(server: Server, page: Page) -> None:
    server.kill()
    page.locator("a.page[data-page=check]").click()
    page.fill("#check textarea", "Korean companies have announced more than $110 billion in new investments")
    page.locator("#check .otr-primary").click()
    expect(page.locator(LOST)).to_be_visible()
    server.start()
    expect(page.locator("#check .otr-verdict.exact")).to_be_visible()
    page.locator("a.page[data-page=library]").click()
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    expect(page.locator(".otr-lost")).to_be_empty()


def test_files_that_were_being_added_are_told_of(server: Server, page: Page, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    words = [f"Speaker {n % 7}: The harbour of town number {n} was closed in winter {n % 90}." for n in range(20_000)]
    long.write_text("\n\n".join(words))
    page.locator("a.page[data-page=library]").click()
    page.set_input_files("#drop input[type=file]", long)
    expect(page.locator("#results li.adding")).to_be_visible()
    server.kill()
    expect(page.locator(LOST)).to_be_visible()
    server.start()
    expect(page.locator("#results li")).to_contain_text("Die Verbindung war unterbrochen")
    expect(page.locator(".otr-lost")).to_be_empty()
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator(".lib-table tbody tr")).to_have_count(1)
    short = tmp_path / "short.txt"
    short.write_text("Ana Lima: The harbour is closed.\n\nBo Chen: Until when?\n\nAna Lima: Until spring.\n")
    page.set_input_files("#drop input[type=file]", short)
    expect(page.locator(".lib-table tbody tr")).to_have_count(2)


def test_another_version_of_the_page_is_told_of_and_loaded_when_asked_for(server: Server, blank: Page) -> None:
    open_page(blank, server)
    put(blank, "what did Park say about China?")
    before = blank.locator("#chat .otr-ans").text_content()
    blank.evaluate("window.stays = true")
    server.kill()
    expect(blank.locator(LOST)).to_be_visible()
    server.start("newer")
    expect(blank.locator(".otr-lost")).to_contain_text("Von dieser Seite gibt es eine neuere Version.")
    shoot(blank, "connection-newer")
    assert blank.evaluate("window.stays"), "the page was loaded anew before anybody asked for it"
    assert blank.locator("#chat .otr-ans").text_content() == before
    blank.locator(".otr-lost button").click()
    blank.wait_for_function("!window.stays")
    expect(blank.locator("#chat .otr-ans")).to_have_text(str(before))  # its question is in the address
    expect(blank.locator(".otr-lost")).to_have_count(0)
    put(blank, "who mentioned Japan?")


@pytest.mark.parametrize("gone", [True, False], ids=["while the server goes", "while the server stays"])
def test_a_page_of_which_a_part_did_not_come_is_loaded_anew(server: Server, blank: Page, gone: bool) -> None:
    parts: list[str] = []
    blank.on("request", lambda request: parts.append(request.url))
    open_page(blank, server)
    lost = [address for address in parts if "/assets/" in address and address.endswith(".js")][-1]
    torn: list[str] = []

    def tear(route: Route) -> None:
        if torn:
            route.continue_()
            return
        torn.append(lost)
        if gone:
            server.kill()
        route.abort()

    blank.route(lost, tear)
    blank.goto(server.address, wait_until="commit")
    if gone:
        expect(blank.locator(LOST)).to_be_visible()
        server.start()
    blank.wait_for_function("performance.getEntriesByType('navigation')[0]?.type === 'reload'")  # by itself
    expect(blank.locator("#chat .otr-welcome h2")).to_be_visible()
    put(blank, "what did Park say about China?")
    assert torn == [lost]


def test_what_is_sent_again_because_its_answer_was_lost_is_done_once(server: Server, page: Page) -> None:
    """The server gets each of these twice: the first time the answer is lost on the way."""
    lost: list[str] = []

    def lose_once(route: Route) -> None:
        sent = route.request.post_data or ""
        named = next((name for name in ('"rename"', '"undo"', "what did Park say") if name in sent), "")
        if not named or named in lost:
            route.continue_()
            return
        lost.append(named)
        route.fetch()
        route.abort()

    page.route("**/gradio_api/**", lose_once)
    put(page, "what did Park say about China?")
    assert page.locator("#chat .otr-asked").count() == 1
    page.locator("a.page[data-page=library]").click()
    page.locator(".lib-table [aria-expanded]").click()
    for name in ("Cho Tae-yul", "Ana Lima"):
        field = page.locator(".lib-voices form:first-child input:not([type=checkbox])").first
        field.fill(name)
        field.press("Enter")
        expect(page.locator(".lib-said")).to_contain_text(f"heißt jetzt {name}")
    page.locator(".lib-said button").click()
    expect(page.locator(".lib-said")).to_contain_text("Ana Lima heißt wieder Cho Tae-yul")
    expect(page.locator(".lib-voices form:first-child input:not([type=checkbox])").first).to_have_value("Cho Tae-yul")
    assert lost == ["what did Park say", '"rename"', '"undo"']
