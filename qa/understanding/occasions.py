"""Transcripts as questions name them: "at the Seoul press conference", "in the January meeting", "in 'Town Hall'"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.store import Summary
from qa.understanding.adverbials import is_free, says_last, without
from qa.understanding.dates import DATE, Known, month_alone, named
from qa.understanding.scope import Scope, lies_within, within
from qa.understanding.titles import NOUN, Catalogue

_DETERMINER = r"(?:the|his|her|their|that|this|its|our|your|a|an|both|all|every)"
_WORD = (
    r"(?!(?:in|at|on|about|from|during|to|for|with|that|regarding|and|or|who|what|did|does|by|of|since|before|after|said|"
    r"say|says)\b)[^\s,?]+"
)
_CAPITALISED = r"(?-i:(?:the\s+)?[A-Z])[\w.'-]*(?:\s(?-i:[A-Z])[\w.'-]*){0,2}"
_TAIL = rf"(?:\s+(?:(?:of|on|from|in)\s+{DATE}|(?:in|at|with)\s+{_CAPITALISED}))?"
OCCASION = rf"(?:{_DETERMINER}\s+)?(?:{_WORD}\s+){{0,7}}?{NOUN}(?![\w'-]){_TAIL}"
_TRANSCRIPT = re.compile(rf"(?P<prep>in|at|during|from|throughout|on)\s+(?P<name>{OCCASION})", re.IGNORECASE)
_QUOTED = re.compile(
    r"(?:in|at|during|from|on)\s+(?:the\s+)?(?:\w+\s+)?(?P<open>['\"“„«‘])(?P<name>[^\"“”„«»‘]{2,200}?)['\"”“»](?!\w)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    r"(?:in|at|during|from)\s+(?P<name>(?-i:(?:the\s+)?[A-Z0-9])[^,?]*|[\w-]+\.\w{2,5})", re.IGNORECASE
)
_PLACE = re.compile(r"(?:in|at)\s+(?P<name>(?-i:[A-Z])[\w.'-]*(?:\s(?-i:[A-Z])[\w.'-]*){0,3})", re.IGNORECASE)
_BARE = re.compile(
    r"(?:the|this|that|his|her|their|our)\s+(?:whole\s+|entire\s+)?"
    r"(?:(?:press|news)\s+(?:conference|briefing|gaggle|availability)|meeting|call|hearing|interview|debate|session|podcast|"
    r"episode|transcript|recording|speech|conversation|discussion|(?:oral\s+)?argument|briefing|webinar|town\s+hall)",
    re.IGNORECASE,
)
_CALLS = re.compile(r".*\b(?:calls?|podcasts?|episodes?|shows?)\b.*", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:in|at|during|from|throughout|on)\s", re.IGNORECASE)


def occasions(text: str, catalogue: Catalogue, known: Known) -> Iterator[tuple[str, Scope]]:
    """The question without such a phrase, and what it means."""
    for quoted in _QUOTED.finditer(text):
        name = quoted["name"]
        found = catalogue.titled(name) or catalogue.containing(name) or catalogue.called(name)
        if found:
            yield without(text, quoted), within(found)
    for preposition in reversed(list(_PREPOSITION.finditer(text))):
        match = _TRANSCRIPT.match(text, preposition.start())
        if not match or not is_free(text, match):
            continue
        if match["prep"].lower() == "on" and not _CALLS.fullmatch(match["name"]):
            continue  # "Park on the press conference" is about it
        if (scope := _of_that_name(match["name"], catalogue, known)) is not None:
            yield without(text, match), scope
    for pattern in (_CAPITALS, _PLACE):
        for titled in pattern.finditer(text):
            if is_free(text, titled) and (found := _titled(text, titled, catalogue, pattern is _PLACE)):
                yield without(text, titled), within(found)


def _titled(text: str, match: re.Match[str], catalogue: Catalogue, place: bool) -> list[Summary]:
    """By a whole title without a word such as "meeting"; or by a place right behind the verb: "say in Seoul"."""
    name = match["name"].rstrip(" .")
    if (place or re.fullmatch(r"[^\W\d_]+", name)) and not says_last(text[: match.start()]):
        return []  # investment in Korea, though a file may be called Korea.txt
    if place:
        wanted = name.casefold()
        return [one for one in catalogue.summaries if wanted in one.place.casefold()]
    return catalogue.titled(name) or catalogue.mostly(name)


def _of_that_name(name: str, catalogue: Catalogue, known: Known) -> Scope | None:
    """The transcripts with these words; without words the dates among them; None where it is no transcript here."""
    dated = re.search(rf"(?<!\w){DATE}", name, re.IGNORECASE)
    when = named(dated[0], known) if dated else None
    if dated and (several := in_any_year(dated[0], catalogue)):
        return within(several) if not _other_words(name.replace(dated[0], " ")) else None
    words = name[: dated.start()] + name[dated.end() :] if dated and when else name
    found = catalogue.called(words)
    if when and not found:
        is_there = any(lies_within(date, when.since, when.until) for date in catalogue.dates)
        return None if _other_words(words) else Scope(when.since, when.until, firm=is_there)
    if found:
        scope = within(found) if len(found) < len(catalogue.summaries) or len(found) == 1 else Scope()
        return replace(scope, since=when.since, until=when.until, firm=True) if when else scope
    bare = re.sub(rf"^{_DETERMINER}\s+", "", name, flags=re.IGNORECASE)
    if len(bare.split()) > 2 and (found := catalogue.containing(bare)):
        return within(found)
    return Scope() if _BARE.fullmatch(name) else None


def _other_words(name: str) -> str:
    return re.sub(rf"\b(?:{_DETERMINER}|of|on|from|in|{NOUN})\b", " ", name, flags=re.IGNORECASE).strip()


def in_any_year(date: str, catalogue: Catalogue) -> list[Summary]:
    """The transcripts of a month that is named without a year, where they are of several years."""
    month = month_alone(date)
    found = [one for one in catalogue.summaries if month and one.date[5:7] == month]
    return found if len({one.date[:4] for one in found}) > 1 else []
