"""The whole server as a test needs it: over a small library, and made so that nothing of it stays open."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from fastapi import FastAPI

from index.build import add
from index.formats import Source
from index.local.store import LocalStore
from qa.library import Library
from qa.server.app import create_app
from qa.server.settings import Settings
from tests.fakes import WordEncoder

ROOT = Path(__file__).parents[1]

# ``ontherecord`` with an encoder that is there at once, for ``python -c``.
FAKED = """
import qa.library
from tests.fakes import WordEncoder
qa.library.SentenceEncoder = WordEncoder
from qa.cli import main
main()
"""

T = TypeVar("T")


def library_in(folder: Path, *files: tuple[str, bytes]) -> Library:
    library = Library(LocalStore(folder, "words"), WordEncoder(limit=120))
    sources = [Source(name, data) for name, data in files]
    assert [result.error for result in add(sources, library.store, library.encoder)] == [None] * len(files)
    return library


def whole(library: Library, settings: Settings) -> FastAPI:
    return in_a_loop(lambda: create_app(library, settings))


def in_a_loop(make: Callable[[], T]) -> T:
    """What is made with Gradio, which outside a running event loop leaves one open."""

    async def made() -> T:
        return make()

    return run(made)


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What comes of a coroutine, in a thread of its own: in this one the browser tests may have a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(main())).result()


@contextmanager
def serving(
    folder: Path, *options: str, code: str = "from qa.cli import main; main()"
) -> Iterator[tuple[subprocess.Popen[str], str, IO[str]]]:
    """The command's process, its address, and what it logs: in a file, for a pipe that nobody reads would stop it."""
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--library", str(folder), *options]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert line.startswith("On the Record is at http://127.0.0.1:"), logged(log)
            yield process, line.split()[-1], log
        finally:
            if process.poll() is None:
                process.kill()


def logged(log: IO[str]) -> str:
    log.seek(0)
    return log.read()
