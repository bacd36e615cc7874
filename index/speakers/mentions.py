"""Where a question names people: the longest mentions, with their places, so that the rest is its topic.

Ordinary words that are also names ("park", "will", "may") are names only as they are written or where they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.speakers.offices import is_office, office_prefix
from index.speakers.persons import Person
from index.speakers.vocabulary import (
    ASKERS,
    COURTESY,
    FIELDS,
    FUNCTION_WORDS,
    NAMES_TOO,
    NO_NAMES,
    OFFICES,
    SAYING,
    STYLES,
    WORDS_TOO,
)
from index.text import words

if TYPE_CHECKING:
    from index.speakers.people import People

_HELPERS = frozenset("did does do has have had is was would will could can should might may".split())
_ASKING = ASKERS | {"analyst", "caller"}
_POSSESSED = frozenset(
    """view views position opinion opinions stance answer answers question questions remark remarks statement
    response reply take comment comments speech words argument arguments attitude concern concerns suggestion
    idea ideas""".split()
)
_LEADS = frozenset("and or what about how then so but vs versus".split())
_CLAUSES = frozenset(["", *"and that what when if where how why whether".split()])
_NOUNS_TOO = frozenset("state address plan hope call report support point question questions q answer a i s c".split())
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "y", "ly", "an", "ian", "ese", "ish")
_NEVER_MISSPELT = FUNCTION_WORDS | WORDS_TOO | NO_NAMES | NAMES_TOO | SAYING
_PLACES = NO_NAMES | NAMES_TOO
_TITLES = COURTESY | STYLES - {"the", "an"}
_APART = re.compile(r"[,;:?!()\[\]\"“”/]|\s[-–—]\s|\w{3}\.\s|['’]s\s")


@dataclass(frozen=True, slots=True)
class Mention:
    """``question[start:end]`` names these people, at least one; several where it is ambiguous."""

    start: int
    end: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    text: str
    start: int
    end: int


def mentions(question: str, people: People) -> list[Mention]:
    """All mentions of people in a question or in a part of one, in order, none overlapping.

    A title belongs to the mention, and "the" before an office. Where a title contradicts what is known of everybody of
    that name ("President Park"), nobody is mentioned.
    """
    reader = _Reader(question, people)
    found, at = [], 0
    while at < len(reader.words):
        mention, at = reader.at(at)
        if mention and mention.people:
            found.append(mention)
            reader.last = at
    return found


class _Reader:
    def __init__(self, question: str, people: People) -> None:
        self.question, self.people = question, people
        self.words = [
            _Word(word.strip("."), question[start:end], start, end)
            for word, start, end in words(question)
            if not (word == "s" and question[start - 1 : start] in ("'", "’"))
        ]
        self.last = -1  # the word after the mention before
        letters = [word.text for word in self.words if word.text.isalpha() and len(word.text) > 1]
        self.cased = not all(text.isupper() for text in letters) or len(letters) == 1
        self.lower = question[1:] == question[1:].lower()  # who writes no capitals may mean a name by any word
        # A phrase such as "park and blinken", cut from a question, has nothing but people in it.
        self.bare = len(self.words) <= 8 and not any(
            word.folded in FUNCTION_WORDS | SAYING and word.folded not in _LEADS | {"the", "both", "with", "of"}
            for word in self.words
        )

    def at(self, at: int) -> tuple[Mention | None, int]:
        """The longest mention that begins with this word, and where to read on."""
        article = at + (self.words[at].folded in {"the", "our"})
        title = article
        while title < len(self.words) and self.words[title].folded in _TITLES:
            title += 1
        if not any(word.folded in COURTESY for word in self.words[article:title]):
            title = article  # "his" and "right" are no titles by themselves
        office = title + self._office(title)
        return (
            self._named(article, title, office)
            or max(self._part(at, article), self._outlet(at, article), key=lambda found: found[1] if found else 0)
            or self._office_alone(at, article, title, office)
            or (None, at + 1)
        )

    def _office(self, at: int) -> int:
        tokens = [word.text for word in self.words[at : at + 6]]
        return office_prefix(tokens[: self._together(at, len(tokens))])

    def _together(self, at: int, most: int) -> int:
        """How many words from here stand in one phrase: no comma or the like between them."""
        count = 1
        while count < most and not _APART.search(
            self.question[self.words[at + count - 1].end - 2 : self.words[at + count].start]
        ):
            count += 1
        return min(count, most)

    def _named(self, article: int, title: int, office: int) -> tuple[Mention, int] | None:
        for start in dict.fromkeys((office, title)):
            if start >= len(self.words) or (start > article and self._together(start - 1, 2) < 2):
                continue
            for length in range(self._together(start, min(6, len(self.words) - start)), 0, -1):
                run = self.words[start : start + length]
                found = self._people(article, title, start, length)
                if found is None or not (start > article or self._is_name(start, length)):
                    continue
                first = article if start > article else start
                return Mention(self.words[first].start, run[-1].end, tuple(found)), start + length
        return None

    def _people(self, article: int, title: int, start: int, length: int) -> list[Person] | None:
        """Those who have this name; an empty list where only people of other offices have it, None where nobody has."""
        run = self.words[start : start + length]
        name = [word.folded for word in run]
        if any(len(end) == 1 and (end.isascii() or length == 1) for end in (name[0], name[-1])):
            return None
        role, courtesy = self._said(title, start), self._said(article, title)
        found = self.people.named(name, role, courtesy, slips=0)
        if not found and role and self.people.named(name, slips=0):
            return []
        sure = start > article or self._slot(start, start + length)
        if not found and all(self._may_be_misspelt(word, sure, len(run) > 1) for word in run):
            found = self.people.named(name, role, courtesy, slips=2 if sure else 1)
        return found or None

    def _said(self, start: int, end: int) -> str:
        return " ".join(word.text for word in self.words[start:end])

    def _may_be_misspelt(self, word: _Word, sure: bool, beside: bool) -> bool:
        if self.people.knows(word.folded):
            return True
        if word.folded in _NEVER_MISSPELT or is_office(word.folded) or not word.text.isalpha():
            return False
        if word.folded.endswith(_ENDINGS) and any(
            self.people.knows(word.folded.removesuffix(ending)) for ending in _ENDINGS if word.folded.endswith(ending)
        ):
            return False  # parks, parking
        capital = self.cased and word.text[0].isupper()
        if capital:
            return len(word.text) > (3 if sure or beside else 5)
        return sure and len(word.text) > (5 if self.bare else 4)

    def _is_name(self, start: int, length: int) -> bool:
        """Whether untitled words that somebody has as a name are meant as one here."""
        run = self.words[start : start + length]
        if length > 1 and not all(word.folded in FUNCTION_WORDS or word.folded in NO_NAMES for word in run):
            return True
        word = run[0]
        capital = self.cased and word.text[0].isupper()
        if word.folded in FUNCTION_WORDS:
            return capital and start > 0 and self._slot(start, start + length)
        if word.folded in _PLACES:
            return self._slot(start, start + length, strictly=True)
        if word.folded in WORDS_TOO or len(word.folded) < 3:
            return (capital and start > 0) or self._slot(start, start + length)
        return (
            capital or self._slot(start, start + length) or (self.lower and self.people.is_part_of_a_name(word.folded))
        )

    def _slot(self, start: int, end: int, strictly: bool = False) -> bool:
        """Whether a speaker must stand here: "did … say", "… said", "by …", "…'s view"; less strictly, "And …?"."""
        before = self.words[start - 1].folded if start else ""
        after = self.words[end].folded if end < len(self.words) else ""
        if self.question[self.words[end - 1].end : self.words[end - 1].end + 2] in ("'s", "’s"):
            return after in _POSSESSED or (self.bare and not after)
        if before in _HELPERS and (after in SAYING or after == "and"):
            return True
        if after in SAYING and after not in _NOUNS_TOO and before in _CLAUSES:
            return True
        if before == "by" or (before == "to" and start > 1 and self.words[start - 2].folded == "according"):
            return True
        joined = before in {"and", "or", "with", "vs", "versus"} and self.last == start - 1
        return not strictly and (self.bare or joined or before in {"compare", "between"})

    def _outlet(self, at: int, article: int) -> tuple[Mention, int] | None:
        """The one who asks for an outlet: "the MBC journalist", "the reporter from Kyodo", "did Kyodo ask"."""
        for length in range(min(8, len(self.words) - article), 0, -1):
            run = self.words[article : article + length]
            found = self.people.of_outlet([word.folded for word in run])
            if not found:
                continue
            end = article + length
            beside = end < len(self.words) and self.words[end].folded in _ASKING
            inside = any(word.folded in _ASKING for word in run)
            if beside or inside or self._slot(article, end):
                end += beside
                return Mention(self.words[at].start, self.words[end - 1].end, tuple(found)), end
        return None

    def _part(self, at: int, article: int) -> tuple[Mention, int] | None:
        for length in range(min(5, len(self.words) - article), 0, -1):
            end = article + length
            run = self.words[article:end]
            if length == 1 and run[0].folded in _NOUNS_TOO and not (self.cased and run[0].text.isupper()):
                continue  # "the question" is rarely QUESTION
            found = self.people.part([word.folded for word in run]) or self._lettered(at, run, end)
            if found and self._is_label(at, run, end):
                return Mention(self.words[at].start, run[-1].end, tuple(found)), end
        return None

    def _lettered(self, at: int, run: list[_Word], end: int) -> list[Person]:
        """What did C say: whichever of the parts that letters tell apart."""
        if len(run) > 2 or not run[-1].text.isupper() or len(run[-1].text) > 1:
            return []
        before = run[0].folded == "speaker" if len(run) == 2 else self._slot(at, end, strictly=True)
        return self.people.lettered(run[-1].folded) if before else []

    def _is_label(self, at: int, run: list[_Word], end: int) -> bool:
        """Whether words are meant as a label: "the moderator", "Speaker 1", "Project Manager" as it is written."""
        if self._slot(at, end) or run[-1].text.isdigit():
            return True
        start = end - len(run)
        if self.cased and start > 0 and all(word.text[0].isupper() for word in run):
            return True
        people_do_that = any(word.folded in OFFICES or word.folded not in FIELDS for word in run)
        return start > at and people_do_that  # "the user interface" is a thing

    def _office_alone(self, at: int, article: int, title: int, office: int) -> tuple[Mention, int] | None:
        if office == title or title == at or not self._ends_here(office):
            return None
        found = self.people.holding(self._said(title, office))
        return (Mention(self.words[at].start, self.words[office - 1].end, tuple(found)), office) if found else None

    def _ends_here(self, end: int) -> bool:
        """Whether a phrase such as "the general" ends, and does not go on as "the general opinion"."""
        if end == len(self.words) or self._together(end - 1, 2) < 2:
            return True
        after = self.words[end].folded
        written = self.cased and self.words[end - 1].text[0].isupper()
        return written or after in FUNCTION_WORDS or after in SAYING or after.endswith("ed")
