"""How a question was understood, part by part; each part with the address of the question without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qa.question import Option, Part, Question
from qa.show.languages import ENGLISH, Language
from qa.show.links import question_href
from qa.show.wording import day
from qa.understanding.words import in_words


class Kind(StrEnum):
    """What a chip says."""

    SPEAKER = "speaker"  # whose words alone answer
    WITHOUT = "without"  # whose words do not
    TOPIC = "topic"
    DATES = "dates"
    TRANSCRIPT = "transcript"
    PART = "part"  # of each transcript
    FORM = "form"  # what is wanted: questions, replies, mentions …
    AMBIGUOUS = "ambiguous"  # a name that several people have


@dataclass(frozen=True, slots=True)
class Chip:
    """``remove`` asks the question without this part, ``edit`` is the question to be edited; both are addresses, empty
    where that makes no sense.
    """

    kind: Kind
    label: str
    remove: str = ""
    edit: str = ""


def understood(question: Question, transcripts: Sequence[str] = (), language: Language = ENGLISH) -> list[Chip]:
    """In the order of reading: whose words, on what, from where. ``transcripts`` are ids chosen beside the question."""
    address = _Address(transcripts)
    return [
        *_people(question, address, language),
        *_topic(question, address),
        *_places(question, address, language),
        *_forms(question, language),
    ]


def option_href(option: Option, transcripts: Sequence[str] = ()) -> str:
    """The address that puts the question to one of the people whom its name may mean."""
    return question_href(option.question, [option.who], option.transcripts or transcripts)


def href(question: Question, transcripts: Sequence[str] = ()) -> str:
    """The address that asks this question, also in a new chat: all that it leaned on is in it."""
    named = [titled.id for titled in question.within]
    if question.options:  # it asks back again
        return question_href(in_words(replace(question, speakers=(question.ambiguous,))), (), named or transcripts)
    speakers = question.speakers or ([question.unknown] if question.unknown else [])
    return question_href(in_words(question), speakers, named or transcripts)


@dataclass(frozen=True, slots=True)
class _Address:
    transcripts: Sequence[str]

    def __call__(self, question: Question) -> str:
        return href(question, self.transcripts)


def _people(question: Question, address: _Address, language: Language) -> Iterator[Chip]:
    for who in () if question.options else question.speakers:  # nobody is chosen while it is asked who is meant
        others = tuple(other for other in question.speakers if other != who)
        left = replace(question, speakers=others, compare=question.compare and len(others) > 1)
        yield Chip(Kind.SPEAKER, who, address(left) if _asks(left) else "")
    for who in question.but:
        yield Chip(Kind.WITHOUT, language.say("chip.not", who=who))
    if question.ambiguous:
        yield Chip(Kind.AMBIGUOUS, language.say("chip.ambiguous", name=question.ambiguous))


def _topic(question: Question, address: _Address) -> Iterator[Chip]:
    if question.topic:
        left = replace(question, topic="", exact=(), mentions="", about=())
        removable = _asks(left) and not question.options
        yield Chip(Kind.TOPIC, question.topic, address(left) if removable else "", address(question))


def _places(question: Question, address: _Address, language: Language) -> Iterator[Chip]:
    if when := _short(question, language):
        left = replace(question, since="", until="")
        yield Chip(Kind.DATES, when, address(left))
    for titled in question.within:
        others = tuple(other for other in question.within if other != titled)
        yield Chip(Kind.TRANSCRIPT, titled.title, address(replace(question, within=others)))
    if question.part:
        part = language.say(f"part.{question.part.value}")
        yield Chip(Kind.PART, part, address(replace(question, part=Part.WHOLE)))


def _short(question: Question, language: Language) -> str:
    """ "9 Nov 2023", "since 2021", "Mar 2022 – May 2022"."""
    since, until = day(question.since, language), day(question.until, language)
    if since and until:
        return since if since == until else language.say("chip.between", first=since, last=until)
    if since:
        return language.say("chip.since", first=since)
    return language.say("chip.until", last=until) if until else ""


def _forms(question: Question, language: Language) -> Iterator[Chip]:
    """What is wanted of the speakers, if not statements."""
    alone = question.mentions in ("first", "last") and (question.listing or not (question.topic or question.exact))
    forms = {
        "listing": question.listing and not alone,
        "asked": question.asked and (alone or not question.listing),
        "reply": question.reply,
        "compare": question.compare,
        "exact": question.exact,
        f"{question.mentions or 'none'}{'_alone' if alone else ''}": question.mentions,
        "sources": question.sources,
        "page": question.page,
    }
    return (Chip(Kind.FORM, language.say(f"form.{form}")) for form, wanted in forms.items() if wanted)


def _asks(question: Question) -> bool:
    """Whether what is left still is a question."""
    return bool(question.topic or question.speakers or question.listing)
