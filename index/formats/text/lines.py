"""The lines of a text, each with its place, so that whatever is read from a line can be cut out of the text again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """``text[start:end]``, without its line end. ``number`` counts from 1; ``after_blank``: no line is right above."""

    text: str
    start: int
    number: int
    after_blank: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_SENTENCE_END = re.compile(r"(?:[.?!…。？！—؟۔।]|--)\W*$")


def ends_sentence(text: str) -> bool:
    """Whether the last mark, but for quotes, brackets and markup, is one that closes a sentence or breaks it off."""
    return bool(_SENTENCE_END.search(text[-20:]))


def split(text: str) -> list[Line]:
    """The lines that are not blank. Only ``\\n`` ends a line: a form feed or a Unicode separator stays inside."""
    found: list[Line] = []
    start, after_blank = 0, True
    for number, piece in enumerate(text.split("\n"), 1):
        spoken = bool(piece) and not piece.isspace()
        if spoken:
            found.append(Line(piece, start, number, after_blank))
        start, after_blank = start + len(piece) + 1, not spoken
    return found


def within(lines: Sequence[Line], start: int, end: int) -> Iterator[Line]:
    """The lines of ``text[start:end]``, in order, the first and the last cut to it."""
    for at in range(max(0, bisect_right(lines, start, key=lambda line: line.start) - 1), len(lines)):
        line = lines[at]
        if line.start >= end:
            return
        if line.start < start or line.end > end:
            cut = max(0, start - line.start)
            line = Line(line.text[cut : end - line.start], line.start + cut, line.number, line.after_blank)
        if line.text and not line.text.isspace():
            yield line
