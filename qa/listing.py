"""Every question that was asked, in order, counted: of everybody or of some, on all or on a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.text import terms
from qa.cancelling import step
from qa.library import Library
from qa.mentions import Place, in_order
from qa.parts import questions, within
from qa.question import Question
from qa.retrieve import looked_through, where
from qa.understanding.about import mentioning


def asked(question: Question, library: Library, transcripts: Sequence[str] = ()) -> list[Place]:
    """The sentences that ask, in order of time; on a topic, those that it leads up to or stands in."""
    wanted = frozenset(terms(question.topic))
    ids = [one.id for one in looked_through(question, library, transcripts)]
    if wanted and not question.about:
        there = replace(where(question, transcripts), speakers=None)  # the topic may stand in others' words before
        holding = {passage.transcript for passage in library.store.holding(sorted(wanted), there)}
        ids = [id_ for id_ in ids if id_ in holding]
    found = (place for id_ in ids for place in _in(id_, question, wanted, library))
    return in_order(found, library)


def _in(id_: str, question: Question, wanted: frozenset[str], library: Library) -> list[Place]:
    step()
    transcript = library.store.transcript(id_)
    lies_within, is_about = within(question), mentioning(question.about)
    return [
        (transcript, span)
        for span, lead in questions(transcript)
        if question.may_be_said_by(transcript.id, transcript.who(span))
        and lies_within(transcript, span)
        and (is_about(transcript, lead) if question.about else wanted <= frozenset(terms(transcript.text(lead))))
    ]
