"""A library in a folder, opened: of the encoder that is asked for, in this version's format, rid of what is over."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import EncoderMismatch, LibraryError, NoSuchTranscript
from index.local import discarded, tables, upgrades
from index.local.database import Database, damaged, outdated
from index.local.state import State, state_of
from index.media import Recordings
from index.store import KEPT_S

_APPLICATION = 0x4F745265  # "OtRe": SQLite files say in their header whose they are


class OpenedLibrary:
    """What reading, changing and mending a library share. ``created`` says whether this opening made it.

    Raises LibraryError where the folder cannot be used, is no library, or has vectors of another encoder.
    """

    def __init__(self, path: Path, encoder: str = "") -> None:
        """Opens the library in ``path``, or makes one; without ``encoder``, only opens, with the library's own."""
        self.path = path
        self.encoder = encoder
        self.created = False
        file = path / tables.LIBRARY
        if not encoder and not os.access(file, os.F_OK):
            raise LibraryError(str(path), "no library is in this folder", "make one with `ontherecord add`")
        self._database = Database(file, self._create, _APPLICATION, upgrades.STEPS)
        try:
            self._take_over()
            self._erase_expired()
        except BaseException:
            self._database.close()
            raise

    @property
    def generation(self) -> str:
        with self._database.glancing() as connection:
            return state_of(connection).generation

    @property
    def recordings(self) -> Recordings:
        return Recordings(self.path)

    def _create(self, connection: sqlite3.Connection) -> None:
        for step in (upgrades.first, *upgrades.STEPS):
            step(connection)
        connection.execute("INSERT INTO library VALUES (1, ?, NULL, ?)", (self.encoder, secrets.token_hex(8)))
        self.created = True

    def _take_over(self) -> None:
        """Check the encoder; a library without transcripts takes any."""
        with self._database.reading() as connection:
            self.encoder = self.encoder or state_of(connection).encoder
            empty = connection.execute("SELECT NOT EXISTS (SELECT 1 FROM transcripts)").fetchone() == (1,)
            if not empty or state_of(connection).encoder == self.encoder:
                self._checked(connection)
                return
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE library SET encoder = ?, dimension = NULL WHERE NOT EXISTS (SELECT 1 FROM transcripts)",
                (self.encoder,),
            )
            self._checked(connection)
            discarded.erase_all(connection)  # as what comes back must have the vectors of this encoder

    def _erase_expired(self) -> None:
        with self._database.reading() as connection:
            over = discarded.expired(connection)
        if over:
            with self._dropping() as connection:
                discarded.erase_all(connection, over)
        for left in outdated(self._database.file):
            with suppress(OSError):  # texts that were removed since are still in it
                if time.time() - left.stat().st_mtime > KEPT_S:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    @contextmanager
    def _dropping(self) -> Iterator[sqlite3.Connection]:
        """To write what may leave a recording without a transcript, which then is deleted."""
        with self._database.writing() as connection:
            before = tables.recordings(connection)
            yield connection
            gone = before - tables.recordings(connection)
        self.recordings.forget(gone)

    @contextmanager
    def _legible(self) -> Iterator[None]:
        """To read what is checked when it is written: if it is not as it should be, the disk has changed it."""
        try:
            yield
        except (ValueError, TypeError, LookupError) as error:
            raise damaged(self._database.file, error) from error

    def _checked(self, connection: sqlite3.Connection, dimension: int | None = None) -> State:
        """The state, if this encoder's vectors are those of the library: another process may have changed that."""
        state = state_of(connection)
        if state.encoder != self.encoder:
            raise EncoderMismatch(
                str(self.path),
                f"its vectors were made by {state.encoder}, not by {self.encoder}",
                f"run `ontherecord reindex --model {self.encoder}` to make them anew, "
                f"or set ONTHERECORD_MODEL to {state.encoder}",
            )
        if dimension and state.dimension and dimension != state.dimension:
            raise EncoderMismatch(
                str(self.path),
                f"its vectors have {state.dimension} numbers and those of {self.encoder} now have {dimension}",
                f"run `ontherecord reindex --model {self.encoder}` to make them anew",
            )
        return state

    def _unknown(self, transcript: str) -> NoSuchTranscript:
        return NoSuchTranscript(
            str(self.path), f"no transcript has the id {transcript}", "see `ontherecord list` for the ids"
        )
