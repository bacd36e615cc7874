"""One piece of speech in JSON: what it says, who says it and when, in the words that producers use for these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.formats.json_node import Node

_TEXTS = (
    *("punct", "punctuated_word", "text", "body", "transcript", "words_str", "utterance", "sentence", "caption"),
    *("content", "Content", "speech", "said", "dialogue", "paragraph", "message", "raw_text", "utf8", "line", "quote"),
    *("value", "word", "words"),
)
_LABELS = (
    *("speaker_name", "speakerName", "speakerDisplayName", "speaker", "speakerLabel", "speaker_label", "speaker_id"),
    *("speakerId", "speakerTag", "speaker_tag", "spk", "participant", "ParticipantRole", "author", "user", "role"),
    *("speakers", "name"),
)
NAMES = ("name", "speaker_name", "speakerName", "display_name", "displayName", "label", "id", "@id")
_WORDS = ("words", "elements", "tokens", "Items", "items", "result")
_ASIDE = ("data", "attrs", "metadata", "meta")  # where editors keep what is not the text
SECONDS, _MILLISECONDS, _SAMPLES = 1_000.0, 1.0, 1 / 16  # Otter counts samples of sound, 16 a millisecond
_STARTS = (
    dict.fromkeys(("start", "start_time", "startTime", "start_ts", "startOffset", "start_sec", "begin"), SECONDS)
    | dict.fromkeys(("startMs", "start_ms", "startTimeMs", "start_time_ms", "BeginOffsetMillis"), _MILLISECONDS)
    | {"start_offset": _SAMPLES}
    | dict.fromkeys(("timestamp", "time_stamp", "ts", "time", "offset", "start_timestamp"), SECONDS)
)
_ENDS = (
    dict.fromkeys(("end", "end_time", "endTime", "end_ts", "endOffset", "end_sec", "stop"), SECONDS)
    | dict.fromkeys(("endMs", "end_ms", "endTimeMs", "end_time_ms", "EndOffsetMillis"), _MILLISECONDS)
    | {"end_offset": _SAMPLES, "end_timestamp": SECONDS}
)
_INTERVALS = ("timestamps", "instances", "timestamp")  # {"from": …, "to": …}, [{"start": …, "end": …}] or [start, end]


@dataclass(frozen=True, slots=True)
class Times:
    """Start and end as the file counts them, and how many milliseconds one is by the names of the members."""

    start: float | None = None
    end: float | None = None
    unit: float = SECONDS


def text_of(piece: Node) -> str:
    """What a piece says: itself, or the first of its members with a usual name that is a text; empty for none."""
    if not isinstance(piece.value, dict):
        return piece.text if isinstance(piece.value, str) else ""
    members = piece.value
    return piece[next((key for key in _TEXTS if isinstance(members.get(key), str)), "text")].text


def label_of(piece: Node, names: dict[str, str]) -> str:
    """Who says a piece, by the name behind an id where the file gives one; empty where it does not say."""
    speaker = next((held for holder in _holders(piece) if (held := holder.first(*_LABELS))), piece["speaker"])
    if not speaker and isinstance(piece["from"].value, dict):  # in other files, a time
        speaker = piece["from"]
    speakers = speaker.each() if isinstance(speaker.value, list) else [speaker]
    labels = [(each.first(*NAMES) if isinstance(each.value, dict) else each).text.strip() for each in speakers]
    labels = [label.rstrip(":：").rstrip() for label in labels]
    return ", ".join(names.get(label, label) for label in labels if label)


def times_of(piece: Node) -> Times:
    """When a piece is said. Raises TranscriptError, with its place, for what is no time."""
    interval = piece.first(*_INTERVALS)
    if isinstance(interval.value, list) and not isinstance(interval[0].value, dict):
        return Times(interval[0].number, interval[1].number)
    aside = interval[0] if isinstance(interval.value, list) else interval
    holders = [*_holders(piece), aside] if isinstance(aside.value, dict) else [*_holders(piece)]
    for holder in holders:
        start_key, end_key = (next(filter(holder.holds, keys), "") for keys in (_STARTS, _ENDS))
        if start_key and holder[start_key].value is not interval.value:
            start, unit = holder[start_key].number, _STARTS[start_key]
            length = holder["duration"].number
            until = None if start is None or length is None else start + length
            return Times(start, holder[end_key].number if end_key else until, unit)
    if isinstance(aside.value, dict):
        return Times(aside["from"].number, aside["to"].number)
    return Times(None, piece.first(*_ENDS).number, _ENDS.get(next(filter(piece.holds, _ENDS), ""), SECONDS))


def words_of(piece: Node) -> list[Node]:
    for holder in _holders(piece):
        words = holder.first(*_WORDS)
        if isinstance(words.value, list):
            return [word for word in words.each() if word]
    return []


def _holders(piece: Node) -> Iterator[Node]:
    yield piece
    if isinstance(piece.value, dict):
        for key in _ASIDE:
            if isinstance(piece.value.get(key), dict):
                yield piece[key]
