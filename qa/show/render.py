"""An answer as JSON, Markdown and HTML: pure functions, in each of which a quote is ``turn.text[start:end]``."""

from __future__ import annotations

import html
import re

from typing_extensions import TypedDict  # pydantic reads typing's own only from Python 3.12 on

from qa.answer import Answer, Citation, Mentions
from qa.question import Option, Question
from qa.show.cards import as_html
from qa.show.chips import option_href
from qa.show.languages import ENGLISH, Language
from qa.show.links import place_href
from qa.show.wording import day, mentions_text, moment, role_of, silence_text, sources_text

__all__ = [
    "AnswerJson",
    "CitationJson",
    "as_html",
    "as_json",
    "as_markdown",
    "citation_json",
    "escape_markdown",
    "mentions_text",
    "options_text",
    "quote_html",
    "quote_markdown",
    "quote_text",
    "reference",
    "silence_text",
    "sources_text",
    "speaker_text",
]


class TranscriptJson(TypedDict):
    id: str
    title: str
    date: str  # ISO 8601, as exact as the file is; empty where unknown


class UnderstoodJson(TypedDict):
    speakers: list[str]  # whose words alone may answer; empty: anyone's
    without: list[str]  # whose words do not answer
    topic: str  # the question without the speaker
    about: list[str]  # speakers who are the topic: what mentions them, by whatever name, is on it
    exact: list[str]  # words in quotation marks, which the quotes hold as they are
    asked: bool  # it wants questions that were asked, not statements
    listing: bool  # … all of them, in order
    reply: bool  # it wants what was answered to a question
    compare: bool  # it sets the speakers side by side
    mentions: str  # "who" speaks of it, "all" places, the "first", the "last"; empty: what is said
    sources: bool  # it asks where the answer before stands
    since: str  # ISO dates, both included, as exact as the question is; empty: any
    until: str
    transcripts: list[TitledJson]  # those that the question names; empty: all
    part: str  # "beginning" | "end" | "opening" | "closing" | "questions" of each transcript; empty: all of it
    page: int  # how often "anything else?" followed
    ambiguous: str  # the name that several people have
    options: list[OptionJson]  # these people, where the question must say which is meant
    unknown: str  # the name of somebody who is no speaker


class TitledJson(TypedDict):
    id: str
    title: str


class OptionJson(TypedDict):
    speaker: str
    role: str
    title: str  # of a transcript with this person
    question: str  # put to this person alone
    transcripts: list[str]  # ids, where the name alone does not tell this person from another
    link: str  # the address that asks it


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
    marked: MarkedJson | None  # where the question asks for a name, a number, a time or a thing and one stands out
    score: float
    link: str  # the address that opens the transcript at these words, behind that of the page


class MarkedJson(TypedDict):
    """The words inside a quote that answer, with their place in the turn, as ``start`` and ``end`` of the quote."""

    text: str
    start: int
    end: int


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
    silence: str | None  # one of qa.answer.Silence
    confidence: str | None  # "clear" | "likely" | "weak"; null where the quotes are all that hold certain words
    quotes: list[CitationJson]
    related: list[CitationJson]  # what others say about it
    mentions: MentionsJson | None  # where the question asks who speaks of something, when or how often
    closest: list[CitationJson]  # the nearest passages to an unanswered question, which may not answer it


def as_json(answer: Answer, page: str = "") -> AnswerJson:
    """``page`` is the address of the page, which the links begin with."""
    question = answer.question
    return {
        "question": question.text,
        "understood": _understood_json(question, page),
        "answered": bool(answer.quotes),
        "silence": answer.silence.value if answer.silence else None,
        "confidence": answer.confidence.value if answer.confidence else None,
        "quotes": [citation_json(citation, page) for citation in answer.quotes],
        "related": [citation_json(citation, page) for citation in answer.related],
        "mentions": _mentions_json(answer.mentions),
        "closest": [citation_json(citation, page) for citation in answer.closest],
    }


def _understood_json(question: Question, page: str) -> UnderstoodJson:
    return {
        "speakers": list(question.speakers),
        "without": list(question.but),
        "topic": question.topic,
        "about": [figure.who for figure in question.about],
        "exact": list(question.exact),
        "asked": question.asked,
        "listing": question.listing,
        "reply": question.reply,
        "compare": question.compare,
        "mentions": question.mentions,
        "sources": question.sources,
        "since": question.since,
        "until": question.until,
        "transcripts": [{"id": titled.id, "title": titled.title} for titled in question.within],
        "part": question.part.value,
        "page": question.page,
        "ambiguous": question.ambiguous,
        "options": [_option_json(option, page) for option in question.options],
        "unknown": question.unknown,
    }


def _option_json(option: Option, page: str) -> OptionJson:
    return {
        "speaker": option.who,
        "role": option.role,
        "title": option.title,
        "question": option.question,
        "transcripts": list(option.transcripts),
        "link": page + option_href(option),
    }


def options_text(answer: Answer) -> list[str]:
    """Whom an ambiguous name may mean, a line for each: name, role and where they speak, and the question to ask.

    All of it is the library's own, in whatever language that is.
    """
    lines = []
    for option in answer.question.options:
        about = ", ".join(part for part in (option.role, option.title) if part)
        lines.append(f"{option.who}{f' ({about})' if about else ''}: {option.question}")
    return lines


def _marked_json(citation: Citation) -> MarkedJson | None:
    marked = citation.marked
    if marked is None:
        return None
    return {"text": citation.transcript.text(marked), "start": marked.start, "end": marked.end}


def _mentions_json(mentions: Mentions | None) -> MentionsJson | None:
    if mentions is None:
        return None
    return {"total": mentions.total, "by": [{"speaker": who, "count": number} for who, number in mentions.by]}


def citation_json(citation: Citation, page: str = "") -> CitationJson:
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
        "marked": _marked_json(citation),
        "score": float(citation.score),
        "link": page + place_href(transcript, span),
    }


def as_markdown(answer: Answer, page: str = "", language: Language = ENGLISH) -> str:
    """The whole answer, as CommonMark: each quote a block quote, the source below it.

    ``page`` is the address of the page, which the links to the places begin with; empty: no links.
    """
    parts = [f"## {escape_markdown(answer.question.text)}"]
    if answer.silence:
        parts.append("".join(escape_markdown(piece) for piece in silence_text(answer, language)))
    parts += [f"- {escape_markdown(line)}" for line in options_text(answer)]
    if told := sources_text(answer, language) or mentions_text(answer, language):
        parts.append(escape_markdown(told))
    parts += [quote_markdown(citation, page, language) for citation in answer.quotes]
    for key, citations in (("answer.related", answer.related), ("answer.closest", answer.closest)):
        if citations:
            parts.append(f"### {escape_markdown(language.say(key))}")
            parts += [quote_markdown(citation, page, language) for citation in citations]
    return "\n\n".join(parts) + "\n"


def quote_text(citation: Citation, language: Language = ENGLISH) -> str:
    """The quote and below it the reference, as plain text."""
    return f"“{citation.quote}”\n— {reference(citation, language)}"


def quote_markdown(citation: Citation, page: str = "", language: Language = ENGLISH) -> str:
    """The quote as a block quote and below it the reference, linked to the place where ``page`` is given."""
    source = escape_markdown(reference(citation, language))
    if page:
        source = f"[{source}](<{page}{place_href(citation.transcript, citation.span)}>)"
    return f"> {_quoted(citation.quote)}\n\n— {source}"


def quote_html(citation: Citation, page: str = "", language: Language = ENGLISH) -> str:
    """The quote as a block quote and below it the reference, for editors and mail."""
    source = html.escape(reference(citation, language))
    address = html.escape(page + place_href(citation.transcript, citation.span)) if page else ""
    cite, link = (f' cite="{address}"', f'<a href="{address}">{source}</a>') if page else ("", source)
    words = html.escape(citation.quote)
    return f'<blockquote{cite}><p style="white-space:pre-wrap">{words}</p></blockquote>\n<p>— {link}</p>'


def reference(citation: Citation, language: Language = ENGLISH) -> str:
    """Speaker, role, title, date, place: "Park Jin, foreign minister, Press conference, 9 Nov 2023, turn 2"."""
    transcript = citation.transcript
    ms, approximate = citation.turn.time_at(citation.span.start)
    where = [
        transcript.title,
        day(transcript.date, language),
        moment(ms, approximate) if ms is not None else language.say("n.turn", n=str(citation.span.turn + 1)),
    ]
    return ", ".join(part for part in [speaker_text(citation, language), *where] if part)


def speaker_text(citation: Citation, language: Language = ENGLISH) -> str:
    """Whose words a quote is: "Park Jin, foreign minister"."""
    speaker = citation.speaker
    name = speaker.who if speaker else language.say("speaker.unnamed")
    if speaker and speaker.inferred:
        name = language.say("speaker.inferred_name", who=name)
    return ", ".join(part for part in (name, role_of(speaker) if speaker else "") if part)


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
