"""The times that plain text puts before, after, above or inside what is said, to milliseconds."""

from __future__ import annotations

import re

_FRAMES = r"\d\d(?::\d\d:\d\d|;\d\d;\d\d);\d\d"  # SMPTE with dropped frames, as video editors write it
_UNPADDED = r"\d{1,2}:\d{1,2}:\d{1,2}\.\d{1,3}"  # as Teams once wrote it
_TIME = rf"(?:{_FRAMES}|{_UNPADDED}|-?\d{{1,3}}(?::\d\d){{1,3}}(?:[.,]\d{{1,3}})?)(?![\d:;]|\s?[AaPp]\.?\s?[Mm]\b)"
_LINK = r"(?:\(https?://[^\s)]{1,300}\))"
# Brackets of all kinds, Markdown's escapes of them, ranges, and a link on the time are all in use.
_STAMP = (
    rf"[\\\[(<{{]{{0,3}}(?P<at>{_TIME})(?:\s{{0,3}}(?:-->|->|[-–—]|to|,)\s{{0,3}}(?P<to>{_TIME}))?"
    rf"[\\\])>}}]{{0,3}}(?P<link>{_LINK})?"
)
STAMP = re.compile(_STAMP)
LAST = re.compile(rf"\s{{0,20}}[-–—|,]?\s{{0,20}}{_STAMP}\s*$")
LEAD = re.compile(rf"\s{{0,80}}{_STAMP}(?:\s?[-–—:|])?(?:\s{{1,20}}|$)")
ALONE = re.compile(rf"\s{{0,80}}[#*>]{{0,6}}\s?{_STAMP}[*]{{0,3}}\s*")
DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # marks without a width
_MARKS = rf"[{DIRECTIONS}]{{0,4}}"
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?"
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?|\d{1,2}[ -][A-Z][a-z]{2,8}\.?[ -]\d{2,4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
_HALF = r"\s?[AaPp]\.?\s?[Mm]\b\.?"
_MOMENT = rf"(?:(?:{_DAY})(?:,|T|\sat)?\s?{_CLOCK}(?:{_HALF})?|{_CLOCK}{_HALF})"
# The day and hour of a message or a remark: no place in a recording.
DATED = re.compile(rf"\s{{0,80}}{_MARKS}[\[(]?{_MOMENT}[\])]?(?:\s?[-–—:|])?\s{{1,20}}{_MARKS}(?:~\s?)?")
LAST_DATED = re.compile(rf"(?:\s{{1,20}}|,\s?|\s?[-–—|]\s?)[\[(]?{_MOMENT}[\])]?:?\s*$")
_INSIDE = re.compile(rf"\\?\[\(?({_TIME})\)?\\?\]{_LINK}?\s*|\(({_TIME})\)\s*")


def to_ms(stamp: str | None, frames: bool = False) -> int | None:
    """The stamp "1:02:03.5" in ms. None for no stamp and for one before zero: the recording has no such moment.

    Four fields are days, hours, minutes, seconds, as in logs of space flights; with ``frames`` the last counts
    frames, as video editors write it, and is dropped; so it is behind a semicolon.
    """
    if not stamp or stamp.startswith("-"):
        return None
    whole, _, fraction = stamp.replace(",", ".").partition(".")
    fields = [int(field) for field in re.split("[:;]", whole)]
    if len(fields) == 4:
        fields = fields[:3] if frames or ";" in whole else [fields[0] * 24 + fields[1], *fields[2:]]
    seconds = 0
    for field in fields:
        seconds = seconds * 60 + field
    return seconds * 1000 + int(f"{fraction:0<3}")


def has_frames(text: str) -> bool:
    """Whether the four-field stamps of a text count frames: then no last field exceeds 30."""
    last = [int(match[1]) for match in re.finditer(r"(?<![\d:])\d\d:\d\d:\d\d:(\d\d)(?![\d:])", text)]
    return bool(last) and max(last) <= 30


def inside(text: str) -> list[tuple[int, int, int]]:
    """The bracketed times within a text: for each where it starts, where the word after it does, and its ms."""
    found = ((match.start(), match.end(), to_ms(match[1] or match[2])) for match in _INSIDE.finditer(text))
    return [(start, end, ms) for start, end, ms in found if ms is not None]
