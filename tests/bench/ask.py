"""How long a question takes, embedding included, and the start of it all; on the sample, or on a library given.

    python -m tests.bench.ask [--library DIR] [--passages 20000]

With ``--passages`` the library is the sample among so many passages of made-up words with random vectors. Each question
is asked once to warm up, then five times with a word more.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from qa import ask, open_library
from tests.bench.store import PER_TRANSCRIPT, conversation

QUESTIONS = (
    "what did Park say about China",
    "How much have Korean companies invested in the United States",
    "Who asked about fake news",
    "What did President Biden say about North Korea",
    "What did Blinken say about the weather",
    "How do Park and Blinken differ on China",
    "Who mentioned Japan",
    "Where is the APEC summit",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--passages", type=int, default=0)
    chosen = parser.parse_args()
    folder = chosen.library or Path(tempfile.mkdtemp())
    with_sample = open_library(folder, with_sample=True)
    for number in range(0 if chosen.library else chosen.passages // PER_TRANSCRIPT):
        with_sample.store.add(*conversation(number), b"")
    with_sample.store.flush()
    with_sample.store.close()
    print(f"a first question in a new process     {_once(folder):8.1f} s")
    library = open_library(folder)
    times = []
    for question in QUESTIONS:
        ask(question, library)
        for other in ("today", "in detail", "this year", "again", "at length"):  # else its vectors were at hand
            start = time.perf_counter()
            ask(f"{question} {other}?", library)
            times.append(1000 * (time.perf_counter() - start))
    passages = library.store.size()
    p50, p95 = np.percentile(times, [50, 95])
    print(f"a question, warm ({passages:,} passages)  p50 {p50:.0f} ms  p95 {p95:.0f} ms")
    library.store.close()


def _once(folder: Path) -> float:
    """Seconds until a new process has answered its first question."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "qa.cli", "ask", "Where is the APEC summit?", "--library", str(folder)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
