"""What somebody speaks of, as it can stand in a question: things and names, no verbs and nobody who is spoken to."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.speakers.names import read_label
from index.speakers.offices import office_prefix
from index.text import STOP_WORDS, words
from index.transcript import Transcript
from qa.library import Library
from qa.topics import topics

# A name is a run of capitalised words that does not begin a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’-]*[a-z](?: [A-Z][\w’-]*[a-z])*")
_OF_A_PLACE = re.compile(r"(?:ean|ian|ican|ese|ish)$")
_POINTING = frozenset("the a an this that these those my our your his her their its".split())
_BEFORE_A_THING = _POINTING | frozenset(
    "no any some each every both of about on in with from for into between against".split()
)
_BEFORE_A_VERB = frozenset(
    "to i you we they he she who will would can could do does did don't let's should must may might not please".split()
)
# In how many of a topic's places it has to be written with a capital, to be no part of more, to stand as a thing, and
# may stand as a verb; and from how many on a thing has an article in a question.
_NAMED, _WHOLE, _THING, _VERB, _POINTED = 0.6, 0.5, 0.4, 0.3, 0.25


@dataclass(frozen=True, slots=True)
class Thing:
    """``named`` where it is a name of somebody or something."""

    words: str
    named: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a topic stands: the word before, empty where a sentence begins; how it is written; the word after."""

    before: str
    written: str
    after: str


def things(
    transcripts: Sequence[Transcript], whos: frozenset[tuple[str, str]], library: Library, names: Collection[str]
) -> list[Thing]:
    """What ``whos`` say several times, as qa.topics has it. Words in ``names`` are those of who speaks."""
    said = [
        turn.text
        for transcript in transcripts
        for turn in transcript.turns
        if (transcript.id, turn.speaker.who if turn.speaker else "") in whos
    ]
    found = (topic.words for topic in topics(transcripts, whos, library) if topic.count > 1)
    told = (topic for topic in found if not words_of(topic) & set(names) and not _is_addressed(topic))
    return [thing for topic in told if (thing := _thing(topic, "\n".join(said)))]


def _is_addressed(topic: str) -> bool:
    """ "Ranking Member", "Respondents", "Senator Booker": who is spoken to, seldom what is spoken of."""
    tokens = [word.removesuffix("s") for word in topic.split()]
    return bool(office_prefix(tokens) or office_prefix(tokens[-1:])) or not read_label(" ".join(tokens)).name


def _thing(topic: str, text: str) -> Thing | None:
    """A topic that mostly stands where names or things do: what is left are verbs, adverbs and parts of more."""
    places = _places(topic, text)
    inside = [place for place in places if place.before]
    whole = [place for place in places if not place.after or place.after in STOP_WORDS]
    if not inside or len(whole) < _WHOLE * len(places):
        return None
    pointed = sum(place.before in _POINTING for place in places) / len(places)
    if sum(place.written[:1].isupper() for place in inside) >= _NAMED * len(inside):
        return None if _OF_A_PLACE.search(topic) else Thing(with_article(topic, text), True)
    acts = sum(place.before in _BEFORE_A_VERB for place in places)
    if sum(place.before in _BEFORE_A_THING for place in whole) < _THING * len(places) or acts > _VERB * len(places):
        return None
    plain = topic[0].lower() + topic[1:] if topic[1:].islower() else topic
    return Thing(f"the {plain}" if pointed >= _POINTED else plain, False)


def _places(topic: str, text: str) -> list[_Place]:
    alone = rf"(?:([\w’'-]+) )?(?<![\w’'-])({re.escape(topic)})(?![\w’'-])(?: ([\w’'-]+))?"
    found = re.finditer(alone, text, re.IGNORECASE)
    return [_Place((each[1] or "").casefold(), each[2], (each[3] or "").casefold()) for each in found]


def names_in(text: str) -> list[str]:
    """Names of people, things and places, as often as they stand there; "North Korean" is none."""
    return [
        found for found in _NAME.findall(text) if not STOP_WORDS & words_of(found) and not _OF_A_PLACE.search(found)
    ]


def with_article(topic: str, text: str) -> str:
    """ "the United States" where it is mostly called so, or "this"."""
    the = len(re.findall(rf"\b[Tt]he {re.escape(topic)}\b", text))
    this = len(re.findall(rf"\b[Tt]his {re.escape(topic)}\b", text))
    return f"the {topic}" if the and 2 * (the + this) > text.count(topic) else topic


def words_of(text: str) -> set[str]:
    return {word for word, _, _ in words(text)}
