"""Pages of a list that may change meanwhile: what stays in it is neither left out nor given twice.

A cursor holds the sort key of the last item given, so that the next page begins behind it, wherever that is by then.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from qa.server.api.problems import Refused, problem

T = TypeVar("T")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """``next`` is the cursor of the page after it, None on the last; ``total`` counts all items."""

    items: list[T]
    next: str | None
    total: int


def page(everything: Iterable[T], key: Callable[[T], Key], cursor: str | None, limit: int) -> Page[T]:
    """The ``limit`` items behind the cursor, by ``key``, which no two share. Raises Refused for what is no cursor."""
    keyed = sorted(((key(item), item) for item in everything), key=lambda pair: pair[0])
    behind = _read(cursor) if cursor else None
    left = [pair for pair in keyed if behind is None or pair[0] > behind]
    more = len(left) > limit
    return Page([item for _, item in left[:limit]], _written(left[limit - 1][0]) if more else None, len(keyed))


def _written(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read(cursor: str) -> Key:
    try:
        key = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True))
    except ValueError:
        key = None
    if isinstance(key, list) and key and all(isinstance(part, str) for part in key):
        return tuple(key)
    raise Refused(problem(422, "cursor", "This is no cursor", "no page was given with this cursor", "leave it out"))


def descending(text: str) -> str:
    """A key that sorts the other way round; what is empty comes last."""
    return "".join(chr(0x10FFFF - ord(char)) for char in text) + "\U0010ffff"
