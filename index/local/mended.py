"""A library looked through for faults, and what is wrong in it written anew."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence

from index import searching
from index.encoder import Encoded
from index.intake.given import Given
from index.local import changes, digests, discarded, lookup, tables, verify
from index.local.opened import OpenedLibrary
from index.local.state import changed
from index.local.verify import Fault
from index.transcript import Passage, Transcript


class MendedLibrary(OpenedLibrary):
    """What index.repair and index.build need of it, beside the Store."""

    @staticmethod
    def _write(
        connection: sqlite3.Connection, transcript: Transcript, rows: Sequence[lookup.Row], source: bytes, given: Given
    ) -> None:
        """All that is made of a file alone; ``source`` is compressed."""
        ids = lookup.next_ids(connection, len(rows))
        number = tables.insert(connection, transcript, source, given, ids)
        lookup.insert(connection, number, ids, rows)
        digests.write(connection, number)

    def faults(self) -> list[Fault]:
        """All that is not as it was written. Reads everything."""
        file = self._database.file
        with self._database.reading() as connection:
            if found := list(verify.of_file(connection, file)):
                return found
            found = [*verify.of_transcripts(connection), *verify.of_recordings(connection, self.path)]
        with self._database.writing() as connection:
            return [*verify.of_index(connection, file), *found]

    def mend(self, transcript: Transcript, passages: Sequence[Passage], vectors: Sequence[Encoded]) -> None:
        """Write anew all that is kept of a transcript, which is there; its file stays as it is."""
        dimension = searching.dimension(passages, vectors)
        rows = [lookup.Row.of(transcript, *pair) for pair in zip(passages, vectors, strict=True)]
        with self._database.writing() as connection:
            self._checked(connection, dimension)
            number = tables.number(connection, transcript.id)
            if number is None:
                raise self._unknown(transcript.id)
            compressed = tables.source(connection, transcript.id)
            given = tables.legible_given(connection, transcript.id)
            lookup.delete_speakers(connection, number)
            tables.delete(connection, number)
            assert compressed is not None, "it goes with the transcript"
            self._write(connection, transcript, rows, compressed, given)
            changes.apply_renames(connection, transcript.id)
            changed(connection, dimension)

    def mend_source(self, transcript: str, source: bytes) -> None:
        """Keep the bytes of a transcript's file anew; what cannot be read of what was said on adding is forgotten."""
        with self._database.writing() as connection:
            tables.mend_source(connection, transcript, zlib.compress(source))

    def mend_speakers(self, transcript: str) -> None:
        """Write anew who speaks in a transcript."""
        with self._database.writing() as connection:
            if (number := tables.number(connection, transcript)) is not None:
                lookup.delete_speakers(connection, number)
            changes.write_speakers(connection, transcript)
            changed(connection)

    def mend_index(self) -> None:
        """Make the index of words anew."""
        with self._database.writing() as connection:
            lookup.rebuild(connection)
            changed(connection)

    def replace_with(self, other: OpenedLibrary) -> bool:
        """Take over all that ``other`` holds, and its encoder, in one change.

        False where it does not hold the same transcripts: other processes may have added or removed some meanwhile.
        Where the files lie, what replaced what, renames and collections are this library's own, and stay.
        """
        with self._database.writing(beside=other._database.file) as connection:
            mine, theirs = (tables.content(connection, schema) for schema in ("main", "new"))
            if mine != theirs:
                return False
            before = {id_: changes.before_splits(connection, id_) for id_, _ in mine}
            tables.replace_all(connection)
            for id_, read in before.items():
                changes.follow_turns(connection, id_, read)
                changes.apply_renames(connection, id_)
            if self.encoder != other.encoder:
                discarded.erase_all(connection)  # its vectors would be of no use any more
            query = "UPDATE library SET encoder = ?, dimension = (SELECT dimension FROM new.library)"
            connection.execute(query, (other.encoder,))
            changed(connection)
        self.encoder = other.encoder
        return True
