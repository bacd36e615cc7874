"""What every change of a library is."""

from __future__ import annotations

from typing import Protocol

from index.milvus.state import State
from index.renames import Rename

Result = bool | str | tuple[Rename, ...]


class Change(Protocol):
    def apply(self, state: State, key: int) -> Result:
        """``key`` is the place of the change among all."""
