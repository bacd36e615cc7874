"""Whether bf16 gives the vectors that fp32 does, on real passages: ``python -m tests.bench.precision [characters]``.

Prints the least and the mean cosine of passages and of sentences; the exit code is 1 where the least of either is below
.999. Where the processor has no bf16, there is only one form of the model, and it says so.
"""

from __future__ import annotations

import sys
import time
from unittest.mock import patch

import numpy as np
import torch

from index import transformer
from index.encoder import Encoded, SentenceEncoder
from index.passages import split
from index.transcript import Transcript, Turn
from tests.bench.peers import transcripts

FAITHFUL = 0.999


def passages(encoder: SentenceEncoder, most: int) -> list[list[str]]:
    found: list[list[str]] = []
    for number, turns in enumerate(transcripts(most)):
        transcript = Transcript(f"{number:016x}", "", tuple(Turn(text) for _, text in turns))
        made = split(transcript, encoder.tokens, encoder.limit)
        found += [[transcript.text(span) for span in passage.sentences] for passage in made]
    return found


def encoded(encoder: SentenceEncoder, texts: list[list[str]]) -> tuple[list[Encoded], float]:
    start = time.perf_counter()
    return encoder.passages(texts), time.perf_counter() - start


def main() -> int:
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    used, exact = SentenceEncoder(), SentenceEncoder()
    with patch.object(transformer, "_multiplies_bf16", return_value=False):
        assert exact.model.dtype == torch.float32
    if used.model.dtype != torch.bfloat16:
        print(f"the model is used in {used.model.dtype}")
        return 0
    texts = passages(used, chosen)
    (ours, seconds), (theirs, longer) = encoded(used, texts), encoded(exact, texts)
    pairs = list(zip(ours, theirs, strict=True))
    cosines = {
        "passages": np.array([one.passage @ other.passage for one, other in pairs]),
        "sentences": np.concatenate([(one.sentences * other.sentences).sum(axis=1) for one, other in pairs]),
    }
    for kind, found in cosines.items():
        print(f"{len(found):7,} {kind:9}  cosine of bf16 to fp32: min {found.min():.5f}  mean {found.mean():.5f}")
    print(f"bf16 {seconds:.1f} s, fp32 {longer:.1f} s: {longer / seconds:.2f} times as fast")
    return int(min(found.min() for found in cosines.values()) < FAITHFUL)


if __name__ == "__main__":
    sys.exit(main())
