"""An answer as JSON, Markdown and HTML: pure functions, in each of which a quote is ``turn.text[start:end]``."""

from __future__ import annotations

import re
from typing import TypedDict

from qa.answer import Answer, Citation, Mentions
from qa.show.cards import as_html
from qa.show.wording import day, mentions_text, moment, role_of, silence_text

__all__ = [
    "AnswerJson",
    "CitationJson",
    "as_html",
    "as_json",
    "as_markdown",
    "citation_json",
    "escape_markdown",
    "mentions_text",
    "quote_markdown",
    "quote_text",
    "reference",
    "silence_text",
]


class TranscriptJson(TypedDict):
    id: str
    title: str
    date: str  # ISO 8601, as exact as the file is; empty where unknown


class UnderstoodJson(TypedDict):
    speakers: list[str]  # whose words alone may answer; empty: anyone's
    topic: str  # the question without the speaker
    asked: bool  # it wants questions that were asked, not statements
    compare: bool  # it sets the speakers side by side


class CitationJson(TypedDict):
    text: str  # exactly turn.text[start:end]
    speaker: str | None  # the person's name, else the label; null where the file does not say who speaks
    label: str | None  # as the file prints it
    inferred: bool  # the name was concluded from what is said, not printed by the file
    transcript: TranscriptJson
    turn: int  # counts from 0
    start: int  # code points, half-open
    end: int
    start_ms: int | None  # null where the file has no times
    end_ms: int | None
    approximate: bool  # start_ms lies between two times of the file, which has none for that word
    score: float


class MentionsJson(TypedDict):
    total: int  # sentences that hold all words of the topic
    by: list[SpeakerCountJson]  # most first


class SpeakerCountJson(TypedDict):
    speaker: str  # empty: turns without a speaker
    count: int


class AnswerJson(TypedDict):
    """What ``ontherecord ask --json`` prints. Lists are best first; ``silence`` is null exactly where ``answered``."""

    question: str
    understood: UnderstoodJson
    answered: bool
    silence: str | None  # "nobody" | "not_this_speaker" | "not_a_speaker" | "unknown_person"
    quotes: list[CitationJson]
    related: list[CitationJson]  # what others say about it
    mentions: MentionsJson | None  # where the question asks who speaks of something, when or how often
    closest: list[CitationJson]  # the nearest passages to an unanswered question, which may not answer it


def as_json(answer: Answer) -> AnswerJson:
    question = answer.question
    return {
        "question": question.text,
        "understood": {
            "speakers": list(question.speakers),
            "topic": question.topic,
            "asked": question.asked,
            "compare": question.compare,
        },
        "answered": bool(answer.quotes),
        "silence": answer.silence.value if answer.silence else None,
        "quotes": [citation_json(citation) for citation in answer.quotes],
        "related": [citation_json(citation) for citation in answer.related],
        "mentions": _mentions_json(answer.mentions),
        "closest": [citation_json(citation) for citation in answer.closest],
    }


def _mentions_json(mentions: Mentions | None) -> MentionsJson | None:
    if mentions is None:
        return None
    return {"total": mentions.total, "by": [{"speaker": who, "count": number} for who, number in mentions.by]}


def citation_json(citation: Citation) -> CitationJson:
    transcript, turn, span, speaker = citation.transcript, citation.turn, citation.span, citation.speaker
    return {
        "text": citation.quote,
        "speaker": speaker.who if speaker else None,
        "label": speaker.label if speaker else None,
        "inferred": bool(speaker and speaker.inferred),
        "transcript": {"id": transcript.id, "title": transcript.title, "date": transcript.date},
        "turn": span.turn,
        "start": span.start,
        "end": span.end,
        "start_ms": turn.time_at(span.start)[0],
        "end_ms": turn.time_at(span.end)[0],
        "approximate": turn.time_at(span.start)[1],
        "score": float(citation.score),
    }


def as_markdown(answer: Answer) -> str:
    """The whole answer, as CommonMark: each quote a block quote, the source below it."""
    parts = [f"## {escape_markdown(answer.question.text)}"]
    if answer.silence:
        parts.append("".join(escape_markdown(piece) for piece in silence_text(answer)))
    if counted := mentions_text(answer):
        parts.append(escape_markdown(counted))
    parts += [quote_markdown(citation) for citation in answer.quotes]
    if answer.related:
        parts += ["### What others say about it", *(quote_markdown(citation) for citation in answer.related)]
    if answer.closest:
        parts += ["### Closest passages, which may not answer", *(quote_markdown(c) for c in answer.closest)]
    return "\n\n".join(parts) + "\n"


def quote_text(citation: Citation) -> str:
    """The quote and below it the reference, as plain text."""
    return f"“{citation.quote}”\n— {reference(citation)}"


def quote_markdown(citation: Citation) -> str:
    """The quote as a block quote and below it the reference."""
    return f"> {_quoted(citation.quote)}\n\n— {escape_markdown(reference(citation))}"


def reference(citation: Citation) -> str:
    """Speaker, role, title, date, place: "Park Jin, foreign minister, Press conference, 9 Nov 2023, turn 2"."""
    speaker, transcript = citation.speaker, citation.transcript
    ms, approximate = citation.turn.time_at(citation.span.start)
    name = speaker.who + (" (name inferred)" if speaker.inferred else "") if speaker else "Unnamed speaker"
    who = [name, role_of(speaker) if speaker else ""]
    where = [
        transcript.title,
        day(transcript.date),
        moment(ms, approximate) if ms is not None else f"turn {citation.span.turn + 1}",
    ]
    return ", ".join(part for part in who + where if part)


# Always special in Markdown, and "$", which many renderers typeset as mathematics.
_SPECIAL = re.compile(r"[\\`*_\[\]<>~$|]|&")
_LINE_START = re.compile(r"^(#|\+|-|=|:|\d{1,9}(?=[.)]))", re.MULTILINE)
_BREAK = re.compile(r"\A\s+|\s+\Z|\s*\n\s*|[\r\t]+")


def escape_markdown(text: str) -> str:
    """Text for one line of Markdown."""
    return _mark(re.sub(r"\s", " ", text))


def _mark(text: str) -> str:
    text = _SPECIAL.sub(lambda match: "&amp;" if match[0] == "&" else "\\" + match[0], text)
    return _LINE_START.sub(lambda match: f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}", text)


def _quoted(text: str) -> str:
    """Text inside a block quote: line and paragraph breaks as Markdown has them, other white space as references."""
    pieces, at = [], 0
    for match in _BREAK.finditer(text):
        inside = match.start() > 0 and match.end() < len(text)
        pieces += [_mark(text[at : match.start()]), _white(match[0], inside)]
        at = match.end()
    return "".join([*pieces, _mark(text[at:])])


def _white(run: str, inside: bool) -> str:
    plain = {"\n": "\n> ", "\n\n": "\n>\n> "} if inside else {}
    return plain.get(run) or "".join(f"&#{ord(char)};" for char in run)
