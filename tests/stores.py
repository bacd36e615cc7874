"""What the tests of stores share: small conversations, and a judge that compares everything with everything."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.encoder import Encoded, Encoder, Vector
from index.intake.given import Filed
from index.local.store import LocalStore
from index.passages import split
from index.renames import Rename
from index.store import Filter, Store
from index.text import terms
from index.transcript import Passage, Speaker, Transcript, Turn
from index.visible import VisibleStore
from tests import milvus_servers
from tests.fakes import WordEncoder

WORDS = WordEncoder()


class Shaded(VisibleStore):
    """What somebody sees of a library who may not read all of it: as if there were no more."""

    def __init__(self, path: Path, encoder: str) -> None:
        self._all = LocalStore(path, encoder)
        super().__init__(self._all, frozenset({""}))
        if self._all.created and encoder == WORDS.name:
            for hidden in HIDDEN:
                self._all.add(*made(hidden), b"", Filed(f"/hidden/{hidden.id}", collections=("hidden",)))
            self._all.rename([Rename(HIDDEN[0].id, "Hugo", "Hugo Hidden")])

    def close(self) -> None:
        self._all.close()


# Every one passes tests/test_store_contract.py.
STORES: dict[str, Callable[[Path, str], Store]] = {
    "local": LocalStore,
    "shaded": Shaded,
    "milvus": milvus_servers.opener("lite"),
}
if os.environ.get("ONTHERECORD_MILVUS") == "all":  # which takes twice as long
    STORES["milvus core"] = milvus_servers.opener("core")


def talk(id_: str, *said: str, date: str = "", title: str = "") -> Transcript:
    """A transcript from lines such as "Anna: We trade with China."; a line without a name has no speaker."""
    turns = []
    for line in said:
        who, colon, text = line.rpartition(": ")
        turns.append(Turn(text, Speaker(who.upper(), who) if colon else None))
    return Transcript(id_, title or id_, tuple(turns), date=date, source=f"{id_}.txt", format="text")


HIDDEN = (
    talk("hidden 1", "Hugo: Trade with China, rain and wheat.", "Anna: Rain, rain, rain on ships.", date="2022-05"),
    talk("hidden 2", "Ben: Trade, vote, school, music. It rains."),
)


def made(transcript: Transcript, encoder: Encoder = WORDS) -> tuple[Transcript, list[Passage], list[Encoded]]:
    passages = split(transcript, encoder.tokens, encoder.limit)
    texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
    return transcript, passages, encoder.passages(texts)


def keep(store: Store, *transcripts: Transcript, encoder: Encoder = WORDS) -> None:
    for transcript in transcripts:
        assert store.add(*made(transcript, encoder), transcript.title.encode())


def keep_as(store: Store, transcript: Transcript, filed: Filed) -> None:
    assert store.add(*made(transcript), transcript.title.encode(), filed)


def found(
    store: Store, question: str, where: Filter | None = None, k: int = 3, encoder: Encoder = WORDS
) -> list[tuple[str, int]]:
    """The hits, each as its transcript and the turn that it begins in."""
    hits = store.search(encoder.question(question), terms(question), where or Filter(), k)
    return [(hit.passage.transcript, hit.passage.sentences[0].turn) for hit in hits]


@dataclass
class Scored:
    passage: Passage
    cosine: float
    bm25: float


@dataclass
class Judge:
    """Every passage in a list, and every question compared with each of them, as slowly as it is plain."""

    kept: dict[str, tuple[Transcript, Sequence[Passage], Sequence[Encoded]]] = field(default_factory=dict)

    def scored(self, question: Vector, wanted: Sequence[str], where: Filter) -> list[Scored]:
        """All that may be found, in order of place."""
        return [
            Scored(
                passage, float(np.float16(encoded.passage).astype(np.float32) @ question), self._bm25(passage, wanted)
            )
            for transcript, passages, vectors in self.kept.values()
            for passage, encoded in zip(passages, vectors, strict=True)
            if allows(where, transcript, passage)
        ]

    def terms(self, passage: Passage) -> list[str]:
        transcript = self.kept[passage.transcript][0]
        return [term for span in passage.sentences for term in terms(transcript.text(span))]

    def _bm25(self, passage: Passage, wanted: Sequence[str], k1: float = 1.2, b: float = 0.75) -> float:
        """As SQLite's FTS5 counts: https://www.sqlite.org/fts5.html#the_bm25_function."""
        everything = [self.terms(p) for _, passages, _ in self.kept.values() for p in passages]
        mean = sum(map(len, everything)) / len(everything) or 1.0
        mine, score = self.terms(passage), 0.0
        for term in dict.fromkeys(wanted):
            holding = sum(term in words for words in everything)
            idf = max(math.log((len(everything) - holding + 0.5) / (holding + 0.5)), 1e-6)
            count = mine.count(term)
            score += idf * count * (k1 + 1) / (count + k1 * (1 - b + b * len(mine) / mean))
        return score


# What a date in a test means: its first and its last day.
DAYS = {
    "2021": ("2021-01-01", "2021-12-31"),
    "2021-04": ("2021-04-01", "2021-04-30"),
    "2021-04-05": ("2021-04-05", "2021-04-05"),
    "2022-12": ("2022-12-01", "2022-12-31"),
    "2022-12-31": ("2022-12-31", "2022-12-31"),
}


def allows(where: Filter, transcript: Transcript, passage: Passage) -> bool:
    if where.speakers is not None and not {transcript.who(span) for span in passage.sentences} & where.speakers:
        return False
    if where.transcripts is not None and transcript.id not in where.transcripts:
        return False
    first, last = DAYS.get(transcript.date, ("", ""))
    after = not where.since or (first >= DAYS[where.since][0])
    before = not where.until or (last != "" and last <= DAYS[where.until][1])
    return after and before
