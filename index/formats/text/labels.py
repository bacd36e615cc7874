"""Whom a line may name as its speaker: the shapes that labels have. Which of them are real, the roll call decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from index.formats.text import stamps
from index.formats.text.lines import Line


class Family(Enum):
    """How a file sets labels apart from what is said. Most files have one way, and hold to it."""

    BOLD = "**Name:** text"
    HEADING = "## Name"
    BRACKET = "[Name] text"
    ROUND = "(Name) text"
    ANGLE = "<name> text"
    TIMED = "Name 0:12"
    COLON = "Name: text"
    GAP = "Q   text"
    STOP = "MR. NAME. text"
    DASH = "NAME -- text"
    OWN = "Name, alone on its line"
    ITEM = "- Name: text"
    TAGGED = '<SPEAKER NAME="Name">'
    NOBODY = "0:12 text, or >> text"


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


@dataclass(frozen=True, slots=True)
class Mark:
    """What may be a label: ``text[start:body]`` with its markup and time. ``at`` and ``to`` are times as written."""

    label: str
    family: Family
    kind: Kind
    line: Line
    start: int
    body: int
    at: str | None = None
    to: str | None = None

    @property
    def rest(self) -> str:
        """What follows the label on its line."""
        return self.line.text[self.body - self.line.start :]


_REACH = 240  # no label ends further from the start of its line
_NAME = r"(?P<label>[^\W_][^:：\n\[\]<>*|\t]{0,70}?)"
_CHANGE = re.compile(r"\s{0,80}(?:>>+|&gt;&gt;+)\s{0,4}")  # how captions say that somebody else speaks
_STOPPED = (
    r"(?P<label>[QA]|(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Senator|The|Chairman|Chairwoman|Representative|Secretary)\.?\s)?"
    r"[A-Z][A-Z'’-]+(?:\s[A-Z][A-Z'’.-]*){0,5}?)\.(?:\s?[—–-]{1,2}\s?|\s{1,4})(?=\S)"
)
_MARKUP = (
    (
        Family.TAGGED,
        re.compile(r"<SPEAKER\b[^>\n]{0,80}?\bNAME=\"(?P<label>[^\"\n]{1,80})\"[^>\n]{0,120}>", re.IGNORECASE),
    ),
    (Family.BOLD, re.compile(r"(?:#{1,6}\s)?(?P<b>\*{1,3}|__?)(?P<label>[^\s*_][^*\n]{0,90}?)(?P=b)\s?[:：]?")),
    (Family.BOLD, re.compile(r"<(?P<b>b|strong)>(?P<label>[^\s<][^<\n]{0,90}?)</(?P=b)>\s?[:：]?")),
    (Family.HEADING, re.compile(r"#{1,6}\s(?P<label>[^\s#][^#\n]{0,90}?)\s*$")),
    (Family.BRACKET, re.compile(r"[\[【［](?P<label>[^\W_][^:：\n\[\]【】［］]{0,60})[\]】］]\s?[:：]?")),
    (Family.ROUND, re.compile(r"\((?P<label>[^\W_][^:：\n()]{0,60})\)\s?[:：]?")),
    (Family.ANGLE, re.compile(r"<(?P<label>[^\W_][^:：\n<>]{0,60})>\s?[:：]?")),
)
_PLAIN = (
    (Family.TIMED, re.compile(rf"{_NAME}\s{{0,4}}[-–—|,:]?\s{{0,20}}{stamps.STAMP.pattern}\s{{0,4}}[:：]?")),
    (Family.COLON, re.compile(rf"{_NAME}\s{{0,3}}(?:：|:(?=\D|$)(?!//))")),
    (Family.GAP, re.compile(r"(?P<label>[QA]|[A-Z][A-Z.'’ -]{1,40}?[A-Z])(?:\s{2,}|\t\s*|(?<=Q)\s)(?=\S)")),
    (Family.STOP, re.compile(_STOPPED)),
    (Family.DASH, re.compile(rf"{_NAME}\s{{1,4}}(?:--|[–—-])\s{{1,4}}(?=\S)")),
    (Family.OWN, re.compile(r"(?P<label>[^\W_][^:：\n\[\]<>*|\t]{0,100}?)\s*$")),
)
_BULLET = re.compile(r"\s{0,80}[-*•]\s{1,8}")
_IN_ITEMS = {Family.BOLD, Family.COLON}


def read(line: Line) -> Iterator[Mark]:
    """Every way to read a label at the start of the line; several may fit, and none may be right."""
    head = line.text[:_REACH]
    bullet = _BULLET.match(head)
    begin = bullet.end() if bullet else 0
    lead = stamps.LEAD.match(head, begin)
    opening = lead or _CHANGE.match(head, begin)
    start = opening.end() if opening else len(head) - len(head[begin:].lstrip())
    if opening and not bullet:
        at, to = (lead["at"], lead["to"]) if lead else (None, None)
        yield Mark("", Family.NOBODY, Kind.NO, line, line.start, line.start + start, at, to)
    for family, pattern in _MARKUP if head[start : start + 1] in tuple("*_<#[(【［") else _PLAIN:
        if not _may_fit(family, head, start) or (bullet and family not in _IN_ITEMS):
            continue
        if (match := pattern.match(head, start)) and (found := _mark(line, match, family, lead)):
            yield replace(found, family=Family.ITEM) if bullet else found


def _mark(line: Line, match: re.Match[str], family: Family, lead: re.Match[str] | None) -> Mark | None:
    """The label that the pattern found, with its time, wherever that stands."""
    head, end = match.string, match.end()
    label, inner = _without_time(match["label"])
    stamp = match if family is Family.TIMED else inner
    late = stamps.LEAD.match(head, end)
    if late and (late["link"] or not (":" in match[0] and head[end:].lstrip()[0] in "([\\")):
        end, stamp = late.end(), stamp or late  # after a colon, a bracketed time is in the text, as others are
    if (of := kind(label)) is Kind.NO or (family is Family.TIMED and not _is_set_apart(match)):
        return None
    at = stamp or lead
    body = line.start + end + len(head[end:]) - len(head[end:].lstrip())
    return Mark(label, family, of, line, line.start, body, at and at["at"], at and at["to"])


def _is_set_apart(match: re.Match[str]) -> bool:
    """Whether the time after a name is more than a time in a sentence, "At 9:15 we left"."""
    between = match.string[match.end("label") : match.start("at")]
    alone = not match.string[match.end() :].strip()
    return alone or "  " in between or "\t" in between or between.strip() != "" or match[0].rstrip()[-1] in ":：)]}>"


def _may_fit(family: Family, head: str, start: int) -> bool:
    """Whether the pattern is worth trying: most lines are prose and lack the character that it needs."""
    match family:
        case Family.COLON | Family.TIMED:
            return ":" in head or "：" in head
        case Family.OWN:
            return len(head) < 110 and head.rstrip()[-1:] not in tuple('.?!,;:…。？！，；：”"')
        case Family.DASH:
            return any(dash in head for dash in (" -", " –", " —"))
        case Family.STOP:
            return "." in head
        case _:
            return True


def _without_time(label: str) -> tuple[str, re.Match[str] | None]:
    """The label alone, where its markup encloses a time or the colon as well."""
    label = label.strip().rstrip(":：")
    stamp = stamps.LAST.search(label) if label[-1:].isdigit() or label[-1:] in tuple(")]") else None
    label = label[: stamp.start()] if stamp else label
    return " ".join(label.rstrip(":： ").split()), stamp


_PARENTHESIS = re.compile(r"\s*[(（\[][^)）\]]{0,60}[)）\]]?")
_LETTERS = frozenset({"Q", "A", "QUESTION", "ANSWER", "Question", "Answer"})
_TAG = re.compile(r"[^\W\d_]+[ _-]?#?\d{1,3}")
_NEVER = re.compile(r"[?!;…。？！；，“”\"=@{}\\]|\w{5,}\.\s")
_LINKS = frozenset(
    "of the and for to de del della di da dos das do du la le les van von der den ter bin ibn al el y e zu und et & /"
    "".split()
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
    bare = _PARENTHESIS.sub("", label).strip()
    words = bare.replace(",", " ").split()
    if not words or len(words) > 12 or (len(words) > 1 and bare[0].islower()) or _NEVER.search(bare):
        return Kind.NO
    if _TAG.fullmatch(bare):
        return Kind.TAG
    letters = [char for char in bare if char.isalpha()]
    if sum(char.lower() != char.upper() for char in letters) * 2 < len(letters) or not letters:
        return Kind.UNCASED if letters and len(bare) <= 20 and len(words) <= 4 else Kind.NO
    if bare.isupper():
        return Kind.INITIALS if len(letters) <= 4 and len(words) == 1 else Kind.UPPER
    return _by_words(words)


def _by_words(words: list[str]) -> Kind:
    plain = [word for word in words if word.casefold() not in _LINKS and any(char.isalpha() for char in word)]
    if plain and all(any(char.isupper() for char in word) for word in plain) and words[0][0].isupper():
        upper = sum(word.isupper() and len(word) > 2 for word in plain)
        return Kind.UPPER if upper * 2 >= len(plain) else Kind.TITLE
    if len(words) == 1:
        return Kind.LOWER
    like_phrase = words[0][0].isupper() and len(words) <= 4 and not any(_bare(word) in _FUNCTION for word in words)
    return Kind.PHRASE if like_phrase else Kind.NO


def _bare(word: str) -> str:
    return re.split(r"['’]", word.casefold())[0].strip(".")
