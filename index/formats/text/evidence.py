"""What labels and the words behind them tell by themselves: fields, values, members of a house, lists of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.formats.text import stamps
from index.formats.text.forms import CERTAIN, Family
from index.formats.text.kinds import Kind
from index.formats.text.labels import Mark
from index.formats.text.lines import Line, ends_sentence
from index.formats.text.mentions import IN_BRACKETS

STRONG = {
    Family.BOLD,
    Family.TIMED,
    Family.COLON,
    Family.SENT,
    Family.RULED,
    Family.TAGGED,
}  # the others are also how prose looks by chance
_WRAPPED = 50  # characters that a line has at least where a sentence goes on below it
_FIELDS = frozenset(
    "agenda attendees chapter copyright cover date disclaimer duration email encl end example fig figure file"
    " guests http https keywords link links location n.b nb note notes p.s participants phone place present presenters"
    " ps published re recorded references resources section source sources speakers step sub subject summary tags tel"
    " time title tldr topic topics transcribed transcript transcriber update url venue warning website"
    " monday tuesday wednesday thursday friday saturday sunday"
    " applause cheering cheers crosstalk inaudible laughs laughter music noise pause silence unintelligible".split()
)
_NOTE = re.compile(r"[(\[（【][^()\[\]（）【】]{1,100}[)\]）】]\W*")
_LEADERS = re.compile(r"\.(?:\s?\.){4}")  # the dots of a table
MEMBER = re.compile(r"\w[\w.'’ -]{4,60} \([^()\d]{3,60}\) \([^()\d]{2,40}\)")
_PARTY = re.compile(r"\w[\w.]{1,20} [\w.'’ -]{2,40} \([A-Z](?:emocrat|epublican)?[-–, ]{1,2}[A-Z][\w. ]{1,20}\)")


def is_member(label: str) -> bool:
    """Whether the label can be no other: it ends in a party and a place, or in a place and a party."""
    return bool(_PARTY.fullmatch(label) or MEMBER.fullmatch(label))


def is_field(mark: Mark) -> bool:
    """Whether the label never is a speaker: "Date", "[laughs]", "(a)"."""
    listed = mark.kind is Kind.LOWER and mark.family in {Family.BRACKET, Family.ROUND, Family.ITEM}
    return listed or mark.label.casefold().strip(". ") in _FIELDS


def is_value(mark: Mark) -> bool:
    """Whether what follows on the line is a name or a title: capitalised, and no sentence or note."""
    if mark.family in CERTAIN:
        return False
    if _LEADERS.search(mark.rest):
        return True
    words = [] if _NOTE.fullmatch(mark.rest.strip()) else mark.rest.split()
    spelt = [word for word in words if any(char.isalpha() for char in word)]
    capitals = sum(not word[0].islower() for word in spelt)
    return (
        0 < len(words) <= 12
        and bool(spelt)
        and capitals >= 0.7 * len(spelt)
        and not ends_sentence(mark.tail or mark.rest)
    )


def valued(marks: Sequence[Mark]) -> set[str]:
    """Labels such as "Presenter" that only values follow, in a file where sentences follow the others."""
    values: dict[str, bool] = {}
    for mark in marks:
        values[mark.label] = values.get(mark.label, True) and is_value(mark)
    sentences = sum(not values[mark.label] for mark in marks)
    return {label for label, only in values.items() if only} if sentences >= 0.5 * len(marks) else set()


def between(marks: Sequence[Mark], recurring: set[str]) -> set[str]:
    """Single labels without which somebody would be named twice in a row, in a file that does not do so."""
    twice = sum(one.label == other.label for one, other in pairwise(marks))
    if twice > 0.1 * len(marks):
        return set()
    return {
        mark.label
        for before, mark, after in zip(marks, marks[1:], marks[2:], strict=False)
        if mark.kind is Kind.TITLE and before.label == after.label and after.label in recurring
    }


def like_speech(marks: Sequence[Mark]) -> bool:
    """Whether what follows the labels begins as sentences do."""
    return sum(mark.rest[:1].islower() for mark in marks) <= 0.2 * len(marks)


def gives(label: str, known: set[str]) -> bool:
    """Whether the label has, in parentheses, another one that returns: "Jeremy Rubin (JR)"."""
    return any(inner in known for inner in IN_BRACKETS.findall(label))


def without_roster(marks: list[Mark]) -> list[Mark]:
    """The marks without those at the top that values follow, as in a list of who takes part."""
    if sum(map(is_value, marks)) > 0.3 * len(marks):
        return marks
    return marks[next((at for at, mark in enumerate(marks) if not is_value(mark)), 0) :]


def with_tails(marks: Sequence[Mark], lines: Sequence[Line]) -> list[Mark]:
    """The marks with the last lines of their paragraphs, which end at a blank line, a time and another label."""
    ends = {mark.line.number for mark in marks if mark.label and mark.family in STRONG}
    ends |= {line.number for line in lines if stamps.ALONE.fullmatch(line.text)}
    tails: dict[int, str] = {}
    for line, below in zip(reversed(lines), [None, *reversed(lines)], strict=False):
        goes_on = below is not None and not below.after_blank and below.number not in ends
        tails[line.number] = tails[below.number] or below.text if goes_on and below else ""
    return [replace(m, tail=tails[m.line.number]) if len(m.line.text) >= _WRAPPED else m for m in marks]
