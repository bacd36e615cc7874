"""Files become transcripts one after the other, in a thread of its own, so that answers keep coming meanwhile.

Whoever stops listening stops the work: what was reported as added is there, and of the file in hand nothing.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from index.build import Result, add
from index.errors import TranscriptError
from index.intake.given import NOTHING, Given
from index.intake.limits import Limits
from index.intake.sources import Found, contents
from qa.library import Library
from qa.server.api.problems import Refused, problem

WAITING = 8  # jobs that may wait for the one in hand


@dataclass(frozen=True, slots=True)
class Job:
    """Files to be added to a library, by name; ``replacing`` is the id of the transcript that the one file replaces."""

    library: Library
    files: tuple[tuple[str, BinaryIO], ...]
    given: Given = NOTHING
    by_name: bool = False
    replacing: str = ""
    collections: tuple[str, ...] = ()

    def sources(self) -> Found:
        limits = Limits.of_environment()
        found = (each for name, opened in self.files for each in contents(opened, name or "upload", "", limits))
        if not self.replacing:
            yield from found
            return
        one, *more = islice(found, 2)
        yield TranscriptError(self.files[0][0], "it holds several files", "replace it by one file") if more else one


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a file's passages are done, and how many it has."""

    file: str
    done: int
    total: int


class _Stopped(Exception):
    """Nobody listens any more."""


class Worker:
    """One job at a time; a few may wait. ``jobs`` counts those that somebody still listens to."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "adding")
        self.jobs = 0

    def __call__(self, job: Job) -> AsyncGenerator[Progress | Result, None]:
        """What becomes of the files, as it does: raises LibraryError and EncoderError. Raises Refused at once where too
        many wait already.
        """
        if self.jobs > WAITING:
            busy = problem(503, "busy", "Too much is being added", "too many files wait to be added", "try again later")
            raise Refused(busy, {"Retry-After": "30"})
        return self._working(job)

    async def _working(self, job: Job) -> AsyncGenerator[Progress | Result, None]:
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[Progress | Result | None] = asyncio.Queue()
        stop = threading.Event()

        def tell(event: Progress | Result) -> None:
            if stop.is_set():
                raise _Stopped
            loop.call_soon_threadsafe(told.put_nowait, event)

        self.jobs += 1
        future = loop.run_in_executor(self._thread, _work, job, tell)
        future.add_done_callback(lambda _: self._finished(told))
        try:
            while (event := await told.get()) is not None:
                yield event
            await future
        finally:
            stop.set()
            future.cancel()

    def _finished(self, told: asyncio.Queue[Progress | Result | None]) -> None:
        self.jobs -= 1
        told.put_nowait(None)


def _work(job: Job, tell: Callable[[Progress | Result], None]) -> None:
    store, encoder = job.library.store, job.library.encoder

    def progress(name: str, done: int, total: int) -> None:
        tell(Progress(name, done, total))

    try:
        for result in add(
            job.sources(),
            store,
            encoder,
            progress,
            job.given,
            by_name=job.by_name,
            replacing=job.replacing,
            collections=job.collections,
        ):
            tell(result)
    except _Stopped:
        pass
    finally:
        store.flush()
