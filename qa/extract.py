"""From passages to the sentences that answer, and whether any does.

Every candidate sentence gets one score, a sum of few parts that a reader can name: how near its meaning is to the
question, how near its passage's is, how many of the question's words it holds (rare ones count more), whether it has
the kind of thing that is asked for (a number, a time, a name), and whether it is itself only a question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.store import Hit
from index.text import terms
from index.transcript import Span, Transcript
from qa.answer import Citation
from qa.library import Library
from qa.question import Question

# Chosen on questions over eleven transcripts; learned weights were no better on transcripts left out (see README).
PASSAGE = 0.3  # weight of the passage's cosine beside the sentence's own
WORDS = 0.5  # weight of the share of the question's words, by rarity
KIND = 0.3  # for a sentence with the kind of thing that is asked for
OWN = 0.2  # for the words of the very person whom the question is about
ASKING = 0.15  # off, for a sentence that only asks
BRIEF = 0.1  # off, times the logarithm of how much it is shorter than a dozen words: it resembles much and says little
SURE = 0.44  # of cosine + WORDS * share, the best that is found: below, nothing answers
BESIDE = 0.3  # a further quote is at most this much worse than the best
_JOINED = 3  # neighbouring sentences in one quote, at the most

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
    r"billions?|trillions?|half|quarter|percent|twice|double|triple|none|zero)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight|weeks?|weekend|months?|years?|days?|"
    r"ago|soon|later|morning|evening|quarter|spring|summer|autumn|fall|winter|o'clock)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w-]+")  # a capital inside a sentence
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves)\b")
_ASKS_NUMBER = re.compile(
    r"how (?:many|much|tall|long|old|far|often|big|large|high|fast)\b|what (?:share|percentage|number)\b", re.I
)
_ASKS_TIME = re.compile(r"when\b|(?:what|which) (?:day|date|year|month|time)\b|how soon\b", re.IGNORECASE)
_ASKS_NAME = re.compile(r"(?:who|whom|whose|where|which)\b|what (?:country|company|city|person|place)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its score. ``evidence`` is what of it speaks for an answer being there at all: its meaning and
    its words, not its form. ``order`` is its place in the library, which decides between equal scores.
    """

    transcript: Transcript
    span: Span
    score: float
    evidence: float
    order: tuple[int, int]


Allowed = Callable[[Transcript, Span], bool]


def rank(question: Question, hits: Sequence[Hit], library: Library, allowed: Allowed | None = None) -> list[Candidate]:
    """All sentences of the hits that the question's speakers say, or that are ``allowed``, best first."""
    may_answer = allowed or _allowed_by(question)
    scorer = _Scorer(question, library) if question.topic else _Central(hits, may_answer, library)
    found = []
    for hit in hits:
        transcript = library.store.transcript(hit.passage.transcript)
        for number, (score, evidence) in enumerate(scorer(transcript, hit)):
            span = hit.passage.sentences[number]
            if may_answer(transcript, span):
                found.append(Candidate(transcript, span, score, evidence, (hit.place, number)))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.order))


def _allowed_by(question: Question) -> Allowed:
    def allowed(transcript: Transcript, span: Span) -> bool:
        if question.speakers and transcript.who(span) not in question.voices:
            return False
        return not question.asked or "?" in transcript.turns[span.turn].text

    return allowed


def is_question(sentence: str) -> bool:
    return sentence.rstrip("\"'”’») ]").endswith(("?", "？"))


class _Scorer:
    """Scores the sentences of a passage for one question."""

    def __init__(self, question: Question, library: Library) -> None:
        self.question = question
        self.kind = _kind_asked_for(question)
        self.topic_words = frozenset(terms(question.topic))
        other = question.in_context or question.nameless or question.topic
        self.view = _View([question.topic, other], library)
        self.own = _View([question.in_first_person, other], library) if question.subject else None

    def __call__(self, transcript: Transcript, hit: Hit) -> Iterator[tuple[float, float]]:
        """(score, evidence) of each sentence."""
        texts = [transcript.text(span) for span in hit.passage.sentences]
        stems = [frozenset(terms(text)) for text in texts]
        evidence = self.view.evidence(hit, stems)
        own = self.own.evidence(hit, stems) if self.own else evidence
        for span, text, theirs, mine in zip(hit.passage.sentences, texts, evidence, own, strict=True):
            is_own = transcript.who(span) in self.question.subject and _FIRST_PERSON.search(text) is not None
            found = max(theirs, mine) if is_own else theirs
            score = found + PASSAGE * hit.cosine + OWN * is_own + self._form(text)
            yield round(score, 6), round(found, 6)

    def _form(self, text: str) -> float:
        """What speaks for the sentence by its form alone."""
        score = KIND if self.kind and self.kind(text, self.topic_words) else 0.0
        score -= BRIEF * max(0.0, math.log(12 / max(1, len(text.split()))))
        if is_question(text):
            score += KIND if self.question.asked else -ASKING
        return score


class _Central:
    """Without a topic: what lies nearest to the middle of all that these speakers say (or ask)."""

    def __init__(self, hits: Sequence[Hit], allowed: Allowed, library: Library) -> None:
        said = []
        for hit in hits:
            transcript = library.store.transcript(hit.passage.transcript)
            pairs = zip(hit.passage.sentences, hit.sentences, strict=True)
            said += [vector for span, vector in pairs if allowed(transcript, span)]
        self.middle = np.mean(said, axis=0) if said else None

    def __call__(self, transcript: Transcript, hit: Hit) -> Iterator[tuple[float, float]]:
        for number, span in enumerate(hit.passage.sentences):
            near = float(hit.sentences[number] @ self.middle) if self.middle is not None else 0.0
            yield round(near + KIND * is_question(transcript.text(span)), 6), 1.0


class _View:
    """A topic read in two ways of equal weight: as it stands, and with what it leaves out or without what it overdoes:
    after the topic of the question before, or without the names of speakers.
    """

    def __init__(self, readings: Sequence[str], library: Library) -> None:
        self.readings = [
            (library.encoder.question(text), library.rarity(sorted(set(terms(text)))))
            for text in dict.fromkeys(readings)
        ]

    def evidence(self, hit: Hit, stems: Sequence[frozenset[str]]) -> list[float]:
        """Cosine and share of the words, of each sentence."""
        total = np.zeros(len(stems))
        for vector, rarity in self.readings:
            whole = sum(rarity.values()) or 1.0
            shares = np.array([sum(rarity[term] for term in sorted(rarity.keys() & held)) / whole for held in stems])
            total += hit.sentences @ vector + WORDS * shares
        return [float(value) for value in total / len(self.readings)]


def _kind_asked_for(question: Question) -> Callable[[str, frozenset[str]], bool] | None:
    """A test for the kind of thing that the question's first words ask for; None where they ask for no kind."""
    if _ASKS_NUMBER.match(question.topic):
        return lambda text, _: _NUMBER.search(text) is not None
    if _ASKS_TIME.match(question.topic):
        return lambda text, _: _TIME.search(text) is not None
    if _ASKS_NAME.match(question.topic):
        return lambda text, known: any(not known.issuperset(terms(name)) for name in _NAME.findall(text))
    return None


def answers(ranked: Sequence[Candidate]) -> bool:
    """Whether any of them answers at all, by the best evidence that is there."""
    return max((candidate.evidence for candidate in ranked), default=0.0) >= SURE


def cite(ranked: Sequence[Candidate], limit: int) -> list[Citation]:
    """The best candidates as quotes, best first; neighbours in one turn become one quote."""
    chosen: list[list[Candidate]] = []
    for candidate in ranked:
        if candidate.score < ranked[0].score - BESIDE:
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
