"""Who speaks in a transcript, and other names for them, as the Library page shows and changes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from index.errors import OnTheRecordError
from index.renames import Rename, rename, tidied
from index.transcript import Transcript
from qa.library import Library
from qa.show.links import place_href
from qa.show.wording import count

LONGEST = 200  # characters of a name


class Voice(TypedDict):
    """Somebody who speaks in a transcript."""

    who: str
    labels: list[str]  # as the file prints them, where that is not the name
    turns: int
    inferred: str  # the sentence that the name rests on; empty where the file or a user gives it
    evidence: str  # the address of that sentence
    part: bool  # a label that names nobody, such as SPEAKER_00: perhaps somebody else in another transcript
    elsewhere: int  # other transcripts in which they speak, too


class Renamed(TypedDict):
    """What became of a change of names: a sentence, and who is called what now; nobody where nothing changed."""

    said: str
    names: list[tuple[str, str]]


def voices(library: Library, transcript: Transcript) -> list[Voice]:
    """All who speak, in order of first words, each once by whatever labels the file has for them."""
    found: dict[str, Voice] = {}
    others = _transcripts(library)
    for speaker in (turn.speaker for turn in transcript.turns if turn.speaker):
        voice = found.setdefault(
            speaker.who,
            {
                "who": speaker.who,
                "labels": [],
                "turns": 0,
                "inferred": transcript.text(speaker.evidence) if speaker.evidence else "",
                "evidence": place_href(transcript, speaker.evidence) if speaker.evidence else "",
                "part": not speaker.name,
                "elsewhere": len(others.get(speaker.who, set()) - {transcript.id}),
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


def call(library: Library, transcript: str, who: str, name: str, everywhere: bool = False) -> Renamed:
    """Call somebody ``name``, in that transcript or in all; who has that name already becomes one with them."""
    name = tidied(name)
    if not name or len(name) > LONGEST:
        return {"said": "The name is empty, too long, or has characters that cannot be shown.", "names": []}
    where = () if everywhere else (transcript,)
    try:
        made = rename(library.store.appearances(), who, name, where, everywhere)
    except OnTheRecordError as error:
        return {"said": str(error), "names": []}
    if not made:
        return {"said": f"{name} is the name already.", "names": []}
    library.store.rename(made)
    return {"said": f"{who} is now {name}{_in(made)}.", "names": _names((each.who, each.name) for each in made)}


def uncall(library: Library) -> Renamed:
    """Take the last change of names back."""
    undone = library.store.undo()
    if not undone:
        return {"said": "No renaming is left to undo.", "names": []}
    names = _names((each.name, each.who) for each in undone)
    before = " and ".join(dict.fromkeys(each.who for each in undone))
    return {"said": f"{undone[0].name} is {before} again{_in(undone)}.", "names": names}


def _in(renames: Iterable[Rename]) -> str:
    """In how many transcripts that is, if not in one alone."""
    number = len({each.transcript for each in renames})
    return f" in {count(number, 'transcript')}" if number > 1 else ""


def _names(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))
