"""Other names for speakers, which users give: kept beside the transcripts, applied when these are read, taken back.

A rename is of one transcript, because SPEAKER_00 of the next one is somebody else; who speaks in several is renamed in
each, in one change. Transcripts that are added later are not touched. The text of a transcript never is. An alias, by
which a question may call somebody, is of no transcript: it is never shown in their place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from index.errors import NoSuchSpeaker
from index.speakers.identify import Appearance, appearances
from index.speakers.names import read_label
from index.speakers.people import People, Person
from index.transcript import Speaker, Transcript

Block = tuple[int, int, int]
"""So many turns from ``a`` of one version on are those from ``b`` of another on: a, b, how many."""


@dataclass(frozen=True, slots=True)
class Rename:
    """Whoever is called ``who`` in a transcript, after all earlier renames, is called ``name``.

    With ``turns`` it is only these that they say: one label stood for two people. Without a transcript it is an alias:
    whoever is called ``who`` is also meant by ``name``; an empty name forgets the alias ``who``.
    """

    transcript: str
    who: str
    name: str
    turns: frozenset[int] = frozenset()


def tidied(name: str) -> str:
    """A name as a user typed it, without superfluous white space; empty where it cannot be shown."""
    tidy = " ".join(name.split())
    return tidy if tidy.isprintable() else ""


def called(speaker: Speaker, name: str) -> Speaker:
    """The speaker under another name, or under another label where ``name`` is one that names nobody: SPEAKER_01."""
    if read_label(name).name:
        return replace(speaker, name=name, evidence=None)
    return Speaker(label=name)


def renamed(transcript: Transcript, renames: Iterable[Rename]) -> Transcript:
    """The transcript with one rename after the other applied to its speakers and participants."""
    steps = tuple(renames)
    splits = [each.turns for each in steps if each.turns]
    known: dict[tuple[Speaker, tuple[bool, ...]], Speaker] = {}

    def now(speaker: Speaker, place: int = -1) -> Speaker:
        key = speaker, tuple(place in turns for turns in splits)
        if key not in known:
            known[key] = speaker
            for each in steps:
                if known[key].who == each.who and (not each.turns or place in each.turns):
                    other = replace(known[key], role="") if each.turns else known[key]  # somebody else's office
                    known[key] = called(other, each.name)
        return known[key]

    if not steps:
        return transcript
    turns = tuple(
        replace(turn, speaker=now(turn.speaker, place)) if turn.speaker else turn
        for place, turn in enumerate(transcript.turns)
    )
    return replace(transcript, turns=turns, participants=tuple(map(now, transcript.participants)))


def blocks(old: Transcript, new: Transcript) -> tuple[Block, ...]:
    """Which turns of ``new`` are those of ``old``: the same words in the same order."""
    match = SequenceMatcher(None, [t.text for t in old.turns], [t.text for t in new.turns], autojunk=False)
    return tuple((block.a, block.b, block.size) for block in match.get_matching_blocks())


def places(found: Iterable[Block]) -> dict[int, int]:
    """Where each turn of the one version stands in the other; those that are gone are not in it."""
    return {a + n: b + n for a, b, size in found for n in range(size)}


def followed(turns: Collection[int], old: Transcript, new: Transcript) -> frozenset[int]:
    """Where turns of ``old`` stand in a newer version, as far as they are in it."""
    now = places(blocks(old, new))
    return frozenset(now[turn] for turn in turns if turn in now)


def aliases(changes: Iterable[Rename]) -> dict[str, frozenset[str]]:
    """By alias the names of whom it means, under whatever name they went since the alias was given."""
    known: dict[str, frozenset[str]] = {}
    for each in changes:
        if each.transcript:
            for alias, names in known.items():
                if each.who in names and not each.turns:
                    known[alias] = names | {each.name}
        elif each.name:
            known[each.name] = known.get(each.name, frozenset()) | {each.who}
        else:
            known.pop(each.who, None)
    return known


def alias(rows: Sequence[Appearance], who: str, name: str) -> Rename:
    """The change by which somebody is also meant by ``name``. Raises NoSuchSpeaker for nobody, several, or a label."""
    person = _find(rows, who)
    if person.anonymous:
        raise NoSuchSpeaker(who, "this is a label, and nobody's name", "rename it first, then add other names")
    return Rename("", person.who, name)


def split(transcript: Transcript, who: str, turns: Collection[int], name: str) -> Rename:
    """The change by which ``name`` says what ``who`` says in some turns. Raises NoSuchSpeaker."""
    rows = appearances(transcript)
    who = who if any(row.who == who for row in rows) else _find(rows, who).who
    theirs = {place for place, turn in enumerate(transcript.turns) if turn.speaker and turn.speaker.who == who}
    if strange := sorted(set(turns) - theirs):
        raise NoSuchSpeaker(who, f"turn {strange[0] + 1} is not theirs", "choose among their turns")
    if not turns or name == who:
        raise NoSuchSpeaker(who, "nothing is left to change", "choose some of their turns, and another name")
    return Rename(transcript.id, who, name, frozenset(turns))


def rename(
    rows: Sequence[Appearance], who: str, name: str, transcripts: Collection[str] = (), everywhere: bool = False
) -> tuple[Rename, ...]:
    """The renames that call somebody ``name``, in ``transcripts`` (empty: in all) as far as they appear there.

    Raises NoSuchSpeaker where nobody or several are called ``who``; also where it is a label such as SPEAKER_00 that
    stands in several transcripts, unless these are chosen or ``everywhere`` says that it is one person.
    """
    person = _find([row for row in rows if not transcripts or row.transcript in transcripts], who)
    found: Sequence[Appearance] = person.appearances
    if person.anonymous:
        # Its rows are also those whose speaker is known by name: only the unnamed ones are called by the label.
        found = [row for row in found if not row.name] or found
        if len({row.transcript for row in found}) > 1 and not transcripts and not everywhere:
            raise NoSuchSpeaker(
                who, "several transcripts have this label, perhaps for different people", "choose one with --transcript"
            )
    places = dict.fromkeys((row.transcript, row.who) for row in found)
    return tuple(Rename(transcript, old, name) for transcript, old in places if old != name)


def merge(
    rows: Sequence[Appearance], who: str, into: str, transcripts: Collection[str] = (), everywhere: bool = False
) -> tuple[Rename, ...]:
    """The renames by which what ``who`` says is said by ``into``, who must be there. Raises NoSuchSpeaker."""
    return rename(rows, who, _find(rows, into).who, transcripts, everywhere)


def _find(rows: Sequence[Appearance], who: str) -> Person:
    """The one who is called that: exactly, else in any case, else as a question may name them."""
    people = People(rows)
    tests = (
        lambda person: person.who == who,
        lambda person: who in (*person.names, *person.aliases, *person.labels),
        lambda person: who.casefold() == person.who.casefold(),
    )
    found = next((some for test in tests if (some := [p for p in people.people if test(p)])), None) or people.find(who)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(dict.fromkeys(person.who for person in found))
        raise NoSuchSpeaker(who, f"several go by that name: {names}", "give the whole name, or choose a --transcript")
    raise NoSuchSpeaker(who, "nobody goes by that name", "see `ontherecord speakers` for those who do")
