"""Changes that touch several tables of a library at once; whoever calls them makes each a whole, or undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

from index.local import discarded, filing, lookup, tables
from index.renames import renamed
from index.transcript import Transcript


def replace(connection: Connection, id_: str, origin: str, replacing: Sequence[str] = ()) -> bool:
    """Let a transcript take its place, and those go that it replaces; whether there were any."""
    connection.execute("DELETE FROM former WHERE id = ?", (id_,))
    before = filing.place(connection, id_, origin) if origin else ""
    replaced = [
        (old, number)
        for old in dict.fromkeys((before, *replacing))
        if old != id_ and (number := tables.number(connection, old)) is not None
    ]
    for old, number in replaced:
        own = filing.renames(connection, id_)
        filing.succeed(connection, old, id_)
        follow_turns(connection, id_, None if own else _as_read(connection, old))
        filing.forget(connection, old)
        tables.delete(connection, number)
    return bool(replaced)


def remove(connection: Connection, id_: str) -> bool:
    """Forget a transcript and all that is known of it. False where it is not there."""
    number = tables.number(connection, id_)
    if number is None:
        return False
    filing.forget(connection, id_)
    tables.delete(connection, number)
    return True


def discard(connection: Connection, id_: str) -> bool:
    """Forget a transcript, but let it be had back. False where it is not there."""
    if tables.number(connection, id_) is None:
        return False
    discarded.keep(connection, id_)
    return remove(connection, id_)


def before_splits(connection: Connection, id_: str) -> Transcript | None:
    """A transcript that is about to be read anew, if some of its turns have renames of their own."""
    return _as_read(connection, id_) if any(each.turns for each in filing.renames(connection, id_)) else None


def follow_turns(connection: Connection, id_: str, before: Transcript | None) -> None:
    """Let the renames of some turns of a transcript agree with how it is read now."""
    if before and any(each.turns for each in filing.renames(connection, id_)):
        now = _as_read(connection, id_)
        assert now is not None, "what was just written is there"
        filing.move_splits(connection, id_, before, now)


def _as_read(connection: Connection, id_: str) -> Transcript | None:
    number = tables.number(connection, id_)
    return None if number is None else tables.transcript(connection, number)


def apply_renames(connection: Connection, id_: str) -> None:
    """Let who speaks in a transcript that was just written, as it was read, agree with its renames."""
    if filing.renames(connection, id_):
        write_speakers(connection, id_)


def write_speakers(connection: Connection, id_: str) -> None:
    """Write anew who speaks in a transcript and in its passages, after its renames have changed."""
    number, read = tables.number(connection, id_), _as_read(connection, id_)
    if number is None or read is None:
        return
    transcript = renamed(read, filing.renames(connection, id_))
    tables.delete_appearances(connection, number)
    tables.insert_appearances(connection, number, transcript)
    lookup.insert_speakers(connection, number, transcript)
