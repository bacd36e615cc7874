"""The cookie of somebody who has signed in: a signed number, by which the register knows who it is."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from qa.server.access.register import Register
from qa.server.access.visitor import Identity
from qa.server.asgi import header

NAME = "otr_session"


class Cookies:
    def __init__(self, register: Register, hours: int) -> None:
        self._register, self._seconds = register, hours * 3600
        self._signing: Signer | None = None

    def identity(self, scope: Scope) -> Identity | None:
        """Who has signed in; None for nobody, and for a cookie that is not ours, is over, or was signed out."""
        secret = self._secret(scope)
        return self._register.session(secret) if secret else None

    def give(self, response: Response, request: Request, identity: Identity) -> None:
        """Let somebody who has just signed in be known from now on. A session before it ends."""
        self.end(request.scope)
        value = self._signer().sign(self._register.begin(identity, self._seconds)).decode()
        response.set_cookie(
            NAME,
            value,
            max_age=self._seconds,
            path=home(request.scope),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def take(self, response: Response, request: Request) -> None:
        """Sign somebody out, here and wherever else the cookie has got to."""
        self.end(request.scope)
        response.delete_cookie(NAME, path=home(request.scope), httponly=True, samesite="lax")

    def end(self, scope: Scope) -> None:
        if secret := self._secret(scope):
            self._register.end(secret)

    def _secret(self, scope: Scope) -> str:
        value = cookie(scope, NAME)
        try:
            return self._signer().unsign(value).decode() if value else ""
        except BadSignature:
            return ""

    def _signer(self) -> Signer:
        if self._signing is None:
            self._signing = Signer(self._register.key(), salt="otr.session", digest_method=_sha256)
        return self._signing


def cookie(scope: Scope, name: str) -> str:
    try:
        found = SimpleCookie(header(scope, b"cookie")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def home(scope: Scope) -> str:
    """The path of the application, as a browser has it."""
    return str(scope.get("root_path", "")).rstrip("/") + "/"


def _sha256(data: bytes = b"") -> object:
    import hashlib

    return hashlib.sha256(data)
