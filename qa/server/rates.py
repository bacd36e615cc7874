"""How much one user, and one address, may ask for: a bucket of calls each, filled anew as time goes by."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.server.asgi import path_of, refuse

_KEPT = 20_000  # buckets; those used longest ago are forgotten, which are full again by then
_SAFE = ("GET", "HEAD", "OPTIONS")


class Buckets:
    """Token buckets by name, each of ``rate`` calls a minute, which may be made at once. 0 is any number."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take one call. Returns 0, or the seconds until there is one."""
        if not self._rate:
            return 0.0
        now = self._clock()
        left, at = self._left.pop(name, (float(self._rate), now))
        left = min(float(self._rate), left + (now - at) * self._rate / 60)
        wait = 0.0 if left >= 1 else (1 - left) * 60 / self._rate
        self._left[name] = (left if wait else left - 1, now)
        if len(self._left) > _KEPT:
            self._left.popitem(last=False)
        return wait


class Rates:
    """Counts what costs, by the name that ``of`` gives: all that is not merely read from a page, and the API."""

    def __init__(self, app: ASGIApp, rate: int, of: Callable[[Scope], str]) -> None:
        self._app, self._buckets, self._of = app, Buckets(rate), of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = self._of(scope) if scope["type"] == "http" and _costs(scope) else ""
        if wait := math.ceil(self._buckets.take(name) if name else 0):
            await refuse(scope, receive, send, 429, "too many calls", f"wait {wait} s", {"Retry-After": str(wait)})
        else:
            await self._app(scope, receive, send)


def address(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


def user(scope: Scope) -> str:
    """Who asks, by the name that they signed in with; those without one share it, and are told apart by address."""
    name = str(getattr(scope.get("state", {}).get("visitor"), "name", ""))
    return name if scope["app"].state.settings.auth or _has_token(scope) else f"{name} {address(scope)}"


def _has_token(scope: Scope) -> bool:
    return any(name == b"authorization" for name, _ in scope["headers"])


def _costs(scope: Scope) -> bool:
    return scope["method"] not in _SAFE or path_of(scope).startswith(("/api/", "/mcp"))
