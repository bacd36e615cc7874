"""Real Milvus servers for the tests, each in a virtual environment of its own, that is made once and used again.

``lite`` serves as a cluster does, in Python; ``core`` is the C++ engine of a cluster; ``old`` a real server without
search by words, for its limits and its consistency. They listen on free ports of this machine alone, and end with the
tests. Where one cannot be installed, what needs it is skipped.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.milvus.address import Address, Options
from tests.ports import free_port

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from index.milvus.store import MilvusStore

_CACHE = Path(tempfile.gettempdir()) / f"ontherecord-milvus-{os.getuid()}"
_CORE = """
import sys, time
from milvus_lite.server import Server
server = Server(sys.argv[1], address=sys.argv[2])
assert server.init() and server.start()
sys.stdin.read()
server.stop()
"""
READY_S = 120


@dataclass(frozen=True)
class Engine:
    needs: tuple[str, ...]
    command: Callable[[Path, Path, int], list[str]]  # of the environment, a folder for data, a port


ENGINES = {
    "lite": Engine(
        ("milvus-lite>=3.2,<3.3", "pymilvus>=3"),
        lambda env, data, port: [
            *(str(env / "bin/milvus-lite"), "server", "--data-dir", str(data)),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
    ),
    "core": Engine(
        ("milvus-lite==2.5.1", "setuptools<81"),
        lambda env, data, port: [str(env / "bin/python"), "-c", _CORE, str(data / "data.db"), f"127.0.0.1:{port}"],
    ),
    "old": Engine(
        ("milvus==2.3.5", "setuptools<81"),
        lambda env, data, port: [str(env / "bin/milvus-server"), "--data", str(data), "--proxy-port", str(port)],
    ),
}


@cache
def environment(name: str) -> Path | None:
    """The virtual environment of an engine; None where it cannot be installed."""
    needs = ENGINES[name].needs
    env = _CACHE / f"{name}-{hashlib.sha256(repr((sys.version, needs)).encode()).hexdigest()[:12]}"
    _CACHE.mkdir(mode=0o700, exist_ok=True)
    with (_CACHE / f"{env.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        if not (env / "ready").exists():
            shutil.rmtree(env, ignore_errors=True)
            pip = [str(env / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needs]
            for command in ([sys.executable, "-m", "venv", str(env)], pip):
                if subprocess.run(command, capture_output=True, timeout=900).returncode:
                    return None
            (env / "ready").touch()
    return env


class Running:
    """A server that can be stopped, killed, and started again on the same data and port."""

    def __init__(self, name: str) -> None:
        self.name = name
        beside = os.environ.get("PYTEST_DEBUG_TEMPROOT")  # the tests' own folders, see tests/conftest.py
        self.home = Path(tempfile.mkdtemp(prefix=f"milvus-{name}-", dir=beside))
        self.data, self._log = self.home / "data", self.home / "log"
        self.data.mkdir()
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = environment(self.name)
        if env is None:
            pytest.skip(f"{' '.join(ENGINES[self.name].needs)} cannot be installed here")
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                ENGINES[self.name].command(env, self.data, self.port),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that what it starts can be ended with it
            )
        until = time.monotonic() + READY_S
        while not _answers(self.uri):
            if self.process.poll() is not None or time.monotonic() > until:
                said = self._log.read_text("utf-8", "replace")[-2000:]
                self.stop()
                if self.name == "old":  # it has ports of its own, which no two can have
                    pytest.skip("another Milvus server runs on this machine")
                raise RuntimeError(said)
            time.sleep(0.1)

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            self.process = None

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)


@cache
def server(name: str) -> Running:
    """The one server of this kind that all tests share."""
    running = Running(name)
    atexit.register(running.stop)
    return running


def connected(uri: str) -> MilvusClient:
    """A client as users of the engine have it; the test is skipped where that is not installed."""
    pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'ontherecord[milvus]'")
    from pymilvus import MilvusClient

    return MilvusClient(uri, timeout=2, dedicated=True)


def _answers(uri: str) -> bool:
    try:
        client = connected(uri)
        client.list_collections(timeout=2)
        client.close()
    except Exception:  # it is not there yet, for whatever reason
        return False
    return True


def address(name: str, folder: Path) -> Address:
    """A library that belongs to a folder."""
    return Address(server(name).uri, f"lib_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}")


def opener(name: str) -> Callable[[Path, str], MilvusStore]:
    """Opens the library of a folder on a server; what it makes there is dropped by ``forget``."""

    def open_(folder: Path, encoder: str) -> MilvusStore:
        pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'ontherecord[milvus]'")
        from index.milvus.store import MilvusStore

        at = address(name, folder)
        _made.setdefault(folder, set()).add(at)
        return MilvusStore(folder, encoder, at, Options(timeout_s=20, patience_s=30))

    return open_


_made: dict[Path, set[Address]] = {}


def forget(within: Path) -> None:
    """Drop the libraries of all folders within another."""
    for folder in [folder for folder in _made if folder.is_relative_to(within)]:
        for at in _made.pop(folder):
            drop(at)


def drop(at: Address) -> None:
    client = connected(at.uri)
    try:
        for name in client.list_collections():
            if name.startswith(f"{at.library}_"):
                client.drop_collection(name)
    finally:
        client.close()
