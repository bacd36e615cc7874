"""What somebody answered when asked: what follows on the questions about a topic, until the next is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.transcript import Span, Transcript
from qa.extract import Candidate, answers, cite, rank
from qa.library import Library
from qa.parts import is_question
from qa.question import Question
from qa.retrieve import search

_ASKED = 2  # questions whose answers are looked at
_ANSWERING = 4  # turns that may answer one


def replies(question: Question, library: Library, transcripts: Sequence[str]) -> list[Candidate]:
    """Sentences of the replies, the best first."""
    asked = replace(question.put_to_anyone(), asked=True, reply=False)
    asked = replace(asked, speakers=tuple(sorted(question.askers)), voices=question.askers)
    found = rank(asked, search(asked, library, transcripts), library)
    if not answers(found):
        return []
    asking = cite(found, _ASKED)
    after = {(c.transcript.id, turn) for c in asking for turn in _answering(c.transcript, c.span.turn)}

    def allowed(transcript: Transcript, span: Span) -> bool:
        answering = (transcript.id, span.turn) in after
        return answering and question.may_be_said_by(transcript.id, transcript.who(span))

    topic = replace(question, topic=question.topic or asking[0].quote)
    return rank(topic, search(topic, library, sorted({c.transcript.id for c in asking})), library, allowed)


def _answering(transcript: Transcript, asked: int) -> Iterator[int]:
    """The turns after a question, by others, until somebody asks again."""
    asker = transcript.turns[asked].speaker
    for number in range(asked + 1, min(asked + 1 + _ANSWERING, len(transcript.turns))):
        turn = transcript.turns[number]
        if turn.speaker == asker or (number > asked + 1 and is_question(turn.text)):
            return
        yield number
