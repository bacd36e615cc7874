"""Questions that a library can answer, made from who speaks in it and of what."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from index.text import STOP_WORDS
from index.transcript import Speaker, Transcript
from qa.answer import Answer

# A name is a run of capitalised words that does not begin a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’-]*[a-z](?: [A-Z][\w’-]*[a-z])*")

_OF_A_PLACE = re.compile(r"(?:ean|ian|ican|ese|ish)$")


def examples(transcripts: Sequence[Transcript], ask: Callable[[str], Answer], most: int = 4) -> list[str]:
    """Up to ``most`` questions, each of which ``ask`` answers; always the same for the same transcripts."""
    kept: list[str] = []
    for question in candidates(transcripts):
        if len(kept) == most:
            break
        if not ask(question).silence:
            kept.append(question)
    return kept


def candidates(transcripts: Sequence[Transcript]) -> Iterator[str]:
    """Who speaks most, on what they speak of more than the others do; in turn, so that the first few are different."""
    people: dict[str, Speaker] = {}
    texts: dict[str, list[str]] = {}
    for transcript in transcripts:
        for turn in transcript.turns:
            if turn.speaker and turn.speaker.name:
                people.setdefault(turn.speaker.name, turn.speaker)
                texts.setdefault(turn.speaker.name, []).append(turn.text)
    spoken = {who: "\n".join(parts) for who, parts in texts.items()}
    loudest = sorted(spoken, key=lambda who: (-len(spoken[who]), who))[:4]
    names = {part for speaker in people.values() for part in _words(f"{speaker.label} {speaker.name}")}
    topics = {who: _topics(spoken, who, names) for who in loudest}
    used: set[str] = set()
    for rank in range(6):
        for who in loudest:
            if rank < len(topics[who]) and (topic := topics[who][rank]) not in used:
                used.add(topic)
                yield f"What did {short_name(people[who])} say about {topic}?"


def short_name(speaker: Speaker) -> str:
    """What the file calls a person: "Park" where it prints FOREIGN MINISTER PARK; else the whole name."""
    last = speaker.label.split()[-1].casefold() if speaker.label.split() else ""
    if speaker.label.casefold() == speaker.name.casefold():
        return speaker.name
    return next((part for part in speaker.name.split() if part.casefold() == last), speaker.who)


def names_in(text: str) -> list[str]:
    """Names of people, things and places, as often as they stand there; "North Korean" is none."""
    return [found for found in _NAME.findall(text) if not STOP_WORDS & _words(found) and not _OF_A_PLACE.search(found)]


def _topics(spoken: dict[str, str], who: str, names: set[str]) -> list[str]:
    """Names of things and places, by how often this speaker says them and how few others do."""
    counts = {other: Counter(names_in(text)) for other, text in spoken.items()}
    scores = {
        topic: count * math.log((1 + len(spoken)) / sum(topic in others for others in counts.values()))
        for topic, count in counts[who].items()
        if count > 1 and not names & _words(topic)
    }
    best = sorted(scores, key=lambda topic: (-scores[topic], topic))
    return [with_article(topic, spoken[who]) for topic in best]


def with_article(topic: str, text: str) -> str:
    """ "the United States" where it is mostly called so."""
    return f"the {topic}" if 2 * text.count(f"the {topic}") > text.count(topic) else topic


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
