"""Answers as files that a visitor takes away: one of them, or the whole chat."""

from __future__ import annotations

import base64
from typing import ClassVar, TypedDict

from qa.library import Library
from qa.page.chat import Ask
from qa.page.sent import fields, page_of
from qa.page.service import asked_of
from qa.show.exports import FORMATS, save

MOST = 200  # questions in one file


class File(TypedDict):
    name: str
    type: str
    data: str  # base64


class SavingService:
    calls: ClassVar[tuple[str, ...]] = ("answers",)

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library, self.ask = library, ask

    def answers(self, sent: object) -> File | None:
        """The answers to ``questions``, as addresses name them, as a file of one ``kind``; None for what is none.

        They are asked again, for the same question has the same answer. ``page`` is where the page is, for the links.
        """
        wanted = fields(sent)
        questions, kind = wanted.get("questions"), str(wanted.get("kind"))
        asked = [asked_of(each) for each in questions[:MOST]] if isinstance(questions, list) else []
        answers = [
            self.ask(question, self.library, speakers=speakers, transcripts=transcripts)
            for question, speakers, transcripts in asked
            if question.strip()
        ]
        if not answers or kind not in FORMATS:
            return None
        file = save(answers, kind, page_of(sent))
        return {"name": file.name, "type": file.type, "data": base64.b64encode(file.data).decode()}
