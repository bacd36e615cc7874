"""The changes that a library goes through, each as it is written into the journal, and what it does to the state.

``apply`` gives what came of it: nothing (False, empty) where the state was such that there was nothing to change. It
looks at nothing but the state, so that it comes to the same for everybody.
"""

from __future__ import annotations

from dataclasses import astuple

from index.milvus.changes.change import Change, Result
from index.milvus.changes.ledger import Collected, Disbanded, Entered, Released, Renamed, Undone
from index.milvus.changes.transcripts import (
    Added,
    Described,
    Discarded,
    Dropped,
    Erased,
    Left,
    Located,
    Opened,
    Removed,
    Restored,
)
from index.milvus.coding import decoded, encoded

__all__ = [
    "Added",
    "Change",
    "Collected",
    "Described",
    "Disbanded",
    "Discarded",
    "Dropped",
    "Entered",
    "Erased",
    "FORGETTING",
    "Left",
    "Located",
    "Opened",
    "Released",
    "Removed",
    "Renamed",
    "Restored",
    "Result",
    "Undone",
    "read",
    "written",
]

CHANGES: dict[str, type[Change]] = {
    kind.__name__: kind
    for kind in (
        *(Opened, Added, Removed, Discarded, Restored, Erased, Dropped, Located, Left, Described),
        *(Renamed, Undone, Collected, Released, Disbanded, Entered),
    )
}
FORGETTING = (Left, Located, Described, Undone, Disbanded, Entered)
"""After which the changes before tell what is no longer so, though no transcript is gone."""


def written(change: Change) -> str:
    return encoded([type(change).__name__, *astuple(change)])  # type: ignore[call-overload]


def read(text: str) -> Change:
    """Raises ValueError for what is no change, or one that a newer version knows."""
    name, *values = decoded(text)
    if name not in CHANGES:
        raise ValueError(f"{name} is no change that is known")
    return CHANGES[name](*map(_tuples, values))


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
