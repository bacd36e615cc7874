"""Whom a line may name as its speaker: the shapes that labels have. Which of them are real, the roll call decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.formats.text import forms, stamps
from index.formats.text.forms import Family
from index.formats.text.kinds import Kind, kind
from index.formats.text.lines import Line


@dataclass(frozen=True, slots=True)
class Mark:
    """What may be a label: ``text[start:body]`` with its markup and time. ``at`` and ``to`` are times as written."""

    label: str
    family: Family
    kind: Kind
    line: Line
    start: int
    body: int
    at: str | None = None
    to: str | None = None
    tail: str = ""  # the last line of its paragraph, where that is another

    @property
    def rest(self) -> str:
        """What follows the label on its line."""
        return self.line.text[self.body - self.line.start :]


def read(line: Line) -> Iterator[Mark]:
    """Every way to read a label at the start of the line; several may fit, and none may be right."""
    head = line.text[: forms.REACH]
    bullet = forms.BULLET.match(head)
    begin = bullet.end() if bullet else len(head) - len(head.lstrip(stamps.DIRECTIONS))
    lead = stamps.LEAD.match(head, begin)
    dated = None if lead else stamps.DATED.match(head, begin)
    opening = lead or dated or forms.CHANGE.match(head, begin)
    start = opening.end() if opening else len(head) - len(head[begin:].lstrip())
    if opening and not dated and not bullet:
        at, to = (lead["at"], lead["to"]) if lead else (None, None)
        yield Mark("", Family.NOBODY, Kind.NO, line, line.start, line.start + start, at, to)
    sent = _sent(line, head, start)
    for family, pattern in forms.MARKUP if head[start : start + 1] in tuple("*_<#[(【［○◯〇") else forms.PLAIN:
        if (
            not _may_fit(family, head, start)
            or (bullet and family not in forms.IN_ITEMS)
            or (sent and family is Family.DASH)
        ):
            continue
        if (match := pattern.match(head, start)) and (found := _mark(line, match, family, lead)):
            message = (dated and family in {Family.COLON, Family.OWN}) or (lead and family is Family.ANGLE)
            yield replace(found, family=Family.ITEM if bullet else Family.SENT) if bullet or message else found
    tabbed = forms.TABBED.match(head, start) if lead or dated else None
    if found := tabbed and _mark(line, tabbed, Family.SENT, lead):
        yield found
    if found := sent or _in_bold(line, head, start):
        yield found


def _in_bold(line: Line, head: str, start: int) -> Mark | None:
    """The label of a paragraph that is bold from end to end: "**Q: Why?**"."""
    match = forms.ALL_BOLD.match(head, start)
    return _mark(line, match, Family.COLON, None) if match else None


def _sent(line: Line, head: str, start: int) -> Mark | None:
    """The label of a message whose sender and hour have a line of their own: "Jane Roe, 5/3/2024 9:00"."""
    fits = len(head) < forms.ALONE and head.rstrip()[-1:] in tuple("0123456789mM.])")
    last = stamps.LAST_DATED.search(head, start) if fits else None
    match = forms.SENDER.match(head[: last.start()], start) if last else None
    found = _mark(line, match, Family.SENT, None) if match else None
    return replace(found, body=line.end) if found else None


def _mark(line: Line, match: re.Match[str], family: Family, lead: re.Match[str] | None) -> Mark | None:
    """The label that the pattern found, with its time, wherever that stands."""
    head, end = match.string, match.end()
    label, inner = _without_time(match["label"])
    stamp = match if family is Family.TIMED else inner
    late = stamps.LEAD.match(head, end)
    if late and (late["link"] or not (":" in match[0] and head[end:].lstrip()[0] in "([\\")):
        end, stamp = late.end(), stamp or late  # after a colon, a bracketed time is in the text, as others are
    if lead and (sent := forms.ADDRESSED.fullmatch(label)):  # as Zoom's chats have it
        label, family = sent["label"].strip(), Family.SENT
    name = label.partition(",")[0] if family in {Family.STOP, Family.RULED} else label  # an office may follow it
    of = kind(name)
    if of is Kind.NO or (family is Family.TIMED and not _is_set_apart(match)):
        return None
    at = stamp or lead
    body = line.start + end + len(head[end:]) - len(head[end:].lstrip())
    return Mark(label, family, of, line, line.start, body, at and at["at"], at and at["to"])


def _is_set_apart(match: re.Match[str]) -> bool:
    """Whether the time after a name is more than a time in a sentence, "At 9:15 we left"."""
    between = match.string[match.end("label") : match.start("at")]
    alone = not match.string[match.end() :].strip()
    return alone or "  " in between or "\t" in between or between.strip() != "" or match[0].rstrip()[-1] in ":：)]}>"


def _may_fit(family: Family, head: str, start: int) -> bool:
    """Whether the pattern is worth trying: most lines are prose and lack the character that it needs."""
    match family:
        case Family.COLON | Family.TIMED:
            return ":" in head or "：" in head or ";" in head
        case Family.OWN:
            ended = head.rstrip()[-1:] in tuple('.?!,;:…。？！，；：”"')
            return len(head) < forms.ALONE and (not ended or bool(forms.TITLE_ENDS.search(head)))
        case Family.DASH:
            return any(dash in head for dash in (" -", " –", " —"))
        case Family.STOP | Family.RULED:
            return "." in head
        case _:
            return True


def _without_time(label: str) -> tuple[str, re.Match[str] | None]:
    """The label alone, where its markup encloses a time or the colon as well."""
    label = label.strip().strip(stamps.DIRECTIONS).rstrip(":：")
    stamp = stamps.LAST.search(label) if label[-1:].isdigit() or label[-1:] in tuple(")]") else None
    label = label[: stamp.start()] if stamp else label
    return " ".join(label.rstrip(":： ").split()), stamp
