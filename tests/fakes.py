"""Stand-ins whose numbers a reader can check by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from index.encoder import Encoded, Matrix, Vector

VOCABULARY = ("china", "trade", "rain", "wheat", "ships", "vote", "school", "music")


class WordEncoder:
    """Counts the words of VOCABULARY. "trade trade rain" is (2, 1) of length √5: its cosine with "rain" is 1/√5.

    A text with none of them is (1, 1, … 1) of length √8: its cosine with "rain" is 1/√8. A word is a token.
    """

    def __init__(self, name: str = "words", limit: int = 12, vocabulary: Sequence[str] = VOCABULARY) -> None:
        self.name = name
        self.limit = limit
        self.vocabulary = vocabulary
        self.encoded = 0

    def question(self, text: str) -> Vector:
        found = re.findall(r"\w+", text.lower())
        counts = np.array([found.count(word) for word in self.vocabulary], dtype=np.float32)
        if not counts.any():
            counts += 1
        return counts / np.linalg.norm(counts)

    def passages(self, passages: Sequence[Sequence[str]], done: Callable[[int], None] | None = None) -> list[Encoded]:
        """``encoded`` counts them, so that a test can say that nothing was encoded twice."""
        self.encoded += len(passages)
        if done:
            done(len(passages))
        return [
            Encoded(self.question(" ".join(sentences)), np.stack([self.question(text) for text in sentences]))
            for sentences in passages
        ]

    def words(self, words: Sequence[str]) -> Matrix:
        """A word of the vocabulary is like itself alone, and any other word like none."""
        return np.array([[float(word == known) for known in self.vocabulary] for word in words], dtype=np.float32)

    def tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]
