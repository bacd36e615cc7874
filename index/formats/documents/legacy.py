"""Files of other office programs, which are recognised in order to be refused: the cure is to save them anew.

Their one container also holds encrypted .docx files.
"""

from __future__ import annotations

import codecs
from typing import NoReturn

from index.errors import UnsupportedFormat
from index.formats.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the first bytes of every compound file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RTF = b"{\\rtf"
_ASS = b"[Script Info]"
_DOCX, _CSV, _PDF = ("open it in a word processor and save it as .docx", "save the sheet as CSV", "save it as PDF")
_PACKAGES = {  # what stands near the start of their containers, or in the names of their parts
    b"opendocument.text": ("an OpenDocument text (.odt)", _DOCX),
    b"opendocument.spreadsheet": ("an OpenDocument table (.ods)", _CSV),
    b"opendocument.presentation": ("an OpenDocument presentation (.odp)", _PDF),
    b"epub+zip": ("a book (EPUB)", "unpack it and add its HTML files"),
    b"xl/workbook": ("an Excel workbook (.xlsx)", _CSV),
    b"ppt/presentation": ("a PowerPoint presentation (.pptx)", _PDF),
}


def sniff(source: Source) -> bool:
    return source.data.removeprefix(codecs.BOM_UTF8).startswith((_OLE, _RTF, _ASS)) or _package(source) is not None


def _package(source: Source) -> tuple[str, str] | None:
    """What the container holds, and the cure; None for a Word document and all that is no container."""
    if not source.data.startswith(b"PK") or b"word/" in source.data:
        return None
    return next((found for sign, found in _PACKAGES.items() if sign in source.data), None)


def parse(source: Source) -> NoReturn:
    if package := _package(source):
        raise UnsupportedFormat(source.name, f"this is {package[0]}", package[1])
    if _ASS in source.data[:20]:
        raise UnsupportedFormat(source.name, "these are SubStation subtitles (.ass, .ssa)", "save them as SRT")
    if source.data.startswith(_RTF):
        raise UnsupportedFormat(source.name, "this is rich text (RTF)", _DOCX)
    if _ENCRYPTED in source.data:
        raise UnsupportedFormat(source.name, "the document is encrypted", "save a copy without a password and add that")
    raise UnsupportedFormat(source.name, "this is a Word 97 document (.doc)", _DOCX)
