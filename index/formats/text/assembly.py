"""The turns of a plain text whose labels are known, each the file's own words, and the lines that are in none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from index.formats.text import furniture, stamps
from index.formats.text.furniture import Kind
from index.formats.text.labels import Mark
from index.formats.text.lines import Line, ends_sentence, within
from index.transcript import Anchor, LeftOut, Speaker, Turn

_ENDING = {Kind.HEADING, Kind.TABLE}
_ITEM = re.compile(r"\s*(?:[-*•+]|\d{1,3}[.)])\s")
_LONG = 600  # characters after which wrapped text without labels or empty lines is cut at the next sentence's end
_WRAPPED = 120  # no line of wrapped text is longer
_HEADER = 20  # no header of text without labels has more lines


class Speech(NamedTuple):
    """``left_out`` holds the header's lines (why: "header", "front matter") and whatever else is not spoken."""

    turns: tuple[Turn, ...]
    left_out: tuple[LeftOut, ...]


class Assembly:
    """Gathers turns and left-out lines of one text from top to bottom.

    ``stamped`` says that lines begin with times, which then belong to no one's speech.
    """

    def __init__(self, text: str, lines: Sequence[Line], kinds: dict[int, Kind], stamped: bool) -> None:
        self.text, self.lines, self.kinds, self.stamped = text, lines, kinds, stamped
        self.frames = stamps.has_frames(text)
        self.wrapped = _is_wrapped(lines)
        self.turns: list[Turn] = []
        self.left: list[LeftOut] = []
        self.pending: str | None = None  # a time that stands alone, for whoever speaks next

    def of(self, marks: Sequence[Mark]) -> Speech:
        starts = [mark.start for mark in marks] + [len(self.text)]
        self.top(list(within(self.lines, 0, starts[0])), labelled=bool(marks))
        for mark, end in zip(marks, starts[1:], strict=True):
            body = list(within(self.lines, mark.body, end))
            self.labelled(mark, body if end < len(self.text) else self.without_notices(body))
        return Speech(_in_time(self.turns), tuple(sorted(self.left, key=lambda left: left.line or 0)))

    def top(self, pieces: list[Line], labelled: bool) -> None:
        """What stands above the first label is a header, unless it is so much that it must be speech."""
        if labelled and sum(len(piece.text) for piece in pieces if self.is_sentence(piece)) <= len(self.text) / 10:
            speech = len(pieces)
        else:
            pieces = pieces if labelled else self.without_notices(pieces)
            speech = next((at for at, piece in enumerate(pieces[:_HEADER]) if self.is_sentence(piece)), 0)
            while self.wrapped and speech and not pieces[speech].after_blank:
                speech -= 1
        self.header(pieces[:speech])
        self.unlabelled(pieces[speech:])

    def header(self, pieces: Sequence[Line]) -> None:
        self.leave(pieces, "header")
        times = (stamp["at"] for piece in reversed(pieces) if (stamp := stamps.ALONE.fullmatch(piece.text)))
        self.pending = next(times, None)

    def labelled(self, mark: Mark, pieces: Sequence[Line]) -> None:
        """A label's turn: all up to the next heading, across the ends of pages."""
        end = next((at for at, piece in enumerate(pieces) if self.kinds.get(piece.number) in _ENDING), len(pieces))
        at, self.pending = mark.at or self.pending, None
        if not self.turn(pieces[:end], Speaker(mark.label) if mark.label else None, at, mark.to):
            self.left.append(LeftOut(mark.line.text, "nothing is said under this label", mark.line.number))
            self.pending = None
        if end < len(pieces):
            self.unlabelled([piece for piece in pieces[end:] if not self.left_beside(piece)])

    def left_beside(self, piece: Line) -> bool:
        """Leaves out what headings bring along in a labelled text: lists, and short lines that are no sentences."""
        beside = self.is_spoken(piece) and not self.is_sentence(piece)
        if beside:
            self.leave([piece], "beside the speech")
        return beside

    def unlabelled(self, pieces: Iterable[Line]) -> None:
        """Turns without a speaker: one for each paragraph."""
        group: list[Line] = []
        for piece in pieces:
            if group and self.begins_paragraph(group, piece):
                self.turn(group, None, None)
                group = []
            group.append(piece)
        self.turn(group, None, None)

    def begins_paragraph(self, group: Sequence[Line], piece: Line) -> bool:
        if piece.after_blank or not self.wrapped or piece.number in self.kinds:
            return True
        return piece.end - group[0].start > _LONG and ends_sentence(group[-1].text)

    def turn(self, pieces: Sequence[Line], speaker: Speaker | None, at: str | None, to: str | None = None) -> bool:
        """Adds the turn of these lines, cut only where a page ends or a time stands; False where nothing is said."""
        text, anchors, time = "", list[Anchor](), self.pending
        for spoken, group in groupby(self.without_times(pieces), self.is_spoken):
            if not spoken:
                time = max(filter(None, map(self.aside, group)), default=time)
                continue
            run = list(group)
            if not text:
                at = at or time
            elif (ms := stamps.to_ms(time, self.frames)) is not None and ms >= (stamps.to_ms(at, self.frames) or 0):
                anchors.append(Anchor(len(text) + 1, ms))
            text += ("\n" if text else "") + self.text[run[0].start : run[-1].end].strip()
            time = None
        self.pending = time
        if text:
            start, end = stamps.to_ms(at, self.frames), stamps.to_ms(to, self.frames)
            self.turns.append(Turn(text, speaker, start, end, tuple(anchors)))
        return bool(text)

    def without_times(self, pieces: Sequence[Line]) -> Iterator[Line]:
        """The lines, those that begin with a time cut in two."""
        for piece in pieces:
            lead = stamps.LEAD.match(piece.text)
            if lead and (self.stamped or lead["link"]) and lead.end() < len(piece.text):
                yield replace(piece, text=lead[0])
                yield replace(piece, text=piece.text[lead.end() :], start=piece.start + lead.end())
            else:
                yield piece

    def is_spoken(self, piece: Line) -> bool:
        return piece.number not in self.kinds and not stamps.ALONE.fullmatch(piece.text)

    def aside(self, piece: Line) -> str | None:
        """The time that stands alone on the line; else the line is left out."""
        if stamp := stamps.ALONE.fullmatch(piece.text):
            return stamp["at"]
        self.leave([piece], "")
        return None

    def leave(self, pieces: Iterable[Line], why: str) -> None:
        for piece in pieces:
            of = self.kinds.get(piece.number)
            known = of.value if of and (not why or of is not Kind.HEADING) else why
            self.left.append(LeftOut(piece.text, known, piece.number))

    def is_sentence(self, piece: Line) -> bool:
        return bool(piece.number not in self.kinds and ends_sentence(piece.text) and not _ITEM.match(piece.text))

    def without_notices(self, pieces: list[Line]) -> list[Line]:
        """The last lines of the text without those that only close it."""
        end = len(pieces)
        while end and (furniture.is_notice(pieces[end - 1].text) or pieces[end - 1].number in self.kinds):
            end -= 1
        self.leave(pieces[end:], Kind.NOTICE.value)
        return pieces[:end]


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether line ends only wrap the text, so that a paragraph goes on over them."""
    long = sum(len(line.text) > _WRAPPED for line in lines)
    ended = sum(ends_sentence(line.text) for line in lines)
    return long <= 0.02 * len(lines) and ended <= 0.6 * len(lines)


def _in_time(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns with the times that stand inside their texts, if those only ever go forward."""
    found = [stamps.inside(turn.text) if "(" in turn.text or "[" in turn.text else [] for turn in turns]
    flat = [ms for times in found for _, _, ms in times]
    if any(later < earlier for earlier, later in pairwise(flat)):
        return tuple(turns)
    return tuple(_timed(turn, times) if times else turn for turn, times in zip(turns, found, strict=True))


def _timed(turn: Turn, times: Sequence[tuple[int, int, int]]) -> Turn:
    anchors = {*turn.anchors, *(Anchor(end, ms) for _, end, ms in times if end < len(turn.text))}
    opening, _, ms = times[0]
    return replace(
        turn,
        start_ms=ms if turn.start_ms is None and opening == 0 else turn.start_ms,
        anchors=tuple(sorted(anchors, key=lambda anchor: anchor.offset)),
    )
