"""The whole question path in one function: parse, search, rank, cite, or say why there is nothing to cite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.speakers.people import People
from index.transcript import Span, Transcript
from qa import mentions
from qa.answer import Answer, Citation, Silence
from qa.extract import Candidate, answers, cite, is_question, rank
from qa.library import Library
from qa.question import Question, parse, voices
from qa.retrieve import search

RELATED = 3  # quotes of others that are offered beside the answer
ASKED = 2  # questions whose answers are looked at
ANSWERING = 4  # turns that may answer one


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
    people = library.people(transcripts)
    understood = parse(question, people, previous)
    if speakers:
        understood = restrict(understood, speakers, people)
    return answer(understood, library, transcripts=transcripts, limit=limit)


def restrict(question: Question, speakers: Sequence[str], people: People) -> Question:
    """The question put to ``speakers`` alone, by any name that means them; a name that nobody has finds nothing."""
    found = [(name, people.find(name)) for name in speakers]
    names = tuple(dict.fromkeys(who for name, those in found for who in ([p.who for p in those] or [name])))
    called = voices(person for _, those in found for person in those)
    return replace(question, speakers=names, voices=called, unknown="")


def answer(question: Question, library: Library, *, transcripts: Sequence[str] = (), limit: int = 5) -> Answer:
    """Answer a question that is understood already."""
    searched = library.searched(transcripts)
    if question.unknown or (question.speakers and not question.voices):
        return _of_nobody(question, library, transcripts, searched)
    if question.exact or question.mentions in ("all", "first", "last"):
        return _mentioned(question, library, transcripts, limit, searched)
    if question.reply:
        ranked = _replies(question, library, transcripts)
    else:
        ranked = rank(question, search(question, library, transcripts), library)
    related = _others(question, library, transcripts) if question.speakers else []
    if question.mentions == "who" and answers(ranked):
        people = mentions.counted(mentions.places(question, library, transcripts))
        return Answer(question, tuple(_one_each(ranked, limit)), None, (), (), *searched, people)
    if answers(ranked) or (question.reply and ranked):  # "Yes." answers, and shares no word with the question
        quotes = tuple(_quotes(question, ranked, limit))
        return Answer(question, quotes, None if quotes else Silence.NOBODY, tuple(related), (), *searched)
    silence = Silence.NOT_THIS_SPEAKER if related else Silence.NOBODY
    return Answer(question, (), silence, tuple(related), tuple(cite(ranked, 1)), *searched)


def _mentioned(
    question: Question, library: Library, transcripts: Sequence[str], limit: int, searched: tuple[int, int]
) -> Answer:
    """All places, counted; or that there is none, and what others say."""
    found = mentions.places(question, library, transcripts)
    if found:
        quotes = tuple(mentions.in_time(question, found, limit))
        silence = None if quotes else Silence.NOBODY  # "anything else?" after the last of them
        return Answer(question, quotes, silence, (), (), *searched, mentions.counted(found))
    related = _others(question, library, transcripts) if question.speakers else []
    return Answer(
        question,
        silence=Silence.NOT_THIS_SPEAKER if related else Silence.NOBODY,
        related=tuple(related),
        turns=searched[0],
        transcripts=searched[1],
        mentions=mentions.counted([]),
    )


def _one_each(ranked: Sequence[Candidate], limit: int) -> list[Citation]:
    """The best quote of each person, best first, as far as it is near the best of all."""
    quotes: dict[str, Citation] = {}
    for citation in cite(ranked, len(ranked)):
        quotes.setdefault(citation.transcript.who(citation.span), citation)
    return list(quotes.values())[:limit]


def _quotes(question: Question, ranked: Sequence[Candidate], limit: int) -> list[Citation]:
    """The best; where speakers are compared, the best of each in turn."""
    if not question.compare or not question.voices:
        return cite(ranked, limit * (question.page + 1))[limit * question.page :]
    by_voice = {who: [c for c in ranked if c.transcript.who(c.span) == who] for who in sorted(question.voices)}
    quotes = [cite(said, -(-limit // len(question.speakers))) for said in by_voice.values() if answers(said)]
    return sorted((quote for each in quotes for quote in each), key=lambda quote: -quote.score)[:limit]


def _replies(question: Question, library: Library, transcripts: Sequence[str]) -> list[Candidate]:
    """What follows upon the questions that were asked about the topic, until the next is asked."""
    asked = replace(question, asked=True, reply=False, speakers=tuple(sorted(question.askers)), voices=question.askers)
    found = rank(asked, search(asked, library, transcripts), library)
    if not answers(found):
        return []
    asking = cite(found, ASKED)
    after = {(c.transcript.id, turn) for c in asking for turn in _answering(c.transcript, c.span.turn)}

    def allowed(transcript: Transcript, span: Span) -> bool:
        answering = (transcript.id, span.turn) in after
        return answering and (not question.voices or transcript.who(span) in question.voices)

    topic = replace(question, topic=question.topic or asking[0].quote)
    return rank(topic, search(topic, library, sorted({c.transcript.id for c in asking})), library, allowed)


def _answering(transcript: Transcript, asked: int) -> Iterator[int]:
    """The turns after a question, by others, until somebody asks again."""
    asker = transcript.turns[asked].speaker
    for number in range(asked + 1, min(asked + 1 + ANSWERING, len(transcript.turns))):
        turn = transcript.turns[number]
        if turn.speaker == asker or (number > asked + 1 and is_question(turn.text)):
            return
        yield number


def _others(question: Question, library: Library, transcripts: Sequence[str]) -> list[Citation]:
    """What people other than the question's speakers say about its topic."""
    if not question.topic:
        return []
    anyone = replace(question, speakers=(), voices=frozenset(), asked=False)
    hits = search(anyone, library, transcripts)
    ranked = rank(anyone, hits, library, lambda transcript, span: transcript.who(span) not in question.voices)
    return cite(ranked, RELATED) if answers(ranked) else []


def _of_nobody(question: Question, library: Library, transcripts: Sequence[str], searched: tuple[int, int]) -> Answer:
    """Nobody of that name speaks: whether others mention the name decides which silence it is."""
    name = question.unknown or ", ".join(question.speakers)
    mentioned = _is_mentioned(name, library, transcripts)
    silence = Silence.NOT_A_SPEAKER if mentioned else Silence.UNKNOWN_PERSON
    related = _others(replace(question, topic=f"{name} {question.topic}".strip()), library, transcripts)
    return Answer(question, (), silence, tuple(related if mentioned else ()), (), *searched)


def _is_mentioned(name: str, library: Library, transcripts: Sequence[str]) -> bool:
    """Whether somebody says this name, by its last word ("President Biden": Biden), written as names are."""
    words = re.findall(r"[\w'-]+", name.removesuffix("'s"))
    if not words:
        return False
    written = re.compile(rf"\b{re.escape(words[-1])}\b", re.IGNORECASE)
    for hit in search(Question(name, words[-1]), library, transcripts):
        transcript = library.store.transcript(hit.passage.transcript)
        said = (found[0] for span in hit.passage.sentences for found in written.finditer(transcript.text(span)))
        if any(word[:1] != word[:1].lower() for word in said):
            return True
    return False
