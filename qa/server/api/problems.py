"""Errors as problem details (RFC 9457): what is wrong, where, and the cure; no traceback, no path of the server."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from index import errors
from index.errors import LibraryError, OnTheRecordError, TranscriptError

MEDIA_TYPE = "application/problem+json"
_NAMES = "urn:ontherecord:problem:"

log = logging.getLogger(__name__)


class Fault(BaseModel):
    """One of the things that are wrong with a request."""

    place: str = Field(description="Where: `body.limit`, `query.cursor`.", examples=["body.question"])
    reason: str = Field(description="What is wrong there.", examples=["Field required"])


class Problem(BaseModel):
    """Problem details as RFC 9457 has them, with the place and the cure."""

    type: str = Field(description="Which kind of problem; stays the same, for programs.")
    title: str = Field(description="The kind in words; the same for every problem of it.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong with this request, in a sentence.")
    instance: str = Field(default="", description="The path that was asked for.")
    source: str | None = Field(default=None, description="The file that it is about.")
    place: str | None = Field(default=None, description="Where in that file: `line 12`, `page 2`.")
    cure: str | None = Field(default=None, description="What to do about it.")
    errors: list[Fault] | None = Field(default=None, description="Each fault of a request that is not valid.")
    successor: str | None = Field(default=None, description="The transcript that has replaced the one asked for.")

    model_config = {
        "json_schema_extra": {
            "example": {
                "type": f"{_NAMES}no-such-transcript",
                "title": "No such transcript",
                "status": 404,
                "detail": "no transcript goes by that name",
                "instance": "/api/v1/transcripts/0000000000000000",
                "cure": "GET /transcripts lists those that there are",
            }
        }
    }


class Refused(OnTheRecordError):
    """A request that is not served, with the problem that says why."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.detail)
        self.problem, self.headers = problem, headers


_LIST = "GET /transcripts lists those that there are"
_ADMIN = "tell whoever runs this server; its log says more"
# What an error is over HTTP: status, name, title, and the cure where the error's own speaks of the command line.
_KINDS: dict[type[OnTheRecordError], tuple[int, str, str, str]] = {
    errors.EmptyTranscript: (422, "empty-transcript", "The file is empty", ""),
    errors.UnknownFormat: (415, "unknown-format", "The file is in no format that can be read", ""),
    errors.UnsupportedFormat: (415, "unsupported-format", "The file is in a format that is refused", ""),
    errors.TooLarge: (413, "too-large", "The file is too large", "split it, or ask for a higher limit"),
    errors.TranscriptError: (422, "transcript", "The file cannot be read as a transcript", ""),
    errors.NoSuchTranscript: (404, "no-such-transcript", "No such transcript", _LIST),
    errors.NoSuchSpeaker: (404, "no-such-speaker", "No such speaker", "GET /people lists those who speak"),
    errors.NotPermitted: (403, "not-permitted", "You may not do this", "ask for the right to, or choose another"),
    errors.LibraryFull: (507, "library-full", "The disk of the library is full", _ADMIN),
    errors.LibraryError: (503, "library", "The library cannot be used", _ADMIN),
    errors.EncoderError: (503, "model", "The model cannot be used", _ADMIN),
    errors.OutOfMemory: (503, "memory", "There is not enough memory", "try again later"),
    errors.SettingError: (503, "setting", "The server is not set up", _ADMIN),
    errors.QuestionError: (422, "question", "This is no question", ""),
    errors.OnTheRecordError: (422, "refused", "The request cannot be served", ""),
}


def problem(status: int, name: str, title: str, detail: str, cure: str = "") -> Problem:
    return Problem(type=_NAMES + name, title=title, status=status, detail=detail, cure=cure or None)


def of(error: OnTheRecordError) -> Problem:
    """What an error is, for somebody who asked over the network: a library's path is none of their business."""
    if isinstance(error, Refused):
        return error.problem
    status, name, title, cure = next(_KINDS[kind] for kind in type(error).__mro__ if kind in _KINDS)
    if isinstance(error, TranscriptError):
        found = problem(status, name, title, error.reason, cure or error.cure)
        found.source, found.place = error.source, error.where or None
        return found
    if isinstance(error, LibraryError):
        return problem(status, name, title, error.reason, cure)
    return problem(status, name, title, _ADMIN if status == 503 else str(error), cure)


def of_status(status: int, detail: str = "", cure: str = "") -> Problem:
    """A problem that HTTP has a name for. ``type`` is about:blank, which says that the status tells all."""
    phrase = HTTPStatus(status).phrase
    return Problem(type="about:blank", title=phrase, status=status, detail=detail or phrase, cure=cure or None)


def response(request: Request, found: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    found.instance = found.instance or request.url.path
    return JSONResponse(
        found.model_dump(exclude_none=True), found.status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def install(app: FastAPI) -> None:
    """Let every error of the application be answered with a problem."""

    @app.exception_handler(OnTheRecordError)
    async def _known(request: Request, error: OnTheRecordError) -> JSONResponse:
        found = of(error)
        if found.status >= 500:
            log.error("%s", error)
        return response(request, found, error.headers if isinstance(error, Refused) else None)

    @app.exception_handler(MemoryError)
    async def _full(request: Request, _: MemoryError) -> JSONResponse:
        log.error("%s: there is not enough memory", request.url.path)
        return response(request, of(errors.OutOfMemory("this")))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return response(request, _of_validation(request, error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 405:
            allowed = _methods(request)
            found = of_status(405, f"{request.method} is not for this address", f"use {allowed}")
            return response(request, found, {"Allow": allowed})
        if error.status_code == 404:
            found = of_status(404, "there is nothing at this address", "openapi.json tells what there is")
            return response(request, found)
        return response(request, of_status(error.status_code, str(error.detail or "")), error.headers)

    @app.exception_handler(Exception)
    async def _fault(request: Request, _: Exception) -> JSONResponse:
        return response(request, of_status(500, "something went wrong in the server", _ADMIN))


def _methods(request: Request) -> str:
    """What is allowed at an address; the framework names only what the first of its operations allows."""
    path = request.url.path.removeprefix(str(request.scope.get("root_path", "")))
    there = (each for template, each in request.app.openapi()["paths"].items() if compile_path(template)[0].match(path))
    return ", ".join(sorted({method.upper() for operations in there for method in operations})) or "GET"


def _of_validation(request: Request, error: RequestValidationError) -> Problem:
    faults = [
        Fault(place=".".join(str(part) for part in each["loc"]), reason=str(each["msg"])) for each in error.errors()
    ]
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if any(each["type"] == "json_invalid" for each in error.errors()):
        return of_status(400, f"the body is no JSON: {faults[0].reason}", "send JSON in UTF-8")
    whole = any(fault.place == "body" for fault in faults)
    if whole and sent not in ("application/json", "multipart/form-data"):
        return of_status(415, f"a body of {sent or 'no media type'} is not read here", "send application/json")
    return invalid(faults)


def invalid(faults: list[Fault]) -> Problem:
    detail = "; ".join(f"{fault.place}: {fault.reason}" for fault in faults)
    found = problem(422, "invalid", "The request is not valid", detail, "see openapi.json for what is valid")
    found.errors = faults
    return found


def documented(*statuses: int) -> dict[int | str, dict[str, object]]:
    """For ``responses=``: the problems that an operation may answer with, beside those that each may."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def schemas() -> Sequence[tuple[str, dict[str, object]]]:
    """Problem and Fault as components of an OpenAPI document."""
    whole = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return [*whole.pop("$defs").items(), ("Problem", whole)]
