"""VectorIndex against contents that change between, and during, searches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from index.encoder import Matrix, Vector
from index.local.vectors import Ids, Range, VectorIndex, _joined

NORTH, EAST = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)


@dataclass(eq=False)
class Held:
    """A content of ranges whose vectors all point north, given in falling order of their ids."""

    generation: str
    held: set[Range]
    dimension: int = 2
    vector: Vector = field(default_factory=lambda: NORTH)

    def ranges(self) -> set[Range]:
        return self.held

    def vectors(self, ids: Range) -> Iterator[tuple[Ids, Matrix]]:
        falling = np.arange(ids[1], ids[0] - 1, -1, dtype=np.int64)
        yield falling, np.tile(self.vector, (len(falling), 1))


def nearest(index: VectorIndex, content: Held, k: int, allowed: list[int] | None = None) -> list[int]:
    with index.at(content):
        found = index.nearest(content.vector, k, None if allowed is None else np.array(allowed, dtype=np.int64))
    return sorted(found.tolist())


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    return VectorIndex(tmp_path)


def test_all_that_are_as_near_as_the_last_are_found(index: VectorIndex) -> None:
    content = Held("a", {(1, 500)})
    assert nearest(index, content, 5) == list(range(1, 501))
    assert nearest(index, content, 5, list(range(2, 400, 2))) == list(range(2, 400, 2))


def test_no_more_than_is_asked_for_where_others_are_farther(index: VectorIndex) -> None:
    class Mixed(Held):
        def vectors(self, ids: Range) -> Iterator[tuple[Ids, Matrix]]:
            yield np.arange(1, 101, dtype=np.int64), np.stack([NORTH] * 3 + [EAST] * 97)

    found = nearest(index, Mixed("a", {(1, 100)}), 3)
    assert found[:3] == [1, 2, 3]
    assert len(found) < 20


@pytest.mark.parametrize("k", [1, 3, 50])
def test_few_are_found_where_few_are_held_or_allowed(index: VectorIndex, k: int) -> None:
    content = Held("a", {(7, 9)})
    assert nearest(index, content, k) == [7, 8, 9]
    assert nearest(index, content, k, [8]) == [8]
    assert nearest(index, content, k, [1, 8, 1_000_000]) == [8]
    assert nearest(index, content, k, []) == []
    assert nearest(index, Held("b", set()), k) == []


def test_any_content_is_followed_forwards_and_backwards(index: VectorIndex) -> None:
    """A reader may hold an older moment than the one before it."""
    contents = [Held("a", {(1, 3)}), Held("b", {(1, 3), (4, 6)}), Held("c", {(4, 6), (9, 9)}), Held("d", set())]
    for content in [*contents, *reversed(contents), contents[2], contents[0]]:
        expected = [id_ for first, last in sorted(content.held) for id_ in range(first, last + 1)]
        assert nearest(index, content, 100) == expected


def test_what_broke_off_halfway_is_not_kept(index: VectorIndex) -> None:
    class Failing(Held):
        def vectors(self, ids: Range) -> Iterator[tuple[Ids, Matrix]]:
            yield from super().vectors(ids)
            raise OSError("the disk is gone")

    assert nearest(index, Held("a", {(1, 3)}), 9) == [1, 2, 3]
    with pytest.raises(OSError, match="the disk is gone"):
        nearest(index, Failing("b", {(1, 3), (4, 6)}), 9)
    assert nearest(index, Held("b", {(1, 3), (4, 6)}), 9) == [1, 2, 3, 4, 5, 6]


def test_another_dimension_begins_anew(index: VectorIndex) -> None:
    assert nearest(index, Held("a", {(1, 3)}), 9) == [1, 2, 3]
    assert nearest(index, Held("b", {(4, 5)}, 3, np.ones(3, dtype=np.float32) / 3**0.5), 9) == [4, 5]


def test_an_index_does_not_change_while_it_is_searched(index: VectorIndex) -> None:
    old, new = Held("a", {(1, 3)}), Held("b", {(4, 6)})
    changed = threading.Event()

    def change() -> None:
        assert nearest(index, new, 9) == [4, 5, 6]
        changed.set()

    with index.at(old):
        thread = threading.Thread(target=change)
        thread.start()
        assert not changed.wait(0.2)
        assert sorted(index.nearest(NORTH, 9, None).tolist()) == [1, 2, 3]
    thread.join(10)
    assert changed.is_set()


def test_searches_do_not_wait_for_one_another(index: VectorIndex) -> None:
    content = Held("a", {(1, 3)})
    together = threading.Barrier(2, timeout=10)  # broken, and the test with it, if one had to wait for the other

    def search() -> None:
        with index.at(content):
            together.wait()

    thread = threading.Thread(target=search)
    thread.start()
    search()
    thread.join(10)


def test_ranges_that_touch_are_read_as_one() -> None:
    assert list(_joined({(4, 6), (1, 3), (8, 9), (10, 10)})) == [(1, 6), (8, 10)]
    assert list(_joined(set())) == []
