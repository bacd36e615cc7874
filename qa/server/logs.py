"""What is written down of the server's work: a line for each request and question, without anybody's words."""

from __future__ import annotations

import json
import logging
import sys
import time
import uuid
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.asgi import path_of
from qa.server.metrics import Metrics

log = logging.getLogger("ontherecord")
_ASSETS = ("/assets/", "/static/", "/svelte/", "/theme.css", "/favicon.ico", "/manifest.json", "/healthz", "/readyz")


class Lines(logging.Formatter):
    """A JSON object on each line, of which the log's reader knows the time, the level and the event."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage().strip(),
            **getattr(record, "facts", {}),
        }
        if record.name != log.name:
            line["logger"] = record.name
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    """For somebody who watches a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "  ".join(f"{name} {value}" for name, value in getattr(record, "facts", {}).items())
        line = f"{datetime.fromtimestamp(record.created):%H:%M:%S}  {record.getMessage()}  {facts}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def start(level: str, lines: bool | None = None) -> None:
    """Log to standard error from now on: JSON lines, but on a terminal, where ``lines`` does not say otherwise."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain() if (sys.stderr.isatty() if lines is None else not lines) else Lines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("httpx", "httpcore", "asyncio", "sentence_transformers", "uvicorn.error", "python_multipart", "faiss"):
        logging.getLogger(name).setLevel(logging.WARNING)


def note(event: str, level: int = logging.INFO, **facts: object) -> None:
    log.log(level, event, extra={"facts": facts})


class Logged:
    """Gives each request a number, which the response and the log have, and counts it. Queries are not written down:
    an address may hold a question.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number, start, status = uuid.uuid4().hex[:16], time.perf_counter(), 500
        path = path_of(scope)
        scope.setdefault("state", {})["request"] = number

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self._app(scope, receive, numbered)
        finally:
            seconds = time.perf_counter() - start
            self._metrics.request(path, scope["method"], status, seconds)
            note(
                "request",
                logging.DEBUG if path.startswith(_ASSETS) and status < 400 else logging.INFO,
                method=scope["method"],
                path=path,
                status=status,
                ms=round(1000 * seconds, 1),
                client=(scope.get("client") or ("",))[0],
                visitor=getattr(scope["state"].get("visitor"), "name", ""),
                request=number,
            )
