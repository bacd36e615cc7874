"""From passages to the sentences that answer, and whether any does.

Every candidate sentence gets one score, a sum of few parts that a reader can name: how near its meaning is to the
question, how near its passage's is, how many of the question's words it holds (rare ones count more), whether it has
the kind of thing that is asked for (a number, a time, a name), and whether it is itself only a question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.store import Hit
from index.text import terms
from index.transcript import Span, Transcript
from qa.answer import Citation
from qa.library import Library
from qa.question import Question

# Chosen on questions over one transcript, checked on others (see README, "Figures").
PASSAGE = 0.3  # weight of the passage's cosine beside the sentence's own
WORDS = 0.5  # weight of the share of the question's words, by rarity
NAMELESS = 0.5  # share of the topic without its people, where it names any
KIND = 0.2  # for a sentence with the kind of thing that is asked for
OWN = 0.1  # for the words of the very person whom the question is about
ASKING = 0.15  # off, for a sentence that only asks
ANSWERS = 0.62  # below this score a sentence does not answer
BESIDE = 0.35  # a further quote is at most this much worse than the best
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
    """A sentence with its score. ``order`` is its place in the library, which decides between equal scores."""

    transcript: Transcript
    span: Span
    score: float
    order: tuple[int, int]


def rank(question: Question, hits: Sequence[Hit], library: Library, anyone: bool = False) -> list[Candidate]:
    """All sentences of the hits that the question's speakers say, best first."""
    scorer = _Scorer(question, library)
    found = []
    for hit in hits:
        transcript = library.store.transcript(hit.passage.transcript)
        scores = scorer(transcript, hit)
        for number, (span, score) in enumerate(zip(hit.passage.sentences, scores, strict=True)):
            if anyone or _may_answer(question, transcript, span):
                found.append(Candidate(transcript, span, score, (hit.place, number)))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.order))


def _may_answer(question: Question, transcript: Transcript, span: Span) -> bool:
    if question.speakers and transcript.who(span) not in question.voices:
        return False
    return not question.asked or "?" in transcript.turns[span.turn].text


def is_question(sentence: str) -> bool:
    return sentence.rstrip("\"'”’») ]").endswith(("?", "？"))


class _Scorer:
    """Scores the sentences of a passage for one question."""

    def __init__(self, question: Question, library: Library) -> None:
        self.question = question
        self.kind = _kind_asked_for(question)
        views = [(question.topic or question.text, 1.0)]
        if question.nameless and question.nameless != question.topic:
            views = [(question.topic, 1 - NAMELESS), (question.nameless, NAMELESS)]
        self.view = _View(views, library)
        self.own = (
            _View([(question.in_first_person, 1 - NAMELESS), (question.nameless, NAMELESS)], library)
            if question.subject
            else None
        )
        self.topic_words = frozenset(terms(question.topic))

    def __call__(self, transcript: Transcript, hit: Hit) -> list[float]:
        texts = [transcript.text(span) for span in hit.passage.sentences]
        stems = [frozenset(terms(text)) for text in texts]
        scores = self.view.scores(hit, stems)
        own = self.own.scores(hit, stems) if self.own else scores
        return [
            round(self._with_form(text, self._of_subject(transcript, span, text, score, mine)), 6)
            for span, text, score, mine in zip(hit.passage.sentences, texts, scores, own, strict=True)
        ]

    def _of_subject(self, transcript: Transcript, span: Span, text: str, score: float, mine: float) -> float:
        """The better of both readings for the subject's own words, else the score as it is."""
        if self.own and transcript.who(span) in self.question.subject and _FIRST_PERSON.search(text):
            return max(score, mine) + OWN
        return score

    def _with_form(self, text: str, score: float) -> float:
        if self.kind and self.kind(text, self.topic_words):
            score += KIND
        if not self.question.asked and is_question(text):
            score -= ASKING
        return score


class _View:
    """One or several readings of a topic, each with its weight."""

    def __init__(self, readings: Iterable[tuple[str, float]], library: Library) -> None:
        self.readings = []
        size = library.store.size()
        for text, weight in readings:
            wanted = sorted(set(terms(text)))
            counts = library.store.frequencies(wanted)
            rarity = {term: math.log1p((size - counts[term] + 0.5) / (counts[term] + 0.5)) for term in wanted}
            self.readings.append((library.encoder.question(text), rarity, weight))

    def scores(self, hit: Hit, stems: Sequence[frozenset[str]]) -> list[float]:
        total = np.zeros(len(stems))
        for vector, rarity, weight in self.readings:
            whole = sum(rarity.values()) or 1.0
            shares = np.array([sum(rarity[term] for term in rarity.keys() & held) / whole for held in stems])
            total += weight * (hit.sentences @ vector + PASSAGE * hit.cosine + WORDS * shares)
        return [float(score) for score in total]


def _kind_asked_for(question: Question) -> Callable[[str, frozenset[str]], bool] | None:
    """A test for the kind of thing that the question's first words ask for; None where they ask for no kind."""
    if _ASKS_NUMBER.match(question.topic):
        return lambda text, _: _NUMBER.search(text) is not None
    if _ASKS_TIME.match(question.topic):
        return lambda text, _: _TIME.search(text) is not None
    if _ASKS_NAME.match(question.topic):
        return lambda text, known: any(not known.issuperset(terms(name)) for name in _NAME.findall(text))
    return None


def cite(ranked: Sequence[Candidate], limit: int, at_least: float = ANSWERS) -> list[Citation]:
    """The best candidates as quotes, best first; neighbours in one turn become one quote. Empty where none answers."""
    if not ranked or ranked[0].score < at_least:
        return []
    floor = max(at_least, ranked[0].score - BESIDE)
    chosen: list[list[Candidate]] = []
    for candidate in ranked:
        if candidate.score < floor:
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
