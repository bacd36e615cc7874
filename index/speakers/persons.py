"""Rows of who spoke where become persons: one for each human being that the record tells apart, one for each part.

Two names are one person where all their words agree ("Antony J. Blinken", "Antony Blinken"). A surname alone joins a
full name only where a transcript lists that person, or where exactly one of that surname holds that office.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from index.speakers.identify import Appearance
from index.speakers.names import Label, read_label
from index.speakers.offices import folded, same_office
from index.speakers.vocabulary import GENERATIONS


@dataclass(frozen=True)
class Person:
    """Somebody in the library, or a part such as MODERATOR or QUESTION that people play: then ``name`` is empty.

    A part is not one human being: it stands for all turns with its label, also where their speaker is known by name.
    """

    name: str
    appearances: tuple[Appearance, ...]
    also: tuple[str, ...] = ()  # by which users call them

    @property
    def anonymous(self) -> bool:
        return not self.name

    @cached_property
    def asks(self) -> bool:
        """Whether they are only ever heard as those who ask: as QUESTION, Q, REPORTER."""
        return bool(self.labels) and all(read_label(label).asks for label in self.labels)

    def apart_from(self, transcripts: Set[str]) -> bool:
        """Whether none of these transcripts names them."""
        return not any(row.transcript in transcripts for row in self.appearances)

    @cached_property
    def who(self) -> str:
        """What to call them: the name, else the label as most transcripts print it."""
        return self.name or max(
            self.labels, key=lambda label: sum(a.turns for a in self.appearances if a.label == label)
        )

    @cached_property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """(role, date of the transcript), oldest first, each role once with its first date; undated ones first."""
        first: dict[str, str] = {}
        for row in sorted(self.appearances, key=lambda row: row.date):
            if row.role:
                first.setdefault(row.role, row.date)
        return tuple(first.items())

    @property
    def role(self) -> str:
        """The latest role; empty where none is known."""
        dated = [row for row in self.appearances if row.role]
        return max(dated, key=lambda row: (row.date, row.turns)).role if dated else ""

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        """The other names under which they appear, or by which users call them."""
        return _distinct([*(row.name for row in self.appearances if row.name != self.name), *self.also])

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return _distinct(row.label for row in self.appearances)

    @cached_property
    def transcripts(self) -> tuple[str, ...]:
        """The transcripts in which they speak."""
        return _distinct(row.transcript for row in self.appearances if row.turns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """``Speaker.who`` of all their turns: under these names stores find them."""
        return _distinct(row.who for row in self.appearances if row.turns)

    @cached_property
    def speaks_as(self) -> frozenset[tuple[str, str]]:
        """(transcript, ``Speaker.who``) of all their turns: exact where two people share a name such as "Mr Miller"."""
        return frozenset((row.transcript, row.who) for row in self.appearances if row.turns)

    @cached_property
    def turns(self) -> int:
        """How many turns they have; 0 for those whom transcripts only list."""
        return sum(row.turns for row in self.appearances)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


class _Group:
    """Rows of one person while they are gathered."""

    def __init__(self) -> None:
        self.rows: list[Appearance] = []
        self.names: dict[str, Label] = {}

    def add(self, row: Appearance, read: Label) -> None:
        self.rows.append(row)
        self.names.setdefault(row.name, read)

    def office(self, role: str) -> bool | None:
        """Whether they held this office: None where nothing is known."""
        answers = {same_office(role, row.role) for row in self.rows}
        return True if True in answers else False if False in answers else None

    def person(self) -> Person:
        fullest = max(self.names.values(), key=lambda read: (len(folded(read.name)), len(read.shown)))
        return Person(fullest.shown, tuple(self.rows))


def persons(rows: Iterable[Appearance]) -> tuple[Person, ...]:
    """All persons and parts, in the order in which the rows first name them, parts last."""
    full: dict[tuple[str, ...], list[_Group]] = {}
    surnames: list[tuple[Appearance, Label]] = []
    parts: dict[tuple[str, ...], list[Appearance]] = {}
    for row in rows:
        read = read_label(row.name or row.label)
        if row.name and len(_words(read)) > 1:
            _join_full(full.setdefault(_words(read), []), row, read)
        elif row.name:
            surnames.append((row, read))
        if row.label and not read_label(row.label).name:
            parts.setdefault(part_of(row.label), []).append(row)
    groups = [group for same in full.values() for group in same]
    alone = _place_surnames(surnames, groups)
    found = [group.person() for group in [*groups, *alone]]
    return (*found, *(Person("", tuple(part)) for part in parts.values()))


def _words(read: Label) -> tuple[str, ...]:
    """The words of a name by which it is compared: without initials and "Jr."."""
    found = folded(read.name)
    return tuple(word for word in found if word not in GENERATIONS and (len(word) > 1 or not word.isascii())) or found


def part_of(label: str) -> tuple[str, ...]:
    """A label without case and article, by which a part is known: "The PRESIDING OFFICER" is presiding officer."""
    found = folded(label)
    return found[1:] if len(found) > 1 and found[0] == "the" else found


def _initials(read: Label) -> frozenset[str]:
    return frozenset(word for word in folded(read.name) if len(word) == 1 or word in GENERATIONS)


def _join_full(same: list[_Group], row: Appearance, read: Label) -> None:
    """Into the group of the same words; "John A. Roe" and "John B. Roe" are two."""
    ours = _initials(read)
    for group in same:
        theirs = frozenset().union(*(_initials(name) for name in group.names.values()))
        if not ours or not theirs or ours & theirs:
            group.add(row, read)
            return
    same.append(_Group())
    same[-1].add(row, read)


def _place_surnames(rows: Sequence[tuple[Appearance, Label]], groups: Sequence[_Group]) -> list[_Group]:
    """Each surname to the full name that it certainly stands for; the others in groups of their own, returned."""
    by_word: dict[str, list[_Group]] = {}
    for group in groups:
        words = {word for read in group.names.values() for word in (_words(read)[0], _words(read)[-1])}
        for word in sorted(words):
            by_word.setdefault(word, []).append(group)
    alone: dict[str, list[_Group]] = {}
    for row, read in rows:
        word = (*_words(read), "")[0]
        if certain := _certain(row, by_word.get(word, [])):
            certain.add(row, read)
            continue
        same = next((group for group in alone.get(word, []) if _alike(group, row, read)), None)
        if same is None:
            same = _Group()
            alone.setdefault(word, []).append(same)
        same.add(row, read)
    return [group for same in alone.values() for group in same]


def _certain(row: Appearance, groups: Sequence[_Group]) -> _Group | None:
    listed = [
        group
        for group in groups
        if any(other.transcript == row.transcript and not other.turns for other in group.rows)
        and group.office(row.role) is not False
    ]
    if len(listed) == 1:
        return listed[0]
    holders = [group for group in groups if row.role and group.office(row.role)]
    return holders[0] if len(holders) == 1 else None


def _alike(group: _Group, row: Appearance, read: Label) -> bool:
    """Whether nothing in the record tells this surname from those: the same title, or the same office."""
    office = group.office(row.role)
    titles = {folded(other.title) for other in group.names.values()}
    return office is True or (office is None and folded(read.title) in titles)
