"""The kind of thing that a question asks for by its first words, and where a text has such a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from index.text import terms


class Kind(StrEnum):
    NUMBER = "number"
    TIME = "time"
    NAME = "name"  # of somebody, a place, or one of a class ("which act", "who")


_NUMBERS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|"
    r"trillions?|half|quarter|percent|twice|double|triple|none|zero"
)
_TIMES = (
    r"(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight|weeks?|weekend|months?|years?|days?|"
    r"ago|soon|later|morning|evening|quarter|spring|summer|autumn|fall|winter|o'clock"
)
_FOUND = {
    Kind.NUMBER: re.compile(rf"\d[\d.,]*|\b(?:{_NUMBERS})\b", re.IGNORECASE),
    Kind.TIME: re.compile(rf"\b(?:{_TIMES})\b", re.IGNORECASE),
    Kind.NAME: re.compile(r"(?<=\S )[\"“‘(]?[A-Z][\w-]+"),  # a capital inside a sentence
}
_ASKED = {
    Kind.NUMBER: r"how (?:many|much|tall|long|old|far|often|big|large|high|fast)\b|what (?:share|percentage|number)\b",
    Kind.TIME: r"when\b|(?:what|which) (?:day|date|year|month|time)\b|how soon\b",
    Kind.NAME: r"(?:who|whom|whose|where|which)\b|what (?:country|company|city|person|place)\b",
}


def asked_for(topic: str) -> Kind | None:
    """None where the first words ask for none of these."""
    return next((kind for kind, pattern in _ASKED.items() if re.match(pattern, topic, re.IGNORECASE)), None)


def things(kind: Kind, text: str) -> Iterator[re.Match[str]]:
    return _FOUND[kind].finditer(text)


def has(kind: Kind, text: str, known: frozenset[str]) -> bool:
    """Whether there is such a thing; a name counts only where the question does not hold it (``known``: its terms)."""
    if kind is Kind.NAME:
        return any(not known.issuperset(name) for name in _names(text))
    return next(things(kind, text), None) is not None


@lru_cache(maxsize=50_000)
def _names(text: str) -> list[list[str]]:
    """The terms of each. Kept, as the same sentences are compared with many questions."""
    return [terms(found[0]) for found in things(Kind.NAME, text)]
