"""Whether every word of a text is in a turn, in a label or among what was left out, each in its place."""

from __future__ import annotations

import html
import re

from index.transcript import Transcript

_ENTITY = re.compile(r"&(?:#\w{1,8}|[A-Za-z]\w{1,30});")
_MARKUP = re.compile(r"\(https?://[^\s)]*\)|</?(?:b|strong)>|\d{1,3}(?::\d\d){1,3}(?:[.,]\d{1,3})?")


def uncovered(text: str, transcript: Transcript) -> str:
    """The letters and digits of the text that no turn, label or left-out line accounts for, in order.

    A turn's text must be in the source as it stands, in order, cut at line ends at most: else this raises ValueError.
    """
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    free = list(text)
    _take_turns(text, free, transcript)
    _take_left_out(text, free, transcript)
    labels = "".join(turn.speaker.label for turn in transcript.turns if turn.speaker)
    rest = _letters(_MARKUP.sub(" ", "".join(free)))
    return "" if rest == _letters(labels) else _without(rest, _letters(labels))


def _take_turns(text: str, free: list[str], transcript: Transcript) -> None:
    at = 0
    for turn in transcript.turns:
        start = text.find(turn.text, at)
        pieces = [turn.text] if start >= 0 else turn.text.split("\n")
        for piece in pieces:
            start = text.index(piece, at)
            at = start + len(piece)
            free[start:at] = " " * len(piece)


def _take_left_out(text: str, free: list[str], transcript: Transcript) -> None:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for left in transcript.left_out:
        line = starts[(left.line or 1) - 1]
        start = text.index(left.text, line)
        free[start : start + len(left.text)] = " " * len(left.text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _without(rest: str, labels: str) -> str:
    """What is left of the first once the letters of the second, in their order, are taken away."""
    found, wanted = [], iter(labels)
    letter = next(wanted, "")
    for char in rest:
        if char == letter:
            letter = next(wanted, "")
        else:
            found.append(char)
    return "".join(found) + (f" (a label ends in nothing: {letter})" if letter else "")
