"""Whose words a question wants: people it names, anybody, or somebody who is no speaker; asking back where it must."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product

from index.speakers.mentions import Mention
from index.speakers.names import name_words, read_label
from index.speakers.offices import folded, same_office
from index.speakers.people import Person
from index.speakers.vocabulary import COURTESY, FUNCTION_WORDS
from qa.question import Option, Question
from qa.understanding import shapes
from qa.understanding.setting import Setting
from qa.understanding.verbs import AUX

_OTHERS = re.compile(
    r"(?:(?:the|any|all|some)\s+)?others?|(?:any|some|every)(?:one|body)\s+else|other\s+people", re.IGNORECASE
)

_OWNING = re.compile(r"'s?(?=\s+(?:and|or)\b)")  # Park's and Blinken's
_NO_NAME = re.compile(rf"\b(?:{AUX}|things?|first|last|all|not)\b|n't\b", re.IGNORECASE)


def spoken_by(question: Question, who: str, setting: Setting) -> Question | None:
    """The question with its speakers; None where ``who`` can be no person, so that another shape must fit."""
    who = _OWNING.sub("", shapes.EACH.sub("", who)).strip(" ,")
    previous = setting.previous
    if previous and previous.speakers and shapes.PRONOUN.fullmatch(who):
        put = replace(question, speakers=previous.speakers, voices=previous.voices, heard=previous.heard)
        return replace(put, ambiguous=previous.ambiguous, options=previous.options)
    if _OTHERS.fullmatch(who):
        return replace(question, but=previous.speakers) if previous else question
    if shapes.ANYBODY.fullmatch(who):
        return question
    named = setting.people.mentions(who)
    if named and covers(who, named):
        return put_to(question, who, named, setting)
    if _may_be_name(who, question.text):
        return replace(question, unknown=who)
    return None


def put_to(question: Question, who: str, named: Sequence[Mention], setting: Setting) -> Question:
    """The question put to those whom the phrase names, or asking back which of them is meant."""
    meant = [setting.meant(_so_called(who[each.start : each.end], each.people)) for each in named]
    put = question.put_to([person for people in meant for person in people])
    put = replace(put, compare=put.compare or len(named) > 1)
    for mention, people in zip(named, meant, strict=True):
        phrase = who[mention.start : mention.end]
        if is_ambiguous(phrase, people, setting):
            return replace(put, ambiguous=phrase, options=_options(put, phrase, people, setting))
    return put


def _so_called(phrase: str, people: Sequence[Person]) -> Sequence[Person]:
    """Those who have just this name, if any: "Jihoon" is no short form of "Han Ji-hoon" where somebody is called so."""
    return [person for person in people if person.name.casefold() == phrase.casefold()] or people


def covers(who: str, named: Sequence[Mention]) -> bool:
    """Whether the phrase is these people and nothing more than the words that join them."""
    rest = who
    for mention in reversed(named):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    return shapes.BETWEEN_PEOPLE.fullmatch(rest) is not None


def is_ambiguous(phrase: str, people: Sequence[Person], setting: Setting) -> bool:
    """Whether one of several people must be chosen.

    Not where a part is meant that many play ("the moderator"), or all who ask for an outlet ("the Reuters analysts").
    """
    if any(person.anonymous for person in people) or not any(differ(*pair) for pair in combinations(people, 2)):
        return False
    outlet = setting.people.of_outlet(folded(phrase))
    return not {person.who for person in people} <= {person.who for person in outlet}


def differ(one: Person, other: Person) -> bool:
    """Whether two of one name are certainly two: by another name, another office, or as Mr and Ms."""
    names = [frozenset(name_words(person.name)) for person in (one, other)]
    if not (names[0] <= names[1] or names[1] <= names[0]):
        return True
    titles = [frozenset(folded(read_label(person.name).title)) & COURTESY for person in (one, other)]
    if titles[0] and titles[1] and titles[0] != titles[1]:
        return True
    held = [same_office(a, b) for (a, _), (b, _) in product(one.roles, other.roles)]
    return False in held and True not in held


def _options(question: Question, phrase: str, people: Sequence[Person], setting: Setting) -> tuple[Option, ...]:
    names = [person.who for person in people]
    return tuple(
        Option(
            who=person.who,
            role=person.role,
            title=setting.catalogue.title(person.transcripts[-1]) if person.transcripts else "",
            question=question.text.replace(phrase, person.who, 1),
            transcripts=person.transcripts if names.count(person.who) > 1 else (),
        )
        for person in people
    )


def _may_be_name(who: str, question: str) -> bool:
    """Names are written with capitals, or the whole question is in small letters and the phrase is short."""
    words = who.split()
    if all(word.lower() in FUNCTION_WORDS for word in words) or _NO_NAME.search(who):
        return False
    if len(words) > 5 or re.match(r"(?:this|that|these|those|a|an|our|your|my)\b", who, re.IGNORECASE):
        return False
    if any(word[0].isupper() for word in words):
        return True
    return question == question.lower() and len(words) <= 2 and not who.startswith("the ")
