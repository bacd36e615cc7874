"""Answers as files to take away: one answer or a whole chat, in each of which a quote is ``turn.text[start:end]``.

To add a format: write a function from answers and the page's address to bytes, and give it a line in FORMATS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answer import Answer
from qa.show.exports import table, word
from qa.show.languages import ENGLISH, Language
from qa.show.render import as_json, as_markdown


@dataclass(frozen=True, slots=True)
class File:
    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` gets the answers in order, and the address of the page that links begin with; empty: no links.

    What is made to be read is in the language; what programs read is the same in all.
    """

    suffix: str
    type: str
    write: Callable[[Sequence[Answer], str, Language], bytes]


def save(answers: Sequence[Answer], kind: str, page: str = "", language: Language = ENGLISH) -> File:
    """The answers as a file of that kind, a key of FORMATS. Named after the question or, of several, the chat."""
    chosen = FORMATS[kind]
    name = _name(answers[0].question.text) if len(answers) == 1 else "on-the-record"
    return File(f"{name}.{chosen.suffix}", chosen.type, chosen.write(answers, page, language))


def _name(question: str) -> str:
    """Letters and digits alone, of any language, which every file system takes."""
    plain = "".join(char if char.isalnum() else "-" for char in question.casefold())
    return re.sub("-+", "-", plain)[:60].strip("-") or "answer"


def _markdown(answers: Sequence[Answer], page: str, language: Language) -> bytes:
    return "\n".join(as_markdown(answer, page, language) for answer in answers).encode()


def _csv(answers: Sequence[Answer], page: str, _: Language) -> bytes:
    return table.answers_csv(answers, page)


def _json(answers: Sequence[Answer], page: str, _: Language) -> bytes:
    """One answer as ``ontherecord ask --json`` prints it; of several, a list."""
    whole = [as_json(answer, page) for answer in answers]
    return (json.dumps(whole[0] if len(whole) == 1 else whole, ensure_ascii=False, indent=2) + "\n").encode()


FORMATS = {
    "md": Format("md", "text/markdown;charset=utf-8", _markdown),
    "docx": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.document),
    "csv": Format("csv", "text/csv;charset=utf-8", _csv),
    "json": Format("json", "application/json", _json),
}
