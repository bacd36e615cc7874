"""How the interface puts things: dates, times, names, numbers, and what it says when there is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.transcript import Speaker, Transcript
from qa.answer import Answer, Silence

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
    searched = f"{count(answer.transcripts, 'transcript')} ({count(answer.turns, 'turn')})"
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


def mentions_text(answer: Answer) -> str:
    """Who speaks of the topic how often; empty where the question does not ask for that."""
    found = answer.mentions
    if not found or not found.total:
        return ""
    by = ", ".join(f"{who or UNNAMED} {number}" for who, number in found.by)
    return f"{count(found.total, 'sentence')}{mentions_where(answer)}: {by}."


def mentions_where(answer: Answer) -> str:
    """On what, and among how much, the mentions are."""
    searched = f"{count(answer.turns, 'turn')} of {count(answer.transcripts, 'transcript')}"
    return f" on “{answer.question.topic}” in {searched}"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
