"""Chooses the weights of ranking and of silence, to be put with their origin into qa/weights.json.

    python -m tests.bench.train ../shared/bench/qmsum --library /tmp/qmsum-train --questions DIR --answers /tmp/answers

Turns of QMSum's split "train" and the sentences that answer question files (as for ``ontherecord evaluate``; their
transcripts are in the library ``--answers``) are ranked by one sum of features. The loss is the mean negative logarithm
of the probability of what is right among all that may answer, the second set's times FACTS. It is printed how well the
weights do on transcripts left out; the sureness is a logistic regression over the same files.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from qa.allowed import allowed_by
from qa.ask import understand
from qa.evaluate import Asked, read_questions
from qa.extract import rank
from qa.features import FEATURES, Sentences, features
from qa.library import Library, open_library
from qa.question import Question
from qa.retrieve import search
from qa.weights import WEIGHTS
from tests.bench.meetings import opened, questions

FACTS = 6.0
DECAY = 2e-3
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A question with the features of all sentences that may answer, and which unit (turn, sentence) each is of."""

    group: str  # what is left out together: a transcript
    columns: Array  # shape (sentences, features)
    unit: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]  # of each unit


def meetings(folder: Path, library: Library, most: int) -> Iterator[Row]:
    everything = questions(folder, "train")
    random.Random(5).shuffle(everything)
    for asked in everything[:most]:
        question = understand(asked.text, library, [asked.transcript])
        if found := _found(question, library, [asked.transcript]):
            sentences, columns, chosen = found
            turns = np.array([sentences.spans[row].turn for row in chosen])
            which, unit = np.unique(turns, return_inverse=True)
            yield Row(asked.transcript, columns[chosen], unit, np.isin(which, list(asked.gold)))


def facts(files: Sequence[Path], library: Library) -> Iterator[Row]:
    for file in files:
        for asked in read_questions(file):
            where = [library.find(asked.transcript).id]
            question = understood(asked, library, where)
            if asked.answerable and (found := _found(question, library, where)):
                sentences, columns, chosen = found
                texts = [sentences.texts[row] for row in chosen]
                right = np.array([any(gold in text or text in gold for gold in asked.gold) for text in texts])
                yield Row(asked.transcript, columns[chosen], np.arange(len(chosen)), right)


def _found(question: Question, library: Library, where: list[str]) -> tuple[Sentences, Array, list[int]] | None:
    """The sentences, their features, and which of them may answer; None where no sentence is ranked."""
    if not question.topic or question.unknown or question.options or question.exact:
        return None
    sentences = Sentences.of(search(question, library, where), library)
    may_answer = allowed_by(question)
    pairs = zip(sentences.transcripts, sentences.spans, strict=True)
    chosen = [row for row, pair in enumerate(pairs) if may_answer(*pair)]
    if not chosen:
        return None
    columns = features(question, sentences, library)
    return sentences, np.stack([columns[name] for name in FEATURES], axis=1), chosen


class Batch:
    """Rows laid end to end, so that the loss of all is one computation."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = [row for row in rows if row.right.any()]
        sizes = [len(row.right) for row in self.rows]
        starts = np.cumsum([0, *sizes])
        self.columns = torch.tensor(np.concatenate([row.columns for row in self.rows])).float()
        self.unit = torch.tensor(
            np.concatenate([row.unit + start for row, start in zip(self.rows, starts, strict=False)])
        )
        self.question = torch.tensor(np.repeat(np.arange(len(sizes)), sizes))
        self.right = torch.tensor(np.concatenate([row.right for row in self.rows])).float()

    def loss(self, weights: torch.Tensor) -> torch.Tensor:
        count = len(self.rows)
        best = torch.full((len(self.right),), -1e9).scatter_reduce(0, self.unit, self.columns @ weights, "amax")
        highest = torch.full((count,), -1e9).scatter_reduce(0, self.question, best, "amax").detach()
        shifted = best - highest[self.question]
        total = torch.zeros(count).scatter_add(0, self.question, shifted.exp())
        share = self.right / torch.zeros(count).scatter_add(0, self.question, self.right)[self.question]
        return -((shifted - total.log()[self.question]) * share).sum() / count

    def measured(self, weights: Array) -> Array:
        """nDCG@10, P@1 and hit@3."""
        return np.asarray(np.mean([_measure(row, weights) for row in self.rows], axis=0))


def _measure(row: Row, weights: Array) -> tuple[float, float, float]:
    best = np.full(len(row.right), -1e9)
    np.maximum.at(best, row.unit, row.columns @ weights)
    right = row.right[np.argsort(-best, kind="stable")]
    gains = 1 / np.log2(np.arange(10) + 2)
    ideal = gains[: min(10, int(right.sum()))].sum()
    return float((right[:10] * gains[: len(right[:10])]).sum() / ideal), float(right[0]), float(right[:3].any())


def _minimum(loss: Callable[[torch.Tensor], torch.Tensor], size: int) -> torch.Tensor:
    weights = torch.zeros(size, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        found = loss(weights)
        found.backward()  # type: ignore[no-untyped-call]
        return found

    optimizer.step(step)  # type: ignore[no-untyped-call]
    return weights.detach()


def fitted(long: Sequence[Row], short: Sequence[Row]) -> Array:
    """Weights of FEATURES, the first of which is 1."""
    turns, sentences = Batch(long), Batch(short)
    scale = torch.cat([turns.columns, sentences.columns]).std(dim=0) + 1e-6

    def loss(weights: torch.Tensor) -> torch.Tensor:
        both = turns.loss(weights / scale) + FACTS * sentences.loss(weights / scale)
        return both + DECAY * (weights**2).sum()

    found = (_minimum(loss, len(FEATURES)) / scale).numpy().astype(np.float64)
    return np.asarray(found / found[0])


def left_out(long: Sequence[Row], short: Sequence[Row]) -> Iterator[str]:
    """How well weights do on what they have not seen: a quarter of the meetings, and each transcript of the others."""
    groups = sorted({row.group for row in long})
    found = []
    for part in range(4):
        out = set(groups[part::4])
        weights = fitted([row for row in long if row.group not in out], short)
        rows = [row for row in long if row.group in out and row.right.any()]
        found += [_measure(row, weights) for row in rows]
    yield "meetings left out     nDCG@10 {:.3f}  P@1 {:.3f}  hit@3 {:.3f}".format(*np.mean(found, axis=0))
    found = []
    for group in sorted({row.group for row in short}):
        weights = fitted(long, [row for row in short if row.group != group])
        found += [_measure(row, weights) for row in short if row.group == group and row.right.any()]
    yield "transcripts left out  nDCG@10 {:.3f}  P@1 {:.3f}  hit@3 {:.3f}".format(*np.mean(found, axis=0))


def sure(files: Sequence[Path], library: Library) -> dict[str, float]:
    """The logit by which answerable questions are told from others, as many of each counted."""
    rows, truths = [], []
    for asked in (asked for file in files for asked in read_questions(file)):
        where = [library.find(asked.transcript).id]
        question = understood(asked, library, where)
        if question.topic and not question.unknown and not question.options:
            ranked = rank(question, search(question, library, where), library)
            if ranked:
                rows.append((1.0, max(each.meaning for each in ranked), max(each.words for each in ranked)))
                truths.append(asked.answerable)
    columns, truth = torch.tensor(rows).float(), torch.tensor(truths).float()
    counts = torch.where(truth > 0, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))

    def loss(weights: torch.Tensor) -> torch.Tensor:
        wrong = torch.nn.functional.binary_cross_entropy_with_logits(columns @ weights, truth, weight=counts)
        return wrong + 0.05 / len(truth) * (weights[1:] ** 2).sum()

    found = _minimum(loss, 3)
    silent = (columns @ found).numpy() < WEIGHTS.silent
    for kind, those in (("unanswerable", truth.numpy() == 0), ("answerable", truth.numpy() == 1)):
        print(f"{kind:13} {those.sum():4} questions, silent on {silent[those].mean():.2f}")
    return {name: round(float(value), 3) for name, value in zip(("bias", "meaning", "words"), found, strict=True)}


def understood(asked: Asked, library: Library, where: list[str]) -> Question:
    """The question after those before it."""
    question = None
    for text in asked.history:
        question = understand(text, library, where, question)
    return understand(asked.question, library, where, question)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--answers", type=Path, required=True)
    parser.add_argument("--most", type=int, default=450, help="questions on meetings")
    chosen = parser.parse_args()
    files = sorted(chosen.questions.glob("*.jsonl"))
    answers = open_library(chosen.answers)
    long = list(meetings(chosen.folder, opened(chosen.folder, "train", chosen.library), chosen.most))
    short = list(facts(files, answers))
    print(*left_out(long, short), sep="\n")
    ranking = dict(zip(FEATURES, fitted(long, short).round(3).tolist(), strict=True))
    print(json.dumps({"ranking": ranking, "sureness": sure(files, answers)}, indent=2))


if __name__ == "__main__":
    main()
