"""Segments against contents that change between, and during, searches; and what is searched against plain counting."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder import Vector
from index.local.segments import followed
from index.local.segments.followed import Segments
from index.local.segments.postings import Postings
from index.local.segments.segment import Range, files, joined
from index.local.segments.view import View

NORTH, EAST = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)


@dataclass(eq=False)
class Held:
    """A content of ranges whose vectors all point north, and each of which has its id for a word."""

    generation: str
    held: set[tuple[int, int]]
    dimension: int = 2
    vector: Vector = field(default_factory=lambda: NORTH)
    read: list[tuple[int, int]] = field(default_factory=list)

    def ranges(self) -> set[Range]:
        return {(first, last, 0) for first, last in self.held}

    def rows(self, first: int, last: int) -> Iterator[tuple[int, bytes, str]]:
        self.read.append((first, last))
        for id_ in range(first, last + 1):
            yield id_, self.vector.astype("<f2").tobytes(), f"word n{id_}"


def nearest(segments: Segments, content: Held, k: int, allowed: list[int] | None = None) -> list[int]:
    only = None if allowed is None else np.array(allowed, dtype=np.int64)
    found: list[int] = segments.at(content).nearest(content.vector, k, only).tolist()
    return found


def said(view: View, *terms: str, k: int = 99) -> list[int]:
    return list(view.by_words(terms, k))


@pytest.fixture
def segments(tmp_path: Path) -> Segments:
    return Segments(tmp_path)


def test_all_that_are_as_near_as_the_last_are_found(segments: Segments) -> None:
    content = Held("a", {(1, 500)})
    assert nearest(segments, content, 5) == list(range(1, 501))
    assert nearest(segments, content, 5, list(range(2, 400, 2))) == list(range(2, 400, 2))


def test_no_more_than_is_asked_for_where_others_are_farther(segments: Segments) -> None:
    class Mixed(Held):
        def rows(self, first: int, last: int) -> Iterator[tuple[int, bytes, str]]:
            for id_ in range(1, 101):
                yield id_, (NORTH if id_ <= 3 else EAST).astype("<f2").tobytes(), ""

    assert nearest(segments, Mixed("a", {(1, 100)}), 3) == [1, 2, 3]


@pytest.mark.parametrize("k", [1, 3, 50])
def test_few_are_found_where_few_are_held_or_allowed(segments: Segments, k: int) -> None:
    content = Held("a", {(7, 9)})
    assert nearest(segments, content, k) == [7, 8, 9]
    assert nearest(segments, content, k, [8]) == [8]
    assert nearest(segments, content, k, [1, 8, 1_000_000]) == [8]
    assert nearest(segments, content, k, []) == []
    assert nearest(segments, Held("b", set()), k) == []


def test_any_content_is_followed_forwards_and_backwards(segments: Segments) -> None:
    """A reader may hold an older moment than the one before it."""
    contents = [Held("a", {(1, 3)}), Held("b", {(1, 3), (4, 6)}), Held("c", {(4, 6), (9, 9)}), Held("d", set())]
    for content in [*contents, *reversed(contents), contents[2], contents[0]]:
        expected = [id_ for first, last in sorted(content.held) for id_ in range(first, last + 1)]
        assert nearest(segments, content, 100) == expected
        assert said(segments.at(content), "word") == expected
        assert segments.at(content).frequency("word") == len(expected)
        assert said(segments.at(content), "n2", "n9") == [id_ for id_ in expected if id_ in (2, 9)]


def test_what_broke_off_halfway_is_not_kept(segments: Segments) -> None:
    class Failing(Held):
        def rows(self, first: int, last: int) -> Iterator[tuple[int, bytes, str]]:
            yield from super().rows(first, last)
            raise OSError("the disk is gone")

    assert nearest(segments, Held("a", {(1, 3)}), 9) == [1, 2, 3]
    with pytest.raises(OSError, match="the disk is gone"):
        nearest(segments, Failing("b", {(1, 3), (4, 6)}), 9)
    assert nearest(segments, Held("b", {(1, 3), (4, 6)}), 9) == [1, 2, 3, 4, 5, 6]


def test_another_dimension_begins_anew(segments: Segments) -> None:
    assert nearest(segments, Held("a", {(1, 3)}), 9) == [1, 2, 3]
    assert nearest(segments, Held("b", {(4, 5)}, 3, np.ones(3, dtype=np.float32) / 3**0.5), 9) == [4, 5]


def test_whoever_searches_keeps_what_was_there_whatever_changes(segments: Segments) -> None:
    old = segments.at(Held("a", {(1, 3)}))
    changed = threading.Thread(target=segments.at, args=(Held("b", {(4, 6)}),))
    changed.start()
    changed.join(10)
    assert not changed.is_alive()
    segments.save()
    assert old.nearest(NORTH, 9).tolist() == [1, 2, 3]
    assert said(old, "word") == [1, 2, 3]
    assert said(segments.at(Held("b", {(4, 6)})), "word") == [4, 5, 6]


def test_changes_are_read_alone_and_small_segments_become_one(segments: Segments, tmp_path: Path) -> None:
    content = Held("0", {(1, 400)})
    segments.at(content)
    for number in range(1, 60):
        content = Held(str(number), content.held | {(400 + number, 400 + number)})
        view = segments.at(content)
        assert content.read == [(400 + number, 400 + number)]
        assert len(view.segments) <= 5
    segments.save()
    again = Held("b", content.held)
    assert said(Segments(tmp_path).at(again), "word", k=999) == list(range(1, 460))
    assert again.read == []


def test_no_segment_is_larger_than_it_may_be(segments: Segments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed, "_LARGEST", 100)
    view = segments.at(Held("a", {(first, first + 29) for first in range(1, 1000, 30)}))
    assert {len(segment.ids) for segment in view.segments} == {120, 60}
    assert said(view, "n7", "n905", "n1017") == [7, 905, 1017]
    assert len(view.nearest(NORTH, 3)) == 1020


def test_nothing_of_what_is_gone_is_left_in_what_is_written(segments: Segments, tmp_path: Path) -> None:
    segments.at(Held("a", {(1, 3), (4, 6)}))
    segments.save()
    before = files(tmp_path)
    view = segments.at(Held("b", {(4, 6)}))
    assert (said(view, "n2"), said(view, "n5")) == ([], [5])
    segments.save()
    (file,) = files(tmp_path)
    assert [file] != before
    assert b"n2" not in file.read_bytes()
    assert b"n5" in file.read_bytes()


def test_the_same_ids_with_other_content_are_read_anew(segments: Segments, tmp_path: Path) -> None:
    """As after a backup was restored."""

    class Other(Held):
        def ranges(self) -> set[Range]:
            return {(first, last, 1) for first, last in self.held}

        def rows(self, first: int, last: int) -> Iterator[tuple[int, bytes, str]]:
            for id_, vector, _ in super().rows(first, last):
                yield id_, vector, "another"

    segments.at(Held("a", {(1, 3)}))
    segments.save()
    view = Segments(tmp_path).at(Other("b", {(1, 3)}))
    assert (said(view, "another"), said(view, "word")) == ([1, 2, 3], [])


def test_ranges_that_touch_are_read_as_one() -> None:
    assert list(joined({(4, 6, 0), (1, 3, 0), (8, 9, 0), (10, 10, 0)})) == [(1, 6), (8, 10)]
    assert list(joined(set())) == []


texts = st.lists(st.lists(st.sampled_from(["rain", "raine", "ra", "é", "雨", "u.s", "'"]), max_size=6), max_size=8)


def counted(postings: Postings, words: Sequence[Sequence[str]]) -> None:
    for term in ("rain", "raine", "ra", "é", "雨", "u.s", "'", "r", "zz", ""):
        rows, counts = postings.find(term)
        expected = [(row, text.count(term)) for row, text in enumerate(words) if term in text]
        assert list(zip(rows.tolist(), counts.tolist(), strict=True)) == expected


@given(texts, texts, st.data())
def test_postings_are_what_counting_gives(some: list[list[str]], more: list[list[str]], data: st.DataObject) -> None:
    first, lengths = Postings.of(map(" ".join, some))
    assert lengths.tolist() == list(map(len, some))
    counted(first, some)
    second, _ = Postings.of(map(" ".join, more))
    stays = data.draw(st.lists(st.booleans(), min_size=len(some), max_size=len(some)))
    moved = np.where(stays, np.cumsum(stays) - 1, -1).astype(np.int64)
    both = Postings.merged([(first, moved), (second, np.arange(len(more)) + sum(stays))], sum(stays) + len(more))
    kept = [text for text, stay in zip(some, stays, strict=True) if stay]
    counted(both, kept + more)
    assert both.terms() == sorted({word.encode() for text in kept + more for word in text})


def test_numbers_take_as_many_bytes_as_the_largest_needs() -> None:
    few, _ = Postings.of(["rain"] * 3 + ["ra"])
    assert few.rows.dtype == few.counts.dtype == np.uint8
    many, lengths = Postings.of([*["ra"] * 69_999, " ".join(["rain"] * 70_000)])
    assert many.rows.dtype == many.counts.dtype == np.uint32
    assert lengths[-1] == 70_000
    both = Postings.merged([(few, np.arange(4)), (many, np.arange(4, 70_004))], 70_004)
    rows, counts = both.find("rain")
    assert (rows.tolist(), counts.tolist()) == ([0, 1, 2, 70_003], [1, 1, 1, 70_000])
    assert len(both.find("ra")[0]) == 70_000
