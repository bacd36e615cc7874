"""What a library says of itself: whose vectors it has, of which length, and that something has changed."""

from __future__ import annotations

import secrets
from sqlite3 import Connection
from typing import NamedTuple


class State(NamedTuple):
    """What the library says of itself. ``dimension`` is None until the first passage."""

    encoder: str
    dimension: int | None
    generation: str


def state_of(connection: Connection) -> State:
    return State(*connection.execute("SELECT encoder, dimension, generation FROM library").fetchone())


def changed(connection: Connection, dimension: int | None = None) -> None:
    """``dimension`` is that of the vectors which were written, if any were."""
    query = "UPDATE library SET generation = ?, dimension = coalesce(dimension, ?)"
    connection.execute(query, (secrets.token_hex(8), dimension))
