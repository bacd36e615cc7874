"""Files from a browser into the library, with what became of each as soon as it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from index.build import Outcome, Progress, Result, add
from index.errors import OnTheRecordError, TranscriptError
from index.intake.sources import sources
from index.store import Store, Summary
from qa.library import Library
from qa.page.shelf import entry


class Row(TypedDict):
    name: str
    state: str  # "added", "present" or "failed"
    text: str


def added(paths: Sequence[str], library: Library, progress: Progress | None = None) -> Iterator[list[Row]]:
    """The results so far, after each file. Where the library itself fails, the last row says so."""
    rows: list[Row] = []
    try:
        for result in add(sources(map(Path, paths), located=False), library.store, library.encoder, progress):
            rows.append(_row(result, library.store))
            yield list(rows)
    except OnTheRecordError as error:
        yield [*rows, {"name": "Stopped", "state": Outcome.FAILED, "text": str(error)}]
    library.store.flush()


def _row(result: Result, store: Store) -> Row:
    name = Path(result.source).name
    if result.error:
        return {"name": name, "state": Outcome.FAILED, "text": _why(result.error)}
    about = entry(Summary.of(store.transcript(result.transcript)))
    text = f"Added: {about['title']} ({about['about']})"
    if result.outcome is Outcome.PRESENT:
        text = f"In the library already: {about['title']}"
    return {"name": name, "state": result.outcome, "text": text}


def _why(error: OnTheRecordError) -> str:
    if not isinstance(error, TranscriptError):
        return str(error)
    reason = f"{error.where + ': ' if error.where else ''}{error.reason}; {error.cure}."
    return reason[:1].upper() + reason[1:]
