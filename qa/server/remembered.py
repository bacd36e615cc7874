"""The same question has the same answer, as long as the library and the day stay the same: it is found only once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from functools import lru_cache, wraps
from typing import ParamSpec

from qa.answer import Answer
from qa.library import Library

KEPT = 512  # answers
P = ParamSpec("P")


def remembered(ask: Callable[P, Answer]) -> Callable[P, Answer]:
    """Asking, with the latest answers at hand. A library as another may see it is another library."""

    @lru_cache(maxsize=KEPT)
    def found(call: _Call) -> Answer:
        return ask(*call.args, **call.given)  # type: ignore[arg-type]

    @wraps(ask)
    def asking(*args: P.args, **given: P.kwargs) -> Answer:
        return found(_Call(args, given))

    return asking


class _Call:
    """A call, equal to another with the same arguments on the same state of the same library on the same day."""

    def __init__(self, args: tuple[object, ...], given: dict[str, object]) -> None:
        self.args, self.given = args, given
        states = tuple(value.store.generation for value in (*args, *given.values()) if isinstance(value, Library))
        named = tuple((name, _frozen(value)) for name, value in sorted(given.items()))
        self._key: Hashable = (tuple(_frozen(value) for value in args), named, states, date.today())

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Call) and self._key == other._key


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
