"""The library as the page lists it."""

from __future__ import annotations

from typing import TypedDict

from index.store import Summary
from qa.show.wording import clock, count, day


class Entry(TypedDict):
    id: str
    title: str
    date: str  # ISO, to sort by
    day: str  # the same, for reading
    place: str
    speakers: list[str]
    turns: int
    duration: int  # ms, to sort by; -1 where the file has no times
    length: str
    format: str
    about: str  # date and numbers in one line


def entry(summary: Summary) -> Entry:
    duration = summary.duration_ms
    about = [day(summary.date), count(len(summary.speakers), "speaker"), count(summary.turns, "turn")]
    return {
        "id": summary.id,
        "title": summary.title or summary.source,
        "date": summary.date,
        "day": day(summary.date),
        "place": summary.place,
        "speakers": list(summary.speakers),
        "turns": summary.turns,
        "duration": -1 if duration is None else duration,
        "length": "" if duration is None else clock(duration),
        "format": summary.format,
        "about": " · ".join(part for part in about if part),
    }
