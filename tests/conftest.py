from __future__ import annotations

import os
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
