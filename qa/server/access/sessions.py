"""A session of the page belongs to whoever began it: Gradio knows it by a number alone, which a client chooses itself.

So do events and uploads. Their numbers are the name of the one who first sent them, as long as they are remembered.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.access.visitor import Visitor
from qa.server.asgi import header, path_of, refuse

_BELOW = "/gradio_api/"
_NAMES = ("session_hash", "event_id", "upload_id")
_IN_PATHS = re.compile(r"/gradio_api/(?:heartbeat/([^/]+)|call/(?:v2/)?[^/]+/([^/]+))/?")
_KEPT = 100_000


class Owners:
    """Whose a number is. Those used longest ago are forgotten."""

    def __init__(self, most: int = _KEPT) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def claim(self, numbers: Iterable[str], who: str) -> bool:
        """Whether all of them are somebody's own, or nobody's, which makes them theirs."""
        with self._lock:
            wanted = list(numbers)
            if any(self._owners.get(number, who) != who for number in wanted):
                return False
            for number in wanted:
                self._owners[number] = who
                self._owners.move_to_end(number)
            while len(self._owners) > self._most:
                self._owners.popitem(last=False)
            return True


class Sessions:
    def __init__(self, app: ASGIApp) -> None:
        self._app, self._owners = app, Owners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor = scope.get("state", {}).get("visitor")
        if scope["type"] != "http" or not path_of(scope).startswith(_BELOW) or not isinstance(visitor, Visitor):
            await self._app(scope, receive, send)
            return
        numbers = set(_in_address(scope))
        if scope["method"] == "POST" and not path_of(scope).startswith(f"{_BELOW}upload"):
            body = await _whole(receive)
            try:
                numbers |= set(_in_body(body))
            except ValueError:
                cure = "send an object, as the page does"
                await refuse(scope, receive, send, 400, "this is no JSON that says whose session it is", cure)
                return
            receive = _again(body, receive)
            send = self._claiming(send, visitor.name)
        if self._owners.claim(numbers, visitor.name):
            await self._app(scope, receive, send)
        else:
            await refuse(scope, receive, send, 403, "this session is somebody else's", "load the page again")

    def _claiming(self, send: Send, who: str) -> Send:
        """Also the number that an answer gives to an event is theirs."""

        async def claimed(message: Message) -> None:
            body = message.get("body", b"")
            if message["type"] == "http.response.body" and b'"event_id"' in body[:200]:
                found = re.search(rb'"event_id"\s*:\s*"([\w-]+)"', body[:200])
                self._owners.claim([found[1].decode()] if found else [], who)
            await send(message)

        return claimed


def _in_address(scope: Scope) -> list[str]:
    query = parse_qsl(scope["query_string"].decode("latin-1"))
    found = [value for name, value in query if name in _NAMES]
    if path := _IN_PATHS.fullmatch(path_of(scope)):
        found += [number for number in path.groups() if number]
    return [*found, *([given] if (given := header(scope, b"session_hash")) else [])]


def _in_body(body: bytes) -> list[str]:
    """Raises ValueError for what is no JSON object: Gradio would look elsewhere in it."""
    sent = json.loads(body)
    if not isinstance(sent, dict):
        raise ValueError("no object")
    return [str(sent[name]) for name in _NAMES if sent.get(name) is not None]


async def _whole(receive: Receive) -> bytes:
    """The whole body; how long it may be is counted further outside."""
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(pieces)


def _again(body: bytes, receive: Receive) -> Receive:
    told = False

    async def once_more() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once_more
