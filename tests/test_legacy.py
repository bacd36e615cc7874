"""Files of old office programs are refused with the cure."""

from __future__ import annotations

import pytest

from index.errors import UnsupportedFormat
from index.formats import load
from index.formats.source import Source

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
    ],
)
def test_they_are_refused_with_the_cure(data: bytes, reason: str, cure: str) -> None:
    with pytest.raises(UnsupportedFormat) as error:
        load(Source("talk.doc", data))
    assert error.value.reason == reason
    assert cure in error.value.cure
