"""What the charts of the Explore page show, as numbers: who speaks when in a transcript, and mentions over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypedDict

from index.transcript import Span, Speaker, Transcript
from qa.mentions import Place
from qa.show.languages import ENGLISH, Language
from qa.show.links import person_href, place_href
from qa.show.wording import HUES, clock, day, hues, moment
from qa.speech import Share, durations, shares

LANES = 9  # speakers with a lane of their own; the others share one
COLUMNS = 40  # of a chart over time
_LEVELS = (10, 7, 4)  # characters of an ISO date: days, months, years


class Segment(TypedDict):
    x: float  # 0 to 1, of the length of the transcript
    width: float
    href: str
    label: str  # the time or the turn


class Mark(TypedDict):
    x: float
    href: str
    label: str


class Lane(TypedDict):
    who: str  # empty for turns without a speaker
    key: str  # by which their quotes are asked for; empty for several people
    href: str  # of the person; empty for several
    hue: int
    turns: int
    words: int
    share: float  # of the words
    time: str  # empty where there are no times
    segments: list[Segment]
    marks: list[Mark]


class Lanes(TypedDict):
    id: str
    title: str
    day: str
    href: str
    start: str  # what stands at the ends of the axis: times or turns
    end: str
    words: int
    turns: int
    lanes: list[Lane]
    others: int  # people in the last lane
    marks: int


class Series(TypedDict):
    key: str
    who: str
    hue: int  # 0 for those who are summed up
    href: str
    count: int


class Column(TypedDict):
    date: str  # what an ISO date begins with
    label: str
    counts: list[int]  # of each series, and last of all others
    total: int


class OverTime(TypedDict):
    columns: list[Column]
    highest: int
    others: int  # people who are summed up


# --- within one transcript


def lanes(transcript: Transcript, language: Language = ENGLISH) -> Lanes:
    """Who speaks when; those who say most first."""
    spoken, own = shares(transcript), hues(transcript)
    colours = {key_of(transcript, turn.speaker): own[turn.speaker.who] for turn in transcript.turns if turn.speaker}
    return _Drawing(transcript, (), colours, spoken, language).lanes(sorted(spoken, key=lambda share: -share.words))


def mention_lanes(said: Sequence[Place], colours: Mapping[str, int], language: Language = ENGLISH) -> Lanes:
    """Where in one transcript the places are, above who speaks when; those with most of them first.

    ``colours`` are those of the chart over all transcripts, by key.
    """
    transcript = said[0][0]
    by, spoken = Counter(transcript.who(span) for _, span in said), shares(transcript)
    saying = [share for share in spoken if by[share.who]]
    shown = sorted(saying, key=lambda share: -by[share.who])
    return _Drawing(transcript, said, colours, spoken, language).lanes(shown)


class _Drawing:
    """One transcript with its measures."""

    def __init__(
        self,
        transcript: Transcript,
        said: Sequence[Place],
        colours: Mapping[str, int],
        spoken: Sequence[Share],
        language: Language,
    ) -> None:
        self.transcript, self.said, self.colours, self.language = transcript, said, colours, language
        self.words = sum(share.words for share in spoken)
        self.layout = _layout(transcript)

    def lanes(self, shown: Sequence[Share]) -> Lanes:
        """A lane each for the first of them, and one for the others."""
        transcript = self.transcript
        own = shown if len(shown) <= LANES + 1 else shown[:LANES]
        rest = shown[len(own) :]
        return {
            "id": transcript.id,
            "title": transcript.title or transcript.source,
            "day": day(transcript.date, self.language),
            "href": f"?t={transcript.id}",
            "start": _when(transcript, self.language, 0),
            "end": _end(transcript, self.language),
            "words": self.words,
            "turns": len(transcript.turns),
            "lanes": [self._lane([share]) for share in own] + ([self._lane(rest)] if rest else []),
            "others": len(rest),
            "marks": len(self.said),
        }

    def _lane(self, people: Sequence[Share]) -> Lane:
        transcript, names = self.transcript, {share.who for share in people}
        one = people[0] if len(people) == 1 else None
        times = [share.ms for share in people if share.ms is not None]
        words = sum(share.words for share in people)
        key = key_of(transcript, transcript.turns[one.first].speaker) if one else ""
        return {
            "who": one.who if one else "",
            "key": key,
            "href": person_href(one.who, transcript.id, one.first) if one and one.who else "",
            "hue": self.colours.get(key, 0),
            "turns": sum(share.turns for share in people),
            "words": words,
            "share": words / self.words if self.words else 0.0,
            "time": clock(sum(times)) if times else "",
            "segments": self._segments(names),
            "marks": [self._mark(span) for _, span in self.said if transcript.who(span) in names],
        }

    def _segments(self, names: set[str]) -> list[Segment]:
        """Neighbouring turns of the same people as one."""
        found: list[Segment] = []
        before = -2
        transcript = self.transcript
        for number, (turn, (x, width)) in enumerate(zip(transcript.turns, self.layout, strict=True)):
            if (turn.speaker.who if turn.speaker else "") not in names:
                continue
            if before == number - 1:
                found[-1]["width"] = x + width - found[-1]["x"]
            else:
                href, label = f"?t={transcript.id}&turn={number}", _when(transcript, self.language, number)
                found.append({"x": x, "width": width, "href": href, "label": label})
            before = number
        return found

    def _mark(self, span: Span) -> Mark:
        x, width = self.layout[span.turn]
        share = span.start / max(1, len(self.transcript.turns[span.turn].text))
        when = _when(self.transcript, self.language, span.turn, span.start)
        return {"x": x + width * share, "href": place_href(self.transcript, span), "label": when}


def _layout(transcript: Transcript) -> list[tuple[float, float]]:
    """Where each turn lies, (start, width) from 0 to 1: by its time where all have one, else by the text before it.

    As the viewer's ribbon has it.
    """
    times = [turn.time_at(0)[0] for turn in transcript.turns]
    if None not in times and len(times) > 1:
        known = [ms for ms in times if ms is not None]
        lengths = durations(transcript)
        ends = [start + (length or 0) for start, length in zip(known, lengths, strict=True)]
        whole = max(ends)
        if whole > 0:
            return [(start / whole, max(0, end - start) / whole) for start, end in zip(known, ends, strict=True)]
    sizes = [len(turn.text) for turn in transcript.turns]
    whole = max(1, sum(sizes))
    starts = [0, *accumulate(sizes)]
    return [(start / whole, size / whole) for start, size in zip(starts, sizes, strict=False)]


def _end(transcript: Transcript, language: Language) -> str:
    last = transcript.turns[-1]
    ms, _ = last.time_at(len(last.text))
    return clock(ms) if ms is not None else language.say("n.turn", n=len(transcript.turns))


def _when(transcript: Transcript, language: Language, turn: int, offset: int = 0) -> str:
    ms, approximate = transcript.turns[turn].time_at(offset)
    return moment(ms, approximate) if ms is not None else language.say("n.turn", n=turn + 1)


# --- across transcripts


def key_of(transcript: Transcript, speaker: Speaker | None) -> str:
    """Who speaks, as one name across transcripts: a label that names nobody is somebody else in each."""
    if speaker is None:
        return ""
    return speaker.who if speaker.name else f"{transcript.id}/{speaker.who}"


def series_of(found: Sequence[Place]) -> list[Series]:
    """Who has how many of the places, most first, with a colour for as many as there are colours.

    It is the one that the viewer gives them where they have most of the places, unless somebody before has it.
    """
    by = Counter(key_at(place) for place in found)
    example: dict[str, Place] = {}
    for place in found:
        example.setdefault(key_at(place), place)
    labels = Counter(transcript.who(span) for transcript, span in example.values())
    series: list[Series] = []
    free = list(range(1, HUES + 1))
    for key, count in sorted(by.items(), key=lambda one: (-one[1], one[0])):
        transcript, span = example[key]
        who = transcript.who(span)
        wanted = hues(transcript).get(who, 0)
        hue = wanted if wanted in free else free[0] if free and who else 0
        if hue:
            free.remove(hue)
        label = f"{who} · {transcript.title}" if who and labels[who] > 1 else who
        href = person_href(who, transcript.id, span.turn) if who else ""
        series.append({"key": key, "who": label, "hue": hue, "href": href, "count": count})
    return series


def key_at(place: Place) -> str:
    """Who speaks there; as key_of."""
    return key_of(place[0], place[0].turns[place[1].turn].speaker)


def palette(series: Sequence[Series]) -> list[str]:
    """The keys of those with a colour, in order."""
    return [one["key"] for one in series if one["hue"]]


def over_time(dated: Sequence[Place], keys: Sequence[str], language: Language = ENGLISH) -> OverTime:
    """The places by date, in days, months or years: as fine as there is room for."""
    length = next((size for size in _LEVELS if len({place[0].date[:size] for place in dated}) <= COLUMNS), _LEVELS[-1])
    number = {key: at for at, key in enumerate(keys)}
    counts: dict[str, list[int]] = {}
    for place in dated:
        row = counts.setdefault(place[0].date[:length], [0] * (len(keys) + 1))
        row[number.get(key_at(place), len(keys))] += 1
    columns: list[Column] = [
        {"date": date, "label": day(date, language), "counts": row, "total": sum(row)}
        for date, row in sorted(counts.items())
    ]
    others = len({key_at(place) for place in dated} - set(keys))
    return {"columns": columns, "highest": max(column["total"] for column in columns), "others": others}


def counts_by(found: Sequence[Place]) -> Mapping[tuple[str, str, str, str], int]:
    """How many places each speaker has in each transcript, as (date, id, title, who)."""
    return Counter((t.date, t.id, t.title or t.source, t.who(span)) for t, span in found)
