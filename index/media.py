"""The recordings that a library keeps: copies in a folder beside it, named by their content, of kinds a browser plays.

What a file is, is seen by its content; its name does not matter, and never becomes part of a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import MediaError, NotPermitted

FOLDER = "media"
MAX_MB = 4000
_PIECE = 1 << 20
_LOOK = 65_536  # bytes that show what a file is
_KEPT = re.compile(rf"{FOLDER}/[0-9a-f]{{32}}\.[a-z0-9]+")

TYPES = {
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "weba": "audio/webm",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
}
_CURE = "convert it to MP3, M4A, WAV, FLAC, OGG, MP4 or WebM, which browsers play"


def kind_of(beginning: bytes) -> str:
    """The ending that stands for what a file is, from its first bytes; empty for what browsers do not play."""
    head = beginning[:16]
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogv" if b"theora" in beginning[:4096] else "ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "" if b"webm" not in beginning[:64] else "webm" if b"V_" in beginning else "weba"
    if head[4:8] == b"ftyp" and head[8:12] != b"qt  ":
        return "m4a" if head[8:11] in (b"M4A", b"M4B") else "mp4"
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] in (b"\xfa", b"\xfb", b"\xf2", b"\xf3")):
        return "mp3"
    return "aac" if head[:2] in (b"\xff\xf1", b"\xff\xf9") else ""


def is_kept(media: str) -> bool:
    """Whether that is the name of a recording in a library's folder, and no address elsewhere."""
    return _KEPT.fullmatch(media) is not None


def type_of(media: str) -> str:
    """The media type of a recording that is kept."""
    return TYPES.get(media.rpartition(".")[2], "application/octet-stream")


class Recordings:
    """The folder of a library's recordings."""

    def __init__(self, library: Path, *, changeable: bool = True) -> None:
        self._library, self._changeable = library, changeable

    def to_be_read(self) -> Recordings:
        """The same, where nothing can be added: that raises NotPermitted."""
        return Recordings(self._library, changeable=False)

    def path(self, media: str) -> Path | None:
        """Where a recording lies; None for what is none, or is not there."""
        path = self._library / media if is_kept(media) else None
        return path if path and path.is_file() and not path.is_symlink() else None

    def keep(self, pieces: Iterable[bytes], name: str, max_mb: int | None = None) -> str:
        """Copy a recording into the folder; returns what to call it. Raises MediaError, and then keeps nothing.

        ``name`` is that of the file, for errors; how large it may be says ONTHERECORD_MAX_MEDIA_MB, else ``max_mb``.
        """
        if not self._changeable:
            raise NotPermitted("the library", "you may read it, and not change it", "ask for the right to edit")
        folder = self._library / FOLDER
        unfinished = folder / f".{secrets.token_hex(8)}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            kind, digest = _write(unfinished, _no_more(pieces, (max_mb or _limit()) * 1_000_000, name), name)
            media = f"{FOLDER}/{digest}.{kind}"
            unfinished.replace(self._library / media)
        except OSError as error:
            raise MediaError(name, f"it cannot be kept ({error.strerror})", "make room, or check the folder") from error
        finally:
            unfinished.unlink(missing_ok=True)
        return media

    def copy(self, file: Path) -> str:
        """Keep a file of this machine. Raises MediaError."""
        try:
            with file.open("rb") as opened:
                return self.keep(iter(lambda: opened.read(_PIECE), b""), file.name)
        except OSError as error:
            raise MediaError(str(file), f"it cannot be read ({error.strerror})", "check the path") from error

    def forget(self, recordings: Iterable[str]) -> None:
        """Delete recordings, which no transcript has any more."""
        for media in filter(is_kept, recordings):
            (self._library / media).unlink(missing_ok=True)


def _write(path: Path, pieces: Iterable[bytes], name: str) -> tuple[str, str]:
    """Write a file; returns its kind and the name that its content gives it. What is no recording is not read on."""
    digest, beginning, kind = hashlib.sha256(), b"", ""
    with path.open("xb") as opened:
        for piece in pieces:
            digest.update(piece)
            opened.write(piece)
            if len(beginning) < _LOOK:
                beginning += piece
                if len(beginning) >= _LOOK and not kind_of(beginning):
                    break
        opened.flush()
        os.fsync(opened.fileno())
    if not beginning:
        raise MediaError(name, "the file is empty", "choose the recording")
    if not (kind := kind_of(beginning)):
        raise MediaError(name, "this is no recording that browsers play", _CURE)
    return kind, digest.hexdigest()[:32]


def _no_more(pieces: Iterable[bytes], most: int, name: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            reason = f"the file has more than the {most / 1e6:.0f} MB that are allowed"
            raise MediaError(name, reason, "make it smaller, or raise ONTHERECORD_MAX_MEDIA_MB")
        yield piece


def _limit() -> int:
    wanted = os.environ.get("ONTHERECORD_MAX_MEDIA_MB", "").strip() or str(MAX_MB)
    if not (wanted.isascii() and wanted.isdigit() and int(wanted)):
        cure = "set it to a whole number of megabytes, such as 4000"
        raise MediaError("ONTHERECORD_MAX_MEDIA_MB", f"it is {wanted!r}", cure)
    return int(wanted)
