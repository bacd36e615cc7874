"""What can be set, and each value from the first that names it: option, ONTHERECORD_* variable, TOML file, default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from platformdirs import user_config_path, user_data_path

from index.encoder import EMBEDDED
from index.errors import SettingError
from index.milvus.address import LEVELS

T = TypeVar("T")
Value = str | int | float | bool | Path | tuple[str, ...]

FILE = "ontherecord.toml"
_MANY = range(1_000_000)
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def _is(default: T, help_: str, *, allowed: range | tuple[str, ...] | None = None, secret: bool = False) -> T:
    """A setting. ``help_`` says what it does, ``allowed`` which values it may have; a ``secret`` one is not printed."""
    found: T = field(default=default, metadata={"help": help_, "allowed": allowed, "secret": secret})
    return found


def _data_folder() -> Path:
    return user_data_path("ontherecord", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field is an option of ``ontherecord serve``, an ONTHERECORD_* variable and a key of the TOML file."""

    host: str = _is("127.0.0.1", "The address to listen on.")
    port: int = _is(7860, "The port to listen on; 0 takes a free one.", allowed=range(65_536))
    root_path: str = _is("", "The path that a proxy serves this below, such as /record; kept or stripped by it.")
    library: Path = field(default_factory=_data_folder, metadata={"help": "The library's folder."})
    store: str = _is("", "A server that keeps the library, rather than the folder: milvus+http://host:19530/name.")
    milvus_token: str = _is("", "How to sign in there: user:password, or a key.", secret=True)
    milvus_database: str = _is("", "The database there; by default its own.")
    milvus_certificate: str = _is("", "A file with the authority that vouches for it, for milvus+https.")
    milvus_consistency: str = _is(
        "Strong", "How new what is read there is; all but Strong are faster, and a second behind.", allowed=LEVELS
    )
    milvus_replicas: int = _is(1, "Copies of the library in its memory, on nodes of their own.", allowed=range(1, 65))
    milvus_shards: int = _is(1, "Streams in which a new library is written there.", allowed=range(1, 65))
    milvus_timeout: int = _is(30, "Seconds that one call to it may take.", allowed=range(1, 601))
    model: str = _is(EMBEDDED, "A sentence-transformers model, by name or folder.")
    reranker: str = _is("", "A CrossEncoder that reads the best sentences once more, by name or folder; empty: none.")
    read_only: bool = _is(False, "Nothing can be added, renamed or removed.")
    open: bool = _is(False, "Serve everybody who reaches the address, without a sign-in.")
    auth: str = _is("", "How people sign in, if not on this machine alone.", allowed=("", "proxy", "oidc"))
    auth_proxies: tuple[str, ...] = _is((), "Addresses or networks of the proxies that may say who is asking.")
    user_header: str = _is("X-Forwarded-User", "The header in which a proxy says who is asking.")
    groups_header: str = _is("X-Forwarded-Groups", "The header in which a proxy lists their groups.")
    oidc_issuer: str = _is("", "The OpenID Connect provider: its address, below which .well-known lies.")
    oidc_client: str = _is("", "The name that this has at the provider.")
    oidc_secret: str = _is("", "The secret that goes with that name.", secret=True)
    oidc_scope: str = _is("openid profile email", "What the provider is asked to tell.")
    oidc_name: str = _is("email", "The claim that is somebody's name: email, preferred_username, sub.")
    oidc_groups: str = _is("groups", "The claim that lists somebody's groups.")
    session_hours: int = _is(8, "Hours until somebody has to sign in again.", allowed=range(1, 8761))
    admins: tuple[str, ...] = _is((), "Who may do everything: names, and @groups.")
    editors: tuple[str, ...] = _is((), "Who may also add, rename and remove: names, and @groups.")
    default_role: str = _is("reader", "What all others may do.", allowed=("reader", "editor", "admin"))
    uncollected: str = _is(
        "everyone", "Who may read transcripts that are in no collection.", allowed=("everyone", "nobody")
    )
    hosts: tuple[str, ...] = _is((), "The names that requests may come under; by default any but on loopback.")
    trusted_proxies: tuple[str, ...] = _is(
        ("127.0.0.1", "::1"), "Addresses or networks of proxies whose X-Forwarded-* headers are believed."
    )
    frame_ancestors: tuple[str, ...] = _is((), "Origins whose pages may show this in a frame, besides its own.")
    cors: tuple[str, ...] = _is((), "Origins whose scripts may call this from a browser.")
    rate_user: int = _is(600, "Calls a minute that one user may make; 0 for any number.", allowed=_MANY)
    rate_address: int = _is(6000, "Calls a minute that one address may make; 0 for any number.", allowed=_MANY)
    max_mb: int = _is(50, "The largest transcript file, in megabytes.", allowed=_MANY[1:])
    max_upload_mb: int = _is(200, "The most that is uploaded at once, in megabytes.", allowed=_MANY[1:])
    max_media_mb: int = _is(4000, "The largest recording, in megabytes.", allowed=_MANY[1:])
    metrics: bool = _is(True, "Serve figures for Prometheus at /metrics.")
    log_level: str = _is("info", "What is logged at least.", allowed=("debug", "info", "warning", "error"))
    log_questions: bool = _is(False, "Log the words of questions, too.")
    grace: int = _is(15, "Seconds that answers under way may take when the server is stopped.", allowed=range(3600))
    workers: int = _is(8, "Questions that are answered at once; more wait their turn.", allowed=range(1, 257))
    threads: int = _is(1, "Threads of the model; one serves most users at once.", allowed=range(1, 257))


@dataclass(frozen=True, slots=True)
class Configured:
    """The settings, and where each comes from, by name."""

    settings: Settings
    origins: Mapping[str, str]

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Name, value and origin of each; secrets masked."""
        for one in fields(Settings):
            value = getattr(self.settings, one.name)
            shown = "•••" if value and one.metadata.get("secret") else _shown(value)
            yield one.name, shown, self.origins[one.name]


def load(
    given: Mapping[str, Value | None] | None = None,
    config: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Configured:
    """The settings in force. ``given`` are those of the command line, ``config`` a file instead of the usual ones.

    Raises SettingError, which names the file and the key, for what is unknown or of the wrong type.
    """
    environ = os.environ if environ is None else environ
    chosen = {name: value for name, value in (given or {}).items() if value is not None}
    path = _file(config or (Path(environ["ONTHERECORD_CONFIG"]) if environ.get("ONTHERECORD_CONFIG") else None))
    filed = _read(path) if path else {}
    values: dict[str, Value] = {}
    value: Value
    origins: dict[str, str] = {}
    types = kinds()
    for one in fields(Settings):
        name, kind, variable = one.name, types[one.name], f"ONTHERECORD_{one.name.upper()}"
        if name in chosen:
            value, place, key = chosen[name], f"--{name.replace('_', '-')}", ""
        elif environ.get(variable):
            value, place, key = _parsed(environ[variable], kind, variable), variable, ""
        elif path and name in filed:
            value, place, key = _typed(filed[name], kind, path, name), str(path), name
        else:
            value, place, key = _default(one), "", ""
        _check(value, one, place, key)
        values[name], origins[name] = value, place or "default"
    return Configured(Settings(**values), origins)  # type: ignore[arg-type]


def _check(value: Value, one: Field[Any], place: str, key: str) -> None:
    allowed = one.metadata.get("allowed")
    if allowed is None or value in allowed:
        return
    cure = f"from {allowed[0]} to {allowed[-1]}" if isinstance(allowed, range) else f"one of {', '.join(allowed)}"
    raise SettingError(place, key, f"is {value!r}", f"choose {cure}")


def kinds() -> dict[str, Any]:
    """The type of each setting, by name."""
    return get_type_hints(Settings)


def _default(one: Field[Any]) -> Value:
    value: Any = one.default if one.default_factory is MISSING else one.default_factory()
    return value  # type: ignore[no-any-return]


def _file(config: Path | None) -> Path | None:
    """The TOML file: the one asked for, else that in the working directory, else the user's."""
    if config is not None:
        return config
    usual = (Path(FILE), user_config_path("ontherecord", appauthor=False) / FILE)
    return next((path for path in usual if os.access(path, os.F_OK)), None)  # a folder may be closed to this user


def _read(path: Path) -> dict[str, object]:
    try:
        filed = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingError(str(path), "", f"cannot be read ({error.strerror})", "name a file with --config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(str(path), "", f"is no TOML: {error}", "write lines such as port = 7860") from error
    names = [one.name for one in fields(Settings)]
    for key in filed:
        if key not in names:
            raise SettingError(str(path), key, "is no setting", _like(key, names))
    return filed


def _like(key: str, names: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key.replace("-", "_"), names, 1)
    return f"did you mean {near[0]}?" if near else "`ontherecord config` lists all there are"


def _typed(value: object, kind: Any, path: Path, key: str) -> Value:
    """A value of a TOML file, which has types of its own; paths are relative to it."""
    if kind == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise SettingError(str(path), key, f"is {value!r}", 'write a list of texts: ["one", "two"]')
    if kind is Path and isinstance(value, str):
        return path.parent / Path(value).expanduser()
    if type(value) is kind:
        return value  # type: ignore[return-value]
    wanted = {str: "a text in quotes", int: "a whole number", bool: "true or false", Path: "a path in quotes"}[kind]
    raise SettingError(str(path), key, f"is {value!r}", f"write {wanted}")


def _parsed(text: str, kind: Any, variable: str) -> Value:
    """A value of the environment, which is text; lists are separated by commas."""
    text = text.strip()
    if kind == tuple[str, ...]:
        return listed(text)
    if kind is Path:
        return Path(text).expanduser()
    if kind is bool and text.casefold() in (*_YES, *_NO):
        return text.casefold() in _YES
    if kind is int and text.removeprefix("-").isdecimal():
        return int(text)
    if kind is str:
        return text
    wanted = "a whole number" if kind is int else "true or false"
    raise SettingError(variable, "", f"is {text!r}", f"write {wanted}")


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list that is separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _shown(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
