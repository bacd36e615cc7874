"""A question can be given up while it is answered: whoever waits for it gives a signal, and its next step ends it.

The signal goes with the thread that asks, so that what stands between, such as answers at hand, need not pass it on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_signal: ContextVar[Callable[[], bool] | None] = ContextVar("cancelled", default=None)


class Cancelled(Exception):
    """Nobody waits for the answer any more. Raised inside cancellable() alone."""


@contextmanager
def cancellable(cancelled: Callable[[], bool]) -> Iterator[None]:
    """Inside, the next step after ``cancelled`` says so (``threading.Event().is_set``, for one) raises Cancelled."""
    token = _signal.set(cancelled)
    try:
        yield
    finally:
        _signal.reset(token)


def step() -> None:
    """Called before each piece of work that may be long. Raises Cancelled."""
    cancelled = _signal.get()
    if cancelled and cancelled():
        raise Cancelled
