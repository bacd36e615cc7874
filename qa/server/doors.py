"""Which of Gradio's addresses are open, how large a body may be, and that a library to be read is sent no files."""

from __future__ import annotations

import re
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.asgi import header, path_of, refuse
from qa.server.settings import Settings

_MB = 1_000_000
_CALL = 4 * _MB  # a call that is no upload
# What the page and Gradio's client use. Shut are, among others, /file= (its cache, and with Range an echo of the
# request's headers), /proxy=, /stream, the run history and the editing of the page.
_OPEN = frozenset(
    "api app_id call cancel component_server heartbeat info queue reset run startup-events theme.css upload "
    "upload_progress".split()
)
_SHUT = ("/monitoring", "/openapi.json", "/login", "/logout")
_GRADIO = "/gradio_api/"


class Doors:
    """``own`` are the paths that the application itself answers, whatever Gradio would do there."""

    def __init__(self, app: ASGIApp, settings: Settings, own: frozenset[str] = frozenset()) -> None:
        self._app, self._own = app, own
        self._upload, self._media = settings.max_upload_mb * _MB, settings.max_media_mb * _MB
        self._read_only = settings.read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = path_of(scope)
        most = self._media if path.startswith("/media/") else self._upload if _uploads(path) else _CALL
        length = header(scope, b"content-length")
        if not self._is_open(path):
            await refuse(scope, receive, send, 404, "there is nothing here")
        elif self._read_only and path.startswith(f"{_GRADIO}upload"):
            await refuse(scope, receive, send, 403, "this library can only be read", "add files where it is kept")
        elif length.isdecimal() and int(length) > most:
            await refuse(scope, receive, send, 413, *_too_large(most))
        else:
            await self._counted(scope, receive, send, most)

    def _is_open(self, path: str) -> bool:
        if path.startswith(_GRADIO):
            name = re.match(r"[\w.-]*", path.removeprefix(_GRADIO))
            return bool(name and name[0] in _OPEN and path[len(_GRADIO) + name.end() :][:1] in ("", "/"))
        return not any(path == shut or path.startswith(f"{shut}/") for shut in _SHUT if shut not in self._own)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        """Where the length is not said beforehand, or wrongly: count, and let nothing but the refusal out."""
        got = 0
        started = False

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise _TooLargeError
            return message

        async def let_out(message: Message) -> None:
            nonlocal started
            if got <= most:
                started = True
                await send(message)

        with suppress(_TooLargeError):
            await self._app(scope, counted, let_out)
        if got > most and not started:
            await refuse(scope, receive, send, 413, *_too_large(most))


class _TooLargeError(Exception):
    pass


def _uploads(path: str) -> bool:
    return path.startswith((f"{_GRADIO}upload", "/api/", "/media/"))


def _too_large(most: int) -> tuple[str, str]:
    return f"this is larger than {most // _MB} MB", "send it in parts"
