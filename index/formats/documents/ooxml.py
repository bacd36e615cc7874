"""What is in a Word document's body: its paragraphs in order, with their style, and the cells of its tables.

The XML is read directly, because what change tracking inserted, and what stands in content controls, hyperlinks and
text boxes, is part of the text too. What change tracking deleted is kept apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from index.formats.documents.prose import Styled
from index.formats.markup import xml
from index.formats.markup.xml import Element
from index.transcript import LeftOut

_UNREAD = frozenset("Fallback instrText pPr rPr tblPr trPr tcPr tblGrid sectPr".split())
_DELETED = ("del", "moveFrom")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_HEADING = re.compile(r"(?:heading|title|subtitle|berschrift|titre|título|titolo|kop|rubrik)\b", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@dataclass(slots=True)
class Paragraph:
    """``number`` counts the body's paragraphs from 1. ``runs`` are its pieces of text with whether each is bold."""

    number: int
    heading: bool = False
    bold: bool = False
    in_table: bool = False
    runs: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def styled(self) -> Styled:
        text = "".join(text for text, _ in self.runs)
        bold = 0
        for piece, is_bold in self.runs:
            if piece.strip() and not is_bold:
                break
            bold += len(piece)
        lead = len(text) - len(text.lstrip())
        return Styled(text.strip(), self.number, self.heading, min(max(0, bold - lead), len(text.strip())))


@dataclass(slots=True)
class Table:
    """``number`` is that of the paragraph that it follows."""

    number: int
    rows: list[list[str]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(cell) for row in self.rows for cell in row)


class Styles:
    """Which paragraph styles are headings, and which styles are bold."""

    def __init__(self, part: Element | None) -> None:
        self.headings: set[str] = set()
        self.bold: set[str] = set()
        for style in part.iter("{*}style") if part is not None else ():
            identifier = xml.attribute(style, "styleId")
            named = _HEADING.search(xml.attribute(style.find("{*}name"), "val") or identifier)
            if named or style.find("{*}pPr/{*}outlineLvl") is not None:
                self.headings.add(identifier)
            if _is_on(style.find("{*}rPr/{*}b")):
                self.bold.add(identifier)


class Body:
    """Reads the body once, from top to bottom."""

    def __init__(self, root: Element, styles: Styles) -> None:
        self.styles = styles
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self.left_out: list[LeftOut] = []
        self._open: list[Paragraph] = []  # a text box's paragraph is inside another's
        self._depth = 0  # of tables in tables
        self._cell: list[str] = []
        self._spanned = ""
        self._deleted: list[str] | None = None
        self._bold = False
        self._read(root)
        self.paragraphs = [paragraph for paragraph in self.paragraphs if paragraph.styled.text]

    @property
    def size(self) -> int:
        return sum(len(paragraph.styled.text) for paragraph in self.paragraphs)

    def _read(self, root: Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            name = xml.local(element)
            if name in _UNREAD:
                if event == "start":
                    walker.skip_subtree()
            elif event == "start":
                self._start(name, element)
            else:
                self._end(name)

    def _start(self, name: str, element: Element) -> None:
        if name == "p":
            self._open.append(self._paragraph(element))
        elif name == "r":
            self._bold = self._is_bold(element)
        elif name in _SIGNS or name in ("t", "delText"):
            self._add(_SIGNS.get(name) or element.text or "")
        elif name in _DELETED:
            self._deleted = []
        elif name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(Table(len(self.paragraphs)))
        elif name == "tr" and self._depth == 1:
            self.tables[-1].rows.append([])
        elif name == "tc" and self._depth == 1:
            self._cell = []
            self._spanned = xml.attribute(element.find("{*}tcPr/{*}gridSpan"), "val")

    def _end(self, name: str) -> None:
        if name == "p" and self._open:
            paragraph = self._open.pop()
            if paragraph.in_table and (text := paragraph.styled.text):
                self._cell.append(text)
        elif name in _DELETED and self._deleted is not None:
            if text := "".join(self._deleted).strip():
                self.left_out.append(LeftOut(text, "deleted", len(self.paragraphs)))
            self._deleted = None
        elif name == "tbl":
            self._depth -= 1
        elif name == "tc" and self._depth == 1 and self.tables[-1].rows:
            empty = int(self._spanned) - 1 if self._spanned.isdecimal() and len(self._spanned) < 3 else 0
            self.tables[-1].rows[-1] += ["\n\n".join(self._cell), *[""] * empty]

    def _paragraph(self, element: Element) -> Paragraph:
        style = xml.attribute(element.find("{*}pPr/{*}pStyle"), "val")
        heading = style in self.styles.headings or element.find("{*}pPr/{*}outlineLvl") is not None
        bold = style in self.styles.bold
        paragraph = Paragraph(len(self.paragraphs) + 1, heading, bold, in_table=self._depth > 0)
        self.paragraphs.append(paragraph)
        return paragraph

    def _is_bold(self, run: Element) -> bool:
        own = run.find("{*}rPr/{*}b")
        if own is not None:
            return _is_on(own)
        named = xml.attribute(run.find("{*}rPr/{*}rStyle"), "val") in self.styles.bold
        return named or bool(self._open and self._open[-1].bold)

    def _add(self, text: str) -> None:
        if self._deleted is not None:
            self._deleted.append(text)
        elif self._open:
            self._open[-1].runs.append((text, self._bold))


def _is_on(switch: Element | None) -> bool:
    return switch is not None and xml.attribute(switch, "val") not in _OFF
