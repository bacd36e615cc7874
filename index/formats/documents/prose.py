"""Paragraphs of documents, read like those of a plain text, with what their style tells beside their words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from index.formats import dates
from index.formats.text import plaintext
from index.formats.text.furniture import Kind as Furniture
from index.formats.text.kinds import Kind, kind
from index.transcript import LeftOut, Turn

_FAIR = {Kind.TITLE, Kind.UPPER, Kind.TAG, Kind.LETTER, Kind.INITIALS, Kind.UNCASED}
_LONGEST_HEADING = 100  # characters
_LONGEST_LABEL = 60
_TOP = 10  # paragraphs
_SENTENCE = re.compile(r"[.?!;,…。？！]\W*$|[:：]")


@dataclass(frozen=True, slots=True)
class Styled:
    """``text`` as the document has it; ``bold`` counts the characters at its start that are bold.

    ``line`` is the place in the file, as the format counts places.
    """

    text: str
    line: int | None = None
    heading: bool = False
    bold: int = 0

    @property
    def is_heading(self) -> bool:
        """A heading by its style, or by being short, bold and no sentence. What has a colon may be a label."""
        if "\n" in self.text or len(self.text) > _LONGEST_HEADING or self.text.endswith((":", "：")):
            return False
        return self.heading or (self.bold >= len(self.text) and not _SENTENCE.search(self.text))

    @property
    def label(self) -> str:
        """The name that the paragraph's style sets apart at its start; empty where there is none."""
        end = len(self.text) if self.heading else self.bold
        name = self.text[:end].strip().rstrip(":： ")
        if not name or len(name) > _LONGEST_LABEL or (end >= len(self.text) and not self.has_colon):
            return ""
        return name if kind(name) in _FAIR else ""

    @property
    def has_colon(self) -> bool:
        """Whether a colon ends what is set apart at the start."""
        end = len(self.text) if self.heading else self.bold
        return self.text[:end].rstrip().endswith((":", "：")) or self.text[end:].lstrip().startswith((":", "："))


def title(paragraphs: Sequence[Styled]) -> str:
    """The first heading near the top that is no date; empty where there is none."""
    headings = (p.text for p in paragraphs[:_TOP] if p.is_heading)
    return next((text for text in headings if not dates.find(text)), "")


def turns(paragraphs: Sequence[Styled]) -> tuple[tuple[Turn, ...], list[LeftOut]]:
    """The turns, joined by empty lines within, and what is left out of them with its place in the file."""
    first = list(accumulate((p.text.count("\n") + 2 for p in paragraphs), initial=1))  # lines of the joined text
    aside = {number: Furniture.HEADING for number, p in zip(first, paragraphs, strict=False) if p.is_heading}
    named = {first[at]: label for at, label in _speakers(paragraphs).items()}
    read = plaintext.turns_from_text("\n\n".join(p.text for p in paragraphs), aside, named)
    left_out = []
    for left in read.left_out:
        place = bisect_right(first, left.line) - 1 if left.line else None
        left_out.append(replace(left, line=None if place is None else paragraphs[place].line))
    return read.turns, left_out


def _speakers(paragraphs: Sequence[Styled]) -> dict[int, str]:
    """The paragraphs whose style names a speaker: if such names are many, of one cut, and come back as speakers' do.

    A name that occurs once is taken for a speaker's if it looks like those that come back.
    """
    styled = {at: label for at, paragraph in enumerate(paragraphs) if (label := paragraph.label)}
    with_colon = [at for at in styled if paragraphs[at].has_colon]
    usual = set(with_colon) if len(with_colon) * 2 > len(styled) else styled.keys() - set(with_colon)
    labels = {at: label for at, label in styled.items() if at in usual}
    counts = Counter(labels.values())
    back = [label for label in labels.values() if counts[label] > 1]
    if len(labels) < max(4, 0.2 * len(paragraphs)) or len(back) < 0.7 * len(labels):
        return {}
    kinds = Counter(map(kind, back))
    return {at: name for at, name in labels.items() if counts[name] > 1 or kinds[kind(name)] >= 0.2 * len(back)}
