"""From passages to the sentences that answer, and whether any does.

Every candidate sentence gets one score: a sum of few numbers that a reader can name (qa/features.py), each by a learned
weight (qa/weights.json).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np

from index.store import Hit
from index.transcript import Span, Transcript
from qa.allowed import Allowed, allowed_by
from qa.answer import Citation, Confidence
from qa.cancelling import step
from qa.features import Column, Sentences, features
from qa.library import Library
from qa.parts import is_question
from qa.question import Question
from qa.weights import WEIGHTS

_JOINED = 3  # neighbouring sentences in one quote, at the most


class Candidate(NamedTuple):
    """A sentence with its score. ``meaning`` and ``words`` are what of it speaks for an answer being there at all (as
    in qa.features), not its form or its place. ``order`` is its place in the library, which decides between equals.
    """

    transcript: Transcript
    span: Span
    score: float
    meaning: float
    words: float
    order: tuple[int, int]


def rank(question: Question, hits: Sequence[Hit], library: Library, allowed: Allowed | None = None) -> list[Candidate]:
    """All sentences of the hits that the question's speakers say, or that are ``allowed``, best first."""
    step()
    may_answer = allowed or allowed_by(question)
    sentences = Sentences.of(hits, library)
    allows = list(map(may_answer, sentences.transcripts, sentences.spans))
    chosen = [row for row, allowed_here in enumerate(allows) if allowed_here]
    if not chosen:
        return []
    scores = _scores(question, sentences, library) if question.topic else _central(sentences, chosen)
    orders = [(hit.place, number) for hit in hits for number in range(len(hit.passage.sentences))]
    found = map(Candidate._make, zip(sentences.transcripts, sentences.spans, *scores, orders, strict=True))
    ranked = sorted(compress(found, allows), key=lambda candidate: (-candidate.score, candidate.order))
    return _reranked(question, ranked, library)


Scores = tuple[list[float], list[float], list[float]]  # score, meaning, words


def _scores(question: Question, sentences: Sentences, library: Library) -> Scores:
    columns = features(question, sentences, library)
    total = sum((WEIGHTS.ranking[name] * column for name, column in columns.items()), np.zeros(len(sentences.spans)))
    return _rounded(total), _rounded(columns["meaning"]), _rounded(columns["words"])


def _central(sentences: Sentences, chosen: Sequence[int]) -> Scores:
    """Without a topic: what lies nearest to the middle of all that may answer, and questions before statements."""
    middle = sentences.vectors[chosen].mean(axis=0)
    asks = np.array([is_question(text) for text in sentences.texts])
    ones = [1.0] * len(sentences.spans)
    return _rounded(sentences.vectors @ middle + WEIGHTS.ranking["kind"] * asks), ones, ones


def _rounded(column: Column) -> list[float]:
    """What differs only in the last bits is equal."""
    found: list[float] = np.round(np.asarray(column, dtype=np.float64), 6).tolist()
    return found


def _reranked(question: Question, ranked: list[Candidate], library: Library) -> list[Candidate]:
    """In the order of the library's reranker, if it has one; the scores, as they fall, stay where they are."""
    if library.reranker is None or not question.topic:
        return ranked
    step()
    top = ranked[: library.reranker.depth]
    scores = library.reranker.scores(question.topic, [each.transcript.text(each.span) for each in top])
    order = sorted(range(len(top)), key=lambda row: (-scores[row], row))
    moved = [top[row]._replace(score=top[place].score) for place, row in enumerate(order)]
    return moved + ranked[len(top) :]


def sureness(ranked: Sequence[Candidate]) -> float:
    """How sure it is that any of them answers, as a logit."""
    if not ranked:
        return -math.inf
    by = WEIGHTS.sureness
    nearest = max(candidate.meaning for candidate in ranked)
    return by.bias + by.meaning * nearest + by.words * max(candidate.words for candidate in ranked)


def answers(ranked: Sequence[Candidate]) -> bool:
    """Whether any of them answers at all."""
    return sureness(ranked) >= WEIGHTS.silent


def any_answer(question: Question, ranked: Sequence[Candidate]) -> bool:
    """Whether any answers. "Yes." is a reply, and shares no word with the question; who mentions a person does so."""
    return bool(ranked) if question.reply or question.about else answers(ranked)


def confidence(ranked: Sequence[Candidate]) -> Confidence:
    """How much the answer that these make is to be trusted."""
    sure = sureness(ranked)
    if sure >= WEIGHTS.clear:
        return Confidence.CLEAR
    return Confidence.LIKELY if sure >= WEIGHTS.likely else Confidence.WEAK


def cite(ranked: Sequence[Candidate], limit: int, beside: float = WEIGHTS.beside) -> list[Citation]:
    """The best candidates as quotes, best first; neighbours in one turn become one quote.

    The last is at most ``beside`` worse than the best.
    """
    chosen: list[list[Candidate]] = []
    for candidate in ranked:
        if candidate.score < ranked[0].score - beside:
            break
        neighbour = next((group for group in chosen if _adjoins(group, candidate)), None)
        if neighbour is not None:
            neighbour.append(candidate)
        elif len(chosen) < limit and not _repeats(chosen, candidate):
            chosen.append([candidate])
    return [_quote(group) for group in chosen]


def _adjoins(group: Sequence[Candidate], candidate: Candidate) -> bool:
    """Whether the sentence stands right before or after the group's, in the same turn and paragraph."""
    if len(group) >= _JOINED or group[0].transcript.id != candidate.transcript.id:
        return False
    text, span = candidate.transcript.turns[candidate.span.turn].text, candidate.span
    if group[0].span.turn != span.turn:
        return False
    first, last = min(c.span.start for c in group), max(c.span.end for c in group)
    gap = text[last : span.start] if span.start >= last else text[span.end : first]
    return not gap.strip() and "\n" not in gap


def _repeats(chosen: Sequence[Sequence[Candidate]], candidate: Candidate) -> bool:
    """Whether the same words by the same speaker are quoted already: a phrase that somebody says again and again."""
    words = candidate.transcript.text(candidate.span).casefold().split()
    who = candidate.transcript.who(candidate.span)
    return any(
        words == other.transcript.text(other.span).casefold().split() and who == other.transcript.who(other.span)
        for group in chosen
        for other in group
    )


def _quote(group: Sequence[Candidate]) -> Citation:
    start, end = min(c.span.start for c in group), max(c.span.end for c in group)
    return Citation(group[0].transcript, Span(group[0].span.turn, start, end), group[0].score)
