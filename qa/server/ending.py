"""Streams that last as long as a page is open end when the server stops; everything else is left to finish."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.asgi import path_of
from qa.server.health import Health


class Ending:
    def __init__(self, app: ASGIApp, health: Health) -> None:
        self._app, self._health = app, health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not path_of(scope).startswith("/gradio_api/heartbeat/"):
            await self._app(scope, receive, send)
            return
        whole = False

        async def noting(message: Message) -> None:
            nonlocal whole
            whole = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        stream = asyncio.ensure_future(self._app(scope, receive, noting))
        stop = asyncio.ensure_future(self._health.stopped.wait())
        try:
            await asyncio.wait((stream, stop), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            cut = stream.cancel()
        (ended,) = await asyncio.gather(stream, return_exceptions=True)
        if cut and not whole:
            await send({"type": "http.response.body", "body": b""})
        elif isinstance(ended, Exception):
            raise ended
