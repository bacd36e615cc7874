"""Which of the labels that a file may have are real: by how they recur, stand and look, over the whole file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.formats.text import stamps
from index.formats.text.labels import Family, Kind, Mark
from index.formats.text.lines import Line, ends_sentence
from index.formats.text.mentions import IN_BRACKETS, Mentions, is_role

_STRONG = {Family.BOLD, Family.TIMED, Family.COLON, Family.TAGGED}  # the others are also how prose looks by chance
_ALONE = {Family.OWN, Family.HEADING}  # what is said begins on the next line
_FIRM = {Kind.LETTER, Kind.TAG, Kind.UPPER}
_CAPITALS = _FIRM | {Kind.INITIALS}
_NEEDED = {Kind.LOWER: 3, Kind.PHRASE: 3}  # how often a label must occur to need no other evidence; others, twice
_FIELDS = frozenset(
    "agenda attendees chapter copyright cover date disclaimer duration email encl end example fig figure file"
    " guests http https keywords link links location n.b nb note notes p.s participants phone place present presenters"
    " ps published re recorded references resources section source sources speakers step sub subject summary tags tel"
    " time title tldr topic topics transcribed transcript transcriber update url venue warning website"
    " monday tuesday wednesday thursday friday saturday sunday"
    " applause cheering cheers crosstalk inaudible laughs laughter music noise pause silence unintelligible".split()
)
_ITEM = re.compile(r"(?:[-*•+#]|\d{1,3}[.)])\s")
_PARTY = re.compile(r"\w[\w.]{1,20} [\w.'’ -]{2,40} \([A-Z](?:emocrat|epublican)?[-–, ]{1,2}[A-Z][\w. ]{1,20}\)")


def call(marks: Iterable[Mark], lines: Sequence[Line], text: str) -> list[Mark]:
    """The real labels in order, one a line at most. Empty where the file names no speakers.

    The family with the most of them is the file's way; from the others come its labels again, and Q and A.
    """
    families: dict[Family, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.label and not _is_field(mark):
            families[mark.family].append(mark)
    hall = _Hall(lines, text)
    real = {family: _Roll(hall, family, found).real() for family, found in families.items()}
    best = max(real.values(), key=len, default=[])
    chosen = {mark.line.number: mark for mark in best}
    labels = {mark.label for mark in best}
    for family, found in families.items() if best else ():
        letters = (mark for mark in real[family] if mark.kind is Kind.LETTER)
        again = (mark for mark in found if mark.label in labels) if family in _STRONG else ()
        for mark in (*letters, *again):
            chosen.setdefault(mark.line.number, mark)
    return _without_roster([chosen[number] for number in sorted(chosen)])


class _Hall:
    """The file in which the roll is called."""

    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines, self.size = lines, len(text)
        self.place = {line.number: at for at, line in enumerate(lines)}
        self.mentions = Mentions.of(text)


class _Roll:
    """The marks of one family, and what their recurring labels tell about the rest.

    ``apart`` says that the recurring labels begin paragraphs, ``kinds`` what most of them are made of.
    """

    def __init__(self, hall: _Hall, family: Family, marks: Sequence[Mark]) -> None:
        self.hall, self.family = hall, family
        if family is Family.DASH:  # "Name -- Chief Executive" is all label
            marks = [mark for mark in marks if not _is_value(mark)]
        if family is Family.TIMED:  # a list of chapters has nothing between its lines
            numbers = {mark.line.number for mark in marks}
            marks = [mark for mark in marks if mark.rest or mark.line.number + 1 not in numbers]
        sure = self.with_speech(marks) if family in _ALONE else marks
        fields = _valued(sure)
        counts = Counter(mark.label for mark in sure if mark.label not in fields)
        self.recurring = {mark.label for mark in sure if counts[mark.label] >= _NEEDED.get(mark.kind, 2)}
        self.single = {*counts} - self.recurring
        firm = [mark for mark in sure if mark.label in self.recurring]
        self.apart = bool(firm) and sum(mark.line.after_blank for mark in firm) >= 0.9 * len(firm)
        kinds = Counter(mark.kind for mark in firm)
        self.kinds = {kind for kind, n in kinds.items() if n >= 0.2 * len(firm)}
        self.marks = [mark for mark in marks if mark.label in counts and self.in_place(mark)]

    def real(self) -> list[Mark]:
        single = self.single & {mark.label for mark in self.marks if self.joins(mark)}
        if self.apart:
            single |= _between([mark for mark in self.marks if not _is_value(mark)], self.recurring)
        found = [mark for mark in self.marks if mark.label in self.recurring or mark.label in single]
        return found if found and self.enough(found) else []

    def in_place(self, mark: Mark) -> bool:
        return mark.line.after_blank or not self.apart or (self.family in _STRONG and mark.label in self.recurring)

    def with_speech(self, marks: Sequence[Mark]) -> list[Mark]:
        """The labels alone on their lines that begin something, and below which is speech: long, or a sentence."""
        found, spoken = [], -1
        for mark in marks:
            at = self.hall.place[mark.line.number]
            if at == spoken or at + 1 >= len(self.hall.lines) or not self.begins(at, mark):
                continue
            below = self.hall.lines[at + 1].text.strip()
            if (len(below) > 60 or ends_sentence(below)) and not _ITEM.match(below):
                found.append(mark)
                spoken = at + 1
        return found

    def begins(self, at: int, mark: Mark) -> bool:
        """Whether the line is not in the middle of a paragraph: one above it, if any, ends with a sentence."""
        apart = mark.line.after_blank or at == 0 or ends_sentence(self.hall.lines[at - 1].text)
        return apart or bool(_PARTY.fullmatch(mark.label))

    def joins(self, mark: Mark) -> bool:
        """Whether a label that occurs once is of the same cut as those that recur."""
        if self.is_plain(mark) or _gives(mark.label, self.recurring):
            return True
        spoken = len(mark.rest.split()) >= 4 and not _is_value(mark)
        if mark.kind in _CAPITALS:
            alike = self.apart and spoken and not self.kinds.isdisjoint(_CAPITALS)
            return mark.kind in self.kinds or mark.kind is Kind.LETTER or alike
        if mark.kind in {Kind.PHRASE, Kind.LOWER}:
            return is_role(mark.label) or (self.apart and self.hall.mentions.know(mark.label))
        if mark.kind not in self.kinds and not self.kinds <= {Kind.LETTER}:
            return False
        opens = mark.line.number == self.hall.lines[0].number
        return self.hall.mentions.know(mark.label) or (spoken and (opens or (self.apart and " " in mark.label)))

    def is_plain(self, mark: Mark) -> bool:
        """Whether the label needs no other: a tag, a name with a time or a party, "**Break:** [12:30]" in bold."""
        if self.family is Family.TAGGED or (self.family is Family.TIMED and mark.kind is not Kind.PHRASE):
            return True
        marker = self.family is Family.BOLD and bool(stamps.ALONE.fullmatch(mark.rest))
        return marker or bool(_PARTY.fullmatch(mark.label))

    def enough(self, found: Sequence[Mark]) -> bool:
        """Whether the labels are as many, and begin as early or stand as close, as those of speakers do."""
        if self.family is Family.TIMED:
            return len(found) >= 2
        if self.family is Family.TAGGED or all(_PARTY.fullmatch(mark.label) for mark in found):
            return True
        if self.family not in _STRONG and not self.many(found):
            return found[0].kind is Kind.LETTER and bool(self.recurring)
        if any(mark.kind in _FIRM for mark in found):
            return bool(self.recurring)
        if (
            len(self.recurring) < 2
            and not any(map(self.hall.mentions.know, self.recurring))
            and not _like_speech(found)
        ):
            return False
        rest = sum(line.after_blank for line in self.hall.lines[self.hall.place[found[0].line.number] :])
        return found[0].start <= 0.15 * self.hall.size or len(found) >= 0.3 * rest

    def many(self, found: Sequence[Mark]) -> bool:
        labels = {mark.label for mark in found} if self.family is Family.OWN else self.recurring
        return bool(self.recurring) and len(labels) >= 2 and len(found) >= 0.02 * len(self.hall.lines)


def _is_field(mark: Mark) -> bool:
    """Whether the label never is a speaker: "Date", "[laughs]", "(a)"."""
    listed = mark.kind is Kind.LOWER and mark.family in {Family.BRACKET, Family.ROUND, Family.ITEM}
    return listed or mark.label.casefold().strip(". ") in _FIELDS


def _is_value(mark: Mark) -> bool:
    """Whether what follows on the line is a name or a title: capitalised, and no sentence."""
    words = mark.rest.split()
    spelt = [word for word in words if any(char.isalpha() for char in word)]
    capitals = sum(not word[0].islower() for word in spelt)
    return 0 < len(words) <= 12 and bool(spelt) and capitals >= 0.7 * len(spelt) and not ends_sentence(mark.rest)


def _valued(marks: Sequence[Mark]) -> set[str]:
    """Labels such as "Presenter" that only values follow, in a file where sentences follow the others."""
    values: dict[str, bool] = {}
    for mark in marks:
        values[mark.label] = values.get(mark.label, True) and _is_value(mark)
    sentences = sum(not values[mark.label] for mark in marks)
    return {label for label, only in values.items() if only} if sentences >= 0.5 * len(marks) else set()


def _between(marks: Sequence[Mark], recurring: set[str]) -> set[str]:
    """Single labels without which somebody would be named twice in a row, in a file that does not do so."""
    twice = sum(one.label == other.label for one, other in pairwise(marks))
    if twice > 0.1 * len(marks):
        return set()
    return {
        mark.label
        for before, mark, after in zip(marks, marks[1:], marks[2:], strict=False)
        if mark.kind is Kind.TITLE and before.label == after.label and after.label in recurring
    }


def _like_speech(marks: Sequence[Mark]) -> bool:
    """Whether what follows the labels begins as sentences do."""
    return sum(mark.rest[:1].islower() for mark in marks) <= 0.2 * len(marks)


def _gives(label: str, known: set[str]) -> bool:
    """Whether the label has, in parentheses, another one that returns: "Jeremy Rubin (JR)"."""
    return any(inner in known for inner in IN_BRACKETS.findall(label))


def _without_roster(marks: list[Mark]) -> list[Mark]:
    """The marks without those at the top that values follow, as in a list of who takes part."""
    if sum(map(_is_value, marks)) > 0.3 * len(marks):
        return marks
    return marks[next((at for at, mark in enumerate(marks) if not _is_value(mark)), 0) :]
