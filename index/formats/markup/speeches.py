"""From paragraphs that are marked up with their speaker to turns: what all formats with markup share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.formats.markup.xml import Block, Element
from index.formats.text import stamps
from index.transcript import Anchor, Speaker, Turn

NEW_PARAGRAPH = "\n\n"
_SECONDS = re.compile(r"(\d{1,9}(?:\.\d{0,9})?)\s*s?")
_BRACKETED = re.compile(r"[(\[{（［【].*[)\]}）］】][.,;:]?|[–—-]\s.*\s[–—-]|/.*/|\*.*\*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one speaker says in one block of the markup. ``joint`` is what joins it to a turn's earlier text."""

    text: str
    speaker: Speaker | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    joint: str = NEW_PARAGRAPH


class Joints:
    """What joins each block to the one before it: nothing new where a note only interrupted the paragraph."""

    def __init__(self) -> None:
        self._paragraph: Element | None = None
        self._spaced = False

    def skip(self, block: Block) -> None:
        """A block that is no speech; white space before it parts the words around it."""
        self._spaced |= block.space_before

    def to(self, block: Block, paragraph: Element | None) -> str:
        same = paragraph is not None and paragraph is self._paragraph
        spaced = block.space_before or self._spaced
        self._paragraph, self._spaced = paragraph, False
        return (" " if spaced else "") if same else NEW_PARAGRAPH


def turns_from_paragraphs(paragraphs: Iterable[Paragraph]) -> tuple[Turn, ...]:
    """Neighbouring paragraphs of one speaker become one turn; each known start is an anchor.

    Paragraphs of nobody known become one turn too, unless they have times: then nothing says that one person goes on.
    """
    turns: list[Turn] = []
    group: list[Paragraph] = []
    for paragraph in paragraphs:
        if group and not _continues(group[-1], paragraph):
            turns.append(_merge(group))
            group = []
        group.append(paragraph)
    if group:
        turns.append(_merge(group))
    return tuple(turns)


def _continues(last: Paragraph, paragraph: Paragraph) -> bool:
    if paragraph.speaker is None or last.speaker is None:
        return paragraph.speaker is last.speaker and paragraph.start_ms is None
    return (paragraph.speaker.label, paragraph.speaker.name) == (last.speaker.label, last.speaker.name)


def _merge(group: list[Paragraph]) -> Turn:
    pieces: list[str] = []
    anchors: list[Anchor] = []
    length = 0
    for paragraph in group:
        piece = (paragraph.joint if pieces else "") + paragraph.text
        if paragraph.start_ms is not None:
            anchors.append(Anchor(length + len(piece) - len(paragraph.text), paragraph.start_ms))
        pieces.append(piece)
        length += len(piece)
    ends = [paragraph.end_ms for paragraph in group if paragraph.end_ms is not None]
    return Turn("".join(pieces), group[0].speaker, group[0].start_ms, max(ends, default=None), tuple(anchors))


def is_bracketed(text: str) -> bool:
    """Whether a note is set off from the speech around it, so that nobody takes it for the speaker's words."""
    return bool(_BRACKETED.fullmatch(text))


def time_ms(text: str) -> int | None:
    """A time alone, ``1:02:03.5`` or ``(02:03)``, or plain seconds, ``12.5`` or ``3s``; None for whatever else."""
    if match := _SECONDS.fullmatch(text.strip()):
        return round(float(match[1]) * 1000)
    stamp = stamps.ALONE.fullmatch(text) if len(text) < 80 else None
    return stamps.to_ms(stamp["at"]) if stamp else None


def end_ms(text: str) -> int | None:
    """The later of two times in one cell, ``0:12.5 - 0:14.0``; None for whatever else."""
    stamp = stamps.ALONE.fullmatch(text) if len(text) < 80 else None
    return stamps.to_ms(stamp["to"]) if stamp else None
