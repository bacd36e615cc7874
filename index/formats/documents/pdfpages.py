"""The pages of a PDF as rows of words, each with the place where it begins, in the order in which they are drawn.

The words are those of pypdf's plain extraction: its layout mode tears words apart where a line is set wide.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration, mult
from pypdf.errors import LimitReachedError

from index.errors import TooLarge, TranscriptError, UnsupportedFormat

MAX_PAGES = 5_000
MAX_STREAM = 20_000_000  # bytes of one stream, unpacked: a page of a transcript has a few thousand
MAX_OPERATIONS = 2_000_000  # drawing operations in all pages together: a page of a transcript has some hundred
MAX_OPERATIONS_ON_PAGE = 100_000
_CURE = "open it in a PDF reader and print it to a new PDF"
_NO_BREAKS = str.maketrans("\r\f\v\x85", "    ")  # a font may hold them; to the formats they would end a line
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_NUMBER_WIDTH = 12.5  # points: two digits, but no more
SPACE = 5.0  # points: about the width of a space
NUMBERED = 8  # so many numbers in order on one page are those of its lines

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
                rows, used = _rows(page, min(MAX_OPERATIONS - operations, MAX_OPERATIONS_ON_PAGE))
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


def is_numbered(row: Row, after: list[Row]) -> bool:
    """Whether a row begins with the next line number, below those before it and in their column."""
    in_column = not after or (abs(row.x - after[-1].x) < _NUMBER_WIDTH and row.y < after[-1].y)
    return in_column and row.text.strip().partition(" ")[0] == str(len(after) + 1)


class _Drawing:
    """Listens while pypdf draws a page, and keeps each line with the place where it begins."""

    def __init__(self, budget: int) -> None:
        self.rows: list[Row] = []
        self.used = 0
        self._budget = budget
        self._pieces: list[str] = []  # of the open row, which begins at _place
        self._place = (0.0, 0.0)
        self._starts: dict[int, list[float]] = {}  # by baseline, where something was drawn

    def operation(self, operator: bytes, _: Any, page_matrix: Any, text_matrix: Any) -> None:
        self.used += 1
        if self.used > self._budget:
            raise _TooMuch
        if operator in _SHOWS:
            x, y = mult(text_matrix, page_matrix)[4:]
            self._starts.setdefault(round(y), []).append(x)

    def text(self, text: str, page_matrix: Any, text_matrix: Any, *_: Any) -> None:
        x, y = mult(text_matrix, page_matrix)[4:]
        for at, piece in enumerate(text.translate(_NO_BREAKS).split("\n")):
            if at:
                self.close()
            if piece.strip() and not self._pieces:
                self._place = (x, y)
            if piece.strip() or self._pieces:
                self._pieces.append(piece)

    def close(self) -> None:
        if self._pieces:
            self.rows.append(Row("".join(self._pieces), *self._place))
            self._pieces = []

    def numbers_apart(self) -> list[Row]:
        """The rows; where they begin with line numbers, these are rows of their own, and the words where they begin."""
        found: list[Row] = []
        numbers: list[Row] = []
        for row in self.rows:
            if not is_numbered(row, after=numbers):
                found.append(row)
                continue
            number, _, words = row.text.strip().partition(" ")
            numbers.append(Row(number, row.x, row.y))
            found.append(numbers[-1])
            if words.strip():
                found.append(Row(words.strip(), self._start_after(row, words), row.y))
        return found if len(numbers) >= NUMBERED else self.rows

    def _start_after(self, row: Row, words: str) -> float:
        """Where the words after a line number begin: where something was drawn there, else as many spaces on."""
        drawn = (x for y in (-1, 0, 1) for x in self._starts.get(round(row.y) + y, ()))
        spaces = len(row.text.strip()) - len(words.lstrip())
        return min((x for x in drawn if x > row.x + _NUMBER_WIDTH), default=row.x + spaces * (SPACE + 1))


def _rows(page: PageObject, budget: int) -> tuple[list[Row], int]:
    """The rows of a page, and the number of drawing operations that it took."""
    drawing = _Drawing(budget)
    page.extract_text(visitor_operand_before=drawing.operation, visitor_text=drawing.text)
    if drawing.used > budget:  # the extraction swallows what a visitor raises inside of a form
        raise _TooMuch
    drawing.close()
    return drawing.numbers_apart(), drawing.used
