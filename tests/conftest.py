from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from index.store import Store
from tests.stores import STORES

OpenStore = Callable[..., Store]


@pytest.fixture(params=STORES)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens a library, the same one again when called again; ``name`` and ``encoder`` choose another."""
    with ExitStack() as opened:

        def open_(name: str = "library", encoder: str = "words") -> Store:
            return opened.enter_context(closing(STORES[request.param](tmp_path / name, encoder)))

        yield open_


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    """An empty library in every store that there is."""
    return open_store()
