"""Transcripts of hearings, trials and depositions: numbered lines, speakers in capitals, questions as Q, answers as A.

The cover, the index of words, the certificate, headings and line numbers are left out and listed. The examiner whom
"BY MR. LONG:" names asks every Q until another is named, and the witness who is sworn gives every A.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.formats.records import courtcover, courtpages
from index.formats.records.record import SAMPLE, Line, Minutes, Paragraph, in_order, paragraphs
from index.formats.source import Source
from index.formats.text.kinds import CAPITAL
from index.transcript import LeftOut, Speaker, Transcript

_WORD = rf"(?:Mc|Mac|De|Di|La|Le|Van|O['’])?[{CAPITAL}][{CAPITAL}.'’-]*"
_NAME = rf"{_WORD}(?: {{1,2}}{_WORD}){{0,5}}"
_LABEL = re.compile(rf"\s*(?P<label>{_NAME}(?: \d{{1,3}}| \([A-Z ]+\))?):(?:\s+|$)")
_TITLED = re.compile(
    r"(?:MR|MRS|MS|MISS|DR|PROF|PROFESSOR|JUSTICE|CHIEF JUSTICE|JUDGE|GENERAL|GEN|SENATOR|THE|AN?|SPEAKER|UNIDENTIFIED"
    r"|UNKNOWN|WITNESS|COUNSEL|PROSECUTOR|INTERPRETER|PROSPECTIVE|JUROR|VOICE|QUESTION|ANSWER|COURT|DEPUTY|AGENT|OFFICER"
    r"|DETECTIVE|MASTER|REFEREE|SIR|DAME|LORD|LADY|BARONESS|CHAIR|CHAIRMAN|CHAIRWOMAN|PRESIDENT|REGISTRAR)\b"
)
_NOBODY = re.compile(
    r"(?:BY|FOR|ON|OF|ALSO|APPEARANCES?|EXHIBITS?|BEFORE|DATE|TIME|PLACE|LOCATION|RE|IN|CASE|NO|NOTE|INDEX|PAGE|REPORTED"
    r"|TAKEN|JOB|VOLUME|WITNESSES|PRESENT|(?:RE)?(?:DIRECT|CROSS)|EXAMINATION|PROCEEDINGS"
    r"|THE FOLLOWING)\b"
)
_Q_OR_A = re.compile(r"\s*(?P<label>[QA])(?:\s*[.:]\s*|\s{2,}|\s(?=[\"“'A-Z\d(-]))(?=\S)")
_EXAMINER = rf"(?:{_NAME}|(?:Mr|Mrs|Ms|Dr)\.? [A-Z][\w'’-]+)"
_BY = re.compile(
    r"\s*(?:(?i:examination|(?:further |cross-|re-?)?(?:questioned|examined)) )?(?i:by) "
    rf"(?P<who>{_EXAMINER}) ?:?\s*$"
)
_EXAMINATION = re.compile(r"(?:[A-Z]+[ -]){0,3}EXAMINATION\b(?: OF (?P<witness>[A-Z.'’ -]+))?.{0,40}")
_SWORN = re.compile(rf"(?P<witness>{_WORD}(?: {_WORD}){{1,5}}), .{{0,300}}\b(?i:sworn|affirmed|testified|a witness)\b")
_SWORN_BESIDE = re.compile(
    rf"(?P<witness>{_WORD}(?: {_WORD}){{1,5}}),? \((?:re-?)?(?:sworn|affirmed|called|continued)\)\.?"
)
_CALLED = re.compile(r"WITNESS:\s+(?P<witness>[A-Z\d][A-Z\d.'’ -]*[A-Z\d])(?: \[[^\[\]]+\])?")
_SWORN_BEFORE = re.compile(r"(?:was|having|called|being|after|a witness)\b.{0,200}\b(?:sworn|affirmed)\b")
_BREAK = re.compile(
    r"\s*(?:\((?:[A-Z]|\d{1,2}[.:]\d\d )|(?:ORAL|REBUTTAL|OPENING|CLOSING) (?:ARGUMENT|STATEMENT)|ON BEHALF OF )"
)
_PARTY = re.compile(r"(?:(?:ORAL|REBUTTAL|OPENING|CLOSING)\b.*\b(?:ARGUMENT|STATEMENT)|(?:FOR|ON BEHALF OF)\b)")
_COURT = re.compile(
    r"\b(?:supreme|district|superior|circuit|appeals|municipal|high|crown) court\b|\bcourt of\b|\bdeposition of\b"
    r"|\b(?:duly|being) sworn\b|\b(?:direct|cross)[ -]examination\b",
    re.IGNORECASE,
)


def sniff(source: Source) -> bool:
    if not source.is_text:
        return False
    pages = courtpages.read(source.text[:SAMPLE])
    labels = Counter(label for line in pages.body if (label := _label(line.text)))
    asked = Counter(match["label"] for line in pages.body if (match := _Q_OR_A.match(line.text)))
    titled = sum(count for label, count in labels.items() if _TITLED.match(label))
    if titled < 2 and min(asked["Q"], asked["A"]) < 2:
        return False
    return pages.numbered or bool(_COURT.search(source.text[:6000]))


def parse(source: Source) -> Transcript:
    pages = courtpages.read(source.text)
    start = _start(pages.body)
    cover = courtcover.read(pages.body[:start], source.name)
    hearing = _Hearing(pages.body[start:], cover.witness)
    turns, left_out = hearing.minutes.close()
    left = [*pages.left_out, *left_out]
    left += [LeftOut(line.text.strip(), "cover", line.number) for line in pages.body[:start] if not line.blank]
    return Transcript(
        id=source.id,
        title=cover.title,
        turns=turns,
        date=cover.date,
        place=cover.place,
        participants=cover.participants,
        source=source.name,
        format="court",
        left_out=in_order(left),
    )


def _label(text: str) -> str:
    """The label in capitals at the start of a line, or none: parts of the caption look like labels as well."""
    match = _LABEL.match(text)
    return match["label"] if match and not _NOBODY.match(match["label"]) and len(match["label"]) > 1 else ""


def _start(body: Sequence[Line]) -> int:
    """Where the hearing begins: at the first speaker after the heading of the proceedings, or at the first of all."""
    opened = [at for at, line in enumerate(body) if re.sub(r"[^A-Z]", "", line.text.upper()) == "PROCEEDINGS"]
    speakers = [
        at
        for at, line in enumerate(body)
        if _TITLED.match(_label(line.text)) or _Q_OR_A.match(line.text) or _BY.match(line.text)
    ]
    return next((at for at in speakers if not opened or at > opened[0]), speakers[0] if speakers else 0)


class _Hearing:
    """Reads the hearing, paragraph by paragraph, and keeps in mind who examines whom."""

    def __init__(self, body: Sequence[Line], witness: str) -> None:
        self.minutes = Minutes()
        self._witness, self._examiner, self._capitals = witness, "", ""
        said = [line.text for line in body if not line.blank]
        in_capitals = sum(text == text.upper() for text in said)
        self._shouted = 2 * in_capitals > len(said)  # then capitals do not tell a heading from speech
        self._examined = sum(bool(_Q_OR_A.match(line.text)) for line in body) >= 4
        found = list(paragraphs(body, self._begins))
        end = next((at for at, paragraph in enumerate(found) if _is_certificate(paragraph)), len(found))
        for paragraph in found[:end]:
            if not self._is_left_out(paragraph):
                self._speech(paragraph)
        self.minutes.leave_out_paragraphs(found[end:], "certificate")

    def _begins(self, text: str) -> bool:
        return bool(_label(text) or _BY.match(text) or _BREAK.match(text) or (self._examined and _Q_OR_A.match(text)))

    def _is_left_out(self, paragraph: Paragraph) -> bool:
        text, line = paragraph.text, paragraph.line
        if by := _BY.match(text):
            self._examiner = by["who"]
            self.minutes.leave_out(text, "names the examiner", line)
        elif heading := self._is_heading(paragraph) and _EXAMINATION.fullmatch(text):
            self._examiner, self._witness = "", (heading["witness"] or self._witness).strip()
            self.minutes.leave_out(text, "heading", line)
        elif sworn := _SWORN.match(text) or _SWORN_BESIDE.fullmatch(text) or _CALLED.fullmatch(text):
            self._examiner, self._witness = "", sworn["witness"]
            self.minutes.leave_out(text, "names the witness", line)
        elif self._capitals and _SWORN_BEFORE.match(text):
            self._examiner, self._witness = "", self._capitals
            self.minutes.leave_out(text, "names the witness", line)
        elif self._is_heading(paragraph):
            self._capitals = text.rstrip(",")
            self.minutes.leave_out(text, "heading", line)
            return True
        elif paragraph.is_note:
            self.minutes.leave_out(text, "note", line)
        else:
            return False
        self._capitals = ""
        return True

    def _is_heading(self, paragraph: Paragraph) -> bool:
        if _label(paragraph.text):
            return False
        if _PARTY.match(paragraph.text) or _EXAMINATION.fullmatch(paragraph.text):
            return paragraph.is_capitals
        several = len(paragraph.text.split()) > 1 and not paragraph.text.endswith((".", "?", "!", "--"))
        return paragraph.is_capitals and several and not self._shouted

    def _speech(self, paragraph: Paragraph) -> None:
        words = paragraph.text
        if label := _label(words):
            self.minutes.call(Speaker(label), paragraph.line)
            words = words.partition(":")[2]
        elif self._examined and (match := _Q_OR_A.match(words)):
            person = self._examiner if match["label"] == "Q" else self._witness
            self.minutes.call(Speaker(person or match["label"]), paragraph.line)
            words = words[match.end() :]
        self.minutes.say(words)


def _is_certificate(paragraph: Paragraph) -> bool:
    letters = re.sub(r"[^a-z]", "", paragraph.text.lower())
    return len(letters) < 60 and bool(re.match(r"(?:court)?(?:reporters?)?certificat(?:e|ion)(?:of|$)", letters))
