"""One piece of speech in JSON: what it says, who says it and when, in the words that producers use for these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.formats import clock
from index.formats.data.json_node import Node

_TEXTS = (
    *("punct", "punctuated_word", "text", "body", "transcript", "words_str", "utterance", "utt", "sentence"),
    *(
        "caption",
        "content",
        "Content",
        "speech",
        "said",
        "dialogue",
        "paragraph",
        "message",
        "raw_text",
        "utf8",
        "line",
        "quote",
    ),
    *("value", "word", "words", "term"),
)
_LABELS = (
    *("speaker_name", "speakerName", "speakerDisplayName", "speaker", "speakerLabel", "speaker_label", "speaker_id"),
    *("speakerId", "speakerTag", "speaker_tag", "spk", "participant", "ParticipantRole", "author", "user_profile"),
    *("sender_name", "senderName", "sender"),
    *("user", "role"),
    *("speakers", "name"),
)
_OWN_LABELS = _LABELS[: _LABELS.index("participant")]  # the others name other things, too
NAMES = (
    "real_name",
    "name",
    "speaker_name",
    "speakerName",
    "display_name",
    "displayName",
    "label",
    "speaker_label",
    "id",
    "@id",
)
_WORDS = ("words", "elements", "tokens", "terms", "Items", "items", "result")
_ASIDE = ("data", "attrs", "metadata", "meta")  # where editors keep what is not the text
SECONDS, _MILLISECONDS, _SAMPLES = 1_000.0, 1.0, 1 / 16  # Otter counts samples of sound, 16 a millisecond
_STARTS = (
    dict.fromkeys(("start", "start_time", "startTime", "start_ts", "startOffset", "start_sec", "begin"), SECONDS)
    | dict.fromkeys(
        ("startMs", "start_ms", "startTimeMs", "start_time_ms", "BeginOffsetMillis", "offsetMilliseconds"),
        _MILLISECONDS,
    )
    | {"start_timestamp_millis": _MILLISECONDS, "timestamp_ms": _MILLISECONDS}
    | {"start_offset": _SAMPLES}
    | dict.fromkeys(("timestamp", "time_stamp", "ts", "time", "offset", "start_timestamp"), SECONDS)
)
_ENDS = (
    dict.fromkeys(("end", "end_time", "endTime", "end_ts", "endOffset", "end_sec", "stop"), SECONDS)
    | dict.fromkeys(("endMs", "end_ms", "endTimeMs", "end_time_ms", "EndOffsetMillis"), _MILLISECONDS)
    | {"end_timestamp_millis": _MILLISECONDS}
    | {"end_offset": _SAMPLES, "end_timestamp": SECONDS}
)
_INTERVALS = (
    "timestamps",
    "instances",
    "timestamp",
    "time",
    "dur",
)  # {"from": …, "to": …}, [{"start": …, "end": …}] or [start, end]


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
    if not speaker and not _is_time(piece["from"]):  # in other files, a time
        speaker = piece["from"]
    speakers = speaker.each() if isinstance(speaker.value, list) else [speaker]
    labels = map(_said_by, speakers)
    return ", ".join(names.get(label, label) for label in labels if label)


def _said_by(speaker: Node) -> str:
    named = speaker.first(*NAMES) if isinstance(speaker.value, dict) else speaker
    return named.text.strip().rstrip(":：").rstrip()


def times_of(piece: Node) -> Times:
    """When a piece is said. Raises TranscriptError, with its place, for what is no time."""
    holders = list(_holders(piece))
    for interval in (piece[key] for key in _INTERVALS if piece.holds(key)):
        if isinstance(interval.value, list) and not isinstance(interval[0].value, dict):
            return Times(interval[0].number, interval[1].number)
        if isinstance(interval.value, dict | list):
            holders.append(interval[0] if isinstance(interval.value, list) else interval)
    for holder in holders:
        start, end = (next(filter(holder.holds, keys), "") for keys in (_STARTS, _ENDS))
        if start and not (start in _INTERVALS and isinstance(holder[start].value, dict)):
            begin, length = holder[start].number, holder.first("duration", "dur", "durationMilliseconds").number
            until = None if begin is None or length is None else begin + length
            return Times(begin, holder[end].number if end else until, _STARTS[start])
        if _is_time(holder["from"]):  # in other files, a person
            return Times(holder["from"].number, holder["to"].number)
    end = next(filter(piece.holds, _ENDS), "")
    return Times(None, piece[end].number, _ENDS.get(end, SECONDS))


def label_around(piece: Node) -> str:
    """Who says a piece, by what it is a part of: a speaker's paragraph, of lines, of words."""
    for around in piece.ancestors:
        for holder in _holders(around):
            speaker = holder.first(*_OWN_LABELS)
            if isinstance(speaker.value, str | int | dict) and (label := _said_by(speaker)):
                return label
    return ""


def words_of(piece: Node) -> list[Node]:
    for holder in _holders(piece):
        words = holder.first(*_WORDS)
        if isinstance(words.value, list):
            return [word for word in words.each() if word]
    return []


def _is_time(node: Node) -> bool:
    return isinstance(node.value, int | float) or (
        isinstance(node.value, str) and clock.seconds(node.value) is not None
    )


def _holders(piece: Node) -> Iterator[Node]:
    yield piece
    if isinstance(piece.value, dict):
        for key in _ASIDE:
            if isinstance(piece.value.get(key), dict):
                yield piece[key]
