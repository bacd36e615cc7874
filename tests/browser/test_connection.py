"""A server that dies and comes back: the page says so, keeps what it shows, and goes on by itself."""

from __future__ import annotations

import os
import random
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa import open_library
from tests.browser.conftest import put, shoot, started

LOST = ".otr-lost .otr-busy"


class Server:
    """One that can be killed by its process id, and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, _quiet_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", self.port)) as listening:
            self._process = started(self._folder, listening)

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
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """In German; other than elsewhere the browser's own complaints that a server is gone are no faults."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(60_000)
    page.goto(server.address)
    expect(page.locator("#chat .otr-welcome h2")).to_be_visible()
    page.wait_for_load_state("networkidle")  # all parts of the page are there
    page.evaluate("window.stays = true")
    yield page
    assert page.evaluate("window.stays"), "the page was loaded anew"
    assert faults == []
    context.close()


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
