"""Which of the labels that a file may have are real: by how they recur, stand and look, over the whole file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.formats.text import evidence, stamps
from index.formats.text.evidence import STRONG
from index.formats.text.forms import CERTAIN, Family
from index.formats.text.kinds import COURTEOUS, Kind, bare
from index.formats.text.labels import Mark
from index.formats.text.lines import Line, ends_sentence
from index.formats.text.mentions import Mentions, is_role

_ALONE = {Family.OWN, Family.HEADING}  # what is said begins on the next line
_FIRM = {Kind.LETTER, Kind.TAG, Kind.UPPER}
_CAPITALS = _FIRM | {Kind.INITIALS}
_NEEDED = {Kind.LOWER: 3, Kind.PHRASE: 3}  # how often a label must occur to need no other evidence; others, twice
_MINUTED = frozenset(
    "action|actions|action item|action items|decision|decisions|motion|outcome|resolution|resolved|vote".split("|")
)  # what minutes write down between those who speak
_FULL = re.compile(r"\S \S|^[^\W\d_]\.[^\W\d_]|[)）]$")  # a name of two words, an initial or a remark: "J.Roe"
_ITEM = re.compile(r"(?:[-*•+#]|\d{1,3}[.)])\s")


def call(marks: Iterable[Mark], lines: Sequence[Line], text: str) -> list[Mark]:
    """The real labels in order, one a line at most. Empty where the file names no speakers.

    The family with the most of them is the file's way; from the others come its labels again, and Q and A.
    """
    marks = evidence.with_tails(list(marks), lines)
    families: dict[Family, list[Mark]] = defaultdict(list)
    minuted: dict[Family, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.label.casefold() in _MINUTED:
            minuted[mark.family].append(replace(mark, label="", body=mark.start))
        elif mark.label and not evidence.is_field(mark):
            families[mark.family].append(mark)
    hall = _Hall(lines, text)
    real = {family: _Roll(hall, family, found).real() for family, found in families.items()}
    best = max(real.values(), key=len, default=[])
    chosen = {mark.line.number: mark for mark in best}
    labels = {mark.label for mark in best}
    for family, found in families.items() if best else ():
        letters = (mark for mark in real[family] if mark.kind is Kind.LETTER)
        again = (mark for mark in found if mark.label in labels) if family in STRONG else ()
        for mark in (*letters, *again):
            chosen.setdefault(mark.line.number, mark)
    for mark in minuted[best[0].family] if best else ():
        chosen.setdefault(mark.line.number, mark)
    return evidence.without_roster([chosen[number] for number in sorted(chosen)])


class _Hall:
    """The file in which the roll is called."""

    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines, self.size = lines, len(text)
        self.place = {line.number: at for at, line in enumerate(lines)}
        self.mentions = Mentions.of(text)

    def said(self, mark: Mark) -> str:
        """What follows the label on its line, or on the next one where the label stands alone."""
        if rest := mark.rest.strip():
            return rest
        at = self.place[mark.line.number] + 1
        return self.lines[at].text.strip() if at < len(self.lines) else ""


class _Roll:
    """The marks of one family, and what their recurring labels tell about the rest.

    ``apart`` says that the recurring labels begin paragraphs, ``parted`` that the lines above them end sentences,
    ``each`` that they begin nearly every line, and ``kinds`` what most of them are made of.
    """

    def __init__(self, hall: _Hall, family: Family, marks: Sequence[Mark]) -> None:
        self.hall, self.family = hall, family
        if family is Family.DASH:  # "Name -- Chief Executive" is all label
            speaks = {mark.label for mark in marks if not evidence.is_value(mark)}
            marks = [mark for mark in marks if mark.label in speaks]
        if family is Family.TIMED:  # a list of chapters has nothing between its lines
            numbers = {mark.line.number for mark in marks}
            marks = [mark for mark in marks if mark.rest or mark.line.number + 1 not in numbers]
        sure = self.with_speech(marks) if family in _ALONE else marks
        fields = evidence.valued(sure)
        counts = Counter(mark.label for mark in sure if mark.label not in fields)
        alike = Counter(_named(mark) for mark in sure if mark.label in counts)
        needed = {} if family in CERTAIN else _NEEDED
        self.recurring = {mark.label for mark in sure if alike[_named(mark)] >= needed.get(mark.kind, 2)} & {*counts}
        self.single = {*counts} - self.recurring
        firm = [mark for mark in sure if mark.label in self.recurring]
        self.apart = bool(firm) and sum(mark.line.after_blank for mark in firm) >= 0.9 * len(firm)
        begun = sum(self.begins(hall.place[mark.line.number], mark) for mark in firm[1:])  # the first has a heading
        self.parted = len(firm) > 1 and begun >= 0.9 * (len(firm) - 1)
        spoken = sum(line.number >= firm[0].line.number for line in hall.lines) if firm else 0
        self.each = len(firm) >= 0.8 * spoken > 0
        kinds = Counter(mark.kind for mark in firm)
        self.kinds = {kind for kind, n in kinds.items() if n >= 0.2 * len(firm)}
        self.marks = [mark for mark in marks if mark.label in counts and self.in_place(mark)]

    def real(self) -> list[Mark]:
        single = self.single & {mark.label for mark in self.marks if self.joins(mark)}
        if self.apart:
            single |= evidence.between([mark for mark in self.marks if not evidence.is_value(mark)], self.recurring)
        found = [mark for mark in self.marks if mark.label in self.recurring or mark.label in single]
        return found if found and self.enough(found) else []

    def in_place(self, mark: Mark) -> bool:
        return mark.line.after_blank or not self.apart or (self.family in STRONG and mark.label in self.recurring)

    def with_speech(self, marks: Sequence[Mark]) -> list[Mark]:
        """The labels alone on their lines that begin something, and below which is speech: long, or a sentence."""
        found, spoken = [], -1
        for mark in marks:
            at = self.hall.place[mark.line.number]
            if at == spoken or at + 1 >= len(self.hall.lines) or not self.begins(at, mark):
                continue
            below = self.hall.lines[at + 1].text.strip()
            if (len(below) > 60 or ends_sentence(below)) and (
                evidence.MEMBER.fullmatch(mark.label) or not _ITEM.match(below)
            ):
                found.append(mark)
                spoken = at + 1
        return found

    def begins(self, at: int, mark: Mark) -> bool:
        """Whether the line is not in the middle of a paragraph: one above it, if any, ends with a sentence."""
        above = self.hall.lines[at - 1].text
        apart = mark.line.after_blank or at == 0 or ends_sentence(above) or stamps.ALONE.fullmatch(above)
        return bool(apart) or evidence.is_member(mark.label)

    def joins(self, mark: Mark) -> bool:
        """Whether a label that occurs once is of the same cut as those that recur."""
        if self.is_plain(mark) or evidence.gives(mark.label, self.recurring):
            return True
        if self.family is Family.STOP and COURTEOUS.fullmatch(mark.label):
            return True
        said = self.hall.said(mark) if self.recurring else mark.rest.strip()  # a heading, too, has words below it
        spoken = len(said.split()) >= 4 and not evidence.is_value(mark)
        begins = self.begins(self.hall.place[mark.line.number], mark)
        apart = self.apart or self.each or (begins and (self.parted or not mark.rest.strip()))
        if mark.kind in _CAPITALS:
            alike = apart and (spoken or ends_sentence(said)) and not self.kinds.isdisjoint(_CAPITALS)
            return mark.kind in self.kinds or mark.kind is Kind.LETTER or alike
        if mark.kind in {Kind.PHRASE, Kind.LOWER}:
            return is_role(mark.label) or (self.apart and self.hall.mentions.know(mark.label))
        if mark.kind not in self.kinds and not self.kinds <= {Kind.LETTER}:
            return False
        opens = mark.line.number == self.hall.lines[0].number
        spoken = spoken or ends_sentence(said)
        return self.hall.mentions.know(mark.label) or bool(spoken and (opens or (apart and _FULL.search(mark.label))))

    def is_plain(self, mark: Mark) -> bool:
        """Whether the label needs no other: a tag, a name with a time or a party, "**Break:** [12:30]" in bold."""
        timed = self.family is Family.TIMED and mark.kind is not Kind.PHRASE
        if timed or self.family in CERTAIN:
            return True
        marker = self.family is Family.BOLD and bool(stamps.ALONE.fullmatch(mark.rest))
        return marker or evidence.is_member(mark.label)

    def enough(self, found: Sequence[Mark]) -> bool:
        """Whether the labels are as many, and begin as early or stand as close, as those of speakers do."""
        if self.family is Family.TIMED:
            return len(found) >= 2
        if self.family in {Family.SENT, Family.CIRCLE}:  # the lines of an agenda name nobody twice
            return bool(self.recurring)
        if self.family is Family.TAGGED or all(evidence.is_member(mark.label) for mark in found):
            return True
        if self.family not in STRONG and not self.many(found):
            return found[0].kind is Kind.LETTER and bool(self.recurring)
        if any(mark.kind in _FIRM for mark in found):
            return bool(self.recurring)
        if (
            len(self.recurring) < 2
            and not any(map(self.hall.mentions.know, self.recurring))
            and not evidence.like_speech(found)
        ):
            return False
        rest = sum(line.after_blank for line in self.hall.lines[self.hall.place[found[0].line.number] :])
        return found[0].start <= 0.15 * self.hall.size or len(found) >= 0.3 * rest

    def many(self, found: Sequence[Mark]) -> bool:
        labels = {mark.label for mark in found} if self.family is Family.OWN else self.recurring
        return bool(self.recurring) and len(labels) >= 2 and len(found) >= 0.02 * len(self.hall.lines)


def _named(mark: Mark) -> str:
    """A name without the party or office that may stand behind it in brackets once, and the next time not."""
    return bare(mark.label) if mark.kind in {Kind.TITLE, Kind.UPPER} else mark.label
