"""A whole question by its shape: "what did <person> say about <topic>". What has none of the shapes is a topic."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.question import Question, voices
from qa.understanding import shapes
from qa.understanding.setting import Setting
from qa.understanding.speakers import spoken_by

_SUBJECT = re.compile(rf"(?:^|\b(?P<aux>{shapes.AUX})\s+)$", re.IGNORECASE)
_HE_OR_SHE = re.compile(rf"(?:\b(?:{shapes.AUX})|'s)\s+(?P<pronoun>he|she)\b", re.IGNORECASE)
_I = {"is": "am", "are": "am", "was": "was", "were": "was", "does": "do", "has": "have"}


def shaped(asked: str, bare: str, setting: Setting) -> Question | None:
    """By the first shape that fits; None where none does."""
    blank = Question(asked, "")
    for patterns, kind, only_known in (
        (shapes.COMPARED, replace(blank, compare=True), False),
        (shapes.REPLIED, replace(blank, reply=True), False),
        (shapes.LISTED, replace(blank, asked=True, listing=True), False),
        (shapes.ASKED, replace(blank, asked=True), False),
        (shapes.MENTIONED_BY_WHOM, replace(blank, mentions="who"), False),
        (shapes.MENTIONED_FIRST, replace(blank, mentions="first"), False),
        (shapes.MENTIONED_LAST, replace(blank, mentions="last"), False),
        (shapes.MENTIONED, replace(blank, mentions="all"), False),
        (shapes.SAID_BY_ANYONE, blank, False),
        (shapes.SAID, blank, False),
        (shapes.OF_SOMEBODY_KNOWN, blank, True),
    ):
        for pattern in patterns:
            match = pattern.fullmatch(bare)
            found = _read(kind, match.groupdict(), setting) if match else None
            if found and (found.speakers or not only_known):
                return found
    return None


def _read(kind: Question, groups: dict[str, str | None], setting: Setting) -> Question | None:
    question = replace(kind, topic=topic_of(groups.get("topic") or "", setting.previous))
    if groups.get("else") and setting.previous:
        question = replace(question, but=setting.previous.speakers)
    who = groups.get("who")
    return spoken_by(question, who, setting) if who else question


def topic_of(phrase: str, previous: Question | None) -> str:
    topic = shapes.LEADING.sub("", phrase.strip(" ,.:?"))
    if previous and shapes.IT.fullmatch(topic):
        return previous.topic
    return shapes.CLAUSE.sub("", topic)


def topic_alone(asked: str, bare: str, setting: Setting) -> Question:
    """The whole question as the topic, and whom it is about: that person will say it with "I"."""
    question, previous = Question(asked, bare), setting.previous
    if previous and previous.voices and (match := _HE_OR_SHE.search(bare)):
        return _in_first_person(question, previous.voices, match.start("pronoun"), match.end())
    for mention in setting.people.mentions(bare):
        if len(mention.people) == 1 and _SUBJECT.search(bare[: mention.start]) and bare[mention.end :][:1] != "'":
            return _in_first_person(question, voices(mention.people), mention.start, mention.end)
    return question


def _in_first_person(question: Question, subject: frozenset[str], start: int, end: int) -> Question:
    before, after = question.topic[:start], question.topic[end:]
    match = _SUBJECT.search(before)
    if match and match["aux"]:
        aux = match["aux"].lower()
        before = before[: match.start("aux")] + _I.get(aux, aux) + " "
    return replace(question, subject=subject, in_first_person=f"{before}I{after}")
