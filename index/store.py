"""What a library can do, whichever engine keeps it. LocalStore is the one that comes with the install."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from index.encoder import Encoded, Matrix, Vector
from index.intake.given import Filed, Given
from index.media import Recordings
from index.renames import Rename
from index.speakers.identify import Appearance
from index.transcript import Passage, Transcript


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may be found. None means any; an empty set means none at all: a filter is never widened.

    ``speakers`` are names as ``Speaker.who`` gives them, of whom at least one speaks in the passage; ``transcripts``
    are ids. ``since`` and ``until`` are ISO dates, both included, in the precision given ("2022-05" is all of May);
    with either set, transcripts without a date are not found. ``collections`` say what counts as being there at all,
    as ``Store.within`` reads them: what is found, and how, is as if there were no more.
    """

    speakers: frozenset[str] | None = None
    transcripts: frozenset[str] | None = None
    since: str = ""
    until: str = ""
    collections: frozenset[str] | None = None


ANY = Filter()


def days(date: str) -> tuple[str, str]:
    """The first and the last day that an ISO date may mean: "2022-02" is 2022-02-01 to 2022-02-28. Empty for others.

    A transcript lies within ``since`` and ``until`` if all its days do.
    """
    match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?)?", date.split("T")[0])
    if not match:
        return "", ""
    year, month, day = match[1], match[2] or "12", match[3]
    last = day or calendar.monthrange(max(int(year), 1), int(month))[1]
    return f"{match[0]}-01-01"[:10], f"{year}-{month}-{last}"


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A passage found. ``cosine`` compares it with the question; ``bm25`` is 0 where its words did not find it.

    ``sentences`` are the vectors of ``passage.sentences``, shape (n, d). ``place`` orders all passages of the library:
    transcripts as they were added, each in reading order.
    """

    passage: Passage
    sentences: Matrix
    cosine: float
    bm25: float
    place: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A transcript without its words, for lists. ``duration_ms`` is None where the file has no times."""

    id: str
    title: str
    date: str
    place: str
    format: str
    source: str
    speakers: tuple[str, ...]
    turns: int
    duration_ms: int | None
    media: str = ""

    @classmethod
    def of(cls, transcript: Transcript) -> Summary:
        times = [time for turn in transcript.turns for time in (turn.start_ms, turn.end_ms) if time is not None]
        times += [anchor.ms for turn in transcript.turns for anchor in turn.anchors]
        return cls(
            id=transcript.id,
            title=transcript.title,
            date=transcript.date,
            place=transcript.place,
            format=transcript.format,
            source=transcript.source,
            speakers=tuple(dict.fromkeys(turn.speaker.who for turn in transcript.turns if turn.speaker)),
            turns=len(transcript.turns),
            duration_ms=max(times, default=None),
            media=transcript.media,
        )


KEPT_S = 7 * 24 * 3600  # for how long what was discarded can be had back


@dataclass(frozen=True, slots=True)
class Discarded:
    """A transcript that can be had back. ``at`` is when it was discarded, in seconds since 1970; ``collections`` are
    those that it was in, and will be again.
    """

    id: str
    title: str
    media: str
    at: int
    collections: frozenset[str] = frozenset()


class Kept(NamedTuple):
    """All that was made of a file, as it was kept: the first three arguments of ``Store.add``.

    The transcript is as it was read, without renames, and as it is described now.
    """

    transcript: Transcript
    passages: Sequence[Passage]
    vectors: Sequence[Encoded]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a library knows beside its transcripts, by their ids.

    ``origins`` are the ids by place, ``former`` the present ones by those that they replaced; ``changes`` are those of
    names in their order, each of which is taken back as a whole; ``collections`` are the ids in each, by name.
    """

    origins: Mapping[str, str]
    former: Mapping[str, str]
    changes: tuple[tuple[Rename, ...], ...]
    collections: Mapping[str, frozenset[str]]


class Store(Protocol):
    """Keeps transcripts and finds their passages. All of it may be used by several threads and processes at once.

    ``path`` is the folder in which what belongs to it may be kept, too; ``encoder`` is the name of the model whose
    vectors are in it; ``generation`` changes with every change of content.
    """

    path: Path
    encoder: str

    @property
    def generation(self) -> str: ...

    def add(
        self,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        filed: Filed = ...,
    ) -> bool:
        """Keep a transcript, whole or not at all, with the bytes of its file. False where its id is there already.

        What it replaces, as ``filed`` says, goes in the same moment: nobody finds both, or neither. Its renames and
        collections go over to the new one. A transcript may replace itself, read in another way.
        """

    def remove(self, transcript: str) -> bool:
        """Forget a transcript, so that nothing of it is found any more. False where it is not there."""

    def locate(self, transcript: str, origin: str) -> None:
        """Say that the file of a transcript, which is there, lies at ``origin``, too; what lay there alone is replaced.

        Raises NoSuchTranscript.
        """

    def leave(self, origin: str) -> str:
        """Say that no file is at ``origin`` any more. What lay there alone is removed, and its id returned, else ""."""

    def at(self, origin: str) -> str:
        """The id of the transcript whose file lies there; empty for none."""

    def origins(self) -> dict[str, str]:
        """The ids of all transcripts whose files lie somewhere, by place."""

    def successor(self, transcript: str) -> str:
        """The id of the transcript that has replaced this one; empty where none has."""

    def discard(self, transcript: str) -> bool:
        """Forget a transcript as ``remove`` does, but for some days let it be restored. False where it is not there."""

    def restore(self, transcript: str) -> bool:
        """Bring back what was discarded: in its place, with its names. False where that cannot be."""

    def erase(self, transcript: str) -> bool:
        """Forget what was discarded for good. False where it was not discarded."""

    def discarded(self) -> list[Discarded]:
        """What can be restored, the latest first."""

    def __contains__(self, transcript: str) -> bool: ...

    def transcript(self, transcript: str) -> Transcript:
        """Raises NoSuchTranscript."""

    def transcripts(self) -> list[Summary]:
        """All of them, as they were added."""

    def source(self, transcript: str) -> bytes:
        """The bytes of the file that it was made from. Raises NoSuchTranscript."""

    def given(self, transcript: str) -> Given:
        """What was said of it on adding it, or since. Raises NoSuchTranscript."""

    @property
    def recordings(self) -> Recordings:
        """The recordings that are kept beside the transcripts."""

    def describe(self, transcript: Transcript, given: Given) -> None:
        """Keep ``given`` of a transcript, and with it the title, date and media that this one has; no word changes.

        Raises NoSuchTranscript.
        """

    def appearances(self) -> list[Appearance]:
        """Who speaks, or is listed, in which transcript."""

    def rename(self, renames: Sequence[Rename]) -> None:
        """Call speakers otherwise, in one change, wherever they are read, listed or filtered by; the rest stays.

        What names a transcript that is not there has no effect; what names none is an alias.
        """

    def renames(self) -> list[Rename]:
        """All changes of names, in the order in which they were made."""

    def undo(self, among: frozenset[str] | None = None) -> tuple[Rename, ...]:
        """Take back the last change of names, among these transcripts alone. Returns it, empty where there is none."""

    def collections(self) -> dict[str, frozenset[str]]:
        """The ids of the transcripts in each collection, by its name."""

    def collect(self, transcripts: Sequence[str], collection: str) -> None:
        """Put transcripts into a collection, which is made where there is none of that name; a transcript may be in
        several. What replaces it is in all of them, too. Raises NoSuchTranscript.
        """

    def release(self, transcripts: Sequence[str], collection: str) -> None:
        """Take transcripts out of a collection; those that are not in it stay as they are."""

    def disband(self, collection: str) -> bool:
        """Forget a collection; its transcripts stay. False where there is none of that name."""

    def within(self, collections: Iterable[str]) -> frozenset[str]:
        """The ids of the transcripts in any of the collections; the empty name stands for those that are in none."""

    def kept(self, transcript: str) -> Kept:
        """A transcript, its passages and their vectors, to be added to another store of the same encoder as they are.

        Raises NoSuchTranscript.
        """

    def ledger(self) -> Ledger:
        """All that is known beside the transcripts."""

    def enter(self, entries: Ledger) -> None:
        """Know what is in a ledger, and nothing else; what it says of transcripts that are not there is left out."""

    def search(self, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        """The ``k`` passages nearest in meaning and the ``k`` best by their words, each once, by ``place``.

        ``question`` has shape (d,) and length 1; ``terms`` are stems as index.text.terms gives them.
        """

    def holding(self, terms: Sequence[str], where: Filter) -> list[Passage]:
        """Every passage in which all the terms stand, in the order of the library; none for no terms."""

    def frequencies(self, terms: Sequence[str], where: Filter = ANY) -> dict[str, int]:
        """In how many passages of ``where.collections`` each term stands; the rest of the filter does not count."""

    def size(self, where: Filter = ANY) -> int:
        """The number of passages of ``where.collections``."""

    def flush(self) -> None:
        """Write down what only speeds up the next opening."""

    def close(self) -> None: ...
