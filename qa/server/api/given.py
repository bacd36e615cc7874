"""What operations are given of a request: the library as the one who asks may see it, and where the page is."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response

from qa.library import Library
from qa.page.chat import Ask
from qa.server.access.seen import library_for
from qa.server.access.visitor import Visitor
from qa.server.api.problems import Refused, problem

PATH = "/api/v1"


def address(request: Request) -> str:
    """The address of the page, below which the API lies, as the one who asks has it."""
    below = str(request.scope.get("root_path", "")).removesuffix(PATH)
    return f"{request.url.scheme}://{request.url.netloc}{below}/"


async def _page(request: Request) -> str:
    return address(request)


async def _ask(request: Request) -> Ask:
    found: Ask = request.app.state.ask
    return found


async def may_change(request: Request) -> None:
    """Raises Refused where nothing may be changed: the store would, too, but only after all the work."""
    if request.app.state.settings.read_only:
        raise Refused(problem(403, "read-only", "Nothing can be changed here", "the library is served for reading"))
    visitor = getattr(request.state, "visitor", None)
    if isinstance(visitor, Visitor) and not visitor.role.may_change:
        detail = "you may read the library, and not change it"
        raise Refused(problem(403, "not-permitted", "You may not do this", detail, "ask for the right to edit"))


def attached(name: str, data: bytes, type_: str = "application/octet-stream") -> Response:
    """A file to be saved: no browser may show it as a page of this server's, whatever is in it."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}"}
    return Response(data, media_type=type_, headers={**headers, "X-Content-Type-Options": "nosniff"})


Seen = Annotated[Library, Depends(library_for)]
Page = Annotated[str, Depends(_page)]
Asking = Annotated[Ask, Depends(_ask)]
