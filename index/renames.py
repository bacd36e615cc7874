"""Other names for speakers, which users give: kept beside the transcripts, applied when these are read, taken back.

A rename is of one transcript, because SPEAKER_00 of the next one is somebody else; who speaks in several is renamed in
each, in one change. Transcripts that are added later are not touched. The text of a transcript never is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from index.errors import NoSuchSpeaker
from index.speakers.identify import Appearance
from index.speakers.names import read_label
from index.speakers.people import People, Person
from index.transcript import Speaker, Transcript


@dataclass(frozen=True, slots=True)
class Rename:
    """Whoever is called ``who`` in a transcript, after all earlier renames, is called ``name``."""

    transcript: str
    who: str
    name: str


def tidied(name: str) -> str:
    """A name as a user typed it, without superfluous white space; empty where it cannot be shown."""
    tidy = " ".join(name.split())
    return tidy if tidy.isprintable() else ""


def called(speaker: Speaker, name: str) -> Speaker:
    """The speaker under another name, or under another label where ``name`` is one that names nobody: SPEAKER_01."""
    if read_label(name).name:
        return replace(speaker, name=name, evidence=None)
    return Speaker(label=name)


def renamed(transcript: Transcript, renames: Iterable[tuple[str, str]]) -> Transcript:
    """The transcript with (who, name) after (who, name) applied to its speakers and participants."""
    steps = tuple(renames)
    known: dict[Speaker, Speaker] = {}

    def now(speaker: Speaker) -> Speaker:
        if speaker not in known:
            known[speaker] = speaker
            for who, name in steps:
                if known[speaker].who == who:
                    known[speaker] = called(known[speaker], name)
        return known[speaker]

    if not steps:
        return transcript
    turns = tuple(replace(turn, speaker=now(turn.speaker)) if turn.speaker else turn for turn in transcript.turns)
    return replace(transcript, turns=turns, participants=tuple(map(now, transcript.participants)))


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
