"""Operations on transcripts that were removed, as long as they can be restored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from index.errors import NoSuchTranscript
from qa.server.api import paging
from qa.server.api.given import Page, Seen, may_change
from qa.server.api.problems import documented
from qa.server.api.requests import Limit
from qa.server.api.responses import DetailJson, DiscardedJson, DiscardedPage
from qa.server.api.transcripts import Id, detail_json

router = APIRouter(tags=["Transcripts"])
_MAY_CHANGE = [Depends(may_change)]


@router.get("/discarded", responses=documented(422))
def list_discarded(
    library: Seen,
    limit: Annotated[Limit, Query(description="At most this many on a page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=2_000, description="`next` of the page before.")] = None,
) -> DiscardedPage:
    """List what was removed and can be restored, the latest first."""
    found = library.store.discarded()
    one = paging.page(found, lambda each: (f"{10**12 - each.at:013}", each.id), cursor, limit)
    items: list[DiscardedJson] = [
        {"id": each.id, "title": each.title, "at": datetime.fromtimestamp(each.at, UTC).isoformat()}
        for each in one.items
    ]
    return {"items": items, "next": one.next, "total": one.total}


@router.post("/discarded/{id}/restore", dependencies=_MAY_CHANGE, responses=documented(403, 404, 422))
def restore_transcript(id: Id, library: Seen, page: Page) -> DetailJson:
    """Bring back a transcript that was removed: in its place, with the names that were given."""
    if not library.store.restore(id):
        raise NoSuchTranscript(id, "nothing of this id can be restored", "")
    return detail_json(library.store.transcript(id), page)


@router.delete("/discarded/{id}", status_code=204, dependencies=_MAY_CHANGE, responses=documented(403, 404, 422))
def erase_transcript(id: Id, library: Seen) -> None:
    """Forget for good a transcript that was removed."""
    if not library.store.erase(id):
        raise NoSuchTranscript(id, "nothing of this id was removed", "")
