"""A folder that is followed: files that come, change or go are added, replaced or removed in the library."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from watchfiles import watch

from index.build import Outcome, Progress, Result, add
from index.encoder import Encoder
from index.errors import EmptyTranscript, TranscriptError
from index.formats import Source
from index.intake.limits import Limits
from index.intake.sources import sources, text_of
from index.store import Store

_FIRST_MS = 200  # until the first answer of the watcher, and then between its looks at whether to stop


def follow(
    folder: Path,
    store: Store,
    encoder: Encoder,
    stop: threading.Event,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Iterator[Result]:
    """First what has changed since it was last followed, then each change as it is made, until ``stop`` is set.

    A file that cannot be read any more, or has become no transcript, keeps its last good version in the library. Where
    the folder itself goes, as a disk that is taken out does, that is reported and nothing removed.
    """
    folder = folder.absolute()
    update = partial(_update, store=store, encoder=encoder, stop=stop, progress=progress, limits=limits)
    if folder.is_dir():
        changes = watch(
            folder,
            stop_event=stop,
            watch_filter=partial(_counts, folder),
            rust_timeout=_FIRST_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        for number, batch in enumerate(changes):
            paths = {Path(path) for _, path in batch}
            if not folder.is_dir():
                break
            if number == 0 or not all(path.is_relative_to(folder) for path in paths):
                paths = {folder}  # the watching has begun, so that nothing is missed that changes meanwhile
            yield from update(_outermost(paths))
    if not folder.is_dir():
        error = TranscriptError(text_of(folder), "there is no such folder", "check the path; nothing was removed")
        yield Result(error.source, Outcome.FAILED, error=error)


def _counts(folder: Path, _: object, path: str) -> bool:
    """Whether a change is of a file that is not hidden, nor in a hidden folder below the one that is followed."""
    parts = Path(path).relative_to(folder).parts if Path(path).is_relative_to(folder) else ()
    return not any(part.startswith(".") for part in parts)


def _outermost(paths: set[Path]) -> list[Path]:
    """The paths in order, without those inside of others."""
    return sorted(path for path in paths if paths.isdisjoint(path.parents))


def _update(
    paths: list[Path],
    store: Store,
    encoder: Encoder,
    stop: threading.Event,
    progress: Progress | None,
    limits: Limits | None,
) -> Iterator[Result]:
    """Make the library agree with what is at ``paths`` now. What was moved is found at its new place first."""
    there: set[str] = set()
    unread: list[str] = []

    def seen() -> Iterator[Source | TranscriptError]:
        for source in sources([path for path in paths if path.exists()], limits):
            if stop.is_set():
                return
            if isinstance(source, Source):
                there.add(source.origin)
            elif isinstance(source, EmptyTranscript):
                continue  # an empty folder is no fault here: its files went
            else:
                unread.append(source.source)
            yield source

    changed = False
    for result in add(seen(), store, encoder, progress):
        changed = changed or result.outcome in (Outcome.ADDED, Outcome.UPDATED)
        if result.outcome is not Outcome.PRESENT:
            yield result
    if stop.is_set():
        return
    places = [text_of(path) for path in paths]
    for origin, id_ in store.origins().items() if places else ():
        if origin not in there and _lies_in(origin, places) and not _lies_in(origin, unread) and store.leave(origin):
            changed = True
            yield Result(Path(origin).name, Outcome.REMOVED, id_)
    if changed:
        store.flush()


def _lies_in(origin: str, places: Iterable[str]) -> bool:
    return any(origin == place or origin.startswith(place + os.sep) for place in places)
