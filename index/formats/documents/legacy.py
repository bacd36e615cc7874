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
# What stands near the start of other containers, or in the names of their parts.
_ODT, _ODS, _ODP = b"opendocument.text", b"opendocument.spreadsheet", b"opendocument.presentation"
_XLSX, _PPTX, _EPUB = b"xl/workbook", b"ppt/presentation", b"epub+zip"


def sniff(source: Source) -> bool:
    return source.data.removeprefix(codecs.BOM_UTF8).startswith((_OLE, _RTF, _ASS)) or _is_package(source.data)


def _is_package(data: bytes) -> bool:
    """Whether it is a container of such a program; Word's documents are none of these."""
    others = (_ODT, _ODS, _ODP, _XLSX, _PPTX, _EPUB)
    return data.startswith(b"PK") and b"word/" not in data and any(sign in data for sign in others)


def parse(source: Source) -> NoReturn:
    if _is_package(source.data):
        _refuse_package(source)
    if _ASS in source.data[:20]:
        raise UnsupportedFormat(source.name, "these are SubStation subtitles (.ass, .ssa)", "save them as SRT")
    if source.data.startswith(_RTF):
        raise UnsupportedFormat(source.name, "this is rich text (RTF)", _DOCX)
    if _ENCRYPTED in source.data:
        raise UnsupportedFormat(source.name, "the document is encrypted", "save a copy without a password and add that")
    raise UnsupportedFormat(source.name, "this is a Word 97 document (.doc)", _DOCX)


def _refuse_package(source: Source) -> NoReturn:
    name, data = source.name, source.data
    if _ODT in data:
        raise UnsupportedFormat(name, "this is an OpenDocument text (.odt)", _DOCX)
    if _ODS in data:
        raise UnsupportedFormat(name, "this is an OpenDocument table (.ods)", _CSV)
    if _ODP in data:
        raise UnsupportedFormat(name, "this is an OpenDocument presentation (.odp)", _PDF)
    if _XLSX in data:
        raise UnsupportedFormat(name, "this is an Excel workbook (.xlsx)", _CSV)
    if _PPTX in data:
        raise UnsupportedFormat(name, "this is a PowerPoint presentation (.pptx)", _PDF)
    raise UnsupportedFormat(name, "this is a book (EPUB)", "unpack it and add its HTML files")
