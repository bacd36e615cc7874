"""The rows of PDF pages as lines of text: indents, and gaps between lines, become white space."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from index.formats.documents.pdfpages import NUMBERED, SPACE, Row, is_numbered

_COLUMN = 150.0  # points that lie at least between the left edges of two columns


def lines(pages: list[list[Row]]) -> list[tuple[str, int]]:
    """All lines with the numbers of their pages, from 1. Line numbers that are drawn apart stand before their lines."""
    columns, usual_gap = _columns([row for page in pages for row in page]), _usual_gap(pages)
    found = []
    for number, page in enumerate(pages, 1):
        last: Row | None = None
        for row in _numbered(page, columns) or _indented(page, columns):
            if last and last.y - row.y > 1.4 * usual_gap:
                found.append(("", number))
            found.append((row.text.rstrip(), number))
            last = row
    return found


def _columns(rows: list[Row]) -> list[float]:
    """The left edges of the columns: the least that enough lines have, and what is so again well to its right."""
    counts = Counter(round(row.x) for row in rows if not row.text.strip().isdigit())
    found: list[float] = []
    for x, count in sorted(counts.items()):
        share = count / counts.total()
        if (not found and share >= 0.05) or (found and share >= 0.2 and x - found[-1] >= _COLUMN):
            found.append(x)
    return found


def _usual_gap(pages: list[list[Row]]) -> float:
    """The distance from line to line that is most common."""
    gaps = Counter(
        round(above.y - row.y) for page in pages for above, row in pairwise(page) if 0.5 < above.y - row.y < 100
    )
    return max(gaps.items(), key=lambda gap: (gap[1], -gap[0]), default=(100, 0))[0]


def _indented(page: list[Row], columns: list[float]) -> Iterator[Row]:
    for row in page:
        left = max((x for x in columns if x <= row.x + SPACE), default=row.x)
        yield replace(row, text=" " * round(max(0.0, row.x - left) / SPACE) + row.text.strip())


def _numbered(page: list[Row], columns: list[float]) -> list[Row]:
    """The page by its line numbers: its words may be drawn in any order, all numbers first. Empty for other pages."""
    numbers: list[Row] = []
    rest: list[Row] = []
    for row in page:
        (numbers if row.text.strip().isdigit() and is_numbered(row, after=numbers) else rest).append(row)
    if len(numbers) < NUMBERED:
        return []
    above: list[Row] = []
    below: list[Row] = []
    beside: list[list[Row]] = [[] for _ in numbers]
    for row in rest:
        if row.y > numbers[0].y + SPACE:
            above.append(row)
        elif row.y < numbers[-1].y - SPACE:
            below.append(row)
        else:
            nearest = min(range(len(numbers)), key=lambda at: abs(numbers[at].y - row.y))
            beside[nearest].append(row)
    body = [_beside(number, words, columns) for number, words in zip(numbers, beside, strict=True)]
    return [*_indented(above, columns), *body, *_indented(below, columns)]


def _beside(number: Row, words: list[Row], columns: list[float]) -> Row:
    first, *others = sorted(words, key=lambda row: row.x) or [Row("", number.x, number.y)]
    pieces = [row.text for row in _indented([first], columns)] + [row.text.strip() for row in others]
    return replace(number, text=f"{number.text.strip():>2} {' '.join(pieces)}".rstrip())
