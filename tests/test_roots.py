"""Roots of words, and how much a word of the question tells."""

from __future__ import annotations

import numpy as np
import pytest

from qa.features import _telling
from qa.roots import root


@pytest.mark.parametrize(
    ("one", "other"),
    [("grow", "grew"), ("growth", "growing"), ("bought", "buys"), ("children", "child"), ("sold", "selling")],
)
def test_forms_of_one_word_have_one_root(one: str, other: str) -> None:
    assert root(one) == root(other)


@pytest.mark.parametrize(("one", "other"), [("grow", "give"), ("lead", "leave"), ("person", "parson")])
def test_other_words_have_other_roots(one: str, other: str) -> None:
    assert root(one) != root(other)


def test_a_word_that_is_in_every_passage_found_tells_little_however_rare_it_is_elsewhere() -> None:
    held = np.array([[True, True, True, True], [True, False, False, False]])
    often, seldom = _telling(np.array([0.5, 0.5]), held)
    assert seldom > 2 * often
    assert often + seldom == pytest.approx(1.0)
    assert _telling(np.zeros(2), held).tolist() == [0.0, 0.0]
