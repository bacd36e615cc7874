"""``ontherecord add`` behind its options: files added, explained, or followed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer
from rich.text import Text

from qa.commands.terminal import err, noted, out, progressing

if TYPE_CHECKING:
    from index.build import Ahead, Progress, Result
    from index.encoder import Encoder
    from index.errors import TranscriptError
    from index.formats import Source
    from index.intake.given import Given
    from qa.library import Library


def given(title: str, date: str, speakers: str) -> Given:
    from index.intake.given import Given, checked_date, checked_speakers

    try:
        return Given(title.strip(), date and checked_date(date), checked_speakers(speakers) if speakers else ())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def found(paths: list[Path], said: Given) -> Iterable[Source | TranscriptError]:
    """The files at ``paths``: only one where a title or speakers are given, which cannot be those of several."""
    from index.intake.sources import sources

    files = sources(paths, stdin_name=said.title)
    if not (said.title or said.speakers):
        return files
    first = list(islice(files, 2))
    if len(first) > 1:
        raise typer.BadParameter("--title and --speakers go with one file, and these are several")
    return first


def add(
    paths: list[Path],
    said: Given,
    by_name: bool,
    collections: list[str],
    library: Path | None,
    model: str | None,
    workers: int = 1,
) -> None:
    from index import build
    from qa.library import open_library

    results: list[Result] = []
    files = found(paths, said)
    opened = open_library(library, model)
    with closing(opened.store):
        try:
            with progressing() as progress, _ahead(opened, workers, progress) as ahead:
                store = noted(opened).store
                added = build.add(
                    files, store, opened.encoder, progress, said, by_name=by_name, collections=collections, ahead=ahead
                )
                results.extend(added)
        finally:  # a full disk ends the adding, and what was added before is there
            for result in sorted(results, key=lambda result: result.error is not None):
                _print(result)
    failed = sum(result.error is not None for result in results)
    if failed:
        err.print(f"{failed} of {len(results)} could not be added; nothing of them is in the library")
        raise typer.Exit(1 if failed < len(results) else 2)


@contextmanager
def _ahead(opened: Library, workers: int, progress: Progress) -> Iterator[Ahead | None]:
    """So many processes that read and encode, 0 for as many as suit the machine; with one, this one does it."""
    from index.workers import recommended, working

    count = workers or recommended()
    if count == 1:
        yield None
        return
    make = cast("Callable[[str], Encoder]", type(opened.encoder))
    with working(partial(make, opened.encoder.name), count, progress) as ahead:
        yield ahead


def explain(paths: list[Path], said: Given) -> None:
    """Print what is understood of each file; the library is not even opened."""
    from index import build
    from index.errors import TranscriptError
    from index.formats import recognise
    from index.intake.explain import explain

    read = failed = 0
    for source in found(paths, said):
        try:
            if isinstance(source, TranscriptError):
                raise source
            transcript = build.read(source, said)
            out.print(*(Text(line) for line in explain(transcript, recognise(source).producers)), "", sep="\n")
            read += 1
        except TranscriptError as error:
            err.print(Text(f"failed   {error}", "red"))
            failed += 1
    if failed:
        raise typer.Exit(1 if read else 2)


def watch(paths: list[Path], library: Path | None, model: str | None) -> None:
    """Follow a folder until a signal comes to stop."""
    from index.intake.watch import follow
    from qa.library import default_folder, open_library

    if len(paths) != 1 or not paths[0].is_dir():
        raise typer.BadParameter("--watch goes with one folder")
    if (library or default_folder()).absolute().is_relative_to(paths[0].absolute()):
        raise typer.BadParameter("the library itself lies in this folder; follow another, or choose another --library")
    opened = open_library(library, model)
    with closing(opened.store), _until_stopped() as stop:
        err.print(f"following {paths[0]}; stop with Ctrl+C", style="dim", markup=False)
        for result in follow(paths[0], noted(opened).store, opened.encoder, stop):
            _print(result)


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """Set by SIGINT and SIGTERM, so that the file in hand is finished and the library closed."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print(result: Result) -> None:
    if result.error:
        err.print(Text(f"failed   {result.error}", "red"))
    else:
        out.print(Text(f"{result.outcome:<8} {result.transcript}  {result.source}"))
        out.file.flush()
