"""A transcript as the viewer in the browser gets it: its turns, word for word, and who speaks them."""

from __future__ import annotations

from typing import TypedDict

from index.passages import notes
from index.transcript import Transcript, Turn
from qa.show.links import place_href
from qa.show.wording import clock, count, day, hues, initials, role_of


class SpeakerView(TypedDict):
    who: str
    role: str
    label: str  # as the file prints it
    initials: str
    hue: int
    inferred: str  # the sentence that the name rests on; empty where the file gives the name
    evidence: str  # the address of that sentence


class TurnView(TypedDict):
    speaker: int  # in ``speakers``; -1 where the file does not say
    ms: int | None
    time: str
    text: str
    notes: list[tuple[int, int]]  # the stenographer's, in code points of ``text``


class TranscriptView(TypedDict):
    id: str
    title: str
    about: list[str]  # date, place, numbers: ready to show
    duration: int | None  # ms; null where the file has no times
    speakers: list[SpeakerView]
    turns: list[TurnView]


def transcript_view(transcript: Transcript) -> TranscriptView:
    speakers = {turn.speaker: None for turn in transcript.turns if turn.speaker}
    numbers = {speaker: number for number, speaker in enumerate(speakers)}
    colours = hues(transcript)
    views: list[SpeakerView] = [
        {
            "who": speaker.who,
            "role": role_of(speaker),
            "label": speaker.label,
            "initials": initials(speaker.who),
            "hue": colours[speaker.who],
            "inferred": transcript.text(speaker.evidence) if speaker.evidence else "",
            "evidence": place_href(transcript, speaker.evidence) if speaker.evidence else "",
        }
        for speaker in speakers
    ]
    duration = _duration(transcript)
    about = [
        day(transcript.date),
        transcript.place,
        clock(duration) if duration is not None else "",
        count(len(colours), "speaker"),
        count(len(transcript.turns), "turn"),
    ]
    return {
        "id": transcript.id,
        "title": transcript.title,
        "about": [part for part in about if part],
        "duration": duration,
        "speakers": views,
        "turns": [_turn(turn, numbers[turn.speaker] if turn.speaker else -1) for turn in transcript.turns],
    }


def _turn(turn: Turn, speaker: int) -> TurnView:
    ms, _ = turn.time_at(0)
    time = clock(ms) if ms is not None else ""
    return {"speaker": speaker, "ms": ms, "time": time, "text": turn.text, "notes": notes(turn.text)}


def _duration(transcript: Transcript) -> int | None:
    times = [ms for turn in transcript.turns if (ms := turn.time_at(len(turn.text))[0]) is not None]
    return max(times, default=None)
