"""Earnings calls with a list of participants: each speaker on a line of his own, his role below it, and no colon.

S&P Capital IQ writes so, and FactSet, which rules off the turns and marks questions and answers at the edge. Only names
of the list, the operator and the unknown are speakers. The role that the list gives is the speaker's; what stands above
the list and in it is left out and listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.formats import dates
from index.formats.records.record import SAMPLE, Line, Minutes, Paragraph, in_order, lines, paragraphs
from index.formats.source import Source
from index.formats.text.furniture import PART
from index.transcript import Speaker, Transcript

_LIST = re.compile(
    r"(?:(?:call|conference call|company|corporate|management|other) participants"
    r"|executives|analysts|attendees|shareholders)",
    re.IGNORECASE,
)
_UNLISTED = re.compile(
    r"operator|attendees|executives"
    r"|(?:unknown|unidentified) (?:executive|analyst|attendee|participant|shareholder|speaker|company representative)",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*([.=_*–—-])\1{7,}\s*")
_MARKED = re.compile(r"\s{3,}[QA]$")  # whether it is a question or an answer, at the edge of the page
_CELL = re.compile(r"\S+(?:\s{1,2}\S+)*")
_COLUMN = 10  # characters between the left edges of two columns
_NOTICE = re.compile(
    r"(?:copyright\b|©|\(c\) (?:19|20)\d\d|these materials have been prepared|disclaimer\b)", re.IGNORECASE
)


def sniff(source: Source) -> bool:
    if not source.is_text:
        return False
    every = _lines(source.text[:SAMPLE])
    start = _start(every)
    listed = {person.name for person in _listed(every[:start])}
    return sum(line.text.strip() in listed for line in every[start:]) >= 2


def parse(source: Source) -> Transcript:
    every = _lines(source.text)
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


def _lines(text: str) -> list[Line]:
    return [replace(line, text="") if _RULE.fullmatch(line.text) else line for line in lines(text)]


def _is_list(text: str) -> bool:
    """Whether the line is the heading of a list, or of several side by side."""
    cells = _CELL.findall(text)
    return bool(cells) and all(map(_LIST.fullmatch, cells))


def _start(every: Sequence[Line]) -> int:
    """Where the call begins: at the heading of its first part after the list, or where the operator first speaks."""
    texts = [line.text.strip() for line in every]
    listed = next((at for at, text in enumerate(texts) if _is_list(text)), len(texts))
    spoken = (
        at
        for at in range(listed, len(texts))
        if PART.fullmatch(texts[at]) or texts[at].casefold().partition(":")[0] == "operator"
    )
    return next(spoken, len(texts))


def _listed(head: Sequence[Line]) -> Iterator[Speaker]:
    """The entries of the list, each a name and, on the same line after a dash or on the next lines, a role."""
    listed = next((at for at, line in enumerate(head) if _is_list(line.text)), len(head))
    block: list[Line] = []
    for line in [*head[listed:], Line("", 0)]:
        if line.blank or _is_list(line.text):
            yield from _entries(block)
            block = []
        else:
            block.append(line)


def _entries(block: Sequence[Line]) -> Iterator[Speaker]:
    """The entries that stand together, side by side or each on a line."""
    columns: dict[int, list[str]] = {}
    for line in block:
        for cell in _CELL.finditer(line.text):
            name, dash, role = (part.strip() for part in re.split(r"(\s[-–—]\s|$)", cell[0], maxsplit=1))
            column = next((at for at in columns if abs(at - cell.start()) <= _COLUMN), cell.start())
            if dash and name:
                yield Speaker("", name, role)
            else:
                columns.setdefault(column, []).append(cell[0])
    yield from (Speaker("", name, " ".join(role)) for name, *role in columns.values())


def _named(text: str, listed: dict[str, Speaker]) -> tuple[str, str]:
    """Whom a line names, and what is said after a colon on it; nobody where it is part of the speech."""
    label, colon, said = (part.strip() for part in text.partition(":"))
    known = label in listed or _UNLISTED.fullmatch(label)
    return (label, said) if known and (colon or label == text) else ("", "")


def _read(body: Sequence[Line], listed: dict[str, Speaker], minutes: Minutes) -> None:
    block: list[Line] = []
    role = ""
    for line in body:
        text = _MARKED.sub("", line.text).strip()
        label, said = _named(text, listed)
        if label:
            _say(paragraphs(block), minutes)
            role = listed[label].role if label in listed else ""
            minutes.call(Speaker(label, role=role), line.number)
            block = [replace(line, text=said)] if said else []
        elif PART.fullmatch(text):
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
