"""Who has the floor: the names of those whose turns the file only marks as QUESTION, UNKNOWN or the like.

A name is given to such a turn only where somebody says it: the asker, whoever gives them the floor, or whoever answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from index.speakers.announcements import called, of_next, passes_on, thanked
from index.speakers.introductions import of_oneself
from index.speakers.names import Label, read_label
from index.speakers.offices import folded
from index.speakers.wording import Introduction
from index.transcript import Span, Speaker, Transcript

_MODERATORS = frozenset("moderator operator host facilitator presenter".split())
_MY_QUESTION = re.compile(
    r"\bmy\s+(?:\w+\s+)?(?:question|point)\b|\bI\s+(?:asked|meant|was\s+asking)\b"
    r"|\b(?:a|quick|can\s+I|may\s+I|could\s+I)\b[^.?!]{0,20}\bfollow[- ]?up\b(?!\s+(?:on|to|from)\b)",
    re.IGNORECASE,
)


def askers(transcript: Transcript, cast: Mapping[str, Speaker]) -> dict[int, Speaker]:
    """The speakers of single turns whose label does not tell: turn number → speaker, where there is evidence."""
    if not any(read_label(label).shared for label in cast):
        return {}
    floor = _Floor(transcript, cast)
    for number in range(len(transcript.turns)):
        floor.hear(number)
    return floor.found


class _Floor:
    """What is known when a turn begins: who was announced, who asks, who gave them the floor, who has answered."""

    def __init__(self, transcript: Transcript, cast: Mapping[str, Speaker]) -> None:
        self.turns, self.cast = transcript.turns, cast
        self.found: dict[int, Speaker] = {}
        self.moderated = any(_MODERATORS.intersection(folded(read_label(label).role)) for label in cast)
        self.announced: tuple[Introduction, int] | None = None
        self.carried: set[int] = set()  # questions given to whoever asked before
        self.asker: Speaker | None = None
        self.giver = ""
        self.answered: set[str] = set()
        self.passed = False

    def hear(self, number: int) -> None:
        speaker = self.turns[number].speaker
        read = read_label(speaker.label) if speaker else Label("")
        if speaker and read.shared and speaker.name:  # known already
            self.found[number] = self.asker = speaker
            self.giver, self.answered, self.announced, self.passed = self._before(number), set(), None, False
        elif speaker and read.shared:
            self._ask(number, speaker.label, read)
        else:
            self._answer(number, speaker.label if speaker else "")

    def _ask(self, number: int, label: str, read: Label) -> None:
        own = of_oneself(self.turns[number].text, asks=read.asks)
        if not read.asks:
            self.announced = None  # the floor is given to askers; an unknown voice may be anybody's
        if who := self._introduced(label, (own, number) if own else None):
            self.asker, self.giver, self.answered = who, self._before(number), set()
        elif read.asks and self._goes_on(number):
            self.carried.add(number)
        else:
            self.asker = None
        if self.asker:
            self.found[number] = replace(self.asker, label=label)
        self.announced, self.passed = None, False

    def _introduced(self, label: str, own: tuple[Introduction, int] | None) -> Speaker | None:
        """By one's own words first; by those who give the floor where these agree and say more, or alone speak."""
        said = [each for each in (own, self.announced) if each and not self._speaks_elsewhere(each[0].name)]
        if not said:
            return None
        best, number = said[0]
        role = best.role
        if len(said) == 2 and set(folded(best.name)) <= set(folded(said[1][0].name)):
            role = role or said[1][0].role
            if len(folded(said[1][0].name)) > len(folded(best.name)):
                best, number = said[1]
        return Speaker(label, best.name, role, Span(number, best.start, best.end))

    def _goes_on(self, number: int) -> bool:
        """Whether a question without an introduction is by whoever asked before: nobody else was called since."""
        if not self.asker or self.passed or self._follows_question(number):
            return False
        by_moderator = self.moderated or (self.giver != "" and self.giver not in self.answered)
        return by_moderator or bool(_MY_QUESTION.search(self.turns[number].text))

    def _follows_question(self, number: int) -> bool:
        """Whether the turn before is a question too: two in a row are by two people."""
        before = self.turns[number - 1].speaker if number else None
        return before is not None and read_label(before.label).asks

    def _answer(self, number: int, label: str) -> None:
        text = self.turns[number].text
        self._addressed(number, text)
        self.answered.add(label)
        announced = of_next(text)
        if announced and not self._speaks_elsewhere(announced.name):
            self.announced, self.passed = (announced, number), True
        elif passes_on(text):
            self.announced, self.passed = None, True

    def _addressed(self, number: int, text: str) -> None:
        """Name the question just before from its reply: "Thanks, Nike.", or "Nike, …" where a Nike asked before."""
        question, speaker = number - 1, self.turns[number - 1].speaker if number else None
        thanks = thanked(text)
        said = thanks or called(text)
        if not said or not speaker or not self._follows_question(number) or self._speaks_elsewhere(said.name):
            return
        same = [who for who in self.found.values() if set(folded(said.name)) <= set(folded(who.name))]
        certain = question in self.found and (question not in self.carried or self.found[question] in same)
        if certain or not (same or thanks):
            return
        name, role = (same[0].name, same[0].role) if same else (said.name, "")
        self.asker = self.found[question] = Speaker(speaker.label, name, role, Span(number, said.start, said.end))
        self.giver, self.answered = self._before(question), set()

    def _before(self, number: int) -> str:
        for turn in reversed(self.turns[:number]):
            if turn.speaker and not read_label(turn.speaker.label).asks:
                return turn.speaker.label
        return ""

    def _speaks_elsewhere(self, name: str) -> bool:
        """Whether the name is that of one who speaks under a label of their own."""
        return any(set(folded(name)) <= set(folded(who.name)) for who in self.cast.values() if who.name)
