"""How much each number counts in ranking, and when an answer is sure enough: learned, and kept in weights.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

_FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Sureness:
    """A logit: ``bias`` + ``meaning`` × the highest cosine + ``words`` × the highest share of words there are."""

    bias: float
    meaning: float
    words: float


@dataclass(frozen=True, slots=True)
class Weights:
    """``origin`` says on what questions they were chosen, and how to choose them anew.

    Sentences are ranked by the sum of ``ranking`` × features. A further quote is at most ``beside`` worse than the
    best. Below a sureness of ``silent`` nothing answers, though from ``near`` on several passages are worth a look;
    from ``likely`` and ``clear`` on an answer is called so.
    """

    origin: str
    ranking: dict[str, float]
    beside: float
    sureness: Sureness
    near: float
    silent: float
    likely: float
    clear: float


def _read() -> Weights:
    row = json.loads(files("qa").joinpath(_FILE).read_text("utf-8"))
    return Weights(**{**row, "sureness": Sureness(**row["sureness"])})


WEIGHTS = _read()
