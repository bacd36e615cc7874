"""Who comes in: every request's visitor by the way of signing in that is set, or why there is none."""

from __future__ import annotations

from pathlib import Path

from starlette.types import Scope

from index.errors import SettingError
from qa.server.access import tokens
from qa.server.access.audit import Audit
from qa.server.access.cookies import Cookies
from qa.server.access.proxy import Proxy
from qa.server.access.refusal import Refusal
from qa.server.access.register import Register
from qa.server.access.visitor import UNCOLLECTED, Identity, Role, Visitor, role_of
from qa.server.asgi import header, is_loopback
from qa.server.settings import Settings

_BEARER = "bearer "


class Entry:
    """What decides who comes in, for the library in a folder; for any number of threads."""

    def __init__(self, library: Path, settings: Settings) -> None:
        self.settings = settings
        self.register, self.audit = Register(library), Audit(library)
        self.cookies = Cookies(self.register, settings.session_hours)
        self._proxy = Proxy(settings) if settings.auth == "proxy" else None

    def visitor(self, scope: Scope) -> Visitor | Refusal:
        """Who makes a request; a token counts beside every way of signing in."""
        found = self._proxy.identity(scope) if self._proxy else None
        if isinstance(found, Refusal) and found.spoofed:
            return found
        authorization = header(scope, b"authorization")
        if authorization.casefold().startswith(_BEARER + tokens.PREFIX):
            return tokens.visitor(self.register, authorization[len(_BEARER) :].strip()) or _NO_TOKEN
        if found is not None:
            return found if isinstance(found, Refusal) else self.known(found)
        if self.settings.auth == "oidc":
            identity = self.cookies.identity(scope)
            return self.known(identity) if identity else _NOT_SIGNED_IN
        if self.settings.open:
            return self.known(Identity("anonymous"))
        return LOCAL if _is_here(scope) else _ELSEWHERE

    def known(self, identity: Identity) -> Visitor:
        """Somebody who has signed in, with what they may do and read as of now."""
        settings = self.settings
        role = role_of(identity, settings.admins, settings.editors, Role(settings.default_role))
        if role is Role.ADMIN:
            return Visitor(identity.name, role, None)
        everybody = {UNCOLLECTED} if settings.uncollected == "everyone" else set()
        return Visitor(identity.name, role, self.register.granted(identity) | everybody)


LOCAL = Visitor("local", Role.ADMIN, None)
"""Whoever sits at this machine, where nobody signs in."""

_NO_TOKEN = Refusal(401, "this token is not valid, or not any more", "ask for another one", noted=True)
_NOT_SIGNED_IN = Refusal(401, "nobody has signed in", "sign in, or send a token", signing_in=True)
_ELSEWHERE = Refusal(
    403,
    "only this machine is let in without a sign-in",
    "set `auth` to proxy or oidc, or `open` to let everybody in",
)


def _is_here(scope: Scope) -> bool:
    """Whether a request comes from this machine, also where a proxy on it forwards it."""
    peer = str(scope.get("state", {}).get("peer", ""))
    client = str((scope.get("client") or ("",))[0])
    return is_loopback(client) and (not peer or is_loopback(peer))


def checked(settings: Settings) -> Settings:
    """The settings, if they say who may come in. Raises SettingError for what is no way to sign in, contradicts itself,
    or leaves the door open.
    """
    if settings.open and settings.auth:
        raise _wrong("open", f"contradicts auth = {settings.auth}", "set one of them")
    if settings.auth == "proxy" and not settings.auth_proxies:
        raise _wrong("auth_proxies", "is empty", "name the addresses of the proxies that sign people in")
    if settings.auth == "oidc" and not (settings.oidc_issuer and settings.oidc_client):
        raise _wrong("auth", "is oidc, which needs more", "set oidc_issuer, oidc_client and oidc_secret")
    if not settings.auth and not settings.open and not is_loopback(settings.host):
        reason = f"{settings.host} can be reached by others, and nobody would have to sign in"
        raise _wrong("host", reason, "set auth to proxy or oidc, or say --open if everybody shall come in")
    return settings


def _wrong(key: str, reason: str, cure: str) -> SettingError:
    return SettingError(key, "", reason, cure)
