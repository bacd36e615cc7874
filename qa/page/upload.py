"""Files from a browser into the library, with what becomes of each while it does; it can be stopped after any file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TypedDict

from index.build import Outcome, Result, add
from index.errors import OnTheRecordError, TranscriptError
from index.formats import Source
from index.intake.sources import sources
from index.store import Store, Summary
from qa.library import Library
from qa.page.shelf import entry
from qa.show.faults import fault, told
from qa.show.languages import ENGLISH, Language

ADDING, WAITING = "adding", "waiting"


class Row(TypedDict):
    name: str
    state: str  # "waiting", "adding", "added", "updated", "present" or "failed"
    text: str


class Uploads:
    """What is being added now, by the session that sends it."""

    def __init__(self) -> None:
        self._stops: dict[str, threading.Event] = {}

    def added(
        self, session: str, paths: Sequence[str], library: Library, language: Language = ENGLISH
    ) -> Iterator[list[Row]]:
        stop = self._stops[session] = threading.Event()
        try:
            yield from added(paths, library, stop, language)
        finally:
            stop.set()  # nobody looks any more
            self._stops.pop(session, None)

    def stop(self, session: str) -> None:
        """Add no more files than the one in hand."""
        if stop := self._stops.get(session):
            stop.set()


def added(
    paths: Sequence[str], library: Library, stop: threading.Event | None = None, language: Language = ENGLISH
) -> Iterator[list[Row]]:
    """The results so far, what is in hand and what waits. Where the library itself fails, the last row says so."""
    told: SimpleQueue[Row | BaseException | None] = SimpleQueue()
    stop = stop or threading.Event()
    threading.Thread(target=_work, args=(paths, library, stop, told.put, language), daemon=True).start()
    rows: list[Row] = []
    waiting = language.say("upload.waiting")
    yield _shown(rows, None, paths, waiting)
    now: Row | None = None
    while True:
        news = told.get()
        if isinstance(news, BaseException):
            raise news
        if news is None:
            yield _shown(rows, None, paths, language.say("upload.not_added"))
            return
        now = news if news["state"] == ADDING else None
        if now is None:
            rows.append(news)
        if told.empty():
            yield _shown(rows, now, paths, waiting)


def _shown(rows: list[Row], now: Row | None, paths: Sequence[str], rest: str) -> list[Row]:
    names = {row["name"] for row in (*rows, *([now] if now else []))}
    archives = any(path.lower().endswith(".zip") for path in paths)  # their files have names of their own
    waiting = [] if archives else [Path(path).name for path in paths if Path(path).name not in names]
    later: list[Row] = [{"name": name, "state": WAITING, "text": rest} for name in waiting]
    return [*rows, *([now] if now else []), *later]


def _work(
    paths: Sequence[str],
    library: Library,
    stop: threading.Event,
    tell: Callable[[Row | BaseException | None], None],
    language: Language,
) -> None:
    """Add the files, in a thread of its own, and tell of each; at last None."""

    def progress(name: str, done: int, of: int) -> None:
        percent = language.say("percent", n=100 * done // max(of, 1))
        tell({"name": Path(name).name, "state": ADDING, "text": language.say("upload.adding", percent=percent)})

    try:
        for result in add(_until(stop, paths), library.store, library.encoder, progress):
            tell(_row(result, library.store, language))
        library.store.flush()
    except OnTheRecordError as error:
        tell({"name": language.say("upload.failed"), "state": Outcome.FAILED, "text": told(error, language)})
    except BaseException as error:  # it is raised where somebody sees it
        tell(error)
    finally:
        tell(None)


def _until(stop: threading.Event, paths: Sequence[str]) -> Iterator[Source | TranscriptError]:
    for source in sources(map(Path, paths), located=False):
        if stop.is_set():
            return
        yield source


def _row(result: Result, store: Store, language: Language) -> Row:
    name = Path(result.source).name
    if result.error:
        return {"name": name, "state": Outcome.FAILED, "text": _why(result.error, language)}
    about = entry(Summary.of(store.transcript(result.transcript)), language)
    key = "upload.present" if result.outcome is Outcome.PRESENT else "upload.added"
    text = language.say(key, title=about["title"], about=about["about"])
    return {"name": name, "state": result.outcome, "text": text}


def _why(error: OnTheRecordError, language: Language) -> str:
    if not isinstance(error, TranscriptError):
        return told(error, language)
    values = {name: fault(getattr(error, name), language) for name in ("reason", "cure", "where")}
    reason = language.say("upload.why_at" if error.where else "upload.why", **values)
    return reason[:1].upper() + reason[1:]
