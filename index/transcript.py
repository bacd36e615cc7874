"""The types that everything else speaks of: a transcript, its turns, who spoke them, and places in them.

All are immutable. Offsets count Unicode code points and ranges are half-open, as in a Python slice; times are
whole milliseconds from the start of the recording.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one turn: ``transcript.turns[turn].text[start:end]``. Orders by place in the transcript."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the label as the file prints it, and the person it stands for.

    ``name`` is empty while nobody knows who that is: QUESTION, SPEAKER 1 (see speakers.py). ``evidence`` is the
    sentence that an inferred name rests on; a name that the label or the file's own list gives has none.
    """

    label: str
    name: str = ""
    role: str = ""
    evidence: Span | None = None

    @property
    def inferred(self) -> bool:
        return self.evidence is not None

    @property
    def who(self) -> str:
        """What to call the speaker: the person's name, else the label."""
        return self.name or self.label


@dataclass(frozen=True, slots=True)
class Anchor:
    """The file says that the word at ``offset`` of the turn's text was spoken at ``ms``."""

    offset: int
    ms: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another does. ``text`` is the file's own, unchanged.

    ``speaker`` is None where the file does not say who speaks. ``anchors`` are in order of offset and give the times
    that the file has inside the turn (cues, words).
    """

    text: str
    speaker: Speaker | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    anchors: tuple[Anchor, ...] = ()

    def time_at(self, offset: int) -> tuple[int | None, bool]:
        """When the word at ``offset`` is spoken, in ms, and whether that is only interpolated between known times."""
        known = self._known_times()
        after = bisect_right(known, offset, key=lambda anchor: anchor.offset)
        if after == 0:
            return self.start_ms, False
        before = known[after - 1]
        if before.offset == offset or after == len(known):
            return before.ms, before.offset != offset
        following = known[after]
        share = (offset - before.offset) / (following.offset - before.offset)
        return round(before.ms + share * (following.ms - before.ms)), True

    def _known_times(self) -> list[Anchor]:
        known = list(self.anchors)
        if self.start_ms is not None and (not known or known[0].offset > 0):
            known.insert(0, Anchor(0, self.start_ms))
        if self.end_ms is not None and (not known or known[-1].offset < len(self.text)):
            known.append(Anchor(len(self.text), self.end_ms))
        return known


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of the file that is no one's speech, and why it was left out of the turns. ``line`` counts from 1."""

    text: str
    why: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation. ``id`` is made from the source's bytes, so the same file always has the same id.

    ``date`` is ISO 8601, as exact as the file is: ``2023-11-09``, ``2023-11`` or ``2023``; empty where unknown.
    ``participants`` are those whom the file lists, whether they speak or not; their labels are empty.
    ``language`` is a BCP 47 tag and ``media`` the address of the recording, where the file gives them.
    """

    id: str
    title: str
    turns: tuple[Turn, ...]
    date: str = ""
    place: str = ""
    participants: tuple[Speaker, ...] = ()
    language: str = ""
    media: str = ""
    source: str = ""
    format: str = ""
    left_out: tuple[LeftOut, ...] = ()

    def text(self, span: Span) -> str:
        """The exact words at ``span``. Raises IndexError for a place that this transcript does not have."""
        turn = self.turns[span.turn]
        if not 0 <= span.start <= span.end <= len(turn.text):
            raise IndexError(f"turn {span.turn} of {self.id} has {len(turn.text)} characters, not {span.end}")
        return turn.text[span.start : span.end]

    def who(self, span: Span) -> str:
        """Who speaks at ``span``; empty where the file does not say."""
        speaker = self.turns[span.turn].speaker
        return speaker.who if speaker else ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and searched: some neighbouring sentences, of one long turn or of several short ones.

    ``sentences`` are in reading order and each lies in one turn, so each has one speaker.
    """

    transcript: str
    sentences: tuple[Span, ...]
