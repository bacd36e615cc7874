"""What every response tells a browser: which scripts may run, whose pages may frame it, and what it may keep."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.asgi import path_of
from qa.server.settings import Settings

# Gradio's files whose addresses change with what is in them. A browser that asked for each anew would ask 60 times.
_LASTING = re.compile(r"/assets/[^?]+-[\w-]{8,}\.\w+|/theme\.css\?v=\w+")
_KEEP = "max-age=31536000, immutable"


class Headers:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": policy(settings.frame_ancestors),
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",  # an address may hold a question
            "permissions-policy": "camera=(), microphone=(), geolocation=()",
        }
        if not settings.frame_ancestors:  # it knows no list
            self._headers["x-frame-options"] = "SAMEORIGIN"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if message["status"] == 200 and _lasts(scope):
                    headers.setdefault("cache-control", _KEEP)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)  # a route may be stricter
            await send(message)

        await self._app(scope, receive, told if scope["type"] == "http" else send)


def _lasts(scope: Scope) -> bool:
    return bool(_LASTING.fullmatch(f"{path_of(scope)}?{scope['query_string'].decode('latin-1')}".removesuffix("?")))


def policy(frame_ancestors: tuple[str, ...]) -> str:
    """The content security policy. Gradio's gr.HTML needs scripts in the page and their evaluation."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(("frame-ancestors 'self'", *frame_ancestors)),
        )
    )
