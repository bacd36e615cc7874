"""The Congressional Record, and hearings of Congress, as the Government Publishing Office prints them.

The label ends in a full stop: "Mr. SMITH of Texas. Mr. Speaker, ...". What a Member only has printed ("as follows:")
is a turn without a speaker, for nobody spoke it. Page marks, clock marks, headings and what the clerk notes are left
out and listed.
"""

from __future__ import annotations

import html
import re

from index.formats import dates
from index.formats.records.record import Minutes, Paragraph, in_order, lines, paragraphs, without
from index.formats.source import Source
from index.transcript import Speaker, Transcript

_RECORD = re.compile(r"\[?Congressional Record,? Volume \d|CONGRESSIONAL RECORD ?-- ?(?:HOUSE|SENATE)", re.IGNORECASE)
_HEARING = re.compile(
    r"\[(?:House|Senate|Joint|Executive) Hearing\b|^[ \t]*HEARING[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_PRINTED = re.compile(r"Government (?:Publishing|Printing) Office|Congressional Record", re.IGNORECASE)
_IMPRINT = re.compile(r"\[Congressional Record\b|From the Congressional Record Online\b|\[Pages? \w+(?:-\w+)?\]$")
_TITLE = re.compile(r"<title>([^<]{0,1000})</title>", re.IGNORECASE)
_CHAMBER = re.compile(r"\[(Senate|House)\]", re.IGNORECASE)

_PREFIX = r"(?:[A-Z][a-z]{1,3}|[dD]'|O')?"  # McCONNELL, DelBENE, DesJARLAIS, FitzGERALD
_CAPITALS = rf"(?:{_PREFIX}[A-Z][A-Z'-]+|[A-Z]\.|Jr\.|von|van|de)"
_SMALL = rf"(?:{_PREFIX}[A-Z][a-z'-]+|[A-Z]\.)"
_STATE = r"(?: of (?:the )?[A-Z][a-z]+(?: (?:of )?[A-Z][a-z]+){0,2})?"
_OFFICE = r"(?:OFFICER|SPEAKER|CHAIR(?:MAN|WOMAN|PERSON)?|PRESIDENT|CLERK|CHAPLAIN|REPORTER)"
_MEMBER = re.compile(
    rf"(?P<label>(?:Mr|Mrs|Ms|Miss|Dr)\. {_CAPITALS}(?: {_CAPITALS}){{0,3}}{_STATE})(?P<who>)\.(?= |$)"
)
_CHAIR = re.compile(
    rf"(?P<label>The (?:[A-Za-z]+ ){{0,3}}{_OFFICE}(?: pro tempore)?)(?: \((?P<who>[^()]{{3,60}})\))?\.(?= |$)"
)
_WITNESS = re.compile(
    r"(?P<label>(?:(?:Mr\.|Mrs\.|Ms\.|Miss|Dr\.|Senator|Representative|Chair(?:man|woman)?|Secretary|General|Admiral"
    r"|Ambassador|Judge|Governor|Commissioner|Director|Colonel|Captain|Sergeant|Chief|Sheriff|Mayor|Professor|Reverend)"
    rf" {_SMALL}(?: {_SMALL}){{0,2}}{_STATE}|The (?:Chair(?:man|woman)?|CHAIR(?:MAN|WOMAN)?|Clerk)))"
    r"(?P<who>)(?: \[(?:presiding|continuing)\])?\.(?= |$)"
)
_MARK = re.compile(r"\s*(?:\[\[Page [^\]]*\]\]|\{time\}\s*\d*|_{5,}|-{5,})\s*")
_CLERK = re.compile(
    r"There (?:was no objection\.$|being no objection, )|The (?:\w+ ){0,4}clerk (?:read|called|proceeded|reported)\b"
    r"|The question was taken\b|The (?:vote was taken|yeas and nays were ordered|result was announced)\b"
    r"|A motion to reconsider\b.{0,200}\blaid (?:up)?on the table\.$"
    r"|(?:Mr|Mrs|Ms|Miss)\. \S+(?: \S+){0,4} addressed the Chair\.$"
    r"|The (?:(?!\. [A-Z]).){2,160} (?:was|were) (?:agreed to|rejected|confirmed|passed|ordered to lie on the table)\.$"
    r"|The (?:material|text|letter|bill|amendment|resolution)s?\b.{0,300}(?:is|are|was|were) as follows:$",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"(?:STATEMENTS?|TESTIMONY) OF ")  # heads the next witness, also after what is only printed
_CENTRED = 9  # spaces before a heading: quotations are indented by five and seven


def sniff(source: Source) -> bool:
    if not source.is_text:
        return False
    head = source.text[:6000]
    return bool(_RECORD.search(head) or (_HEARING.search(head) and _PRINTED.search(head)))


def parse(source: Source) -> Transcript:
    printed = _printed(source.text)
    title = html.unescape(found[1]).strip(" -\n") if (found := _TITLE.search(source.text)) else ""
    body = _Debate(printed, hearing=not _RECORD.search(source.text[:6000]))
    turns, left_out = body.minutes.close()
    chamber = _CHAMBER.search(printed[:4000])
    return Transcript(
        id=source.id,
        title=(title if body.hearing else body.heading) or title or body.heading or source.name.rpartition(".")[0],
        turns=turns,
        date=dates.likeliest(title) or dates.likeliest(printed[:4000]) or dates.likeliest(source.name),
        place=chamber[1] if chamber else "",
        source=source.name,
        format="Congressional Record",
        left_out=in_order(left_out),
    )


def _printed(text: str) -> str:
    """What stands inside of <pre>, on the same lines of the file; all of a file without markup."""
    start = re.search(r"<pre\b[^<>]{0,200}>", text, re.IGNORECASE)
    if not start:
        return text
    *_, end = [len(text), *(match.start() for match in re.finditer("</pre", text, re.IGNORECASE))]
    inside = re.sub(r"</?[A-Za-z][^<>\n]{0,500}>", "", text[start.end() : end])
    return "\n" * text.count("\n", 0, start.end()) + html.unescape(inside)


class _Debate:
    """Reads the debate, paragraph by paragraph; ``heading`` is its first."""

    def __init__(self, printed: str, hearing: bool) -> None:
        self.minutes, self.hearing, self.heading = Minutes(), hearing, ""
        self._filed = False  # whether what stands here was only printed
        every = lines(printed)
        marks = {line.number: line.text for line in every if _MARK.fullmatch(line.text)}
        for number, mark in marks.items():
            self.minutes.leave_out(mark, "mark", number)
        found = list(paragraphs(without(every, marks), self._begins))
        start = next((at for at, paragraph in enumerate(found) if self._label(paragraph)), 0) if hearing else 0
        self.minutes.leave_out_paragraphs(found[:start], "front matter")
        for paragraph in found[start:]:
            self._read(paragraph)

    def _begins(self, line: str) -> bool:
        """Whether a line begins with a label and is set in, as no line is that only goes on."""
        indent = len(line) - len(line.lstrip())
        return indent >= 2 and self._label(Paragraph(line.strip(), 0, indent)) is not None

    def _label(self, paragraph: Paragraph) -> re.Match[str] | None:
        """The label; not where a deeper indent shows that somebody else's record is quoted."""
        if paragraph.indent > (5 if self.hearing else 3):
            return None
        match = _MEMBER.match(paragraph.text) or _CHAIR.match(paragraph.text)
        return match or (_WITNESS.match(paragraph.text) if self.hearing else None)

    def _is_heading(self, paragraph: Paragraph) -> bool:
        if len(paragraph.text) > 400 or (self._filed and not _STATEMENT.match(paragraph.text)):
            return False
        return paragraph.indent >= _CENTRED or (paragraph.is_capitals and not paragraph.text.endswith("."))

    def _read(self, paragraph: Paragraph) -> None:
        if match := self._label(paragraph):
            self.minutes.call(Speaker(match["label"], name=match["who"] or ""), paragraph.line)
            self._filed = False
            self.minutes.say(paragraph.text[match.end() :])
        elif _IMPRINT.match(paragraph.text):
            self.minutes.leave_out(paragraph.text, "front matter", paragraph.line)
        elif self._is_heading(paragraph):
            self.heading = self.heading or paragraph.text
            self.minutes.leave_out(paragraph.text, "heading", paragraph.line)
        elif paragraph.is_note or _CLERK.match(paragraph.text):
            self.minutes.leave_out(paragraph.text, "note", paragraph.line)
            if re.search(r"follows?[:.]\]?$", paragraph.text):
                self.minutes.call(None)
                self._filed = True
        else:
            self.minutes.say(paragraph.text)
