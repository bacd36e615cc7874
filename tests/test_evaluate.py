"""The figures of the answers, counted by hand."""

from __future__ import annotations

import math

from qa.answer import Confidence
from qa.evaluate import Asked, Outcome, figures, report, risk_coverage
from qa.features import FEATURES
from qa.weights import WEIGHTS

ANSWERABLE, NOT = Asked("a", True, ("gold",), kind="fact"), Asked("b", False, kind="none")


def outcome(
    asked: Asked, right: str = "", best: float = 0.0, confidence: Confidence | None = None, other: str = ""
) -> Outcome:
    """``right`` has an x for each right quote and a dot for others; ``other`` an x for each by a wrong speaker."""
    marks = tuple(mark == "x" for mark in right)
    allowed = tuple(mark != "x" for mark in (other or "." * len(right)))
    return Outcome(asked, marks, allowed, not right, best, confidence)


OUTCOMES = [
    outcome(ANSWERABLE, "x.", 0.9, Confidence.CLEAR),
    outcome(ANSWERABLE, "..x", 0.8, Confidence.LIKELY, other="x.."),
    outcome(ANSWERABLE, "", 0.2),
    outcome(NOT, "", 0.1),
    outcome(NOT, ".", 0.7, Confidence.LIKELY),
]


def test_hits_precision_and_speakers_count_the_answerable_alone() -> None:
    found = figures(OUTCOMES)
    assert (found.hit1, found.hit3, found.precision) == (1 / 3, 2 / 3, 2 / 5)
    assert found.speakers == 4 / 5
    assert math.isclose(found.ndcg, (1 + 1 / 2 + 0) / 3)


def test_silence_has_a_recall_and_a_precision() -> None:
    found = figures(OUTCOMES)
    assert (found.silence_recall, found.silence_precision, found.false_silence) == (1 / 2, 1 / 2, 1 / 3)


def test_the_risk_of_answering_more_is_read_from_the_surest_on() -> None:
    assert risk_coverage(OUTCOMES)[0] == (0.9, 0.2, 0.0)
    assert risk_coverage(OUTCOMES)[-1] == (0.1, 1.0, 4 / 5)


def test_the_report_says_how_often_each_confidence_is_right() -> None:
    lines = list(report(OUTCOMES, OUTCOMES))
    assert "clear             1   1.00" in lines
    assert "likely            2   0.00" in lines
    assert "weak              0    nan" in lines
    assert lines[0].split()[-3:] == ["silence", "silence-P", "false-silence"]
    assert [line.split()[0] for line in lines[1:4]] == ["fact", "none", "all"]


def test_every_feature_has_a_weight_of_known_origin() -> None:
    assert WEIGHTS.ranking.keys() == FEATURES.keys()
    assert "tests.bench.train" in WEIGHTS.origin
    assert WEIGHTS.silent < WEIGHTS.likely < WEIGHTS.clear
