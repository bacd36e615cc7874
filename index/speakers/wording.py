"""How people are named in speech: the forms of names and outlets, and what is read out of a sentence that has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.passages import sentences
from index.speakers.offices import folded, is_office
from index.speakers.vocabulary import COURTESY, FUNCTION_WORDS, NAMES_TOO, NO_NAMES, OPENERS, OUTLETS

REACH = 1_500  # characters at the beginning and at the end of a turn in which introductions are looked for
_NEVER = NO_NAMES - NAMES_TOO
_UPPER = "".join(char for char in map(chr, range(0x0530)) if char.isupper())  # re has no \p{Lu}
WORD = rf"(?!I['’\s])(?:[{_UPPER}]\.(?:-?[{_UPPER}]\.)*|[{_UPPER}]\w*(?:[-'’](?!s\b)\w+)*)"
_PARTICLE = r"(?:de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|ter|bin|ibn|bint|al|el|ben|y|arap)"
NAME = rf"{WORD}(?:\s+(?:{_PARTICLE}\s+)*{WORD}){{0,4}}(?:,?\s+[JS]r\.)?"
_AFRESH = "Thanks?|I|My|We|The|And|So|You|Good|First|It|This|That|Mr|Can|Could|Do|What|How|Why|When"  # begin a sentence
_OUTLET_WORD = rf"[{_UPPER}\d][\w&'’+/-]*(?:\.\w+)*"
_OUTLET_LINK = rf"(?:of|the|and|for|de|la|le|on|in|&|[{_UPPER}]\.(?!\s+(?:{_AFRESH})\b))"
OUTLET = rf"(?:(?:the|an?|your)\s+)?{_OUTLET_WORD}(?:\s+(?:{_OUTLET_LINK}\s+)*{_OUTLET_WORD})*"
BEHIND = r",?\s+(?:also\s+|here\s+)?(?:and\s+)?(?:I(?:['’]m|\s+am)\s+|I\s+work\s+)?(?:from|with|of|at|for)\s+"
HELLO = r"(?i:hi|hello|hey|good\s+(?:morning|afternoon|evening|day)|thanks?(?:\s+you)?|yes|yeah|okay|ok|sure|welcome)\b"
NAME_OF_OUTLET = rf"(?P<name>{NAME})(?:{BEHIND}|\s*[,/–—]\s*)(?P<outlet>{OUTLET})"


@dataclass(frozen=True, slots=True)
class Introduction:
    """A name that is said, with the outlet or role that is said with it, and where the sentence stands in the text."""

    name: str
    role: str
    start: int
    end: int


def first_sentences(text: str) -> list[tuple[int, int]]:
    """The first sentences, without cutting all of a long speech into sentences."""
    ranges = sentences(text[:REACH])
    return (ranges[:-1] if len(text) > REACH else ranges)[:6]


def last_sentences(text: str) -> list[tuple[int, int]]:
    """The last sentences of a speech, all of a short one."""
    skipped = max(0, len(text) - REACH)
    ranges = sentences(text[skipped:])
    return [(start + skipped, end + skipped) for start, end in (ranges[1:] if skipped else ranges)]


def overlapping(form: re.Pattern[str], sentence: str) -> Iterator[re.Match[str]]:
    """All matches, also where one begins in another's outlet: a wrong first reading must not hide the right one."""
    at = 0
    while match := form.search(sentence, at):
        yield match
        at = match.end("name")


def read(match: re.Match[str], start: int, end: int) -> Introduction | None:
    """The introduction that a match gives, with the range of its sentence; None where its words name no person.

    ``outlet`` is what follows with a preposition; ``aside`` what follows after a comma, which may be anything.
    """
    groups = match.groupdict()
    name, outlet, aside = person(match["name"]), groups.get("outlet") or "", groups.get("aside") or ""
    if aside.istitle() and not is_outlet(aside):
        aside = ""  # "I'm Jo, Jo Roe."
    return Introduction(name, _role(outlet or aside), start, end) if name else None


def person(text: str) -> str:
    """The name without "Mr" and the like; empty where these words name no person who may be introduced."""
    tokens = text.split()
    while tokens and (first := re.split(r"['’]", tokens[0].casefold())[0]) and first.strip(".") in COURTESY | OPENERS:
        if first in {"a.", "i."}:
            break  # an initial
        tokens = tokens[1:]
    found = folded(" ".join(tokens))
    if (
        not found
        or is_office(found[0])
        or found[0] in FUNCTION_WORDS
        or not (OUTLETS | _NEVER).isdisjoint(found)
        or NAMES_TOO.issuperset(found)
        or len(tokens[-1].rstrip(".")) == 1  # a sentence's "I." is no initial
        or all(token.isupper() and len(token) > 1 and "." not in token for token in tokens)  # CBC
    ):
        return ""
    return " ".join(tokens).rstrip(",")


def _role(outlet: str) -> str:
    """What follows the name, where it is an outlet or an office."""
    words = outlet.split()
    if words and words[0] in {"the", "a", "an", "your"} and len(words) > 1:
        words = words[1:]
    found = folded(" ".join(words))
    named = bool(words) and (words[0][0].isupper() or words[0][0].isdigit() or any(map(is_office, found[:4])))
    return " ".join(words).rstrip(".,") if named and found[0] not in COURTESY and len(words) <= 12 else ""


def is_outlet(text: str) -> bool:
    """Whether these words are like an outlet's name: Chosun Daily, Associated Press, CBC."""
    capitals = (word.strip(".,") for word in text.split() if word.isupper())
    return not OUTLETS.isdisjoint(folded(text)) or any(len(word) > 1 and "." not in word for word in capitals)


def is_signature(match: re.Match[str]) -> bool:
    """Whether a bare name with an outlet can only be that of somebody: "Jo Roe, Semafor", "Jo, CNN"."""
    return len(match["name"].split()) > 1 or is_outlet(match["outlet"])
