"""A whole question by its shape: "what did <person> say about <topic>". What has none of the shapes is a topic."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from qa.question import Mentioned, Question, Titled, voices
from qa.understanding import shapes
from qa.understanding.setting import Setting
from qa.understanding.speakers import spoken_by
from qa.understanding.verbs import AUX

_SUBJECT = re.compile(rf"(?:^|\b(?P<aux>{AUX})\s+)$", re.IGNORECASE)
_HE_OR_SHE = re.compile(rf"(?:\b(?:{AUX})|'s)\s+(?P<pronoun>he|she)\b", re.IGNORECASE)
_I = {"is": "am", "are": "am", "was": "was", "were": "was", "does": "do", "has": "have"}
_FEW = 4  # transcripts that are named one by one
_KEYWORDS = 6  # that a question may have which is no sentence
_APART = (",", ":", "-", "–")

Groups = dict[str, str | None]


def shaped(asked: str, bare: str, setting: Setting) -> Question | None:
    """By the first shape that fits; None where none does."""
    blank = Question(asked, "")
    for patterns, kind, only_known in (
        (shapes.COMPARED, replace(blank, compare=True), False),
        (shapes.REPLIED, replace(blank, reply=True), False),
        (shapes.LISTED, replace(blank, asked=True, listing=True), False),
        (shapes.MENTIONED_FIRST, replace(blank, mentions="first"), False),
        (shapes.MENTIONED_LAST, replace(blank, mentions="last"), False),
        (shapes.ASKED, replace(blank, asked=True), False),
        (shapes.MENTIONED_BY_WHOM, replace(blank, mentions="who"), False),
        (shapes.MENTIONED, replace(blank, mentions="all"), False),
        (shapes.FIRST_WORDS, replace(blank, mentions="first"), True),
        (shapes.LAST_WORDS, replace(blank, mentions="last"), True),
        (shapes.SAID_BY_ANYONE, blank, False),
        (shapes.SAID, blank, False),
        (shapes.ASKED_BY_SOMEBODY_KNOWN, replace(blank, asked=True), True),
        (shapes.OF_SOMEBODY_KNOWN, blank, True),
    ):
        for pattern in patterns:
            match = pattern.fullmatch(bare)
            found = _read(kind, match.groupdict(), setting) if match else None
            if found and (found.speakers or not only_known):
                return found
    return _fronted(asked, bare, setting) or _with_somebody(asked, bare, setting) or _keywords(asked, bare, setting)


def _read(kind: Question, groups: Groups, setting: Setting) -> Question | None:
    noun = groups.get("noun") or ""
    if (which := groups.get("which")) and not groups.get("topic") and not shapes.ANY_KIND.fullmatch(which):
        noun = which  # Powell's inflation outlook; and not: Powell's main point
    verb = " ".join(filter(None, ("" if shapes.VAGUE.fullmatch(noun) else noun, groups.get("verb"))))
    question = replace(kind, topic=topic_of(groups.get("topic") or "", setting.previous, verb))
    if groups.get("else") and setting.previous:
        question = replace(question, but=setting.previous.speakers)
    if nth := (groups.get("nth") or "").lower():
        question = replace(question, mentions=cast(Mentioned, nth))
    if question.listing and (whom := groups.get("whom")):
        question = _asked_of(question, whom, setting)
    if asker := groups.get("asker"):
        asking = spoken_by(question, asker, replace(setting, previous=None))
        question = replace(question, askers=asking.voices if asking else frozenset())
    who, other = groups.get("who"), groups.get("other")
    if who and other:
        both = spoken_by(question, f"{who} and {other}", setting)
        return both if both and len(both.speakers) > 1 else None
    return spoken_by(question, who, setting) if who else question


def _asked_of(question: Question, whom: str, setting: Setting) -> Question:
    """What somebody was asked, and did not ask: looked for where that person speaks, as far as that is in few files."""
    named = spoken_by(question, whom, replace(setting, previous=None))
    if named is None or not named.speakers or named.options:
        return question
    there = sorted({transcript for transcript, _ in named.heard})
    titled = tuple(Titled(id_, setting.catalogue.title(id_)) for id_ in there if setting.catalogue.title(id_))
    return replace(question, but=named.speakers, within=titled if len(titled) <= _FEW else ())


def _fronted(asked: str, bare: str, setting: Setting) -> Question | None:
    """ "As for China, what did Park say?"."""
    match = shapes.FRONTED.fullmatch(bare)
    found = shaped(asked, match["rest"], setting) if match else None
    if match is None or found is None or found.topic:
        return None
    return replace(found, topic=topic_of(match["topic"], setting.previous))


def _with_somebody(asked: str, bare: str, setting: Setting) -> Question | None:
    """ "Who agreed with Park?": what others say, on the topic as it stands."""
    match = shapes.WITH_SOMEBODY.fullmatch(bare)
    meant = spoken_by(Question(asked, ""), match["who"], setting) if match else None
    if meant is None or not meant.speakers or meant.options:
        return None
    return Question(asked, bare, but=meant.speakers)


def _keywords(asked: str, bare: str, setting: Setting) -> Question | None:
    """ "park jin china", "China, Park": a speaker and a topic, and no sentence.

    A name of one word must be set off, for many are ordinary words: "rice exports", "power supply".
    """
    if not 2 <= len(bare.split()) <= _KEYWORDS or shapes.SENTENCE.search(bare):
        return None
    for mention in setting.people.mentions(bare):
        who, before, after = bare[mention.start : mention.end], bare[: mention.start].rstrip(), bare[mention.end :]
        first, last = not before and not after.startswith("'"), not after and before.endswith(_APART)
        topic = (after if first else before).strip(" ,:-")
        set_off = last or len(who.split()) > 1 or after.lstrip().startswith(_APART)
        if (first or last) and set_off and topic and not setting.people.mentions(topic):
            found = spoken_by(Question(asked, topic), who, setting)
            return found if found and found.speakers else None
    return None


def topic_of(phrase: str, previous: Question | None, verb: str = "") -> str:
    """What a phrase is about: without what leads to it and what only hangs on; behind ``verb``, where it matters."""
    topic = shapes.TRAILING.sub("", phrase.strip(" ,.:?"))
    topic = shapes.LEADING.sub("", topic) if not verb else topic
    if previous and shapes.IT.fullmatch(topic):
        return previous.topic
    return f"{verb} {topic}".strip() if verb else shapes.CLAUSE.sub("", topic)


def topic_alone(asked: str, bare: str, setting: Setting) -> Question:
    """The whole question as the topic, and whom it is about: that person will say it with "I"."""
    bare = shapes.LEADING.sub("", bare) or bare
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
