"""What a hint such as "and Blinken?" or "in which meeting?" means after the question before it."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.question import Option, Question
from qa.understanding import hints, shapes
from qa.understanding.setting import Setting
from qa.understanding.shaped import shaped, topic_alone, topic_of
from qa.understanding.speakers import covers, put_to, spoken_by

_NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_JUST_PLACED = re.compile(r"(?:and|but|so|only|just|what|how|about|\W)*", re.IGNORECASE)


def followed_up(asked: str, bare: str, previous: Question, setting: Setting) -> Question | None:
    """None where it is no hint."""
    if hints.MORE.fullmatch(bare):
        return replace(previous, text=asked, page=previous.page + 1)
    if _JUST_PLACED.fullmatch(bare):
        return _again(asked, previous)  # "and in 2021?", of which only where to look is left out
    if previous.options and (chosen := _chosen(asked, bare, previous, setting)):
        return chosen
    if (match := hints.SOURCES.fullmatch(bare)) and (not match["who"] or _is_of(match["who"], previous, setting)):
        return replace(previous, text=asked, sources=True)
    if (reply := _reply_to_that(asked, bare, previous, setting)) is not None:
        return reply
    if (match := hints.FOLLOWED_BY_QUESTION.fullmatch(bare)) and shapes.OWN_QUESTION.match(match["rest"]):
        return _led_by(asked, match["lead"], match["rest"], setting)
    match = hints.FOLLOWED.fullmatch(bare)
    if not match and asked.endswith("?") and covers(bare, named := setting.people.mentions(bare)) and named:
        return _of_others(asked, bare, previous, setting)
    if not match or shapes.OWN_QUESTION.match(match["rest"]):
        return None
    rest = match["rest"]
    named = setting.people.mentions(rest)
    if named and covers(rest, named):
        return _of_others(asked, rest, previous, setting)
    return replace(
        _again(asked, previous),
        topic=topic_of(rest, previous),
        unknown="",
        ambiguous="",
        options=(),
        subject=frozenset(),
    )


def _again(asked: str, previous: Question) -> Question:
    return replace(previous, text=asked, page=0, sources=False)


def _of_others(asked: str, who: str, previous: Question, setting: Setting) -> Question | None:
    """The same asked of other people: what was sought of the topic, and where, stays."""
    same = Question(asked, previous.topic, asked=previous.asked, listing=previous.listing, reply=previous.reply)
    same = replace(same, askers=previous.askers, exact=previous.exact, about=previous.about)
    if previous.mentions != "who":
        same = replace(same, mentions=previous.mentions)
    return spoken_by(same.placed_as(previous), who, setting)


def _chosen(asked: str, bare: str, previous: Question, setting: Setting) -> Question | None:
    """Which of the people asked about was meant: by name or role, or as the first, the second."""
    option: Option | None = None
    if match := hints.NTH.fullmatch(bare):
        number = _NTH[match[1].lower()]
        option = previous.options[number] if -1 <= number < len(previous.options) else None
    who = option.who if option else hints.MEANT.sub(lambda found: found["who"], bare)
    named = setting.people.mentions(who)
    if not named or not covers(who, named):
        return None
    ids = set(option.transcripts) if option else set()
    people = [person for mention in named for person in mention.people if not ids or ids & set(person.transcripts)]
    offered = {other.who for other in previous.options}
    meant = [person for person in people if person.who in offered]
    if len(meant) != 1:
        return None
    return replace(_again(asked, previous).put_to(meant), ambiguous="", options=())


def _is_of(who: str, previous: Question, setting: Setting) -> bool:
    """Whether "where did Park say that?" asks of those whom the question before was put to, or who answered it."""
    named = setting.people.mentions(who)
    heard = {voice for mention in named for person in mention.people for voice in person.speaks_as}
    return covers(who, named) and bool(named) and (not previous.speakers or bool(heard & previous.heard))


def _reply_to_that(asked: str, bare: str, previous: Question, setting: Setting) -> Question | None:
    """ "And the answer?": what was said to the question before."""
    for pattern in hints.REPLIED_TO_THAT:
        if match := pattern.fullmatch(bare):
            askers = previous.voices if previous.asked else frozenset[str]()
            question = Question(asked, previous.topic, reply=True, askers=askers).placed_as(previous)
            who = match["who"]
            return spoken_by(question, who, replace(setting, previous=None)) if who else question
    return None


def _led_by(asked: str, lead: str, rest: str, setting: Setting) -> Question:
    """ "And Yoon, what is he ready to give?": the words before the comma say whom or what the rest is about."""
    previous = setting.previous
    named = setting.people.mentions(lead)
    if previous and named and covers(lead, named):
        about = put_to(replace(previous, ambiguous="", options=()), lead, named, setting)
        found = _whole(asked, rest, replace(setting, previous=about))
        found = replace(found, speakers=about.speakers, voices=about.voices, heard=about.heard)
        return replace(found, ambiguous=about.ambiguous, options=about.options)
    return replace(_whole(asked, rest, setting), topic=f"{lead} {rest}")


def _whole(asked: str, rest: str, setting: Setting) -> Question:
    return shaped(asked, rest, setting) or topic_alone(asked, rest, setting)
