"""Mixed load on one server for a long time: whether memory, open files, threads or times grow, and whether calls fail.

    python -m tests.bench.soak [--minutes 30] [--pages 1.0] [--library DIR]

It starts ``ontherecord serve`` by itself, on a library of made-up meetings in a folder of its own, or on a copy of the
one named. People ask over the API and as agents, open the page and ask there, upload files to it, add, rename and
remove transcripts. ``--pages`` are opened a second. The last line says what grew from the middle to the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np

from tests.bench.load import meeting, put, questions

ROOT = Path(__file__).parents[2]
OPTIONS = ("--rate-user", "0", "--rate-address", "0", "--log-level", "warning")
KEPT = 8  # transcripts that come and go
PEOPLE = 6  # who ask at once
GROWTH = 1.05  # of memory, from the middle to the end: more than this is reported


@dataclass
class Sample:
    """What the server holds at one moment, and what asking took until then since the moment before."""

    minute: float
    memory: float  # MB
    handles: int
    threads: int
    sessions: int  # of pages, opened so far
    left: float  # MB of uploaded files on the disk
    p50: float  # ms
    p95: float

    def __str__(self) -> str:
        return (
            f"{self.minute:6.1f} min  {self.memory:7.0f} MB  {self.handles:4} handles  {self.threads:4} threads  "
            f"{self.sessions:6} sessions  {self.left:6.1f} MB uploaded  p50 {self.p50:5.0f} ms  p95 {self.p95:5.0f} ms"
        )


@dataclass
class Soak:
    client: httpx.AsyncClient
    process: int
    uploads: Path
    until: float
    people: list[str]
    times: list[float] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    number: int = 0

    async def often(self, act: Callable[[], Awaitable[None]], pause: float) -> None:
        """Do something again and again; what goes wrong is counted, and ends nothing."""
        while time.monotonic() < self.until:
            try:
                await act()
                self.ended["done"] += 1
            except (httpx.HTTPError, AssertionError, KeyError, ValueError) as error:
                self.ended[f"{type(error).__name__}: {error}"[:200]] += 1
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause)

    async def ask(self, asked: Iterator[str]) -> None:
        start, talk = time.perf_counter(), ""
        for question in (next(asked), f"and {random.choice(self.people)}?"):
            sent = {"question": question, "conversation": talk}
            response = await self.client.post("/api/v1/ask", json=sent)
            talk = response.raise_for_status().json()["conversation"]
            self.times.append(time.perf_counter() - start)
            start = time.perf_counter()

    async def call(self, asked: Iterator[str]) -> None:
        """As an agent does."""
        call = {"name": "ask", "arguments": {"question": next(asked)}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        accept = {"accept": "application/json, text/event-stream"}
        answer = (await self.client.post("/mcp", json=body, headers=accept)).raise_for_status().json()
        assert not answer["result"].get("isError"), answer

    async def change(self, kept: list[str]) -> None:
        """A transcript comes, somebody in it gets another name, and one goes, sometimes for good."""
        self.number += 1
        kept.append(await put(self.client, self.number, 12))
        voices = (await self.client.get(f"/api/v1/transcripts/{kept[-1]}")).raise_for_status().json()["voices"]
        named = {"who": voices[0]["who"], "name": f"Person {self.number % 50}", "transcripts": [kept[-1]]}
        (await self.client.post("/api/v1/names/rename", json=named)).raise_for_status()
        if len(kept) > KEPT:
            gone = {"forever": bool(self.number % 3)}
            (await self.client.delete(f"/api/v1/transcripts/{kept.pop(0)}", params=gone)).raise_for_status()

    async def open(self, config: dict[str, Any], asked: Iterator[str]) -> None:
        """The page is opened, asked a question, and closed."""
        session = await self._opened(config)
        (typed,) = _wired(config, "submit")
        said = [next(asked), "", "", None]
        await self._run(typed, session, said[: len(typed["inputs"])] + [None] * (len(typed["inputs"]) - len(said)))
        for after in config["dependencies"]:
            if after["trigger_after"] == typed["id"] and after["backend_fn"]:
                await self._run(after, session, [])

    async def upload(self, config: dict[str, Any]) -> None:
        """A file is dropped on the page, and its transcript removed."""
        self.number += 1
        session, (name, data) = await self._opened(config), meeting(5_000_000 + self.number, 8)
        (path,) = (await self.client.post("/gradio_api/upload", files=[("files", (name, data))])).json()
        (adding,) = _wired(config, "upload")
        file = {"path": path, "orig_name": name, "size": len(data), "meta": {"_type": "gradio.FileData"}}
        sent = {"data": [[file]], "fn_index": adding["id"], "session_hash": session}
        (await self.client.post("/gradio_api/queue/join", json=sent)).raise_for_status()
        async with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
            async for line in events.aiter_lines():
                if '"process_completed"' in line:
                    assert json.loads(line.removeprefix("data: "))["success"], line
                    break
        found = (await self.client.get("/api/v1/transcripts", params={"title": name})).json()["items"]
        assert found, f"{name} was not added"
        await self.client.delete(f"/api/v1/transcripts/{found[0]['id']}", params={"forever": True})

    async def _opened(self, config: dict[str, Any]) -> str:
        self.sessions += 1
        session = f"soak{os.getpid()}x{self.sessions}"
        (await self.client.get("/")).raise_for_status()
        async with self.client.stream("GET", f"/gradio_api/heartbeat/{session}") as beating:
            beating.raise_for_status()
            for wired in _wired(config, "load"):
                await self._run(wired, session, [None, *[""] * (len(wired["inputs"]) - 1)])
        return session

    async def _run(self, wired: dict[str, Any], session: str, data: list[Any]) -> None:
        sent = {"data": data, "fn_index": wired["id"], "session_hash": session}
        response = await self.client.post("/gradio_api/run/predict", json=sent)
        assert response.status_code == 200, f"{wired['id']}: {response.status_code} {response.text}"

    def sample(self, began: float) -> Sample:
        status = Path(f"/proc/{self.process}/status").read_text()
        read = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        p50, p95 = 1000 * np.percentile(self.times or [0.0], [50, 95])
        self.times.clear()
        return Sample(
            (time.monotonic() - began) / 60,
            int(read["VmRSS"].split()[0]) / 1000,
            len(list(Path(f"/proc/{self.process}/fd").iterdir())),
            int(read["Threads"]),
            self.sessions,
            sum(file.stat().st_size for file in self.uploads.rglob("*") if file.is_file()) / 1e6,
            p50,
            p95,
        )


def _wired(config: dict[str, Any], event: str) -> list[dict[str, Any]]:
    """What the page calls at an event, and that the server does."""
    wired = config["dependencies"]
    return [one for one in wired if one["backend_fn"] and any(name == event for _, name in one["targets"])]


@contextmanager
def server(library: Path, uploads: Path, log: Path) -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--library", str(library), *OPTIONS]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "GRADIO_TEMP_DIR": str(uploads)}
    with (
        log.open("w") as told,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=told, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            yield process.pid, process.stdout.readline().split()[-1]
        finally:
            process.terminate()


async def run(address: str, process: int, uploads: Path, chosen: argparse.Namespace) -> list[Sample]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        while (await client.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.2)
        if not chosen.library:
            for number in range(30):
                await put(client, 1_000_000 + number, 60)
        listed = (await client.get("/api/v1/people", params={"limit": 100})).json()["items"]
        config = (await client.get("/config")).json()
        began = time.monotonic()
        soak = Soak(client, process, uploads, began + 60 * chosen.minutes, [each["name"] for each in listed])
        asked, kept = [questions(soak.people, seed) for seed in range(PEOPLE + 2)], list[str]()
        acting = [
            *(soak.often(lambda own=own: soak.ask(own), 1.0) for own in asked[:PEOPLE]),  # type: ignore[misc]
            soak.often(lambda: soak.call(asked[PEOPLE]), 1.0),
            soak.often(lambda: soak.change(kept), 2.0),
            soak.often(lambda: soak.open(config, asked[PEOPLE + 1]), 1 / chosen.pages),
            soak.often(lambda: soak.upload(config), 5.0),
        ]
        tasks = [asyncio.create_task(each) for each in acting]
        samples = []
        while time.monotonic() < soak.until:
            await asyncio.sleep(max(1.0, 60 * chosen.minutes / 20))
            samples.append(soak.sample(began))
            print(samples[-1], flush=True)
        await asyncio.gather(*tasks)
        for how, count in soak.ended.most_common():
            print(f"{count:7} {how}")
        return samples


def verdict(samples: list[Sample]) -> str:
    """What grew from the middle third to the last one, by their medians; the first is for everything to settle."""
    third = len(samples) // 3
    middle, end = samples[third : 2 * third], samples[2 * third :]

    def median(part: list[Sample], what: str) -> float:
        return float(np.median([getattr(sample, what) for sample in part]))

    grown = [
        f"{what} {median(middle, what):.0f} → {median(end, what):.0f}"
        for what, more in (("memory", GROWTH), ("handles", 1.1), ("threads", 1.1), ("p95", 1.5))
        if median(end, what) > more * median(middle, what)
    ]
    return f"grew: {', '.join(grown)}" if grown else "nothing grew"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--pages", type=float, default=1.0)
    parser.add_argument("--library", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        library, uploads, log = (Path(folder) / name for name in ("library", "uploads", "log"))
        if chosen.library:
            shutil.copytree(chosen.library, library)
        with server(library, uploads, log) as (process, address):
            samples = asyncio.run(run(address, process, uploads, chosen))
        print(verdict(samples))
        if lines := log.read_text().splitlines():
            print(f"{len(lines)} lines in the log, the last: {lines[-1]}")


if __name__ == "__main__":
    main()
