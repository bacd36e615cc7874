"""Serving until told to stop: an address that can be had, or the reason why not; answers under way finish."""

from __future__ import annotations

import errno
import gc
import os
import socket
import sys
from dataclasses import replace
from types import FrameType

import uvicorn

from index.errors import ServerError
from qa.library import Library
from qa.server import logs
from qa.server.access.entry import checked
from qa.server.app import create_app
from qa.server.asgi import is_loopback
from qa.server.health import Health
from qa.server.proxied import prefix
from qa.server.settings import Settings

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_BACKLOG = 2048
_IDLE_S = 75  # longer than proxies and readers keep a connection: else they send into one that is just being closed


def serve(library: Library, settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises SettingError where nobody would have to sign in, and ServerError where the address cannot be had.
    """
    checked(settings)
    listening = listen(settings.host, settings.port)
    with listening:
        port = listening.getsockname()[1]
        logs.start(settings.log_level)
        sys.setswitchinterval(0.001)  # so that what takes the requests has its turn while answers are worked at
        os.environ["ONTHERECORD_MAX_MB"] = str(settings.max_mb)  # where whatever reads files looks for it
        app = create_app(library, guarded(replace(settings, port=port)))
        _collect_seldom()
        server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,  # it would write down queries
                proxy_headers=False,  # Proxied knows whom to believe
                server_header=False,
                timeout_graceful_shutdown=settings.grace,
                timeout_keep_alive=_IDLE_S,
                lifespan="on",
            ),
            app.state.health,
            f"http://{_shown(settings.host)}:{port}{prefix(settings.root_path)}/",
        )
        server.run(sockets=[listening])


def _collect_seldom() -> None:
    """Let Python look for cycles among all objects only now and then: what a library keeps at hand are hundreds of
    thousands without any, and to go through them keeps everybody waiting for half a second, else every few seconds.
    """
    gc.collect()
    gc.freeze()  # what was loaded until now stays
    gc.set_threshold(10_000, 20, 100)


class _Server(uvicorn.Server):
    """Says where it is as soon as it listens, and that it is stopping as soon as it is told to."""

    def __init__(self, config: uvicorn.Config, health: Health, address: str) -> None:
        super().__init__(config)
        self._health, self._address = health, address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"On the Record is at {self._address}\n")
            sys.stdout.flush()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._health.stop()
        super().handle_exit(sig, frame)
        self._captured_signals.clear()  # else it would end the process in the end, before the library is closed


def guarded(settings: Settings) -> Settings:
    """On loopback, where nobody signs in, only under its own names: else any page could lead its own name here."""
    if settings.hosts or not is_loopback(settings.host):
        return settings
    return replace(settings, hosts=(*_LOOPBACK, settings.host))


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises ServerError, which names the cure, where it cannot be."""
    place = f"{_shown(host)}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise ServerError(f"--host {host}: no address goes by that name; give one of this machine") from error
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise ServerError(f"Nothing can be served at {place}: {_why(error, port)}") from error
    return bound


def _why(error: OSError, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "another program listens there; choose another --port"
        case errno.EACCES | errno.EPERM:
            return f"ports such as {port} are for the system; choose one from 1024 up, and let a proxy forward to it"
        case errno.EADDRNOTAVAIL:
            return "this machine has no such address; choose another --host, such as 127.0.0.1"
    return f"{error.strerror}; choose another --host or --port"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
