"""A library in one file, taken while it is in use, and back again: what is written is read again before it counts.

The file is a zip archive: each SQLite file as it was at one moment, the recordings, the log, and the checksums of all.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import sqlite3
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from index.errors import LibraryDamaged, LibraryError
from index.local.database import exchange, explained, rest, scratch, settle
from index.local.tables import LIBRARY, recordings
from index.media import FOLDER, is_kept

_LIST = "checksums.json"
_OTHER = re.compile(r"[a-z]+\.(sqlite3|jsonl)")  # what may lie beside the library's own file
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, NotImplementedError)
_ANOTHER = "choose another backup"


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds; ``missing`` are recordings that the library has lost."""

    transcripts: int
    recordings: int
    missing: tuple[str, ...]
    size: int


def backup(folder: Path, file: Path) -> Written:
    """Write the library in a folder into a file, which then is whole, or is not there. Raises LibraryError."""
    if not (folder / LIBRARY).is_file():
        raise LibraryError(str(folder), "no library is in this folder", "name its folder with --library")
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with scratch(file.parent, "unfinished") as copies:
            unfinished.touch(mode=0o600)  # who may sign in is in it, too
            written = _write(folder, unfinished, copies)
        with zipfile.ZipFile(unfinished) as archive:
            _checked(archive, file)
        settle(unfinished, file)
    except OSError as error:
        raise explained(error, file) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def restore(file: Path, folder: Path, *, force: bool = False) -> Path | None:
    """Put the library in a backup into a folder; one that is there only gives way to ``force``, and is then kept
    beside it in a file, which is returned. Nothing is changed before all of the backup was checked.

    Raises LibraryError where the backup is damaged or none, or a library is there, or is in use.
    """
    there = folder / LIBRARY
    if there.exists() and not force:
        raise LibraryError(str(folder), "a library is there", "choose another folder, or replace it with --force")
    try:
        with file.open("rb") as opened, scratch(folder, "unfinished") as unpacked:
            _unpack(opened, file, unpacked)
            if there.exists():
                rest(there)
            for path in sorted(unpacked.glob(f"{FOLDER}/*")):
                (folder / FOLDER).mkdir(exist_ok=True)
                settle(path, folder / FOLDER / path.name)
            for path in sorted(unpacked.glob("*.*"), key=lambda path: path.name == LIBRARY):  # the library comes last
                exchange(path, folder / path.name, folder / f"{path.name}.replaced")
    except OSError as error:
        raise explained(error, folder if file.exists() else file) from error
    kept = there.with_name(f"{LIBRARY}.replaced")
    return kept if force and kept.exists() else None


def _write(folder: Path, target: Path, copies: Path) -> Written:
    for path in sorted(folder.glob("*.sqlite3")):
        _copied(path, copies / path.name)
    with closing(sqlite3.connect(copies / LIBRARY)) as connection:
        media = sorted(filter(is_kept, recordings(connection)))
        (transcripts,) = connection.execute("SELECT count(*) FROM transcripts").fetchone()
    paths = {path.name: path for path in (*copies.iterdir(), *folder.glob("*.jsonl")) if _OTHER.fullmatch(path.name)}
    there = {name: folder / name for name in media if (folder / name).is_file()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        sums = {name: _pack(archive, name, path) for name, path in {**paths, **there}.items()}
        archive.writestr(_LIST, json.dumps(sums, indent=1))
    return Written(transcripts, len(there), tuple(set(media) - there.keys()), target.stat().st_size)


def _copied(file: Path, to: Path) -> None:
    """Raises LibraryError where the file is damaged: a backup is no place to find that out."""
    try:
        with closing(sqlite3.connect(file, timeout=30.0, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(to),))
        to.chmod(file.stat().st_mode & 0o777)
        _sound(to)
    except sqlite3.Error as error:
        raise explained(error, file) from error


def _sound(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        told = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if told != ("ok",):
        raise LibraryDamaged(str(file), f"the file is damaged ({told[0]})", "run `ontherecord repair`")


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    info = zipfile.ZipInfo.from_file(path, name)
    info.compress_type = zipfile.ZIP_STORED if is_kept(name) else zipfile.ZIP_DEFLATED  # recordings are packed already
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as packed:
        return _poured(source, packed)


def _poured(source: IO[bytes], target: IO[bytes] | None) -> str:
    """Copy all of a file, or only read it; returns its checksum."""
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        if target:
            target.write(piece)
    return digest.hexdigest()


def _checked(archive: zipfile.ZipFile, file: Path, into: Path | None = None) -> None:
    """Read all that is in a backup, and unpack it. Raises LibraryDamaged."""
    try:
        sums = json.loads(archive.read(_LIST))
        names = [name for name in sums if is_kept(name) or _OTHER.fullmatch(name)]  # and none that leads elsewhere
        if LIBRARY not in names or len(names) != len(sums):
            raise ValueError("it holds no library")
        for name in names:
            if _read(archive, name, into) != sums[name]:
                raise ValueError(f"{name} has changed since it was written")
    except _BROKEN as error:
        raise LibraryDamaged(str(file), f"this is no backup, or a damaged one ({error})", _ANOTHER) from error


def _read(archive: zipfile.ZipFile, name: str, into: Path | None) -> str:
    with archive.open(name) as packed:
        if into is None:
            return _poured(packed, None)
        target = into / name
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as opened:
            checksum = _poured(packed, opened)
    target.chmod((archive.getinfo(name).external_attr >> 16) & 0o666 | 0o600)
    return checksum


def _unpack(opened: BinaryIO, file: Path, unpacked: Path) -> None:
    try:
        with zipfile.ZipFile(opened) as archive:
            _checked(archive, file, unpacked)
    except zipfile.BadZipFile as error:
        raise LibraryDamaged(str(file), f"this is no backup, or a damaged one ({error})", _ANOTHER) from error
    for path in unpacked.glob("*.sqlite3"):
        _sound(path)
