"""The library that a question is asked of: a store and the model that made its vectors, opened from settings."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder import Encoder, SentenceEncoder
from index.errors import NoSuchTranscript
from index.milvus.address import Options
from index.renames import aliases
from index.reranker import CrossReranker, Reranker
from index.speakers.people import People
from index.store import Store, Summary
from index.transcript import Transcript
from qa.server.settings import Settings, load
from qa.understanding.titles import Catalogue

if TYPE_CHECKING:
    from index.build import Progress
    from index.formats import Source
    from index.local.store import LocalStore
    from index.milvus.store import MilvusStore


# What is kept of a library in one state: it may last for months, and be asked for anything.
_CHOICES = 256  # of transcripts, each with its people
_COUNTS = 100_000  # of terms
_READ = 512  # transcripts


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a library in one state of it; people and counts come in as they are asked for."""

    generation: str
    summaries: list[Summary]
    passages: int
    catalogue: Catalogue
    people: dict[tuple[str, ...], People]
    counts: dict[str, int]  # in how many passages a term stands
    transcripts: dict[str, Transcript]


class Library:
    """A store, the encoder of its vectors, and what is known of its people. Several threads may use one."""

    def __init__(self, store: Store, encoder: Encoder, reranker: Reranker | None = None) -> None:
        self.store = store
        self.encoder = encoder
        self.reranker = reranker
        self._lock = threading.Lock()
        self._known: _Known | None = None

    def through(self, store: Store) -> Library:
        """The same library seen through another store of its contents, with the same models."""
        return Library(store, self.encoder, self.reranker)

    def warm(self) -> None:
        """Begin to load the model, beside whatever else is done, so that the first question need not wait for it."""
        threading.Thread(target=self.encoder.question, args=("ready?",), daemon=True).start()

    def people(self, transcripts: Sequence[str] = ()) -> People:
        """Everybody who speaks or is listed in ``transcripts`` (ids; empty: in all), as of now."""
        known = self._current().people
        chosen = tuple(sorted(transcripts))
        found = known.get(chosen)
        if found is None:
            rows = self.store.appearances()
            also = aliases(self.store.renames())
            found = People((row for row in rows if not chosen or row.transcript in chosen), also)
            if len(known) >= _CHOICES:
                known.clear()
            known[chosen] = found
        return found

    def transcripts(self, ids: Iterable[str]) -> dict[str, Transcript]:
        """Those with these ids, as of now: a question reads the same few many times. Raises NoSuchTranscript."""
        known = self._current().transcripts
        found = {}
        for id_ in dict.fromkeys(ids):
            one = known.get(id_) or self.store.transcript(id_)
            if len(known) >= _READ:
                known.clear()
            found[id_] = known[id_] = one
        return found

    def catalogue(self, transcripts: Sequence[str] = ()) -> Catalogue:
        """The transcripts that a question may name: those chosen by id, else all."""
        known = self._current()
        if not transcripts:
            return known.catalogue
        chosen = set(transcripts)
        return Catalogue([summary for summary in known.summaries if summary.id in chosen])

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """How much it tells that a passage holds each term: its inverse document frequency, as BM25 has it."""
        known = self._current()
        held = {term: count for term in terms if (count := known.counts.get(term)) is not None}
        new = self.store.frequencies([term for term in terms if term not in held])
        if len(known.counts) > _COUNTS:
            known.counts.clear()
        known.counts.update(new)
        counts = {term: held.get(term, new.get(term, 0)) for term in terms}
        return {term: math.log1p((known.passages - n + 0.5) / (n + 0.5)) for term, n in counts.items()}

    def searched(self, transcripts: Sequence[str] = ()) -> tuple[int, int]:
        """How many turns in how many transcripts a search through ``transcripts`` (empty: all) goes through."""
        chosen = [t for t in self._current().summaries if not transcripts or t.id in transcripts]
        return sum(summary.turns for summary in chosen), len(chosen)

    def find(self, wanted: str) -> Summary:
        """The one transcript that ``wanted`` means: its id, the beginning of it, its title or a part of that.

        Raises NoSuchTranscript where none does, or several do.
        """
        everything = self._current().summaries
        found = [t for t in everything if wanted in (t.id, t.title, t.source)]
        found = found or [t for t in everything if len(wanted) >= 4 and t.id.startswith(wanted)]
        found = found or [t for t in everything if wanted.casefold() in t.title.casefold()]
        if len(found) == 1:
            return found[0]
        reason = "several transcripts go" if found else "no transcript goes"
        raise NoSuchTranscript(wanted, f"{reason} by that name", "see `ontherecord list` for the ids")

    def _current(self) -> _Known:
        """What is known of the library in its present state; made anew whenever that changes."""
        generation = self.store.generation
        with self._lock:
            if self._known is None or self._known.generation != generation:
                summaries = self.store.transcripts()
                self._known = _Known(generation, summaries, self.store.size(), Catalogue(summaries), {}, {}, {})
            return self._known


def default_folder() -> Path:
    """Where the library lives, as the settings have it: $ONTHERECORD_LIBRARY, a file, else the user's data folder."""
    return load().settings.library


def model_name(model: str | None = None) -> str:
    """Which model encodes: ``model``, else as the settings have it."""
    return model or load().settings.model


def open_library(
    folder: Path | str | None = None,
    model: str | None = None,
    *,
    reranker: str | None = None,
    with_sample: bool = False,
    progress: Progress | None = None,
    settings: Settings | None = None,
) -> Library:
    """The library in ``folder``, made if it is not there; where ``settings`` name a server (None: those in force), the
    one on it, with ``folder`` for what is beside. ``model`` is a sentence-transformers name or folder.

    ``reranker`` is the name or folder of a CrossEncoder that looks at the best sentences once more; None: as the
    settings have it, which is none.

    ``with_sample`` puts the sample transcript into a library that is made by this call, so that there is something to
    ask. Raises LibraryError where the folder cannot be used, or its vectors were made by another model.
    """
    from index.build import add

    chosen = settings or load().settings
    name = model_name(model)
    path = Path(folder) if folder else chosen.library
    encoder = SentenceEncoder(name)
    if with_sample and not chosen.store and not os.access(path, os.F_OK):
        encoder.question("ready?")  # a model that cannot be loaded leaves no library behind, without its sample
    store = _store(path, name, chosen)
    second = chosen.reranker if reranker is None else reranker
    library = Library(store, encoder, CrossReranker(second) if second else None)
    if with_sample and store.created:
        for result in add([sample()], store, library.encoder, progress):
            if result.error:
                raise result.error
    return library


def _store(folder: Path, model: str, settings: Settings) -> LocalStore | MilvusStore:
    if settings.store:
        from index.opening import open_milvus

        return open_milvus(settings.store, model, folder, server_options(settings))
    from index.local.store import LocalStore

    return LocalStore(folder, model)


def server_options(settings: Settings) -> Options:
    """How to talk to a server that keeps the library."""
    return Options(
        token=settings.milvus_token,
        database=settings.milvus_database,
        certificate=settings.milvus_certificate,
        consistency=settings.milvus_consistency,
        replicas=settings.milvus_replicas,
        shards=settings.milvus_shards,
        timeout_s=settings.milvus_timeout,
    )


def sample() -> Source:
    """The transcript that comes with the install: a press conference in Seoul, 9 November 2023."""
    from index.formats import Source  # with it all parsers, which a question does not need

    file = next(file for file in files("index.samples").iterdir() if file.name.endswith(".txt"))
    return Source(file.name, file.read_bytes())
