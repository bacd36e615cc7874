"""Who has signed in, for the page: a name at its top and, where one can sign out, the way out."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from qa.server.access.entry import LOCAL
from qa.server.access.visitor import visitor_of

router = APIRouter(prefix="/auth", include_in_schema=False)
_STATIC = Path(__file__).parent.parent / "static"


@router.get("/me")
def account(request: Request) -> JSONResponse:
    """``name`` is empty where nobody signs in; ``leaves`` is whether one can sign out here."""
    settings, visitor = request.app.state.settings, visitor_of(request)
    known = visitor != LOCAL and not settings.open
    told = {"name": visitor.name if known else "", "role": visitor.role, "leaves": settings.auth == "oidc"}
    return JSONResponse(told, headers={"cache-control": "no-store"})


def head() -> str:
    """For the head of the page."""
    style, script = ((_STATIC / name).read_text("utf-8") for name in ("account.css", "account.js"))
    return f"<style>{style}</style><script>{script}</script>"
