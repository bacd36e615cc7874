"""What is read of a library in several steps, while others change it: begun anew where part of it went meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from index.errors import NoSuchTranscript
from index.store import Store

T = TypeVar("T")
_TRIES = 5


def steady(store: Store, read: Callable[[], T]) -> T:
    """What ``read`` gives. Raises NoSuchTranscript for a transcript that was not there when it began either."""
    for _ in range(_TRIES):
        generation = store.generation
        try:
            return read()
        except NoSuchTranscript:
            if store.generation == generation:
                raise
    return read()
