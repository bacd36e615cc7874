"""The names of offices: where they stand in a label, and whether two of them can be the same one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.speakers.vocabulary import FIELDS, OFFICES, RANKS_APART, SHORT
from index.text import words

_SMALL = frozenset("of for the and to in on at de la del & von van der".split())
JOINTS = frozenset("of for and the &".split())


@lru_cache(maxsize=50_000)
def folded(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and punctuation."""
    return tuple(word.strip(".") for word, _, _ in words(text))


def is_office(word: str) -> bool:
    """Whether a folded word can stand in the name of an office."""
    return word in OFFICES or word in FIELDS or word in SHORT


def same_office(one: str, other: str) -> bool | None:
    """Whether two roles can be one office. None where either names no office: an outlet, nothing.

    "Secretary" may be the Secretary of State; a vice president is no president.
    """
    ours, theirs = _offices(one), _offices(other)
    if not ours or not theirs:
        return None
    return any(_agree(a, b) for a in ours for b in theirs)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one & other & OFFICES or one & RANKS_APART != other & RANKS_APART:
        return False
    ours, theirs = one - OFFICES, other - OFFICES
    return ours <= theirs or theirs <= ours


@lru_cache(maxsize=10_000)
def _offices(role: str) -> tuple[frozenset[str], ...]:
    """The offices that a role names, each as its words: "Deputy Prime Minister and Minister of Finance" names two."""
    found = []
    for part in re.split(r",|;|/|&| and |[–—]", role.casefold()):
        spelt = " ".join(SHORT.get(word, word) for word in folded(part)).split()
        office = frozenset(word for word in spelt if is_office(word))
        if office & OFFICES:
            found.append(office)
    return tuple(found)


def office_prefix(tokens: Sequence[str]) -> int:
    """How many of the first words name an office: three of "Secretary of State Blinken"."""
    end, noun = 0, False
    for at, token in enumerate(tokens):
        found = folded(token)
        if not found or not (all(map(is_office, found)) or (at and token.casefold() in JOINTS)):
            break
        if token.casefold() not in JOINTS:
            noun = noun or any(word in OFFICES or word in SHORT for word in found)
            end = at + 1 if noun else 0
    return end


def tidy_role(role: str) -> str:
    """A role in capitals as people write it: "SECRETARY OF STATE" is "Secretary of State"; acronyms stay."""
    tidied = [_tidy_role_word(word) for word in role.split()]
    if tidied and tidied[0].casefold() == "the":
        tidied = tidied[1:]
    return " ".join(tidied)


def _tidy_role_word(word: str) -> str:
    plain = word.casefold().strip(".,")
    if word[-1] == "." and plain in SHORT:
        return SHORT[plain].title()
    if not word.isupper() or "." in word.strip("."):
        return word
    if plain in _SMALL:
        return word.casefold()
    known = is_office(plain) and not (plain in SHORT and len(plain) <= 3)
    return word.capitalize() if known or len(plain) > 4 else word
