"""Whose pages may make a browser call this server: its own, and those that are listed."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.server.asgi import header, refuse
from qa.server.settings import Settings

_SAFE = ("GET", "HEAD", "OPTIONS")


class SameSite:
    """Refuses what another site's page would do in a visitor's name, and names that requests may not come under.

    Browsers say where a request comes from, in Sec-Fetch-Site or Origin; programs say neither, and hold no cookies of
    somebody else's. The name in Host tells a page apart that had its own name lead to this address.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._listed = frozenset(origin.rstrip("/").casefold() for origin in settings.cors)
        self._hosts = frozenset(host.casefold() for host in settings.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._hosts and (urlsplit(f"//{header(scope, b'host')}").hostname or "") not in self._hosts:
            await refuse(
                scope, receive, send, 421, "this server does not go by that name", "its setting `hosts` lists names"
            )
        elif (scope["type"] == "websocket" or scope["method"] not in _SAFE) and not self._own(scope):
            await refuse(
                scope, receive, send, 403, "another site's page sent this", "its setting `cors` lists other origins"
            )
        else:
            await self._app(scope, receive, send)

    def _own(self, scope: Scope) -> bool:
        origin, site = header(scope, b"origin").casefold(), header(scope, b"sec-fetch-site")
        if origin in self._listed:
            return True
        if site:
            return site in ("same-origin", "none")
        return not origin or urlsplit(origin).netloc == header(scope, b"host").casefold()
