"""Operations that ask: questions, passages, quotes to be checked, answers as files. None of them changes anything."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar, cast

from fastapi import APIRouter, Query, Request, Response

from qa.library import Library
from qa.page.chat import Ask
from qa.quotes.verdicts import CheckJson
from qa.server.access.visitor import visitor_of
from qa.server.api import queries
from qa.server.api.conversations import MOST, Conversations
from qa.server.api.given import Asking, Page, Seen, attached
from qa.server.api.problems import documented
from qa.server.api.requests import Asked, Exported, Quoted, QuotedByAddress, Searched
from qa.server.api.responses import AnsweredJson, PassagesJson
from qa.show.exports import FORMATS, save
from qa.show.render import as_json

router = APIRouter()
_PROBLEMS = documented(404, 415, 422)


@router.post("/ask", tags=["Ask"], responses=_PROBLEMS)
def ask(request: Request, asked: Asked, library: Seen, asking: Asking, page: Page) -> AnsweredJson:
    """Answer a question in the speakers' own words.

    `quotes` are best first, and each `text` is exactly what stands in the transcript; `link` opens it there. Where
    `answered` is false, `silence` says why: `nobody` says this; it is said, but `not_this_speaker` says it;
    `not_a_speaker` is mentioned but never speaks; `unknown_person` is not on the record at all; there is
    `no_transcript` where the question looks; the question is in `other_language` than the transcripts, so that nothing
    follows; a name is `ambiguous`, and `understood.options` are the ways to ask.

    “and Blinken?” leans on what was asked before it: send `"conversation": ""` with a first question, and with each
    further one what the answer before has there. It holds the last 20 questions, for a day, and is the one's who asked.
    """
    return _answered(request, asked, library, asking, page)


@router.get("/ask", tags=["Ask"], responses=_PROBLEMS)
def ask_by_address(
    request: Request, asked: Annotated[Asked, Query()], library: Seen, asking: Asking, page: Page
) -> AnsweredJson:
    """Answer a question that stands in the address; what is a list may be repeated."""
    return _answered(request, asked, library, asking, page)


def _answered(request: Request, asked: Asked, library: Library, asking: Ask, page: str) -> AnsweredJson:
    leaning = _leaning(request, asked)
    told = cast("AnsweredJson", as_json(queries.answered(leaning, library, asking), page))
    if asked.conversation is not None:
        conversations: Conversations = request.app.state.conversations
        told["conversation"] = conversations.after([*leaning.previous, asked.question], visitor_of(request).name)
    return told


A = TypeVar("A", bound=Asked)


def _leaning(request: Request, asked: A) -> A:
    """The same, with the questions of its conversation before it. Raises Refused where that is not theirs."""
    conversations: Conversations = request.app.state.conversations
    before = [*conversations.asked(asked.conversation, visitor_of(request).name), *asked.previous]
    return asked.model_copy(update={"previous": before[-MOST:]})


@router.get("/search", tags=["Ask"], responses=_PROBLEMS)
def search(searched: Annotated[Searched, Query()], library: Seen, page: Page) -> PassagesJson:
    """Find passages by meaning and by words, whether they answer anything or not.

    The best first; of those that overlap, the best alone.
    """
    return queries.passages(searched, library, page)


_FILE = {"schema": {"type": "string", "format": "binary"}}
_KINDS: dict[str, Any] = {format.type.partition(";")[0]: _FILE for format in FORMATS.values()}
_KINDS["application/json"] = {"schema": {"$ref": "#/components/schemas/AnsweredJson"}}  # as that of /ask
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": _KINDS}}


@router.post("/export", tags=["Ask"], response_class=Response, responses={**_FILES, **_PROBLEMS})
def export(request: Request, exported: Exported, library: Seen, asking: Asking, page: Page) -> Response:
    """Answer a question with a file: for reading and quoting, or for a spreadsheet.

    Each quote stands in it word for word, with its source and its link.
    """
    return _file(_leaning(request, exported), library, asking, page)


@router.get(
    "/export",
    tags=["Ask"],
    response_class=Response,
    responses={**_FILES, **_PROBLEMS},
)
def export_by_address(
    request: Request, exported: Annotated[Exported, Query()], library: Seen, asking: Asking, page: Page
) -> Response:
    """Answer a question that stands in the address with a file."""
    return _file(_leaning(request, exported), library, asking, page)


def _file(exported: Exported, library: Library, asking: Ask, page: str) -> Response:
    file = save([queries.answered(exported, library, asking)], exported.format, page)
    return attached(file.name, file.data, file.type)


@router.post("/check", tags=["Check"], responses=_PROBLEMS)
def check(quoted: Quoted, library: Seen, page: Page) -> CheckJson:
    """Check whether a quote is what was said.

    `verdict` is `exact`, `altered` (with each difference), said by an `other_speaker`, or `not_found`. Case, accents,
    punctuation and spacing do not count; words, numbers, currency and percent signs do.
    """
    return queries.checked(quoted, library, page)


@router.get("/check", tags=["Check"], responses=_PROBLEMS)
def check_by_address(quoted: Annotated[QuotedByAddress, Query()], library: Seen, page: Page) -> CheckJson:
    """Check a quote that stands in the address."""
    return queries.checked(quoted, library, page)
