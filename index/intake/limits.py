"""What is refused instead of read: settings with safe defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass

from index.errors import OnTheRecordError

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. ``ratio`` is how many times as large as packed a member of an archive may be."""

    file: int = 50 * _MB
    archive: int = 500 * _MB  # an archive, and all its members together
    members: int = 10_000  # of one archive
    ratio: int = 200  # recognisers' JSON with a row for each word packs 1 : 30

    @classmethod
    def of_environment(cls) -> Limits:
        """ONTHERECORD_MAX_MB is the size of a file; archives may be ten times as large."""
        wanted = os.environ.get("ONTHERECORD_MAX_MB", "").strip()
        if not wanted:
            return cls()
        if not (wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= 1_000_000):
            raise OnTheRecordError(
                f"ONTHERECORD_MAX_MB is {wanted!r}; set it to a whole number of megabytes, such as 50"
            )
        return cls(file=int(wanted) * _MB, archive=10 * int(wanted) * _MB)


def megabytes(size: int) -> str:
    return f"{size / _MB:.0f} MB"
