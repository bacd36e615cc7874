"""How much everybody says: turns, words and, where a file has times, time, counted once for each transcript."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from index.errors import NoSuchTranscript
from index.speakers.identify import Appearance
from index.store import Store, Summary
from index.transcript import Span, Transcript, Turn

# Written without spaces between words: each character counts as one.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_KEPT = 20_000  # transcripts whose counts are kept


@dataclass(frozen=True, slots=True)
class Share:
    """What one speaker says in one transcript. ``who`` is as ``Speaker.who``, empty for turns without a speaker.

    ``ms`` is None where the file has no times. ``first`` is the number of the first turn. ``evidence`` is the sentence
    that an inferred name rests on.
    """

    who: str
    label: str
    turns: int
    words: int
    ms: int | None
    first: int
    evidence: Span | None = None


def shares(transcript: Transcript) -> tuple[Share, ...]:
    """Everybody who speaks, in the order of their first words."""
    turns: dict[str, list[int]] = {}
    for number, turn in enumerate(transcript.turns):
        turns.setdefault(turn.speaker.who if turn.speaker else "", []).append(number)
    lengths = durations(transcript)
    return tuple(_share(transcript, who, numbers, lengths) for who, numbers in turns.items())


def _share(transcript: Transcript, who: str, numbers: list[int], lengths: list[int | None]) -> Share:
    speakers = [speaker for number in numbers if (speaker := transcript.turns[number].speaker)]
    times = [ms for number in numbers if (ms := lengths[number]) is not None]
    return Share(
        who,
        speakers[0].label if speakers else "",
        len(numbers),
        sum(count_words(transcript.turns[number].text) for number in numbers),
        sum(times) if times else None,
        numbers[0],
        next((speaker.evidence for speaker in speakers if speaker.evidence), None),
    )


def count_words(text: str) -> int:
    """Words as they are written: what stands between spaces, and each character of what is written without."""
    return len((text if text.isascii() else _UNSPACED.sub(" x ", text)).split())


def durations(transcript: Transcript) -> list[int | None]:
    """How long each turn takes, in ms: to its end or, where the file has none, to the beginning of the next.

    None where that is not known, as of all turns of a file without times.
    """
    starts = [turn.start_ms if turn.start_ms is not None else turn.time_at(0)[0] for turn in transcript.turns]
    return [
        _duration(turn, start, following)
        for turn, start, following in zip(transcript.turns, starts, [*starts[1:], None], strict=True)
    ]


def _duration(turn: Turn, start: int | None, following: int | None) -> int | None:
    end = turn.end_ms if turn.end_ms is not None else following
    if end is None and turn.anchors:
        end = turn.anchors[-1].ms
    return end - start if start is not None and end is not None and end >= start else None


Key = tuple[str, int, tuple[Appearance, ...]]
_counted: dict[Key, tuple[Share, ...]] = {}
_counting = threading.Lock()


def shares_by_transcript(store: Store, summaries: Iterable[Summary]) -> Mapping[str, tuple[Share, ...]]:
    """The shares in each of these transcripts, by id.

    A transcript's id is made from its bytes, so its counts stay true until its speakers are named otherwise: only what
    is new or renamed is counted, however often the library changes, and one count serves every visitor.
    """
    rows: dict[str, list[Appearance]] = {}
    for row in store.appearances():
        rows.setdefault(row.transcript, []).append(row)
    found: dict[str, tuple[Share, ...]] = {}
    for summary in summaries:
        key = (summary.id, summary.turns, tuple(rows.get(summary.id, ())))
        with suppress(NoSuchTranscript):  # removed just now
            found[summary.id] = _counted.get(key) or _count(store, key)
    return found


def _count(store: Store, key: Key) -> tuple[Share, ...]:
    counted = shares(store.transcript(key[0]))
    with _counting:
        while len(_counted) >= _KEPT:
            del _counted[next(iter(_counted))]
        _counted[key] = counted
    return counted
