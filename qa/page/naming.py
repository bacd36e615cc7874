"""Who speaks in a transcript, and other names for them, as the Library page shows and changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypedDict

from index.errors import OnTheRecordError
from index.renames import Rename, alias, rename, split, tidied
from index.speakers.people import Person
from index.transcript import Transcript
from qa.library import Library
from qa.show.faults import told
from qa.show.languages import ENGLISH, Language
from qa.show.links import place_href
from qa.show.wording import clock, hues, initials, listed

LONGEST = 200  # characters of a name
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


class Renamed(TypedDict):
    """What became of a change of names: a sentence, whether anything changed, and who is called what now."""

    said: str
    done: bool
    names: list[tuple[str, str]]


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


def call(
    library: Library,
    transcript: str,
    who: str,
    name: str,
    everywhere: bool = False,
    language: Language = ENGLISH,
) -> Renamed:
    """Call somebody ``name``, in that transcript or in all; who has that name already becomes one with them."""
    name = tidied(name)
    if not name or len(name) > LONGEST:
        return _nothing(language.say("name.bad"))
    where = () if everywhere else (transcript,)
    try:
        made = rename(library.store.appearances(), who, name, where, everywhere)
    except OnTheRecordError as error:
        return _nothing(told(error, language))
    if not made:
        return _nothing(language.say("name.same", name=name))
    library.store.rename(made)
    said = language.say(_spread("name.now", made), who=who, name=name, n=_number(made))
    return _done(said, ((each.who, each.name) for each in made))


def divide(
    library: Library,
    transcript: Transcript,
    who: str,
    turns: Collection[int],
    name: str,
    language: Language = ENGLISH,
) -> Renamed:
    """Let somebody else, perhaps somebody new, have said some of the turns of ``who``."""
    name = tidied(name)
    if not name or len(name) > LONGEST:
        return _nothing(language.say("name.bad"))
    try:
        made = split(transcript, who, turns, name)
    except OnTheRecordError as error:
        return _nothing(told(error, language))
    library.store.rename([made])
    return _done(language.say("name.divided", n=len(made.turns), who=who, name=name))


def also_call(library: Library, transcript: str, who: str, name: str, language: Language = ENGLISH) -> Renamed:
    """Let a question find somebody under another name, too."""
    name = tidied(name)
    if not name or len(name) > LONGEST:
        return _nothing(language.say("name.bad"))
    try:
        made = alias([row for row in library.store.appearances() if row.transcript == transcript], who, name)
    except OnTheRecordError as error:
        return _nothing(told(error, language))
    if any(made.who in (person.name, *person.names) for person in library.people().find(name)):
        return _nothing(language.say("name.also_already", who=made.who, name=name))
    library.store.rename([made])
    return _done(language.say("name.also", who=made.who, name=name))


def call_no_longer(library: Library, name: str, language: Language = ENGLISH) -> Renamed:
    """Forget an alias."""
    if name not in {each.name for each in library.store.renames() if not each.transcript}:
        return _nothing(language.say("name.nobody", name=name))
    library.store.rename([Rename("", name, "")])
    return _done(language.say("name.no_longer", name=name))


def uncall(library: Library, language: Language = ENGLISH) -> Renamed:
    """Take the last change of names back."""
    undone = library.store.undo()
    if not undone:
        return _nothing(language.say("name.undo.none"))
    first = undone[0]
    if not first.transcript:
        return _done(
            language.say("name.undo.also", who=first.who, name=first.name)
            if first.name
            else language.say("name.undo.no_longer", name=first.who)
        )
    if first.turns:
        return _done(language.say("name.undo.divided", n=len(first.turns), who=first.who))
    before = listed(list(dict.fromkeys(each.who for each in undone)), language)
    said = language.say(_spread("name.undo.now", undone), name=first.name, who=before, n=_number(undone))
    return _done(said, ((each.name, each.who) for each in undone))


def _spread(key: str, renames: Sequence[Rename]) -> str:
    """The sentence that says in how many transcripts, if that is not one alone."""
    return f"{key}.in" if _number(renames) > 1 else key


def _number(renames: Sequence[Rename]) -> int:
    return len({each.transcript for each in renames})


def _done(said: str, names: Iterable[tuple[str, str]] = ()) -> Renamed:
    return {"said": said, "done": True, "names": list(dict.fromkeys(names))}


def _nothing(said: str) -> Renamed:
    return {"said": said, "done": False, "names": []}
