"""Makes the sample library of the present format: ``python -m tests.versions.make`` before each release that has a new.

Those of former formats were made by the code of their time, and are never made again.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from index.build import add
from index.formats import Source
from index.intake.given import Given
from index.local import upgrades
from index.local.store import LocalStore
from index.renames import Rename
from index.store import Store
from tests.fakes import WordEncoder

TRADE = b"""ANNA LEE:  We trade with China.  It is trade in ships.

BEN OKAFOR:  The crops are under rain.

ANNA LEE:  Are they?

BEN OKAFOR:  They are.
"""
DRAFT = b"""CLEO RUIZ:  The vote is on the school.

ANNA LEE:  There will be rain.

CLEO RUIZ:  There will be a vote.
"""
VOTE = b"""CLEO RUIZ:  The vote is on the school.

ANNA LEE:  There will be music.

CLEO RUIZ:  There will be a vote.
"""
HALL = b"""SPEAKER 1:  Is it the wheat?

BEN OKAFOR:  No, it is not.

SPEAKER 1:  It is the wheat.
"""
GONE = b"""ANNA LEE:  Nobody was to read of the music.

BEN OKAFOR:  Nobody will read of it.

ANNA LEE:  Nobody at all.
"""
IDS = {name: Source("", data).id for name, data in (("trade", TRADE), ("vote", VOTE), ("hall", HALL), ("gone", GONE))}


def fill(store: Store) -> None:
    for name, data in (("trade", TRADE), ("vote", DRAFT), ("vote", VOTE), ("hall", HALL), ("gone", GONE)):
        source = Source(f"{name}.txt", data, f"/files/{name}.txt")
        for result in add([source], store, WordEncoder(), given=Given(date="2021-05") if name == "trade" else Given()):
            assert not result.error
    store.rename([Rename(IDS["trade"], "Ben Okafor", "Bo Okafor")])
    store.collect([IDS["trade"], IDS["vote"]], "Board")
    store.rename([Rename(IDS["hall"], "SPEAKER 1", "Dee Ito", frozenset({2}))])
    store.discard(IDS["gone"])


def main() -> None:
    with TemporaryDirectory() as folder:
        with closing(LocalStore(Path(folder), "words")) as store:
            fill(store)
        file = Path(folder) / "library.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
        shutil.copy(file, Path(__file__).with_name(f"{len(upgrades.STEPS) + 1}.sqlite3"))


if __name__ == "__main__":
    main()
