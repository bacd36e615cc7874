"""What stands above the first speaker: the title, the place, the date, and those who take part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from index.formats import dates
from index.formats.text import front, roster
from index.transcript import LeftOut, Speaker

_WORD = r"(?:[^\W\d_a-z][\w.'’-]*)"
_LINK = r"(?:of|the|de|del|la|do|da|di|and|upon|am|an|der)"
_PLACE = re.compile(rf"{_WORD}(?: (?:{_LINK} )*{_WORD})*(?:, {_WORD}(?: (?:{_LINK} )*{_WORD})*)+")
_CAPITALISED = re.compile(rf"{_WORD}(?: (?:{_LINK} )*{_WORD}){{0,7}}")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.? ?m\b\.?)?", re.IGNORECASE)
_FIELD = re.compile(r"(?P<key>[A-Za-z][A-Za-z. ]{1,25}):\s+(?P<value>\S.*)")
_EVENT = re.compile(
    r"\b(?:address|briefing|call|conference|conversation|debate|episode|forum|gaggle|hearing|interview|lecture|meeting"
    r"|podcast|press|remarks|seminar|session|speech|summit|testimony|transcript|webinar|workshop)s?\b",
    re.IGNORECASE,
)
_LONGEST = 5_000  # characters of the longest line that a header has, a list of names
_LINES = 1_000  # no header has more
_MANY = 15  # a header of more lines is a letter or a page of a site, in which addresses are no place of the event


@dataclass(frozen=True, slots=True)
class Header:
    title: str
    place: str
    date: str
    participants: tuple[Speaker, ...]


def read(left_out: Sequence[LeftOut], name: str) -> Header:
    """What the lines above the first speaker say; the file's name helps out where they say nothing."""
    left_out = left_out[:_LINES]
    fields = front.fields([left.text for left in left_out if left.why == "front matter"])
    lines = [_plain(left.text) for left in left_out if left.why in {"header", "table"}]
    lines = [line for line in lines if line.strip("-=_ ") and len(line) <= _LONGEST]
    for line in lines:
        if match := _FIELD.fullmatch(line):
            fields.setdefault(match["key"].casefold(), []).append(match["value"])
    headings = [_plain(left.text) for left in left_out if left.why == "header" and left.text.lstrip().startswith("#")]
    title = _plain(_first(fields, "title")) or _title(headings) or _title(lines) or PurePath(name).stem
    rest = [line for line in lines if line != title]
    return Header(
        title=title,
        place=_first(fields, "place", "location", "venue") or _place(rest),
        date=next(filter(None, map(dates.likeliest, (_first(fields, "date"), title, "\n".join(rest), name))), ""),
        participants=roster.participants(title, rest, fields),
    )


def _plain(line: str) -> str:
    return re.sub(r"\s+", " ", line.strip().strip('#*_“”"-=~ '))


def _first(fields: dict[str, list[str]], *keys: str) -> str:
    return next((fields[key][0] for key in keys if fields.get(key)), "")


def _title(lines: Sequence[str]) -> str:
    """The first line that names an event, else the first that is no date, field or sentence."""
    fit = [
        line
        for line in lines
        if line
        and (_EVENT.search(line) or not _is_when(line))
        and line[-1] not in ".:;,。"
        and not _FIELD.fullmatch(line)
    ]
    fit = [line for line in fit if line[0] != "|" and not line[0].islower() and len(line) <= 200]
    return next((line for line in fit if _EVENT.search(line) and not roster.is_list(line)), next(iter(fit), ""))


def _is_when(line: str) -> bool:
    return bool(dates.find(line) or _CLOCK.search(line)) and len(line.split()) <= 6


def _place(lines: Sequence[str]) -> str:
    """Lines such as "Seoul, Republic of Korea", with the short lines of the same kind that stand beside them."""
    places = [
        at for at, line in enumerate(lines) if _PLACE.fullmatch(line) and not roster.NAME_THEN_ROLE.fullmatch(line)
    ]
    if not places or len(lines) > _MANY or len(lines[places[0]]) > 80:
        return ""
    near = [
        line
        for at, line in enumerate(lines)
        if abs(at - places[0]) <= 1 and not roster.NAME_THEN_ROLE.fullmatch(line) and not roster.is_list(line)
    ]
    return ", ".join(line for line in near if _CAPITALISED.fullmatch(line.replace(",", "")))
