"""The whole question path in one function: parse, search, rank, cite, or say why there is nothing to cite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.people import People
from qa.answer import Answer, Citation, Silence
from qa.extract import cite, rank
from qa.library import Library
from qa.question import Question, parse, voices
from qa.retrieve import search

RELATED = 3  # quotes of others that are offered beside the answer


def ask(
    question: str,
    library: Library,
    *,
    speakers: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    limit: int = 5,
    previous: Question | None = None,
) -> Answer:
    """Answer a question with at most ``limit`` quotes, only from ``speakers`` and ``transcripts`` (ids) where given.

    ``previous`` is the question before it in the same chat. Raises QuestionError for what is no question, and
    LibraryError where the library cannot be read.
    """
    people = library.people()
    understood = parse(question, people, previous)
    if speakers:
        understood = restrict(understood, speakers, people)
    return answer(understood, library, transcripts=transcripts, limit=limit)


def restrict(question: Question, speakers: Sequence[str], people: People) -> Question:
    """The question put to ``speakers`` alone, by any name that means them; a name that nobody has finds nothing."""
    found = [(name, people.find(name)) for name in speakers]
    names = tuple(dict.fromkeys(who for name, those in found for who in ([p.who for p in those] or [name])))
    called = voices(person for _, those in found for person in those)
    return replace(question, speakers=names, voices=called or frozenset(speakers), unknown="")


def answer(question: Question, library: Library, *, transcripts: Sequence[str] = (), limit: int = 5) -> Answer:
    """Answer a question that is understood already."""
    searched = library.searched(transcripts)
    if question.unknown or (question.speakers and not library.speaks(question.voices)):
        return _of_nobody(question, library, transcripts, searched)
    hits = search(question, library, transcripts)
    ranked = rank(question, hits, library)
    quotes = cite(ranked, limit)
    related = _others(question, library, transcripts) if question.speakers else ()
    silence = None
    if not quotes:
        silence = Silence.NOT_THIS_SPEAKER if related else Silence.NOBODY
    closest = () if quotes else cite(ranked, 1, at_least=-1.0)
    return Answer(question, tuple(quotes), silence, tuple(related), tuple(closest), *searched)


def _others(question: Question, library: Library, transcripts: Sequence[str]) -> list[Citation]:
    """What people other than the question's speakers say about its topic."""
    if not question.topic:
        return []
    ranked = rank(question, search(question, library, transcripts, anyone=True), library, anyone=True)
    return cite([c for c in ranked if c.transcript.who(c.span) not in question.voices], RELATED)


def _of_nobody(question: Question, library: Library, transcripts: Sequence[str], searched: tuple[int, int]) -> Answer:
    """Nobody of that name speaks: whether others mention the name decides which silence it is."""
    name = question.unknown or ", ".join(question.speakers)
    mentioned = library.mentions(name)
    silence = Silence.NOT_A_SPEAKER if mentioned else Silence.UNKNOWN_PERSON
    about = replace(question, topic=f"{name} {question.topic}".strip())
    related = _others(about, library, transcripts) if mentioned else []
    return Answer(question, (), silence, tuple(related), (), *searched)
