"""Which sentences may answer a question: by who says them, where they stand, and whom they mention."""

from __future__ import annotations

from collections.abc import Callable

from index.transcript import Span, Transcript
from qa.parts import within
from qa.question import Question
from qa.understanding.about import mentioning

Allowed = Callable[[Transcript, Span], bool]


def allowed_by(question: Question) -> Allowed:
    """The question's own speakers, in the part of the transcript that it names; where it wants questions, whole turns
    in which somebody asks.
    """
    lies_within, is_about = within(question), mentioning(question.about)
    own = {figure.who for figure in question.about}.difference(question.speakers)

    def allowed(transcript: Transcript, span: Span) -> bool:
        who = transcript.who(span)
        if who in own or not question.may_be_said_by(transcript.id, who) or not lies_within(transcript, span):
            return False
        if question.asked and "?" not in transcript.turns[span.turn].text:
            return False
        return not question.about or is_about(transcript, span)

    return allowed
