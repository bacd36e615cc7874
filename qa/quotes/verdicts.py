"""A check as JSON, Markdown and HTML: pure functions. What was said is always read from the transcript."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from typing_extensions import TypedDict  # pydantic reads typing's own only from Python 3.12 on

from index.transcript import Span
from qa.quotes.align import Kind
from qa.quotes.check import Check, Verdict
from qa.quotes.search import Match
from qa.show.cards import card, text
from qa.show.languages import ENGLISH, Language
from qa.show.links import place_href
from qa.show.render import CitationJson, citation_json, escape_markdown, quote_markdown, reference
from qa.show.wording import listed, searched


class QuotePieceJson(TypedDict):
    start: int  # code points of the pasted quote, half-open
    end: int
    text: str


class SaidPieceJson(TypedDict):
    turn: int  # counts from 0
    start: int
    end: int
    text: str  # exactly turn.text[start:end]


class PieceJson(TypedDict):
    kind: str  # "kept" | "left_out" | "put_in" | "changed"
    quote: QuotePieceJson  # empty where it was left out
    said: SaidPieceJson  # empty where it was put in


class MatchJson(TypedDict):
    share: float  # of the words that are the same; 1 where exact
    places: list[CitationJson]  # one for each part of a quote with ellipses
    pieces: list[PieceJson]  # in the order of the quote


class CheckJson(TypedDict):
    """What ``ontherecord check --json`` prints. Lists are best first."""

    quote: str
    verdict: str  # "exact" | "altered" | "other_speaker" | "not_found"
    speakers: list[str]  # to whom it is attributed, by their names here
    unknown: str | None  # the name it is attributed to, where nobody here has it
    count: int  # of the matches; those of an exact quote are counted beyond the ones listed
    matches: list[MatchJson]
    elsewhere: list[MatchJson]  # what others say that is nearly the quote; for "other_speaker", what the speaker says
    closest: CitationJson | None  # nearest in meaning to a quote that is not found
    searched: SearchedJson


class SearchedJson(TypedDict):
    transcripts: int
    turns: int


def as_json(check: Check, page: str = "") -> CheckJson:
    """``page`` is the address of the page, which the links begin with."""
    return {
        "quote": check.quote,
        "verdict": check.verdict.value,
        "speakers": list(check.attribution.speakers),
        "unknown": check.attribution.unknown or None,
        "count": check.count,
        "matches": [_match_json(check.quote, match, page) for match in check.matches],
        "elsewhere": [_match_json(check.quote, match, page) for match in check.elsewhere],
        "closest": citation_json(check.closest, page) if check.closest else None,
        "searched": {"transcripts": check.transcripts, "turns": check.turns},
    }


def _match_json(quote: str, match: Match, page: str) -> MatchJson:
    return {
        "share": match.share,
        "places": [citation_json(place, page) for place in match.places],
        "pieces": [
            {
                "kind": piece.kind.value,
                "quote": {"start": piece.start, "end": piece.end, "text": quote[piece.start : piece.end]},
                "said": {
                    "turn": piece.span.turn,
                    "start": piece.span.start,
                    "end": piece.span.end,
                    "text": match.transcript.text(piece.span),
                },
            }
            for piece in match.pieces
        ],
    }


@dataclass(frozen=True, slots=True)
class Segment:
    """``said`` is the transcript's, ``put`` the quote's; both are empty for what the quote's ellipsis passes over."""

    kind: Kind
    said: str = ""
    put: str = ""


def segments(quote: str, match: Match) -> Iterator[Segment]:
    """Quote and transcript as one text, with all that was said between the first word and the last of each part."""
    transcript, turn = match.transcript, match.pieces[0].span.turn
    spans = [place.span for place in match.places]
    at: int | None = None
    for piece in match.pieces:
        start, put = piece.span.start, quote[piece.start : piece.end]
        if at is not None and start > at:
            passed_over = any(span.end == at for span in spans)
            yield Segment(Kind.KEPT, "" if passed_over else transcript.text(Span(turn, at, start)))
        if piece.kind is Kind.PUT_IN:
            put = f"{put} " if at is None else f" {put}"
        yield Segment(piece.kind, transcript.text(piece.span), put if piece.kind is not Kind.KEPT else "")
        if any(span.start <= start <= span.end for span in spans):  # a part that was not said at all has no place
            at = piece.span.end


def as_marked(quote: str, match: Match) -> str:
    """In plain text, as wdiff marks it: what was said and left out in [-…-], what was put in in {+…+}."""
    marked = []
    for segment in segments(quote, match):
        if segment.kind is Kind.KEPT:
            marked.append(segment.said or " […] ")
            continue
        put = segment.put.strip()
        pieces = (f"[-{segment.said}-]" if segment.said else "") + (f"{{+{put}+}}" if put else "")
        marked.append(segment.put.replace(put, pieces) if segment.kind is Kind.PUT_IN else pieces)
    return "".join(marked)


def verdict_text(check: Check, language: Language = ENGLISH) -> tuple[str, str]:
    """The finding, and the sentences that go on from it."""
    say, verdict = language.say, check.verdict
    sentences = [_finding(check, language)]
    if check.attribution.unknown and verdict in (Verdict.NOT_FOUND, Verdict.OTHER_SPEAKER):
        sentences.append(say("silence.unknown_person", who=check.attribution.unknown))
    elif check.attribution.speakers and verdict is Verdict.OTHER_SPEAKER and not check.elsewhere:
        asked = check.attribution.speakers
        sentences.append(say("silence.not_this_speaker", who=listed(asked, language), n=len(asked)))
    return say(f"verdict.{verdict.value}"), "".join(f" {sentence}" for sentence in sentences)


def _finding(check: Check, language: Language) -> str:
    """What is said in the library of the quote."""
    say, key = language.say, f"verdict.{check.verdict.value}.rest"
    if check.verdict is Verdict.NOT_FOUND:
        return say(key, searched=searched(check.transcripts, check.turns, language))
    unnamed = say("speaker.an_unnamed")
    who = listed(list(dict.fromkeys(match.voice[1] or unnamed for match in check.matches)), language)
    if check.verdict is Verdict.ALTERED:
        return say(key, who=who, n=sum(piece.kind is not Kind.KEPT for piece in check.matches[0].pieces))
    if check.verdict is Verdict.OTHER_SPEAKER and not check.matches[0].exact:
        key += ".nearly"
    return say(f"{key}.places" if check.count > 1 else key, who=who, n=check.count)


def elsewhere_heading(check: Check, language: Language = ENGLISH) -> str:
    if check.verdict is Verdict.OTHER_SPEAKER:
        return language.say("verdict.elsewhere.own", who=listed(check.attribution.speakers, language))
    return language.say("verdict.elsewhere")


CLOSEST = ENGLISH.say("verdict.closest")


def as_markdown(check: Check) -> str:
    """The whole check, as CommonMark."""
    parts = ["".join(map(escape_markdown, verdict_text(check)))]
    parts += [_match_markdown(check.quote, match) for match in check.matches]
    if check.elsewhere:
        parts.append(f"### {escape_markdown(elsewhere_heading(check))}")
        parts += [_match_markdown(check.quote, match) for match in check.elsewhere]
    if check.closest:
        parts += [f"### {escape_markdown(CLOSEST)}", quote_markdown(check.closest)]
    return "\n\n".join(parts) + "\n"


def _match_markdown(quote: str, match: Match) -> str:
    if match.exact:
        return "\n\n".join(map(quote_markdown, match.places))
    return f"> {escape_markdown(as_marked(quote, match))}\n\n— {escape_markdown(reference(match.places[0]))}"


def as_html(check: Check) -> str:
    """The whole check as cards. What was left out is in ``<del>``, what was put in is in ``<ins>``."""
    finding, rest = verdict_text(check)
    good = "" if check.verdict is Verdict.EXACT else " otr-none"
    parts = [f'<p class="otr-lead{good}"><strong>{text(finding)}</strong>{text(rest)}</p>']
    parts += _cards(check.quote, check.matches)
    if check.elsewhere:
        parts.append(f'<h3 class="otr-h">{text(elsewhere_heading(check))}</h3>')
        parts += _cards(check.quote, check.elsewhere)
    if check.closest:
        heading = f'<h3 class="otr-h">{text(CLOSEST)}</h3>'
        parts.append(heading + card(check.closest, 1, "otr-card otr-dim"))
    return f'<div class="otr-ans otr-check">{"".join(parts)}</div>'


def _cards(quote: str, matches: tuple[Match, ...]) -> Iterator[str]:
    for number, match in enumerate(matches, 1):
        if match.exact:
            yield from (card(place, number) for place in match.places)
            continue
        place = match.places[0]
        href = html.escape(place_href(place.transcript, place.span))
        words = "".join(map(_segment_html, segments(quote, match)))
        yield (
            f'<div class="otr-card"><blockquote class="otr-q">{words}</blockquote>'
            f'<div class="otr-src"><a class="otr-cite" href="{href}" title="Open it in the transcript">'
            f"{text(reference(place))}</a></div></div>"
        )


def _segment_html(segment: Segment) -> str:
    if segment.kind is Kind.KEPT:
        return f"<mark>{text(segment.said)}</mark>" if segment.said else '<span class="otr-over"> […] </span>'
    said = f"<del>{text(segment.said)}</del>" if segment.said else ""
    return said + (f"<ins>{text(segment.put)}</ins>" if segment.put else "")
