"""PDFs made for these tests: pages of lines, each drawn at its place, in the order given."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

Placed = tuple[float, float, str]  # points from the left, points from the top, the line


def pdf(pages: Sequence[Sequence[Placed]], title: str = "", content: bytes | None = None) -> bytes:
    """``content`` replaces what each page draws."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for page in pages:
        drawn = zlib.compress(_drawn(page) if content is None else content)
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(drawn) + drawn + b"\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    objects.append(b"<</Title(%s)>>" % title.encode("cp1252"))
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + each + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size %d/Root 1 0 R/Info %d 0 R>>" % (len(objects) + 1, len(objects))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer%s\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        trailer,
        len(out),
    )


def _drawn(page: Sequence[Placed]) -> bytes:
    drawn = b"BT /F1 10 Tf\n"
    for x, y, text in page:
        escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        drawn += b"1 0 0 1 %.1f %.1f Tm (%s) Tj\n" % (x, 792 - y, escaped)
    return drawn + b"ET"


def text_pdf(pages: Sequence[str], title: str = "") -> bytes:
    """Lines of text as they stand: a space is six points wide, a line twelve points high."""
    placed = [
        [
            (72 + 6 * (len(line) - len(line.lstrip())), 72 + 12 * at, line.strip())
            for at, line in enumerate(page.split("\n"))
            if line.strip()
        ]
        for page in pages
    ]
    return pdf(placed, title)


def locked(data: bytes, user: str, algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
