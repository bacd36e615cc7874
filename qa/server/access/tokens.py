"""API tokens: made once and shown once, for programs; each with a name, what it is good for, and perhaps an end."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable

from index.errors import AccessError
from qa.server.access.register import Register, Token
from qa.server.access.visitor import Role, Visitor

PREFIX = "otr_"  # by which scanners for secrets find one that was published
SCOPES = {"read": Role.READER, "add": Role.EDITOR, "admin": Role.ADMIN, "metrics": Role.WATCHER}
_DAY_S = 24 * 3600


def create(
    register: Register, name: str, scope: str = "read", collections: Iterable[str] = (), days: int | None = None
) -> tuple[Token, str]:
    """The new token and its secret, which nobody can read again. Without collections it reads everything.

    Raises AccessError for a name that is taken or cannot be shown, an unknown scope, or an admin of some collections.
    """
    chosen = frozenset(collections)
    if not name or not name.isprintable() or name != name.strip() or len(name) > 80:
        raise AccessError(repr(name), "this is no name for a token", "choose up to 80 letters that can be printed")
    if scope not in SCOPES:
        raise AccessError(scope, "there is no such scope", f"choose one of {', '.join(SCOPES)}")
    if chosen and scope in ("admin", "metrics"):
        raise AccessError(scope, "this scope goes with no collection", "choose the scope read or add")
    now = round(time.time())
    expires = None if days is None else now + days * _DAY_S
    token = Token(name, SCOPES[scope], chosen or None, now, expires)
    secret = PREFIX + secrets.token_urlsafe(32)
    register.put_token(token, secret)
    return token, secret


def visitor(register: Register, secret: str) -> Visitor | None:
    """Who comes with a token; None where it is not valid, or not any more."""
    token = register.token(secret) if secret.startswith(PREFIX) else None
    return Visitor(f"token:{token.name}", token.role, token.collections) if token else None


def scope_of(role: Role) -> str:
    return next(scope for scope, given in SCOPES.items() if given is role)
