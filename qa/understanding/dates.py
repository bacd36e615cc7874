"""Dates as questions name them, to ISO: "in May 2022", "since 2021", "between March and May 2022", "last year".

Only whole phrases are read; whether one says when something was said, or belongs to the topic, is for others to see.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.store import days

MONTHS = "January February March April May June July August September October November December".split()
_LOWER = [month.lower() for month in MONTHS]
_MONTH = "(?:" + "|".join(rf"{name[:3]}(?:{name[3:]}|t)?\.?" if len(name) > 3 else name for name in _LOWER) + ")"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:the\s+)?[0-3]?\d(?:st|nd|rd|th)?"
_NTH = r"(?:Q[1-4]|(?:the\s+)?(?:first|second|third|fourth|last|1st|2nd|3rd|4th)\s+(?:quarter|half))"
DATE = (
    rf"(?:{_YEAR}-\d\d(?:-\d\d)?|{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?|{_MONTH}\s+{_DAY}(?!\d)(?:,?\s+{_YEAR})?|"
    rf"{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?|{_NTH}\s+(?:of\s+)?{_YEAR}|(?:the\s+)?(?:19|20)\d0s|"
    rf"(?:early|mid|late)[\s-]{_YEAR}|(?:the\s+)?(?:years?\s+)?{_YEAR})(?![\w-])"
)
_AGO = r"(?:(?:last|this|the\s+last|the\s+past)\s+(?:year|month|week)|yesterday|today)"
PHRASE = re.compile(
    rf"(?:between\s+(?P<from>{DATE})\s+and\s+(?P<to>{DATE})|from\s+(?P<first>{DATE})\s+(?:to|until|till|through)\s+"
    rf"(?P<last>{DATE})|(?P<prep>in|on|during|since|after|before|until|till|up\s+to|through|from|as\s+of|back\s+in|"
    rf"prior\s+to|later\s+than|earlier\s+than)\s+(?P<date>{DATE})(?P<onward>\s+on(?:wards?)?)?|(?P<ago>{_AGO}))(?!\w)",
    re.IGNORECASE,
)
_SINCE, _AFTER, _BEFORE, _UNTIL = {"since"}, {"after", "later than"}, {"before", "prior to", "earlier than"}, {"until"}
_UNTIL |= {"till", "up to", "through", "as of"}
_QUARTERS = {"q": 3, "quarter": 3, "half": 6}
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_THIRDS = {"early": ("01", "04"), "mid": ("05", "08"), "late": ("09", "12")}


@dataclass(frozen=True, slots=True)
class Period:
    """``since`` and ``until`` are ISO dates, both included, as in index.store.Filter; one of them may be empty."""

    since: str = ""
    until: str = ""


HISTORY = 10  # years


@dataclass(frozen=True, slots=True)
class Known:
    """What dates are understood by: the days of the library's transcripts, and today."""

    dates: Sequence[str]
    today: datetime.date

    @property
    def newest(self) -> str:
        return max((days(date)[1] for date in self.dates), default="") or self.today.isoformat()

    def is_history(self, period: Period) -> bool:
        """Whether it is long before anybody here spoke: then something else was, "the division of Korea in 1945"."""
        first, end = min(self.dates, default=""), period.until[:4]
        return bool(first and end) and int(end) < int(first[:4]) - HISTORY

    def year_of(self, month: str, spoken: bool) -> str:
        """Which year "January" means: the latest past one; ``spoken``, the one with a transcript of that month."""
        having = [date[:4] for date in self.dates if spoken and date[5:7] == month]
        return max(having, default="") or str(int(self.newest[:4]) - (month > self.newest[5:7]))


def period(match: re.Match[str], known: Known) -> Period | None:
    """What a match of PHRASE means; None for a date that no calendar has, or one that is still to come."""
    found = _period(match, known)
    if found is None or days(found.since)[0] > known.today.isoformat():
        return None  # nobody has said anything then
    return found


def named(text: str, known: Known) -> Period | None:
    """What a bare date means, as in "the November 2023 press conference"."""
    return _point(text, known, spoken=True)


def month_alone(date: str) -> str:
    """ "01" for "January", empty for dates with a day or a year."""
    word = re.sub(r"\W", "", date.lower())
    return next(
        (
            f"{n:02}"
            for n, name in enumerate(_LOWER, 1)
            if len(word) > 2 and name.startswith(word[:3]) and word.isalpha()
        ),
        "",
    )


def _period(match: re.Match[str], known: Known) -> Period | None:
    if match["ago"]:
        return _relative(match["ago"].lower(), known.today)
    if match["date"] is None:
        return _stretch(match["from"] or match["first"], match["to"] or match["last"], known)
    prep = " ".join(match["prep"].lower().split())
    point = _point(match["date"], known, prep in ("in", "on", "during", "from", "back in"))
    if point is None:
        return None
    if prep in _AFTER:
        return Period(since=_beside(point.until, +1))
    if prep in _BEFORE:
        return Period(until=_beside(point.since, -1))
    if prep in _UNTIL:
        return Period(until=point.until)
    return Period(since=point.since) if prep in _SINCE or match["onward"] else point


def _stretch(start: str, end: str, known: Known) -> Period | None:
    """From one date to another; a year that only the second has is meant for both."""
    second = _point(end, known)
    year = re.search(_YEAR, end)
    with_year = f"{start} {year[0]}" if year and not re.search(_YEAR, start) else start
    first = _point(with_year, known)
    if not first or not second:
        return None
    if first.since <= second.until:
        return Period(first.since, second.until)
    if with_year != start:  # between November and January 2022
        return Period(f"{int(first.since[:4]) - 1}{first.since[4:]}", second.until)
    return Period(second.since, first.until)


def _point(text: str, known: Known, spoken: bool = False) -> Period | None:
    text = " ".join(re.sub(r"\bthe\b|\bof\b|\byears?\b|,", " ", text.lower()).split())
    year = re.search(_YEAR, text)
    if year and text.endswith("0s"):
        return Period(year[0], f"{year[0][:3]}9")
    if nth := re.match(r"q?(\d|first|second|third|fourth|last)(?:st|nd|rd|th)?\s(?:(quarter|half)\s)?", text):
        return _fraction(nth, year[0]) if year and (text[0] == "q" or nth[2]) else _day(text, year, known, spoken)
    if year and (third := _THIRDS.get(re.split(r"[\s-]", text)[0])):
        return Period(f"{year[0]}-{third[0]}", f"{year[0]}-{third[1]}")
    return _day(text, year, known, spoken)


def _fraction(nth: re.Match[str], year: str) -> Period | None:
    length = _QUARTERS[nth[2] or "q"]
    number = 12 // length if nth[1] == "last" else int(_NUMBERS.get(nth[1], nth[1]))
    if not 1 <= number <= 12 // length:
        return None
    return Period(f"{year}-{length * (number - 1) + 1:02}", f"{year}-{length * number:02}")


def _day(text: str, year: re.Match[str] | None, known: Known, spoken: bool) -> Period | None:
    """A day, a month or a year."""
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
        return Period(text, text) if days(text)[0] and _exists(text) else None
    month = next((f"{number:02}" for number, name in enumerate(_LOWER, 1) if name[:3] in text), "")
    if not month:
        return Period(year[0], year[0]) if year else None
    number = re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
    iso = f"{year[0] if year else known.year_of(month, spoken)}-{month}" + (f"-{int(number[0]):02}" if number else "")
    return Period(iso, iso) if _exists(iso) else None


def _exists(iso: str) -> bool:
    try:
        datetime.date.fromisoformat(iso if len(iso) == 10 else f"{iso}-01")
    except ValueError:
        return False
    return True


def _beside(iso: str, step: int) -> str:
    """The day, month or year after (or before) one."""
    if len(iso) == 4:
        return str(int(iso) + step)
    if len(iso) == 7:
        year, month = divmod(int(iso[:4]) * 12 + int(iso[5:]) - 1 + step, 12)
        return f"{year}-{month + 1:02}"
    return (datetime.date.fromisoformat(iso) + datetime.timedelta(days=step)).isoformat()


def _relative(text: str, today: datetime.date) -> Period:
    this = text.startswith("this")
    if text in ("today", "yesterday"):
        day = today.isoformat() if text == "today" else _beside(today.isoformat(), -1)
        return Period(day, day)
    if text.endswith("week"):
        monday = today - datetime.timedelta(days=today.weekday() + (0 if this else 7))
        return Period(monday.isoformat(), (monday + datetime.timedelta(days=6)).isoformat())
    iso = today.isoformat()[: 4 if text.endswith("year") else 7]
    iso = iso if this else _beside(iso, -1)
    return Period(iso, iso)
