"""The server without its page, which takes long to build: its guards, sign-in, figures and API over a small library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.middleware import Middleware

from index.intake.given import Filed
from index.local.store import LocalStore
from qa.ask import ask
from qa.library import Library
from qa.server import health, mcp
from qa.server.access.entry import Entry
from qa.server.access.install import guards, install
from qa.server.api import app as api
from qa.server.metrics import Metrics
from qa.server.origins import SameSite
from qa.server.proxied import Proxied
from qa.server.settings import Settings
from tests.fakes import WordEncoder
from tests.stores import keep_as, talk

HERE = "http://127.0.0.1"
OPEN = talk("open", "Anna: Rain and trade.", "Ben: Wheat.")
SECRET = talk("secret", "Zoe: Trade, trade, ships.", "Anna: Rain.")


def application(store: LocalStore, settings: Settings) -> FastAPI:
    library = Library(store, WordEncoder())
    entry = Entry(store.path, settings)
    outside = [Middleware(Proxied, settings=settings), Middleware(SameSite, settings=settings)]
    app = FastAPI(middleware=[*outside, *guards(entry)], openapi_url=None)
    app.state.library, app.state.settings, app.state.ask = library, settings, ask
    app.state.metrics, app.state.health = Metrics(library), health.Health(library)
    install(app, library, settings, entry)
    app.include_router(health.router)
    api.mount(app)
    mcp.mount(app)
    return app


@contextmanager
def served(folder: Path, settings: Settings, at: str = HERE, peer: str = "127.0.0.1") -> Iterator[TestClient]:
    """OPEN is in no collection, SECRET in ``board``."""
    with closing(LocalStore(folder, "words")) as store:
        if store.created:
            keep_as(store, OPEN, Filed())
            keep_as(store, SECRET, Filed(collections=("board",)))
        app = application(store, settings)
        with closing(app.state.entry.register), TestClient(app, at, client=(peer, 1), follow_redirects=False) as client:
            yield client


def titles(client: TestClient, **headers: str) -> list[str]:
    """The transcripts that are listed for somebody; raises where nobody is let in."""
    answer = client.get("/api/v1/transcripts", headers=headers)
    answer.raise_for_status()
    return [each["title"] for each in answer.json()["items"]]
