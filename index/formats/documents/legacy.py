"""Files of old office programs, which are recognised in order to be refused: the cure is to save them anew.

Their one container also holds encrypted .docx files.
"""

from __future__ import annotations

from typing import NoReturn

from index.errors import UnsupportedFormat
from index.formats.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the first bytes of every compound file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RTF = b"{\\rtf"


def sniff(source: Source) -> bool:
    return source.data.startswith((_OLE, _RTF))


def parse(source: Source) -> NoReturn:
    if source.data.startswith(_RTF):
        raise UnsupportedFormat(
            source.name, "this is rich text (RTF)", "open it in a word processor and save it as .docx"
        )
    if _ENCRYPTED in source.data:
        raise UnsupportedFormat(source.name, "the document is encrypted", "save a copy without a password and add that")
    raise UnsupportedFormat(
        source.name, "this is a Word 97 document (.doc)", "open it in a word processor and save it as .docx"
    )
