"""From labels to people within one transcript: who SECRETARY BLINKEN is, and who asks where the file prints QUESTION.

A name comes from the label, from the file's own list of participants or its title, or is inferred from a sentence that
is spoken; then the speaker carries that sentence as evidence. Where nothing says who it is, the name stays empty.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from index.speakers.cast import cast, participants
from index.speakers.floor import askers
from index.speakers.names import name_words
from index.speakers.offices import same_office
from index.transcript import Speaker, Transcript


@dataclass(frozen=True, slots=True)
class Appearance:
    """One speaker of one transcript, as stores keep them: a row for each label with each of its names and roles.

    ``turns`` is 0 for those whom the file lists as taking part and who do not speak; their ``label`` is empty.
    ``date`` is the transcript's.
    """

    transcript: str
    label: str = ""
    name: str = ""
    role: str = ""
    date: str = ""
    turns: int = 0

    @property
    def who(self) -> str:
        """As ``Speaker.who``: the name, else the label."""
        return self.name or self.label


def appearances(transcript: Transcript) -> tuple[Appearance, ...]:
    """Who speaks in a transcript, in the order of their first words, and then who is only listed."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for turn in transcript.turns:
        if turn.speaker:
            counts[turn.speaker.label, turn.speaker.name, turn.speaker.role] += 1
    rows = [Appearance(transcript.id, *who, transcript.date, turns) for who, turns in counts.items()]
    rows += [
        Appearance(transcript.id, "", listed.name, listed.role, transcript.date)
        for listed in transcript.participants
        if listed.name and not any(_is_heard(listed, name, role) for _, name, role in counts)
    ]
    return tuple(rows)


def _is_heard(listed: Speaker, name: str, role: str) -> bool:
    """Whether one who is listed speaks under this name, be it a fuller one."""
    return set(name_words(listed.name)) <= set(name_words(name)) and same_office(listed.role, role) is not False


def identify(transcript: Transcript) -> Transcript:
    """The transcript with the people on its turns. Names that the parser gave stay; doing it twice changes nothing."""
    people = cast(transcript)
    asking = askers(transcript, people)
    turns = tuple(
        replace(turn, speaker=asking.get(number) or people.get(turn.speaker.label, turn.speaker))
        if turn.speaker and not turn.speaker.name
        else turn
        for number, turn in enumerate(transcript.turns)
    )
    return replace(transcript, turns=turns, participants=participants(transcript))
