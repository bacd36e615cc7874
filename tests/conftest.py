from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import settings

from index.store import Store
from tests import milvus_servers
from tests.stores import STORES

# No example may fail because the machine is busy; and what lands must not hang on chance: in CI all stay the same.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Folders of tests lie in memory where there is room: a change that waits for a disk takes as long as ten that do not.
MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Beginnings of the names of files that take more than ten seconds, the longest first.
LONG = (
    *("browser/test_languages", "browser/test_library", "browser", "test_two_servers", "test_store_contract"),
    *("test_server", "test_formats_fuzz", "test_workers", "test_unseen", "test_milvus", "test_store_versions"),
    *("test_cli", "test_at_once", "test_hardships", "test_copying", "test_kill", "test_watch", "test_api"),
)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config.option, "loadscopereorder"):  # of pytest-xdist, which else gives out files by how many tests
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: what is left when one process has nothing more to do should be short."""

    def rank(item: pytest.Item) -> int:
        name = item.nodeid.removeprefix("tests/")
        return next((number for number, long in enumerate(LONG) if name.startswith(long)), len(LONG))

    items.sort(key=rank)  # which leaves the order within a file


OpenStore = Callable[..., Store]


@pytest.fixture(params=STORES)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens a library, the same one again when called again; ``name`` and ``encoder`` choose another."""
    with ExitStack() as opened:

        def open_(name: str = "library", encoder: str = "words") -> Store:
            return opened.enter_context(closing(STORES[request.param](tmp_path / name, encoder)))

        yield open_
    milvus_servers.forget(tmp_path)


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    """An empty library in every store that there is."""
    return open_store()
