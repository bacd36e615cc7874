"""New files read and encoded beside each other, in other processes; who adds them takes each when its turn comes.

The library is only ever written by who adds: its order, and the results, are those of adding one file after the other.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Lock

from index import build
from index.encoder import Encoder
from index.errors import EncoderError, TranscriptError
from index.formats import Source
from index.intake.given import Given
from index.machine import cores
from index.store import Kept, Store

_AHEAD = 2  # files that are read for each process before their turn, so that none waits for work
_POLL_S = 0.1
_ENDED = (
    "A process that reads and encodes files was ended from outside, most likely for lack of memory; add again with "
    "fewer --workers: what was reported as added is in the library"
)


def recommended() -> int:
    """How many processes suit this machine: one computes with several cores already, and two on two only share them."""
    return max(1, min(cores() // 4, 8))


@contextmanager
def working(make: Callable[[], Encoder], count: int, progress: build.Progress | None = None) -> Iterator[Workers]:
    """So many processes, each with an encoder of its own; ``make`` is called in them, and must be picklable.

    All have ended when this is left, at once where that is by an error.
    """
    context = get_context("spawn")  # a copy of this process would have its locks, and none of its threads
    reports, told = context.Pipe(duplex=False)
    before = set(active_children())
    begin = make, max(1, cores() // count), told, context.Lock()
    pool = ProcessPoolExecutor(count, context, _begin, begin)
    closed = threading.Event()
    listener = threading.Thread(target=_listen, args=(reports, progress, closed), daemon=True)
    listener.start()
    try:
        yield Workers(pool, count)
        pool.shutdown()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(active_children()) - before:
            process.terminate()
            process.join()
        closed.set()
        listener.join(1.0)
        told.close()
        reports.close()


class Workers:
    """Fulfils ``build.Ahead``."""

    def __init__(self, pool: ProcessPoolExecutor, count: int) -> None:
        self._pool = pool
        self._count = count
        self._seen: set[str] = set()
        self._begun: dict[tuple[str, str], Future[Kept]] = {}  # by id and name, which may tell the format

    def reading(
        self, sources: Iterable[Source | TranscriptError], store: Store, given: Given
    ) -> Iterator[Source | TranscriptError]:
        waiting: deque[Source | TranscriptError] = deque()
        for source in sources:
            waiting.append(source)
            self._begin(source, store, given)
            if len(waiting) > _AHEAD * self._count:
                yield waiting.popleft()
        yield from waiting

    def _begin(self, source: Source | TranscriptError, store: Store, given: Given) -> None:
        """What is there, or has a former version, needs what is kept of that, and is left to who adds."""
        if isinstance(source, TranscriptError) or source.id in store or store.at(source.origin):
            return
        if source.id not in self._seen:  # the same once more will be there by then
            self._seen.add(source.id)
            with _explained(), _uninterrupted():
                self._begun[source.id, source.name] = self._pool.submit(_made, source.name, source.data, given)

    def taken(self, source: Source) -> Kept | None:
        job = self._begun.pop((source.id, source.name), None)
        with _explained():
            return job.result() if job else None


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise EncoderError(_ENDED) from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process that begins now never hears Ctrl+C: it would say so in many lines. Who began it hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _listen(reports: Connection, progress: build.Progress | None, closed: threading.Event) -> None:
    while not closed.is_set():
        if reports.poll(_POLL_S):
            report = reports.recv()
            if progress:
                progress(*report)


# -- in the processes ------------------------------------------------------------------------------------------------

_encoder: Encoder
_progress: build.Progress


def _begin(make: Callable[[], Encoder], threads: int, told: Connection, one_at_a_time: Lock) -> None:
    global _encoder, _progress

    def progress(name: str, done: int, total: int) -> None:
        with one_at_a_time:
            told.send((name, done, total))

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be kept from it when it began
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["OMP_NUM_THREADS"] = str(threads)  # read by what the model runs on as it is loaded
    _encoder, _progress = make(), progress


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent, "it was begun by one"
    parent.join()
    os._exit(1)


def _made(name: str, data: bytes, given: Given) -> Kept:
    transcript = build.read_as_told(Source(name, data), given, given)
    return Kept(transcript, *build.made(transcript, _encoder, _progress))
