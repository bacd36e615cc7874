"""What speaks for a sentence: a row of named numbers for each one in the passages found, and nothing decided yet.

``FEATURES`` says what each number is; how much each counts is in weights.json.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from index.encoder import Matrix
from index.store import Hit
from index.text import content, stem
from index.transcript import Span, Transcript
from qa.kinds import asked_for, has
from qa.library import Library
from qa.parts import is_question
from qa.question import Question
from qa.roots import root

Column = npt.NDArray[np.float64]  # shape (number of sentences,)

FEATURES = {
    "meaning": "cosine of the sentence and the question",
    "words": "share of the question's words, by rarity, that it has, or has words like them",
    "passage": "cosine of its passage",
    "passage_words": "share of the question's words that its passage has",
    "passage_best": "cosine of the best sentence in its passage",
    "around": "mean cosine of the passages before and after",
    "before": "cosine of the sentence before",
    "after": "cosine of the sentence after",
    "turn_before": "cosine of the best sentence in the turn before",
    "kind": "1 with the kind of thing that is asked for: a number, a time, a name",
    "own": "1 for words in the first person of whom the question is about",
    "asks": "1 for a question, -1 where questions are wanted",
    "brevity": "logarithm of how much it is shorter than a dozen words: it resembles much and says little",
}

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves)\b")
_ENOUGH = 12  # words


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of some passages, in the order of the library. ``passage`` is each one's place in ``hits``."""

    hits: Sequence[Hit]
    transcripts: list[Transcript]
    spans: list[Span]
    texts: list[str]
    vectors: npt.NDArray[np.float32]
    passage: npt.NDArray[np.int64]

    @classmethod
    def of(cls, hits: Sequence[Hit], library: Library) -> Sentences:
        counts = [len(hit.passage.sentences) for hit in hits]
        found = library.transcripts(hit.passage.transcript for hit in hits)
        pairs = [(found[hit.passage.transcript], span) for hit in hits for span in hit.passage.sentences]
        return cls(
            hits,
            [transcript for transcript, _ in pairs],
            [span for _, span in pairs],
            [transcript.text(span) for transcript, span in pairs],
            np.concatenate([hit.sentences for hit in hits]) if hits else np.empty((0, 1), np.float32),
            np.repeat(np.arange(len(hits)), counts),
        )

    def per_passage(self, best: Column) -> Column:
        """The highest of each passage's values, for each of its sentences."""
        return _highest(best, self.passage, len(self.hits))[self.passage]


def features(question: Question, sentences: Sentences, library: Library) -> dict[str, Column]:
    """A column for each of FEATURES."""
    held = _Words(sentences, library)
    other = question.in_context or question.nameless or question.topic
    meaning, matched, around = _read([question.topic, other], sentences, held, library)
    own = np.zeros(len(sentences.texts))
    if question.subject:
        mine, matched_mine, _ = _read([question.in_first_person, other], sentences, held, library)
        own = np.array([_is_own(question, *row) for row in _rows(sentences)], dtype=np.float64)
        better = (own > 0) & (mine + matched_mine > meaning + matched)
        meaning, matched = np.where(better, mine, meaning), np.where(better, matched_mine, matched)
    if question.about:
        matched = np.ones(len(sentences.texts))  # whatever may answer mentions that person, by another name or this
    passage = np.array([hit.cosine for hit in sentences.hits])
    alone = [_read_alone(text) for text in sentences.texts]
    return {
        "meaning": meaning,
        "words": matched,
        "passage": passage[sentences.passage],
        "passage_words": around,
        "passage_best": sentences.per_passage(meaning),
        "around": _around(sentences.hits, passage)[sentences.passage],
        **_neighbours(sentences, meaning, passage),
        "turn_before": _turn_before(sentences, meaning),
        "kind": _kinds(question, sentences.texts),
        "own": own,
        "asks": np.array([each.asks for each in alone]) * (-1.0 if question.asked else 1.0),
        "brevity": np.array([each.brevity for each in alone]),
    }


def _rows(sentences: Sentences) -> zip[tuple[Transcript, Span, str]]:
    return zip(sentences.transcripts, sentences.spans, sentences.texts, strict=True)


def _is_own(question: Question, transcript: Transcript, span: Span, text: str) -> bool:
    return transcript.who(span) in question.subject and _FIRST_PERSON.search(text) is not None


def _highest(values: Column, group: npt.NDArray[np.int64], groups: int) -> Column:
    best = np.full(groups, -1.0)
    np.maximum.at(best, group, values)
    return best


def _read(
    readings: Sequence[str], sentences: Sentences, held: _Words, library: Library
) -> tuple[Column, Column, Column]:
    """Meaning, words, and words of the passage, as the mean over two ways to read the question: as it stands, and with
    what it leaves out or without what it overdoes: after the question before, or without the names of speakers.
    """
    found = []
    for text in dict.fromkeys(readings):
        likeness, rarity = held.likeness(text)
        by_passage = np.stack([_highest(row, sentences.passage, len(sentences.hits)) for row in likeness])
        rarity = _telling(rarity, by_passage == 1)
        meaning = sentences.vectors @ library.encoder.question(text)
        found.append((meaning, rarity @ likeness**2, (rarity @ (by_passage == 1))[sentences.passage]))
    meaning, matched, around = (np.stack(column).astype(np.float64).mean(axis=0) for column in zip(*found, strict=True))
    return meaning, matched, around


def _telling(rarity: Column, held: npt.NDArray[np.bool_]) -> Column:
    """How much each word tells: as it is rare in the library, and as it tells the passages found from each other. The
    name of a company is rare in the library, and in every passage of that company's call.
    """
    having, passages = held.sum(axis=1), held.shape[1]
    here = np.log1p((passages - having + 0.5) / (having + 0.5))
    both: Column = np.sqrt(rarity * here)
    return both / (both.sum() or 1.0)


class _Words:
    """The words of sentences, to be compared with those of a question."""

    def __init__(self, sentences: Sentences, library: Library) -> None:
        self._library = library
        said = [_read_alone(text).words or ("",) for text in sentences.texts]
        flat = list(chain.from_iterable(said))
        number = {word: place for place, word in enumerate(dict.fromkeys(flat))}
        self._flat = np.fromiter(map(number.__getitem__, flat), np.int64, len(flat))
        self._starts = np.cumsum([0, *map(len, said)])[:-1]
        self._words = list(number)
        self._stems = np.array([root(word) for word in number])
        self._vectors: Matrix | None = None

    def likeness(self, text: str) -> tuple[Column, Column]:
        """How much each sentence's likest word is like each word of ``text``, shape (words, sentences), 1 for the same
        stem; and how rare each word of the text is, of all of it.
        """
        said = _read_alone(text).words
        wanted = list(dict.fromkeys(map(root, said)))
        if not wanted or not len(self._flat):
            return np.zeros((1, len(self._starts))), np.ones(1)
        spelt = {root(word): word for word in reversed(said)}
        if self._vectors is None:
            self._vectors = self._library.encoder.words(self._words)
        vectors = self._library.encoder.words([spelt[each] for each in wanted])
        alike = np.clip(vectors @ self._vectors.T, 0, 0.999).astype(np.float64)
        alike[np.array(wanted)[:, np.newaxis] == self._stems] = 1.0
        stems = [stem(spelt[each]) for each in wanted]
        rarity = self._library.rarity(stems)
        weights = np.array([rarity[each] for each in stems])
        return np.maximum.reduceat(alike[:, self._flat], self._starts, axis=1), weights / (weights.sum() or 1.0)


@dataclass(frozen=True, slots=True)
class _Alone:
    """What a sentence is by itself: its words that tell something, whether it asks, and how much it lacks of enough."""

    words: tuple[str, ...]
    asks: bool
    brevity: float


@lru_cache(maxsize=50_000)
def _read_alone(text: str) -> _Alone:
    """Kept, as the same sentences are compared with many questions."""
    length = len(text.split())
    return _Alone(tuple(content(text)), is_question(text), max(0.0, math.log(_ENOUGH / max(1, length))))


def _around(hits: Sequence[Hit], cosines: Column) -> Column:
    """For a neighbour that was not found, the passage's own."""
    there = {hit.place: row for row, hit in enumerate(hits)}

    def beside(row: int, step: int) -> float:
        other = there.get(hits[row].place + step, row)
        return float(cosines[other if hits[other].passage.transcript == hits[row].passage.transcript else row])

    return np.array([(beside(row, -1) + beside(row, 1)) / 2 for row in range(len(hits))])


def _neighbours(sentences: Sentences, meaning: Column, passage: Column) -> dict[str, Column]:
    """Within the passage; at its edges, the passage's own cosine."""
    own = passage[sentences.passage]
    before, after = own.copy(), own.copy()
    same = sentences.passage[1:] == sentences.passage[:-1]
    before[1:][same] = meaning[:-1][same]
    after[:-1][same] = meaning[1:][same]
    return {"before": before, "after": after}


def _turn_before(sentences: Sentences, meaning: Column) -> Column:
    """0 where nothing of it was found."""
    number: dict[str, int] = {}
    numbers = [number.setdefault(hit.passage.transcript, len(number)) for hit in sentences.hits]
    turns = np.fromiter((span.turn for span in sentences.spans), np.int64, len(sentences.spans))
    places = (np.array(numbers, dtype=np.int64)[sentences.passage] << 32) + turns
    known, own = np.unique(places, return_inverse=True)
    best = _highest(meaning, own, len(known))
    before = np.minimum(np.searchsorted(known, places - 1), len(known) - 1)
    return np.where((turns > 0) & (known[before] == places - 1), best[before], 0.0)


def _kinds(question: Question, texts: Sequence[str]) -> Column:
    kind = asked_for(question.topic)
    known = frozenset(map(stem, content(question.topic)))
    test: Callable[[str], bool] = (lambda text: has(kind, text, known)) if kind else (lambda _: False)
    return np.array([test(text) for text in texts], dtype=np.float64)
