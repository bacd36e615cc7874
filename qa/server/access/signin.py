"""The addresses at which people sign in and out, where they do so at an OpenID Connect provider."""

from __future__ import annotations

import html
import logging
from pathlib import Path
from string import Template
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from qa.server.access.cookies import cookie, home
from qa.server.access.entry import Entry
from qa.server.access.oidc import Provider
from qa.server.access.refusal import Refusal
from qa.server.speaking import language_of

_STATE = "otr_signin"  # the cookie that holds what one sign-in needs, while it lasts
_LASTS_S = 600
_PAGE = Path(__file__).parent.parent / "static" / "signin.html"
_FRESH = {"cache-control": "no-store"}

log = logging.getLogger(__name__)
router = APIRouter(prefix="/auth", include_in_schema=False)


@router.get("/login")
async def login(request: Request, next: str = "/") -> Response:
    """Lead somebody to the provider, and afterwards back to where they wanted to go."""
    request.scope["session"] = {"next": inside(next)}
    try:
        response = await _provider(request).start(request, _back(request))
    except Exception as error:  # whatever a provider or a browser sends: it lets nobody in
        return _failed(request, "the sign-in cannot be reached", str(error), "signin.unreachable")
    return _remembering(response, request)


@router.get("/callback")
async def callback(request: Request) -> Response:
    """Where the provider leads somebody back to."""
    request.scope["session"] = state = _remembered(request)
    wanted = inside(str(state.get("next", "/")))
    try:
        found = await _provider(request).finish(request)
    except Exception as error:  # whatever a provider or a browser sends: it lets nobody in
        reason = "this sign-in was not begun here, is too old, or was refused"
        return _failed(request, reason, repr(error), "signin.invalid")
    if isinstance(found, Refusal):
        return _failed(request, found.reason, found.cure)
    response = RedirectResponse(home(request.scope).rstrip("/") + wanted, 303, headers=_FRESH)
    entry = _entry(request)
    entry.cookies.give(response, request, found)
    entry.audit.note(found.name, "sign in", [], _address(request))
    response.delete_cookie(_STATE, path=home(request.scope))
    return response


@router.post("/logout")
def logout(request: Request) -> Response:
    entry = _entry(request)
    response = RedirectResponse(f"{home(request.scope)}auth/left", 303)
    if identity := entry.cookies.identity(request.scope):
        entry.audit.note(identity.name, "sign out", [], _address(request))
    entry.cookies.take(response, request)
    return response


@router.get("/left")
def left(request: Request) -> Response:
    spoken = language_of(request.scope)
    return _page(request, spoken.say("signin.left"), spoken.say("signin.left.rest"), 200)


def inside(address: str) -> str:
    """An address below the application; its beginning for one that leads elsewhere."""
    own = address.startswith("/") and not address.startswith(("//", "/\\", "/auth/")) and address.isprintable()
    return address if own else "/"


def _back(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{home(request.scope)}auth/callback"


def _remembering(response: Response, request: Request) -> Response:
    response.set_cookie(
        _STATE,
        _serializer(request).dumps(request.scope["session"]),
        max_age=_LASTS_S,
        path=home(request.scope),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def _remembered(request: Request) -> dict[str, Any]:
    try:
        found = _serializer(request).loads(cookie(request.scope, _STATE), max_age=_LASTS_S)
    except BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _serializer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_entry(request).register.key(), salt="otr.signin")


def _entry(request: Request) -> Entry:
    entry: Entry = request.app.state.entry
    return entry


def _provider(request: Request) -> Provider:
    provider: Provider = request.app.state.provider
    return provider


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _failed(request: Request, reason: str, why: str, key: str = "") -> Response:
    """``key`` is the reason in the catalogues; one without is the provider's or the administrator's own."""
    log.warning("sign-in failed: %s (%s)", reason, why)
    _entry(request).audit.refused(reason, _address(request))
    spoken = language_of(request.scope)
    text = spoken.say(key) if key else f"{reason[:1].upper()}{reason[1:]}."
    return _page(request, spoken.say("signin.failed"), text, 403)


def _page(request: Request, title: str, text: str, status: int) -> Response:
    spoken = language_of(request.scope)
    shown = Template(_PAGE.read_text("utf-8")).substitute(
        lang=spoken.code,
        title=html.escape(title),
        text=html.escape(text),
        again=html.escape(spoken.say("signin.again")),
        login=html.escape(f"{home(request.scope)}auth/login"),
    )
    return HTMLResponse(shown, status, headers=_FRESH)
