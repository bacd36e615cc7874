"""How good the answers are, measured on a file of questions, beside a baseline of plain cosine over paragraphs.

A question file is JSON lines: ``question``; ``history`` (earlier questions of the same chat); ``kind``; ``speakers``
(labels or names that may be quoted); ``gold`` (strings: a quote is right that contains one or lies in one);
``answerable``; ``transcript`` or ``file`` (id, title or source name; without it the whole library is asked).
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path, PurePath

import numpy as np

from index.errors import QuestionError
from index.transcript import Span, Speaker, Transcript
from qa.answer import Answer, Citation, Confidence
from qa.ask import answer, understand
from qa.library import Library
from qa.question import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the file."""

    question: str
    answerable: bool
    gold: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    kind: str = ""
    transcript: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered. ``right`` says of each quote, best first, whether it holds a gold string."""

    asked: Asked
    right: tuple[bool, ...]
    allowed: tuple[bool, ...]  # of each quote: whether one of the right speakers says it
    silent: bool
    best: float  # the best sentence's score, quoted or not
    confidence: Confidence | None


Method = Callable[[Asked, Library], Answer]


def read_questions(path: Path) -> list[Asked]:
    """Raises QuestionError with the line where the file is not as described above."""
    asked = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            asked.append(
                Asked(
                    question=row["question"],
                    answerable=bool(row["answerable"]),
                    gold=tuple(row.get("gold", ())),
                    speakers=tuple(row.get("speakers", ())),
                    history=tuple(row.get("history", ())),
                    kind=row.get("kind", ""),
                    transcript=PurePath(row.get("transcript") or row.get("file") or "").name,
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionError(
                f"{path}, line {number}: not a question ({type(error).__name__}: {error}); each line is a JSON object "
                'with at least "question" and "answerable"'
            ) from error
    return asked


def ours(asked: Asked, library: Library) -> Answer:
    """The question path itself, the chat's history included."""
    previous: Question | None = None
    where = [library.find(asked.transcript).id] if asked.transcript else []
    for earlier in asked.history:
        previous = understand(earlier, library, where, previous)
    return answer(understand(asked.question, library, where, previous), library, transcripts=where)


def plain_cosine(asked: Asked, library: Library) -> Answer:
    """The baseline: the paragraphs nearest to the question as it stands, always the first five."""
    where = library.find(asked.transcript).id if asked.transcript else ""
    vector = library.encoder.question(asked.question)
    found: list[Citation] = []
    for summary in library.store.transcripts():
        if where in ("", summary.id):
            transcript, spans, vectors = _paragraphs(summary.id, library)
            scores = vectors @ vector
            best = np.argsort(-scores, kind="stable")[:5]
            found += [Citation(transcript, spans[i], float(scores[i])) for i in best]
    best_first = sorted(found, key=lambda citation: -citation.score)[:5]
    return Answer(Question(asked.question, asked.question), tuple(best_first))


_cache: dict[tuple[str, str], tuple[Transcript, list[Span], np.ndarray]] = {}


def _paragraphs(transcript_id: str, library: Library) -> tuple[Transcript, list[Span], np.ndarray]:
    key = (library.encoder.name, transcript_id)
    if key not in _cache:
        transcript = library.store.transcript(transcript_id)
        spans = []
        for number, turn in enumerate(transcript.turns):
            at = 0
            for paragraph in turn.text.split("\n\n"):
                spans.append(Span(number, at, at + len(paragraph)))
                at += len(paragraph) + 2
        encoded = library.encoder.passages([[transcript.text(span)] for span in spans])
        _cache[key] = (transcript, spans, np.stack([e.passage for e in encoded]))
    return _cache[key]


def run(questions: Iterable[Asked], library: Library, method: Method) -> Iterator[Outcome]:
    for asked in questions:
        found = method(asked, library)
        quotes = found.quotes
        best = max((citation.score for citation in (*quotes, *found.closest)), default=-1.0)
        yield Outcome(
            asked,
            tuple(any(gold in c.quote or c.quote in gold for gold in asked.gold) for c in quotes),
            tuple(_may_be_quoted(c.speaker, asked) for c in quotes),
            not quotes,
            best,
            found.confidence if quotes else None,
        )


def _may_be_quoted(speaker: Speaker | None, asked: Asked) -> bool:
    return not asked.speakers or (speaker is not None and not {speaker.label, speaker.who}.isdisjoint(asked.speakers))


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1, NaN where nothing was there to count. ``ndcg`` is nDCG@10 with binary gains, and
    ``hit1`` is P@1. Of silence: the share of the unanswerable that it covers, and of it that is right.
    """

    questions: int
    hit1: float
    hit3: float
    precision: float
    ndcg: float
    speakers: float
    silence_recall: float
    silence_precision: float
    false_silence: float


def figures(outcomes: Sequence[Outcome]) -> Figures:
    answerable = [o for o in outcomes if o.asked.answerable]
    others = [o for o in outcomes if not o.asked.answerable]
    quoted = [allowed for o in answerable for allowed in o.allowed]
    return Figures(
        questions=len(outcomes),
        hit1=_mean(any(o.right[:1]) for o in answerable),
        hit3=_mean(any(o.right[:3]) for o in answerable),
        precision=_mean(right for o in answerable for right in o.right),
        ndcg=_mean(_ndcg(o.right) for o in answerable),
        speakers=_mean(quoted),
        silence_recall=_mean(o.silent for o in others),
        silence_precision=_mean(not o.asked.answerable for o in outcomes if o.silent),
        false_silence=_mean(o.silent for o in answerable),
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else math.nan


def _ndcg(right: Sequence[bool], k: int = 10) -> float:
    gain = sum(is_right / math.log2(rank + 2) for rank, is_right in enumerate(right[:k]))
    best = sum(1 / math.log2(rank + 2) for rank in range(min(k, max(1, sum(right)))))
    return gain / best


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, Figures]:
    """The figures of each kind of question, then of all."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.asked.kind or "-"].append(outcome)
    return {**{kind: figures(group) for kind, group in sorted(groups.items())}, "all": figures(outcomes)}


def risk_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float, float]]:
    """(threshold, coverage, risk) as the threshold falls: the share answered, and how much of that was wrong first."""
    ordered = sorted(outcomes, key=lambda outcome: -outcome.best)
    rows, wrong = [], 0
    for answered, outcome in enumerate(ordered, start=1):
        wrong += not any(outcome.right[:1])
        if answered == len(ordered) or answered * 10 // len(ordered) > (answered - 1) * 10 // len(ordered):
            rows.append((outcome.best, answered / len(ordered), wrong / answered))
    return rows


_COLUMNS = "questions hit@1 hit@3 P nDCG@10 speakers silence silence-P false-silence".split()


def report(outcomes: Sequence[Outcome], baseline: Sequence[Outcome], misses: bool = False) -> Iterator[str]:
    """The figures as lines of text: per kind, the baseline, and the errors at each share of questions answered."""
    yield " ".join(["kind".ljust(18), *(column.rjust(13) for column in _COLUMNS)])
    for kind, measured in (*by_kind(outcomes).items(), ("plain cosine", figures(baseline))):
        shares = astuple(measured)[1:]
        yield " ".join([kind.ljust(18), f"{measured.questions:13}", *(f"{share:13.2f}" for share in shares)])
    yield ""
    yield "confidence  answers  right (the first quote)"
    for confidence in Confidence:
        called = [outcome for outcome in outcomes if outcome.confidence is confidence]
        yield f"{confidence.value:10}  {len(called):7}  {_mean(any(outcome.right[:1]) for outcome in called):5.2f}"
    yield ""
    yield "threshold  coverage  risk (answered first with something wrong)"
    for threshold, coverage, risk in risk_coverage(outcomes):
        yield f"{threshold:9.2f}  {coverage:8.2f}  {risk:4.2f}"
    for outcome in outcomes if misses else ():
        if not (any(outcome.right[:1]) if outcome.asked.answerable else outcome.silent):
            history = " / ".join([*outcome.asked.history, outcome.asked.question])
            what = "silent" if outcome.silent else f"right: {''.join('.x'[right] for right in outcome.right)}"
            yield f"{outcome.best:5.2f}  {what:14}  {outcome.asked.kind}: {history}"
