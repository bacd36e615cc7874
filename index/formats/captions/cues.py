"""From timed pieces of text (cues, segments, words) to turns: what all captions and speech recognisers share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.transcript import Anchor, Speaker, Turn

PAUSE_MS = 2_000  # without labels, a silence this long begins a new turn
LONG_TURN = 600  # characters after which an unlabelled turn ends at the next sentence, after twice as many anywhere
LONGEST_MS = 1_000 * 3_600_000  # a later time is no place in a recording
RESTART_MS = 60_000  # going back further than this, the clock has started anew: a second recording, or midnight
_SENTENCE_END = re.compile(r"[.?!…。？！؟۔।][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of text with its times in ms, None where the file has none. ``label`` is empty where it names nobody.

    ``joint`` is what stands between it and the piece before in the same turn: nothing before a comma, a blank line
    before a paragraph. ``new_turn``: the file says that another speaks here, without naming them. ``anchors`` are the
    times of its words.
    """

    text: str
    label: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    joint: str = " "
    new_turn: bool = False
    anchors: tuple[Anchor, ...] = ()


def turns_from_cues(cues: Iterable[Cue]) -> tuple[Turn, ...]:
    """Neighbouring cues of one speaker become one turn; the start of each cue and of each timed word is an anchor.

    The turn starts with the first cue and ends with the latest end. Cues without a label are split at pauses and,
    once long, at the end of a sentence.
    """
    turns: list[Turn] = []
    group: list[Cue] = []
    length = 0
    for cue in cues:
        if not cue.text.strip():
            continue
        if group and _begins_turn(group[-1], cue, length):
            turns.append(_merge(group))
            group, length = [], 0
        group.append(cue)
        length += len(cue.text)
    if group:
        turns.append(_merge(group))
    return tuple(turns)


def _begins_turn(last: Cue, cue: Cue, length: int) -> bool:
    if cue.new_turn or _starts_anew(last, cue) or cue.label != last.label:
        return True
    if cue.label:
        return False
    if last.end_ms is not None and cue.start_ms is not None and cue.start_ms - last.end_ms >= PAUSE_MS:
        return True
    ends = bool(_SENTENCE_END.search(last.text.rstrip())) or length > 2 * LONG_TURN
    return length > LONG_TURN and ends and cue.joint != ""


def _starts_anew(last: Cue, cue: Cue) -> bool:
    return last.start_ms is not None and cue.start_ms is not None and cue.start_ms < last.start_ms - RESTART_MS


def _merge(group: list[Cue]) -> Turn:
    parts: list[str] = []
    anchors: list[Anchor] = []
    length = 0
    for cue in group:
        piece = cue.text.strip()
        joint = cue.joint if parts else ""
        start = length + len(joint)
        indent = len(cue.text) - len(cue.text.lstrip())
        times = [Anchor(start + max(0, at.offset - indent), at.ms) for at in cue.anchors if at.offset < len(cue.text)]
        if cue.start_ms is not None and (cue.joint or any(map(str.isalnum, piece))):  # no anchor inside a word
            times.insert(0, Anchor(start, cue.start_ms))
        for time in times:
            if not anchors or anchors[-1].offset < time.offset:
                anchors.append(time)
        parts += [joint, piece]
        length = start + len(piece)
    return Turn(
        text="".join(parts),
        speaker=Speaker(group[0].label) if group[0].label else None,
        start_ms=next((cue.start_ms for cue in group if cue.start_ms is not None), None),
        end_ms=max((cue.end_ms for cue in group if cue.end_ms is not None), default=None),
        anchors=tuple(anchors),
    )


def in_order(cues: Iterable[Cue]) -> list[Cue]:
    """The cues by their starts. Captions are written when they are ready, so a short remark may come before its time.

    Only such small disorder is mended: where the clock starts anew, what follows stays behind what came before.
    """
    ordered: list[tuple[int, int, Cue]] = []
    run, latest, at = 0, 0, 0
    for cue in cues:
        at = at if cue.start_ms is None else cue.start_ms
        if at < latest - RESTART_MS:
            run, latest = run + 1, 0
        latest = max(latest, at)
        ordered.append((run, at, cue))
    return [cue for _, _, cue in sorted(ordered, key=lambda entry: entry[:2])]


def word_anchors(text: str, words: Iterable[tuple[str, int | None]]) -> tuple[Anchor, ...]:
    """Where each timed word stands in the text. A word that is written otherwise in the text has no anchor."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" is longer in lower case
        lower = text
    anchors: list[Anchor] = []
    reached = 0
    for word, ms in words:
        bare = word.strip().lower()
        found = lower.find(bare, reached, reached + len(bare) + 80) if bare else -1
        if found >= 0:
            reached = found + len(bare)
            if ms is not None:
                anchors.append(Anchor(found, ms))
    return tuple(anchors)


def in_milliseconds(pieces: Sequence[tuple[str, float | None, float | None]]) -> bool:
    """Whether the starts and ends of these texts, that could be seconds, are milliseconds.

    They are where all are whole and, taken for seconds, would leave two seconds and more for every letter.
    """
    times = [time for _, start, end in pieces for time in (start, end) if time is not None]
    if not times or any(time % 1 for time in times):
        return False
    following = [start for _, start, _ in pieces[1:]] + [None]
    rates = [
        len(text) / (until - start)
        for (text, start, end), after in zip(pieces, following, strict=True)
        if start is not None and (until := after if end is None else end) is not None and until > start
    ]
    return bool(rates) and median(rates) < 0.5


def plausible(ms: float) -> int | None:
    """A time as whole milliseconds; None for what cannot be a place in a recording: negative, infinite, weeks later."""
    return round(ms) if 0 <= ms <= LONGEST_MS else None


def joined_as_written(cues: Sequence[Cue]) -> list[Cue]:
    """Cues whose texts bring their own spaces ("It's", " ", "Friday", ",") joined by these and no others."""
    written = [cue for cue in cues if cue.text]
    if not _bring_spaces(written):
        return list(cues)
    joined = written[:1]
    for before, cue in pairwise(written):
        joined.append(replace(cue, joint=" " if _spaced(before, cue) else ""))
    return joined


def _bring_spaces(cues: Sequence[Cue]) -> bool:
    """Whether some text is only a space, or spaces stand between all texts that no punctuation joins."""
    joints = [(_spaced(before, cue), cue) for before, cue in pairwise(cues) if before.label == cue.label]
    return any(cue.text.isspace() for cue in cues) or (
        any(spaced for spaced, _ in joints) and all(spaced or cue.text[0] in ".,;:!?…'’" for spaced, cue in joints)
    )


def _spaced(before: Cue, cue: Cue) -> bool:
    return before.text[-1].isspace() or cue.text[0].isspace()
