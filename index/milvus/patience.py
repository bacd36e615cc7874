"""How long is waited for what may still come: for a server that fails, and for what was written to be seen."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

SEEN_S = 0.5  # for how long what was acknowledged is looked for


class Patience:
    """The pauses between trials: longer each time, and never the same for two who wait for the same."""

    def __init__(self, seconds: float, since: float | None = None, first: float = 0.05, longest: float = 5.0) -> None:
        """It lasts for so long, ``since`` a moment of time.monotonic; None: from now on."""
        self._until = (time.monotonic() if since is None else since) + seconds
        self._wait, self._longest = first, longest

    @property
    def left(self) -> float:
        """Seconds; below zero where it is over."""
        return self._until - time.monotonic()

    def again(self) -> bool:
        """Wait for the next trial; False where no time is left for one."""
        wait = self._wait * random.uniform(0.5, 1.5)  # noqa: S311 - nothing secret hangs on it
        self._wait = min(self._wait * 2, self._longest)
        if wait > self.left:
            return False
        time.sleep(wait)
        return True


def soon(seen: Callable[[], bool], seconds: float | None = None) -> bool:
    """Whether something is seen now, or in a moment: in so many seconds, without them in SEEN_S.

    An engine may acknowledge what no question finds yet: the core of Lite 2 tells the time in milliseconds, and one
    that is asked in the millisecond of a change, or a millisecond later for each 262,144 rows that it has written since
    it was started, has the answer of before.
    """
    patience = Patience(SEEN_S if seconds is None else seconds, first=0.002, longest=0.1)
    while not seen():
        if not patience.again():
            return seen()  # whoever was held up looks once more
    return True
