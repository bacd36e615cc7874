"""What was done to a library, and by whom: a file of JSON lines beside it, to which lines are only ever appended."""

from __future__ import annotations

import getpass
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = "audit.jsonl"
_AGAIN_S = 60.0  # the same refusal is written down once in this time, that nobody fills the disk with it
_KEPT = 10_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """``at`` is UTC, ``about`` what it was done to: ids, names, collections."""

    at: str
    who: str
    did: str
    about: tuple[str, ...]
    address: str = ""


def operator() -> str:
    """Who works at this machine's terminal."""
    try:
        return f"terminal:{getpass.getuser()}"
    except (KeyError, OSError):  # a container may know no names
        return f"terminal:{os.getuid()}"


class Audit:
    """For any number of threads and processes: each entry is written at once, in one piece."""

    def __init__(self, library: Path) -> None:
        self._file = library / FILE
        self._refused: dict[tuple[str, ...], float] = {}
        self._lock = threading.Lock()

    def note(self, who: str, did: str, about: Sequence[str] = (), address: str = "") -> None:
        """Write down what was done. A disk that takes nothing stops nobody, and is logged: it was done already."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps(
            {"at": at, "who": who, "did": did, "about": list(about), "address": address}, ensure_ascii=False
        )
        try:
            file = os.open(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(file).st_size
                whole = not size or os.pread(file, 1, size - 1) == b"\n"  # a crash may have cut the last one short
                os.write(file, f"{'' if whole else chr(10)}{line}\n".encode("utf-8", "backslashreplace"))
            finally:
                os.close(file)
        except OSError as error:
            log.error("%s: nothing can be written down (%s): %s", self._file, error.strerror, line)

    def refused(self, why: str, address: str, who: str = "") -> None:
        """Write down that somebody was not let in."""
        now, key = time.monotonic(), (why, address, who)
        with self._lock:
            if now - self._refused.get(key, -_AGAIN_S) < _AGAIN_S:
                return
            if len(self._refused) >= _KEPT:
                self._refused.clear()
            self._refused[key] = now
        self.note(who, "refused", [why], address)

    def entries(self) -> Iterator[Entry]:
        """All, the oldest first. A line that a crash cut short is left out."""
        if not self._file.exists():
            return
        with self._file.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    found = json.loads(line)
                    yield Entry(found["at"], found["who"], found["did"], tuple(found["about"]), found["address"])
                except (ValueError, KeyError, TypeError):
                    log.warning("%s: a line is no entry: %.80s", self._file, line)
