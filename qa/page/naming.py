"""Who speaks in a transcript, as the Library page shows it: by which names, and in which turns."""

from __future__ import annotations

from typing import TypedDict

from index.speakers.people import Person
from index.transcript import Transcript
from qa.library import Library
from qa.show.links import place_href
from qa.show.wording import clock, hues, initials

SHOWN = 160  # characters of a turn, where turns are chosen


class Voice(TypedDict):
    """Somebody who speaks in a transcript."""

    who: str
    initials: str
    hue: int
    labels: list[str]  # as the file prints them, where that is not the name
    turns: int
    inferred: str  # the sentence that the name rests on; empty where the file or a user gives it
    evidence: str  # the address of that sentence
    part: bool  # a label that names nobody, such as SPEAKER_00: perhaps somebody else in another transcript
    elsewhere: int  # other transcripts in which they speak, too
    known: list[str]  # their names in other transcripts
    aliases: list[str]  # other names that users gave


class Said(TypedDict):
    """A turn to be chosen."""

    turn: int
    time: str
    text: str


def voices(library: Library, transcript: Transcript) -> list[Voice]:
    """All who speak, in order of first words, each once by whatever labels the file has for them."""
    found: dict[str, Voice] = {}
    others, people, colours = _transcripts(library), _people(library, transcript.id), hues(transcript)
    for speaker in (turn.speaker for turn in transcript.turns if turn.speaker):
        person = people.get(speaker.who)
        voice = found.setdefault(
            speaker.who,
            {
                "who": speaker.who,
                "initials": initials(speaker.who),
                "hue": colours[speaker.who],
                "labels": [],
                "turns": 0,
                "inferred": transcript.text(speaker.evidence) if speaker.evidence else "",
                "evidence": place_href(transcript, speaker.evidence) if speaker.evidence else "",
                "part": not speaker.name,
                "elsewhere": len(others.get(speaker.who, set()) - {transcript.id}),
                "known": _known(person, speaker.who),
                "aliases": list(person.also) if person else [],
            },
        )
        voice["turns"] += 1
        if speaker.label not in (speaker.who, *voice["labels"]):
            voice["labels"].append(speaker.label)
    return list(found.values())


def _transcripts(library: Library) -> dict[str, set[str]]:
    """Where people speak, by every name they have; of a label, where nobody knows who that is."""
    where: dict[str, set[str]] = {}
    for person in library.people().people:
        named = [row for row in person.appearances if row.turns and not (person.anonymous and row.name)]
        for name in {person.who, *(row.name for row in named if row.name)}:
            where.setdefault(name, set()).update(row.transcript for row in named)
    return where


def _people(library: Library, transcript: str) -> dict[str, Person]:
    """Those with names who speak in a transcript, by the name that they have there."""
    named = [person for person in library.people().people if not person.anonymous]
    return {who: person for person in named for where, who in person.speaks_as if where == transcript}


def _known(person: Person | None, who: str) -> list[str]:
    names = (person.name, *person.aliases) if person else ()
    return [name for name in names if person and name != who and name not in person.also]


def said_by(transcript: Transcript, who: str) -> list[Said]:
    """All that somebody says in a transcript, for a look at whether it is one person who says it."""
    return [
        {
            "turn": place,
            "time": clock(turn.start_ms) if turn.start_ms is not None else "",
            "text": turn.text if len(turn.text) <= SHOWN else turn.text[:SHOWN] + "…",
        }
        for place, turn in enumerate(transcript.turns)
        if turn.speaker and turn.speaker.who == who
    ]
