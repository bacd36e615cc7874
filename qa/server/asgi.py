"""What the guards share: where a request goes within the application, and how one is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from index.errors import SettingError
from qa.server.api import problems

Networks = tuple[IPv4Network | IPv6Network, ...]


def path_of(scope: Scope) -> str:
    """The path below that of the application, as its routes have it."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    below = path.removeprefix(root)
    return below if below.startswith("/") else f"/{below}" if not below else path


def header(scope: Scope, name: bytes) -> str:
    """The first header of that name; empty where there is none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def networks(addresses: Iterable[str], key: str) -> Networks:
    """Addresses and networks, read. Raises SettingError for what is neither."""
    found = []
    for address in addresses:
        try:
            found.append(ip_network(address, strict=False))
        except ValueError as error:
            raise SettingError(key, "", f"{address!r} is no address", "write such as 10.0.0.7 or 10.0.0.0/8") from error
    return tuple(found)


def within(address: str, those: Networks) -> bool:
    try:
        one = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return any(one in network for network in those)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    detail: str,
    cure: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer with a problem instead of what was asked for; a websocket is closed before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    found = problems.of_status(status, detail, cure)
    await problems.response(Request(scope), found, headers)(scope, receive, send)
