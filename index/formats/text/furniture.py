"""Lines that nobody speaks: page numbers and running heads, headings, rules, tables, closing notices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum

from index.formats.text import front, stamps
from index.formats.text.lines import Line, ends_sentence


class Kind(Enum):
    """Why a line is no speech. A page's furniture may interrupt a turn; a heading ends it."""

    FRONT = "front matter"
    PAGE = "page furniture"
    HEADING = "heading"
    TABLE = "table"
    NOTICE = "notice"
    NOTES = "notes about the meeting"


_PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|стр\.?)\s*\d{1,4}(?:\s*(?:of|/|von|de|из)\s*\d{1,4})?|\d{1,4}\s*(?:of|/)\s*\d{1,4}"
    r"|[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}/\d{1,4}\s{2,40}\S{3,20}|\S{3,20}\s{2,40}\d{1,4}/\d{1,4}",
    re.IGNORECASE,
)
_LONGEST = 600  # characters of the longest line that is furniture
_HEADING = re.compile(
    r"#{1,6}\s+\S.*|(?!--\s+[a-z])(?P<rule>(?P<of>[-=*_~])(?P=of){1,200})(?:\s*\S.{0,120}?\s*(?P=rule))?"
)
PART = re.compile(
    r"(?:(?:prepared|opening) remarks|presentation|management discussion|questions?[- ](?:and|&)[- ]answers?|q ?& ?a)"
    r"(?: (?:session|section))?:?",
    re.IGNORECASE,
)
UNSPOKEN = re.compile(
    r"this is a rush transcript\b.*|.{1,80} (?:started|stopped) (?:the )?(?:transcription|recording)\.?"
    r"|(?:the )?(?:sitting|house|meeting) (?:suspended|adjourned)\.?"
    r"|(?:(?:several|some|many|other|opposition|government) )?hon(?:ourable|orable)?\.? members"
    r" (?:rose|having risen|interjecting|interjected)\s*[—–-]*\.?",
    re.IGNORECASE,
)  # what software, broadcasters and clerks note
_FIELD = re.compile(
    r"_\w{1,30}\s*:.*|</?[A-Z]+(?:\s+ID=\"?\w+\"?)?\s*>"
)  # of the spaceflight logs, and of SGML corpora
_TABLE = re.compile(r"\|.*\|")
_CLOCK = r"\d{1,2}[:.]\d\d\s*(?:[ap]\.?\s?m\.?)?(?:\s*\(?[A-Z]{2,5}\)?)?"
_NOTICE = re.compile(
    rf"{_CLOCK}|END(?:\s+{_CLOCK})?"
    r"|\(?end(?: of)?(?: the)? (?:transcript|interview|recording|call|meeting|audio|video)\)?\.?"
    r"|(?:recorded|transcribed|created|generated) (?:by|with|using|via) .{1,60}|duration:? \d.{0,30}"
    r"|go to source\b.*|#{2,}|-\s?30\s?-|\*+|(?:back to )?top|meeting ended after\b.*|transcri(?:bed|ption|pt) by\b.*"
    r"|this (?:editable )?transcript(?:ion)? (?:was|is|has been|may)\b.*|\(?transcript (?:ends|by)\b.*"
    r"|to order (?:video\w*|transcripts|a copy|copies)\b.*|(?:all materials?|content and programming)\b.*copyright\b.*"
    r"|(?:©|\(c\)|copyright)\s.*|all rights reserved\b.*|(?:note|disclaimer|editor'?s note)\s?:.*|https?://\S+",
    re.IGNORECASE,
)


def find(lines: Sequence[Line]) -> dict[int, Kind]:
    """The kind of every line that is no speech by its own look, by line number."""
    found = {line.number: Kind.FRONT for line in lines[: front.extent(lines)]}
    for line in lines:
        stripped = line.text.strip()
        if line.number in found or len(stripped) > _LONGEST:
            continue
        if stripped[0] in "_<" and _FIELD.fullmatch(stripped):
            found[line.number] = Kind.PAGE
        elif stripped[0] in "#-=*_~" and _HEADING.fullmatch(stripped):
            asked = stripped[0] in "*_" and ends_sentence(stripped)  # as bold type does in some interviews
            if not asked:
                found[line.number] = Kind.HEADING
        elif len(stripped) < 40 and PART.fullmatch(stripped):
            found[line.number] = Kind.HEADING
        elif stripped[0] == "|" and _TABLE.fullmatch(stripped):
            found[line.number] = Kind.TABLE
        elif len(stripped) < 120 and UNSPOKEN.fullmatch(stripped):
            found[line.number] = Kind.NOTICE
    return found | _pages(lines)


def _pages(lines: Sequence[Line]) -> dict[int, Kind]:
    """Page numbers, and the lines that return beside most of them."""
    numbers = [at for at, line in enumerate(lines) if len(line.text) < 40 and _PAGE_NUMBER.fullmatch(line.text.strip())]
    if len(numbers) < 2:
        return {}
    beside = {near for at in numbers for near in range(max(0, at - 3), min(len(lines), at + 4))}
    heads = Counter(lines[at].text.strip() for at in beside if not ends_sentence(lines[at].text))
    returning = {text for text, count in heads.items() if count >= max(2, len(numbers) // 2)}
    return {
        lines[at].number: Kind.PAGE
        for at in {*beside, *numbers}
        if at in numbers or lines[at].text.strip() in returning
    }


def is_notice(line: str) -> bool:
    """Whether a line outside the speech, or after the last of it, only closes or describes the transcript."""
    if len(line) > _LONGEST:
        return False
    lead = stamps.LEAD.match(line)
    return bool(_NOTICE.fullmatch(line[lead.end() if lead else 0 :].strip().strip("*_# ")))
