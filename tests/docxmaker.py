"""Word documents for the tests, part by part; ``python -m tests.docxmaker`` writes the files of their folder anew."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
FOLDER = Path(__file__).parent / "transcripts" / "docx"


def run(text: str, bold: bool = False) -> str:
    style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    of = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{of}{''.join(runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BOX = f"<w:txbxContent>{paragraph(run('MAX: In the box.'))}</w:txbxContent>"


def docx(*body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """``parts`` are further files in word/, by their names without the ending."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        relation = f'<Relationship Id="r1" Type="{OFFICE}" Target="/{main}"/>'
        files = {"_rels/.rels": f"<Relationships>{relation}</Relationships>"}
        files[main] = f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>"
        files |= {f"word/{name}.xml": text for name, text in parts.items()}
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


STYLES = (
    f'<w:styles {W}><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Who"><w:name w:val="Speaker"/><w:rPr><w:b/></w:rPr></w:style></w:styles>'
)
FILES = {
    "table_among_other_tables.docx": docx(
        paragraph(run("Call of the week")),
        table(("Speaker", "Score"), ("Agent", "2.4"), ("Customer", "1.8")),
        table(("Highlights",), ("Speaker", "Time", "Text"), ("Customer", "0:06.3", "My card fell into the water")),
        table(
            ("Start", "Dur.", "Speaker", "", "Transcription"),
            ("0:00:00.4", "5.0s", "Agent", "☺", "How can I help you?"),
            ("0:00:06.31", "4.1s", "Customer", "", "My card fell into the water."),
            ("0:00:11.0", "1.0s", "", "", "It is gone."),
        ),
        paragraph(run("Word confidence: fair")),
    ),
    "changes_tracked_controls_and_boxes.docx": docx(
        paragraph(run("ADA: We "), f'<w:ins w:id="1">{run("surely ")}</w:ins>', run("agree.")),
        f"<w:sdt><w:sdtContent>{paragraph(run('MAX: In a control.'))}</w:sdtContent></w:sdt>",
        paragraph(
            run("ADA: Yes"), '<w:del w:id="2"><w:r><w:delText>, never</w:delText></w:r></w:del>', run(", and go on.")
        ),
        paragraph(
            run("MAX: See "),
            f'<w:hyperlink w:id="r2">{run("the page")}</w:hyperlink>',
            "<w:r><w:tab/><w:instrText>PAGE</w:instrText><w:t>two</w:t><w:br/><w:t>now</w:t></w:r>",
        ),
        paragraph(
            run("ADA: Around a box."),
            f"<w:r><mc:AlternateContent {MC}><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
            "</mc:AlternateContent></w:r>",
        ),
    ),
    "bold_names_without_colon.docx": docx(
        paragraph(run("The bridge"), style="H1"),
        paragraph(run("Ada Brook ", bold=True), run("Why do bridges fall?")),
        paragraph(run("Max Lund ", bold=True), run("Nobody looks at them.")),
        paragraph(run("And then they rust.")),
        paragraph(run("Ada Brook ", bold=True), run("I see.")),
        paragraph(run("Part two"), style="H1"),
        paragraph(run("Max Lund ", bold=True), run("It is so.")),
        paragraph(run("Ada Brook ", bold=True), run("Good night.")),
        styles=STYLES,
    ),
    "name_and_time_above_the_words.docx": docx(
        paragraph(run("Ada Brook", bold=True), "<w:r><w:t>   0:03</w:t><w:br/><w:t>Why do bridges fall?</w:t></w:r>"),
        paragraph(run("Max Lund", bold=True), "<w:r><w:t>   0:09</w:t><w:br/><w:t>Nobody looks at them.</w:t></w:r>"),
        paragraph(run("Ada Brook", bold=True), "<w:r><w:t>   1:00:12</w:t><w:br/><w:t>I see.</w:t></w:r>"),
    ),
    "notes_page_heads_and_comments.docx": docx(
        paragraph(run("I – What do you sell?")),
        paragraph(run("C - Mostly  patches.")),
        paragraph(run("I – And since when?")),
        paragraph(run("C – Since 1950.")),
        main="word/document2.xml",
        header1=f"<w:hdr {W}>{paragraph(run('Confidential'))}</w:hdr>",
        footnotes=f"<w:footnotes {W}><w:footnote>{paragraph(run('He laughed.'))}</w:footnote></w:footnotes>",
        comments=f"<w:comments {W}><w:comment>{paragraph(run('Check this.'))}</w:comment></w:comments>",
    ),
}

if __name__ == "__main__":
    for name, data in FILES.items():
        (FOLDER / name).write_bytes(data)
