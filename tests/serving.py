"""The API and the tools for agents as a test calls them: a small library, and visitors who are whoever they say."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from index.local.store import LocalStore
from qa.ask import ask
from qa.library import Library
from qa.server import mcp
from qa.server.access.audit import Audit
from qa.server.access.seen import Views
from qa.server.access.visitor import Role, Visitor
from qa.server.api import app as api
from qa.server.api.conversations import Conversations
from qa.server.settings import Settings
from tests.fakes import WordEncoder

TRADE = b"""ANNA LEE:  We trade with China.  It is trade in ships.

BEN OKAFOR:  The wheat is under rain.

ANNA LEE:  Yes.
"""
VOTE = b"""CLEO RUIZ:  The vote is on the school.

ANNA LEE:  There will be music.

CLEO RUIZ:  Good.
"""
EVERYBODY: Mapping[str, Visitor] = {
    "admin": Visitor("admin", Role.ADMIN, None),
    "editor": Visitor("editor", Role.EDITOR, frozenset({"Board", ""})),
    "reader": Visitor("reader", Role.READER, frozenset({"Board"})),
}


class _Enter:
    """In place of a sign-in: the visitor whose name is the bearer's token or the header ``visitor``, else the first."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            token = headers.get(b"authorization", b"").removeprefix(b"Bearer ")
            scope.setdefault("state", {})["visitor"] = EVERYBODY[(token or headers.get(b"visitor", b"admin")).decode()]
        await self.app(scope, receive, send)


def application(folder: Path, *, read_only: bool = False) -> FastAPI:
    """Only the API and the tools, without the page."""
    app = FastAPI(openapi_url=None)
    app.state.library = Library(LocalStore(folder / "library", "words"), WordEncoder())
    app.state.settings, app.state.ask = Settings(read_only=read_only), ask
    app.state.conversations = Conversations(lambda: "a key")
    app.state.views = Views(app.state.library, Audit(folder / "library"), read_only)
    app.add_middleware(_Enter)
    api.mount(app)
    mcp.mount(app)
    return app


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The application behind a real server; its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
