"""A transcript as the viewer in the browser gets it: its turns, word for word, and who speaks them."""

from __future__ import annotations

from typing import TypedDict

from index.passages import notes
from index.transcript import Transcript, Turn
from qa.media import Recording, recording
from qa.show.languages import ENGLISH, Language
from qa.show.links import place_href
from qa.show.wording import clock, day, hues, initials, role_of


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
    times: list[tuple[int, int]]  # what is known of when which word is heard: (code point, ms); none without recording


class TranscriptView(TypedDict):
    id: str
    title: str
    language: str  # that it is spoken in, as HTML has it; empty where nobody knows
    about: list[str]  # date, place, numbers: ready to show
    duration: int | None  # ms; null where the file has no times
    recording: Recording | None
    speakers: list[SpeakerView]
    turns: list[TurnView]


def transcript_view(transcript: Transcript, language: Language = ENGLISH) -> TranscriptView:
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
    duration, heard = _duration(transcript), recording(transcript)
    about = [
        day(transcript.date, language),
        transcript.place,
        clock(duration) if duration is not None else "",
        language.say("n.speakers", n=len(colours)),
        language.say("n.turns", n=len(transcript.turns)),
    ]
    return {
        "id": transcript.id,
        "title": transcript.title,
        "language": transcript.language,
        "about": [part for part in about if part],
        "duration": duration,
        "recording": heard,
        "speakers": views,
        "turns": [_turn(turn, numbers[turn.speaker] if turn.speaker else -1, heard) for turn in transcript.turns],
    }


def _turn(turn: Turn, speaker: int, heard: Recording | None) -> TurnView:
    ms, _ = turn.time_at(0)
    return {
        "speaker": speaker,
        "ms": ms,
        "time": clock(ms) if ms is not None else "",
        "text": turn.text,
        "notes": notes(turn.text),
        "times": _times(turn) if heard else [],
    }


def _times(turn: Turn) -> list[tuple[int, int]]:
    """The times that the file has, not more than one a second: recognisers' have one for each word."""
    known = [(0, turn.start_ms), *((anchor.offset, anchor.ms) for anchor in turn.anchors)]
    times: list[tuple[int, int]] = []
    for offset, ms in [*known, (len(turn.text), turn.end_ms)]:
        if ms is not None and (not times or ms >= times[-1][1] + 1000):
            times.append((offset, ms))
    return times


def _duration(transcript: Transcript) -> int | None:
    times = [ms for turn in transcript.turns if (ms := turn.time_at(len(turn.text))[0]) is not None]
    return max(times, default=None)
