"""Otter.ai's text export: "Name  0:12" alone on a line, below it what is said, and a last line that names Otter."""

from __future__ import annotations

import re

from index.formats import furniture, labels
from index.formats.assembly import Assembly
from index.formats.labels import Family, Mark
from index.formats.lines import Line, split
from index.formats.press import transcript
from index.formats.source import Source
from index.transcript import Transcript

_ABOVE = re.compile(
    r"^(?:\*{0,2}[^\s\d#*\[(>-][^\n:*]{0,60}?\*{0,2}[ \t]{1,4})?\[?\d{1,2}:\d\d(?::\d\d)?\]?[ \t]*\n(?=\S)", re.MULTILINE
)
_SIGNED = re.compile(r"^[ \t]*Transcribed by https?://otter\.ai\s*\Z", re.MULTILINE)


def sniff(source: Source) -> bool:
    """Times end the lines above the turns, and the file says that it is Otter's or has little else."""
    if not source.is_text:
        return False
    above = len(_ABOVE.findall(source.text))
    if above < 2:
        return False
    blocks = sum(line.after_blank for line in split(source.text))
    return above >= 0.8 * blocks or bool(_SIGNED.search(source.text))


def parse(source: Source) -> Transcript:
    lines = split(source.text)
    kinds = furniture.find(lines)
    marks = [mark for line in lines if (mark := _mark(line))]
    return transcript(source, Assembly(source.text, lines, kinds, stamped=False).of(marks), "Otter")


def _mark(line: Line) -> Mark | None:
    """The line's label, where it holds a name and a time, or a time alone, and nothing else."""
    fits = [mark for mark in labels.read(line) if mark.family in {Family.TIMED, Family.BOLD, Family.NOBODY} and mark.at and not mark.rest.strip()]
    return max(fits, key=lambda mark: len(mark.label), default=None)
