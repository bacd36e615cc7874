"""Captions as text: cues cut out by their time lines and freed of markup, none of their words lost.

WebVTT and SRT share this reader. It is written by hand because what is found in the wild is neither: times without
hours or minutes, blank lines inside a cue, missing numbers. Strict readers drop such cues without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import TranscriptError
from index.formats.captions.cues import plausible
from index.formats.captions.markup import Line, heard
from index.formats.source import Source
from index.transcript import LeftOut

_CLOCK = r"(-)?(?:(\d{1,4}):)?(?:(\d{1,4}):)?(\d{1,6})(?:[.,:](\d{1,9}))?"
_ARROW = r"(?:-{1,2}|[–—])\s?>|→"  # spelling checkers and translators spoil arrows
_TIME_LINE = re.compile(rf"\s*{_CLOCK}\s*(?:{_ARROW})\s*{_CLOCK}(?P<settings>\s.*)?")
_LIKE_TIME_LINE = re.compile(r"\s*-?\d[\d:.,\s]*-->|.*-->\s*-?\d")
_TIMED = re.compile(
    rf"^\s*\d[\d:.,]*\s*-->\s*\d|^\s*\d+:[\d:.,]+[ \t]*(?:{_ARROW})[ \t]*\d+:[\d:.,]+[ \t]*$", re.MULTILINE
)
_WEBEX = re.compile(r'\d+\s+"(?P<name>[^"]+)"(?:\s+\(\d*\))?')  # Cisco Webex names the speaker in the cue's number
_COMMENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Block:
    """A cue: its times and its lines as they are heard."""

    start_ms: int | None
    end_ms: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A time line: its index, the index of the number or name above it (or its own), and whose voice that names."""

    line: int
    top: int
    voice: str


def are_in(source: Source) -> bool:
    """Whether the text begins with cues, whatever its name is."""
    return bool(_TIMED.search(source.text[:4_000]))


def read(source: Source, *, named: bool) -> tuple[list[Block], tuple[LeftOut, ...]]:
    """The cues in the order of the file, and what stands outside them. Raises TranscriptError at a broken time line.

    ``named``: a cue may have any name above its time line and comments may stand between cues, as in WebVTT.
    """
    lines = source.text.split("\n")
    left_out: list[LeftOut] = []
    marks: list[_Mark] = []
    for at, line in enumerate(lines):
        if _is_time_line(source, line, at):
            top = _top(lines, at, marks[-1].line if marks else -1, named)
            name = lines[top].strip() if top < at else ""
            webex = _WEBEX.fullmatch(name)
            if re.search(r"[^\W\d_]\s+\S", name) and not webex:
                left_out.append(LeftOut(name, "the name of a cue", top + 1))
            marks.append(_Mark(at, top, webex["name"] if webex else ""))
    left_out += _outside(lines, 0, marks[0].top if marks else len(lines), "above the first cue")
    blocks: list[Block] = []
    ends = [*(mark.top for mark in marks), len(lines)][1:]
    for mark, end in zip(marks, ends, strict=True):
        spoken, comments = _body(lines, mark.line + 1, end, named)
        left_out += comments
        blocks.append(_block(lines[mark.line], spoken, mark.voice))
    return blocks, tuple(left_out)


def _is_time_line(source: Source, line: str, at: int) -> bool:
    if not (">" in line or "→" in line):
        return False
    if _TIME_LINE.fullmatch(line):
        return "-->" in line or line.count(":") > 1
    if "-->" not in line or not _LIKE_TIME_LINE.match(line):
        return False  # an arrow in what is said
    reason = f"“{line.strip()[:60]}” is not a time line"
    raise TranscriptError(source.name, reason, 'write it as "00:00:01.000 --> 00:00:02.000"', f"line {at + 1}")


def _top(lines: list[str], mark: int, before: int, named: bool) -> int:
    """Where a cue begins: at the number or name right above its time line, unless another cue's words stand there."""
    above = mark - 1
    text = lines[above].strip() if above > before else ""
    if not text or text.startswith("WEBVTT") or above == before + 1 > 0:
        return mark
    begins = above == 0 or not lines[above - 1].strip()
    return above if text.isdecimal() or (named and begins) else mark


def _outside(lines: list[str], start: int, end: int, why: str) -> Iterator[LeftOut]:
    for top, paragraph in _paragraphs(lines, start, end):
        text = "\n".join(paragraph).removeprefix("WEBVTT").strip()
        if text:
            yield LeftOut(text, why, top + 1)


def _paragraphs(lines: list[str], start: int, end: int) -> Iterator[tuple[int, list[str]]]:
    top = start
    for at in range(start, end + 1):
        if at == end or not lines[at].strip():
            if top < at:
                yield top, lines[top:at]
            top = at + 1


def _body(lines: list[str], start: int, end: int, named: bool) -> tuple[list[str], list[LeftOut]]:
    """A cue's lines, with an empty one between paragraphs, and the comments that follow it."""
    spoken: list[str] = []
    comments: list[LeftOut] = []
    for top, paragraph in _paragraphs(lines, start, end):
        if named and top > start and _COMMENT.match(paragraph[0]):
            comments.append(LeftOut("\n".join(paragraph), "a comment in the file", top + 1))
        else:
            spoken += ["", *paragraph] if spoken else paragraph
    return spoken, comments


def _block(time_line: str, spoken: list[str], voice: str) -> Block:
    times = _TIME_LINE.fullmatch(time_line)
    assert times
    start, end = _ms(*times.group(1, 2, 3, 4, 5)), _ms(*times.group(6, 7, 8, 9, 10))
    settings = (times["settings"] or "").strip()
    if any(":" not in setting for setting in settings.split()):
        spoken = [settings, *spoken]  # no settings: somebody's words on the time line
    ends = start is None or end is None or end >= start
    return Block(start, end if ends else None, tuple(heard(spoken, voice)))


def _ms(minus: str | None, first: str | None, second: str | None, seconds: str, fraction: str | None) -> int | None:
    hours, minutes = (first, second) if second else (None, first)
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return None if minus else plausible(whole * 1_000 + int(f"{fraction or '':0<3.3}"))
