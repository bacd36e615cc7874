"""Calls of several threads answered together: what is waiting is worked on at once, and nobody waits for company."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class _Call(Generic[T, R]):
    """Somebody who waits for a result."""

    def __init__(self, given: T) -> None:
        self.given = given
        self.result: R | None = None
        self.error: BaseException | None = None
        self.ended = False


class Together(Generic[T, R]):
    """``work`` takes several and gives as many, none of them None; called with one, by any number of threads.

    Who comes while nobody works does the work at once; who comes meanwhile is in the next batch, of ``most``.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]], most: int = 16) -> None:
        self._work = work
        self._most = most
        self._changed = threading.Condition()
        self._waiting: deque[_Call[T, R]] = deque()
        self._busy = False

    def __call__(self, given: T) -> R:
        mine = _Call[T, R](given)
        with self._changed:
            self._waiting.append(mine)
        while batch := self._turn(mine):
            self._answer(batch, mine)
        if mine.error:
            raise mine.error
        return mine.result  # type: ignore[return-value]  # it has ended without an error

    def _turn(self, mine: _Call[T, R]) -> list[_Call[T, R]]:
        """Wait until ``mine`` has ended: none then; or until it is ours to work on those that wait."""
        with self._changed:
            while self._busy and not mine.ended:
                self._changed.wait()
            if mine.ended:
                return []
            self._busy = True
            return [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]

    def _answer(self, batch: Sequence[_Call[T, R]], mine: _Call[T, R]) -> None:
        try:
            for call, result in zip(batch, self._work([call.given for call in batch]), strict=True):
                call.result = result
        except Exception as error:
            for call in batch:
                call.error = error
        finally:
            with self._changed:
                for call in batch:
                    call.ended = call.error is not None or call.result is not None
                broken_off = [call for call in batch if not call.ended and call is not mine]
                self._waiting.extendleft(reversed(broken_off))
                self._busy = False
                self._changed.notify_all()
