"""Sign-in at a proxy, such as oauth2-proxy, which says in a header who asks: believed from proxies that are named.

From anywhere else such a header is refused, and never passed over: it is an attempt, or a proxy that was not named.
"""

from __future__ import annotations

from starlette.types import Scope

from qa.server.access.refusal import Refusal
from qa.server.access.visitor import Identity
from qa.server.asgi import networks, within
from qa.server.settings import Settings

_LONGEST = 300


class Proxy:
    """``user_header`` has the name, ``groups_header`` the groups with commas between them."""

    def __init__(self, settings: Settings) -> None:
        self._proxies = networks(settings.auth_proxies, "auth_proxies")
        self._user = settings.user_header.casefold().encode()
        self._groups = settings.groups_header.casefold().encode()

    def identity(self, scope: Scope) -> Identity | Refusal:
        peer = str(scope.get("state", {}).get("peer") or (scope.get("client") or ("",))[0])
        users, groups = self._values(scope, self._user), self._values(scope, self._groups)
        if not within(peer, self._proxies):
            return _SPOOFED if users or groups else _PAST_THE_PROXY
        if not users:
            return _NOT_SIGNED_IN
        name = users[0].strip()
        if len(users) > 1 or not is_name(name):
            return _UNCLEAR
        return Identity(name, frozenset(part.strip() for each in groups for part in each.split(",") if part.strip()))

    def _values(self, scope: Scope, name: bytes) -> list[str]:
        return [value.decode("utf-8", "replace") for key, value in scope["headers"] if key == name]


def is_name(name: str) -> bool:
    """Whether somebody may be called that: it is not taken for a group, a token or everybody."""
    return (
        0 < len(name) <= _LONGEST
        and name.isprintable()
        and "�" not in name
        and name != "*"
        and not name.startswith(("@", "token:"))
    )


_SPOOFED = Refusal(
    403,
    "this says who is asking, and does not come from a proxy that may say so",
    "name the proxy in the setting `auth_proxies`, or leave the header out",
    spoofed=True,
)
_PAST_THE_PROXY = Refusal(401, "nobody has signed in", "come by the proxy that signs people in, or send a token")
_NOT_SIGNED_IN = Refusal(401, "the proxy does not say who is asking", "sign in at the proxy, or send a token")
_UNCLEAR = Refusal(403, "the proxy does not say clearly who is asking", "send one name of letters", spoofed=True)
