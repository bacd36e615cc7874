"""Every place where something is spoken of, counted: who, when, how often, first, last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.store import Filter
from index.text import terms
from index.transcript import Span, Transcript
from qa.answer import Citation, Mentions
from qa.library import Library
from qa.question import Question

Place = tuple[Transcript, Span]


def places(question: Question, library: Library, transcripts: Sequence[str] = ()) -> list[Place]:
    """All sentences that hold every word of the topic, said by the question's speakers, in order of time.

    Transcripts without a date come last, in the order of the library.
    """
    wanted = frozenset(terms(question.topic))
    where = Filter(question.voices if question.speakers else None, frozenset(transcripts) or None)
    found: list[Place] = []
    for passage in library.store.holding(sorted(wanted), where):
        transcript = library.store.transcript(passage.transcript)
        found += [
            (transcript, span)
            for span in passage.sentences
            if wanted <= frozenset(terms(transcript.text(span)))
            and all(_holds(transcript.text(span), phrase) for phrase in question.exact)
            and (not question.speakers or transcript.who(span) in question.voices)
        ]
    return sorted(found, key=lambda place: (not place[0].date, place[0].date))  # stable: else as they are


def _holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands there in whole words; neither case nor the kind of apostrophes and spaces matters."""
    plain, wanted = (" ".join(each.casefold().replace("’", "'").split()) for each in (text, phrase))
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain) is not None


def counted(found: Sequence[Place]) -> Mentions:
    by = Counter(transcript.who(span) for transcript, span in found)
    return Mentions(len(found), tuple(sorted(by.items(), key=lambda one: (-one[1], one[0]))))


def in_time(question: Question, found: Sequence[Place], limit: int) -> list[Citation]:
    """The first, the last, or so many of all as make a page."""
    page = found[limit * question.page : limit * (question.page + 1)]
    chosen = {"first": found[:1], "last": found[-1:]}.get(question.mentions, page)
    return [Citation(transcript, span, 1.0) for transcript, span in chosen]
