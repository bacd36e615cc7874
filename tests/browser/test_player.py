"""Recordings in a real browser: attached on the Library page, played from a citation, followed in the transcript."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index import build
from index.formats import Source
from index.local.store import LocalStore
from index.transcript import Span
from qa import Library
from qa.media import attach
from qa.show.links import place_href
from tests.browser.conftest import Open, put, served, shoot
from tests.browser.test_access import findings

SAID = (
    "The ferry will leave every twenty minutes.",
    "Who pays for the new pier?",
    "The harbour office pays a third of it.",
    "The price of parking stays as it is.",
)


def captions(first_s: int, apart_s: int) -> bytes:
    """Four turns, each so long after the one before."""
    lines = ["WEBVTT", ""]
    for number, words in enumerate(SAID):
        start = first_s + number * apart_s
        times = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.000" for s in (start, start + apart_s)]
        lines += [" --> ".join(times), f"<v {('Ana Lima', 'Bo Chen')[number % 2]}>{words}", ""]
    return "\n".join(lines).encode()


def silence(path: Path, seconds: int) -> Path:
    """A WAV file of 8,000 bytes a second, which are zeros that take no room on the disk."""
    size = 8000 * seconds
    sound = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    header = struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + sound + struct.pack("<4sI", b"data", size)
    with path.open("wb") as opened:
        opened.write(header)
        opened.truncate(len(header) + size)
    return path


Site = Callable[[bytes, Path | str | None], tuple[str, str]]


@pytest.fixture
def sited(library: Library, tmp_path: Path) -> Iterator[Site]:
    """Serves one transcript, with a recording or without; gives the page's address, and a link to the third turn."""
    with ExitStack() as running:

        def sited(words: bytes, recording: Path | str | None) -> tuple[str, str]:
            with closing(LocalStore(tmp_path / "library", library.encoder.name)) as store:
                (result,) = build.add([Source("harbour.vtt", words)], store, library.encoder)
                if recording:
                    attach(store, result.transcript, str(recording))
                link = place_href(store.transcript(result.transcript), Span(2, 0, len(SAID[2])))
            return running.enter_context(served(tmp_path / "library")), link

        yield sited


def heard(page: Page, kind: str = "audio") -> float:
    """Where the recording is, in seconds."""
    return float(page.locator(f"#viewer {kind}").evaluate("(node) => node.currentTime"))


def loaded(page: Page, kind: str = "audio") -> None:
    page.wait_for_function(
        "(kind) => { const media = document.querySelector(kind); return media?.readyState > 0 && !media.seeking; }",
        arg=f"#viewer {kind}",
    )


def test_a_citation_plays_from_its_time_and_the_turn_follows(sited: Site, visit: Open, tmp_path: Path) -> None:
    address, link = sited(captions(2, 2), silence(tmp_path / "a.wav", 60))
    page = visit(address + link)
    expect(page.locator("#viewer mark.on")).to_have_text(SAID[2])
    loaded(page)
    assert heard(page) == pytest.approx(6, abs=0.1)
    expect(page.get_by_role("button", name="Play from 0:06")).to_be_visible()
    assert findings(page) == []
    shoot(page, "player")

    page.locator(".vw-title").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".turn.now")).to_have_attribute("data-turn", "3")
    assert heard(page) > 7.5
    shoot(page, "player-follows")
    page.keyboard.press("Space")
    assert page.locator("#viewer audio").evaluate("(node) => node.paused")
    stopped = heard(page)
    page.wait_for_timeout(400)
    assert heard(page) == stopped

    page.keyboard.press("k")  # the turn before
    expect(page.locator(".cur")).to_have_text("0:06")
    page.wait_for_function("Math.abs(document.querySelector('#viewer audio').currentTime - 6) < 0.1")
    page.locator(".turn .ts").first.click()
    expect(page.locator(".turn.now")).to_have_attribute("data-turn", "0")
    page.get_by_role("button", name="Speed 1×").click()
    assert page.locator("#viewer audio").evaluate("(node) => node.playbackRate") == 1.25
    page.locator("a.page[data-page=library]").click()
    assert page.locator("#viewer audio").evaluate("(node) => node.paused")


def test_two_hours_into_a_long_recording_is_a_matter_of_moments(sited: Site, visit: Open, tmp_path: Path) -> None:
    address, link = sited(captions(7200 - 20, 10), silence(tmp_path / "long.wav", 3 * 3600))
    page = visit(address)
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.headers.get("range", "")) if "/media/" in each.url else None)
    page.goto(address + link)
    loaded(page)
    assert heard(page) == pytest.approx(7200, abs=0.1)
    took = page.evaluate(
        """async () => {
          const media = document.querySelector('#viewer audio');
          const to = async (seconds) => {
            const start = performance.now();
            media.currentTime = seconds;
            await new Promise((done) => media.addEventListener('seeked', done, { once: true }));
            return performance.now() - start;
          };
          await to(10);
          return to(7200);
        }"""
    )
    print(f"a seek to 2:00:00 takes {took:.0f} ms")
    assert all(each.startswith("bytes=") for each in asked)
    page.locator(".vw-title").focus()
    page.keyboard.press("Space")
    expect(page.locator(".turn.now")).to_have_attribute("data-turn", "2")
    expect(page.locator(".cur")).to_have_text(re.compile("2:00:0[2-9]"))


def film(page: Page) -> bytes:
    """A second of video, as Chromium records it itself."""
    recorded = page.evaluate(
        """async () => {
          const canvas = document.createElement('canvas'), paint = canvas.getContext('2d');
          [canvas.width, canvas.height] = [320, 180];
          const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm;codecs=vp8' });
          const parts = [];
          recorder.ondataavailable = (event) => parts.push(event.data);
          const ended = new Promise((done) => { recorder.onstop = done; });
          recorder.start();
          for (let n = 0; n < 30; n++) {
            paint.fillStyle = `hsl(${n * 12}, 60%, 40%)`;
            paint.fillRect(0, 0, 320, 180);
            await new Promise((done) => setTimeout(done, 100));
          }
          recorder.stop();
          await ended;
          const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
          return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
        }"""
    )
    return base64.b64decode(recorded)


def test_a_video_is_sent_from_the_page_shown_and_taken_away(sited: Site, visit: Open, tmp_path: Path) -> None:
    address, link = sited(captions(0, 1), None)
    page = visit(f"{address}?view=library")
    (tmp_path / "film.webm").write_bytes(film(page))
    page.get_by_role("button", name="Details of harbour").click()
    page.set_input_files(".lib-media input[type=file]", tmp_path / "film.webm")
    expect(page.locator(".lib-said p")).to_have_text("film.webm is attached.")
    expect(page.locator("td.title small")).to_have_text("Video")
    page.goto(address + link)
    expect(page.locator("#viewer video")).to_be_visible()
    loaded(page, "video")
    page.get_by_role("button", name="Play from").click()
    page.wait_for_function("document.querySelector('#viewer video').currentTime > 0.2")
    assert page.locator("#viewer video").evaluate("(node) => node.videoWidth") == 320
    shoot(page, "player-video")
    assert findings(page) == []
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Details of harbour").click()
    page.get_by_role("button", name="Detach").click()
    expect(page.locator(".lib-said p")).to_have_text("The recording is taken away.")
    page.locator(".lib-table a.shelf").click()
    expect(page.locator("#viewer .turn")).to_have_count(4)
    expect(page.locator("#viewer video")).to_have_count(0)


def test_a_recording_on_the_web_is_a_link_to_its_time_and_nothing_is_loaded(sited: Site, visit: Open) -> None:
    address, link = sited(captions(754, 10), "https://media.example.org/harbour.mp3")
    page = visit(address + link)
    away = page.get_by_role("link", name="Listen at 12:54")
    expect(away).to_have_attribute("href", "https://media.example.org/harbour.mp3#t=774")
    assert away.get_attribute("rel") == "noopener noreferrer"
    assert page.locator("#viewer :is(audio, video)").count() == 0
    shoot(page, "player-web")
    page.locator("a.page[data-page=library]").click()
    page.get_by_role("button", name="Details of harbour").click()
    page.get_by_label("Address of a recording").fill("https://www.youtube.com/watch?v=abc")
    page.get_by_role("button", name="Link").click()
    expect(page.locator(".lib-said p")).to_have_text("The link to the recording is saved.")
    page.locator("a.page[data-page=ask]").click()
    expect(page.locator(".pl-web")).to_have_attribute("href", "https://www.youtube.com/watch?v=abc&t=774")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [820, 390])
def test_it_plays_on_small_screens(sited: Site, visit: Open, tmp_path: Path, width: int, dark: bool) -> None:
    address, _ = sited(captions(2, 2), silence(tmp_path / "a.wav", 60))
    page = visit(address, width, 1180 if width == 820 else 844, dark)
    put(page, "What does the harbour office pay?")
    page.locator(".otr-cite").first.click()
    loaded(page)
    button = page.locator(".pl-play")
    expect(button).to_be_in_viewport()
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 40
    button.click()
    expect(page.locator(".turn.now")).to_be_visible(timeout=30_000)
    assert findings(page) == []
    shoot(page, f"player-{width}-{'dark' if dark else 'light'}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
