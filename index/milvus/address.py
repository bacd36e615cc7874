"""Where a library on a server is, and how it is talked to: what the settings say, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import SettingError

SCHEME = "milvus+"
LEVELS = ("Strong", "Session", "Bounded", "Eventually")
_LIBRARY = "ontherecord"  # where the address names none


@dataclass(frozen=True, slots=True)
class Address:
    """``uri`` is the server's; ``library`` begins the names of its collections there."""

    uri: str
    library: str

    def __str__(self) -> str:
        return f"{SCHEME}{self.uri}/{self.library}"


@dataclass(frozen=True, slots=True)
class Options:
    """``token`` is "user:password" or a key; ``certificate`` a file with the authority that vouches for the server.

    ``consistency`` is Milvus' level for reading: with Strong everybody sees every change at once; with the others what
    other machines change is seen a moment later, and no question waits for it. ``timeout_s`` is the deadline of one
    call; what fails for a while is tried again for ``patience_s``.
    """

    token: str = ""
    database: str = ""
    certificate: str = ""
    consistency: str = "Strong"
    replicas: int = 1
    shards: int = 1
    timeout_s: float = 30.0
    patience_s: float = 60.0


def parsed(text: str, place: str = "ONTHERECORD_STORE") -> Address:
    """The address in "milvus+http://host:19530/library". Raises SettingError, which names ``place``."""
    cure = "write it as milvus+http://host:19530/library"
    if not text.startswith((f"{SCHEME}http://", f"{SCHEME}https://")):
        raise SettingError(place, "", f"{text!r} is the address of no store that is known", cure)
    parts = urlsplit(text.removeprefix(SCHEME))
    try:
        port = parts.port or 19530
    except ValueError:
        port = 0
    if not parts.hostname or not port or parts.query or parts.fragment:
        raise SettingError(place, "", f"{text!r} names no server", cure)
    if parts.username or parts.password:
        raise SettingError(place, "", "a password does not belong into an address", "set ONTHERECORD_MILVUS_TOKEN")
    library = parts.path.strip("/") or _LIBRARY
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,99}", library):
        reason = f"{library!r} cannot name a library there"
        raise SettingError(place, "", reason, "use up to 100 letters, digits and underscores, no digit first")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(f"{parts.scheme}://{host}:{port}", library)
