"""Word documents (.docx): a table whose rows are turns, or paragraphs in the order of the body.

White space inside a paragraph is the document's own: a tab is a tab and a line break a line break. Page headers,
footnotes, comments and what change tracking deleted are left out, by what they are.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from index.errors import EmptyTranscript, TooLarge, TranscriptError, UnsupportedFormat
from index.formats.documents import columns, prose
from index.formats.documents.ooxml import Body, Styles
from index.formats.markup import xml
from index.formats.markup.speeches import turns_from_paragraphs
from index.formats.markup.xml import Element
from index.formats.source import Source
from index.formats.text import header
from index.transcript import LeftOut, Transcript, Turn

_MAX_PART = 128 * 1024 * 1024  # bytes of XML; a whole day's debate has five million
_BESIDE = re.compile(r"word/(header|footer|footnote|endnote|comment)s?\d*\.xml")
_WHY = {"header": "page header", "footer": "page footer"}


def sniff(source: Source) -> bool:
    return source.data.startswith(b"PK") and (b"word/" in source.data or source.suffix in (".docx", ".docm"))


def parse(source: Source) -> Transcript:
    parts = _Parts(source)
    document = parts.document()
    body = Body(document, Styles(parts.xml("word/styles.xml")))
    turns, left_out = _from_table(body) or _from_paragraphs(body)
    if not turns:
        raise EmptyTranscript(source.name, "the document has no text", "check that it is the transcript")
    top = header.read(left_out, source.name)
    title = prose.title([paragraph.styled for paragraph in body.paragraphs if not paragraph.in_table]) or top.title
    if title == PurePath(source.name).stem and (core := parts.xml("docProps/core.xml")) is not None:
        title = xml.text_of(xml.first(core, "title")) or title
    return Transcript(
        id=source.id,
        title=title,
        turns=turns,
        date=top.date,
        place=top.place,
        participants=top.participants,
        source=source.name,
        format="Word",
        left_out=(*left_out, *parts.beside()),
    )


class _Parts:
    """The XML files in the document's ZIP container. Raises TranscriptError for a damaged one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged(str(error)) from None

    def document(self) -> Element:
        """The main part: the package's own list says where it is."""
        listed = self.xml("_rels/.rels")
        relations = listed.iter("{*}Relationship") if listed is not None else ()
        targets = [r.get("Target", "") for r in relations if r.get("Type", "").endswith("/officeDocument")]
        for name in (*targets, "word/document.xml"):
            if (part := self.xml(name.lstrip("/"))) is not None:
                return part
        raise UnsupportedFormat(self.source.name, "there is no Word document in this file", "save it as .docx")

    def xml(self, name: str) -> Element | None:
        """The part's root element, None where there is no such part."""
        if name not in self._zip.namelist():
            return None
        try:
            with self._zip.open(name) as part:
                data = part.read(_MAX_PART + 1)
        except RuntimeError:
            raise UnsupportedFormat(self.source.name, "it is encrypted", "save a copy without a password") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged(str(error), name) from None
        if len(data) > _MAX_PART:
            raise TooLarge(self.source.name, "it unpacks to more than any transcript has", "split the document", name)
        return xml.parse(Source(self.source.name, data), part=name)

    def beside(self) -> Iterator[LeftOut]:
        """Page headers, footnotes and comments."""
        for name in sorted(self._zip.namelist()):
            if (kind := _BESIDE.fullmatch(name)) and (part := self.xml(name)) is not None:
                for paragraph in Body(part, Styles(None)).paragraphs:
                    yield LeftOut(paragraph.styled.text, _WHY.get(kind[1], kind[1]))

    def _damaged(self, reason: str, where: str = "") -> TranscriptError:
        reason = f"the document is damaged ({reason})" if reason else "the document is damaged"
        return TranscriptError(self.source.name, reason, "open it in a word processor and save it anew", where)


def _from_table(body: Body) -> tuple[tuple[Turn, ...], list[LeftOut]] | None:
    """The turns of the tables whose rows are turns, if they hold most of the document's words.

    A document may also show extracts in tables; only those laid out like the largest are the transcript.
    """
    found = [(table, of) for table in body.tables if (of := columns.find(table.rows))]
    if not found:
        return None
    largest, layout = max(found, key=lambda pair: pair[0].size)
    transcripts = [table for table, of in found if replace(of, header=()) == replace(layout, header=())]
    if sum(table.size for table in transcripts) < 0.5 * body.size:
        return None
    paragraphs, left_out = [], list[LeftOut](body.left_out)
    for table in body.tables:
        if table in transcripts:
            said, beside = columns.read(
                table.rows, replace(layout, header=tuple(table.rows[0]) if layout.header else ())
            )
            paragraphs += said
            left_out += (replace(left, line=table.number) for left in beside)
        else:
            left_out += (LeftOut(cell, "another table", table.number) for row in table.rows for cell in row if cell)
    first = largest.number
    left_out += (
        LeftOut(p.styled.text, "header" if p.number <= first else "beside the transcript", p.number)
        for p in body.paragraphs
        if not p.in_table
    )
    return turns_from_paragraphs(paragraphs), left_out


def _from_paragraphs(body: Body) -> tuple[tuple[Turn, ...], list[LeftOut]]:
    turns, left_out = prose.turns([paragraph.styled for paragraph in body.paragraphs])
    return turns, [*left_out, *body.left_out]
