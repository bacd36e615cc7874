"""Behind a real nginx, below a path that it keeps or strips, with the sample of docs/deploy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import nginx
from tests.browser.conftest import ROOT, Open, put, shoot
from tests.ports import free_port
from tests.whole import serving

pytestmark = nginx.needed

HARBOUR: Any = {
    "name": "harbour.txt",
    "mimeType": "text/plain",
    "buffer": b"CHAIR OKORO: The ferry leaves at six.\n\nMS LINDQVIST: Good.\n",
}
SAMPLE = (ROOT / "docs/deploy/nginx.conf").read_text("utf-8")
AROUND = """
absolute_redirect off;
server {{ listen 127.0.0.1:{port}; location = /favicon.ico {{ return 204; }} {sample} }}
"""


@contextmanager
def proxied(folder: Path, backend: str, *, strip: bool, prefix: bool = True) -> Iterator[str]:
    """The sample as it is but for addresses; ``prefix``: with X-Forwarded-Prefix. The address below which it serves."""
    port = free_port()
    sample = SAMPLE.replace("http://127.0.0.1:7860;", f"{backend.rstrip('/')}{'/' if strip else ''};", 1)
    assert backend.rstrip("/") in sample
    if not prefix:
        sample = re.sub(r".*X-Forwarded-Prefix.*\n", "", sample)
    with nginx.running(folder, port, AROUND.format(port=port, sample=sample)):
        yield f"http://127.0.0.1:{port}/record/"


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("proxy") / "library", "--root-path", "/record") as (_, address, _):
        yield address.removesuffix("record/")


@pytest.fixture(scope="module")
def rootless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that is told its path by the proxy alone."""
    with serving(tmp_path_factory.mktemp("proxy") / "library") as (_, address, _):
        yield address


@pytest.mark.parametrize("strip", [False, True], ids=["kept", "stripped"])
@pytest.mark.parametrize("told", ["root_path", "header"])
def test_below_a_path_of_another_site(
    visit: Open, backend: str, rootless: str, tmp_path: Path, strip: bool, told: str
) -> None:
    behind = backend if told == "root_path" else rootless
    with proxied(tmp_path, behind, strip=strip, prefix=told == "header") as address:
        page = visit(address)
        put(page, "what did Park say about China?")
        expect(page.locator("#chat .otr-card").first).to_contain_text("Park Jin")
        page.locator("#chat a.otr-cite").first.click()
        expect(page.locator("#right .vw-title")).to_contain_text("Joint Press Availability")
        assert page.url.startswith(f"{address}?")
        page.goto(page.url)  # the address opens the same place again
        expect(page.locator("#right .vw-title")).to_contain_text("Joint Press Availability")
        page.get_by_role("link", name="Library").click()
        page.set_input_files("#drop input[type=file]", HARBOUR)
        expect(page.locator("#results")).to_contain_text("harbour")
        shoot(page, f"proxy-{told}-{'stripped' if strip else 'kept'}")
        for path, status in (("readyz", 200), ("api/v1/transcripts", 200), ("embed.js", 200), ("none", 404)):
            assert page.request.get(f"{address}{path}").status == status
        assert page.request.get(address.removesuffix("/"), max_redirects=0).status in (307, 308)


def test_what_a_visitor_says_of_themselves_is_not_believed_through_nginx(backend: str, tmp_path: Path) -> None:
    import httpx2 as httpx

    with proxied(tmp_path, backend, strip=False) as address:
        said = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example"}
        found = httpx.get(f"{address}config", headers=said).json()
        assert found["root"] == address.rstrip("/")
