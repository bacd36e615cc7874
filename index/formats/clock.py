"""Times as files write them, to seconds: "5.24", "5.24s", "[01:02:03.5]", "10:05 PM", "PT1M2.5S", dates with time."""

from __future__ import annotations

import datetime
import re

_CLOCK = re.compile(
    r"(-)?(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,30}(?:[.,]\d{1,30})?) ?(s(?:ec)?\.?|[ap]\.?m\.?)?", re.IGNORECASE
)
_PERIOD = re.compile(r"PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,20})?)S)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def seconds(text: str) -> float | None:
    """The time in seconds, None for what is no time. A date counts from 1970, a time of day from midnight."""
    text = text.strip().strip("[]()")
    if match := _CLOCK.fullmatch(text):
        return _counted(*match.groups())
    if (match := _PERIOD.fullmatch(text)) and any(match.groups()):
        return int(match[1] or 0) * 3_600 + int(match[2] or 0) * 60 + float(match[3] or 0)
    if _DATE.match(text):
        try:
            moment = datetime.datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()
    return None


def _counted(minus: str | None, hours: str | None, minutes: str | None, last: str, half: str | None) -> float:
    if half and half[0] in "apAP":  # "10:05 PM" has no seconds
        hours, minutes, last = (hours, minutes, last) if hours else (minutes or last, last if minutes else "0", "0")
        hours = str(int(hours) % 12 + (12 if half[0] in "pP" else 0))
    total = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + float(last.replace(",", "."))
    return -total if minus else total
