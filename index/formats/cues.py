"""From timed pieces of text (cues, segments, words) to turns: what all subtitle and speech-recognition formats share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.transcript import Anchor, Speaker, Turn

PAUSE_MS = 2_000  # without labels, a silence this long begins a new turn
LONG_TURN = 600  # characters after which an unlabelled turn ends at the next sentence


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of text with its times in ms, None where the file has none. ``label`` is empty where it names nobody."""

    text: str
    label: str = ""
    start_ms: int | None = None
    end_ms: int | None = None


def turns_from_cues(cues: Iterable[Cue]) -> tuple[Turn, ...]:
    """Neighbouring cues of one speaker become one turn, their texts joined by a space; each cue's start is an anchor.

    The turn starts with the first cue and ends with the latest end. Cues without a label are split at pauses and,
    once long, at the end of a sentence.
    """
    turns: list[Turn] = []
    group: list[Cue] = []
    for cue in cues:
        if not cue.text.strip():
            continue
        if group and _begins_turn(group, cue):
            turns.append(_merge(group))
            group = []
        group.append(cue)
    if group:
        turns.append(_merge(group))
    return tuple(turns)


def _begins_turn(group: list[Cue], cue: Cue) -> bool:
    last = group[-1]
    if cue.label or last.label:
        return cue.label != last.label
    if last.end_ms is not None and cue.start_ms is not None and cue.start_ms - last.end_ms >= PAUSE_MS:
        return True
    return sum(len(c.text) for c in group) > LONG_TURN and last.text.rstrip().endswith((".", "?", "!", "…", "。", "？"))


def _merge(group: list[Cue]) -> Turn:
    text, anchors = "", []
    for cue in group:
        piece = cue.text.strip()
        text += " " if text else ""
        if cue.start_ms is not None:
            anchors.append(Anchor(len(text), cue.start_ms))
        text += piece
    label = group[0].label
    return Turn(
        text=text,
        speaker=Speaker(label) if label else None,
        start_ms=group[0].start_ms,
        end_ms=max((cue.end_ms for cue in group if cue.end_ms is not None), default=None),
        anchors=tuple(anchors),
    )
