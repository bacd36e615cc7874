"""What printed records share: pages with furniture around the words, paragraphs in lines, and speakers called by name.

Words keep their spelling and order. A line break inside a paragraph becomes one space, after a hyphen too, for the
paper does not say which hyphens are the word's own; between the paragraphs of a turn stands one line break. Spaces
inside a line stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.transcript import LeftOut, Speaker, Turn

SAMPLE = 200_000  # characters from the start, by which a format is recognised
_EDGE = 4  # nonblank lines at either end of a page that may be its header or footer
_SHARE = 0.4  # of the pages: headers of left and of right pages stand on half of them each
_TOGETHER = 3  # lines apart at most: some files are set with blank lines between all others
_FIRST_LINE = 4  # spaces by which a quotation, set in from both sides, indents its first line further
_SENTENCE_ENDS = (".", "?", "!", ":", '"', "”", ")", "]")
_NOTE = re.compile(r"[(\[][^()\[\]]*(?:[(\[][^()\[\]]*[)\]][^()\[\]]*)*[)\]][.]?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source without its line end; ``number`` counts from 1. ``page`` counts from 1, 0 if unknown."""

    text: str
    number: int
    page: int = 0

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, joined by single spaces. ``line`` is the number of the first."""

    text: str
    line: int
    indent: int = 0

    @property
    def is_note(self) -> bool:
        """Whether it stands wholly in brackets: what happened, and not what was said."""
        return _NOTE.fullmatch(self.text) is not None

    @property
    def is_capitals(self) -> bool:
        """Whether it is a heading by its type: several capitals and no small letter."""
        letters = re.sub(r"[\W\d_]+", "", self.text)
        return len(letters) > 2 and letters == letters.upper() != letters.lower()


def lines(text: str) -> list[Line]:
    """The lines of a text; a form feed begins a page and is no part of a line."""
    found, page = [], 1
    for number, line in enumerate(text.split("\n"), 1):
        page += line.count("\f")
        found.append(Line(line.lstrip("\f").replace("\f", " ").rstrip(), number, page))
    return found


def running_heads(all_lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that recur, but for their digits, at the edge of two pages in five: headers, footers."""
    pages: dict[int, list[Line]] = {}
    for line in all_lines:
        if not line.blank:
            pages.setdefault(line.page, []).append(line)
    edges = [edge for page in pages.values() for edge in (page[:_EDGE], page[: -_EDGE - 1 : -1])]
    seen = Counter((at % 2, key) for at, edge in enumerate(edges) for key in {_digitless(line) for line in edge})
    enough = max(2, _SHARE * len(pages))
    found = set()
    for at, edge in enumerate(edges):
        for line in edge:
            if seen[at % 2, _digitless(line)] < enough:
                break  # furniture stands outside of the words, never between them
            found.add(line.number)
    return found


def without(all_lines: Iterable[Line], gone: Collection[int]) -> Iterator[Line]:
    """The other lines; where a sentence goes on behind those that are gone, without the blank lines around them."""
    blank: list[Line] = []
    last: Line | None = None
    cut = False
    for line in all_lines:
        if line.number in gone:
            cut = True
        elif line.blank:
            blank.append(line)
        else:
            unfinished = last is not None and not last.text.endswith(_SENTENCE_ENDS)
            goes_on = cut and last is not None and unfinished and 0 <= last.indent - line.indent <= 2
            yield from () if goes_on else blank
            yield line
            blank, last, cut = [], line, False


def _digitless(line: Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text))


def paragraphs(all_lines: Iterable[Line], begins: Callable[[str], bool] = lambda _: False) -> Iterator[Paragraph]:
    """Lines joined to paragraphs, which end at a blank line, at a change of indent, and where ``begins`` says so."""
    all_lines = list(all_lines)
    base = _base_indent(all_lines)
    group: list[Line] = []
    for line in all_lines:
        if group and (line.blank or begins(line.text) or not _continues(group, line, base)):
            yield _join(group)
            group = []
        if not line.blank:
            group.append(line)
    if group:
        yield _join(group)


def _base_indent(all_lines: list[Line]) -> int:
    """Where lines begin inside of paragraphs: the least indent that one line in twenty has."""
    counts = Counter(line.indent for line in all_lines if not line.blank)
    return min((indent for indent, count in counts.items() if count >= 0.05 * counts.total()), default=0)


def _continues(group: list[Line], line: Line, base: int) -> bool:
    first = group[0].indent
    if group[0].text.lstrip()[0] in "([" and not any(piece.text.endswith((")", "]")) for piece in group):
        return True  # a note in brackets goes on until they close, however its lines are set
    if line.indent > base + 1 and group[-1].text.endswith(_SENTENCE_ENDS) and Paragraph(line.text.strip(), 0).is_note:
        return False  # "(Applause)", set in on a line of its own, is no part of the sentence before it
    if len(group) == 1 and first > base + 1 and Paragraph(group[0].text.strip(), 0).is_note:
        return False
    if len(group) > 1:
        return abs(line.indent - group[1].indent) <= 1
    if line.indent == first and first > base:  # two indented lines: two paragraphs of a line each, or one quotation?
        return not group[0].text.endswith(_SENTENCE_ENDS)
    return line.indent <= first and (line.indent <= base + 1 or first - line.indent <= _FIRST_LINE)


def _join(group: list[Line]) -> Paragraph:
    return Paragraph(" ".join(line.text.strip() for line in group), group[0].number, group[0].indent)


@dataclass(slots=True)
class Minutes:
    """Collects turns: whoever was called speaks until the next one is; before the first call nobody does."""

    turns: list[Turn] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _speaker: Speaker | None = None
    _words: list[str] = field(default_factory=list)
    _line: int | None = None

    def call(self, speaker: Speaker | None, line: int | None = None) -> None:
        """From here on ``speaker`` speaks; None: nobody of whom the file tells."""
        if self._words:
            self.turns.append(Turn("\n".join(self._words), self._speaker))
        elif self._speaker:
            self.leave_out(self._speaker.label, "a label without words", self._line)
        self._speaker, self._words, self._line = speaker, [], line

    def say(self, words: str) -> None:
        """One paragraph."""
        if words.strip():
            self._words.append(words.strip())

    def leave_out(self, text: str, why: str, line: int | None) -> None:
        if text.strip():
            self.left_out.append(LeftOut(text.strip(), why, line))

    def leave_out_paragraphs(self, those: Iterable[Paragraph], why: str) -> None:
        for paragraph in those:
            self.leave_out(paragraph.text, why, paragraph.line)

    def close(self) -> tuple[tuple[Turn, ...], tuple[LeftOut, ...]]:
        self.call(None)
        return tuple(self.turns), tuple(self.left_out)


def in_order(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """As the lines stand in the file; those that stand together for one reason become one, a line of text for each."""
    found: list[LeftOut] = []
    last = 0
    for out in sorted(left_out, key=lambda out: out.line or 0):
        line = out.line or 0
        if found and found[-1].why == out.why and line - last <= _TOGETHER:
            found[-1] = LeftOut(f"{found[-1].text}\n{out.text}", out.why, found[-1].line)
        else:
            found.append(out)
        last = line
    return tuple(found)
