"""How the interface puts things: dates, times, names, numbers, and what it says when there is no answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.transcript import Speaker, Transcript
from qa.answer import Answer, Confidence, Silence

UNNAMED = "unnamed speakers"
HUES = 8  # colours for speakers in static/style.css; hue 0 is for turns without a speaker
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def clock(ms: int) -> str:
    seconds = ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def moment(ms: int, approximate: bool) -> str:
    """A time that is known, or one that lies between two that are: "≈ 12:03"."""
    return f"≈ {clock(ms)}" if approximate else clock(ms)


def day(date: str) -> str:
    """An ISO date for reading: "9 Nov 2023", "Nov 2023", "2023"; other text stays as it is."""
    match = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?(?![\d-])", date)
    if not match:
        return date
    year, month, number = match.groups()
    return " ".join(filter(None, [number and str(int(number)), month and _MONTHS[int(month) - 1], year]))


def initials(who: str) -> str:
    """One or two characters that stand for a name: "Antony J. Blinken" is AB, "MODERATOR" MO, "박진" 박."""
    words: list[str] = re.findall(r"\w+", who) or ["?"]
    if not words[0].isascii():
        return words[0][0].upper()
    return (words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


def role_of(speaker: Speaker) -> str:
    """The role, where it says more than the name does."""
    return "" if speaker.role.casefold() == speaker.who.casefold() else speaker.role


def hues(transcript: Transcript) -> dict[str, int]:
    """A colour for each speaker, by order of appearance."""
    people = dict.fromkeys(turn.speaker.who for turn in transcript.turns if turn.speaker)
    return {who: 1 + number % HUES for number, who in enumerate(people)}


def silence_text(answer: Answer) -> tuple[str, str]:
    """The finding, and the sentence that goes on from it."""
    question = answer.question
    who = listed(question.speakers) or "They"
    when = period(question.since, question.until)
    searched = f"{count(answer.transcripts, 'transcript')}{when and f' from {when}'} ({count(answer.turns, 'turn')})"
    if answer.silence is Silence.AMBIGUOUS:
        return (
            "Who is meant?",
            f" {count(len(question.options), 'person', 'people')} here go by “{question.ambiguous}”.",
        )
    if answer.silence is Silence.NO_TRANSCRIPT:
        return _not_covered(answer)
    if question.page:
        return "That is all.", " The quotes before are those that answer the question."
    if answer.silence is Silence.NOT_THIS_SPEAKER:
        return f"{who} {'does' if len(question.speakers) == 1 else 'do'} not say this.", (
            f" Others talk about it, but nothing that {who} says in {searched} answers this."
        )
    if answer.silence is Silence.NOT_A_SPEAKER:
        return f"{question.unknown or who} is mentioned, but never speaks here.", (
            f" There are no words of {question.unknown or who} in {searched} to quote, only what others say."
        )
    if answer.silence is Silence.UNKNOWN_PERSON:
        return f"No one called {question.unknown or who} is on the record.", (
            f" The name is neither that of a speaker nor mentioned in {searched}. Is it spelt as in the transcript?"
        )
    return "No one says this.", f" Nothing in {searched} answers the question. Other words, or a wider topic, may."


def _not_covered(answer: Answer) -> tuple[str, str]:
    """None of the transcripts is from that time, and from when they are."""
    question, covered = answer.question, answer.covered
    if not (question.since or question.until):
        return "No transcript was searched.", (
            " That transcript is none of those chosen."
            if question.within
            else " None of those chosen is in the library."
        )
    when = f"Nothing on the record is from {period(question.since, question.until)}."
    if covered is None or not covered.first:
        return when, " No transcript that was searched has a date."
    first, last = day(covered.first), day(covered.last)
    span = f"are from {first} to {last}" if first != last else f"are from {first}"
    undated = (
        f"; {count(covered.undated, 'other')} without a date {'is' if covered.undated == 1 else 'are'} not searched"
    )
    return when, f" The transcripts {span}{undated if covered.undated else ''}."


def period(since: str, until: str) -> str:
    """ "9 Nov 2023", "2021 or later", "2021 or earlier", "Mar 2022 to May 2022"; empty without dates."""
    first, last = day(since), day(until)
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"{first} or later" if first else last and f"{last} or earlier"


def sources_text(answer: Answer) -> str:
    """In which transcripts the quotes stand; empty where the question does not ask for that."""
    if not answer.question.sources or not answer.quotes:
        return ""
    found = Counter(citation.transcript.id for citation in answer.quotes)
    known = {citation.transcript.id: citation.transcript for citation in answer.quotes}
    parts = []
    for id_, number in found.items():
        one = known[id_]
        about = ", ".join(part for part in (day(one.date), one.place) if part)
        parts.append(f"{one.title}{f' ({about})' if about else ''}: {count(number, 'quote')}")
    return f"In {'; '.join(parts)}."


def confidence_text(answer: Answer) -> tuple[str, str]:
    """How surely the quotes answer, and what that means; empty where that is no question."""
    if answer.confidence is None or not answer.quotes:
        return "", ""
    return {
        Confidence.CLEAR: ("clear match", "The words match the question closely."),
        Confidence.LIKELY: ("likely match", "The words match in part: read the quote in its place."),
        Confidence.WEAK: ("weak match", "These are the nearest words; they may be about something else."),
    }[answer.confidence]


def mentions_text(answer: Answer) -> str:
    """Who speaks of the topic how often; empty where the question does not ask for that."""
    found = answer.mentions
    if not found or not found.total:
        return ""
    by = ", ".join(f"{who or UNNAMED} {number}" for who, number in found.by)
    return f"{mentions_count(answer)}{mentions_where(answer)}: {by}."


def mentions_count(answer: Answer) -> str:
    """How many sentences, or questions where these are wanted."""
    total = answer.mentions.total if answer.mentions else 0
    return count(total, "question" if answer.question.listing else "sentence")


def mentions_where(answer: Answer) -> str:
    """On what, and among how much, the mentions are."""
    searched = f"{count(answer.turns, 'turn')} of {count(answer.transcripts, 'transcript')}"
    return f" on “{answer.question.topic}” in {searched}" if answer.question.topic else f" in {searched}"


def count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
