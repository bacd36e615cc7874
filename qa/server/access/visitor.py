"""Who is asking: a name, a role, and the collections of transcripts that they may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

UNCOLLECTED = ""
"""Stands among collections for the transcripts that are in none, as in index.store.Store.within."""


class Role(StrEnum):
    """What somebody may do. Each of reader, editor and admin may do what the one before may, and more."""

    WATCHER = "watcher"  # reads the server's figures, and nothing else
    READER = "reader"  # asks, reads, checks and exports
    EDITOR = "editor"  # also adds, describes, renames and removes
    ADMIN = "admin"  # also reads everything, and the server's figures

    @property
    def may_change(self) -> bool:
        return self in (Role.EDITOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as a sign-in knows them."""

    name: str
    groups: frozenset[str] = frozenset()

    @property
    def subjects(self) -> frozenset[str]:
        """What a list of people may call them: their name, or "@" and a group; * is anybody."""
        return frozenset({"*", folded(self.name), *(folded(f"@{group}") for group in self.groups)})


@dataclass(frozen=True, slots=True)
class Visitor:
    """``collections`` are those that they may read, None for everything."""

    name: str
    role: Role
    collections: frozenset[str] | None = frozenset()


def folded(subject: str) -> str:
    """As people and groups are compared: in any case."""
    return subject.strip().casefold()


def role_of(identity: Identity, admins: Iterable[str], editors: Iterable[str], otherwise: Role) -> Role:
    """The highest role that the lists give somebody."""
    for role, listed in ((Role.ADMIN, admins), (Role.EDITOR, editors)):
        if identity.subjects & {folded(subject) for subject in listed}:
            return role
    return otherwise


def visitor_of(asked: Any) -> Visitor:
    """Who makes a request, as a scope or a connection. Raises LookupError where no guard has let it in."""
    scope = asked if isinstance(asked, dict) else asked.scope
    found = scope.get("state", {}).get("visitor")
    if not isinstance(found, Visitor):
        raise LookupError("a request came past the guards")
    return found
