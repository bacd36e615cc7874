"""Tokens, grants and sessions: kept as digests, valid as long as they shall be, revoked at once."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import AccessError, LibraryDamaged
from qa.server.access import tokens
from qa.server.access.register import FILE, Register
from qa.server.access.visitor import Identity, Role, Visitor


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with closing(Register(tmp_path)) as opened:
        yield opened


def test_a_token_opens_what_it_was_made_for(register: Register) -> None:
    expected = {
        "read": Visitor("token:read", Role.READER, None),
        "add": Visitor("token:add", Role.EDITOR, None),
        "admin": Visitor("token:admin", Role.ADMIN, None),
        "metrics": Visitor("token:metrics", Role.WATCHER, None),
    }
    for scope in tokens.SCOPES:
        _, secret = tokens.create(register, scope, scope)
        assert secret.startswith("otr_")
        assert len(secret) > 40
        assert tokens.visitor(register, secret) == expected[scope]
    _, secret = tokens.create(register, "of two", "add", ["board", "staff"])
    assert tokens.visitor(register, secret) == Visitor("token:of two", Role.EDITOR, frozenset({"board", "staff"}))


def test_another_secret_opens_nothing(register: Register) -> None:
    assert tokens.visitor(register, "otr_x") is None  # before there is any token
    _, secret = tokens.create(register, "one")
    for wrong in ("", "otr_", "otr_x", secret[:-1], secret + "x", secret.upper(), secret.removeprefix("otr_")):
        assert tokens.visitor(register, wrong) is None


def test_a_revoked_token_opens_nothing_at_once_also_for_others_who_have_it_open(tmp_path: Path) -> None:
    with closing(Register(tmp_path)) as one, closing(Register(tmp_path)) as other:
        _, secret = tokens.create(one, "one")
        assert tokens.visitor(other, secret)
        assert one.revoke("one")
        assert tokens.visitor(other, secret) is None
        assert not one.revoke("one")
        assert one.tokens() == []


def test_a_token_ends(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    token, secret = tokens.create(register, "a day", days=1)
    assert token.expires == token.created + 86_400
    assert tokens.visitor(register, secret)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_398)
    assert tokens.visitor(register, secret)
    monkeypatch.setattr(time, "time", lambda: now + 86_401)
    assert tokens.visitor(register, secret) is None


def test_it_is_known_when_a_token_was_last_used(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = tokens.create(register, "one")
    assert [token.used for token in register.tokens()] == [None]
    start = time.time()
    for later, used in ((10, 10), (40, 10), (100, 100)):  # to the minute
        monkeypatch.setattr(time, "time", lambda later=later: start + later)
        tokens.visitor(register, secret)
        assert [token.used for token in register.tokens()] == [round(start + used)]


@pytest.mark.parametrize(
    ("name", "scope", "collections", "why"),
    [
        ("", "read", [], "no name"),
        (" x", "read", [], "no name"),
        ("a\nb", "read", [], "no name"),
        ("x" * 81, "read", [], "no name"),
        ("x", "write", [], "no such scope; choose one of read, add, admin, metrics"),
        ("x", "admin", ["board"], "goes with no collection"),
        ("x", "metrics", ["board"], "goes with no collection"),
    ],
)
def test_what_is_no_token_is_refused(
    register: Register, name: str, scope: str, collections: list[str], why: str
) -> None:
    with pytest.raises(AccessError, match=why):
        tokens.create(register, name, scope, collections)
    assert register.tokens() == []


def test_a_name_is_given_once(register: Register) -> None:
    _, secret = tokens.create(register, "one")
    with pytest.raises(AccessError, match="one: a token has that name; revoke it first"):
        tokens.create(register, "one", "admin")
    assert tokens.visitor(register, secret) == Visitor("token:one", Role.READER, None)


def test_no_secret_is_in_the_file_and_the_file_is_its_owners_alone(register: Register, tmp_path: Path) -> None:
    _, token = tokens.create(register, "one")
    session = register.begin(Identity("ana", frozenset({"staff"})), 60)
    register.close()
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"ana" in held
    for secret in (token, token.removeprefix("otr_"), session):
        assert secret.encode() not in held
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_nothing_is_written_where_nobody_was_let_in(register: Register, tmp_path: Path) -> None:
    assert register.tokens() == []
    assert register.grants() == {}
    assert register.granted(Identity("ana")) == frozenset()
    assert register.session("x") is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, but quite a lot of text" * 200)
    with pytest.raises(LibraryDamaged, match="access"):
        Register(tmp_path).tokens()


# -- grants ----------------------------------------------------------------------------------------------------------


def test_a_grant_is_to_people_and_groups(register: Register) -> None:
    register.grant("board", ["ana@example.org", "@Directors"])
    register.grant("staff", ["@staff", "*"])
    assert register.grants() == {"board": ["@directors", "ana@example.org"], "staff": ["*", "@staff"]}
    assert register.granted(Identity("Ana@example.org")) == {"board", "staff"}
    assert register.granted(Identity("bo", frozenset({"directors"}))) == {"board", "staff"}
    assert register.granted(Identity("directors")) == register.granted(Identity("bo")) == {"staff"}
    assert register.ungrant("board", ["@DIRECTORS", "@nobody"]) == 1
    assert register.granted(Identity("bo", frozenset({"directors"}))) == {"staff"}
    assert register.ungrant("staff") == 2
    assert register.grants() == {"board": ["ana@example.org"]}


# -- sessions --------------------------------------------------------------------------------------------------------


def test_a_session_is_somebodys_until_it_ends(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = Identity("ana", frozenset({"staff", "board"}))
    secret, other = register.begin(ana, 60), register.begin(Identity("bo"), 60)
    assert register.session(secret) == ana
    register.end(secret)
    assert register.session(secret) is None
    assert register.session(other) == Identity("bo")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert register.session(other) is None


def test_all_servers_of_a_library_sign_alike(tmp_path: Path) -> None:
    with closing(Register(tmp_path)) as one, closing(Register(tmp_path)) as other:
        assert one.key() == other.key()
        assert len(one.key()) > 40
