"""A server on this machine and Debian's Chromium; without one the browser tests are skipped."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, expect, sync_playwright

from qa import Library, open_library
from tests.browser import site as sites

ROOT = Path(__file__).parents[2]
expect.set_options(timeout=60_000)  # the first page waits for the model, on a busy machine for long
SCREENSHOTS = Path(__file__).parent / "screenshots"
SHOOTING = bool(os.environ.get("ONTHERECORD_SCREENSHOTS"))  # for people to look at: nothing is checked by them
# The first is the second without the windows that nobody sees here: a page costs half as much.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

Open = Callable[..., Page]
_awaited: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()  # of each page what is not answered yet


def installed() -> str | None:
    """Where the first of BROWSERS that there is lies; None without any."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = installed()
    if path is None:
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="session")
def library(folder: Path) -> Iterator[Library]:
    opened = open_library(folder, with_sample=True)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def site(library: Library, folder: Path) -> Iterator[str]:
    """The address of a server with the sample transcript, answered with the real model."""
    with served(folder) as address:
        yield address


_copies = multiprocessing.get_context("forkserver")
_copies.set_forkserver_preload(["tests.browser.loaded"])


def started(folder: Path, listening: socket.socket, mode: str = "") -> BaseProcess:
    """A server over the library in a folder, in a process of its own; ``mode`` as in site.py."""
    process = _copies.Process(target=sites.serve, args=(folder, listening, mode), daemon=True)
    process.start()
    return process


@contextmanager
def served(folder: Path, mode: str = "") -> Iterator[str]:
    """The address of such a server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = started(folder, listening, mode)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    try:
        yield address
    finally:
        assert process.is_alive(), f"the server has ended with {process.exitcode}"
        process.terminate()
        process.join(60)
        process.kill()  # if it waits for somebody still


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Open]:
    """Opens an address with a fresh profile. At the end: no request went to another host, no script failed."""
    contexts: list[BrowserContext] = []
    hosts: set[str] = set()
    allowed: set[str] = set()
    faults: list[str] = []

    def note_request(request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob"):
            hosts.add(urlsplit(request.url).netloc)

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"{message.text} {message.location.get('url', '')}")

    def open_page(
        address: str,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        ready: str = "#chat .bot-row",
        locale: str = "en-US",
        before: Callable[[Page], None] = lambda page: None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=locale,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        allowed.add(urlsplit(address).netloc)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", note_request)
        note_awaited(page)
        page.on("console", note_console)
        page.on("pageerror", lambda error: faults.append(str(error)))
        before(page)
        page.goto(address)
        page.wait_for_selector(ready, state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert hosts <= allowed
    assert faults == []


def note_awaited(page: Page) -> None:
    awaited = _awaited[page] = set()

    def note(request: Request) -> None:
        if not _STREAM.search(request.url):
            awaited.add(request)

    def forget(request: Request) -> None:
        awaited.discard(request)

    page.on("request", note)
    page.on("requestfinished", forget)
    page.on("requestfailed", forget)


_STREAM = re.compile("/heartbeat/|/queue/data|/media/")  # these stay open
_QUIET = """() => new Promise((done) => {
  const end = () => { watch.disconnect(); done(); };
  const again = () => { clearTimeout(calm); calm = setTimeout(end, 150); };
  const watch = new MutationObserver(again);
  let calm = setTimeout(end, 150);
  setTimeout(end, 10_000);   // something may be playing
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})"""


def settled(page: Page | Frame) -> None:
    """Wait until it has got what it asked for, as far as that is known, and nothing of it changes any more."""
    until = time.monotonic() + 30
    page.evaluate(_QUIET)
    while isinstance(page, Page) and _awaited.get(page) and time.monotonic() < until:
        page.evaluate(_QUIET)


def put(page: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    before = page.locator("#chat .otr-ans").count()
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.wait_for_function("(n) => document.querySelectorAll('#chat .otr-ans').length > n", arg=before)


def copied(page: Page, start: str) -> str:
    """What is in the clipboard, once it begins with these words."""
    until = time.monotonic() + 60
    while not (text := str(page.evaluate("navigator.clipboard.readText()"))).startswith(start):
        assert time.monotonic() < until, f"copied instead: {text}"
        page.wait_for_timeout(50)
    return text


def shoot(page: Page, name: str) -> None:
    if not SHOOTING:
        return
    SCREENSHOTS.mkdir(exist_ok=True)
    page.wait_for_timeout(350)  # for what moves to come to rest
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
