"""Files of other office programs are refused with the cure."""

from __future__ import annotations

import io
import zipfile

import pytest

from index.errors import UnsupportedFormat
from index.formats import load
from index.formats.source import Source


def package(part: str, text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(part, text)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "reason", "cure"),
    [
        (
            OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
            "this is a Word 97 document (.doc)",
            "save it as .docx",
        ),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "the document is encrypted", "without a password"),
        (rb"{\rtf1\ansi MR. HILL: Yes.}", "this is rich text (RTF)", "save it as .docx"),
        (
            package("mimetype", "application/vnd.oasis.opendocument.text"),
            "this is an OpenDocument text (.odt)",
            ".docx",
        ),
        (package("mimetype", "application/epub+zip"), "this is a book (EPUB)", "add its HTML files"),
        (package("xl/workbook.xml", "<workbook/>"), "this is an Excel workbook (.xlsx)", "CSV"),
        (package("ppt/presentation.xml", "<p/>"), "this is a PowerPoint presentation (.pptx)", "PDF"),
        (b"\xef\xbb\xbf[Script Info]\nTitle: a\n", "these are SubStation subtitles (.ass, .ssa)", "save them as SRT"),
    ],
)
def test_they_are_refused_with_the_cure(data: bytes, reason: str, cure: str) -> None:
    with pytest.raises(UnsupportedFormat) as error:
        load(Source("talk.doc", data))
    assert error.value.reason == reason
    assert cure in error.value.cure
