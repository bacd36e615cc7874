"""A transcript as texts: its head, from which all lists are made, and its body, the turns; what comes out went in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.milvus.state import Entry
from index.renames import Rename, renamed
from index.speakers.identify import Appearance, appearances
from index.store import Summary
from index.transcript import Anchor, LeftOut, Span, Speaker, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Head:
    """All of a transcript but its words. ``said`` is which of the ``speakers`` says each turn, -1 for none."""

    place: str
    language: str
    source: str
    format: str
    duration_ms: int | None
    speakers: tuple[Speaker, ...]
    said: tuple[int, ...]
    participants: tuple[Speaker, ...]
    left_out: tuple[LeftOut, ...]

    @classmethod
    def of(cls, transcript: Transcript) -> Head:
        speakers = list(dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker))
        numbers: dict[Speaker | None, int] = {speaker: number for number, speaker in enumerate(speakers)}
        return cls(
            transcript.place,
            transcript.language,
            transcript.source,
            transcript.format,
            Summary.of(transcript).duration_ms,
            tuple(speakers),
            tuple(numbers.get(turn.speaker, -1) for turn in transcript.turns),
            transcript.participants,
            transcript.left_out,
        )

    def written(self) -> str:
        plain = [self.place, self.language, self.source, self.format, self.duration_ms]
        out = [(out.text, out.why, out.line) for out in self.left_out]
        people = [list(map(_known, some)) for some in (self.speakers, self.participants)]
        return json.dumps([plain, *people, self.said, out])

    @classmethod
    def read(cls, text: str | bytes) -> Head:
        plain, speakers, participants, said, out = json.loads(text)
        place, language, source, format_, duration_ms = plain
        return cls(
            place,
            language,
            source,
            format_,
            duration_ms,
            tuple(_speaker(*values) for values in speakers),
            tuple(said),
            tuple(_speaker(*values) for values in participants),
            tuple(LeftOut(*values) for values in out),
        )

    def transcript(self, kept: Entry, turns: Iterable[Turn] | None = None) -> Transcript:
        """The transcript as it is described; without ``turns``, every turn without its words."""
        said = tuple(None if number < 0 else self.speakers[number] for number in self.said)
        full = tuple(Turn("", who) for who in said) if turns is None else tuple(turns)
        return Transcript(
            kept.id,
            kept.title,
            full,
            kept.date,
            self.place,
            self.participants,
            self.language,
            kept.media,
            self.source,
            self.format,
            self.left_out,
        )

    def appearances(self, kept: Entry, names: tuple[Rename, ...]) -> tuple[Appearance, ...]:
        return appearances(renamed(self.transcript(kept), names))

    def summary(self, kept: Entry, rows: Iterable[Appearance]) -> Summary:
        return Summary(
            kept.id,
            kept.title,
            kept.date,
            self.place,
            self.format,
            self.source,
            tuple(dict.fromkeys(row.who for row in rows if row.turns)),
            len(self.said),
            self.duration_ms,
            kept.media,
        )


def body(transcript: Transcript) -> str:
    turns = transcript.turns
    return json.dumps([(t.text, t.start_ms, t.end_ms, [(a.offset, a.ms) for a in t.anchors]) for t in turns])


def whole(head: Head, written: str | bytes, kept: Entry) -> Transcript:
    """The transcript of a head and a body."""
    silent = head.transcript(kept)
    turns = (
        Turn(text, turn.speaker, start, end, tuple(Anchor(*values) for values in anchors))
        for turn, (text, start, end, anchors) in zip(silent.turns, json.loads(written), strict=True)
    )
    return replace(silent, turns=tuple(turns))


def _known(speaker: Speaker) -> tuple[object, ...]:
    evidence = speaker.evidence
    return speaker.label, speaker.name, speaker.role, evidence and (evidence.turn, evidence.start, evidence.end)


def _speaker(label: str, name: str, role: str, evidence: list[int] | None) -> Speaker:
    return Speaker(label, name, role, Span(*evidence) if evidence else None)
