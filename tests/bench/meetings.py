"""QMSum's meetings as a library, turn by turn as they are given, and its questions.

No file format stands between: parsers join what one speaker says in a row, and the turns would be others than those
that are labelled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from index.formats import Source
from index.intake.given import Filed
from index.passages import split
from index.speakers.identify import identify
from index.transcript import Speaker, Transcript, Turn
from qa.library import Library, open_library


@dataclass(frozen=True, slots=True)
class Asked:
    """``specific`` asks about a part of the meeting; the others ask for all of it."""

    text: str
    transcript: str
    gold: frozenset[int]
    specific: bool


def opened(folder: Path, split_: str, library: Path) -> Library:
    """The library with the meetings of the split, those added that lack."""
    found = open_library(library)
    for line in (folder / "transcripts.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        if row["split"] == split_ and (id_ := _id(row["id"])) not in found.store:
            turns = tuple(Turn(turn["text"].strip(), Speaker(turn["speaker"])) for turn in row["turns"])
            transcript = identify(Transcript(id_, row["title"], turns, source=f"{row['id']}.json"))
            passages = split(transcript, found.encoder.tokens, found.encoder.limit)
            texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
            found.store.add(transcript, passages, found.encoder.passages(texts), line.encode(), Filed())
    found.store.flush()
    return found


def questions(folder: Path, split_: str) -> list[Asked]:
    """Those whose evidence is labelled. Ids end in s and a number for specific questions, in g for general ones."""
    rows = [json.loads(line) for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    return [
        Asked(
            row["question"],
            _id(row["transcript"]),
            frozenset(row["gold_turns"]),
            row["id"].rpartition("-")[2].startswith("s"),
        )
        for row in rows
        if row["split"] == split_ and row["gold_turns"]
    ]


def _id(meeting: str) -> str:
    return Source(meeting, meeting.encode()).id
