"""Dates as people write them, to ISO 8601; a date that can be read two ways is not read at all."""

from __future__ import annotations

import datetime
import re
from collections import Counter

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "(?P<month>" + "|".join(rf"{name[:3]}(?:{name[3:]}|t)?" for name in _MONTHS) + r")\.?"
_ELSEWHERE = {  # German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Russian
    name: number
    for number, names in enumerate(
        (
            "januar jänner janvier enero gennaio janeiro januari stycznia января",
            "februar février febrero febbraio fevereiro februari lutego февраля",
            "märz mars marzo março maart marca марта",
            "avril abril aprile kwietnia апреля",
            "mai mayo maggio maio mei maj maja мая",
            "juni juin junio giugno junho czerwca июня",
            "juli juillet julio luglio julho lipca июля",
            "août agosto augustus augusti sierpnia августа",
            "septembre septiembre settembre setembro września сентября",
            "oktober octobre octubre ottobre outubro października октября",
            "novembre noviembre novembro listopada ноября",
            "dezember décembre diciembre dicembre dezembro grudnia декабря",
        ),
        1,
    )
    for name in names.split()
}
_FOREIGN = "(?P<month>" + "|".join(sorted(_ELSEWHERE, key=len, reverse=True)) + ")"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_PATTERNS = (
    re.compile(rf"(?<!\d){_DAY}-{_MONTH}-{_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_DAY}(?:\.|er|º)?(?: de)? {_FOREIGN},?(?: de)? {_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_YEAR}([-/._])(?P<m>\d{{1,2}})\2{_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR} ?[年년] ?(?P<m>\d{{1,2}}) ?[月월] ?{_DAY} ?[日일]"),
    re.compile(rf"\b{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_DAY}(?:st|nd|rd|th|\.)?(?: of)? {_MONTH},? {_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<m>\d{{1,2}})/(?P<day>(?:1[3-9]|2\d|3[01]))/{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>(?:1[3-9]|2\d|3[01]))[./](?P<m>\d{{1,2}})[./]{_YEAR}(?!\d)"),
)


def find(text: str) -> list[str]:
    """Every whole date in the text, as ISO 8601, in order of kind and place."""
    found = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = int(groups.get("m") or _number(groups["month"]))
            try:
                found.append(datetime.date(int(groups["year"]), month, int(groups["day"])).isoformat())
            except ValueError:
                continue  # "2023-13-45" is no date
    return found


def likeliest(text: str) -> str:
    """The date that the text gives most often, the first of equals; empty where it gives none."""
    return max(Counter(find(text)).items(), key=lambda pair: pair[1], default=("", 0))[0]


def _number(month: str) -> int:
    name = month.lower()
    return _ELSEWHERE.get(name) or 1 + next(at for at, known in enumerate(_MONTHS) if known.startswith(name[:3]))
