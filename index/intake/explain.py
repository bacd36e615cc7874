"""What was understood of a file, for those who want to check it: nothing of it is hidden, and nothing is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from index.passages import NOTE
from index.speakers.identify import Appearance, appearances
from index.transcript import LeftOut, Speaker, Transcript


def explain(transcript: Transcript, producers: str = "") -> Iterator[str]:
    """Line by line: what the file is, who speaks in it and why they are called so, and what was left out and why.

    ``producers`` says in a few words where files of this format come from.
    """
    yield transcript.source or transcript.id
    yield _entry("format", transcript.format + (f" ({producers})" if producers else ""))
    for name, value in (("title", transcript.title), ("date", transcript.date), ("place", transcript.place)):
        yield _entry(name, value or "not found")
    for name, value in (("language", transcript.language), ("media", transcript.media)):
        if value:
            yield _entry(name, value)
    yield from _participants(transcript)
    yield from _speakers(transcript)
    unnamed = sum(turn.speaker is None for turn in transcript.turns)
    yield _entry("turns", f"{len(transcript.turns)}" + (f", {unnamed} of them without a speaker" if unnamed else ""))
    notes = Counter(note[0] for turn in transcript.turns for note in NOTE.finditer(turn.text))
    kinds = ", ".join(f"{_line(note)} × {count}" if count > 1 else _line(note) for note, count in notes.most_common())
    yield _entry("notes", f"{notes.total()}: {kinds}" if notes else "none")
    yield _entry("left out", str(len(transcript.left_out)) if transcript.left_out else "nothing")
    yield from map(_left_out, transcript.left_out)


def _participants(transcript: Transcript) -> Iterator[str]:
    listed = [f"{one.who} ({one.role})" if one.role else one.who for one in transcript.participants]
    yield _entry("participants", f"{len(listed)} listed" if listed else "none listed")
    yield from (f"    {_line(one)}" for one in listed)


def _speakers(transcript: Transcript) -> Iterator[str]:
    """Each with the number of turns, the label where it says something else, and the sentence of an inferred name."""
    evidence = {
        (speaker.label, speaker.name, speaker.role): speaker
        for turn in transcript.turns
        if (speaker := turn.speaker) and speaker.inferred
    }
    rows = [row for row in appearances(transcript) if row.turns]
    yield _entry("speakers", str(len(rows)) if rows else "none")
    for row in rows:
        yield f"{row.turns:>6} × {_line(row.who)}{_label(row)}"
        if speaker := evidence.get((row.label, row.name, row.role)):
            yield f"         inferred from {_sentence(transcript, speaker)}"


def _label(row: Appearance) -> str:
    about = [f"printed {_line(row.label)}"] if row.label != row.who else []
    about += [_line(row.role)] if row.role and row.role != row.who else []
    return f" ({'; '.join(about)})" if about else ""


def _sentence(transcript: Transcript, speaker: Speaker) -> str:
    assert speaker.evidence is not None
    return f"turn {speaker.evidence.turn + 1}: {_line(transcript.text(speaker.evidence))}"


def _left_out(out: LeftOut) -> str:
    return f"    {f'line {out.line}: ' if out.line else ''}{out.why}: {_line(out.text)}"


def _entry(name: str, value: str) -> str:
    return f"{name:<13} {_line(value)}"


def _line(text: str) -> str:
    """Text of several lines as one, whole."""
    return " ".join(text.split())
