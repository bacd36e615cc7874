"""Questions that a library can answer, made from who speaks in it and of what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from index.speakers.names import read_label
from index.transcript import Speaker, Transcript
from qa.answer import Answer, Confidence
from qa.library import Library
from qa.page.things import Thing, things, words_of

_TOGETHER = 4  # voices that are asked about in turn
_READ = 3  # transcripts of a voice that its topics are taken from: the latest
_RANKS = 6  # topics of each
_TRIED = 16  # questions: each costs a search


@dataclass(slots=True)
class _Voice:
    """Somebody who speaks: by name in all transcripts, by label in one; nobody where the file does not say who."""

    speaker: Speaker | None
    transcripts: dict[str, Transcript] = field(default_factory=dict)
    whos: set[tuple[str, str]] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    @property
    def named(self) -> bool:
        return bool(self.speaker and self.speaker.name)


def examples(
    transcripts: Sequence[Transcript], library: Library, ask: Callable[[str], Answer], most: int = 4
) -> list[str]:
    """Up to ``most`` questions that ``ask`` answers, the sure ones first; the same for the same library."""
    voices = _voices(transcripts)
    sure: list[str] = []
    others: list[str] = []
    for question in islice(_about_things(voices, library), _TRIED):
        if len(sure) == most:
            break
        found = ask(question)
        if not found.silence:
            (sure if found.confidence in (None, Confidence.CLEAR) else others).append(question)
    kept = [*sure, *others][:most]
    of_people = islice((f"What did {short_name(one.speaker)} say?" for one in voices if one.speaker), most - len(kept))
    return [*kept, *(question for question in of_people if not ask(question).silence)]


def _about_things(voices: Sequence[_Voice], library: Library) -> Iterator[str]:
    """Who speaks most, on what they speak of more than the others do; in turn, so that the first few are different."""
    speakers = [voice.speaker for voice in voices if voice.speaker]
    names = {word for speaker in speakers for word in words_of(f"{speaker.label} {speaker.name}")}
    for first in range(0, len(voices), _TOGETHER):
        together = voices[first : first + _TOGETHER]
        spoken_of = [_spoken_of(voice, library, names) for voice in together]
        asked = list(_in_turn(together, spoken_of))
        taken = {topic for _, topic in asked[:2]}
        shared = _shared(voices, [one.words for some in spoken_of for one in some if one.named], taken)
        yield from (question for question, _ in asked[:2])
        yield from (f"Who mentioned {name}?" for name in shared)
        yield from (question for question, topic in asked[2:] if topic not in shared)


def _voices(transcripts: Sequence[Transcript]) -> list[_Voice]:
    """Those with names first; then who says most."""
    voices: dict[tuple[str, str], _Voice] = {}
    for transcript in transcripts:
        for turn in transcript.turns:
            speaker, who = turn.speaker, turn.speaker.who if turn.speaker else ""
            called = speaker if speaker and (speaker.name or _tells(speaker.label)) else None
            key = ("", speaker.name) if speaker and speaker.name else (transcript.id, who)
            voice = voices.setdefault(key, _Voice(called))
            voice.transcripts[transcript.id] = transcript
            voice.whos.add((transcript.id, who))
            voice.said.append(turn.text)
    return sorted(voices.values(), key=lambda voice: (not voice.named, -sum(map(len, voice.said))))


def _tells(label: str) -> bool:
    """Whether a label says more than "somebody", as numbers do not, nor what many share, such as QUESTION."""
    return bool(re.search(r"[^\W\d_]{2}", label)) and not read_label(label).shared


def _spoken_of(voice: _Voice, library: Library, names: set[str]) -> list[Thing]:
    latest = list(voice.transcripts.values())[-_READ:]
    return things(latest, frozenset(voice.whos), library, names)[:_RANKS]


def _in_turn(voices: Sequence[_Voice], spoken_of: Sequence[Sequence[Thing]]) -> Iterator[tuple[str, str]]:
    """Questions, and what each is about."""
    used: set[str] = set()
    for rank in range(_RANKS):
        for voice, some in zip(voices, spoken_of, strict=True):
            if rank < len(some) and (topic := some[rank].words) not in used:
                used.add(topic)
                said = f"did {short_name(voice.speaker)} say" if voice.speaker else "was said"
                yield f"What {said} about {topic}?", topic


def _shared(voices: Sequence[_Voice], names: Sequence[str], taken: set[str]) -> list[str]:
    """The name that most of them say, if several do."""
    saying = {name: sum(any(map(_word(name).search, voice.said)) for voice in voices) for name in names}
    several = [name for name in saying if saying[name] > 1 and name not in taken]
    return sorted(several, key=lambda name: -saying[name])[:1]


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


def short_name(speaker: Speaker) -> str:
    """What the file calls a person: "Park" where it prints FOREIGN MINISTER PARK; else the whole name."""
    last = speaker.label.split()[-1].casefold() if speaker.label.split() else ""
    if speaker.label.casefold() == speaker.name.casefold():
        return speaker.name
    return next((part for part in speaker.name.split() if part.casefold() == last), speaker.who)
