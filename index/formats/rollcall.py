"""Which of the labels that a file may have are real: by how they recur, stand and look, over the whole file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats import stamps
from index.formats.labels import Family, Kind, Mark
from index.formats.lines import Line, ends_sentence

_STRONG = {Family.BOLD, Family.TIMED, Family.COLON, Family.TAGGED}  # the others are also how prose looks by chance
_ALONE = {Family.OWN, Family.HEADING}  # what is said begins on the next line
_FIRM = {Kind.LETTER, Kind.TAG, Kind.UPPER}
_CAPITALS = _FIRM | {Kind.INITIALS}
_FIELDS = frozenset(
    "agenda attendees chapter copyright cover date disclaimer duration email encl end example fig figure file"
    " guests http https keywords link links location n.b nb note notes p.s participants phone place present presenters"
    " ps published re recorded references resources section source sources speakers step sub subject summary tags tel"
    " time title tldr topic topics transcribed transcript transcriber update url venue warning website"
    " applause cheering cheers crosstalk inaudible laughs laughter music noise pause silence unintelligible".split()
)
_NEEDED = {Kind.LOWER: 3, Kind.PHRASE: 3}  # how often a label must occur to need no other evidence; others, twice
_ROLES = frozenset(
    "analyst announcer attendee audience caller chair clerk company corporate court executive facilitator female host interpreter interviewee interviewer journalist male"
    " man member moderator multiple narrator operator participant presenter question questioner reporter representative respondent"
    " speaker speakers student teacher translator unidentified unknown voice voices witness woman".split()
)
_MENTION = re.compile(r"\b(?:[a-z]+|Mrs?\.|Ms\.|Dr\.),? ([A-Z][\w’'-]{1,40})")
_INTRODUCED = re.compile(r"[(（|]([^()（）|\n]{1,60})[)）|]")
_ITEM = re.compile(r"(?:[-*•+#]|\d{1,3}[.)])\s")
_TOP = 4_000  # characters within which those who take part are listed
_PARTY = re.compile(r"\w[\w.]{1,20} [\w.'’ -]{2,40} \([A-Z](?:emocrat|epublican)?[-–, ]{1,2}[A-Z][\w. ]{1,20}\)")


@dataclass(frozen=True, slots=True)
class Names:
    """Whom the text mentions: capitalised words in sentences; what stands in (), in a table, or in a list at the top."""

    mentioned: frozenset[str]
    introduced: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Names:
        lists = (line for line in text[:_TOP].split("\n") if re.search(r"[,;|]|^\s*[-*•]\s", line))
        listed = (piece.strip(" *-•") for line in lists for piece in re.split(r"[,;|()]", line))
        return cls(frozenset(_MENTION.findall(text)), frozenset({*listed, *map(str.strip, _INTRODUCED.findall(text))}))

    def know(self, label: str) -> bool:
        words = re.findall(r"[\w’'-]{2,}", label)
        return is_role(label) or label in self.introduced or any(word in self.mentioned for word in words)


def is_role(label: str) -> bool:
    """Whether the label is a part that people play in conversations: "Interviewer", "Unidentified male"."""
    words = re.findall(r"[^\W\d_]+", label)
    return bool(words) and all(word.casefold() in _ROLES for word in words)


def call(marks: Iterable[Mark], lines: Sequence[Line], text: str) -> list[Mark]:
    """The real labels in order, one a line at most. Empty where the file names no speakers."""
    hall = _Hall(lines, text)
    families: dict[Family, list[Mark]] = defaultdict(list)
    for mark in marks:
        listed = mark.kind is Kind.LOWER and mark.family in {Family.BRACKET, Family.ROUND}  # "(a)", "[laughs]"
        if not listed and _worded(mark.label) not in _FIELDS:
            families[mark.family].append(mark)
    real = {family: hall.real(family, found) for family, found in families.items() if family is not Family.NOBODY}
    best = max(real.values(), key=len, default=[])
    chosen = {mark.line.number: mark for mark in best}
    labels = {mark.label for mark in best}
    for family, found in families.items():
        for mark in found:
            if best and (
                (mark.label in labels and family in _STRONG) or (mark.kind is Kind.LETTER and mark in real[family])
            ):
                chosen.setdefault(mark.line.number, mark)
    return hall.without_roster([chosen[number] for number in sorted(chosen)])


class _Hall:
    """What the whole file tells about labels."""

    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines = lines
        self.place = {line.number: at for at, line in enumerate(self.lines)}
        self.blocks = sum(line.after_blank for line in self.lines)
        self.names = Names.of(text)
        self.size = len(text)

    def real(self, family: Family, marks: Sequence[Mark]) -> list[Mark]:
        """The marks of one family that are labels."""
        if family is Family.DASH:
            marks = [mark for mark in marks if not self.is_value(mark)]  # "Name -- Chief Executive" is all label
        sure = self.with_speech(marks) if family in _ALONE else marks
        fields = self.fields(sure)
        counts = Counter(mark.label for mark in sure if mark.label not in fields)
        recurring = {mark.label for mark in sure if counts[mark.label] >= _NEEDED.get(mark.kind, 2)}
        firm = [mark for mark in sure if mark.label in recurring]
        apart = bool(firm) and sum(mark.line.after_blank for mark in firm) >= 0.9 * len(firm)
        shares = Counter(mark.kind for mark in firm)
        kinds = {of for of, n in shares.items() if n >= 0.2 * len(firm)}
        in_place = [
            mark
            for mark in marks
            if mark.line.after_blank or not apart or (family in _STRONG and mark.label in recurring)
        ]
        single = {mark.label for mark in sure if mark.label in counts} - recurring
        between = _between(in_place, recurring) if apart else set()
        found = [
            mark
            for mark in in_place
            if mark.label in recurring
            or mark.label in between
            or (mark.label in single and (_introduces(mark.label, recurring) or self.joins(mark, kinds, apart)))
        ]
        return found if self.enough(family, found, recurring) else []

    def with_speech(self, marks: Sequence[Mark]) -> list[Mark]:
        """Own-line labels that begin something and whose next line is speech: longer than a label, or a sentence."""
        found, spoken = [], -1
        for mark in marks:
            at = self.place[mark.line.number]
            if at == spoken or at + 1 >= len(self.lines) or not self.begins(at, mark):
                continue
            following = self.lines[at + 1].text.strip()
            if (len(following) > 60 or ends_sentence(following)) and not _ITEM.match(following):
                found.append(mark)
                spoken = at + 1
        return found

    def begins(self, at: int, mark: Mark) -> bool:
        """Whether the line is not in the middle of a paragraph: one above it, if any, ends with a sentence."""
        apart = mark.line.after_blank or at == 0 or ends_sentence(self.lines[at - 1].text)
        return apart or bool(_PARTY.fullmatch(mark.label))

    def fields(self, marks: Sequence[Mark]) -> set[str]:
        """Labels such as "Presenter" that only values follow, in a file where sentences follow the others."""
        values: dict[str, bool] = {}
        for mark in marks:
            values[mark.label] = values.get(mark.label, True) and self.is_value(mark)
        sentences = sum(not values[mark.label] for mark in marks)
        return {label for label, only in values.items() if only} if sentences >= 0.7 * len(marks) else set()

    def is_value(self, mark: Mark) -> bool:
        """Whether what follows on the line is a name or a number: capitalised, no sentence, the end of its paragraph."""
        words = mark.rest.split()
        return 0 < len(words) <= 12 and not ends_sentence(mark.rest) and _capitalised(words)

    def joins(self, mark: Mark, kinds: set[Kind], apart: bool) -> bool:
        """Whether a label that occurs once is of the same cut as those that recur."""
        of = mark.kind
        spoken = len(mark.rest.split()) >= 4 and not self.is_value(mark)
        if (
            _PARTY.fullmatch(mark.label)
            or mark.family is Family.TAGGED
            or (mark.family is Family.TIMED and of is not Kind.PHRASE)
        ):
            return True
        if mark.family is Family.BOLD and stamps.ALONE.fullmatch(mark.rest):
            return True  # "**Break:** [12:30]" is no speaker, and yet nobody else's speech
        if of in _CAPITALS:
            return of in kinds or of is Kind.LETTER or (bool(kinds & _CAPITALS) and apart and spoken)
        if of in {Kind.PHRASE, Kind.LOWER}:
            return is_role(mark.label) or (apart and self.names.know(mark.label))
        if of not in kinds and not kinds <= {Kind.LETTER}:
            return False
        first = mark.line.number == self.lines[0].number
        return self.names.know(mark.label) or (spoken and (first or (apart and " " in mark.label)))

    def enough(self, family: Family, found: Sequence[Mark], recurring: set[str]) -> bool:
        """Whether the labels are as many, and begin as early or stand as close, as those of speakers do."""
        if not found:
            return False
        if all(_PARTY.fullmatch(mark.label) for mark in found):
            return True
        labels = {mark.label for mark in found} if family is Family.OWN else recurring
        if family not in _STRONG and (not recurring or len(labels) < 2 or len(found) < 0.02 * len(self.lines)):
            return found[0].kind is Kind.LETTER and bool(recurring)
        if family in {Family.TIMED, Family.TAGGED}:
            return True
        if any(mark.kind in _FIRM for mark in found):
            return bool(recurring)
        if len(recurring) < 2 and not any(map(self.names.know, recurring)) and not _like_speech(found):
            return False
        early = found[0].start <= 0.15 * self.size
        rest = sum(line.after_blank for line in self.lines[self.place[found[0].line.number] :])
        return early or len(found) >= 0.3 * rest

    def without_roster(self, marks: Sequence[Mark]) -> list[Mark]:
        """The marks without those at the top that values follow, as in a list of who takes part."""
        if sum(self.is_value(mark) for mark in marks) > 0.3 * len(marks):
            return list(marks)
        first = next((at for at, mark in enumerate(marks) if not self.is_value(mark)), 0)
        return list(marks[first:])


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


def _introduces(label: str, known: set[str]) -> bool:
    """Whether the label gives, in parentheses, another label that returns: "Jeremy Rubin (JR)"."""
    return any(inner in known for inner in _INTRODUCED.findall(label))


def _capitalised(words: Sequence[str]) -> bool:
    spelt = [word for word in words if any(char.isalpha() for char in word)]
    return bool(spelt) and sum(not word[0].islower() for word in spelt) >= 0.7 * len(spelt)


def _worded(label: str) -> str:
    return label.casefold().strip(". ")
