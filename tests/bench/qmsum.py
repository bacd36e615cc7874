"""How well the turns that answer are found in meetings: QMSum's questions, beside the plain cosine of whole turns.

    python -m tests.bench.qmsum ../shared/bench/qmsum --split dev --library /tmp/qmsum

The library is made in the folder given, or found there from an earlier run. Gains are binary; nDCG is cut at 10.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from index import build
from index.formats import Source
from qa.extract import rank
from qa.library import Library, open_library
from qa.question import parse
from qa.retrieve import search

Ranking = Callable[[str, str], list[int]]  # (question, transcript's id) → turns, best first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10_000)
    chosen = parser.parse_args()
    library = open_library(chosen.library)
    ids = _add(chosen.folder / "transcripts.jsonl", chosen.split, library)
    rows = [json.loads(line) for line in (chosen.folder / "questions.jsonl").open()]
    asked = [row for row in rows if row["transcript"] in ids and row["gold_turns"]][: chosen.limit]
    cosine = _Cosine(library)
    for name, ranking in (("ours", lambda q, t: _ours(q, t, library)), ("turn cosine", cosine)):
        found = [_measure(ranking(row["question"], ids[row["transcript"]]), row["gold_turns"]) for row in asked]
        ndcg, first, third = np.mean(found, axis=0)
        print(f"{name:12} {len(found):5} questions  nDCG@10 {ndcg:.3f}  P@1 {first:.3f}  hit@3 {third:.3f}")
    library.store.close()


def _add(file: Path, split: str, library: Library) -> dict[str, str]:
    ids = {}
    sources = []
    for line in file.open():
        row = json.loads(line)
        if row["split"] == split:
            source = Source(f"{row['id']}.json", json.dumps(row["turns"]).encode())
            ids[row["id"]] = source.id
            sources.append(source)
    for result in build.add(sources, library.store, library.encoder):
        if result.error:
            raise result.error
    library.store.flush()
    return ids


def _ours(question: str, transcript: str, library: Library) -> list[int]:
    understood = parse(question, library.people([transcript]))
    ranked = rank(understood, search(understood, library, [transcript]), library)
    return list(dict.fromkeys(candidate.span.turn for candidate in ranked))


class _Cosine:
    """The baseline: the question as it stands against each turn as a whole."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.turns: dict[str, np.ndarray] = {}

    def __call__(self, question: str, transcript: str) -> list[int]:
        if transcript not in self.turns:
            turns = self.library.store.transcript(transcript).turns
            encoded = self.library.encoder.passages([[turn.text] for turn in turns])
            self.turns[transcript] = np.stack([each.passage for each in encoded])
        scores = self.turns[transcript] @ self.library.encoder.question(question)
        return [int(turn) for turn in np.argsort(-scores, kind="stable")]


def _measure(ranked: Sequence[int], gold: Iterable[int]) -> tuple[float, float, float]:
    """nDCG@10, P@1, hit@3."""
    right = [turn in set(gold) for turn in ranked[:10]]
    gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(right))
    ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(set(gold)))))
    return gain / ideal, float(any(right[:1])), float(any(right[:3]))


if __name__ == "__main__":
    main()
