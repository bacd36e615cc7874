"""What a library knows beside its transcripts as one value: read of one moment, and written in one change."""

from __future__ import annotations

import json
from itertools import groupby
from sqlite3 import Connection

from index.local import changes, filing
from index.renames import Rename
from index.store import Ledger


def read(connection: Connection) -> Ledger:
    return Ledger(
        origins=filing.origins(connection),
        former=dict(connection.execute("SELECT id, present FROM former ORDER BY id")),
        changes=_changes(connection),
        collections=filing.collections(connection),
    )


def _changes(connection: Connection) -> tuple[tuple[Rename, ...], ...]:
    rows = connection.execute("SELECT change, id, who, name, turns FROM renames ORDER BY change, place")
    return tuple(
        tuple(Rename(id_, who, name, frozenset(json.loads(turns))) for _, id_, who, name, turns in change)
        for _, change in groupby(rows, key=lambda row: row[0])
    )


def write(connection: Connection, ledger: Ledger) -> None:
    """Forget what is known, and know this, as far as it is of transcripts that are there."""
    there = {id_ for (id_,) in connection.execute("SELECT id FROM transcripts")}
    named = {each.transcript for change in _changes(connection) for each in change}
    for table in ("origins", "former", "renames", "collections"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
    for table, pairs in (("origins", ledger.origins), ("former", ledger.former)):
        rows = ((key, id_) for key, id_ in pairs.items() if id_ in there)
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608
    for change in ledger.changes:
        if ours := [each for each in change if not each.transcript or each.transcript in there]:
            filing.rename(connection, ours)
    for name, ids in ledger.collections.items():
        filing.collect(connection, sorted(ids & there), name)
    for id_ in sorted(named | {each.transcript for change in ledger.changes for each in change}):
        changes.write_speakers(connection, id_)
