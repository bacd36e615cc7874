"""Labels in the middle of lines: texts whose line breaks were lost, so that turns run on one after another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from index.formats.text.forms import Family
from index.formats.text.kinds import Kind, kind
from index.formats.text.labels import Mark
from index.formats.text.lines import Line

_UPPER = r"[A-Z][A-Z'’-]{0,30}\.?(?: [A-Z][A-Z'’-]{0,30}\.?){0,5}"
_TITLE = r"[A-Z][\w'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,3}"
_BEFORE = r"[a-z.,?!…)\]”\"’_\d—–-]"
# A small letter or a sentence's end right before a capital is no accident; with a space between, capitals alone tell.
_GLUED = re.compile(
    rf"(?:^|(?<={_BEFORE})|(?<={_BEFORE}\s)|(?<=\s\s))(?P<label>{_UPPER}):(?!\d)[ \t\u00a0]*"
    rf"|(?<=[.?!…)\]”\"])(?P<title>{_TITLE}):\s[ \t\u00a0]*"
)


def find(text: str, lines: Sequence[Line], at_line_starts: int) -> list[Mark]:
    """The labels, where three or more times as many are inside lines as begin one; else none."""
    found = [match for match in _GLUED.finditer(text) if kind(_label(match)) is not Kind.NO]
    counts = Counter(map(_label, found))
    found = [match for match in found if match["label"] or counts[match["title"]] > 1]
    if len(found) < 3 or len(found) <= 3 * at_line_starts or max(counts.values()) < 2:
        return []
    starts = [line.start for line in lines]
    return [
        Mark(
            label := _label(match),
            Family.COLON,
            kind(label),
            lines[bisect_right(starts, match.start()) - 1],
            match.start(),
            match.end(),
        )
        for match in found
    ]


def _label(match: re.Match[str]) -> str:
    return match["label"] or match["title"]
