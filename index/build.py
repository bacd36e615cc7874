"""The whole index path: files → transcripts → passages → vectors → store, with progress; a bad file stops no other."""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from index.encoder import Encoded, Encoder
from index.errors import OnTheRecordError, TranscriptError
from index.formats import Source, load
from index.intake.given import NOTHING, Filed, Given
from index.local.store import LocalStore
from index.passages import split
from index.speakers.identify import identify
from index.store import Store
from index.transcript import Passage, Transcript

Progress = Callable[[str, int, int], None]
"""Told the name of a file, how many of its passages are done, and how many it has."""

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"  # a former version was replaced
    REMOVED = "removed"
    PRESENT = "present"  # it was there before
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file. ``transcript`` is its id, empty where it failed; ``error`` says why."""

    source: str
    outcome: Outcome
    transcript: str = ""
    error: OnTheRecordError | None = None


def add(
    sources: Iterable[Source | TranscriptError],
    store: Store,
    encoder: Encoder,
    progress: Progress | None = None,
    given: Given = NOTHING,
    *,
    by_name: bool = False,
    replacing: str = "",
    collections: Sequence[str] = (),
) -> Iterator[Result]:
    """Add files to the store, each as soon as it is asked for. Raises LibraryError and EncoderError: nothing more can
    be added then, and what was reported as added is.

    A file with other contents than before replaces its former version. The same file is one at the same absolute path:
    minutes.txt of another folder is another file. With ``by_name`` it is also the only one of that name, wherever it
    lies, for what was moved, and for what has no path; or ``replacing`` names the transcript by its id. ``given`` goes
    before what the files say, and what was given for a former version stays, unless it is given anew. ``collections``
    are those that new transcripts are put into.
    """
    wanted = Filed("", given, (replacing,) if replacing else (), tuple(collections))
    for source in sources:
        try:
            if isinstance(source, TranscriptError):
                raise source
            yield _add(source, store, encoder, progress, wanted, by_name)
        except TranscriptError as error:
            name = source.name if isinstance(source, Source) else error.source
            yield Result(name, Outcome.FAILED, error=error)


def _add(
    source: Source, store: Store, encoder: Encoder, progress: Progress | None, wanted: Filed, by_name: bool
) -> Result:
    there = source.id in store
    replaced = "".join(wanted.replacing)
    former = store.at(source.origin) or replaced or (_namesake(source, store) if by_name else "")
    known = source.id if there else former
    told = wanted.given.over(store.given(known)) if known else wanted.given
    new = not there or told != store.given(source.id)
    if new:
        # A name may tell the format, and standard input has none.
        named = Source(store.transcript(source.id).source, source.data, source.origin) if there else source
        transcript = _read_as_told(named, told, wanted.given)
        old = (source.id if there else "", former if by_name or replaced else "")
        filed = Filed(source.origin, told, tuple(filter(None, old)), wanted.collections)
        new = _keep(transcript, source.data, store, encoder, progress, filed)
    elif source.origin and store.at(source.origin) != source.id:
        store.locate(source.id, source.origin)
    updated = (new and there) or (former and former not in store)
    return Result(source.name, Outcome.UPDATED if updated else Outcome.ADDED if new else Outcome.PRESENT, source.id)


def _namesake(source: Source, store: Store) -> str:
    """The transcript that was made from a file of the same name; empty for none. Raises TranscriptError for several."""
    found = [summary.id for summary in store.transcripts() if summary.source == source.name]
    if len(found) > 1:
        reason = "several transcripts come from files of that name"
        raise TranscriptError(source.name, reason, "remove the old ones by their ids first")
    return "".join(found)


def _read_as_told(source: Source, told: Given, given: Given) -> Transcript:
    """The transcript; what is ``given`` now must go with the file, what was given for a former version need not."""
    transcript = read(source, told)
    if missing := given.missing(transcript):
        labels = ", ".join(dict.fromkeys(turn.speaker.label for turn in transcript.turns if turn.speaker))
        reason = f"nobody in it has the label {missing[0]}"
        raise TranscriptError(source.name, reason, f"its labels are: {labels or 'none'}")
    return transcript


def read(source: Source, given: Given = NOTHING) -> Transcript:
    """The transcript in a file, with the people on its turns. Raises TranscriptError."""
    try:
        return identify(given.applied(load(source)))
    except TranscriptError:
        raise
    except Exception as error:  # a fault of ours, which must not keep the other files out
        log.debug("reading %s failed", source.name, exc_info=True)
        reason = f"reading it failed ({type(error).__name__}: {error})"
        raise TranscriptError(source.name, reason, "please report this with the file") from error


def _keep(
    transcript: Transcript, data: bytes, store: Store, encoder: Encoder, progress: Progress | None, filed: Filed
) -> bool:
    return store.add(transcript, *made(transcript, encoder, progress), data, filed)


def made(
    transcript: Transcript, encoder: Encoder, progress: Progress | None = None
) -> tuple[list[Passage], list[Encoded]]:
    """The passages of a transcript, and their vectors."""
    passages = split(transcript, encoder.tokens, encoder.limit)
    finished = 0

    def done(count: int) -> None:
        nonlocal finished
        finished += count
        if progress:
            progress(transcript.source or transcript.id, finished, len(passages))

    done(0)
    texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
    return passages, encoder.passages(texts, done)


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
        given = library.given(summary.id)
        if summary.id in new and new.given(summary.id) == given:
            continue
        data = library.source(summary.id)
        try:
            transcript = replace(read(Source(summary.source, data), given), id=summary.id)
        except TranscriptError as error:
            log.warning("%s; it is kept as it was read before", error)
            transcript = library.as_read(summary.id)
        _keep(transcript, data, new, encoder, progress, Filed(given=given, replacing=(summary.id,)))
