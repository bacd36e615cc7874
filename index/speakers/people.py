"""The registry of everybody in the library: who is meant by "Park", "the foreign minister", "Blinkin", "Su-ah".

It never chooses: where several people may be meant it returns them all, and where nobody fits it returns nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.speakers import mentions
from index.speakers.identify import Appearance
from index.speakers.mentions import Mention
from index.speakers.names import read_label
from index.speakers.offices import folded, same_office
from index.speakers.persons import Person, part_of, persons
from index.speakers.vocabulary import AFTER_NAMES, NO_NAMES, RANKS_APART, SHORT

__all__ = ["Mention", "People", "Person"]

_OFFICES_APART = re.compile(r"[,;/]|\band\b|&|[–—]")
_SMALL = frozenset("of for the and to in on at de la del".split())
_WHO_ASK = frozenset(
    "questioner questioners journalist journalists reporter reporters correspondent correspondents".split()
)
_WHO_ASK_FOR = _WHO_ASK | {"analyst", "analysts", "question", "questions"}
_HIS, _HERS = (
    frozenset({"mr", "sir", "lord", "herr"}),
    frozenset({"mrs", "ms", "miss", "madam", "madame", "dame", "lady", "frau"}),
)


class People:
    """Built from all rows of a library, and built anew when it changes.

    ``people`` are all persons and parts, in the order in which the rows first name them, parts last.
    """

    def __init__(self, rows: Iterable[Appearance], aliases: Mapping[str, Set[str]] = MappingProxyType({})) -> None:
        """``aliases`` are names by which users call those who appear under others."""
        self.people = tuple(_also_called(person, aliases) for person in persons(rows))
        self._words: dict[str, set[int]] = {}
        self._offices: dict[frozenset[str], set[int]] = {}
        self._outlets: dict[tuple[str, ...], set[int]] = {}
        self._parts: dict[tuple[str, ...], int] = {}
        self._players: dict[tuple[str, ...], set[int]] = {}
        self._names = [frozenset[tuple[str, ...]]()] * len(self.people)
        self._titles = [frozenset[str]()] * len(self.people)
        for number, person in enumerate(self.people):
            if person.anonymous:
                self._enter_part(number, person)
            else:
                self._enter(number, person)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._words):
            self._by_length.setdefault(len(word), []).append(word)
        self._nearly = lru_cache(maxsize=10_000)(self._near)
        asking = [row for one in self.people if one.anonymous and one.asks for row in one.appearances]
        self._asking = [Person("", tuple(asking))] if asking else []

    def _enter(self, number: int, person: Person) -> None:
        names = (person.name, *person.aliases)
        self._names[number] = frozenset(folded(read_label(name).name) for name in names)
        titles = (read_label(text).title for text in (*names, *person.labels))
        self._titles[number] = frozenset(folded(title)[0] for title in titles if folded(title))
        for name in names:
            for word in _indexed(read_label(name).name):
                self._words.setdefault(word, set()).add(number)
        for role, _ in person.roles:
            found = tuple(word for word in folded(role) if word != "the")
            if same_office(role, role) is None and found and found[0] not in AFTER_NAMES:
                self._outlets.setdefault(found, set()).add(number)
            self._hold(number, role)
        for label in person.labels:
            if not read_label(label).name:
                self._players.setdefault(part_of(label), set()).add(number)

    def _enter_part(self, number: int, part: Person) -> None:
        key = part_of(part.who)
        self._parts[key] = number
        role = read_label(part.who).role
        if folded(role) != key:  # "Professor B" is a professor
            self._hold(number, role)

    def _hold(self, number: int, role: str) -> None:
        for office in map(_spelt, _OFFICES_APART.split(role)):
            self._offices.setdefault(office, set()).add(number)

    def find(self, mention: str) -> list[Person]:
        """Everybody whom these words may name, those who speak most first: "Minister Park", "the moderator", "Su-ah".

        A title that contradicts what is known excludes: "President Park" is not the foreign minister of that name.
        """
        read = read_label(mention.strip(" ?.!,").removesuffix("'s").removesuffix("’s"))
        said = folded(read.text)
        if found := self.part(said) or self.of_outlet(said):
            return found
        if not read.name:
            return self.holding(read.role)
        return self.named(folded(read.name), read.role, read.title)

    def mentions(self, question: str) -> list[Mention]:
        """Where a question, or a phrase cut from one, names people: see index.speakers.mentions."""
        return mentions.mentions(question, self)

    def part(self, label: Sequence[str]) -> list[Person]:
        """The part of that name, or the one who always plays it: "the moderator", "Speaker 1", "the journalists"."""
        key = tuple(label)[1:] if len(label) > 1 and label[0] == "the" else tuple(label)
        if len(key) == 1 and key[0] in _WHO_ASK and self._asking:
            return self._asking
        if key not in self._parts:
            return []
        part, players = self.people[self._parts[key]], self._players.get(key, set())
        unknown_in = {row.transcript for row in part.appearances if not row.name}
        if not unknown_in:
            return self._ranked(players) if len(players) == 1 else [part]
        role = read_label(part.who).role
        others = self.holding(role) if folded(role) == key and not part.asks else []
        known = {id(self.people[player]) for player in players}
        return [part, *(one for one in others if id(one) not in known and one.apart_from(unknown_in))]

    def lettered(self, letter: str) -> list[Person]:
        """The parts that this letter tells apart: "C" is PhD C, Grad C, Speaker C."""
        return self._ranked(number for key, number in self._parts.items() if len(key) > 1 and key[-1] == letter)

    def named(self, name: Sequence[str], role: str = "", title: str = "", slips: int = 2) -> list[Person]:
        """Those whose name has all these folded words, each with at most so many slips of the pen.

        The role and the title that stand before the name narrow it down, as far as these are known of anybody.
        """
        found = self._having(name, slips)
        whole = {number for number in found if tuple(name) in self._names[number]} if len(name) > 1 else set()
        found = self._in_office(whole or found, role)
        if (title or role) and len(name) == 1:
            last = {n for n in found if any(other and other[-1] == name[0] for other in self._names[n])}
            found = self._addressed(last or found, next(iter(folded(title)), ""))
        return self._ranked(found)

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in somebody's name."""
        return word in self._words

    def is_part_of_a_name(self, word: str) -> bool:
        """Whether somebody has this folded word among several words of a name; "Worm" may be all that there is."""
        return any(len(name) > 1 and word in name for n in self._words.get(word, ()) for name in self._names[n])

    def holding(self, role: str) -> list[Person]:
        """All who hold an office as far as it is said: "the minister" is also the foreign minister, not the prime."""
        wanted = _spelt(role)
        if not wanted or same_office(role, role) is None:
            return []
        held = [office for office in self._offices if _is_held(wanted, office)]
        return self._ranked(number for office in held for number in self._offices[office])

    def of_outlet(self, name: Sequence[str]) -> list[Person]:
        """Those who ask for an outlet: "the MBC journalist", "the reporter from Kyodo", "Voice of America"."""
        kept = [word for word in name if word != "the"]
        if len(kept) > 2 and kept[0] in _WHO_ASK_FOR and kept[1] in {"from", "of", "with", "at"}:
            kept = kept[2:]
        elif kept and kept[-1] in _WHO_ASK_FOR:
            kept = kept[:-1]
        return self._ranked(self._outlets.get(tuple(kept), ()))

    def _having(self, name: Sequence[str], slips: int) -> set[int]:
        found: frozenset[int] | set[int] | None = None
        for word in name:
            if len(word) == 1 and word.isascii() and len(name) > 1:
                continue  # an initial
            having = self._words.get(word) or self._nearly(word, slips)
            found = having if found is None else found & having
        return set(found or ())

    def _near(self, word: str, slips: int) -> frozenset[int]:
        """Those with a name that is this word misspelt: one slip, two in a long word, the first letter right."""
        allowed = min(slips, 0 if len(word) < 4 or word in NO_NAMES else 1 if len(word) < 7 else 2)
        near: dict[int, set[int]] = {}
        for length in range(len(word) - allowed, len(word) + allowed + 1) if allowed else ():
            known = self._by_length.get(length, [])
            matches = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=None)
            for other, distance, _ in matches:
                if len(other) > 3 and (other[0] == word[0] or distance == 1):
                    near.setdefault(int(distance), set()).update(self._words[other])
        return frozenset(near[min(near)]) if near else frozenset()

    def _in_office(self, found: set[int], role: str) -> set[int]:
        """Those who held the office, else those of whom no office is known; journalists hold none."""
        if not role or same_office(role, role) is None:
            return found
        answers = {number: [same_office(role, held) for held, _ in self.people[number].roles] for number in found}
        holders = {number for number, known in answers.items() if True in known}
        return holders or {n for n, known in answers.items() if False not in known and not self.people[n].asks}

    def _addressed(self, found: set[int], title: str) -> set[int]:
        """Those who are called Dr, or Ms, anywhere; without any, those who are not called what contradicts it."""
        against = _HERS if title in _HIS else _HIS if title in _HERS else frozenset[str]()
        return {n for n in found if title in self._titles[n]} or {n for n in found if not against & self._titles[n]}

    def _ranked(self, numbers: Iterable[int]) -> list[Person]:
        return [self.people[n] for n in sorted(set(numbers), key=lambda n: (-self.people[n].turns, n))]


def _also_called(person: Person, aliases: Mapping[str, Set[str]]) -> Person:
    names = {person.name, *person.names, *person.aliases}
    also = tuple(alias for alias, whose in aliases.items() if not person.anonymous and not whose.isdisjoint(names))
    return replace(person, also=also) if also else person


def _indexed(name: str) -> set[str]:
    """The words under which a name is found, also those that a hyphen joins, as one: "su", "ah", "suah"."""
    found = {word for word in folded(name) if len(word) > 1 or not word.isascii()}
    joined = {"".join(folded(part)) for part in name.split() if re.search(r"[-'’]", part)}
    return found | joined or set(folded(name))


def _spelt(role: str) -> frozenset[str]:
    """The words of an office with abbreviations spelt out, without "of" and the like."""
    return frozenset(word for each in folded(role) for word in SHORT.get(each, each).split() if word not in _SMALL)


def _is_held(wanted: frozenset[str], office: frozenset[str]) -> bool:
    return wanted <= office and wanted & RANKS_APART == office & RANKS_APART
