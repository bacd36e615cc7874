"""A file as the parsers see it: its name, its bytes, its text decoded once."""

from __future__ import annotations

import codecs
import hashlib
import re
from functools import cached_property
from pathlib import PurePath

from index.errors import EmptyTranscript, UnknownFormat

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Source:
    """One file: ``name`` (without folders) and ``data`` (all its bytes).

    ``origin`` is the absolute path where it lies; empty for what has no place of its own, such as an upload.
    """

    def __init__(self, name: str, data: bytes, origin: str = "") -> None:
        self.name = PurePath(name).name
        self.data = data
        self.origin = origin

    @property
    def suffix(self) -> str:
        """The name's ending in lower case, with the dot: ".vtt"; empty where it has none."""
        return PurePath(self.name).suffix.lower()

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits of the bytes' SHA-256: the transcript's id."""
        return hashlib.sha256(self.data).hexdigest()[:16]

    @cached_property
    def is_text(self) -> bool:
        """Whether the bytes read as text at all: a zero byte means they do not, unless a byte order mark is there."""
        return self.data.startswith(tuple(bom for bom, _ in _BOMS)) or b"\0" not in self.data[:65536]

    @cached_property
    def text(self) -> str:
        """The text with ``\\n`` line ends. Raises EmptyTranscript or, for binary data, UnknownFormat."""
        if not self.data.strip():
            raise EmptyTranscript(self.name, "the file is empty", "check that the export was complete")
        if not self.is_text:
            raise UnknownFormat(self.name, "this is binary data and no known document", "export it as text first")
        return decode(self.data).replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, declared: str = "") -> str:
    """Bytes to text: byte order mark, then UTF-8, then ``declared``, then GB18030 or cp1252 by their statistics.

    General detectors take short cp1252 for Central European or Turkish and so change its words; the two code pages
    that transcripts are really found in are told apart by whether double-byte Chinese decodes without a fault, to
    characters in common use: a few accented letters of cp1252 decode as well, to rare ones.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    for encoding in ("utf-8", declared):
        try:
            return data.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        chinese = data.decode("gb18030")
        if 4 * len(_HANZI.findall(data)) > len(data) - len(data.translate(None, _HIGH)):
            return chinese
    except UnicodeDecodeError:
        pass
    # cp1252 leaves five bytes undefined; latin-1 maps them to control characters, so no byte is ever lost.
    return "".join(_CP1252.get(byte, chr(byte)) for byte in data)


_HIGH = bytes(range(0x80, 0x100))
_HANZI = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")  # those in common use
_CP1252 = {byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xA0)}
