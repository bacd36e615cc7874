"""How well the turns that answer are found in meetings: QMSum's questions, beside the plain cosine of whole turns.

    python -m tests.bench.qmsum ../shared/bench/qmsum --split dev --library /tmp/qmsum

Specific questions and all of them, within their meeting and in the whole library. The library is made in the folder
given, or found there from an earlier run. Gains are binary; nDCG is cut at 10. "right meeting" is the share of
questions with a turn of their meeting among the first ten.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from qa.ask import understand
from qa.extract import rank
from qa.library import Library
from qa.retrieve import search
from tests.bench.meetings import Asked, opened, questions

Place = tuple[str, int]  # transcript's id, turn
Ranking = Callable[[str, list[str]], list[Place]]  # (question, transcripts; empty for all) → turns, best first
FIRST = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10_000)
    chosen = parser.parse_args()
    library = opened(chosen.folder, chosen.split, chosen.library)
    asked = questions(chosen.folder, chosen.split)[: chosen.limit]
    rankings: dict[str, Ranking] = {"ours": _Ours(library), "turn cosine": _Cosine(library)}
    for which, those in (("specific", [each for each in asked if each.specific]), ("all", asked)):
        for where in ("meeting", "library"):
            for name, ranking in rankings.items():
                print(f"{which:9} {where:8} {name:12} {_figures(those, ranking, where == 'library')}", flush=True)
    library.store.close()


def _figures(asked: Sequence[Asked], ranking: Ranking, everywhere: bool) -> str:
    found = []
    for each in asked:
        ranked = ranking(each.text, [] if everywhere else [each.transcript])[:FIRST]
        found.append((*_measure(ranked, each), any(transcript == each.transcript for transcript, _ in ranked)))
    ndcg, first, third, right = np.mean(found, axis=0)
    ours = f"{len(asked):4} questions  nDCG@10 {ndcg:.3f}  P@1 {first:.3f}  hit@3 {third:.3f}"
    return f"{ours}  right meeting {right:.3f}" if everywhere else ours


class _Ours:
    """What the product ranks, by the best sentence of each turn."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __call__(self, question: str, transcripts: list[str]) -> list[Place]:
        understood = understand(question, self.library, transcripts)
        ranked = rank(understood, search(understood, self.library, transcripts), self.library)
        return list(dict.fromkeys((candidate.transcript.id, candidate.span.turn) for candidate in ranked))


class _Cosine:
    """The baseline: the question as it stands against each turn as a whole."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.turns: dict[str, np.ndarray] = {}

    def __call__(self, question: str, transcripts: list[str]) -> list[Place]:
        vector = self.library.encoder.question(question)
        found: list[tuple[float, Place]] = []
        for transcript in transcripts or [summary.id for summary in self.library.store.transcripts()]:
            scores = self._vectors(transcript) @ vector
            best = np.argsort(-scores, kind="stable")[:FIRST]
            found += [(float(scores[turn]), (transcript, int(turn))) for turn in best]
        return [place for _, place in sorted(found, key=lambda one: -one[0])]

    def _vectors(self, transcript: str) -> np.ndarray:
        if transcript not in self.turns:
            texts = [[turn.text] for turn in self.library.store.transcript(transcript).turns]
            self.turns[transcript] = np.stack([each.passage for each in self.library.encoder.passages(texts)])
        return self.turns[transcript]


def _measure(ranked: Sequence[Place], asked: Asked) -> tuple[float, float, float]:
    """nDCG@10, P@1, hit@3."""
    right = [transcript == asked.transcript and turn in asked.gold for transcript, turn in ranked]
    gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(right))
    ideal = sum(1 / math.log2(place + 2) for place in range(min(FIRST, len(asked.gold))))
    return gain / ideal, float(any(right[:1])), float(any(right[:3]))


if __name__ == "__main__":
    main()
