"""Which request needs which role: the one place where that is said. What no rule names is for admins alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.server.access.visitor import Role

Roles = frozenset[Role]

PUBLIC: Roles = frozenset()
"""Even for those who have not signed in."""
WATCH: Roles = frozenset({Role.WATCHER, Role.ADMIN})
READ: Roles = frozenset({Role.READER, Role.EDITOR, Role.ADMIN})
EDIT: Roles = frozenset({Role.EDITOR, Role.ADMIN})
MANAGE: Roles = frozenset({Role.ADMIN})

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SENT = frozenset({"POST"})
_ANY: frozenset[str] = frozenset()  # every method, and websockets


@dataclass(frozen=True, slots=True)
class Rule:
    """``paths`` match the whole path below that of the application."""

    paths: re.Pattern[str]
    methods: frozenset[str]
    roles: Roles


def _rule(paths: str, methods: frozenset[str], roles: Roles) -> Rule:
    return Rule(re.compile(paths), methods, roles)


RULES = (  # the first that fits
    _rule(r"/(healthz|readyz|embed\.js)", SAFE, PUBLIC),
    _rule(r"/auth/(login|callback|left)", SAFE, PUBLIC),
    _rule(r"/auth/logout", _SENT, PUBLIC),
    _rule(r"/auth/me", SAFE, READ),
    _rule(r"/metrics", SAFE, WATCH),
    # The API: what is posted to these is a question, and nothing is changed by it.
    _rule(r"/api/v1/(ask|search|check|export)", _SENT, READ),
    _rule(r"/api/v1(/.*)?", SAFE, READ),
    _rule(r"/api/v1/collections/.*", frozenset({"DELETE"}), MANAGE),  # it may open what few could read to all
    _rule(r"/api/v1/.*", frozenset({"POST", "PUT", "PATCH", "DELETE"}), EDIT),
    _rule(r"/mcp/?", frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"}), READ),
    _rule(r"/(media|files)/.*", SAFE, READ),
    _rule(r"/media/.*", frozenset({"PUT", "DELETE"}), EDIT),
    # The page. What its calls do is decided call by call: see CALLS.
    _rule(r"/gradio_api/upload/?", _SENT, EDIT),
    _rule(r"/gradio_api/(queue/join|component_server|reset|cancel|((run|api|call)/.+))/?", _SENT, READ),
    _rule(r"/gradio_api/.*", SAFE, READ),
    _rule(r"/(assets|static|svelte)/.*", SAFE, READ),
    _rule(r"/(config/?|theme\.css|favicon\.ico|manifest\.json|robots\.txt|pwa_icon(/.*)?)?", SAFE, READ),
)


def needed(method: str, path: str) -> Roles:
    """The roles of which one is needed; ``method`` is empty for a websocket."""
    found = find(method, path)
    return found.roles if found else MANAGE


def find(method: str, path: str) -> Rule | None:
    for rule in RULES:
        if (not rule.methods or method in rule.methods) and rule.paths.fullmatch(path):
            return rule
    return None
