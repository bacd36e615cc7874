"""How long somebody waits who starts the server and asks at once: in Chromium, each time in new processes.

    python -m tests.bench.start [--times 5]

Seconds from the start of ``ontherecord serve`` to: its address; the page, so that a question can be typed; and the
first quote, for a question that was typed as soon as that could be. Once for a new library, which gets the sample then,
and several times afterwards.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.bench.soak import server
from tests.browser.conftest import FLAGS, installed

QUESTION = "How much have Korean companies invested in the United States?"


def once(browser: Browser, folder: Path) -> tuple[float, float, float]:
    start = time.perf_counter()
    with server(folder / "library", folder / "uploads", folder / "log") as (_, address):
        listening = time.perf_counter()
        page = browser.new_page()
        page.goto(address)
        box = page.get_by_role("textbox").first
        box.fill(QUESTION)
        typed = time.perf_counter()
        box.press("Enter")
        page.locator(".otr-card mark").first.wait_for()
        answered = time.perf_counter()
        page.close()
    return listening - start, typed - start, answered - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        browser.new_page().close()
        with tempfile.TemporaryDirectory() as folder:
            new, *later = (once(browser, Path(folder)) for _ in range(1 + chosen.times))
        browser.close()
    names = ("the address", "a question typed", "its first quote")
    print(f"{'seconds':<20}{'a new library':>15}{'afterwards':>12}")
    for name, first, values in zip(names, new, zip(*later, strict=True), strict=True):
        print(f"{name:<20}{first:>15.1f}{np.median(values):>12.1f}  ({min(values):.1f} to {max(values):.1f})")


if __name__ == "__main__":
    main()
