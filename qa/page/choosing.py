"""What a question can be put to besides its words: people and transcripts, found as one types, few at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import ClassVar, TypedDict, TypeVar

from index.store import Summary
from qa.library import Library
from qa.page.chat import Ask, speakers
from qa.page.sent import fields, strings
from qa.show.languages import ENGLISH, Language
from qa.show.wording import day

OFFERED = 50  # at a time; typing finds the others

T = TypeVar("T")


class Choice(TypedDict):
    value: str  # a name, or the id of a transcript
    label: str
    about: str  # the date of a transcript


class Offered(TypedDict):
    items: list[Choice]  # the first of those that have the words
    found: int  # how many have them
    total: int  # how many there are


class ChoosingService:
    """Called by static/filters.js, by name."""

    calls: ClassVar[tuple[str, ...]] = ("speaker", "transcript", "present")
    language: Language = ENGLISH

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library = library

    def speaker(self, words: object) -> Offered:
        """Who speaks, by name."""
        return offered(words, self._people(), str, _person)

    def transcript(self, words: object) -> Offered:
        """The transcripts, by title, place and date; the latest first."""
        latest = sorted(self._summaries(), key=lambda one: one.date, reverse=True)
        return offered(words, latest, self._searched, self._choice)

    def present(self, chosen: object) -> dict[str, list[Choice]]:
        """What is still there of ``speaker`` (names) and ``transcript`` (ids)."""
        people, ids = (set(strings(fields(chosen).get(key))) for key in ("speaker", "transcript"))
        return {
            "speaker": [_person(who) for who in self._people() if who in people],
            "transcript": [self._choice(one) for one in self._summaries() if one.id in ids],
        }

    def _searched(self, summary: Summary) -> str:
        """By what a transcript is found."""
        about = summary.date, day(summary.date, self.language)
        return " ".join((summary.title or summary.source, summary.place, *about))

    def _choice(self, summary: Summary) -> Choice:
        about = day(summary.date, self.language)
        return {"value": summary.id, "label": summary.title or summary.source, "about": about}

    def _summaries(self) -> Sequence[Summary]:
        return self.library.catalogue().summaries

    def _people(self) -> list[str]:
        return speakers(self._summaries())


def _person(who: str) -> Choice:
    return {"value": who, "label": who, "about": ""}


def offered(words: object, there: Iterable[T], text: Callable[[T], str], choice: Callable[[T], Choice]) -> Offered:
    everything = list(there)
    found = matching(words, everything, text)
    return {"items": [choice(one) for one in found[:OFFERED]], "found": len(found), "total": len(everything)}


def matching(words: object, there: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """Those whose ``text`` has all the words, or parts of words, whatever their case and accents, in their order."""
    wanted = _folded(str(words or "")).split()
    return [one for one in there if all(word in _folded(text(one)) for word in wanted)] if wanted else list(there)


@lru_cache(8192)
def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).casefold()
