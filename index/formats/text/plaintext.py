"""From plain text to turns: every line becomes somebody's speech, or a label, or is listed as left out."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from types import MappingProxyType

from index.formats.text import furniture, glued, kinds, labels, rollcall, stamps
from index.formats.text.assembly import Assembly, Speech
from index.formats.text.forms import Family
from index.formats.text.furniture import Kind
from index.formats.text.labels import Mark
from index.formats.text.lines import Line, ends_sentence, split

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});")  # left over where text was a web page
_HEADING = re.compile(r"\s*\d{1,3}\s*|\s*(?:\d{1,3}[.)]\s+)?[^\W\d_a-zà-ÿ](?:\S*\s){0,9}\S*[^\W_]\s*")
_PARTICIPANTS = re.compile(r"\s*(?:(?:conference )?call|company|meeting) participants:?\s*", re.IGNORECASE)
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
    kinds = {**furniture.find(lines), **_closing_list(lines), **aside}
    marks = [mark for line in lines if kinds.get(line.number) in _MAY_HOLD_LABELS for mark in labels.read(line)]
    named = {number: label for number, label in named.items() if kinds.get(number) in _MAY_HOLD_LABELS}
    called = _with_named(rollcall.call([*_beside_times(marks, lines), *marks], lines, text), marks, lines, named)
    timed = _timed(marks, lines)
    called = glued.find(text, lines, len(called)) or called or timed
    if any(mark.family is Family.SENT for mark in called):  # what the messenger itself says, such as who has joined
        spoken = {mark.line.number for mark in called}
        kinds |= {n.number: Kind.NOTICE for n in lines if n.number not in spoken and stamps.DATED.match(n.text)}
    kinds |= _headings(called, lines)
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
            mark = Mark(label, Family.BOLD, kinds.kind(label), line, start, start + len(label))
            chosen.setdefault(line.number, mark)
    return [chosen[number] for number in sorted(chosen)]


def _beside_times(marks: Sequence[Mark], lines: Sequence[Line]) -> Iterator[Mark]:
    """Names alone on their lines with times alone below or above them, which count as names with times."""
    place = {line.number: at for at, line in enumerate(lines)}
    yield from _below_times(marks, lines, place)
    for mark in marks:
        if mark.family is Family.OWN and (at := place[mark.line.number] + 1) < len(lines):
            below = lines[at]
            if stamp := stamps.ALONE.fullmatch(below.text):
                yield replace(mark, family=Family.TIMED, body=below.end, at=stamp["at"], to=stamp["to"])


def _below_times(marks: Sequence[Mark], lines: Sequence[Line], place: Mapping[int, int]) -> Iterator[Mark]:
    """Names between a time and what is said, if most times have one below them and the names come back."""
    stamped = {at: stamp for at, line in enumerate(lines) if (stamp := stamps.ALONE.fullmatch(line.text))}
    found = []
    for mark in marks:
        at = place[mark.line.number]
        spoken = at + 1 < len(lines) and not lines[at + 1].after_blank and at + 1 not in stamped
        if mark.family is Family.OWN and at - 1 in stamped and not mark.line.after_blank and spoken:
            stamp = stamped[at - 1]
            found.append(replace(mark, family=Family.TIMED, at=stamp["at"], to=stamp["to"]))
    if len(found) >= 0.8 * len(stamped) and len({mark.label for mark in found}) <= 0.7 * len(found):
        yield from found


def _headings(called: Sequence[Mark], lines: Sequence[Line]) -> dict[int, Kind]:
    """Short paragraphs right before a label that are no sentences, in a text in which all others are."""
    labelled = {mark.line.number: mark for mark in called}
    spoken = [line for line in lines if called and line.start >= called[0].start]
    headings = set[int]()
    for above, line, below in reversed(list(zip(spoken, spoken[1:], spoken[2:], strict=False))):
        bare = above.number in labelled and not labelled[above.number].rest.strip()  # then the line is all that is said
        apart = line.after_blank and below.after_blank and not bare and line.number not in labelled
        if apart and (below.number in labelled or below.number in headings) and _is_heading(line.text):
            headings.add(line.number)
    ends = [line for line, after in pairwise(spoken) if after.after_blank and line.number not in headings]
    ended = sum(ends_sentence(line.text) for line in ends)
    sure = len(headings) <= 0.25 * len(ends) and ended >= max(4, 0.95 * len(ends))
    return dict.fromkeys(headings, Kind.HEADING) if sure else {}


def _is_heading(text: str) -> bool:
    return bool(_HEADING.fullmatch(text)) and not ends_sentence(text)


def _closing_list(lines: Sequence[Line]) -> dict[int, Kind]:
    """A list of those who took part, at the end of the text: its heading, and all below it if nobody speaks there."""
    at = next((at for at in reversed(range(len(lines))) if _PARTICIPANTS.fullmatch(lines[at].text)), len(lines))
    below = lines[at:]
    listed = at >= 0.5 * len(lines) and not any(ends_sentence(line.text) for line in below)
    return {line.number: Kind.NOTICE for line in below} if listed else {}


def _timed(marks: Sequence[Mark], lines: Sequence[Line]) -> list[Mark]:
    """The times that begin lines, where they begin so many that, for want of labels, they divide the text."""
    times = [mark for mark in marks if mark.family is Family.NOBODY]
    return times if len(times) >= 3 and len(times) >= 0.4 * len(lines) else []
