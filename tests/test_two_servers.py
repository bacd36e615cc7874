"""Two servers on one library behind a real nginx, with the sample of docs/deploy: one is killed, and nobody sees it."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from tests import nginx
from tests.milvus_servers import address, forget
from tests.ports import free_port
from tests.whole import FAKED, ROOT, serving

pytestmark = nginx.needed

SAMPLE = (ROOT / "docs/deploy/nginx-servers.conf").read_text("utf-8")
QUESTIONS = (
    "what did Park say about China?",
    "how much have Korean companies invested?",
    "who asked about fake news?",
    "what did Blinken say about Japan?",
    "what did Park say about penguins?",
)
THREADS = 4
AFTER_S = 6.0  # longer than nginx leaves out a server that has failed


@contextmanager
def balanced(folder: Path, backends: Sequence[str]) -> Iterator[str]:
    """The sample as it is but for addresses. The address at which it serves."""
    port, sample = free_port(), SAMPLE
    for example, backend in zip(("10.0.0.11:7860", "10.0.0.12:7860"), backends, strict=True):
        assert sample.count(f"server {example} ") == 2
        sample = sample.replace(f"server {example} ", f"server {backend} ")
    sample = sample.replace("listen 80;", f"listen 127.0.0.1:{port};")
    with nginx.running(folder, port, f"add_header X-Served-By $upstream_addr always;\n{sample}"):
        yield f"http://127.0.0.1:{port}"


@dataclass
class Load:
    """Questions asked by several threads, until it is stopped; ``served`` counts by server, ``wrong`` is all else.

    An answer whose beginning nginx has passed on cannot be taken back: ``broken_off`` are those, asked again as the
    Python client does.
    """

    site: str
    expected: dict[str, object]
    served: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    broken_off: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, first: int) -> None:
        with httpx.Client(base_url=self.site, timeout=60) as client:
            for number in range(first, 1_000_000):
                if self.stop.is_set():
                    return
                question = QUESTIONS[number % len(QUESTIONS)]
                try:
                    self._judge(question, self._answer(client, number, question))
                except httpx.HTTPError as error:
                    self.wrong.append(f"{question}: {error!r}")

    def _answer(self, client: httpx.Client, number: int, question: str) -> httpx.Response:
        try:
            if number % 4:
                return client.post("/api/v1/ask", json={"question": question})
            return client.get("/api/v1/ask", params={"question": question})
        except httpx.RemoteProtocolError as error:
            self.broken_off.append(repr(error))
            return client.post("/api/v1/ask", json={"question": question})

    def _judge(self, question: str, answer: httpx.Response) -> None:
        with self.lock:
            if answer.status_code != 200 or said(answer) != self.expected[question]:
                self.wrong.append(f"{question}: {answer.status_code} {answer.text[:200]}")
            for one in re.split(r"[,:] ", answer.headers["X-Served-By"])[-1:]:  # the last one that was tried
                self.served[one] += 1


def said(answer: httpx.Response) -> object:
    told = answer.json()
    return told["answered"], told["silence"], [(quote["text"], quote["link"]) for quote in told["quotes"]]


@pytest.fixture(params=["folder", "milvus"])
def options(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """Those by which a server finds the library."""
    always = (*("--hosts", "127.0.0.1", "--rate-user", "0", "--rate-address", "0", "--workers", "2", "--threads", "1"),)
    if request.param == "folder":
        yield always
    else:
        yield (*always, "--store", str(address("lite", tmp_path / "library")))
        forget(tmp_path)


def test_a_server_that_is_killed_under_load_fails_no_question(options: tuple[str, ...], tmp_path: Path) -> None:
    with ExitStack() as running:
        first, one, _ = running.enter_context(serving(tmp_path / "library", *options, code=FAKED))
        _, other, _ = running.enter_context(serving(tmp_path / "library", *options, code=FAKED))
        backends = [urlsplit(one).netloc, urlsplit(other).netloc]
        site = running.enter_context(balanced(tmp_path, backends))
        for backend in (one, other):
            _wait_until(partial(_is_ready, backend), f"{backend} is ready")
        asked = [httpx.post(f"{site}/api/v1/ask", json={"question": each}, timeout=60) for each in QUESTIONS]
        assert [answer.status_code for answer in asked] == [200] * len(QUESTIONS)
        assert all(answer.json()["quotes"] for answer in asked)
        load = Load(site, dict(zip(QUESTIONS, map(said, asked), strict=True)))
        threads = [threading.Thread(target=load.ask, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        _wait_until(lambda: min(load.served[backend] for backend in backends) > THREADS, "both have their share")
        first.kill()
        first.wait()
        before = Counter(load.served)
        time.sleep(AFTER_S)
        _wait_until(lambda: load.served[backends[1]] > before[backends[1]] + THREADS, "the other one answers on")
        load.stop.set()
        for thread in threads:
            thread.join()
        assert load.wrong == []
        assert len(load.broken_off) <= THREADS
        assert load.served[backends[0]] - before[backends[0]] <= THREADS
        assert httpx.get(site, timeout=60).status_code == 200  # the page, too
        assert first.poll() is not None


def _is_ready(backend: str) -> bool:
    return httpx.get(f"{backend}readyz", timeout=60).status_code == 200


def _wait_until(so: Callable[[], bool], what: str) -> None:
    for _ in range(600):
        if so():
            return
        time.sleep(0.1)
    pytest.fail(f"not within a minute: {what}")
