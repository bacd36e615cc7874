"""Two questions in one: "what did Park say about China, and what did Blinken say about Gaza?" is asked of both."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from qa.question import Question
from qa.understanding.followup import followed_up
from qa.understanding.setting import Setting
from qa.understanding.shaped import shaped
from qa.understanding.verbs import AUX

_AND = re.compile(
    rf"[\s,;?.!]+(?:and|but|or|also)\s+(?:also\s+)?(?=(?:(?:what|how|why|where)\s+)?(?:{AUX}|about)\b)|\s*[?!]+\s+(?=\S)",
    re.IGNORECASE,
)

_PLACES = 3  # at which the second question may begin


def paired(asked: str, bare: str, setting: Setting) -> Question | None:
    """Both as one, side by side where they are put to several people; None where it is only one."""
    for match in islice(_AND.finditer(bare), _PLACES):
        first = _one(bare[: match.start()], setting)
        if first is None:
            continue
        second = _one(bare[match.end() :].rstrip(" ?!."), replace(setting, previous=first))
        if second and _alike(first) == _alike(second):
            return _both(asked, first, second)
    return None


def _one(bare: str, setting: Setting) -> Question | None:
    """A question that is put to somebody who is known, and to nobody else."""
    asked = f"{bare}?"
    found = followed_up(asked, bare, setting.previous, setting) if setting.previous else None
    found = found or shaped(asked, bare, setting)
    return found if found and found.speakers and not found.options and not found.unknown else None


def _alike(question: Question) -> tuple[object, ...]:
    """What two questions must have in common so that one answer may stand for both."""
    return question.asked, question.listing, question.reply, question.mentions, question.exact, question.page


def _both(asked: str, first: Question, second: Question) -> Question:
    speakers = tuple(dict.fromkeys((*first.speakers, *second.speakers)))
    topics = dict.fromkeys(filter(None, (first.topic, second.topic)))
    return replace(
        first,
        text=asked,
        topic=" and ".join(topics),
        speakers=speakers,
        voices=first.voices | second.voices,
        heard=first.heard | second.heard,
        compare=len(speakers) > 1,
    )
