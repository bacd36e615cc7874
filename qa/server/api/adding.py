"""Operations that bring files into the library: idempotent by content, with progress for those who want it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import TypeAdapter

from index.build import Outcome, Result
from index.errors import OnTheRecordError
from index.intake.given import Given, checked_date, checked_speakers
from index.store import Summary
from qa.library import Library
from qa.server.api.given import Page, Seen, may_change
from qa.server.api.problems import Fault, Problem, Refused, documented, of, problem
from qa.server.api.requests import Text
from qa.server.api.responses import AddedJson, AddEvent, AddReport
from qa.server.api.transcripts import Existing, summary_json
from qa.server.api.worker import Job, Progress, Worker

router = APIRouter(tags=["Transcripts"], dependencies=[Depends(may_change)])
NDJSON = "application/x-ndjson"
_PROBLEMS = documented(403, 413, 415, 422, 503, 507)
_REPORTED: dict[str, Any] = {"model": AddReport, "content": {NDJSON: {"schema": {"type": "string"}}}}
worker = Worker()
_lined: TypeAdapter[AddEvent] = TypeAdapter(AddEvent)
_reports: TypeAdapter[AddReport] = TypeAdapter(AddReport)


def _told(
    title: Annotated[str, Form(max_length=300, description="The title, whatever the file says.")] = "",
    date: Annotated[str, Form(max_length=10, description="`2023-11-09`, `2023-11` or `2023`.")] = "",
    speakers: Annotated[
        str, Form(max_length=10_000, description="Who is behind labels: `SPEAKER_00=Ana Lima,SPEAKER_01=Bo Chen`.")
    ] = "",
) -> Given:
    """What is said of a file on adding it."""
    try:
        return Given(title.strip(), date and checked_date(date), checked_speakers(speakers) if speakers else ())
    except ValueError as error:
        raise Refused(problem(422, "invalid", "The request is not valid", str(error), "")) from error


Told = Annotated[Given, Depends(_told)]


@router.post("/transcripts", status_code=201, responses={200: _REPORTED, 201: _REPORTED, **_PROBLEMS})
async def add_transcripts(
    request: Request,
    library: Seen,
    page: Page,
    given: Told,
    files: Annotated[list[UploadFile], File(description="Transcripts, or zip archives of them.")],
    collections: Annotated[list[Text], Form(max_length=20, description="The collections to put them into.")] = [],  # noqa: B006
    replace: Annotated[bool, Form(description="Replace what came from a file of the same name.")] = False,
) -> Response:
    """Add files. One that is there already is not added twice; a bad one does not keep the others out.

    201 where something was added, 200 where all was there before; where nothing could be added, the problem says why.
    With `Accept: application/x-ndjson` the answer comes line by line as it goes on: `progress`, a `result` for each
    file, and the report at the `end`. Whoever breaks the connection off stops the adding; what was reported is there.
    """
    if len(files) > 1 and (given.title or given.speakers):
        detail = "a title and speakers go with one file, and these are several"
        raise Refused(problem(422, "invalid", "The request is not valid", detail, "add them one by one"))
    named = tuple((file.filename or "", file.file) for file in files)
    return await _answered(request, Job(library, named, given, by_name=replace, collections=tuple(collections)), page)


@router.put(
    "/transcripts/{id}/source",
    responses={200: _REPORTED, **documented(404, 409, 410), **_PROBLEMS},
)
async def replace_transcript(
    request: Request,
    old: Existing,
    library: Seen,
    page: Page,
    given: Told,
    file: Annotated[UploadFile, File(description="The newer version.")],
) -> Response:
    """Replace a transcript by a newer version of its file, at once: nobody finds both, or neither.

    What was said of it on adding, and other names for its speakers, go over to the new one, which has an id of its own.
    """
    job = Job(library, ((file.filename or "", file.file),), given, replacing=old.id)
    return await _answered(request, job, page)


async def _answered(request: Request, job: Job, page: str) -> Response:
    events = _events(job, worker(job), page)
    if NDJSON in request.headers.get("accept", ""):
        return StreamingResponse(_lines(events), media_type=NDJSON)
    whole, gone = asyncio.create_task(_whole(events)), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((whole, gone), return_when=asyncio.FIRST_COMPLETED)
        return _response(whole.result(), job.replacing) if whole.done() else Response(status_code=499)
    finally:
        whole.cancel()
        gone.cancel()


async def _whole(events: AsyncGenerator[AddEvent, None]) -> AddReport:
    async with aclosing(events):
        async for event in events:
            if event["event"] == "end":
                return event["report"]
    return _report([])


async def _gone(request: Request) -> None:
    """Until whoever asks has broken the connection off; of the body, which was read, nothing comes any more."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(report: AddReport, replaced: str) -> Response:
    results = report["results"]
    if results and report["failed"] == len(results):
        raise Refused(_nothing(results))
    there = [result["transcript"]["id"] for result in results if result["transcript"]]
    if replaced and report["present"] and there != [replaced]:
        found = problem(409, "present", "The file is there already", f"it is the transcript {there[0]}", "")
        found.cure = "remove the old one instead"
        raise Refused(found)
    new = bool(report["added"] or report["updated"]) and not replaced
    headers = {"Location": f"transcripts/{there[0]}"} if len(there) == 1 else {}
    return JSONResponse(_reports.dump_python(report, mode="json"), 201 if new else 200, headers)


def _nothing(results: list[AddedJson]) -> Problem:
    """Why nothing was added: the one file's problem, or what is wrong with each."""
    problems = [(result["file"], result["problem"]) for result in results if result["problem"]]
    if len(problems) == 1:
        return problems[0][1]
    found = problem(422, "nothing-added", "Nothing was added", "none of the files could be added", "see errors")
    found.errors = [Fault(place=file, reason=f"{each.detail}; {each.cure}") for file, each in problems]
    return found


async def _lines(events: AsyncGenerator[AddEvent, None]) -> AsyncIterator[bytes]:
    try:
        async with aclosing(events):
            async for event in events:
                yield _lined.dump_json(event) + b"\n"
    except OnTheRecordError as error:  # too late for another status
        yield _lined.dump_json({"event": "problem", "problem": of(error)}) + b"\n"


async def _events(
    job: Job, working: AsyncGenerator[Progress | Result, None], page: str
) -> AsyncGenerator[AddEvent, None]:
    results: list[AddedJson] = []
    async with aclosing(working):
        async for event in working:
            if isinstance(event, Progress):
                yield {"event": "progress", "file": event.file, "done": event.done, "total": event.total}
            else:
                results.append(await run_in_threadpool(_added, event, job.library, page))
                yield {"event": "result", "result": results[-1]}
    yield {"event": "end", "report": _report(results)}


_OUTCOMES: dict[Outcome, Literal["added", "updated", "present"]] = {
    Outcome.ADDED: "added",
    Outcome.UPDATED: "updated",
    Outcome.PRESENT: "present",
}


def _added(result: Result, library: Library, page: str) -> AddedJson:
    if result.error:
        return {"file": result.source, "outcome": "failed", "transcript": None, "problem": of(result.error)}
    summary = summary_json(Summary.of(library.store.transcript(result.transcript)), page)
    return {"file": result.source, "outcome": _OUTCOMES[result.outcome], "transcript": summary, "problem": None}


def _report(results: list[AddedJson]) -> AddReport:
    outcomes = [result["outcome"] for result in results]
    return {
        "added": outcomes.count("added"),
        "updated": outcomes.count("updated"),
        "present": outcomes.count("present"),
        "failed": outcomes.count("failed"),
        "results": results,
    }
