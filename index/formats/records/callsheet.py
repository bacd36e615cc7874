"""Earnings calls with a list of participants: each speaker on a line of his own, his role below it, and no colon.

S&P Capital IQ writes so. Only names of the list, the operator and the unknown are speakers. The role that the list
gives is the speaker's; what stands above the list and in it is left out and listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.formats import dates
from index.formats.records.record import SAMPLE, Line, Minutes, Paragraph, in_order, lines, paragraphs
from index.formats.source import Source
from index.transcript import Speaker, Transcript

_LIST = re.compile(
    r"(?:(?:call|conference call|company|corporate) participants|executives|analysts|attendees|shareholders)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:presentation|prepared remarks|questions? (?:and|&) answers?)(?: session| section)?", re.IGNORECASE
)
_UNLISTED = re.compile(
    r"operator|attendees|executives"
    r"|(?:unknown|unidentified) (?:executive|analyst|attendee|participant|shareholder|speaker|company representative)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:copyright\b|©|\(c\) (?:19|20)\d\d|these materials have been prepared|disclaimer\b)", re.IGNORECASE
)


def sniff(source: Source) -> bool:
    if not source.is_text:
        return False
    every = lines(source.text[:SAMPLE])
    start = _start(every)
    listed = {person.name for person in _listed(every[:start])}
    return sum(line.text.strip() in listed for line in every[start:]) >= 2


def parse(source: Source) -> Transcript:
    every = lines(source.text)
    start = _start(every)
    listed = {person.name: person for person in _listed(every[:start])}
    minutes = Minutes()
    minutes.leave_out_paragraphs(paragraphs(every[:start]), "head")
    _read(every[start:], listed, minutes)
    turns, left_out = minutes.close()
    head = [line.text.strip() for line in every[:start] if not line.blank]
    return Transcript(
        id=source.id,
        title=_title(head) or source.name.rpartition(".")[0],
        turns=turns,
        date=dates.likeliest("\n".join(head)) or dates.likeliest(source.name),
        participants=tuple(listed.values()),
        source=source.name,
        format="earnings call",
        left_out=in_order(left_out),
    )


def _start(every: Sequence[Line]) -> int:
    """Where the call begins: at the heading of its first part after the list, or where the operator first speaks."""
    texts = [line.text.strip() for line in every]
    listed = next((at for at, text in enumerate(texts) if _LIST.fullmatch(text)), len(texts))
    spoken = (
        at for at in range(listed, len(texts)) if _PART.fullmatch(texts[at]) or texts[at].casefold() == "operator"
    )
    return next(spoken, len(texts))


def _listed(head: Sequence[Line]) -> Iterator[Speaker]:
    """The entries of the list, each a name and, on the same line after a dash or on the next lines, a role."""
    listed = next((at for at, line in enumerate(head) if _LIST.fullmatch(line.text.strip())), len(head))
    entry: list[Line] = []
    for line in [*head[listed:], Line("", 0)]:
        text = line.text.strip()
        column = bool(entry) and abs(line.indent - entry[-1].indent) > 10
        name, dash, role = (part.strip() for part in re.split(r"(\s[-–—]\s|$)", text, maxsplit=1))
        if entry and (line.blank or column or dash or _LIST.fullmatch(text)):
            yield Speaker("", entry[0].text.strip(), " ".join(part.text.strip() for part in entry[1:]))
            entry = []
        if dash:
            yield Speaker("", name, role)
        elif text and not _LIST.fullmatch(text):
            entry.append(line)


def _read(body: Sequence[Line], listed: dict[str, Speaker], minutes: Minutes) -> None:
    block: list[Line] = []
    role = ""
    for line in body:
        text = line.text.strip()
        if text in listed or _UNLISTED.fullmatch(text):
            _say(paragraphs(block), minutes)
            block, role = [], listed[text].role if text in listed else ""
            minutes.call(Speaker(text, role=role), line.number)
        elif _PART.fullmatch(text):
            minutes.leave_out(text, "heading", line.number)
        elif text and role.startswith(text):
            role = role[len(text) :].strip()
        else:
            role = "" if text else role
            block.append(line)
    found = list(paragraphs(block))
    end = next((at for at, paragraph in enumerate(found) if _NOTICE.match(paragraph.text)), len(found))
    _say(found[:end], minutes)
    minutes.leave_out_paragraphs(found[end:], "publisher's notice")


def _say(said: Iterable[Paragraph], minutes: Minutes) -> None:
    for paragraph in said:
        if paragraph.is_note:
            minutes.leave_out(paragraph.text, "note", paragraph.line)
        else:
            minutes.say(paragraph.text)


def _title(head: Sequence[str]) -> str:
    """The line that says which call this is, after the company's where that stands above it."""
    at = next((at for at, text in enumerate(head) if re.search(r"\bcall\b", text, re.IGNORECASE)), None)
    if at is None:
        return ""
    return (
        f"{head[at - 1]}, {head[at]}"
        if at and re.match(r"(?:F?Q\d|fiscal|full year)\b", head[at], re.IGNORECASE)
        else head[at]
    )
