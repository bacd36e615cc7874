"""Vectors of single words, from a table that can be reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from index import wordvectors
from index.encoder import SentenceEncoder
from index.wordvectors import WordVectors

TABLE = np.array([[3, 0], [0, 3], [-3, -3]], dtype=np.float32)  # their mean is 0


def tokens(words: list[str]) -> list[list[int]]:
    return [["abc".index(letter) for letter in word] for word in words]


def test_a_word_is_the_mean_of_its_tokens_of_length_one() -> None:
    found = WordVectors(tokens, TABLE)(["a", "ab", "a"])
    assert found == pytest.approx(np.array([[1, 0], [0.7071, 0.7071], [1, 0]]), abs=1e-3)


def test_a_word_without_tokens_is_like_none() -> None:
    assert WordVectors(tokens, TABLE)([""]).tolist() == [[0.0, 0.0]]


def test_words_are_made_once_and_anew_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordvectors, "KEPT", 1)
    made: list[list[str]] = []

    def counted(words: list[str]) -> list[list[int]]:
        made.append(words)
        return tokens(words)

    vectors = WordVectors(counted, TABLE)
    vectors(["a"])
    vectors(["a", "b"])
    assert vectors(["b", "a"]).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert made == [["a"], ["b"], ["b", "a"]]


def test_the_embedded_model_finds_like_words_alike() -> None:
    gift, present, wheat = SentenceEncoder().words(["gift", "gifts", "wheat"])
    assert gift @ present > 0.5 > gift @ wheat
