"""What a proxy says of a request, believed from proxies that are named and from nobody else."""

from __future__ import annotations

import re

from starlette.datastructures import URL
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from qa.server.asgi import header, networks, within
from qa.server.settings import Settings

_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-prefix")
_NEVER = (b"x-gradio-server",)  # lets a client choose the address that the page is told
_PREFIX = re.compile(r"(?:/[\w.~-]+)+")


class Proxied:
    """Outermost: sets the client's address and scheme, and ``root_path``, whether the proxy keeps or strips it.

    ``scope["state"]["peer"]`` is the address that the connection itself came from.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._proxies = networks(settings.trusted_proxies, "trusted_proxies")
        self._root = prefix(settings.root_path)
        self._believed: ASGIApp = ProxyHeadersMiddleware(self._rooted, list(settings.trusted_proxies))  # type: ignore[arg-type, assignment]
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        peer = (scope.get("client") or ("",))[0]
        scope.setdefault("state", {})["peer"] = peer
        believed = within(peer, self._proxies)
        dropped = _NEVER if believed else (*_NEVER, *_FORWARDED)
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in dropped]
        await (self._believed if believed else self._rooted)(scope, receive, send)

    async def _rooted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The scope as Starlette wants it: the whole public path, and the part of it that is the application's."""
        root = prefix(header(scope, b"x-forwarded-prefix")) or self._root
        host = header(scope, b"x-forwarded-host").partition(",")[0].strip()
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in _FORWARDED]
        if host:
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope["headers"].append((b"host", host.encode("latin-1")))
        if root and not scope.get("root_path", "").startswith(root):
            if not f"{scope['path']}/".startswith(f"{root}/"):
                scope["path"] = root + scope["path"]
            scope["root_path"] = root + scope.get("root_path", "")
            if scope["path"] == root and scope["type"] == "http":
                await RedirectResponse(URL(scope=scope).replace(path=f"{root}/"))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def prefix(path: str) -> str:
    """The path of a proxy as the server has it, with no slash at its end; empty for none, and for what is no path."""
    found = f"/{path.partition(',')[0].strip().strip('/')}"
    return found if _PREFIX.fullmatch(found) and ".." not in found.split("/") else ""
