"""Operations on transcripts that are in the library: listed, read, described, removed."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import PlainTextResponse

from index.describe import describe
from index.errors import NoSuchTranscript
from index.intake.given import checked_date
from index.store import Summary
from index.transcript import Transcript
from qa.library import Library
from qa.server.api import paging, queries
from qa.server.api.given import Page, Seen, attached, may_change
from qa.server.api.problems import Refused, documented, problem
from qa.server.api.requests import Describing, Limit
from qa.server.api.responses import (
    DetailJson,
    SummaryJson,
    TranscriptPage,
    TurnPage,
    VoiceJson,
)
from qa.show.transcripts import as_text

router = APIRouter(tags=["Transcripts"])
Id = Annotated[str, Path(max_length=64, description="The id of a transcript.", examples=["0a3a25a9aee4f0a1"])]


def existing(id: Id, library: Seen) -> Transcript:
    """Raises NoSuchTranscript, or Refused where another has replaced it since."""
    try:
        return library.store.transcript(id)
    except NoSuchTranscript:
        successor = library.store.successor(id)
        if not successor:
            raise
    found = problem(410, "replaced", "The transcript was replaced", "a newer version of its file has replaced it")
    found.cure, found.successor = f"ask for {successor}", successor
    raise Refused(found)


Existing = Annotated[Transcript, Depends(existing)]


def summary_json(summary: Summary, page: str) -> SummaryJson:
    return {
        "id": summary.id,
        "title": summary.title,
        "date": summary.date,
        "place": summary.place,
        "format": summary.format,
        "source": summary.source,
        "speakers": list(summary.speakers),
        "turns": summary.turns,
        "duration_ms": summary.duration_ms,
        "link": f"{page}?{urlencode({'t': summary.id})}",
    }


@router.get("/transcripts", responses=documented(422))
def list_transcripts(
    library: Seen,
    page: Page,
    title: Annotated[str, Query(max_length=300, description="Only those whose title or file has this in it.")] = "",
    collection: Annotated[str | None, Query(max_length=300, description="Only those in this collection.")] = None,
    limit: Annotated[Limit, Query(description="At most this many on a page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=2_000, description="`next` of the page before.")] = None,
) -> TranscriptPage:
    """List the transcripts, the latest conversation first.

    Pages stay whole while transcripts are added or removed: what is there all the time is on exactly one of them.
    """
    return listed(library, page, title, limit, cursor, collection)


def listed(
    library: Library, page: str, title: str, limit: int, cursor: str | None, collection: str | None = None
) -> TranscriptPage:
    wanted = title.casefold()
    found = [each for each in library.store.transcripts() if wanted in f"{each.title}\n{each.source}".casefold()]
    if collection is not None:
        within = library.store.within([collection])
        found = [each for each in found if each.id in within]
    one = paging.page(found, lambda each: (paging.descending(each.date), each.title, each.id), cursor, limit)
    return {"items": [summary_json(each, page) for each in one.items], "next": one.next, "total": one.total}


@router.get("/transcripts/{id}", responses=documented(404, 410, 422))
def get_transcript(transcript: Existing, page: Page) -> DetailJson:
    """Tell of one transcript: who speaks in it, when and where it was."""
    return detail_json(transcript, page)


@router.get("/transcripts/{id}/turns", responses=documented(404, 410, 422))
def get_turns(
    transcript: Existing,
    page: Page,
    first: Annotated[int, Query(ge=0, le=2**31, description="The turn to begin with, counted from 0.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="At most this many turns.")] = 100,
) -> TurnPage:
    """Read a transcript turn by turn: who says what, word for word."""
    return queries.turns(transcript, first, limit, page)


_TEXT = {200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": "MR MILLER: Good afternoon."}}}}
_BYTES = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
}


@router.get(
    "/transcripts/{id}/text",
    response_class=PlainTextResponse,
    responses={**_TEXT, **documented(404, 410, 422)},  # type: ignore[dict-item]
)
def get_text(transcript: Existing) -> PlainTextResponse:
    """Read a whole transcript as text: title, date, and a paragraph for each turn, behind the name of its speaker."""
    return PlainTextResponse(as_text(transcript))


@router.get(
    "/transcripts/{id}/source",
    response_class=Response,
    responses={**_BYTES, **documented(404, 410, 422)},  # type: ignore[dict-item]
)
def get_source(transcript: Existing, library: Seen) -> Response:
    """Get the file that a transcript was made from, as it was added."""
    return attached(transcript.source or transcript.id, library.store.source(transcript.id))


_MAY_CHANGE = [Depends(may_change)]


@router.patch("/transcripts/{id}", dependencies=_MAY_CHANGE, responses=documented(403, 404, 410, 415, 422))
def describe_transcript(transcript: Existing, wanted: Describing, library: Seen, page: Page) -> DetailJson:
    """Give a transcript another title or date; its words stay as they are."""
    described = describe(library.store, transcript.id, wanted.title, wanted.date and checked(wanted.date))
    return detail_json(described, page)


@router.delete("/transcripts/{id}", status_code=204, dependencies=_MAY_CHANGE, responses=documented(403, 404, 410, 422))
def remove_transcript(
    transcript: Existing,
    library: Seen,
    forever: Annotated[bool, Query(description="Keep nothing that could be restored.")] = False,
) -> None:
    """Remove a transcript, so that nothing of it is found any more. For seven days it can be restored."""
    if forever:
        library.store.remove(transcript.id)
    else:
        library.store.discard(transcript.id)


def checked(date: str) -> str:
    """Raises Refused for what is no day of any calendar."""
    try:
        return checked_date(date)
    except ValueError as error:
        raise Refused(problem(422, "invalid", "The request is not valid", str(error), "")) from error


def detail_json(transcript: Transcript, page: str) -> DetailJson:
    return {
        **summary_json(Summary.of(transcript), page),
        "language": transcript.language,
        "media": transcript.media,
        "voices": _voices(transcript),
        "participants": [speaker.who for speaker in transcript.participants],
    }


def _voices(transcript: Transcript) -> list[VoiceJson]:
    found: dict[str, VoiceJson] = {}
    for speaker in (turn.speaker for turn in transcript.turns if turn.speaker):
        voice = found.setdefault(
            speaker.who,
            {"who": speaker.who, "labels": [], "role": speaker.role, "inferred": speaker.inferred, "turns": 0},
        )
        voice["turns"] += 1
        if speaker.label not in voice["labels"]:
            voice["labels"].append(speaker.label)
    return list(found.values())
