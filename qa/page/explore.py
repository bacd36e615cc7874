"""The Explore page: who spoke when and how much, and where a word or phrase was said, by whom and when.

Words are counted as qa.mentions counts them for answers, so that the figures agree. Arguments come from a browser and
are taken as what they should be only after a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import ClassVar, TypedDict

from index.errors import NoSuchTranscript
from index.transcript import Transcript
from qa.library import Library
from qa.mentions import Place, places
from qa.page.charts import (
    Lanes,
    OverTime,
    Series,
    counts_by,
    key_at,
    lanes,
    mention_lanes,
    over_time,
    palette,
    series_of,
)
from qa.page.chat import Ask
from qa.page.choosing import matching
from qa.page.quotes import QuotePage, quote_page
from qa.page.sent import fields, number, strings
from qa.question import Question
from qa.show.exports.table import csv_text
from qa.show.languages import ENGLISH, Language
from qa.show.wording import day
from qa.speech import shares

SHOWN = 4  # transcripts with lanes at a time
VOICES = 12  # people who are counted by name
OFFERED = 12  # transcripts in the list to choose from
LONGEST = 200  # characters of a word or phrase
_QUOTED = re.compile(r'\s*["“”„«»](?P<phrase>[^"“”„«»]+)["“”„«»]\s*')


class Option(TypedDict):
    id: str
    title: str
    day: str


class Talk(TypedDict):
    charts: list[Lanes]
    total: int  # transcripts
    page: int


class Mentioned(TypedDict):
    word: str
    total: int  # sentences with it
    of: int  # transcripts that were searched
    by: list[Series]  # those with most, most first
    voices: int  # all who say it
    dates: OverTime | None  # None where all is of one date
    undated: int
    charts: list[Lanes]  # within the transcripts with most of them
    transcripts: int  # in which it is said
    page: int


class ExploreService:
    calls: ClassVar[tuple[str, ...]] = ("options", "chosen", "talk", "mentions", "quotes", "table")
    language: Language = ENGLISH

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library = library
        self._found = lru_cache(8)(self._places)

    # --- for the page's script, by name

    def options(self, find: object) -> list[Option]:
        """Transcripts whose title or date has all these words, the latest first."""
        return matching(find, self._options(), lambda each: f"{each['title']} {each['day']}")[:OFFERED]

    def chosen(self, ids: object) -> list[Option]:
        """The transcripts with these ids, or what has replaced them; those that are gone are left out."""
        known = {option["id"]: option for option in self._options()}
        return [known[id_] for id_ in self._present(strings(ids)) if id_ in known]

    def talk(self, sent: object) -> Talk:
        """Who speaks when and how much in the transcripts, or in all; the latest first."""
        asked = fields(sent)
        ids, page = self._wanted(asked), number(asked.get("page"))
        charts = [lanes(transcript, self.language) for transcript in self._read(ids[SHOWN * page : SHOWN * (page + 1)])]
        return {"charts": charts, "total": len(ids), "page": page}

    def mentions(self, sent: object) -> Mentioned:
        """Where the word is said: by whom, over time, and within the transcripts that have most of it."""
        asked = fields(sent)
        word, page = str(asked.get("word", ""))[:LONGEST], number(asked.get("page"))
        found = self._said(asked)
        series = series_of(found)
        by_transcript: dict[str, list[Place]] = {}
        for place in found:
            by_transcript.setdefault(place[0].id, []).append(place)
        colours = {one["key"]: one["hue"] for one in series}
        most = sorted(by_transcript.values(), key=lambda said: -len(said))
        dated = [place for place in found if place[0].date]
        return {
            "word": word,
            "total": len(found),
            "of": len(self._wanted(asked)),
            "by": series[:VOICES],
            "voices": len(series),
            "dates": self._dates(dated, series),
            "undated": len(found) - len(dated),
            "charts": [mention_lanes(said, colours, self.language) for said in most[SHOWN * page : SHOWN * (page + 1)]],
            "transcripts": len(most),
            "page": page,
        }

    def quotes(self, sent: object) -> QuotePage:
        """The sentences with the word, in order of time; of one speaker (``who``), ``date`` or transcript (``in``)."""
        asked = fields(sent)
        who, since, inside = asked.get("who"), asked.get("date"), asked.get("in")
        found = [
            place
            for place in self._said(asked)
            if (not isinstance(who, str) or key_at(place) == who)
            and (not isinstance(since, str) or place[0].date.startswith(since))
            and (not isinstance(inside, str) or place[0].id == inside)
        ]
        return quote_page(found, str(asked.get("word", "")), number(asked.get("page")), self.language)

    def table(self, sent: object) -> str:
        """All figures as CSV: mentions by date, transcript and speaker or, without a word, who spoke how much."""
        asked = fields(sent)
        if str(asked.get("word", "")).strip():
            counted = sorted(counts_by(self._said(asked)).items())
            return csv_text(_MENTIONS, ((date, title, who, count) for (date, _, title, who), count in counted))
        read = self._read(self._wanted(asked))
        return csv_text(_TALK, (row for transcript in read for row in _talk_rows(transcript)))

    # --- what they are made of

    def _dates(self, dated: Sequence[Place], series: Sequence[Series]) -> OverTime | None:
        if len({place[0].date for place in dated}) < 2:
            return None
        return over_time(dated, palette(series), self.language)

    def _options(self) -> list[Option]:
        """All transcripts, the latest first."""
        latest = sorted(self.library.store.transcripts(), key=lambda summary: summary.date, reverse=True)
        return [
            {"id": each.id, "title": each.title or each.source, "day": day(each.date, self.language)} for each in latest
        ]

    def _present(self, ids: Sequence[str]) -> list[str]:
        store = self.library.store
        return [there for there in dict.fromkeys(store.successor(id_) or id_ for id_ in ids) if there in store]

    def _wanted(self, asked: dict[str, object]) -> list[str]:
        """Those chosen, as far as they are still there; all where none is chosen."""
        chosen = strings(asked.get("transcripts"))
        return self._present(chosen) if chosen else [option["id"] for option in self._options()]

    def _read(self, ids: Iterable[str]) -> Iterator[Transcript]:
        for id_ in ids:
            with suppress(NoSuchTranscript):  # removed just now
                yield self.library.store.transcript(id_)

    def _said(self, asked: dict[str, object]) -> list[Place]:
        word, chosen = str(asked.get("word", ""))[:LONGEST].strip(), strings(asked.get("transcripts"))
        present = tuple(sorted(self._present(chosen)))
        if chosen and not present:
            return []  # what was chosen is gone: that is not everywhere
        return self._found(self.library.store.generation, word, present)

    def _places(self, _: str, word: str, transcripts: tuple[str, ...]) -> list[Place]:
        quoted = _QUOTED.fullmatch(word)
        topic = quoted["phrase"].strip() if quoted else word
        return places(Question(word, topic, exact=(topic,) if quoted else ()), self.library, transcripts)


_MENTIONS = ("date", "transcript", "speaker", "mentions")
_TALK = ("date", "transcript", "speaker", "label", "turns", "words", "share of words", "seconds")


def _talk_rows(transcript: Transcript) -> Iterator[tuple[str | int | float, ...]]:
    spoken = shares(transcript)
    whole = sum(share.words for share in spoken) or 1
    for share in sorted(spoken, key=lambda share: -share.words):
        seconds = round(share.ms / 1000) if share.ms is not None else ""
        about = (transcript.date, transcript.title or transcript.source, share.who, share.label)
        yield (*about, share.turns, share.words, round(share.words / whole, 4), seconds)
