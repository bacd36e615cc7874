"""The whole index path: files → transcripts → passages → vectors → store, with progress; a bad file stops no other."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from index.encoder import Encoder
from index.errors import EmptyTranscript, OnTheRecordError, TooLarge, TranscriptError
from index.formats import Source, load
from index.local import LocalStore
from index.passages import split
from index.speakers import identify
from index.store import Store
from index.transcript import Transcript

LARGEST = 50_000_000  # bytes of one file

Progress = Callable[[str, int, int], None]
"""Told the name of a file, how many of its passages are done, and how many it has."""

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    ADDED = "added"
    PRESENT = "present"  # it was there before
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file. ``transcript`` is its id, empty where it failed; ``error`` says why."""

    source: str
    outcome: Outcome
    transcript: str = ""
    error: OnTheRecordError | None = None


def sources(paths: Iterable[Path], largest: int = LARGEST) -> Iterator[Source | TranscriptError]:
    """The files at ``paths``, and those in folders by name, subfolders last, hidden ones left out.

    What cannot be read comes as the error that says why, so that the others are still read.
    """
    for path in paths:
        if not path.is_dir():
            yield _read(path, largest)
            continue
        empty = True
        for file in _files(path):
            empty = False
            yield _read(file, largest) if isinstance(file, Path) else file
        if empty:
            yield EmptyTranscript(_name(path), "no files are in this folder", "give a folder with transcripts")


def _files(folder: Path) -> Iterator[Path | TranscriptError]:
    closed: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files) if not name.startswith("."))
    yield from (_unreadable(Path(error.filename), error) for error in closed)


def _read(path: Path, largest: int) -> Source | TranscriptError:
    try:
        if not path.exists():
            return TranscriptError(_name(path), "there is no such file", "check the path")
        if (size := path.stat().st_size) > largest:
            reason = f"the file has {size / 1e6:.0f} MB, more than the {largest / 1e6:.0f} MB that are allowed"
            return TooLarge(_name(path), reason, "split it")
        return Source(_name(path.name), path.read_bytes())
    except OSError as error:
        return _unreadable(path, error)


def _unreadable(path: Path, error: OSError) -> TranscriptError:
    return TranscriptError(_name(path), f"it cannot be read ({error.strerror})", "check its permissions")


def _name(path: Path | str) -> str:
    """As text that can be stored and printed: names of files may hold bytes that are none."""
    return os.fsencode(path).decode("utf-8", "replace")


def add(
    sources: Iterable[Source | TranscriptError], store: Store, encoder: Encoder, progress: Progress | None = None
) -> Iterator[Result]:
    """Add files to the store, each as soon as it is asked for. Raises LibraryError and EncoderError: nothing more can
    be added then, and what was reported as added is.
    """
    for source in sources:
        if isinstance(source, TranscriptError):
            yield Result(source.source, Outcome.FAILED, error=source)
        elif source.id in store:
            yield Result(source.name, Outcome.PRESENT, source.id)
        else:
            try:
                transcript = _load(source)
            except TranscriptError as error:
                yield Result(source.name, Outcome.FAILED, error=error)
            else:
                new = _keep(transcript, source.data, store, encoder, progress)
                yield Result(source.name, Outcome.ADDED if new else Outcome.PRESENT, transcript.id)


def _load(source: Source) -> Transcript:
    """The transcript in a file, with the people on its turns. Raises TranscriptError."""
    try:
        return identify(load(source))
    except TranscriptError:
        raise
    except Exception as error:  # a fault of ours, which must not keep the other files out
        log.exception("reading %s failed", source.name)
        reason = f"reading it failed ({type(error).__name__}: {error})"
        raise TranscriptError(source.name, reason, "please report this with the file") from error


def _keep(transcript: Transcript, data: bytes, store: Store, encoder: Encoder, progress: Progress | None) -> bool:
    passages = split(transcript, encoder.tokens, encoder.limit)
    finished = 0

    def done(count: int) -> None:
        nonlocal finished
        finished += count
        if progress:
            progress(transcript.source or transcript.id, finished, len(passages))

    done(0)
    texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
    return store.add(transcript, passages, encoder.passages(texts, done), data)


def reindex(folder: Path, encoder: Encoder, progress: Progress | None = None) -> int:
    """Read all files of a library anew and make its vectors with ``encoder``; returns how many transcripts it has.

    The library answers as before until the end, when all is exchanged at once; broken off, it stays as it was.
    """
    scratch = folder / f"reindex-{secrets.token_hex(4)}"
    with closing(LocalStore(folder)) as library:
        try:
            with closing(LocalStore(scratch, encoder.name)) as new:
                while not library.replace_with(new):
                    _copy(library, new, encoder, progress)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        library.flush()
        return len(library.transcripts())


def _copy(library: LocalStore, new: LocalStore, encoder: Encoder, progress: Progress | None) -> None:
    """Make ``new`` hold what ``library`` does."""
    summaries = library.transcripts()
    for gone in {summary.id for summary in new.transcripts()} - {summary.id for summary in summaries}:
        new.remove(gone)
    for summary in summaries:
        if summary.id in new:
            continue
        data = library.source(summary.id)
        try:
            transcript = replace(_load(Source(summary.source, data)), id=summary.id)
        except TranscriptError as error:
            log.warning("%s; it is kept as it was read before", error)
            transcript = library.transcript(summary.id)
        _keep(transcript, data, new, encoder, progress)
