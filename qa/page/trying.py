"""Questions that the page tries by itself, so as to offer only those that have answers: nobody has asked them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TRYING: ContextVar[bool] = ContextVar("trying", default=False)


def is_tried() -> bool:
    """Whether what is asked here and now is asked by nobody."""
    return _TRYING.get()


@contextmanager
def trying() -> Iterator[None]:
    token = _TRYING.set(True)
    try:
        yield
    finally:
        _TRYING.reset(token)
