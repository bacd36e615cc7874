"""Footnotes of a Word document, which python-docx does not write: a part of their own, to which the text refers.

Word expects there, before the first note, the two lines that part footnotes from the text; its settings name them.
"""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.story import StoryPart
from docx.shared import Pt
from docx.text.paragraph import Paragraph

_LINES = {"-1": "separator", "0": "continuationSeparator"}


class Footnotes:
    """Those of ``made``, which has none yet. They are numbered as they are added, which has to be in reading order."""

    def __init__(self, made: WordDocument) -> None:
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for number, kind in _LINES.items()
        )
        notes = _element(f"<w:footnotes {nsdecls('w', 'r')}>{lines}</w:footnotes>")
        name, package = PackURI("/word/footnotes.xml"), made.part.package
        self._notes, self._count = notes, 0
        self._part = StoryPart(name, CONTENT_TYPE.WML_FOOTNOTES, notes, package)
        made.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
        _name_lines(made)
        text = made.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        text.font.size, text.base_style = Pt(9), made.styles["Normal"]
        mark = made.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
        mark.font.superscript = True
        self._text, self._mark = text.style_id, mark.style_id

    def add(self, paragraph: Paragraph) -> Paragraph:
        """Put the next number behind the paragraph; what its note says is written into the paragraph returned."""
        self._count += 1
        paragraph._p.insert_element_before(self._number(f'<w:footnoteReference w:id="{self._count}"/>'))
        empty = f'<w:p><w:pPr><w:pStyle w:val="{self._text}"/></w:pPr></w:p>'
        note = _element(f'<w:footnote {nsdecls("w")} w:id="{self._count}">{empty}</w:footnote>')
        self._notes.append(note)
        said = Paragraph(note[0], self._part)  # type: ignore[arg-type]
        said._p.insert_element_before(self._number("<w:footnoteRef/>"))
        said.add_run(" ")
        return said

    def _number(self, inside: str) -> BaseOxmlElement:
        return _element(f'<w:r {nsdecls("w")}><w:rPr><w:rStyle w:val="{self._mark}"/></w:rPr>{inside}</w:r>')


def _name_lines(made: WordDocument) -> None:
    lines = "".join(f'<w:footnote w:id="{number}"/>' for number in _LINES)
    named = _element(f"<w:footnotePr {nsdecls('w')}>{lines}</w:footnotePr>")
    made.settings.element.insert_element_before(named, "w:endnotePr", "w:compat", "w:docVars", "w:rsids")


def _element(xml: str) -> BaseOxmlElement:
    return parse_xml(xml)
