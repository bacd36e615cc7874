"""The pages of a PDF as lines of text in reading order, their indents and the gaps between them kept as white space.

The words are those of pypdf's plain extraction. Its layout mode would give the white space too, but tears words apart
where a line is set wide; so the white space is put back from the places at which the words stand.
"""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration, mult
from pypdf.errors import LimitReachedError

from index.errors import TooLarge, TranscriptError, UnsupportedFormat

MAX_PAGES = 5_000
MAX_STREAM = 20_000_000  # bytes of one stream, unpacked: a page of a transcript has a few thousand
MAX_OPERATIONS = 5_000_000  # drawing operations in all pages together: a page of a transcript has some hundred
_NO_BREAKS = str.maketrans("\r\f\v\x85", "    ")  # a font may hold them; to the formats they would end a line
_SPACE = 5.0  # points: about the width of a space
_COLUMN = 150.0  # points that lie at least between the left edges of two columns
_NUMBERED = range(8, 100)  # so many numbers in order at the start of a page are those of its lines

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports what it could repair, which is nothing to act upon


class _TooMuch(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page: ``x`` and ``y`` are where it begins, in points from the lower left."""

    text: str
    x: float
    y: float


def read(name: str, data: bytes) -> tuple[list[list[Row]], str]:
    """The rows of every page, and the title that the document's properties give. Raises TranscriptError."""
    with apply_configuration(zlib_maximum_output_length=MAX_STREAM, lzw_maximum_output_length=MAX_STREAM):
        where, operations = "", 0
        pages: list[list[Row]] = []
        try:
            reader = _open(name, data)
            for number, page in enumerate(reader.pages, 1):
                where = f"page {number}"
                if number > MAX_PAGES:
                    raise TooLarge(name, f"it has more than {MAX_PAGES} pages", "split it into several files", where)
                rows, used = _rows(page, MAX_OPERATIONS - operations)
                operations += used
                pages.append(rows)
            title = (reader.metadata.title or "").strip() if reader.metadata else ""
        except TranscriptError:
            raise
        except (_TooMuch, LimitReachedError, MemoryError):
            raise TooLarge(name, "the page unpacks to far more than a transcript needs", _CURE, where) from None
        except Exception as error:  # pypdf documents that broken files may raise anything
            raise TranscriptError(name, f"the PDF is damaged ({type(error).__name__})", _CURE, where) from error
    return pages, title


_CURE = "open it in a PDF reader and print it to a new PDF"


def _open(name: str, data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        try:
            opened = bool(reader.decrypt(""))  # many are locked against changes only, and open without a password
        except Exception:  # a cipher that needs a library, or a broken dictionary: in both cases it stays shut
            opened = False
        if not opened:
            raise UnsupportedFormat(name, "the PDF is encrypted", "save a copy without a password and add that")
    return reader


def _rows(page: PageObject, budget: int) -> tuple[list[Row], int]:
    """The rows that pypdf finds on the page, and the number of drawing operations that took."""
    rows: list[Row] = []
    open_row: Row | None = None
    used = 0

    def count(*_: Any) -> None:
        nonlocal used
        used += 1
        if used > budget:
            raise _TooMuch

    def take(text: str, page_matrix: Any, text_matrix: Any, *_: Any) -> None:
        nonlocal open_row
        x, y = mult(text_matrix, page_matrix)[4:]
        for at, piece in enumerate(text.translate(_NO_BREAKS).split("\n")):
            if at and open_row:
                rows.append(open_row)
                open_row = None
            if open_row:
                open_row = replace(open_row, text=open_row.text + piece)
            elif piece.strip():
                open_row = Row(piece, x, y)

    page.extract_text(visitor_operand_before=count, visitor_text=take)
    if used > budget:  # the extraction swallows what a visitor raises inside of a form
        raise _TooMuch
    return [*rows, open_row] if open_row else rows, used


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
        left = max((x for x in columns if x <= row.x + _SPACE), default=row.x)
        yield replace(row, text=" " * round(max(0.0, row.x - left) / _SPACE) + row.text.strip())


def _numbered(page: list[Row], columns: list[float]) -> list[Row]:
    """The page by its line numbers, where it draws them before all else: the words may then come in any order.

    Empty for other pages.
    """
    numbers = [
        row for at, row in takewhile(lambda item: item[1].text.split()[:1] == [str(item[0])], enumerate(page, 1))
    ]
    if len(numbers) not in _NUMBERED:
        return []
    above: list[Row] = []
    below: list[Row] = []
    beside: list[list[Row]] = [[] for _ in numbers]
    for row in page[len(numbers) :]:
        if row.y > numbers[0].y + _SPACE:
            above.append(row)
        elif row.y < numbers[-1].y - _SPACE:
            below.append(row)
        else:
            nearest = min(range(len(numbers)), key=lambda at: abs(numbers[at].y - row.y))
            beside[nearest].append(row)
    body = [_beside(number, words, columns) for number, words in zip(numbers, beside, strict=True)]
    return [*_indented(above, columns), *body, *_indented(below, columns)]


def _beside(number: Row, words: list[Row], columns: list[float]) -> Row:
    digits, _, rest = number.text.strip().partition(" ")
    pieces = [*_indented(sorted(words, key=lambda row: row.x)[:1], columns)]
    pieces += sorted(words, key=lambda row: row.x)[1:]
    text = " ".join([rest, *(row.text.strip(" ") if at else row.text for at, row in enumerate(pieces))]).rstrip()
    return replace(number, text=f"{digits:>2} {text}")
