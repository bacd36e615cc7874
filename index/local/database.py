"""SQLite as the library uses it: changes are whole or not at all, readers never wait, errors name their cure."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import LibraryDamaged, LibraryError, LibraryFull, LibraryNotWritable, LibraryTooNew

_PATIENCE_S = 30.0  # how long a change waits for those of other processes
_FULL = ("there is no space left on the disk", "make room and try again; nothing was changed")
_REFUSED = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_FSYNC)
_LIMITED = "check this user's quota, the largest file that this process may write, and the disk; nothing was changed"
_NOT_WRITABLE = "allow this user to write the folder and the files in it, or choose another folder"
_REPAIR = "run `ontherecord repair`"
_DAMAGED = f"{_REPAIR}, or `ontherecord restore` with a backup"


class Database:
    """One SQLite file in WAL mode, made by ``create`` where there is none yet; for any number of threads."""

    def __init__(
        self,
        file: Path,
        create: Callable[[sqlite3.Connection], None],
        application: int,
        steps: Sequence[Callable[[sqlite3.Connection], None]] = (),
    ) -> None:
        """``application`` is written into the file: whose it is; and a version: which tables it has.

        ``create`` makes those of the newest. The first of ``steps`` leads a file from version 1 to 2, and so on.
        """
        self.file = file
        self._application, self._steps, self._version = application, steps, len(steps) + 1
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
    def glancing(self) -> Iterator[sqlite3.Connection]:
        """A connection for a single query: that sees one moment by itself."""
        with self._connection() as connection:
            yield connection

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

    def copy(self, to: Path) -> None:
        """Write all of it into another file, at once whole and on the disk, while others read and change it."""
        unfinished = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
        try:
            with self._connection() as connection:
                connection.execute("VACUUM INTO ?", (str(unfinished),))
            unfinished.chmod(self.file.stat().st_mode & 0o777)
            settle(unfinished, to)
        except OSError as error:
            raise explained(error, to) from error
        finally:
            unfinished.unlink(missing_ok=True)

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
                if connection.in_transaction:  # whatever kept it from being rolled back: this does
                    connection.close()
                else:
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
            if self._version_of(connection) == self._version and _is_wal(connection):
                return
            _set_wal(connection)
        with self.writing() as connection:
            version = self._version_of(connection)
            if version == self._version:  # another process was faster
                return
            if version:
                self.copy(self.file.with_name(f"{self.file.name}.format-{version}"))
            for step in self._steps[version - 1 :] if version else (create,):
                step(connection)
            connection.execute(f"PRAGMA application_id = {self._application}")
            connection.execute(f"PRAGMA user_version = {self._version}")

    def _version_of(self, connection: sqlite3.Connection) -> int:
        """Which tables the file has; 0 where it is empty. Raises where it is something else, or too new."""
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != self._application and (tables or version):
            raise LibraryDamaged(str(self.file), "this is some other program's database", "choose another folder")
        if version > self._version:
            reason = f"it was written by a newer version (library format {version}, this one reads {self._version})"
            raise LibraryTooNew(str(self.file), reason, "update On the Record")
        return int(version) if tables else 0


def outdated(file: Path) -> list[Path]:
    """What lies beside a file only for a while: copies from before a newer format, and what a crash left unfinished."""
    patterns = (f"{file.name}.format-*", f".{file.name}.*", "unfinished-*", "repair-*", "reindex-*")
    return [path for pattern in patterns for path in file.parent.glob(pattern)]


@contextmanager
def scratch(folder: Path, name: str) -> Iterator[Path]:
    """A folder for what is not finished, on the same disk as another; gone in the end. Raises LibraryError."""
    made = folder / f"{name}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made.mkdir(mode=0o700)
    except OSError as error:
        raise explained(error, folder) from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def settle(unfinished: Path, file: Path) -> None:
    """Let a file that is written take its place, in one step that a power failure does not undo. Raises OSError."""
    _on_disk(unfinished)
    unfinished.replace(file)
    _on_disk(file.parent)


def exchange(new: Path, file: Path, kept: Path) -> None:
    """Let a file, which nobody has open, take the place of another, which stays as ``kept``: at any moment one is
    there. Raises LibraryError where somebody has the other one open.
    """
    try:
        if file.exists():
            rest(file)
            kept.unlink(missing_ok=True)
            shutil.copy2(file, kept)
        for end in ("-wal", "-shm"):  # of a file that SQLite could not bring to rest
            left = file.with_name(file.name + end)
            if left.exists():
                left.replace(kept.with_name(kept.name + end))
        settle(new, file)
    except OSError as error:
        raise explained(error, file) from error


def rest(file: Path) -> None:
    """Write all that SQLite keeps beside a file into it. Raises LibraryError where somebody else has it open."""
    with closing(sqlite3.connect(file, timeout=1.0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                cure = "stop what serves or changes it, then try again"
                raise LibraryError(str(file), "another process has it open", cure) from error
        except sqlite3.DatabaseError:
            return


def _on_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")  # one that began as a reader could not wait for another writer to end
    try:
        yield
        connection.execute("COMMIT")
    finally:
        connection.rollback()


def _is_wal(connection: sqlite3.Connection) -> bool:
    """A copy of a file is not, until it is opened."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    return bool(mode == "wal")


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
        cure = _LIMITED if error.errno == errno.EFBIG else _NOT_WRITABLE
        return LibraryNotWritable(place, f"it cannot be used ({error.strerror})", cure)
    if getattr(error, "sqlite_errorcode", 0) in _REFUSED:
        return LibraryNotWritable(place, f"no more can be written to it ({error})", _LIMITED)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the rest only says where it happened
    if code == sqlite3.SQLITE_FULL:
        return LibraryFull(place, *_FULL)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return LibraryNotWritable(place, f"it cannot be written ({error})", _NOT_WRITABLE)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT) or "decode to UTF-8" in str(error):
        return damaged(path, error)
    if code == sqlite3.SQLITE_BUSY:
        return LibraryError(place, f"another process has been changing it for {_PATIENCE_S:.0f} s", "try again later")
    return LibraryError(place, f"it cannot be read or written ({error})", "check the disk, then try again")


def damaged_words(path: Path, title: str) -> LibraryDamaged:
    reason = f"the words of {title} are not those that were added"
    return LibraryDamaged(str(path), reason, _REPAIR)


def damaged(path: Path, error: Exception) -> LibraryDamaged:
    return LibraryDamaged(str(path), f"the file is damaged or no library ({error})", _DAMAGED)
