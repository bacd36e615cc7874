"""The same question has the same answer, as long as the library and the day stay the same: it is found only once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps
from typing import ParamSpec

from qa.answer import Answer
from qa.library import Library

KEPT = 512  # answers
P = ParamSpec("P")


def remembered(ask: Callable[P, Answer]) -> Callable[P, Answer]:
    """Asking, with the latest answers at hand. A library as another may see it is another library."""
    answers = _Answers()

    @wraps(ask)
    def asking(*args: P.args, **given: P.kwargs) -> Answer:
        values = (*args, *given.values())
        state = (*(value.store.generation for value in values if isinstance(value, Library)), date.today())
        key = tuple(map(_frozen, args)), tuple((name, _frozen(value)) for name, value in sorted(given.items()))
        found = answers.get(state, key)
        if found is None:
            found = ask(*args, **given)
            answers.put(state, key, found)
        return found

    return asking


class _Answers:
    """Those of one state of the library: with it they are forgotten, for they hold the transcripts as they were."""

    def __init__(self) -> None:
        self._state: Hashable = None
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: Hashable, key: Hashable) -> Answer | None:
        with self._lock:
            self._be(state)
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, state: Hashable, key: Hashable, answer: Answer) -> None:
        with self._lock:
            if self._state == state:  # else it has changed while this was answered
                self._kept[key] = answer
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)

    def _be(self, state: Hashable) -> None:
        if self._state != state:
            self._state = state
            self._kept.clear()


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
