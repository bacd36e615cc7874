"""Everybody in the library with how much they say, each found again by an address that outlives renames.

A person may speak in many transcripts. A label that names nobody, such as SPEAKER_00, is somebody of one transcript
alone: that of the next one may be somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from index.errors import NoSuchTranscript
from index.speakers.identify import Appearance
from index.speakers.persons import Person
from index.store import Summary
from index.transcript import Span
from qa.library import Library
from qa.speech import Share, shares_by_transcript


@dataclass(frozen=True)
class Somebody:
    """A person, or a label of one transcript, and what they say where; ``parts`` are the latest transcripts first."""

    person: Person
    parts: tuple[tuple[Summary, Share], ...]

    @property
    def who(self) -> str:
        return self.person.who

    @cached_property
    def words(self) -> int:
        return sum(share.words for _, share in self.parts)

    @cached_property
    def ms(self) -> int | None:
        """How long they speak where there are times; None where there are none."""
        times = [share.ms for _, share in self.parts if share.ms is not None]
        return sum(times) if times else None

    @property
    def anchor(self) -> tuple[str, int]:
        """A transcript and a turn in which they speak: found again under whatever name. ("", -1) for who is silent."""
        return (self.parts[-1][0].id, self.parts[-1][1].first) if self.parts else ("", -1)


class Everybody:
    """``people`` are those with a name, then the labels; ``words`` and ``ms`` are all that is said by anybody."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.summaries = {summary.id: summary for summary in library.store.transcripts()}
        self.shares = shares_by_transcript(library.store, self.summaries.values())
        said = {(id_, share.who): share for id_, shares in self.shares.items() for share in shares}
        self.words = sum(share.words for share in said.values())
        self.ms = sum(share.ms or 0 for share in said.values())
        self.people = [self._somebody(person, said) for person in _apart(library.people().people)]
        self._speaking = {place: one for one in self.people for place in one.person.speaks_as}

    def _somebody(self, person: Person, said: dict[tuple[str, str], Share]) -> Somebody:
        places = [place for place in person.speaks_as if place in said and place[0] in self.summaries]
        parts = [(self.summaries[place[0]], said[place]) for place in places]
        parts.sort(key=lambda part: (part[0].date, part[0].id, part[1].first), reverse=True)
        return Somebody(person, tuple(parts))

    def speaking(self, transcript: str, who: str) -> Somebody | None:
        """Who is called so in a transcript."""
        return self._speaking.get((transcript, who))

    def find(self, name: str, transcript: str = "", turn: int = -1) -> list[Somebody]:
        """Whom an address means: one, none, or several who answer to the name. ``transcript`` and ``turn`` are where
        they spoke when it was made: so they are found under another name.
        """
        there = self._library.store.successor(transcript) or transcript
        for found in (
            self._where(lambda row: row.transcript == there and row.who == name),
            self._where(lambda row: name in (row.name, row.who) and bool(row.name)),
            self._where(lambda row: row.transcript == there and row.label == name),
            self._at(transcript, turn),
        ):
            if len(found) == 1:
                return found
        known = {id(person) for person in self._library.people().find(name)}
        return [one for one in self.people if id(one.person) in known or one.who == name]

    def _where(self, meant: Callable[[Appearance], bool]) -> list[Somebody]:
        return [one for one in self.people if any(map(meant, one.person.appearances))]

    def _at(self, transcript: str, turn: int) -> list[Somebody]:
        try:
            who = self._library.store.transcript(transcript).who(Span(turn, 0, 0)) if turn >= 0 else ""
        except (NoSuchTranscript, IndexError):
            return []
        found = self.speaking(transcript, who)
        return [found] if found else []


def _apart(people: Iterable[Person]) -> Iterator[Person]:
    """Persons as they are; a part as one for each transcript in which nobody knows who plays it."""
    for person in people:
        if not person.anonymous:
            yield person
            continue
        rows: dict[str, list[Appearance]] = {}
        for row in person.appearances:
            if not row.name and row.turns:
                rows.setdefault(row.transcript, []).append(row)
        yield from (Person("", tuple(here)) for here in rows.values())
