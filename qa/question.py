"""A question taken apart: whose words it wants, about what, and in which part of the record. Nothing in it is guessed
twice: all that answers, shows or repeats a question goes by these fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from index.speakers.people import Person

Mentioned = Literal["", "who", "all", "first", "last"]
LONGEST = 2_000  # characters of a question


class Part(StrEnum):
    """A part of a transcript that a question may name."""

    WHOLE = ""
    BEGINNING = "beginning"  # the first fifth of what the speaker, or everybody, says
    END = "end"  # the last fifth
    OPENING = "opening"  # the first statement, before anybody asks
    CLOSING = "closing"  # the last statement
    QUESTIONS = "questions"  # from the first question on


@dataclass(frozen=True, slots=True)
class Titled:
    """A transcript that the question names."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A speaker as the topic of a question, and what others call that person.

    ``names`` count in every transcript, ``here`` only in those ``transcripts`` in which the person takes part: there
    "Tony" and "Mr. Secretary" are clear. All are written as in running text.
    """

    who: str
    names: tuple[str, ...]
    here: tuple[str, ...] = ()
    transcripts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Option:
    """One of several people whom a name may mean, and ``question``, put to that person alone.

    ``transcripts`` are ids where the name alone does not tell this person from another option; ``title`` is one
    transcript with them.
    """

    who: str
    role: str
    title: str
    question: str
    transcripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """``topic`` is the question without the speaker: what is searched for. Empty where it names no topic.

    Whose words may answer: ``speakers`` are the people, empty where anyone's may; ``voices`` is what they are called in
    the transcripts (``Speaker.who``), and ``heard`` the same with the transcript, for two people may share a name such
    as "Mr Miller". ``ambiguous`` is the mention that several people answer to, and ``options`` are these people where
    the question must ask back which one is meant. ``unknown`` is the name, as the user wrote it, of somebody who is no
    speaker. ``but`` are people whose words do not answer ("who else?").

    What is wanted of them, if not statements: ``asked``, the questions that were asked, or with ``listing`` every one
    of them, counted; ``reply``, what was answered to a question on the topic, by ``askers`` where given; ``compare``,
    the speakers side by side; ``mentions``, who speaks of the topic at all, or every place where that is, or the first
    or the last; ``sources``, where the answer before this stands ("in which meeting?"). ``exact`` are words put in
    quotation marks: only sentences with just these count, every one of them. ``page`` counts how often "anything else?"
    followed: the quotes before are then left out.

    Where it is looked for: ``since`` and ``until`` are ISO dates as in index.store.Filter, ``within`` the transcripts
    that the question names, ``part`` the part of each transcript. Empty: everywhere.

    ``about`` are speakers who are all of the topic: sentences that mention them, by whatever name, are on it.
    ``subject`` is whom a question is about that asks nobody in particular ("where is Blinken going?"). That person
    answers in the first person, so ``in_first_person`` is the topic as that person would put it; ``nameless`` is the
    topic without the names of speakers, which would else outweigh everything else in it. ``in_context`` is a topic that
    points back ("what is he doing for their police?") behind the topic of the question before it.
    """

    text: str
    topic: str
    speakers: tuple[str, ...] = ()
    voices: frozenset[str] = frozenset()
    heard: frozenset[tuple[str, str]] = frozenset()
    but: tuple[str, ...] = ()
    asked: bool = False
    listing: bool = False
    compare: bool = False
    reply: bool = False
    mentions: Mentioned = ""
    sources: bool = False
    askers: frozenset[str] = frozenset()
    exact: tuple[str, ...] = ()
    page: int = 0
    since: str = ""
    until: str = ""
    within: tuple[Titled, ...] = ()
    part: Part = Part.WHOLE
    about: tuple[Figure, ...] = ()
    ambiguous: str = ""
    options: tuple[Option, ...] = ()
    unknown: str = ""
    subject: frozenset[str] = frozenset()
    in_first_person: str = ""
    nameless: str = ""
    in_context: str = ""

    def may_be_said_by(self, transcript: str, who: str) -> bool:
        """Whether the words of this speaker in that transcript may answer."""
        if who in self.but:
            return False
        if not self.speakers:
            return True
        return who in self.voices and (not self.heard or (transcript, who) in self.heard)

    def put_to(self, people: Sequence[Person]) -> Question:
        """The question put to these people alone."""
        names = tuple(dict.fromkeys(person.who for person in people))
        return replace(self, speakers=names, voices=voices(people), heard=heard(people))

    def put_to_anyone(self) -> Question:
        return replace(self, speakers=(), voices=frozenset(), heard=frozenset())

    def placed_as(self, other: Question) -> Question:
        """The question, looked for where ``other`` is."""
        return replace(self, since=other.since, until=other.until, within=other.within, part=other.part)


def voices(people: Iterable[Person]) -> frozenset[str]:
    """How the people are called in the transcripts, as ``Speaker.who`` has it: one may have another name in each."""
    return frozenset(who for _, who in heard(people))


def heard(people: Iterable[Person]) -> frozenset[tuple[str, str]]:
    """(transcript, ``Speaker.who``) of all that the people say."""
    return frozenset().union(*(person.speaks_as for person in people))
