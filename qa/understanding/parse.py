"""The words of a question to a Question: first where it looks, then what it follows on, then its shape."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from index.errors import QuestionError
from index.speakers.people import People
from qa.question import LONGEST, Question
from qa.understanding import shapes
from qa.understanding.about import figures
from qa.understanding.followup import followed_up
from qa.understanding.foreign import in_english
from qa.understanding.located import located
from qa.understanding.paired import paired
from qa.understanding.plainly import plainly
from qa.understanding.scope import Scope
from qa.understanding.setting import Setting
from qa.understanding.shaped import shaped, topic_alone
from qa.understanding.speakers import spoken_by
from qa.understanding.titles import Catalogue

_QUOTED = re.compile(r'["“„«]([^"“”„«»]{2,300})["”“»]')
_MARKS = re.compile(r'["“”„«»]')
_POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|them|him|her|his|their|its|that|those|these|this|there)\b", re.IGNORECASE
)


def parse(
    text: str,
    people: People,
    previous: Question | None = None,
    catalogue: Catalogue | None = None,
    today: datetime.date | None = None,
) -> Question:
    """Take ``text`` apart; ``previous`` is the question before it in the same chat, which it may only hint at.

    ``catalogue`` are the transcripts that it may name. Raises QuestionError for a question without words, or one too
    long to be one.
    """
    asked = _tidy(text)
    if not re.search(r"\w", asked):
        raise QuestionError("The question has no words; ask something such as: what did Park say about China?")
    if len(asked) > LONGEST:
        raise QuestionError(f"The question has {len(asked)} characters; ask in at most {LONGEST}")
    setting = Setting(people, catalogue or Catalogue(()), previous, None, today or datetime.date.today())
    plain = plainly(in_english(asked, people)).rstrip(" ?!.")
    rest, scope = located(plain, setting.catalogue, setting.today)
    if scope != Scope() or rest != plain:
        found, asks_what_was_said = _understood(asked, rest, scope, setting)
        if found and (scope.firm or asks_what_was_said):
            return found
    found, _ = _understood(asked, plain, Scope(), setting)
    return found or Question(asked, asked)


def _tidy(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def _understood(asked: str, rest: str, scope: Scope, setting: Setting) -> tuple[Question | None, bool]:
    """The question without its scope, which it is looked for in; None where nothing is left of it.

    And whether it asks what was said, rather than for a fact: only then may it say when and where that was.
    """
    exact = tuple(match.strip() for match in _QUOTED.findall(rest) if re.search(r"\w", match))
    bare = (_MARKS.sub("", rest) if exact else rest).rstrip(" ?!.")
    previous = setting.previous
    if scope.since or scope.until or scope.within:
        inside = frozenset(one.id for one in setting.catalogue.summaries if scope.holds(one))
        setting = replace(setting, inside=inside)
    found = followed_up(asked, bare, previous, setting) if previous else None
    if found is None and not re.search(r"\w", bare):
        return None, False
    found = found or paired(asked, bare, setting) or shaped(asked, bare, setting)
    if found is None and scope != Scope() and shapes.SAID_AT_ALL.fullmatch(bare):
        found = Question(asked, "")
    asks_what_was_said = found is not None
    found = found or topic_alone(asked, bare, setting)
    if previous and _goes_on(found, bare, previous):
        found = found.placed_as(previous)
    if scope.owner and not found.speakers and not found.unknown:
        found = spoken_by(found, scope.owner, setting) or found
    question = _with_variants(_narrowed(scope.over(found), setting), setting)
    if exact:
        question = replace(question, exact=exact, topic=" ".join(exact), mentions=question.mentions or "all", about=())
    return question, asks_what_was_said


def _narrowed(question: Question, setting: Setting) -> Question:
    """Of several transcripts that go by the name given, those of the dates and with the speakers that are named, too:
    "what did Park say at the Seoul press conference in 2023".
    """
    heard = {transcript for transcript, _ in question.heard}
    inside = setting.inside or frozenset()
    within = [titled for titled in question.within if titled.id in inside] or question.within
    within = [titled for titled in within if titled.id in heard] or within
    return replace(question, within=tuple(within))


def _goes_on(question: Question, bare: str, previous: Question) -> bool:
    """Whether a whole question goes on from the one before, by "he" or "it", and so looks in the same place."""
    same = question.speakers == previous.speakers or question.topic == previous.topic
    return same and _POINTS_BACK.search(bare) is not None


def _with_variants(question: Question, setting: Setting) -> Question:
    topic, previous = question.topic, setting.previous
    in_context = ""
    if previous and previous.topic != topic and _POINTS_BACK.search(topic):
        in_context = f"{previous.topic} {topic}".strip()
    about = () if question.reply or (question.asked and not question.listing) else figures(topic, setting)
    for mention in reversed(setting.people.mentions(topic)):
        if not any(person.name for person in mention.people):
            continue  # "questions" may name a part that people play; here it is a word like others
        topic = topic[: mention.start] + re.sub(r"^'s?\b", "", topic[mention.end :])
    topic = " ".join(topic.split())
    nameless = topic if re.search(r"\w{3}", topic) else question.topic
    return replace(question, nameless=nameless, in_context=in_context, about=about)
