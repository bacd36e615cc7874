"""From plain text to turns: every line becomes somebody's speech, or a label, or is listed as left out."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from types import MappingProxyType

from index.formats.text import furniture, glued, labels, rollcall, stamps
from index.formats.text.assembly import Assembly, Speech
from index.formats.text.furniture import Kind
from index.formats.text.labels import Family, Mark
from index.formats.text.lines import Line, split

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});")  # left over where text was a web page
_MAY_HOLD_LABELS = {None, Kind.HEADING}


def turns_from_paragraphs(paragraphs: Sequence[str]) -> Speech:
    """The turns of a text given as paragraphs, as documents have them; ``line`` of what is left out counts paragraphs.

    A paragraph may have a label at its start, or be one: "SMITH: text", "**Smith** [0:12]", "Smith" and then the text
    as the next paragraph. A turn's paragraphs are joined by an empty line. Without labels every paragraph is a turn.
    """
    turns, left_out = turns_from_text("\n\n".join(paragraphs))
    first = [0, *accumulate(paragraph.count("\n") + 2 for paragraph in paragraphs)]
    return Speech(turns, tuple(replace(left, line=bisect_right(first, (left.line or 1) - 1)) for left in left_out))


def turns_from_text(
    text: str, aside: Mapping[int, Kind] = MappingProxyType({}), named: Mapping[int, str] = MappingProxyType({})
) -> Speech:
    """The turns of a plain text, and what is left out of them. Never fails: text without labels has turns without.

    ``aside`` are lines, by number, of which the caller knows that nobody speaks them; ``named`` are lines of which it
    knows, by their style, that they begin with this label.
    """
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    lines = split(text)
    kinds = {**furniture.find(lines), **aside}
    marks = [mark for line in lines if kinds.get(line.number) in _MAY_HOLD_LABELS for mark in labels.read(line)]
    called = _with_named(rollcall.call([*_above_times(marks, lines), *marks], lines, text), marks, lines, named)
    timed = _timed(marks, lines)
    called = glued.find(text, lines, len(called)) or called or timed
    return Assembly(text, lines, kinds, stamped=bool(timed)).of(called)


def _with_named(
    called: list[Mark], marks: Sequence[Mark], lines: Sequence[Line], named: Mapping[int, str]
) -> list[Mark]:
    """The labels called, and those named by their style, with the time and colon that the line may have after them."""
    chosen = {mark.line.number: mark for mark in called}
    for mark in marks:
        if named.get(mark.line.number) == mark.label:
            chosen.setdefault(mark.line.number, mark)
    for line in lines:
        if label := named.get(line.number, ""):
            start = line.start + len(line.text) - len(line.text.lstrip())
            mark = Mark(label, Family.BOLD, labels.kind(label), line, start, start + len(label))
            chosen.setdefault(line.number, mark)
    return [chosen[number] for number in sorted(chosen)]


def _above_times(marks: Sequence[Mark], lines: Sequence[Line]) -> Iterator[Mark]:
    """Names alone on their lines with times alone below them, which count as names with times."""
    place = {line.number: at for at, line in enumerate(lines)}
    for mark in marks:
        if mark.family is Family.OWN and (at := place[mark.line.number] + 1) < len(lines):
            below = lines[at]
            if stamp := stamps.ALONE.fullmatch(below.text):
                yield replace(mark, family=Family.TIMED, body=below.end, at=stamp["at"], to=stamp["to"])


def _timed(marks: Sequence[Mark], lines: Sequence[Line]) -> list[Mark]:
    """The times that begin lines, where they begin so many that, for want of labels, they divide the text."""
    times = [mark for mark in marks if mark.family is Family.NOBODY]
    return times if len(times) >= 3 and len(times) >= 0.4 * len(lines) else []
