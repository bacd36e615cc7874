"""Captions that roll up the screen show each line two or three times; it was said once, and is kept once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.formats.captions.captions import Block


def collapsed(blocks: Sequence[Block]) -> list[Block]:
    """The cues without the lines that only stayed on the screen, where the file is of that kind; else as they are.

    A cue that begins with the last line of the one before and adds another is proof; a song's repeated line is not.
    """
    rolls = sum(
        _repeated(before, block) and _repeated(before, block) < len(_texts(block)) for before, block in pairwise(blocks)
    )
    if rolls < 2 or rolls < len(blocks) / 4:
        return list(blocks)
    kept = list(blocks[:1])
    for before, block in pairwise(blocks):
        shown = [line for line in block.lines if line.text]
        kept.append(replace(block, lines=tuple(shown[_repeated(before, block) :])))
    return kept


def _texts(block: Block) -> list[str]:
    return [line.text for line in block.lines if line.text]


def _repeated(before: Block, block: Block) -> int:
    """How many lines at the start of a cue are the last lines of the one before."""
    was, now = _texts(before), _texts(block)
    return next((n for n in range(min(len(was), len(now)), 0, -1) if was[-n:] == now[:n]), 0)
