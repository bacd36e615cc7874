"""JSON as the parsers walk it: each value knows its place, so that an error can name it ("$.segments[4].start")."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from index.errors import TranscriptError
from index.formats import clock
from index.formats.source import Source

_CURE = "export it again, or mend it there"
_NO_SPACE = re.compile(r"\S")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(?P<half>u[dD][89a-fA-F]\w\w)|.)", re.DOTALL)


class Node:
    """A value in a JSON document. A member that is not there is a node of None, so paths need no checks on the way."""

    __slots__ = ("_key", "_source", "parent", "value")

    def __init__(self, value: object, source: str, parent: Node | None = None, key: str | int = "$") -> None:
        self.value, self._source, self.parent, self._key = value, source, parent, key

    def __getitem__(self, key: str | int) -> Node:
        member: object = None
        if isinstance(self.value, dict):
            member = self.value.get(key)
        elif isinstance(self.value, list) and isinstance(key, int) and -len(self.value) <= key < len(self.value):
            member = self.value[key]
        return Node(member, self._source, self, key)

    def at(self, path: str) -> Node:
        """The node at a path such as "results.channels.0"; "" is the node itself."""
        node = self
        for key in path.split(".") if path else ():
            node = node[int(key) if key.isdecimal() else key]
        return node

    def holds(self, key: str) -> bool:
        """Whether there is such a member and it has a value."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def first(self, *keys: str) -> Node:
        """The first of these members that has a value."""
        return self[next(filter(self.holds, keys), keys[0])]

    def __bool__(self) -> bool:
        return self.value is not None

    def each(self) -> Iterator[Node]:
        """The items of a list; none where there is no value. Raises TranscriptError for anything else."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.error("a list")
        for at, item in enumerate(self.value):
            yield Node(item, self._source, self, at)

    @property
    def text(self) -> str:
        """The string or number as text, empty where there is no value. Raises TranscriptError for anything else."""
        if isinstance(self.value, str):
            return self.value
        if self.value is None:
            return ""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool) and abs(self.value) < 1e15:
            return f"{self.value:.15g}"
        raise self.error("text")

    @property
    def number(self) -> float | None:
        """A time or a length in the file's own unit: 5.24, "5.24", "00:05.24", {"seconds": "5", "nanos": 24e7}.

        None where there is no value or none that is finite. Raises TranscriptError for anything that is no time.
        """
        value = self.value
        if value is None or value == "":
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value) if abs(value) < 1e15 else None  # a NaN is not smaller either
        if isinstance(value, dict) and (value.keys() & {"seconds", "nanos", "relative"} or not value):
            return (self.first("seconds", "relative").number or 0.0) + (self["nanos"].number or 0.0) / 1e9
        seconds = clock.seconds(value) if isinstance(value, str) else None
        if seconds is None:
            raise self.error("a time")
        return seconds

    def error(self, expected: str) -> TranscriptError:
        kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "empty"}
        text = f"a text (“{self.value[:40]}”)" if isinstance(self.value, str) else ""
        found = text or kinds.get(type(self.value), "a number")
        return TranscriptError(self._source, f"this is {found}, not {expected}", _CURE, self.place)

    @property
    def place(self) -> str:
        keys: list[str | int] = []
        node: Node | None = self
        while node:
            keys.append(node._key)
            node = node.parent
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in reversed(keys))[1:]

    @property
    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node:
            yield node
            node = node.parent


def document(source: Source) -> Node:
    """The JSON in a file; of several documents in one file, a list. Raises TranscriptError where it breaks off."""
    values: list[object] = []
    text, reached = _whole_characters(source.text), 0
    decoder = json.JSONDecoder()
    try:
        while (start := _NO_SPACE.search(text, reached)) or not values:
            value, reached = decoder.raw_decode(text, start.start() if start else len(text))
            values.append(value)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        reason = "the JSON ends too early" if cut else f"the JSON is broken ({error.msg})"
        where = f"line {error.lineno}, column {error.colno}"
        raise TranscriptError(source.name, reason, _CURE, where) from None
    except RecursionError:
        raise TranscriptError(source.name, "it is nested too deeply to be a transcript", _CURE) from None
    except ValueError:  # Python refuses to read a number of thousands of digits
        raise TranscriptError(source.name, "a number in it is too long to be read", _CURE) from None
    return Node(values[0] if len(values) == 1 else values, source.name)


def _whole_characters(text: str) -> str:
    """JSON in which halves of surrogate pairs, that it can spell but no text can hold, are marked as unreadable."""
    return _ESCAPE.sub(lambda escape: r"\ufffd" if escape["half"] else escape[0], text)
