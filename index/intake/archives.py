"""Zip archives as files in a folder: nothing is unpacked to the disk, and no archive can use up the memory."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from index.errors import EmptyTranscript, TooLarge, TranscriptError, UnsupportedFormat
from index.formats.source import Source
from index.intake.limits import Limits, megabytes

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, OverflowError)
_ENTRY = 46 + 512  # bytes of an archive's list for one member; its name may have more, but few do
_SMALL = 1_000_000  # bytes: a member no larger than this is no bomb, however well it packs
_DOCUMENT = (
    "[Content_Types].xml",
    "_rels/.rels",
    "mimetype",
)  # Word and OpenDocument files are archives too, and read as one file
_PIECE = 65_536  # bytes
_UNPACK = "unpack it and add the files"


def is_archive(opened: BinaryIO) -> bool:
    """Whether this is a zip archive, and no document in the form of one."""
    opened.seek(0)
    if not opened.read(4).startswith((b"PK\3\4", b"PK\5\6")):
        return False
    if _list_size(opened) > _ENTRY * 100_000:
        return True  # no document has so many parts; it is refused before its list is read
    try:
        with zipfile.ZipFile(opened) as archive:
            return not any(name in archive.NameToInfo for name in _DOCUMENT)
    except (*_DAMAGE, NotImplementedError):
        opened.seek(0)
        beginning = opened.read(4096)
        return not any(name.encode() in beginning for name in _DOCUMENT)


def members(opened: BinaryIO, name: str, origin: str, limits: Limits) -> Iterator[Source | TranscriptError]:
    """The files in an archive, hidden ones left out, each as it is asked for; what cannot be read as an error."""
    if _list_size(opened) > _ENTRY * limits.members:
        yield _too_many(name, limits)
        return
    try:
        with zipfile.ZipFile(opened) as archive:
            yield from _members(archive, name, origin, limits)
    except (*_DAMAGE, NotImplementedError) as error:
        yield TranscriptError(name, f"the archive is damaged ({error})", "make it anew")


def _members(archive: zipfile.ZipFile, name: str, origin: str, limits: Limits) -> Iterator[Source | TranscriptError]:
    infos = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
    if len(infos) > limits.members:
        yield _too_many(name, limits)
    elif not infos:
        yield EmptyTranscript(name, "no files are in this archive", "give one with transcripts")
    else:
        left = limits.archive
        for info in sorted(infos, key=lambda info: info.filename):
            read = _read(archive, info, name, origin, limits)
            left -= len(read.data) if isinstance(read, Source) else 0
            if left < 0:
                reason = f"its files have more than the {megabytes(limits.archive)} together that are allowed"
                yield TooLarge(name, reason, f"{_UNPACK}, or raise ONTHERECORD_MAX_MB")
                return
            yield read


def _read(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, origin: str, limits: Limits
) -> Source | TranscriptError:
    where = f"{name}/{info.filename}"
    if info.flag_bits & 1:
        return UnsupportedFormat(where, "it is encrypted", "unpack it with its password and add the file")
    if info.file_size > max(_SMALL, limits.ratio * info.compress_size):
        return TooLarge(where, f"it unpacks to more than {limits.ratio} times its size, as no transcript does", _UNPACK)
    try:
        with archive.open(info) as opened:
            # In pieces, for what the archive says of sizes is only said.
            data = b"".join(islice(iter(partial(opened.read, _PIECE), b""), limits.file // _PIECE + 1))
    except (NotImplementedError, RuntimeError) as error:
        return UnsupportedFormat(where, f"it is packed in a way that cannot be read ({error})", _UNPACK)
    except _DAMAGE as error:
        return TranscriptError(where, f"it is damaged in the archive ({error})", "make the archive anew")
    if len(data) > limits.file:
        reason = f"it has more than the {megabytes(limits.file)} that are allowed"
        return TooLarge(where, reason, "split it, or raise ONTHERECORD_MAX_MB")
    if info.filename.lower().endswith(".zip"):
        return UnsupportedFormat(where, "this is an archive in an archive", _UNPACK)
    return Source(info.filename, data, origin and f"{origin}{os.sep}{info.filename}")


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in name.split("/"))


def _too_many(name: str, limits: Limits) -> TooLarge:
    return TooLarge(name, f"the archive has more than {limits.members} files", "split it")


def _list_size(opened: BinaryIO) -> int:
    """How many bytes the list of the members has, which is read as a whole; 0 where there is no end to tell it."""
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - 65_557))  # the end record and the longest comment
    tail = opened.read()
    at = tail.rfind(b"PK\5\6")
    return int(struct.unpack_from("<I", tail, at + 12)[0]) if 0 <= at <= len(tail) - 22 else 0
