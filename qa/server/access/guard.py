"""Every request, of whatever kind, is somebody's who may make it, or is refused: the page, API, MCP and websockets."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.server.access import rules
from qa.server.access.cookies import home
from qa.server.access.entry import Entry
from qa.server.access.refusal import Refusal
from qa.server.access.visitor import Visitor
from qa.server.asgi import header, path_of, refuse


class Guard:
    """Leaves the visitor in ``scope["state"]["visitor"]``, where visitor_of finds it."""

    def __init__(self, app: ASGIApp, entry: Entry) -> None:
        self._app, self._entry = app, entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        roles = rules.needed(scope.get("method", ""), path_of(scope))
        found = self._entry.visitor(scope)
        if isinstance(found, Visitor):
            scope.setdefault("state", {})["visitor"] = found
        if roles == rules.PUBLIC or (isinstance(found, Visitor) and found.role in roles):
            await self._app(scope, receive, send)
        elif isinstance(found, Visitor):
            await refuse(scope, receive, send, 403, f"{_A[found.role]} may not do this", "ask for the right to do it")
        else:
            await self._refuse(found, scope, receive, send)

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        if refusal.noted or refusal.spoofed:
            self._entry.audit.refused(refusal.reason, (scope.get("client") or ("",))[0])
        if refusal.signing_in and _is_page(scope):
            here = path_of(scope) + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
            await RedirectResponse(f"{home(scope)}auth/login?{urlencode({'next': here})}", 303)(scope, receive, send)
            return
        challenge = {"WWW-Authenticate": 'Bearer realm="On the Record"'} if refusal.status == 401 else {}
        await refuse(scope, receive, send, refusal.status, refusal.reason, refusal.cure, challenge)


_A = {"watcher": "whoever watches the server", "reader": "a reader", "editor": "an editor", "admin": "an admin"}


def _is_page(scope: Scope) -> bool:
    """Whether somebody has opened an address in a browser, who can be led to where one signs in."""
    return scope["type"] == "http" and scope["method"] == "GET" and "text/html" in header(scope, b"accept")
