"""PDF with text: page furniture is taken out, and the format that recognises the text reads it.

Scans and encrypted files are refused with the cure. What a page's header and footer say is in ``left_out``; places
there are pages, since a PDF has no lines of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace

import index.formats as formats
from index.errors import UnsupportedFormat
from index.formats import dates
from index.formats.documents import pdflayout, pdfpages
from index.formats.records.record import Line, running_heads, without
from index.formats.source import Source
from index.transcript import LeftOut, Transcript

_OCR = "run text recognition (OCR) on it and add the result"


def sniff(source: Source) -> bool:
    return b"%PDF-" in source.data[:1024]  # where readers look for it: some producers write a line before it


def parse(source: Source) -> Transcript:
    pages, title = pdfpages.read(source.name, source.data)
    if not any(pages):
        raise UnsupportedFormat(source.name, "the pages are pictures without text", _OCR)
    all_lines = [Line(text, at, page) for at, (text, page) in enumerate(pdflayout.lines(pages), 1)]
    heads = running_heads(all_lines)
    if all(line.blank or line.number in heads for line in all_lines):
        heads = set()  # pages that are all alike have nothing but their words
    words = list(without(all_lines, heads))
    read = _read_text(Source(source.name, _encoded("\n".join(line.text for line in words))))
    left = [LeftOut(line.text.strip(), f"running head, page {line.page}") for line in all_lines if line.number in heads]
    left += [_on_page(out, words) for out in read.left_out]
    left += [LeftOut(f"page {at}", "no text: empty, or a picture") for at, page in enumerate(pages, 1) if not page]
    return replace(
        read,
        id=source.id,
        title=_title(read, source, title),
        date=read.date or dates.likeliest(title),
        format="PDF",
        left_out=tuple(left),
    )


def _read_text(text: Source) -> Transcript:
    for known in formats.FORMATS:
        if known.parse is not parse and known.sniff(text):
            return known.parse(text)
    raise UnsupportedFormat(text.name, "its fonts do not say which letters they draw", _OCR)


def _encoded(text: str) -> bytes:
    """As UTF-8. Fonts without a proper map give zeros and halves of characters: U+FFFD stands for them."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd").encode()


def _on_page(out: LeftOut, words: list[Line]) -> LeftOut:
    if out.line is None:
        return out
    return LeftOut(out.text, f"{out.why}, page {words[out.line - 1].page}")


def _title(read: Transcript, source: Source, title: str) -> str:
    """The text's own; the properties' where the text has none, unless that is only the name of a file."""
    named = title and not re.fullmatch(r"\S+\.\w{1,5}|untitled.*", title, re.IGNORECASE)
    return title if named and read.title in {"", source.name, source.name.rpartition(".")[0]} else read.title
