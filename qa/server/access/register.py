"""Who was let in: tokens, grants of collections and sign-ins, in a file beside the library that its owner alone reads.

No token and no session can be read from it: of both it has only digests.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from index.errors import AccessError
from index.local.database import Database, explained
from qa.server.access.visitor import Identity, Role, folded

FILE = "access.sqlite3"
_APPLICATION = 0x4F744163  # "OtAc"
_USED_EVERY_S = 60  # how exactly is known when a token was last used
_SCHEMA = """
CREATE TABLE tokens (
    name TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, role TEXT NOT NULL, collections TEXT, -- JSON; null: everything
    created INTEGER NOT NULL, expires INTEGER, used INTEGER
) WITHOUT ROWID;
CREATE TABLE grants (collection TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (subject, collection)) WITHOUT ROWID;
CREATE TABLE sessions (
    digest BLOB PRIMARY KEY, name TEXT NOT NULL, groups TEXT NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE secret (one INTEGER PRIMARY KEY CHECK (one = 1), key TEXT NOT NULL)"""


@dataclass(frozen=True, slots=True)
class Token:
    """``collections`` is None for everything. Times are in seconds since 1970."""

    name: str
    role: Role
    collections: frozenset[str] | None
    created: int
    expires: int | None = None
    used: int | None = None


class Register:
    """For any number of threads and processes. The file is made with the first entry."""

    def __init__(self, library: Path) -> None:
        self._file = library / FILE
        self._opened: Database | None = None
        self._opening = threading.Lock()

    # --- tokens

    def put_token(self, token: Token, secret: str) -> None:
        """Raises AccessError where there is one of that name."""
        collections = None if token.collections is None else json.dumps(sorted(token.collections))
        values = (token.name, digest(secret), token.role, collections, token.created, token.expires)
        with self._writing() as connection:
            query = "INSERT OR IGNORE INTO tokens VALUES (?, ?, ?, ?, ?, ?, NULL)"
            if not connection.execute(query, values).rowcount:
                raise AccessError(token.name, "a token has that name", "revoke it first, or choose another name")

    def token(self, secret: str) -> Token | None:
        """The token whose secret this is, as long as it is valid."""
        now = round(time.time())
        with self._reading() as connection:
            row = connection and connection.execute(f"{_TOKENS} WHERE digest = ?", (digest(secret),)).fetchone()
        found = _token(row) if row else None
        if found is None or (found.expires is not None and found.expires <= now):
            return None
        if found.used is None or now - found.used >= _USED_EVERY_S:
            with self._writing() as connection:
                connection.execute("UPDATE tokens SET used = ? WHERE name = ?", (now, found.name))
        return found

    def tokens(self) -> list[Token]:
        with self._reading() as connection:
            return [_token(row) for row in connection.execute(f"{_TOKENS} ORDER BY name")] if connection else []

    def revoke(self, name: str) -> bool:
        """From now on the token opens nothing. False where there is none of that name."""
        with self._writing() as connection:
            return connection.execute("DELETE FROM tokens WHERE name = ?", (name,)).rowcount > 0

    # --- grants

    def grant(self, collection: str, subjects: Iterable[str]) -> None:
        with self._writing() as connection:
            rows = ((collection, folded(subject)) for subject in subjects)
            connection.executemany("INSERT OR IGNORE INTO grants VALUES (?, ?)", rows)

    def ungrant(self, collection: str, subjects: Iterable[str] | None = None) -> int:
        """Take a grant back, from everybody where nobody is named. Returns how many were."""
        with self._writing() as connection:
            if subjects is None:
                return connection.execute("DELETE FROM grants WHERE collection = ?", (collection,)).rowcount
            query = "DELETE FROM grants WHERE collection = ? AND subject = ?"
            return sum(connection.execute(query, (collection, folded(each))).rowcount for each in subjects)

    def grants(self) -> dict[str, list[str]]:
        """Who may read each collection, by its name."""
        found: dict[str, list[str]] = {}
        with self._reading() as connection:
            rows = connection.execute("SELECT collection, subject FROM grants ORDER BY 1, 2") if connection else ()
            for collection, subject in rows:
                found.setdefault(collection, []).append(subject)
        return found

    def granted(self, identity: Identity) -> frozenset[str]:
        """The collections that somebody may read."""
        query = "SELECT collection FROM grants WHERE subject IN (SELECT value FROM json_each(?))"
        with self._reading() as connection:
            rows = connection.execute(query, (json.dumps(sorted(identity.subjects)),)) if connection else ()
            return frozenset(collection for (collection,) in rows)

    # --- sign-ins

    def begin(self, identity: Identity, seconds: int) -> str:
        """The secret of a new session."""
        now, secret = round(time.time()), secrets.token_urlsafe(32)
        groups = json.dumps(sorted(identity.groups))
        with self._writing() as connection:
            connection.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            values = (digest(secret), identity.name, groups, now + seconds)
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", values)
        return secret

    def session(self, secret: str) -> Identity | None:
        query = "SELECT name, groups FROM sessions WHERE digest = ? AND expires > ?"
        with self._reading() as connection:
            row = connection and connection.execute(query, (digest(secret), round(time.time()))).fetchone()
        return Identity(row[0], frozenset(json.loads(row[1]))) if row else None

    def end(self, secret: str) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (digest(secret),))

    def key(self) -> str:
        """What cookies are signed with; the same for all who serve this library."""
        with self._reading() as reading:
            row = reading and reading.execute(_KEY).fetchone()
        if row:
            return str(row[0])
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_urlsafe(32),))
            return str(connection.execute(_KEY).fetchone()[0])

    def close(self) -> None:
        with self._opening:
            if self._opened:
                self._opened.close()
            self._opened = None

    # --- the file

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        """None where nobody was let in yet."""
        if self._opened is None and not self._file.exists():
            yield None
            return
        with self._database().reading() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._database().writing() as connection:
            yield connection

    def _database(self) -> Database:
        with self._opening:
            if self._opened is None:
                try:
                    self._file.parent.mkdir(parents=True, exist_ok=True)
                    os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
                except OSError as error:
                    raise explained(error, self._file) from error
                self._opened = Database(self._file, _create, _APPLICATION)
            return self._opened


_KEY = "SELECT key FROM secret"
_TOKENS = "SELECT name, role, collections, created, expires, used FROM tokens"


def digest(secret: str) -> bytes:
    """Secrets are long and random, so that nothing slower is needed to keep them from being guessed."""
    return hashlib.sha256(secret.encode()).digest()


def _token(row: tuple[str, str, str | None, int, int | None, int | None]) -> Token:
    name, role, collections, created, expires, used = row
    chosen = None if collections is None else frozenset(json.loads(collections))
    return Token(name, Role(role), chosen, created, expires, used)


def _create(connection: Connection) -> None:
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
