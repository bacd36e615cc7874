"""A quote checked for the page: the verdict, and each place as text that the script marks; nothing in it is HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, TypedDict

from index.passages import sentences
from index.transcript import Transcript
from qa.answer import Citation
from qa.library import Library
from qa.page.chat import Ask, speakers
from qa.page.choosing import OFFERED, matching
from qa.page.sent import fields
from qa.quotes.check import check
from qa.quotes.search import Match
from qa.quotes.verdicts import elsewhere_heading, segments, verdict_text
from qa.show.languages import ENGLISH, Language, isolated
from qa.show.links import place_href
from qa.show.wording import day, hues, initials, moment, role_of

LONGEST = 40_000  # characters of a quote; LONGEST of qa.quotes.search counts its words
_READ_FOR_EXAMPLES = 5  # transcripts
_EXAMPLE = (8, 22)  # words of the sentence that examples are made of


class Part(TypedDict):
    """A piece of a comparison: ``said`` is the transcript's, ``put`` the quote's; both empty for an ellipsis."""

    kind: str  # as Kind has it
    said: str
    put: str


class Place(TypedDict):
    who: str
    role: str
    initials: str
    hue: int
    at: str  # time or turn
    source: str  # title and date
    href: str
    parts: list[Part]


class Group(TypedDict):
    """Places below a heading; the first group, that of the verdict, has none."""

    heading: str
    places: list[Place]


class Checked(TypedDict):
    verdict: str
    finding: str
    rest: str
    groups: list[Group]


class Example(TypedDict):
    label: str
    quote: str
    speaker: str


class CheckService:
    calls: ClassVar[tuple[str, ...]] = ("check", "people", "examples")
    language: Language = ENGLISH

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library = library

    def check(self, sent: object) -> Checked:
        """The check of {quote, speaker}. Raises QuestionError for what is no quote."""
        asked = fields(sent)
        quote = str(asked.get("quote") or "")[:LONGEST]
        checked = check(quote, self.library, speaker=str(asked.get("speaker") or "").strip())
        language = self.language
        finding, rest = verdict_text(checked, language)
        others, closest = elsewhere_heading(checked, language), language.say("verdict.closest")
        groups: list[Group] = [
            {"heading": "", "places": list(_places(quote, checked.matches, language))},
            {"heading": others, "places": list(_places(quote, checked.elsewhere, language))},
            {"heading": closest, "places": [_place(checked.closest, language)] if checked.closest else []},
        ]
        return {
            "verdict": checked.verdict.value,
            "finding": finding,
            "rest": rest.strip(),
            "groups": [group for group in groups if group["places"]],
        }

    def people(self, words: object = None) -> list[str]:
        """The first of those whose names have the words."""
        return matching(words, speakers(self.library.store.transcripts()), str)[:OFFERED]

    def examples(self, _: object = None) -> list[Example]:
        """A sentence of the library as it stands, with a word left out, and as somebody else's."""
        store = self.library.store
        for summary in store.transcripts()[-_READ_FOR_EXAMPLES:]:
            if made := _examples(store.transcript(summary.id), self.language):
                return made
        return []


def _places(quote: str, matches: tuple[Match, ...], language: Language) -> Iterator[Place]:
    for match in matches:
        if match.exact:
            yield from (_place(place, language) for place in match.places)
            continue
        parts: list[Part] = [
            {"kind": part.kind.value, "said": part.said, "put": part.put} for part in segments(quote, match)
        ]
        yield {**_place(match.places[0], language), "parts": parts}


def _place(citation: Citation, language: Language) -> Place:
    transcript, speaker = citation.transcript, citation.speaker
    ms, approximate = citation.turn.time_at(citation.span.start)
    return {
        "who": speaker.who if speaker else language.say("speaker.unnamed"),
        "role": role_of(speaker) if speaker else "",
        "initials": initials(speaker.who) if speaker else "?",
        "hue": hues(transcript)[speaker.who] if speaker else 0,
        "at": moment(ms, approximate) if ms is not None else language.say("n.Turn", n=str(citation.span.turn + 1)),
        "source": " · ".join(filter(None, (isolated(transcript.title), day(transcript.date, language)))),
        "href": place_href(transcript, citation.span),
        "parts": [{"kind": "kept", "said": citation.quote, "put": ""}],
    }


def _examples(transcript: Transcript, language: Language) -> list[Example]:
    people = list(dict.fromkeys(turn.speaker.who for turn in transcript.turns if turn.speaker and turn.speaker.name))
    for turn in transcript.turns:
        for start, end in sentences(turn.text):
            sentence = " ".join(turn.text[start:end].split())
            words = sentence.split()
            if (
                turn.speaker is None
                or not _EXAMPLE[0] <= len(words) <= _EXAMPLE[1]
                or not re.fullmatch(r"[^()\[\]]+\.", sentence)
            ):
                continue
            who, middle = turn.speaker.who, len(words) // 2
            altered = " ".join(words[:middle] + words[middle + 1 :])
            made: list[Example] = [
                {"label": language.say("check.example.exact"), "quote": sentence, "speaker": who},
                {"label": language.say("check.example.altered"), "quote": altered, "speaker": who},
            ]
            other = next((person for person in people if person != who), "")
            if other:
                label = language.say("check.example.other", who=other)
                made.append({"label": label, "quote": sentence, "speaker": other})
            return made
    return []
