"""Operations on collections of transcripts, by which it is said who may read what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from qa.server.api import paging
from qa.server.api.given import Seen, may_change
from qa.server.api.problems import Refused, documented, problem
from qa.server.api.requests import Limit
from qa.server.api.responses import CollectionJson, CollectionPage
from qa.server.api.transcripts import Existing

router = APIRouter(tags=["Collections"])
Name = Annotated[str, Path(min_length=1, max_length=300, description="The name of a collection.", examples=["Board"])]
_MAY_CHANGE = [Depends(may_change)]


@router.get("/collections", responses=documented(422))
def list_collections(
    library: Seen,
    limit: Annotated[Limit, Query(description="At most this many on a page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=2_000, description="`next` of the page before.")] = None,
) -> CollectionPage:
    """List the collections that you may read, with the ids of their transcripts."""
    one = paging.page(library.store.collections().items(), lambda pair: (pair[0],), cursor, limit)
    items: list[CollectionJson] = [{"name": name, "transcripts": sorted(ids)} for name, ids in one.items]
    return {"items": items, "next": one.next, "total": one.total}


@router.put(
    "/collections/{name:path}/transcripts/{id}",
    status_code=204,
    dependencies=_MAY_CHANGE,
    responses=documented(403, 404, 410, 422),
)
def collect_transcript(name: Name, transcript: Existing, library: Seen) -> None:
    """Put a transcript into a collection, which is made where there is none of that name."""
    library.store.collect([transcript.id], name)


@router.delete(
    "/collections/{name:path}/transcripts/{id}",
    status_code=204,
    dependencies=_MAY_CHANGE,
    responses=documented(403, 404, 410, 422),
)
def release_transcript(name: Name, transcript: Existing, library: Seen) -> None:
    """Take a transcript out of a collection; it stays in the library."""
    library.store.release([transcript.id], name)


@router.delete(
    "/collections/{name:path}", status_code=204, dependencies=_MAY_CHANGE, responses=documented(403, 404, 422)
)
def disband_collection(name: Name, library: Seen) -> None:
    """Forget a collection; its transcripts stay in the library."""
    if not library.store.disband(name):
        detail = "there is no collection of that name"
        raise Refused(problem(404, "no-such-collection", "No such collection", detail, "GET /collections lists them"))
