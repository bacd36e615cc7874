"""The rows of a journal, as they lie in the engine: those of changes by ascending keys, and notes of what is loose.

A row that says something has its text in it, or the place of the pieces that it is in. It is never deleted, only
emptied: so that the number of all rows only ever grows.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.milvus import pieces
from index.milvus.schema import NO_VECTOR, PIECE
from index.milvus.server import Row, Server
from index.milvus.writing import keep

_SAYING, _EMPTY = 0, 1  # what the row of a change has for a version
_SNAPSHOT, _PIECES = "=", "@"  # what text begins with that is more than a change; that one begins with a letter
_END = 1 << 62


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says: text, or where it is. ``number`` is of how many rows a snapshot is; 0 for a change."""

    text: str
    number: int = 0
    version: int = 0  # under which its pieces are; 0 for none
    count: int = 0

    @classmethod
    def of(cls, data: str) -> Said:
        """Raises ValueError for what is none."""
        number, text = 0, data
        if data.startswith(_SNAPSHOT):
            head, _, text = data[1:].partition("|")
            number = int(head)
        if text.startswith(_PIECES):
            version, count = text[1:].split(":")
            return cls("", number, int(version), int(count))
        return cls(text, number)

    @property
    def place(self) -> Said:
        """Where it is said, without the text."""
        return Said("", self.number, self.version, self.count)

    @property
    def data(self) -> str:
        text = f"{_PIECES}{self.version}:{self.count}" if self.version else self.text
        return f"{_SNAPSHOT}{self.number}|{text}" if self.number else text


class Rows:
    """``collection`` is that of the journal; ``pieces_in`` has what is too long for a row."""

    def __init__(self, server: Server, collection: str, pieces_in: str) -> None:
        self._server, self._collection, self._pieces_in = server, collection, pieces_in

    def count(self, strong: bool) -> int:
        """Of all changes that there ever were."""
        return self._server.count(self._collection, "pk > 0", strong)

    def saying(self, first: int, few: bool = False) -> dict[int, Said]:
        """What there is from this key on: ``few`` rows, if that is known. Raises ValueError for what cannot be read."""
        said = f"version == {_SAYING}"
        rows = self._server.rows(self._collection, ["data"], max(first, 1), _END, said, strong=True, few=few)
        return {int(row["pk"]): Said.of(str(row["data"])) for row in rows}

    def text(self, said: Said) -> str:
        """Raises KeyError where its pieces are not there."""
        return said.text or pieces.text(self._server, self._pieces_in, said.version, 0, said.count)

    def prepared(self, text: str, number: int = 0) -> Said:
        """What a row may say that has this text; what is too long is there before. See ``finished``."""
        if len(text) <= PIECE:
            return Said(text, number)
        version = pieces.new_version()
        self.loosen([version])
        written = pieces.rows(version, 0, text)
        keep(self._server, self._pieces_in, written, version)
        return Said("", number, version, len(written))

    def write(self, key: int, said: Said) -> None:
        """To do it twice is to do it once."""
        self._server.upsert(self._collection, [_row(key, _SAYING, said.data)])

    def finished(self, said: Said) -> None:
        """Say that a row is there which says so: its pieces stay."""
        if said.version:
            self.settle([said.version])

    def empty(self, those: dict[int, Said]) -> None:
        """Let rows say nothing any more. Broken off, none is lost that was not to be, and it may be done again."""
        held = [said.version for said in those.values() if said.version]
        self.loosen(held)
        self._server.upsert(self._collection, [_row(key, _EMPTY, "") for key in sorted(those)])
        for version in held:
            self._server.delete(self._pieces_in, f"version == {version}")
        self.settle(held)

    # --- versions whose rows are not, or no longer, needed: being written, or about to be deleted

    def loosen(self, versions: Iterable[int]) -> None:
        """Say that there may be rows of these which nobody needs, before that is so: whoever comes finds them."""
        self._server.upsert(self._collection, [_row(-v, v, str(round(time.time()))) for v in versions])

    def settle(self, versions: Sequence[int]) -> None:
        if versions:
            self._server.delete(self._collection, f"pk in {[-version for version in versions]}")

    def loose(self) -> dict[int, int]:
        """When each loose version was written down, in seconds since 1970."""
        rows = self._server.rows(self._collection, ["data"], -_END, 0, strong=True)
        return {-int(row["pk"]): int(row["data"]) for row in rows}


def _row(key: int, version: int, data: str) -> Row:
    return {"pk": key, "version": version, "data": data, "nothing": NO_VECTOR}
