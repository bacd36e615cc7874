"""What a label is made of: a name, capitals, initials, a tag, or words that are only part of a sentence."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a label is made of."""

    LETTER = "Q"
    INITIALS = "TK"
    TAG = "SPEAKER_00"
    UPPER = "SECRETARY BLINKEN"
    TITLE = "Jerod Santo"
    PHRASE = "Audience member"
    UNCASED = "记者"
    LOWER = "kilroy"
    NO = "part of a sentence"


# The capitals of names, for patterns: Latin, Greek, Cyrillic.
CAPITAL = "A-ZÀ-ÖØ-ÞĄĆČĎĐĘĚĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽΑ-ΩА-ЯЁЄІЇҐЎЈЉЊЋЏ"
_PARTICLE = re.compile(r"^(?:de|van|von|di|da|del|della|du|ten|ter|bin|al|el)\s(?=[^\W\d_])")  # before a surname
_PARENTHESIS = re.compile(r"\s*[(（\[][^)）\]]{0,120}[)）\]]?")
_PHONE = re.compile(r"\+\d[\d ().-]{6,20}")  # of a sender whom the messenger does not know
COURTEOUS = re.compile(r"(?:M\.|MM\.|Mmes?|Mlle|Me)\s\S.*")
_LETTERS = frozenset({"Q", "A", "QUESTION", "ANSWER", "Question", "Answer"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TAG = re.compile(r"[^\W\d_]+[ _-]?#?\d{1,3}")
_NEVER = re.compile(r"[?!;…。？！；，“”\"=@{}\\]|\w{5,}\.\s")
_LINKS = frozenset(
    "of the and for to de del della di da dos das do du la le les van von der den ter bin ibn al el y e zu und et & /"
    " für im am pour à aux para por per dei delle degli och för af fra señor señora"
    " h. c. rer. nat. phil. med. jur. pol. oec. habil. mult.".split()
)
_FUNCTION = frozenset(
    "a an and are as at be but by can did do does for from had has have he her here his how i if in is it its let me my"
    " no not of on one or our she so some that the their them then there these they thing this to was we were what when"
    " where which who why will with would you your".split()
)


@lru_cache(maxsize=50_000)
def kind(label: str) -> Kind:
    """What the label is made of; NO where it reads as part of a sentence."""
    if label in _LETTERS:
        return Kind.LETTER
    if _PHONE.fullmatch(label):
        return Kind.TAG
    if COURTEOUS.fullmatch(label):
        return Kind.TITLE
    bare = _PARTICLE.sub("", _PARENTHESIS.sub("", label).strip())
    words = bare.replace(",", " ").split()
    if (
        not words
        or len(words) > 12
        or _YEAR.search(bare)
        or (len(words) > 1 and bare[0].islower())
        or _NEVER.search(bare)
    ):
        return Kind.NO
    if _TAG.fullmatch(bare):
        return Kind.TAG
    letters = [char for char in bare if char.isalpha()]
    if sum(char.lower() != char.upper() for char in letters) * 2 < len(letters) or not letters:
        return Kind.UNCASED if letters and len(bare) <= 20 and len(words) <= 4 else Kind.NO
    if bare.isupper():
        return Kind.INITIALS if len(letters) <= 4 and len(words) == 1 else Kind.UPPER
    return _by_words(words)


def bare(label: str) -> str:
    """The label without what stands in brackets: the same member has a party once, and none the next time."""
    return _PARENTHESIS.sub("", label).strip() or label


def _by_words(words: list[str]) -> Kind:
    plain = [word for word in words if word.casefold() not in _LINKS and any(char.isalpha() for char in word)]
    if plain and all(any(char.isupper() for char in word) for word in plain) and words[0][0].isupper():
        upper = sum(word.isupper() and len(word) > 2 for word in plain)
        return Kind.UPPER if upper * 2 >= len(plain) else Kind.TITLE
    if len(words) == 1:
        return Kind.LOWER
    if not words[0][0].isupper() or any(_bare(word) in _FUNCTION for word in words):
        return Kind.NO
    shouted = sum(word.isupper() and len(word) > 2 for word in plain)
    if shouted > 1 and shouted * 2 >= len(plain):
        return Kind.UPPER  # a name in capitals beside an office in small letters
    named = words[-1][0].isupper() and sum(word[0].isupper() for word in words) >= 0.6 * len(words)
    return Kind.PHRASE if len(words) <= 4 or (named and len(words) <= 8) else Kind.NO


def _bare(word: str) -> str:
    return re.split(r"['’]", word.casefold())[0].strip(".")
