"""What a browser has to load: files whose addresses change with their content it keeps, and asks for once."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from qa.server.headers import Headers
from qa.server.settings import Settings


async def _answer(request: Request) -> Response:
    own = {"cache-control": "no-store"} if "secret" in request.url.path else None
    return Response(status_code=404 if "gone" in request.url.path else 200, headers=own)


@pytest.fixture
def client() -> TestClient:
    inner = Starlette(routes=[Route("/{path:path}", _answer)], middleware=[Middleware(Headers, settings=Settings())])
    return TestClient(Starlette(routes=[Mount("/office/record", inner), Mount("/", inner)]))


@pytest.mark.parametrize("below", ["", "/office/record"])
@pytest.mark.parametrize("path", ["/assets/Index-Akn07EZk2.js", "/assets/Blocks-0aNuD791.css", "/theme.css?v=e3a0"])
def test_what_never_changes_is_kept(client: TestClient, below: str, path: str) -> None:
    assert client.get(below + path).headers["cache-control"] == "max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/theme.css", "/assets/gone-Akn07EZk.js", "/static/x-Akn07EZk.js", "/files/assets/x-Akn07EZk.js"],
)
def test_nothing_else_is(client: TestClient, path: str) -> None:
    assert "cache-control" not in client.get(path).headers


def test_what_a_route_says_of_it_holds(client: TestClient) -> None:
    assert client.get("/assets/secret-Akn07EZk.js").headers["cache-control"] == "no-store"
