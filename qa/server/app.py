"""One application over a library: the page, its health, figures and frames, behind guards that every request passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import gradio as gr
from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from index.visible import VisibleStore
from qa.ask import ask as plain_ask
from qa.library import Library
from qa.page import ui
from qa.page.chat import Ask
from qa.server import embed, files, health, mcp
from qa.server.access import account
from qa.server.access import install as access
from qa.server.access.entry import Entry, checked
from qa.server.access.seen import library_for
from qa.server.access.visitor import visitor_of
from qa.server.api import app as api
from qa.server.asked import counted
from qa.server.doors import Doors
from qa.server.ending import Ending
from qa.server.headers import Headers
from qa.server.logs import Logged
from qa.server.metrics import Metrics
from qa.server.origins import SameSite
from qa.server.proxied import Proxied
from qa.server.rates import Rates, address, user
from qa.server.remembered import remembered
from qa.server.settings import Settings
from qa.server.speaking import Speaking

# Before the page, which takes all other paths.
_ROUTERS: tuple[APIRouter, ...] = (health.router, embed.router, files.router)

# What Gradio keeps by itself: 100 kB of memory and more for each page that was opened, up to 10,000 of them; and
# uploaded files for ever.
SESSIONS = 500
_UPLOADED_S = 3600  # a file is read as soon as it is there; texts that are removed later shall not stay beside
_LOOKED_EVERY_S = 600


def create_app(library: Library, settings: Settings, ask: Ask = plain_ask) -> FastAPI:
    """The whole server. ``app.state`` has ``library``, ``settings``, and ``ask``, which counts what it answers."""
    if settings.read_only:  # whichever way a change would come
        library = library.through(VisibleStore(library.store, changeable=False))
    metrics, state, entry = Metrics(library), health.Health(library), Entry(library.store.path, checked(settings))
    app = FastAPI(
        title="On the Record",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=_guards(settings, metrics, state, entry),
        lifespan=_running,
    )
    app.state.library, app.state.settings, app.state.metrics, app.state.health = library, settings, metrics, state
    app.state.ask = counted(remembered(ask), metrics, words=settings.log_questions)
    access.install(app, library, settings, entry)
    for router in _ROUTERS:
        app.include_router(router)
    api.mount(app)
    mcp.mount(app)
    parameters = ui.parameters()
    parameters["head"] += embed.head() + account.head()
    blocks = ui.build(library, app.state.ask, seen=library_for, visitor=lambda request: visitor_of(request).name)
    blocks.state_session_capacity = SESSIONS
    blocks.delete_cache = (_LOOKED_EVERY_S, _UPLOADED_S)
    gr.mount_gradio_app(app, blocks, "/", **parameters)
    _page(app).state = app.state  # what a request's application is depends on where it went
    return app


def _page(app: FastAPI) -> FastAPI:
    """Gradio's own application, which was mounted last."""
    route = app.routes[-1]
    assert isinstance(route, Mount)
    assert isinstance(route.app, FastAPI)
    return route.app


def _guards(settings: Settings, metrics: Metrics, state: health.Health, entry: Entry) -> list[Middleware]:
    """What every request passes, in this order, from outside to inside."""
    return [
        Middleware(Proxied, settings=settings),
        Middleware(Logged, metrics=metrics),
        Middleware(Headers, settings=settings),
        # Gradio, which lets any origin in, leaves this to an application that has it.
        Middleware(CORSMiddleware, allow_origins=settings.cors, allow_methods=["*"], allow_headers=["*"]),
        Middleware(SameSite, settings=settings),
        Middleware(Rates, rate=settings.rate_address, of=address),  # also of those who try to get in
        Middleware(Doors, settings=settings),
        *access.guards(entry),
        Middleware(Rates, rate=settings.rate_user, of=user),
        Middleware(Ending, health=state),
        Middleware(Speaking),
    ]


def mount(app: FastAPI, path: str, library: Library, settings: Settings | None = None) -> FastAPI:
    """Put the whole server below ``path`` of an application that exists. Returns the part that was put there."""
    part = create_app(library, settings or Settings())
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(parent: FastAPI) -> AsyncIterator[Any]:
        async with before(parent) as state, part.router.lifespan_context(part):
            yield state

    app.router.lifespan_context = lifespan
    app.mount(path, part)
    return part


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """The model is loaded beside the start. What waits for an answer waits in a row: many threads at once would only
    keep each other, and what takes the requests, from working.
    """
    current_default_thread_limiter().total_tokens = app.state.settings.workers
    app.state.health.warm()
    yield
    app.state.health.stop()
    app.state.entry.register.close()
