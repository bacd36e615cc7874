"""The API as one application, with its OpenAPI document: put below PATH of the server that the page is in."""

from __future__ import annotations

import re
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import Mount

from qa.server.api import adding, asking, collections, discarded, docs, people, problems, transcripts
from qa.server.api.examples import EXAMPLES
from qa.server.api.given import PATH

_ABOUT = """Ask what was said; get the speakers' exact words, each with a link that opens the transcript there.

Nothing is generated. `text` of a quote is exactly `turn.text[start:end]` of a transcript, in code points; turns count
from 0. Everything is UTF-8. What goes wrong is told as problem details (RFC 9457), with the place and the cure.
"""
_TAGS = [
    {"name": "Ask", "description": "Questions, and passages that are near to words."},
    {"name": "Check", "description": "Whether a quote is what was said."},
    {"name": "Transcripts", "description": "What is in the library."},
    {"name": "Collections", "description": "Which transcripts belong together, and so who may read them."},
    {"name": "People", "description": "Who speaks, and what they are called."},
]


def mount(app: FastAPI) -> FastAPI:
    """Put the API below PATH of ``app``, whose state has the library, ``settings`` and ``ask``; return it."""
    api = FastAPI(
        title="On the Record",
        summary="The exact words of transcripts, by questions.",
        description=_ABOUT,
        version="1.0.0",  # of the API: it changes where PATH does not
        openapi_tags=_TAGS,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation,
        redirect_slashes=False,
        dependencies=[Depends(_only_known)],
    )
    api.state = app.state
    problems.install(api)
    for part in (asking, transcripts, adding, discarded, people, collections):
        api.include_router(part.router)
    docs.install(api)
    api.openapi = lambda: _openapi(api)  # type: ignore[method-assign]
    below = Mount(PATH, api)
    below.path_regex = re.compile(below.path_regex.pattern, re.DOTALL)  # a line break is in no name, but may be sent
    app.router.routes.append(below)
    return api


async def _only_known(request: Request) -> None:
    """Raises Refused for what the operation takes no such parameter of: a misspelt one does not go unnoticed."""
    document = request.app.openapi()
    operation = document["paths"].get(request.scope["route"].path_format, {}).get(request.method.lower(), {})
    known = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        faults = [problems.Fault(place=f"query.{name}", reason="there is no such parameter") for name in unknown]
        raise problems.Refused(problems.invalid(faults))


def _operation(route: APIRoute) -> str:
    return route.name


def _openapi(api: FastAPI) -> dict[str, Any]:
    """The document, with problems in place of FastAPI's own errors."""
    if api.openapi_schema is None:
        found = get_openapi(
            title=api.title,
            version=api.version,
            summary=api.summary,
            description=api.description,
            routes=api.routes,
            tags=api.openapi_tags,
        )
        for operation in (each for path in found["paths"].values() for each in path.values()):
            _complete(operation)
        schemas: dict[str, Any] = found["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas.update(problems.schemas())
        token = {"type": "http", "scheme": "bearer", "description": "A token, as `ontherecord token` makes them."}
        found["components"]["securitySchemes"] = {"token": token}
        found["security"] = [{"token": []}, {}]  # or whatever else lets a browser in: a proxy, a sign-in
        api.openapi_schema = found
    return api.openapi_schema


def _complete(operation: dict[str, Any]) -> None:
    """The first sentence of what it does as its summary, and an example of what comes of it, which may hold nulls."""
    operation["summary"], _, operation["description"] = operation["description"].partition("\n\n")
    example = EXAMPLES.get(operation["operationId"])
    for status, answer in operation["responses"].items():
        if example and status.startswith("2"):
            answer["content"]["application/json"]["example"] = example
    everywhere = (401, 403, 429, 500, 503, *((400,) if "requestBody" in operation else ()))
    for status, refused in problems.documented(*everywhere).items():
        operation["responses"].setdefault(str(status), refused)
