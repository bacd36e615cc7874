"""Speech in JSON of any make: the lists that hold it, and from their pieces to cues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.formats.captions.cues import Cue, in_milliseconds, joined_as_written, plausible, word_anchors
from index.formats.data.json_node import Node
from index.formats.data.json_pieces import NAMES, SECONDS, label_around, label_of, text_of, times_of, words_of

_IDS = ("id", "speaker_id", "speakerId", "spkid", "label", "@id", "key", "tag")


@dataclass(frozen=True, slots=True)
class _Clock:
    """From the file's times to milliseconds: when it begins, and a ``scale`` for units that are not what they seem."""

    zero: float = 0.0
    scale: float = 1.0

    def ms(self, time: float | None, unit: float) -> int | None:
        return None if time is None else plausible((time - self.zero) * unit * self.scale)


def segments(items: Iterable[Node], names: dict[str, str]) -> list[Cue]:
    """One cue per piece, or one per word where a piece is only its words. ``names`` says who is behind an id."""
    pieces = [item for item in items if item]
    names = _profiled(pieces) | names
    clock = _clock(pieces)
    around: dict[int, str] = {}  # by the list that a piece is in
    cues: list[Cue] = []
    for piece in pieces:
        if id(piece.parent) not in around:
            found = label_around(piece)
            around[id(piece.parent)] = names.get(found, found)
        label = label_of(piece, names) or around[id(piece.parent)]
        if text_of(piece):
            cues.append(_cue(piece, words_of(piece), label, names, clock))
        else:
            cues += _words(piece, label, names, clock)
    return joined_as_written(_forwards(cues))


def _forwards(cues: list[Cue]) -> list[Cue]:
    """The cues in order of time, where an export begins with the last message."""
    starts = [cue.start_ms for cue in cues if cue.start_ms is not None]
    backwards = len(starts) == len(cues) > 2 and all(later > earlier for later, earlier in pairwise(starts))
    return cues[::-1] if backwards else cues


def _profiled(pieces: Iterable[Node]) -> dict[str, str]:
    """Who is behind an id, where some messages bring the profile of their sender along, as Slack's do."""
    sent = [piece for piece in pieces if isinstance(piece["user_profile"].value, dict)]
    return {
        piece["user"].text: name for piece in sent if piece.holds("user") and (name := _name(piece["user_profile"]))
    }


def _words(piece: Node, label: str, names: dict[str, str], clock: _Clock) -> list[Cue]:
    """A piece that is only its words; its own times are those of the first and the last."""
    cues = [_cue(word, [], label_of(word, names) or label, names, clock) for word in words_of(piece)]
    times = times_of(piece)
    if cues and all(cue.start_ms is None for cue in cues):
        cues[0] = replace(cues[0], start_ms=clock.ms(times.start, times.unit))
        cues[-1] = replace(cues[-1], end_ms=clock.ms(times.end, times.unit))
    return cues


def _cue(piece: Node, words: Sequence[Node], label: str, names: dict[str, str], clock: _Clock) -> Cue:
    text, times = text_of(piece), times_of(piece)
    of_words = [times_of(word) for word in words]
    starts = [clock.ms(word.start, word.unit) for word in of_words]
    start, end = clock.ms(times.start, times.unit), clock.ms(times.end, times.unit)
    if start is None and of_words:
        start, end = starts[0], end or clock.ms(of_words[-1].end, of_words[-1].unit)
    label = label or label_of(piece, names) or _commonest(label_of(word, names) for word in words)
    anchors = word_anchors(text, zip(map(text_of, words), starts, strict=True))
    return Cue(text, label, start, end, anchors=anchors)


def _clock(pieces: Sequence[Node]) -> _Clock:
    """Seconds that are milliseconds are known by how slowly one would speak; times since 1970 by their size."""
    heads = [head for piece in pieces[:500] for head in ([piece] if text_of(piece) else words_of(piece)[:500])]
    timed = [(text_of(head), times_of(head)) for head in heads]
    starts = [times.start for _, times in timed if times.start is not None]
    zero = min(starts) if starts and min(starts) >= 1e9 else 0.0
    seconds = all(times.unit == SECONDS for _, times in timed)
    too_slow = seconds and in_milliseconds([(text, times.start, times.end) for text, times in timed])
    return _Clock(zero, 1e-3 if too_slow else 1.0)


def _commonest(labels: Iterable[str]) -> str:
    counts = Counter(filter(None, labels))
    return counts.most_common(1)[0][0] if counts else ""


def names(holders: Iterable[Node]) -> dict[str, str]:
    """The file's own list of who is behind which id: {"spk_0": "Eoin"} or [{"id": 0, "name": "Eoin"}]."""
    known: dict[str, str] = {}
    for people in (holder.first("speakers", "participants", "speaker_names", "speaker_map") for holder in holders):
        if isinstance(people.value, dict):
            entries = {key: people[key] for key in people.value}
            known |= {key: name for key, entry in entries.items() if (name := _name(entry))}
        elif isinstance(people.value, list):
            for entry in people.each():
                known |= {str(entry[key].value): name for key in _IDS if entry.holds(key) and (name := _name(entry))}
    return known


def _name(entry: Node) -> str:
    name = entry if isinstance(entry.value, str) else entry.first(*NAMES[:6])
    return name.value.strip() if isinstance(name.value, str) else ""


def most_speech(document: Node) -> list[Node]:
    """The pieces that hold the most speech: of all lists at one kind of place, such as $.sections[].turns, together.

    A list nearly as long that names speakers is better. Only the first of several alternatives was said.
    """
    places: dict[tuple[str, ...], list[Node]] = {}
    stack: list[tuple[tuple[str, ...], Node]] = [((), document)]
    while stack:
        place, node = stack.pop()
        if isinstance(node.value, dict):
            stack += [((*place, key), node[key]) for key in reversed(node.value)]
        elif isinstance(node.value, list):
            items = list(node.each())[: 1 if place[-1:] in {("alternatives",), ("nBest",)} else None]
            places.setdefault(place, []).extend(item for item in items if text_of(item) or words_of(item))
            stack += [((*place, ""), item) for item in reversed(items) if not text_of(item)]
    lengths = {place: sum(map(_length, items)) for place, items in places.items()}
    longest = max(lengths.values(), default=0)
    good = [place for place, length in lengths.items() if length and length >= 0.6 * longest]
    best = max(good, key=lambda place: (any(label_of(item, {}) for item in places[place]), lengths[place]), default=())
    return places.get(best, [])


def _length(piece: Node) -> int:
    return len(text_of(piece)) or sum(len(text_of(word)) for word in words_of(piece))
