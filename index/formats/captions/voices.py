"""Who speaks in captions: voice tags, "Name:" prefixes, chevrons and dashes; from cues as shown to cues as spoken.

A label that stands only where the speaker changes holds until the next.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from statistics import median

from index.formats.captions import prefixes
from index.formats.captions.captions import Block
from index.formats.captions.cues import Cue
from index.formats.captions.markup import Line
from index.transcript import Anchor

_CHANGE = re.compile(r">{2,3}(?=\s*\S)|[-–](?:\s+(?=\S)|(?=[^\W\d_a-z]|[¿¡\"“(\[♪]))")
_CHANGE_INSIDE = re.compile(r"(?<=\s)>{2,3}(?=\s*[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A line with its cue's times: ``first`` in its cue, or after a ``gap`` there; ``change`` of speaker marked."""

    line: Line
    block: Block
    first: bool
    gap: bool = False
    change: bool = False
    label: str = ""


def cues(blocks: Sequence[Block]) -> list[Cue]:
    """The cues, each spoken by one: a cue in which two speak is two."""
    lines = list(chain.from_iterable(map(_lines, _with_names_on_top(blocks))))
    if any(line.line.voice for line in lines):
        lines = [replace(line, label=line.line.voice) for line in lines]
    else:
        known = prefixes.speakers([line.line.text for line in lines], [line.first for line in lines])
        ends = [*(line.first for line in lines), True][1:]
        lines = [_with_label(line, known, last) for line, last in zip(lines, ends, strict=True)]
        lines = list(_carried_on(lines, within_cue=True))
    if _only_changes_are_labelled(lines):
        lines = list(_carried_on(lines, within_cue=False))
    return list(_merged(lines))


def named(unnamed: Sequence[Cue]) -> list[Cue]:
    """Captions from a format without markup for speakers, with those that the text names; single words name none."""
    if any(cue.label or not cue.joint for cue in unnamed) or median([len(cue.text) for cue in unnamed] or [0]) < 12:
        return list(unnamed)
    return cues([Block(cue.start_ms, cue.end_ms, tuple(_caption_lines(cue))) for cue in unnamed])


def _caption_lines(cue: Cue) -> Iterator[Line]:
    if cue.anchors or "\n" not in cue.text:
        indent = len(cue.text) - len(cue.text.lstrip())
        yield Line(cue.text.strip(), "", tuple(Anchor(max(0, at.offset - indent), at.ms) for at in cue.anchors))
    else:
        yield from (Line(line.strip()) for line in cue.text.strip().split("\n"))


def _with_names_on_top(blocks: Sequence[Block]) -> Sequence[Block]:
    """The cues with voices, where each cue's first line is the name of its speaker and some speak twice."""
    texts = [[line.text for line in block.lines if line.text] for block in blocks]
    tops = {text[0] for text in texts if len(text) > 1}
    if not tops or len(tops) == len(blocks) or not all(len(text) > 1 and prefixes.is_name(text[0]) for text in texts):
        return blocks
    return [
        replace(block, lines=tuple(replace(line, voice=text[0]) for line in block.lines if line.text)[1:])
        for block, text in zip(blocks, texts, strict=True)
    ]


def _lines(block: Block) -> Iterator[_Spoken]:
    first, gap = True, False
    for line in block.lines:
        if not line.text:
            gap = not first
            continue
        for part in _parts(line):
            yield _Spoken(part, block, first, gap, bool(_CHANGE.match(part.text)))
            first, gap = False, False


def _parts(line: Line) -> Iterator[Line]:
    """A line cut where chevrons inside it say that another speaks."""
    starts = [0, *(match.start() for match in _CHANGE_INSIDE.finditer(line.text))]
    if len(starts) == 1:
        yield line
        return
    offsets = [anchor.offset for anchor in line.anchors]
    for start, end in zip(starts, [*starts[1:], len(line.text)], strict=True):
        inside = line.anchors[bisect_left(offsets, start) : bisect_left(offsets, end)]
        anchors = tuple(Anchor(anchor.offset - start, anchor.ms) for anchor in inside)
        yield Line(line.text[start:end].rstrip(), line.voice, anchors)


def _with_label(line: _Spoken, known: set[str], last: bool) -> _Spoken:
    """The line without the label at its start. A label with nothing after it in its cue is not one."""
    text = line.line.text
    match = prefixes.prefix(text)
    if not match or match["label"] not in known or (last and match.end() == len(text)):
        return line
    end = match.end()
    anchors = tuple(Anchor(max(0, at.offset - end), at.ms) for at in line.line.anchors)
    return replace(line, line=Line(text[end:], "", anchors), label=match["label"], change=True)


def _only_changes_are_labelled(lines: Sequence[_Spoken]) -> bool:
    """Whether a label holds until the next: the file begins with one, and none is repeated in cues side by side.

    Subtitles of films name those who are not seen, and mark others with dashes: there, a label holds for its cue.
    """
    labels = [line.label for line in lines if line.first]
    dashes = sum(map(_is_dashed, lines)) > 0.05 * len(lines)
    repeated = any(before == label != "" for before, label in pairwise(labels))
    rare = 2 * sum(map(bool, labels)) < len(labels)
    return bool(labels) and bool(labels[0]) and not dashes and (rare or not repeated)


def _is_dashed(line: _Spoken) -> bool:
    return line.change and not line.label and line.line.text.startswith(("-", "–"))


def _carried_on(lines: Sequence[_Spoken], *, within_cue: bool) -> Iterator[_Spoken]:
    """The lines with the label of the line before, where they have none and no change is marked."""
    label = ""
    for line in lines:
        change = line.change and (within_cue or not _is_dashed(line))  # here and there, a dash is only in the text
        label = line.label if line.label or change or (within_cue and line.first) else label
        yield line if line.label == label else replace(line, label=label)


def _merged(lines: Sequence[_Spoken]) -> Iterator[Cue]:
    """The lines of a cue that one speaker says, as one cue: a line break in a caption is only the screen's edge."""
    group: list[_Spoken] = []
    for line in lines:
        if group and (line.first or line.change or line.label != group[-1].label):
            yield _cue(group)
            group = []
        group.append(line)
    if group:
        yield _cue(group)


def _cue(group: Sequence[_Spoken]) -> Cue:
    text = ""
    anchors: list[Anchor] = []
    for line in group:
        text += ("\n\n" if line.gap else " ") if text else ""
        anchors += [Anchor(len(text) + at.offset, at.ms) for at in line.line.anchors]
        text += line.line.text
    head = group[0]
    unnamed_change = head.change and not head.label
    return Cue(text, head.label, head.block.start_ms, head.block.end_ms, " ", unnamed_change, tuple(anchors))
