"""What the page fetches and sends as files: recordings, in any ranges; transcripts to take away.

An address holds a transcript's id, never a path: what is served is what that transcript has, for whoever may read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from index.describe import describe
from index.errors import OnTheRecordError
from index.media import type_of
from index.store import Store
from qa.server.access.seen import library_for
from qa.server.api import problems
from qa.show.transcripts import KINDS, download

# What is served is data, whatever it holds: nothing of it may run as a page of this server.
_PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
}

router = APIRouter(include_in_schema=False)


@router.api_route("/media/{transcript}", methods=["GET", "HEAD"])
def play(transcript: str, request: Request) -> Response:
    return _answered(request, lambda store: _recording(store, transcript, request))


@router.put("/media/{transcript}")
async def keep(transcript: str, request: Request) -> Response:
    """Keep the body as the recording of a transcript, piece by piece. A page of another site cannot send a PUT."""
    stream = request.stream()
    name = request.query_params.get("name", "")[:200] or "the recording"
    most: int = request.app.state.settings.max_media_mb

    async def following() -> bytes:
        return await anext(stream, b"")

    def pieces() -> Iterator[bytes]:
        while piece := anyio.from_thread.run(following):
            yield piece

    def kept(store: Store) -> Response:
        store.given(transcript)  # else there is no such transcript, and nothing need be sent
        describe(store, transcript, media=store.recordings.keep(pieces(), name, most))
        return JSONResponse({}, 201)

    return await anyio.to_thread.run_sync(_answered, request, kept)


@router.get("/files/{transcript}/{kind}")
def take(transcript: str, kind: str, request: Request) -> Response:
    return _answered(request, lambda store: _download(store, transcript, kind, request))


def _recording(store: Store, wanted: str, request: Request) -> Response:
    media = store.transcript(store.successor(wanted) or wanted).media
    path = store.recordings.path(media)
    if path is None:
        return _nothing(request, "no recording of this transcript is kept here")
    return FileResponse(path, media_type=type_of(media), headers=_PLAIN)


def _download(store: Store, transcript: str, kind: str, request: Request) -> Response:
    if kind not in KINDS:
        return _nothing(request, f"a transcript can be taken away as {', '.join(KINDS)}")
    file = download(store, transcript, kind)
    named = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.data, media_type=file.type, headers={**_PLAIN, "Content-Disposition": named})


def _answered(request: Request, work: Callable[[Store], Response]) -> Response:
    """What the work on the library, as the visitor sees it, gives; or the problem with it."""
    try:
        return work(library_for(request).store)
    except OnTheRecordError as error:
        return problems.response(request, problems.of(error), _PLAIN)


def _nothing(request: Request, why: str) -> Response:
    return problems.response(request, problems.of_status(404, why), _PLAIN)
