"""The parts of access as an application needs them: guards that every request passes, and where people sign in."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware import Middleware

from qa.library import Library
from qa.server.access import account
from qa.server.access.entry import Entry
from qa.server.access.guard import Guard
from qa.server.access.seen import Views
from qa.server.access.sessions import Sessions
from qa.server.api.conversations import Conversations
from qa.server.settings import Settings


def guards(entry: Entry) -> list[Middleware]:
    """Who it is, then whether the session is theirs."""
    return [Middleware(Guard, entry=entry), Middleware(Sessions)]


def install(app: FastAPI, library: Library, settings: Settings, entry: Entry) -> None:
    """Leave in the state of ``app`` what routes need: ``entry``, ``views``, ``conversations``; and the addresses of
    signing in.
    """
    app.state.entry = entry
    app.state.conversations = Conversations(entry.register.key)
    app.include_router(account.router)
    app.state.views = Views(library, entry.audit, settings.read_only, entry.register)
    if settings.auth == "oidc":
        from qa.server.access import oidc, signin  # with a great library, for this alone

        app.state.provider = oidc.Provider(settings)
        app.include_router(signin.router)
