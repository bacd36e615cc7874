"""Answers as a Word document: each quote is a paragraph, its reference a footnote that is linked to the place."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from qa.answer import Answer, Citation
from qa.show.exports.footnotes import Footnotes
from qa.show.languages import ENGLISH, Language
from qa.show.links import place_href
from qa.show.render import mentions_text, options_text, reference, silence_text, sources_text, speaker_text

# What XML cannot hold at all stands as the sign for it, as on a terminal: ␀ to ␟, else the one for "not a character".
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINK = RGBColor(0x0F, 0x6B, 0x63)


def document(answers: Sequence[Answer], page: str = "", language: Language = ENGLISH) -> bytes:
    """One document of all answers in order; ``page`` is the address that links begin with, empty for none."""
    made = Document()
    title = answers[0].question.text if len(answers) == 1 else "On the Record"
    made.core_properties.title, made.core_properties.author = _writable(title)[:255], "On the Record"
    if len(answers) > 1:
        made.add_heading(title, 0)
    notes = Footnotes(made)
    for answer in answers:
        _add(made, notes, answer, page, language)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _add(made: WordDocument, notes: Footnotes, answer: Answer, page: str, language: Language) -> None:
    _write(made.add_heading("", 1), answer.question.text)
    if answer.silence:
        finding, rest = silence_text(answer, language)
        said = made.add_paragraph()
        _write(said, finding).bold = True
        _write(said, rest)
    for line in options_text(answer):
        _write(made.add_paragraph(style="List Bullet"), line)
    if told := sources_text(answer, language) or mentions_text(answer, language):
        _write(made.add_paragraph(), told)
    _quotes(made, notes, answer.quotes, page, language)
    for heading, citations in (("answer.related", answer.related), ("answer.closest", answer.closest)):
        if citations:
            made.add_heading(language.say(heading), 2)
        _quotes(made, notes, citations, page, language)


def _quotes(made: WordDocument, notes: Footnotes, citations: Iterable[Citation], page: str, language: Language) -> None:
    for citation in citations:
        quote = made.add_paragraph(style="Quote")
        quote.paragraph_format.keep_with_next = True
        _write(quote, citation.quote)
        note = notes.add(quote)
        source = _write(note, reference(citation, language))
        if page:
            _link(note, source, page + place_href(citation.transcript, citation.span))
        who = made.add_paragraph()
        who.paragraph_format.space_after = Pt(14)
        _write(who, f"— {speaker_text(citation, language)}")


def _write(paragraph: Paragraph, text: str) -> Run:
    """The text as one run, from right to left where it is written so."""
    run = paragraph.add_run(_writable(text))
    if _is_rtl(text):
        run.font.rtl = True
        properties = paragraph._p.get_or_add_pPr()
        if properties.find(qn("w:bidi")) is None:
            properties.insert_element_before(_element("bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")
    return run


def _writable(text: str) -> str:
    lines = text.replace("\r\n", "\n")  # one end of a line, not two
    return _NO_XML.sub(lambda match: chr(0x2400 + ord(match[0])) if match[0] < " " else "\ufffd", lines)


def _is_rtl(text: str) -> bool:
    """By the first letter that has a direction."""
    direction = next((d for char in text if (d := unicodedata.bidirectional(char)) in ("L", "R", "AL")), "L")
    return direction != "L"


def _link(paragraph: Paragraph, run: Run, address: str) -> None:
    """Let a run lead somewhere: Word keeps the address beside the text, as a relationship."""
    link = _element("hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.insert_element_before(link)
    link.append(run._r)  # which takes it from where it was: last in the paragraph
    run.font.color.rgb = _LINK
    run.font.underline = True


def _element(name: str) -> BaseOxmlElement:
    return parse_xml(f"<w:{name} {nsdecls('w')}/>")
