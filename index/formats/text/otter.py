"""Otter.ai's text export: "Name  0:12" alone on a line, below it what is said, and a last line that names Otter."""

from __future__ import annotations

import re
from itertools import pairwise

from index.formats.source import Source
from index.formats.text import furniture, labels, stamps
from index.formats.text.assembly import Assembly
from index.formats.text.forms import Family
from index.formats.text.labels import Mark
from index.formats.text.lines import Line, split
from index.formats.text.press import transcript
from index.transcript import Transcript

_ABOVE = re.compile(
    r"(?:\*{0,2}[^\s\d#*\[(>-][^:*]{0,60}?\*{0,2}\s{1,4})?\[?\d{1,2}:\d\d(?::\d\d)?\]?\s*"
)  # the name, perhaps in bold, and the time alone on a line
_NAMED = re.compile(r"[^\W\d_a-z][^:.?!\n]{0,40}:\s+\S")
_FAMILIES = {Family.TIMED, Family.BOLD, Family.NOBODY}
_SIGNED = re.compile(r"^[ \t]*Transcribed by https?://otter\.ai\s*\Z", re.MULTILINE)


def sniff(source: Source) -> bool:
    """Times end the lines above the turns, and the file says that it is Otter's or has little else."""
    if not source.is_text:
        return False
    blocks = [line for line in split(source.text) if line.after_blank]
    above = sum(bool(_ABOVE.fullmatch(line.text)) for line in blocks if _is_above(line))
    below = [below.text for line, below in pairwise(split(source.text)) if stamps.ALONE.fullmatch(line.text)]
    if below and 2 * sum(bool(_NAMED.match(text)) for text in below) >= len(below):
        return False  # times above what names its speakers are others'
    return above >= 2 and (above >= 0.8 * len(blocks) or bool(_SIGNED.search(source.text)))


def _is_above(line: Line) -> bool:
    return len(line.text) < 100 and not stamps.LAST_DATED.search(line.text)  # a message's day and hour are others', too


def parse(source: Source) -> Transcript:
    lines = split(source.text)
    kinds = furniture.find(lines)
    marks = [mark for line in lines if (mark := _mark(line))]
    return transcript(source, Assembly(source.text, lines, kinds, stamped=False).of(marks), "Otter")


def _mark(line: Line) -> Mark | None:
    """The line's label, where it holds a name and a time, or a time alone, and nothing else."""
    fits = [mark for mark in labels.read(line) if mark.family in _FAMILIES and mark.at and not mark.rest.strip()]
    return max(fits, key=lambda mark: len(mark.label), default=None)
