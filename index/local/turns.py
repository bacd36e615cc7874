"""The turns of a transcript as they are kept, each made when it is asked for: a question reads a few of many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import overload

from index.transcript import Anchor, Speaker, Turn

_RECORD, _FIELD = "\x1e", "\x1f"  # as index.local.digests has them
_FIELDS = 6


class Turns(Sequence[Turn]):
    """Equal to the tuple of the same turns, in whose place it stands; for any number of threads."""

    __slots__ = ("_made", "_speakers", "_written")

    def __init__(self, written: Sequence[str], speakers: Sequence[Speaker]) -> None:
        """``written`` are records of place, text, number of the speaker, start, end and anchors."""
        self._written, self._speakers = written, speakers
        self._made: list[Turn | None] = [None] * len(written)

    @classmethod
    def of(cls, words: str, count: int, speakers: Sequence[Speaker]) -> Turns | None:
        """As they stand in the words that were read for a digest; None where these can be read in several ways."""
        if words.count(_RECORD) != max(1, count) or words.count(_FIELD) != 2 + (_FIELDS - 1) * count:
            return None
        return cls(words.split(_RECORD)[1 : 1 + count], speakers)

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, place: int) -> Turn: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Turn, ...]: ...

    def __getitem__(self, place: int | slice) -> Turn | tuple[Turn, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        turn = self._made[place]
        if turn is None:
            turn = self._made[place] = self._read(self._written[place])
        return turn

    def __iter__(self) -> Iterator[Turn]:
        return map(self.__getitem__, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Turns) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return tuple, (list(self),)

    def _read(self, written: str) -> Turn:
        _, text, who, start, end, anchors = written.split(_FIELD)
        speaker = self._speakers[int(who)] if who else None
        return Turn(text, speaker, int(start) if start else None, int(end) if end else None, read_anchors(anchors))


def read_anchors(written: str) -> tuple[Anchor, ...]:
    """Most turns have none, and to read that is most of the work of reading a transcript."""
    return tuple(Anchor(*values) for values in json.loads(written)) if written != "[]" else ()
