"""The library for agents: tools over the Model Context Protocol, at /mcp, each of which only reads.

Requests stand alone: there are no sessions, and each is answered as JSON, so that any number of servers may share them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from fastapi import FastAPI
from mcp.server.lowlevel import Server
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from index.errors import NoSuchSpeaker, NoSuchTranscript, OnTheRecordError
from qa.library import Library
from qa.quotes.verdicts import CheckJson
from qa.server.access.seen import library_for
from qa.server.api import queries
from qa.server.api.given import address
from qa.server.api.problems import of
from qa.server.api.requests import SINCE, SPEAKERS, TRANSCRIPTS, UNTIL, Asked, Date, Quoted, Searched, Texts
from qa.server.api.responses import PassagesJson, TranscriptPage, TurnPage
from qa.server.api.transcripts import listed
from qa.server.asgi import refuse
from qa.show.render import AnswerJson, as_json

PATH = "/mcp"
LONGEST = 40_000  # characters of the turns that are given at once: what an agent can still read

P = ParamSpec("P")
R = TypeVar("R")
Speakers = Annotated[Texts, Field(description=SPEAKERS)]
Transcripts = Annotated[Texts, Field(description=TRANSCRIPTS)]
Since = Annotated[Date | None, Field(description=SINCE)]
Until = Annotated[Date | None, Field(description=UNTIL)]

_ABOUT = """A library of transcripts: meetings, hearings, press conferences, interviews. Nothing here is generated:
every `text` is word for word what the transcript has. Quote it unchanged, name the speaker as given, and cite its
`link`, which opens the transcript at these words. Say so where a name is `inferred`.

Begin with `ask` for a question; use `search` for material on a topic, `get_turns` to read around a quote (its `turn`
and transcript id lead there), `list_transcripts` to see what there is, `check_quote` before passing on a quote from
anywhere else. If `ask` says that the record is silent, say that, rather than make something of `related` or `closest`.
"""


def mount(app: FastAPI) -> None:
    """Serve the tools at PATH of ``app``, whose state has the library and ``ask``."""
    app.router.routes.append(Route(PATH, _Endpoint(_server())))


class _Endpoint:
    """A transport of its own for every request: nothing outlives it, so the application's start need not know of it."""

    def __init__(self, server: Server[Any]) -> None:
        self._server = server
        # It tells of every transport, which here is every request.
        logging.getLogger("mcp.server.streamable_http_manager").setLevel(logging.WARNING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":  # there are no sessions to listen to, or to end
            await refuse(scope, receive, send, 405, "only calls are answered here", "use POST", {"Allow": "POST"})
            return
        manager = StreamableHTTPSessionManager(self._server, json_response=True, stateless=True)
        async with manager.run():
            await manager.handle_request(scope, receive, send)


def _server() -> Server[Any]:
    root, silent = logging.getLogger(), logging.NullHandler()
    root.addHandler(silent)  # else MCPServer would set up logging, which is the application's own affair
    try:
        server: MCPServer[Any] = MCPServer("ontherecord", title="On the Record", instructions=_ABOUT)
    finally:
        root.removeHandler(silent)
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in (ask, search, get_turns, list_transcripts, check_quote):
        server.add_tool(_telling(tool), annotations=reads, structured_output=True)
    server.streamable_http_app()  # of which the server beneath is wanted alone
    return server.session_manager.app


def _telling(tool: Callable[P, R]) -> Callable[P, R]:
    """The tool, with what goes wrong on purpose told to the agent, and the cure in terms of these tools."""

    @wraps(tool)
    def told(*args: P.args, **given: P.kwargs) -> R:
        try:
            return tool(*args, **given)
        except OnTheRecordError as error:
            found = of(error)
            cure = _CURES.get(type(error), found.cure)
            raise ToolError(f"{found.detail}; {cure}" if cure else found.detail) from error

    return told


_CURES: dict[type[OnTheRecordError], str] = {
    NoSuchTranscript: "list_transcripts tells ids and titles",
    NoSuchSpeaker: "list_transcripts tells who speaks",
}


def _request(context: Context) -> Request:
    request = context.request_context.request
    assert isinstance(request, Request)
    return request


def _seen(context: Context) -> tuple[Library, str]:
    """The library as the one who asks may see it, and the address of the page."""
    request = _request(context)
    return library_for(request), address(request)


def ask(
    context: Context,
    question: Annotated[str, Field(min_length=1, max_length=2_000, description="In plain language, as to a person.")],
    speakers: Speakers = [],  # noqa: B006 - read only
    transcripts: Transcripts = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Field(ge=1, le=20, description="At most this many quotes.")] = 5,
    previous: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=2_000)]],
        Field(max_length=20, description="Earlier questions that this one leans on, oldest first."),
    ] = [],  # noqa: B006
) -> AnswerJson:
    """Answer a question with the speakers' exact words. Use this first.

    It understands whose words are wanted ("what did Park say about China?"), who asked or answered what, who mentioned
    something, how often, when first, comparisons ("how do Park and Blinken differ on China?"), and plain questions.
    Returns `quotes`, best first: `text` is verbatim, with speaker, transcript, turn (from 0) and the `link` to cite.
    Where `answered` is false, `silence` says why: `nobody` says this; it is said, but `not_this_speaker` says it;
    `not_a_speaker` is mentioned but never speaks; `unknown_person` is nowhere here; there is `no_transcript` where the
    question looks; it is in `other_language` than the transcripts: ask again in theirs; a name is `ambiguous`: ask
    again with one of `understood.options`. `related` is what others say about it, `closest` the nearest passages, which
    may not answer: give neither as an answer.
    """
    library, page = _seen(context)
    asked = Asked(
        question=question,
        speakers=speakers,
        transcripts=transcripts,
        since=since,
        until=until,
        limit=limit,
        previous=previous,
        conversation=None,  # an agent has its questions at hand, and a signed text would cost it more
    )
    answer = queries.answered(asked, library, _request(context).app.state.ask)
    return as_json(answer, page)


def search(
    context: Context,
    query: Annotated[str, Field(min_length=1, max_length=2_000, description="A topic or a phrase.")],
    speakers: Speakers = [],  # noqa: B006
    transcripts: Transcripts = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Field(ge=1, le=20, description="At most this many passages.")] = 8,
) -> PassagesJson:
    """Find passages near to some words, by meaning and by the words themselves, whether they answer anything or not.

    Use this for an overview of a topic, or where `ask` finds too little. Returns `passages`, best first: each has
    neighbouring `sentences`, verbatim, with their speakers and a `link` to cite. There is nearly always something, so
    judge whether it bears on the matter.
    """
    library, page = _seen(context)
    searched = Searched(query=query, speakers=speakers, transcripts=transcripts, since=since, until=until, limit=limit)
    return queries.passages(searched, library, page)


def get_turns(
    context: Context,
    transcript: Annotated[str, Field(min_length=1, max_length=300, description="Its id or title.")],
    first: Annotated[int, Field(ge=0, le=2**31, description="The turn to begin with, from 0.")] = 0,
    limit: Annotated[int, Field(ge=1, le=100, description="At most this many turns.")] = 20,
) -> TurnPage:
    """Read a transcript turn by turn: who says what, word for word.

    Use this to see what stands around a quote (begin a few turns before its `turn`) or to read on. Returns `items`,
    `total`, and in `next` the turn to go on with, null at the end. Long turns make a page shorter than `limit`.
    """
    library, page = _seen(context)
    whole = library.store.transcript(library.find(transcript).id)
    shown, length = 0, 0
    for turn in whole.turns[first : first + limit]:
        length += len(turn.text)
        if length > LONGEST:
            break
        shown += 1
    if not shown and first < len(whole.turns):
        size = f"{len(whole.turns[first].text):,}"
        raise ToolError(f"turn {first} has {size} characters; use search or ask with transcripts=[{whole.id!r}]")
    return queries.turns(whole, first, max(shown, 1), page)


def list_transcripts(
    context: Context,
    title: Annotated[str, Field(max_length=300, description="Only those with this in their title.")] = "",
    limit: Annotated[int, Field(ge=1, le=50, description="At most this many.")] = 25,
    cursor: Annotated[str | None, Field(max_length=2_000, description="`next` of the page before.")] = None,
) -> TranscriptPage:
    """List what is in the library, the latest conversation first: ids, titles, dates, who speaks.

    Use this to find out what can be asked about, or the id for another tool. Returns `items`, `total`, and in `next`
    the cursor of the next page, null on the last.
    """
    library, page = _seen(context)
    return listed(library, page, title, limit, cursor)


def check_quote(
    context: Context,
    quote: Annotated[str, Field(min_length=1, max_length=20_000, description="The words, without quotation marks.")],
    speaker: Annotated[str, Field(max_length=300, description="To whom they are attributed.")] = "",
    transcripts: Transcripts = [],  # noqa: B006
) -> CheckJson:
    """Check whether a quote is what was said. Use this before you pass on any quote that did not come from these tools.

    `verdict` is `exact`; `altered`, with each difference in `pieces` (`kept`, `left_out`, `put_in`, `changed`); said by
    an `other_speaker`; or `not_found`. `matches` has the places where it stands, with a `link` to cite.
    """
    library, page = _seen(context)
    return queries.checked(Quoted(quote=quote, speaker=speaker, transcripts=transcripts), library, page)
