"""The segments of a library: followed change by change, and written beside it to spare the next opening the making."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from index.local.segments.segment import Content, Range, Segment, files
from index.local.segments.view import View

_LARGEST = 131_072  # passages of one segment: so little has to be written anew for a change, however large the library
_SMALLER = 4  # a segment joins the one before unless it has less than this part of its passages
_ABANDONED_S = 3600.0  # no file takes so long to write
_BEFORE = "vectors-*"  # what an earlier version left

log = logging.getLogger(__name__)


class Segments:
    """For any number of threads: whoever has a view keeps it, whatever changes meanwhile."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is where save() leaves its files."""
        self._folder = folder
        self._view: View | None = None
        self._wanted: set[Range] = set()  # what it holds
        self._changing = threading.Lock()

    @property
    def loaded(self) -> bool:
        return self._view is not None

    def at(self, content: Content) -> View:
        """Exactly what ``content`` holds."""
        view = self._view
        if view is None or view.generation != content.generation:
            with self._changing:
                view = self._view
                if view is None or view.generation != content.generation:
                    self._view = view = self._followed(view, content)
        return view

    def save(self) -> None:
        """Write what is not written yet, without what is gone from the library, and delete what is of no use any more.

        A disk that refuses costs time later, no more.
        """
        with self._changing:
            if self._view is None:
                return
            try:
                kept = [_whole(each, self._wanted).written(self._folder) for each in self._view.segments]
                self._view = View(self._view.generation, kept, [None] * len(kept))
                self._tidy({segment.file for segment in kept})
            except OSError as error:
                log.warning(
                    "%s: what speeds up searching cannot be kept (%s), so the next start takes longer",
                    self._folder,
                    error,
                )

    def _tidy(self, kept: set[Path | None]) -> None:
        for file in (*files(self._folder), *self._folder.glob(_BEFORE)):
            with suppress(OSError):  # another process may be faster; a folder with the name of a file stays
                unfinished = file.suffix == ".tmp" and time.time() - file.stat().st_mtime < _ABANDONED_S
                if file not in kept and not unfinished:
                    file.unlink()

    def _followed(self, view: View | None, content: Content) -> View:
        wanted = content.ranges()
        segments = self._read(wanted) if view is None else list(view.segments)
        segments = [each for each in segments if each.dimension == content.dimension and wanted & each.ranges]
        new = wanted.difference(*(segment.ranges for segment in segments))
        segments += [Segment.of(content, ranges) for ranges in _pieces(new)]
        segments = _merged(segments, wanted)
        self._wanted = wanted
        return View(content.generation, segments, [segment.among(wanted) for segment in segments])

    def _read(self, wanted: set[Range]) -> list[Segment]:
        """Those written segments that hold something of what is wanted, and nothing twice; the largest first."""
        found = []
        for file in files(self._folder):
            if file.suffix == ".tmp":
                continue
            try:
                found.append(Segment.read(file))
            except FileNotFoundError:  # another process has newer ones
                continue
            except (OSError, ValueError, RuntimeError) as error:
                log.warning("%s cannot be read (%s); what it held is read from the library instead", file, error)
        taken: set[Range] = set()
        chosen = []
        for segment in sorted(found, key=lambda each: len(each.ids), reverse=True):
            if wanted & segment.ranges and taken.isdisjoint(segment.ranges):
                chosen.append(segment)
                taken |= segment.ranges
        return chosen


def _pieces(ranges: Iterable[Range]) -> Iterator[list[Range]]:
    """In order, and each small enough for one segment."""
    piece: list[Range] = []
    size = 0
    for each in sorted(ranges):
        piece.append(each)
        size += each[1] - each[0] + 1
        if size >= _LARGEST:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _merged(segments: Sequence[Segment], wanted: set[Range]) -> list[Segment]:
    """As few as can be had without writing large ones again and again."""
    merged: list[Segment] = []
    for segment in segments:
        merged.append(segment)
        while len(merged) > 1:
            before, last = (len(each.ids) for each in merged[-2:])
            if _SMALLER * last < before or before + last > _LARGEST:
                break
            both = merged[-2:]
            ranges = wanted & (both[0].ranges | both[1].ranges)
            merged[-2:] = [Segment.merged([(each, each.among(wanted)) for each in both], ranges)]
    return merged


def _whole(segment: Segment, wanted: set[Range]) -> Segment:
    """Without what is gone: no trace of what was removed is left."""
    mask = segment.among(wanted)
    return segment if mask is None else Segment.merged([(segment, mask)], wanted & segment.ranges)
