"""Every place where something is spoken of, counted: who, when, how often, first, last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.passages import sentences
from index.text import terms
from index.transcript import Passage, Span, Transcript
from qa.allowed import allowed_by
from qa.answer import Citation, Mentions
from qa.cancelling import step
from qa.library import Library
from qa.question import Question
from qa.retrieve import looked_through, where

Place = tuple[Transcript, Span]


def places(question: Question, library: Library, transcripts: Sequence[str] = ()) -> list[Place]:
    """All sentences that hold every word of the topic, said by the question's speakers, in order of time.

    Where the topic is a person, all that mention that person; without any topic, all that these speakers say.
    Transcripts without a date come last, in the order of the library.
    """
    if question.speakers and not (question.topic or question.exact or question.about):
        return in_order(_said(question, library, transcripts), library)
    wanted = frozenset[str]() if question.about else frozenset(terms(question.topic))
    allowed, found = allowed_by(question), dict[tuple[str, Span], Place]()
    for passage in _passages(question, library, transcripts):
        step()
        transcript = library.store.transcript(passage.transcript)
        for span in passage.sentences:
            text = transcript.text(span)
            if (
                question.may_be_said_by(transcript.id, transcript.who(span))
                and wanted <= frozenset(terms(text))
                and all(_holds(text, phrase) for phrase in question.exact)
                and allowed(transcript, span)
            ):
                found[transcript.id, span] = transcript, span
    return in_order(found.values(), library)


def in_order(found: Iterable[Place], library: Library) -> list[Place]:
    """By date, then as the library has the transcripts and each its turns; those without a date come last."""
    place = {one.id: number for number, one in enumerate(library.catalogue().summaries)}
    return sorted(found, key=lambda at: (not at[0].date, at[0].date, place.get(at[0].id, 0), at[1]))


def _said(question: Question, library: Library, transcripts: Sequence[str]) -> Iterator[Place]:
    allowed, speaking = allowed_by(question), {transcript for transcript, _ in question.heard}
    for one in looked_through(question, library, transcripts):
        if one.id in speaking:
            step()
            transcript = library.store.transcript(one.id)
            for number, turn in enumerate(transcript.turns):
                spans = (Span(number, start, end) for start, end in sentences(turn.text))
                yield from ((transcript, span) for span in spans if allowed(transcript, span))


def _passages(question: Question, library: Library, transcripts: Sequence[str]) -> Iterator[Passage]:
    there = where(question, transcripts)
    names = [name for figure in question.about for name in (*figure.names, *figure.here)]
    for wanted in {frozenset(terms(text)) for text in names or [question.topic]}:
        yield from library.store.holding(sorted(wanted), there)


def _holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands there in whole words; neither case nor the kind of apostrophes and spaces matters."""
    plain, wanted = (" ".join(each.casefold().replace("’", "'").split()) for each in (text, phrase))
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain) is not None


def counted(found: Sequence[Place]) -> Mentions:
    by = Counter(transcript.who(span) for transcript, span in found)
    return Mentions(len(found), tuple(sorted(by.items(), key=lambda one: (-one[1], one[0]))))


def in_time(question: Question, found: Sequence[Place], limit: int) -> list[Citation]:
    """The first, the last, or so many of all as make a page; a further page goes on from there."""
    ordered, size = (
        (found[::-1], 1) if question.mentions == "last" else (found, 1 if question.mentions == "first" else limit)
    )
    chosen = ordered[size * question.page : size * (question.page + 1)]
    return [Citation(transcript, span, 1.0) for transcript, span in chosen]
