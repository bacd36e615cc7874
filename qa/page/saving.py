"""Answers as files that a visitor takes away: one of them, or the whole chat."""

from __future__ import annotations

import base64
from typing import ClassVar, TypedDict

from qa.answer import Answer, Silence
from qa.library import Library
from qa.page.chat import Ask
from qa.page.places import citation_at
from qa.page.sent import fields, page_of, strings
from qa.page.service import asked_of
from qa.show.cards import citation_href
from qa.show.exports import FORMATS, save
from qa.show.languages import ENGLISH, Language

MOST = 200  # questions in one file
SECTIONS = ("quotes", "related", "closest")  # of an answer


class File(TypedDict):
    name: str
    type: str
    data: str  # base64
    lost: int  # quotes that the page shows and the library has no more


class SavingService:
    calls: ClassVar[tuple[str, ...]] = ("answers",)
    language: Language = ENGLISH

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library, self.ask = library, ask

    def answers(self, sent: object) -> File | None:
        """The answers to ``questions``, as addresses name them, as a file of one ``kind``; None for what is none.

        They are asked again, and each has the quotes that the page shows of it (see _as_shown), as far as these still
        stand in the library. ``page`` is where the page is, for the links.
        """
        wanted = fields(sent)
        questions, kind = wanted.get("questions"), str(wanted.get("kind"))
        asked = [(each, asked_of(each)) for each in questions[:MOST]] if isinstance(questions, list) else []
        answers = [
            _as_shown(self.ask(question, self.library, speakers=speakers, transcripts=transcripts), each, self.library)
            for each, (question, speakers, transcripts) in asked
            if question.strip()
        ]
        if not answers or kind not in FORMATS:
            return None
        file = save([answer for answer, _ in answers], kind, page_of(sent), self.language)
        data = base64.b64encode(file.data).decode()
        return {"name": file.name, "type": file.type, "data": data, "lost": sum(lost for _, lost in answers)}


def _as_shown(answer: Answer, sent: object, library: Library) -> tuple[Answer, int]:
    """The answer with the quotes that were sent as addresses, and how many of these are in the library no more.

    Without any it is as it is now. They are others where the library has changed since, or the question says less alone
    than it did in the chat ("anything else?"); what was counted or concluded from the rest is then left out.
    """
    shown = {section: strings(fields(sent).get(section)) for section in SECTIONS}
    now = {section: {citation_href(each): each for each in getattr(answer, section)} for section in SECTIONS}
    if not any(shown.values()) or all(sorted(shown[section]) == sorted(now[section]) for section in SECTIONS):
        return answer, 0
    known = {href: each for section in SECTIONS for href, each in now[section].items()}
    quotes, related, closest = (
        tuple(each for href in shown[section] if (each := known.get(href) or citation_at(href, library.store)))
        for section in SECTIONS
    )
    silence = None if quotes else answer.silence or (Silence.NOT_THIS_SPEAKER if related else Silence.NOBODY)
    told = Answer(answer.question, quotes, silence, related, closest, answer.turns, answer.transcripts)
    return told, sum(map(len, shown.values())) - len(quotes + related + closest)
