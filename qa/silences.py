"""What can be said where nothing answers: what others say, whether a name is known, whether a language was searched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.store import Summary
from index.transcript import Span, Transcript
from qa.allowed import allowed_by
from qa.answer import Answer, Citation, Silence
from qa.extract import any_answer, cite, rank
from qa.library import Library
from qa.question import Question
from qa.retrieve import FEWER, search
from qa.understanding.foreign import language_of

RELATED = 3  # quotes of others that are offered beside the answer
_READ = 5  # transcripts that are looked at where none is nearer than others
_TURNS_READ = 20  # which tell in what language one is


def others(question: Question, library: Library, transcripts: Sequence[str]) -> list[Citation]:
    """What people other than the question's speakers say about its topic."""
    if not question.topic:
        return []
    anyone = replace(question.put_to_anyone(), asked=False)
    on_topic = allowed_by(anyone)
    hits = search(anyone, library, transcripts, FEWER)

    def allowed(transcript: Transcript, span: Span) -> bool:
        own = bool(question.speakers) and question.may_be_said_by(transcript.id, transcript.who(span))
        return not own and on_topic(transcript, span)

    ranked = rank(anyone, hits, library, allowed)
    return cite(ranked, RELATED) if any_answer(anyone, ranked) else []


def of_nobody(question: Question, library: Library, transcripts: Sequence[str]) -> Answer:
    """Nobody of that name speaks: whether others mention the name decides which silence it is."""
    name = question.unknown or ", ".join(question.speakers)
    mentioned = _is_mentioned(name, library, transcripts)
    silence = Silence.NOT_A_SPEAKER if mentioned else Silence.UNKNOWN_PERSON
    if mentioned:
        related = others(replace(question, topic=f"{name} {question.topic}".strip()), library, transcripts)
    else:
        related = _where_named(name, question, library, transcripts)
    return Answer(question, (), silence, tuple(related))


def _where_named(name: str, question: Question, library: Library, transcripts: Sequence[str]) -> list[Citation]:
    """What is said on the topic where a title has the name: the file may call that person otherwise."""
    titled = library.catalogue(transcripts).called(name)
    found = [one.id for one in titled if not transcripts or one.id in transcripts]
    return others(replace(question, unknown=""), library, found) if found else []


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


def in_another_language(found: Answer, library: Library, there: Sequence[Summary]) -> bool:
    """Whether the question is in another language than what was searched: then somebody may say it all the same."""
    asked = language_of(found.question.text)
    if not asked or not there:
        return False
    read = {citation.transcript.id: citation.transcript for citation in (*found.closest, *found.related)}
    some = list(read) or [summary.id for summary in there[:: max(1, len(there) // _READ)]]
    for id_ in some:
        transcript = read.get(id_) or library.store.transcript(id_)
        text = " ".join(turn.text for turn in transcript.turns[:_TURNS_READ])
        if language_of(text) in ("", asked):
            return False
    return True
