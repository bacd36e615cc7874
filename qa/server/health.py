"""Whether the server lives, whether it can answer yet, and its figures."""

from __future__ import annotations

import asyncio
import logging
import threading
from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from index.errors import OnTheRecordError
from qa.library import Library
from qa.server.logs import note

router = APIRouter(include_in_schema=False)


class State(StrEnum):
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    STOPPING = "stopping"


class Health:
    """Ready as soon as the model has encoded a question: until then the first answer would keep somebody waiting."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.state, self.reason = State.STARTING, ""
        self.stopped = asyncio.Event()

    def warm(self) -> None:
        """Begin to load the model, beside whatever else is done."""
        threading.Thread(target=self._load, daemon=True, name="warm").start()

    def _load(self) -> None:
        try:
            self._library.encoder.question("ready?")
        except OnTheRecordError as error:
            self.state, self.reason = State.FAILED, str(error)
            note("failed", logging.ERROR, reason=self.reason)
        else:
            if self.state is State.STARTING:
                self.state = State.READY
                note("ready")

    def stop(self) -> None:
        """From now on no more requests are wanted; those under way finish."""
        self.state = State.STOPPING
        self.stopped.set()

    def now(self) -> State:
        """A library that can be read no more makes a server that is not ready."""
        if self.state is State.READY:
            try:
                self._library.store.size()
            except OnTheRecordError as error:
                note("failed", logging.ERROR, reason=str(error))
                return State.FAILED
        return self.state


@router.get("/healthz")
async def alive() -> JSONResponse:
    return JSONResponse({"status": "alive"}, headers=_FRESH)


@router.get("/readyz")
async def ready(request: Request) -> JSONResponse:
    state: State = request.app.state.health.now()
    return JSONResponse({"status": state}, 200 if state is State.READY else 503, headers=_FRESH)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    if not request.app.state.settings.metrics:
        return Response(status_code=404)
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


_FRESH = {"cache-control": "no-store"}
