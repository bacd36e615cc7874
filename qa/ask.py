"""The whole question path in one function: parse, search, rank, cite, or say why there is nothing to cite."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from index.searching import day
from index.speakers.people import People
from index.store import Summary
from qa import listing, mentions
from qa.answer import Answer, Citation, Covered, Mentions, Silence
from qa.cancelling import step
from qa.extract import Candidate, answers, any_answer, cite, confidence, rank, sureness
from qa.library import Library
from qa.marking import mark
from qa.named import named
from qa.question import Question
from qa.replies import replies
from qa.retrieve import looked_through, search
from qa.silences import in_another_language, of_nobody, others
from qa.steady import steady
from qa.understanding.parse import parse
from qa.weights import WEIGHTS

CLOSEST = 3  # passages that are offered where it is nearly sure that something answers

Searched = tuple[int, int]  # turns, transcripts


def ask(
    question: str,
    library: Library,
    *,
    speakers: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    since: str = "",
    until: str = "",
    limit: int = 5,
    previous: Question | None = None,
) -> Answer:
    """Answer a question with at most ``limit`` quotes.

    Where given, only from ``speakers``, ``transcripts`` (ids) and days ``since`` and ``until`` (ISO dates in any
    precision, both included), whatever the question names itself. ``previous`` is the question before it in the same
    chat. Raises QuestionError for what is no question, and LibraryError where the library cannot be read; inside
    qa.cancelling.cancellable, Cancelled where it is given up.
    """

    def answered() -> Answer:
        understood = understand(question, library, transcripts, previous)
        if speakers:
            understood = restrict(understood, speakers, library.people(transcripts))
        if since or until:
            understood = replace(understood, since=_date(since), until=_date(until))
        return answer(understood, library, transcripts=transcripts, limit=limit)

    return steady(library.store, answered)


def understand(
    question: str, library: Library, transcripts: Sequence[str] = (), previous: Question | None = None
) -> Question:
    """The question taken apart, with the people and the transcripts that are there."""
    step()
    understood = parse(question, library.people(transcripts), previous, library.catalogue(transcripts))
    return named(understood, library, transcripts)


def restrict(question: Question, speakers: Sequence[str], people: People) -> Question:
    """The question put to ``speakers`` alone, by any name that means them; a name that nobody has finds nothing."""
    found = [(name, people.find(name)) for name in speakers]
    names = tuple(dict.fromkeys(who for name, those in found for who in ([p.who for p in those] or [name])))
    put = question.put_to([person for _, those in found for person in those])
    return replace(put, speakers=names, unknown="", ambiguous="", options=())


def _date(given: str) -> str:
    if given:
        day(given, 0)
    return given


def answer(question: Question, library: Library, *, transcripts: Sequence[str] = (), limit: int = 5) -> Answer:
    """Answer a question that is understood already."""
    there = looked_through(question, library, transcripts)
    found = _answered(question, library, transcripts, limit, there)
    if found.silence in (Silence.NOBODY, Silence.NOT_THIS_SPEAKER) and in_another_language(found, library, there):
        return replace(found, silence=Silence.OTHER_LANGUAGE)
    return found


def _answered(
    question: Question, library: Library, transcripts: Sequence[str], limit: int, there: Sequence[Summary]
) -> Answer:
    searched = sum(one.turns for one in there), len(there)
    if not there and library.catalogue().summaries:
        return Answer(question, silence=Silence.NO_TRANSCRIPT, covered=_covered(library, transcripts))
    if question.options:
        return Answer(question, silence=Silence.AMBIGUOUS, turns=searched[0], transcripts=searched[1])
    if question.unknown or (question.speakers and not question.voices):
        return replace(of_nobody(question, library, transcripts), turns=searched[0], transcripts=searched[1])
    if question.listing and (found := _listed(question, library, transcripts, limit, searched)):
        return found
    if question.exact or question.mentions in ("all", "first", "last"):
        return _mentioned(question, library, transcripts, limit, searched)
    return _ranked(question, library, transcripts, limit, searched)


def _ranked(question: Question, library: Library, transcripts: Sequence[str], limit: int, searched: Searched) -> Answer:
    """The sentences that answer best; or that none does, and what others say."""
    if question.reply:
        ranked = replies(question, library, transcripts)
    else:
        ranked = rank(question, search(question, library, transcripts), library)
    related = others(question, library, transcripts) if question.speakers else []
    found = any_answer(question, ranked)
    if question.mentions == "who" and found:
        people = mentions.counted(mentions.places(question, library, transcripts))
        quotes = tuple(_in_turn(_by_person(ranked, people), limit, question.page))
        return Answer(question, quotes, None if quotes else Silence.NOBODY, (), (), *searched, people)
    if found:
        quotes = tuple(mark(question, quote, library.encoder.words) for quote in _quotes(question, ranked, limit))
        sure = confidence(ranked) if quotes else None
        silence = None if quotes else Silence.NOBODY
        return Answer(question, quotes, silence, tuple(related), (), *searched, confidence=sure)
    silence = Silence.NOT_THIS_SPEAKER if related else Silence.NOBODY
    closest = CLOSEST if sureness(ranked) >= WEIGHTS.near else 1
    return Answer(question, (), silence, tuple(related), tuple(cite(ranked, closest)), *searched)


def _covered(library: Library, transcripts: Sequence[str]) -> Covered:
    everything = library.catalogue(transcripts)
    return Covered(
        min(everything.dates, default=""),
        max(everything.dates, default=""),
        len(everything.summaries) - len(everything.dates),
    )


def _listed(
    question: Question, library: Library, transcripts: Sequence[str], limit: int, searched: Searched
) -> Answer | None:
    """Every question that was asked; None where a topic stands in none of them in so many words."""
    found = listing.asked(question, library, transcripts)
    if not found and question.topic:
        return None
    quotes = tuple(mentions.in_time(question, found, limit))
    counted = None if question.mentions else mentions.counted(found)  # the first question needs no count of all
    return Answer(question, quotes, None if quotes else Silence.NOBODY, (), (), *searched, counted)


def _mentioned(
    question: Question, library: Library, transcripts: Sequence[str], limit: int, searched: Searched
) -> Answer:
    """All places, counted; or that there is none, and what others say."""
    found = mentions.places(question, library, transcripts)
    if found:
        quotes = tuple(mentions.in_time(question, found, limit))
        silence = None if quotes else Silence.NOBODY  # "anything else?" after the last of them
        counted = mentions.counted(found) if question.topic or question.exact else None
        return Answer(question, quotes, silence, (), (), *searched, counted)
    related = others(question, library, transcripts) if question.speakers else []
    return Answer(
        question,
        silence=Silence.NOT_THIS_SPEAKER if related else Silence.NOBODY,
        related=tuple(related),
        turns=searched[0],
        transcripts=searched[1],
        mentions=mentions.counted([]),
    )


def _in_turn(said: Sequence[Sequence[Citation]], limit: int, page: int) -> list[Citation]:
    """The best quote of each person, best first; on further pages the second of each, and so on."""
    rounds = [citation for each in zip_longest(*said) for citation in each if citation]
    first = min(limit, len(said))
    start = first + limit * (page - 1)
    return rounds[start : start + limit] if page else rounds[:first]


def _by_person(ranked: Sequence[Candidate], known: Mentions) -> list[list[Citation]]:
    """What each person says who does mention the topic, or likely means it; where nobody does, as far as it answers."""
    enough = WEIGHTS.likely if known.total else WEIGHTS.silent
    said: dict[str, list[Candidate]] = {}
    for candidate in ranked:
        said.setdefault(candidate.transcript.who(candidate.span), []).append(candidate)
    counted = {who for who, _ in known.by}
    return [cite(own, len(own)) for who, own in said.items() if who in counted or sureness(own) >= enough]


def _quotes(question: Question, ranked: Sequence[Candidate], limit: int) -> list[Citation]:
    """The best; where speakers are compared, the best of each, as many of one as of another."""
    beside = math.inf if question.about else WEIGHTS.beside  # all that mention a person are on that person
    if not question.compare or not question.voices:
        return _page(cite(ranked, limit * (question.page + 1), beside), limit, question.page)
    by_voice = [[c for c in ranked if c.transcript.who(c.span) == who] for who in sorted(question.voices)]
    speaking = [said for said in by_voice if answers(said)]
    each = max(1, limit // max(1, len(speaking)))
    quotes = [_page(cite(said, each * (question.page + 1), beside), each, question.page) for said in speaking]
    return sorted((quote for said in quotes for quote in said), key=lambda quote: -quote.score)[:limit]


def _page(quotes: list[Citation], size: int, page: int) -> list[Citation]:
    return quotes[size * page : size * (page + 1)]
