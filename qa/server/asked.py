"""Asking, with each question that somebody asks counted and noted in the log: how it ended, and its words only where
that is wanted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from index.errors import OnTheRecordError, OutOfMemory
from qa.answer import Answer
from qa.cancelling import Cancelled
from qa.page.trying import is_tried
from qa.server.logs import note
from qa.server.metrics import Metrics

P = ParamSpec("P")


def counted(ask: Callable[P, Answer], metrics: Metrics, *, words: bool) -> Callable[P, Answer]:
    @wraps(ask)
    def asking(*args: P.args, **given: P.kwargs) -> Answer:
        if is_tried():
            return ask(*args, **given)
        start = time.perf_counter()
        outcome: str = "error"
        more: dict[str, object] = {}
        try:
            answer = ask(*args, **given)
            outcome, more = str(answer.silence or "answered"), {"quotes": len(answer.quotes)}
            return answer
        except Cancelled:
            outcome = "stopped"
            raise
        except OnTheRecordError as error:
            more = {"error": type(error).__name__}
            raise
        except (MemoryError, RuntimeError) as error:
            more = {"error": type(error).__name__}
            if OutOfMemory.tells(error):
                raise OutOfMemory("answering") from error
            raise
        finally:
            seconds = time.perf_counter() - start
            metrics.question(outcome, seconds)
            said = {"question": given.get("question") or (args[0] if args else "")} if words else {}
            note("question", logging.INFO, outcome=outcome, ms=round(1000 * seconds, 1), **more, **said)

    return asking
