"""Quotes as the pages list them: the words where they stand, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from index.text import terms, words
from index.transcript import Span, Transcript
from qa.mentions import Place
from qa.show.languages import ENGLISH, Language
from qa.show.links import place_href
from qa.show.wording import day, hues, initials, moment, role_of

PAGE = 20  # quotes


class QuoteView(TypedDict):
    pieces: list[tuple[str, bool]]  # the quote, character for character; true for the words that were looked for
    who: str
    role: str
    initials: str
    hue: int
    inferred: bool
    href: str
    title: str
    day: str
    time: str  # or the turn where the file has no times


class QuotePage(TypedDict):
    total: int
    page: int
    quotes: list[QuoteView]


def quote_page(found: Sequence[Place], topic: str, page: int, language: Language = ENGLISH) -> QuotePage:
    """The page of that number, counted from 0; ``topic`` are the words that were looked for."""
    wanted = frozenset(terms(topic))
    shown = found[PAGE * page : PAGE * (page + 1)]
    return {"total": len(found), "page": page, "quotes": [quote_view(*place, wanted, language) for place in shown]}


def quote_view(transcript: Transcript, span: Span, wanted: frozenset[str], language: Language = ENGLISH) -> QuoteView:
    turn = transcript.turns[span.turn]
    speaker = turn.speaker
    ms, approximate = turn.time_at(span.start)
    return {
        "pieces": _pieces(transcript.text(span), wanted),
        "who": speaker.who if speaker else "",
        "role": role_of(speaker) if speaker else "",
        "initials": initials(speaker.who) if speaker else "?",
        "hue": hues(transcript)[speaker.who] if speaker else 0,
        "inferred": bool(speaker and speaker.inferred),
        "href": place_href(transcript, span),
        "title": transcript.title,
        "day": day(transcript.date, language),
        "time": moment(ms, approximate) if ms is not None else language.say("n.turn", n=str(span.turn + 1)),
    }


def _pieces(text: str, wanted: frozenset[str]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for _, start, end in words(text):
        if wanted.intersection(terms(text[start:end])):
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]
