"""Dates as people write them, to ISO 8601; a date that can be read two ways is not read at all."""

from __future__ import annotations

import datetime
import re
from collections import Counter

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "(?P<month>" + "|".join(rf"{name[:3]}(?:{name[3:]}|t)?" for name in _MONTHS) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_PATTERNS = (
    re.compile(rf"(?<!\d){_YEAR}([-/._])(?P<m>\d{{1,2}})\2{_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR} ?年 ?(?P<m>\d{{1,2}}) ?月 ?{_DAY} ?日"),
    re.compile(rf"\b{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<m>\d{{1,2}})/(?P<day>(?:1[3-9]|2\d|3[01]))/{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>(?:1[3-9]|2\d|3[01]))[./](?P<m>\d{{1,2}})[./]{_YEAR}(?!\d)"),
)


def find(text: str) -> list[str]:
    """Every whole date in the text, as ISO 8601, in order of kind and place."""
    found = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = groups.get("m") or str(_number(groups["month"]))
            try:
                found.append(datetime.date(int(groups["year"]), int(month), int(groups["day"])).isoformat())
            except ValueError:
                continue  # "2023-13-45" is no date
    return found


def likeliest(text: str) -> str:
    """The date that the text gives most often, the first of equals; empty where it gives none."""
    return max(Counter(find(text)).items(), key=lambda pair: pair[1], default=("", 0))[0]


def _number(month: str) -> int:
    return 1 + next(at for at, name in enumerate(_MONTHS) if name.startswith(month[:3].lower()))
