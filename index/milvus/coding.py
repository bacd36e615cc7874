"""How changes and states are written: as letters, digits and three signs, as long in bytes as in characters."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from index.renames import Rename

RenameValues = tuple[str, str, str, tuple[int, ...]]
"""A rename: transcript, who, name, turns."""


def encoded(values: object) -> str:
    return base64.b64encode(zlib.compress(json.dumps(values).encode())).decode()


def decoded(text: str) -> Any:
    """Raises ValueError for what was not encoded."""
    try:
        return json.loads(zlib.decompress(base64.b64decode(text)))
    except (zlib.error, binascii.Error) as error:
        raise ValueError(str(error)) from error


def rename_values(rename: Rename) -> RenameValues:
    return rename.transcript, rename.who, rename.name, tuple(sorted(rename.turns))


def rename_of(values: RenameValues) -> Rename:
    transcript, who, name, turns = values
    return Rename(transcript, who, name, frozenset(turns))
