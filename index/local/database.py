"""SQLite as the library uses it: changes are whole or not at all, readers never wait, errors name their cure."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryDamaged, LibraryError, LibraryFull, LibraryNotWritable, LibraryTooNew

_PATIENCE_S = 30.0  # how long a change waits for those of other processes
_FULL = ("there is no space left on the disk", "make room and try again; nothing was changed")
_NOT_WRITABLE = "allow this user to write the folder and the files in it, or choose another folder"
_DAMAGED = "restore the folder from a backup, or choose another folder and add the files again"


class Database:
    """One SQLite file in WAL mode, made by ``create`` where there is none yet; for any number of threads."""

    def __init__(
        self, file: Path, create: Callable[[sqlite3.Connection], None], application: int, version: int
    ) -> None:
        """``application`` and ``version`` are written into the file: whose it is, and which tables it has."""
        self.file = file
        self._application, self._version = application, version
        self._idle: list[sqlite3.Connection] = []
        self.closed = False
        self._changing = threading.Lock()  # the threads of this process queue here, fairly, and not in SQLite
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explained(error, file) from error
        try:
            self._prepare(create)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the library as it is now, whatever others change meanwhile."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self, beside: Path | None = None) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept together at the end, on the disk, or not at all after an error.

        The database in ``beside`` can be read as ``new`` meanwhile.
        """
        with self._changing, self._connection() as connection:
            if beside:
                connection.execute("ATTACH ? AS new", (str(beside),))
            try:
                with _transaction(connection):
                    yield connection
            finally:
                if beside:
                    connection.execute("DETACH new")

    def close(self) -> None:
        """Connections that others still use are closed when they are done."""
        self.closed = True
        while connection := self._take():
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for each that asks, kept for the next one afterwards."""
        try:
            connection = self._take() or self._connect()
            try:
                yield connection
            finally:
                self._idle.append(connection)
                if self.closed:
                    self.close()
        except sqlite3.Error as error:
            raise explained(error, self.file) from error

    def _take(self) -> sqlite3.Connection | None:
        try:
            return self._idle.pop()  # asking first whether there is one would be wrong a moment later
        except IndexError:
            return None

    def _connect(self) -> sqlite3.Connection:
        if self.closed:
            raise LibraryError(str(self.file.parent), "the library was closed", "open it again")
        connection = sqlite3.connect(
            self.file, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")  # what was reported as added survives a power failure
            connection.execute("PRAGMA secure_delete = ON")  # the text of what was removed is overwritten
            connection.execute("PRAGMA cache_size = -16384")  # kB
            connection.execute("PRAGMA journal_size_limit = 67108864")  # a great change leaves no great file behind
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, create: Callable[[sqlite3.Connection], None]) -> None:
        with self._connection() as connection:
            if self._is_ready(connection):
                return
            _set_wal(connection)
        with self.writing() as connection:
            if self._is_ready(connection):  # another process was faster
                return
            create(connection)
            connection.execute(f"PRAGMA application_id = {self._application}")
            connection.execute(f"PRAGMA user_version = {self._version}")

    def _is_ready(self, connection: sqlite3.Connection) -> bool:
        """Whether the file is this library; False where it is empty. Raises where it is something else."""
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != self._application and (tables or version):
            raise LibraryDamaged(str(self.file), "this is some other program's database", "choose another folder")
        if version > self._version:
            reason = f"it was written by a newer version (library format {version}, this one reads {self._version})"
            raise LibraryTooNew(str(self.file), reason, "update On the Record")
        return bool(tables)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")  # one that began as a reader could not wait for another writer to end
    try:
        yield
        connection.execute("COMMIT")
    finally:
        connection.rollback()


def _set_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait by itself where another process makes the same change at the same time."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def explained(error: sqlite3.Error | OSError, path: Path) -> LibraryError:
    """What an error of SQLite or of the file system means for the library, and what can be done about it."""
    place = str(path)
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return LibraryFull(place, *_FULL)
        return LibraryNotWritable(place, f"it cannot be used ({error.strerror})", _NOT_WRITABLE)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the rest only says where it happened
    if code == sqlite3.SQLITE_FULL:
        return LibraryFull(place, *_FULL)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return LibraryNotWritable(place, f"it cannot be written ({error})", _NOT_WRITABLE)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return damaged(path, error)
    if code == sqlite3.SQLITE_BUSY:
        return LibraryError(place, f"another process has been changing it for {_PATIENCE_S:.0f} s", "try again later")
    return LibraryError(place, f"it cannot be read or written ({error})", "check the disk, then try again")


def damaged(path: Path, error: Exception) -> LibraryDamaged:
    return LibraryDamaged(str(path), f"the file is damaged or no library ({error})", _DAMAGED)
