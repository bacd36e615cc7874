"""How the interface puts things: dates, times, names, numbers, and what it says when there is no answer.

What is put into words takes the language; without one it is English, as programs and the command line have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.transcript import Speaker, Transcript
from qa.answer import Answer, Silence
from qa.show.languages import ENGLISH, Language, isolated

HUES = 8  # colours for speakers in static/style.css; hue 0 is for turns without a speaker


def clock(ms: int) -> str:
    seconds = ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def moment(ms: int, approximate: bool) -> str:
    """A time that is known, or one that lies between two that are: "≈ 12:03"."""
    return f"≈ {clock(ms)}" if approximate else clock(ms)


def day(date: str, language: Language = ENGLISH) -> str:
    """An ISO date for reading: "9 Nov 2023", "Nov 2023", "2023"; other text stays as it is."""
    match = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?(?![\d-])", date)
    if not match:
        return date
    year, month, number = match.groups()
    if not month:
        return language.say("date.year", year=year)
    name = language.say("date.months").split()[int(month) - 1]
    if not number:
        return language.say("date.month", year=year, month=name)
    return language.say("date.day", year=year, month=name, day=str(int(number)))


def initials(who: str) -> str:
    """One or two characters that stand for a name: "Antony J. Blinken" is AB, "MODERATOR" MO, "박진" 박."""
    words: list[str] = re.findall(r"\w+", who) or ["?"]
    if not words[0].isascii():
        return words[0][0].upper()
    return (words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


def role_of(speaker: Speaker) -> str:
    """The role, where it says more than the name does."""
    return speaker.role if says_more(speaker.role, speaker.who) else ""


def says_more(role: str, who: str) -> bool:
    """Whether a role is to be shown beside a name: "Chair" is not beside "Chair Powell"."""
    return not f"{who} ".casefold().startswith(f"{role} ".casefold())


def hues(transcript: Transcript) -> dict[str, int]:
    """A colour for each speaker, by order of appearance."""
    people = dict.fromkeys(turn.speaker.who for turn in transcript.turns if turn.speaker)
    return {who: 1 + number % HUES for number, who in enumerate(people)}


def silence_text(answer: Answer, language: Language = ENGLISH) -> tuple[str, str]:
    """The finding, and the sentence that goes on from it."""
    question, say, silence = answer.question, language.say, answer.silence or Silence.NOBODY
    if silence is Silence.NO_TRANSCRIPT:
        finding, rest = _not_covered(answer, language)
        return finding, f" {rest}"
    kind = "page" if question.page and silence is not Silence.AMBIGUOUS else silence.value
    if kind == Silence.NOBODY and len(answer.closest) > 1:
        kind = "nearly"
    who = listed(question.speakers, language) or say("speaker.they")
    if silence in (Silence.NOT_A_SPEAKER, Silence.UNKNOWN_PERSON):
        who = question.unknown or who
    values: dict[str, str | int] = {
        "who": who,
        "name": question.ambiguous,
        "n": len(question.options) or len(question.speakers) or 2,
        "searched": searched(answer.transcripts, answer.turns, language, period(answer, language)),
    }
    return say(f"silence.{kind}", **values), f" {say(f'silence.{kind}.rest', **values)}"


def searched(transcripts: int, turns: int, language: Language = ENGLISH, when: str = "") -> str:
    """Among how much was looked, as it stands after "in"."""
    if when:
        return language.say("searched.when", transcripts=transcripts, turns=turns, when=when)
    return language.say("searched", transcripts=transcripts, turns=turns)


def _not_covered(answer: Answer, language: Language) -> tuple[str, str]:
    """None of the transcripts is from that time, and from when they are."""
    question, covered, say = answer.question, answer.covered, language.say
    if not (question.since or question.until):
        return say("uncovered.none"), say("uncovered.not_chosen" if question.within else "uncovered.gone")
    when = say("uncovered.when", when=period(answer, language))
    if covered is None or not covered.first:
        return when, say("uncovered.undated")
    first, last = day(covered.first, language), day(covered.last, language)
    key = ("uncovered.span" if first != last else "uncovered.day") + (".others" if covered.undated else "")
    return when, say(key, first=first, last=last, n=covered.undated)


def period(answer: Answer, language: Language = ENGLISH) -> str:
    """The dates that the question names: "9 Nov 2023", "2021 or later", "Mar 2022 to May 2022"; empty without."""
    first, last = day(answer.question.since, language), day(answer.question.until, language)
    if first and last:
        return first if first == last else language.say("period.between", first=first, last=last)
    if first:
        return language.say("period.since", first=first)
    return language.say("period.until", last=last) if last else ""


def sources_text(answer: Answer, language: Language = ENGLISH) -> str:
    """In which transcripts the quotes stand; empty where the question does not ask for that."""
    if not answer.question.sources or not answer.quotes:
        return ""
    found = Counter(citation.transcript.id for citation in answer.quotes)
    known = {citation.transcript.id: citation.transcript for citation in answer.quotes}
    parts = []
    for id_, number in found.items():
        one = known[id_]
        about = ", ".join(part for part in (day(one.date, language), one.place) if part)
        key = "sources.about" if about else "sources.title"
        parts.append(language.say(key, title=one.title, about=about, n=number))
    return language.say("sources", list="; ".join(parts))


def confidence_text(answer: Answer, language: Language = ENGLISH) -> tuple[str, str]:
    """How surely the quotes answer, and what that means; empty where that is no question."""
    if answer.confidence is None or not answer.quotes:
        return "", ""
    return language.say(f"sure.{answer.confidence.value}"), language.say(f"sure.{answer.confidence.value}.why")


def mentions_text(answer: Answer, language: Language = ENGLISH) -> str:
    """Who speaks of the topic how often; empty where the question does not ask for that."""
    found = answer.mentions
    if not found or not found.total:
        return ""
    unnamed = language.say("speaker.unnamed_ones")
    by = ", ".join(f"{isolated(who) or unnamed} {language.number(number)}" for who, number in found.by)
    return language.say("mentions.by", found=mentions_found(answer, language), by=by)


def mentions_count(answer: Answer, language: Language = ENGLISH) -> str:
    """How many sentences, or questions where these are wanted."""
    total = answer.mentions.total if answer.mentions else 0
    return language.say("n.questions" if answer.question.listing else "n.sentences", n=total)


def mentions_found(answer: Answer, language: Language = ENGLISH) -> str:
    """How many mentions, on what, and among how much."""
    return language.say(
        "mentions.on" if answer.question.topic else "mentions.all",
        count=mentions_count(answer, language),
        topic=answer.question.topic,
        turns=answer.turns,
        transcripts=answer.transcripts,
    )


def count(number: int, noun: str, plural: str = "") -> str:
    """A number of things, for the command line."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def listed(names: Sequence[str], language: Language = ENGLISH) -> str:
    """ "Kim, Park and Lee"."""
    if len(names) < 2:
        return "".join(names)
    comma = language.say("list.comma")
    return language.say("list.and", first=comma.join(names[:-1]), last=names[-1])
