"""The whole index path: files → transcripts → passages → vectors → store, with progress; a bad file stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from index.encoder import Encoded, Encoder
from index.errors import LibraryDamaged, OnTheRecordError, OutOfMemory, TranscriptError
from index.formats import Source, load
from index.intake.given import NOTHING, Filed, Given
from index.local.database import scratch
from index.local.store import LocalStore
from index.passages import split
from index.speakers.identify import identify
from index.store import Kept, Store
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


class Ahead(Protocol):
    """Reads and encodes new files before their turn comes; see index.workers."""

    def reading(
        self, sources: Iterable[Source | TranscriptError], store: Store, given: Given
    ) -> Iterator[Source | TranscriptError]:
        """The same sources, in the same order, some of them begun with."""

    def taken(self, source: Source) -> Kept | None:
        """What was made of a source; None where it was not begun with. Raises TranscriptError and EncoderError."""


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
    ahead: Ahead | None = None,
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
    for source in ahead.reading(sources, store, given) if ahead else sources:
        name = source.name if isinstance(source, Source) else source.source
        try:
            if isinstance(source, TranscriptError):
                raise source
            yield _add(source, store, encoder, progress, wanted, by_name, ahead)
        except TranscriptError as error:
            yield Result(name, Outcome.FAILED, error=error)
        except (MemoryError, RuntimeError) as error:
            if not OutOfMemory.tells(error):
                raise
            yield Result(name, Outcome.FAILED, error=_too_much(name))


def _add(
    source: Source,
    store: Store,
    encoder: Encoder,
    progress: Progress | None,
    wanted: Filed,
    by_name: bool,
    ahead: Ahead | None,
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
        ready = ahead.taken(source) if ahead and not known else None
        transcript = ready.transcript if ready else read_as_told(named, told, wanted.given)
        old = (source.id if there else "", former if by_name or replaced else "")
        filed = Filed(source.origin, told, tuple(filter(None, old)), wanted.collections)
        if ready:
            new = store.add(*ready, source.data, filed)
        else:
            new = _keep(transcript, source.data, store, encoder, progress, filed)
    if not new and source.origin and store.at(source.origin) != source.id:
        store.locate(source.id, source.origin)
    updated = (new and there) or (former and former not in store)
    return Result(source.name, Outcome.UPDATED if updated else Outcome.ADDED if new else Outcome.PRESENT, source.id)


def _too_much(name: str) -> TranscriptError:
    return TranscriptError(name, "there is not enough memory for it", "split it, or end other programs first")


def _namesake(source: Source, store: Store) -> str:
    """The transcript that was made from a file of the same name; empty for none. Raises TranscriptError for several."""
    found = [summary.id for summary in store.transcripts() if summary.source == source.name]
    if len(found) > 1:
        reason = "several transcripts come from files of that name"
        raise TranscriptError(source.name, reason, "remove the old ones by their ids first")
    return "".join(found)


def read_as_told(source: Source, told: Given, given: Given) -> Transcript:
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
    except (TranscriptError, MemoryError):
        raise
    except Exception as error:  # a fault of ours, which must not keep the other files out
        log.debug("reading %s failed", source.name, exc_info=True)
        reason = f"reading it failed ({type(error).__name__}: {error})"
        raise TranscriptError(source.name, reason, "please report this with the file") from error


def _keep(
    transcript: Transcript, data: bytes, store: Store, encoder: Encoder, progress: Progress | None, filed: Filed
) -> bool:
    former = {*filed.replacing, store.at(filed.origin)} if filed.origin else set(filed.replacing)
    known = _vectors_of([each for each in former if each in store], store)
    return store.add(transcript, *made(transcript, encoder, progress, known), data, filed)


def _vectors_of(transcripts: Sequence[str], store: Store) -> dict[tuple[str, ...], Encoded]:
    """The vectors of passages that are kept, by the sentences in them: a passage that stays is not encoded again."""
    vectors: dict[tuple[str, ...], Encoded] = {}
    for id_ in transcripts:
        try:
            transcript, passages, encoded = store.kept(id_)
        except LibraryDamaged as error:  # it is about to be replaced
            log.debug("the vectors of %s are made anew: %s", id_, error)
            continue
        texts = (tuple(map(transcript.text, passage.sentences)) for passage in passages)
        vectors.update(zip(texts, encoded, strict=True))
    return vectors


def made(
    transcript: Transcript,
    encoder: Encoder,
    progress: Progress | None = None,
    known: Mapping[tuple[str, ...], Encoded] = {},
) -> tuple[list[Passage], list[Encoded]]:
    """The passages of a transcript, and their vectors; ``known`` are those that there are, by their sentences."""
    passages = split(transcript, encoder.tokens, encoder.limit)
    texts = [tuple(map(transcript.text, passage.sentences)) for passage in passages]
    new = [sentences for sentences in dict.fromkeys(texts) if sentences not in known]
    finished = 0

    def done(count: int) -> None:
        nonlocal finished
        finished += count
        if progress:
            progress(transcript.source or transcript.id, finished, len(passages))

    done(len(texts) - len(new))
    vectors = {**known, **dict(zip(new, encoder.passages(new, done), strict=True))}
    return passages, [vectors[sentences] for sentences in texts]


def reindex(folder: Path, encoder: Encoder, progress: Progress | None = None) -> int:
    """Read all files of a library anew and make its vectors with ``encoder``; returns how many transcripts it has.

    The library answers as before until the end, when all is exchanged at once; broken off, it stays as it was.
    """
    with closing(LocalStore(folder)) as library:
        with scratch(folder, "reindex") as unfinished, closing(LocalStore(unfinished, encoder.name)) as new:
            while not library.replace_with(new):
                _copy(library, new, encoder, progress)
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
