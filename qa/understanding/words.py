"""A question put into plain words again, so that it can be shown, linked and edited; reading them gives it back."""

from __future__ import annotations

from collections.abc import Sequence

from qa.question import Part, Question
from qa.understanding.dates import MONTHS

PARTS = {
    Part.BEGINNING: "at the beginning",
    Part.END: "at the end",
    Part.OPENING: "in the opening statement",
    Part.CLOSING: "in the closing statement",
    Part.QUESTIONS: "in the Q&A",
}


def in_words(question: Question) -> str:
    """One sentence with the speakers, the topic, the part and the dates; transcripts are not in it."""
    where = " ".join(filter(None, [PARTS.get(question.part, ""), dates(question.since, question.until)]))
    said = _said(question, bool(where))
    return f"{said} {where}?" if where else said if said == question.topic else f"{said}?"


def _said(question: Question, placed: bool) -> str:
    who = listed(question.speakers)
    topic = " ".join(f'"{words}"' for words in question.exact) or question.topic
    about = f" about {topic}" if topic else ""
    by = f" by {who}" if who else ""
    if question.compare and len(question.speakers) > 1:
        return f"Compare {who} on {topic}" if topic else f"How do {who} differ"
    if question.reply:
        return f"What did {who or 'they'} answer when asked{about}"
    if question.asked and question.mentions in ("first", "last"):
        return f"What was the {question.mentions} question asked{by}{about}"
    if question.asked:
        return f"What questions were asked{by}{about}" if question.listing or not topic else _asked(who, about)
    return _mentioning(question, who, topic) or _stated(who, topic, about, placed)


def _asked(who: str, about: str) -> str:
    return f"What did {who} ask{about}" if who else f"Who asked{about}"


def _mentioning(question: Question, who: str, topic: str) -> str:
    if question.mentions == "who":
        return f"Who mentioned {topic}"
    if question.mentions in ("first", "last"):
        when = question.mentions
        if not topic:
            return f"What did {who or 'they'} say {when}"
        return f"When did {who} {when} mention {topic}" if who else f"When was {topic} {when} mentioned"
    if question.mentions == "all":
        return f"How often did {who} mention {topic}" if who else f"How often was {topic} mentioned"
    return ""


def _stated(who: str, topic: str, about: str, placed: bool) -> str:
    if who:
        return f"What did {who} say{about}"
    return f"What was said{about}" if placed or not topic else topic


def dates(since: str, until: str) -> str:
    """ "in May 2022", "on 9 May 2022", "since 2021", "between 2020 and 2022"; empty without any."""
    if since and since == until:
        return f"{'on' if len(since) == 10 else 'in'} {day(since)}"
    if since and until:
        return f"between {day(since)} and {day(until)}"
    return f"since {day(since)}" if since else f"until {day(until)}" if until else ""


def day(iso: str) -> str:
    """ "9 November 2023", "November 2023", "2023"."""
    year, month, number = (*iso.split("-"), "", "")[:3]
    return " ".join(filter(None, [number.lstrip("0"), month and MONTHS[int(month) - 1], year]))


def listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
