"""How numbers, times and names are written in English, so as to find the whole of one inside a sentence."""

from __future__ import annotations

import re

_COUNT = (
    r"(?:\d[\d,]*(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|dozens|hundreds|thousands|millions|half|"
    r"a (?:dozen|hundred|thousand|million|billion|quarter|third))"
)
_AROUND = (
    r"(?:(?:more|less|fewer) than |at least |up to |about |around |nearly |almost |over |some |roughly )?"
    r"(?P<money>[$€£¥]|INR ?|US\$)?"
)
_UNITS = r"(?:[ -](?:hundred|thousand|million|billion|trillion|crores?|lakhs?)\b)*"
_SHARE = r"(?P<share> ?(?:%|per ?cent\b|percentage points?\b))?"
_LASTS = r"(?P<time>[ -](?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)\b(?: (?:old|ago)\b)?)?"
# Groups: money, share and time, where it is one of these.
NUMBER = re.compile(
    rf"(?<![\w.,$€£]){_AROUND}{_COUNT}(?:[ -]?(?:to|or|and a) {_COUNT})?{_UNITS}{_SHARE}{_LASTS}(?!\w)(?!\.\d)",
    re.IGNORECASE,
)

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|"
    r"Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_PERIOD = r"(?:years?|months?|weeks?|days?|quarters?|weekend|summer|spring|autumn|fall|winter|night|morning|evening)"
_TIMES = (
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? \d{{4}})?",
    rf"(?:the )?(?:last|next|this|past|coming) (?:{_MONTH}|{_DAY}|{_PERIOD})\b",
    rf"\b{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? (?:of )?\d{{4}})?",
    rf"{_DAY}\b",
    rf"(?:by |at )?the (?:end|beginning|start|middle) of (?:this|next|last|the) (?:{_PERIOD}|\d{{4}})\b",
    rf"{_COUNT} {_PERIOD} ago\b",
    r"\b(?:1[5-9]|20)\d\d\b",
    r"\b(?:today|tomorrow|yesterday|tonight)\b",
    r"\b\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b\.?|o'clock)",
)
_SMALL = re.compile(r"\b(?:may|march)\b")  # with a small letter no month
_TIME = re.compile("|".join(_TIMES), re.IGNORECASE)

_QUOTED = r"[“\"‘][A-Z][^“”\"‘’\n]{1,40}[”\"’]"
_CAPITAL = r"(?:(?:[A-Z]\.){2,}|(?:Mrs?|Ms|Dr|Prof|Sen|Rep|Gov|St)\.|[A-Z]\.(?= [A-Z])|[A-Z][\w’'&-]*\w)"
_JOINING = r"(?: (?:of|the|for|on|de|la|van|von|al)){0,2}"
NAME = re.compile(rf"{_QUOTED}|\b{_CAPITAL}(?:{_JOINING}[ \n]{_CAPITAL})*")


def times(text: str) -> list[re.Match[str]]:
    return [match for match in _TIME.finditer(text) if not _SMALL.fullmatch(match[0])]
