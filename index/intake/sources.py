"""The files that a user means: paths, folders, globs, archives and standard input; what cannot be read is reported."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from index.errors import EmptyTranscript, TooLarge, TranscriptError
from index.formats.source import Source
from index.intake import archives
from index.intake.limits import Limits, megabytes

STDIN = Path("-")

Found = Iterator[Source | TranscriptError]


def sources(
    paths: Iterable[Path], limits: Limits | None = None, *, located: bool = True, stdin_name: str = ""
) -> Found:
    """The files at ``paths``, and those in folders by name, subfolders last, hidden ones left out.

    A path that is not there and has ``*``, ``?`` or ``[`` is a pattern; the members of zip archives are files; ``-`` is
    what standard input has, under ``stdin_name``. What cannot be read comes as the error that says why, so that the
    others are still read. Without ``located`` the paths mean nothing, as those of uploads: no source has an origin.
    """
    allowed = limits or Limits.of_environment()
    for path in paths:
        if path == STDIN:
            yield from contents(sys.stdin.buffer, stdin_name.replace("/", "-") or "stdin", "", allowed)
            continue
        expanded = [path] if path.exists() or not glob.has_magic(str(path)) else _matches(path)
        if not expanded:
            yield TranscriptError(text_of(path), "no file matches this pattern", "check the path")
        for each in expanded:
            yield from _folder(each, allowed, located) if each.is_dir() else _file(each, allowed, located)


def _matches(pattern: Path) -> list[Path]:
    return [Path(found) for found in sorted(glob.glob(str(pattern), recursive=True))]  # noqa: PTH207 - may be absolute


def _folder(folder: Path, limits: Limits, located: bool) -> Found:
    empty = True
    for found in _files(folder):
        empty = False
        if isinstance(found, Path):
            yield from _file(found, limits, located)
        else:
            yield found
    if empty:
        yield EmptyTranscript(text_of(folder), "no files are in this folder", "give a folder with transcripts")


def _files(folder: Path) -> Iterator[Path | TranscriptError]:
    closed: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files) if not name.startswith("."))
    yield from (_unreadable(Path(error.filename), error) for error in closed)


def _file(path: Path, limits: Limits, located: bool) -> Found:
    try:
        if not path.exists():
            yield TranscriptError(text_of(path), "there is no such file", "check the path")
            return
        with path.open("rb") as opened:
            yield from contents(opened, text_of(path), text_of(path.absolute()) if located else "", limits)
    except OSError as error:
        yield _unreadable(path, error)


def contents(opened: BinaryIO, name: str, origin: str, limits: Limits) -> Found:
    """One file, or the members of an archive; ``origin`` is empty for what has no place of its own."""
    if not opened.seekable():
        opened = io.BytesIO(opened.read(limits.archive + 1))
    archive = archives.is_archive(opened)
    allowed = limits.archive if archive else limits.file
    if (size := opened.seek(0, os.SEEK_END)) > allowed:
        reason = f"the file has {megabytes(size)}, more than the {megabytes(allowed)} that are allowed"
        yield TooLarge(name, reason, "split it, or raise ONTHERECORD_MAX_MB")
        return
    opened.seek(0)
    if archive:
        yield from archives.members(opened, name, origin, limits)
    else:
        yield Source(Path(name).name, opened.read(), origin)


def _unreadable(path: Path, error: OSError) -> TranscriptError:
    return TranscriptError(text_of(path), f"it cannot be read ({error.strerror})", "check its permissions")


def text_of(path: Path | str) -> str:
    """A path as text that can be stored and printed: names of files may hold bytes that are none."""
    return os.fsencode(path).decode("utf-8", "replace")
