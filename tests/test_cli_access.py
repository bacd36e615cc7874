"""Tokens, collections, grants and the audit log from the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index.errors import OnTheRecordError
from index.intake.given import Filed
from index.local.store import LocalStore
from qa.cli import app
from qa.server.access import tokens
from qa.server.access.register import Register
from qa.server.access.visitor import Identity, Role, Visitor
from tests.guarded import OPEN, SECRET
from tests.stores import keep_as

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    with closing(LocalStore(tmp_path, "words")) as store:
        keep_as(store, OPEN, Filed())
        keep_as(store, SECRET, Filed())
    monkeypatch.setenv("ONTHERECORD_LIBRARY", str(tmp_path))
    monkeypatch.setenv("ONTHERECORD_MODEL", "words")
    monkeypatch.setenv("LOGNAME", "ana")
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def lines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(result: Result) -> str:
    """The sentence of the error, which the command prints."""
    assert isinstance(result.exception, OnTheRecordError)
    return str(result.exception)


def held(folder: Path) -> dict[str, frozenset[str]]:
    with closing(LocalStore(folder)) as store:
        return store.collections()


def test_a_token_is_made_listed_and_revoked(run: Run, tmp_path: Path) -> None:
    (secret,) = lines(run("token", "create", "portal", "--scope", "add", "--collection", "board", "--days", 30))
    (other,) = lines(run("token", "create", "figures", "--scope", "metrics"))
    register = Register(tmp_path)
    assert tokens.visitor(register, secret) == Visitor("token:portal", Role.EDITOR, frozenset({"board"}))
    listed = lines(run("token", "list"))
    assert [line.split()[:2] for line in listed] == [["figures", "metrics"], ["portal", "add"]]
    assert "board; until 20" in listed[1]
    assert "everything; for good; never used" in listed[0]
    rows = json.loads("\n".join(lines(run("token", "list", "--json"))))
    assert [(row["name"], row["scope"], row["collections"]) for row in rows] == [
        ("figures", "metrics", None),
        ("portal", "add", ["board"]),
    ]
    assert secret not in json.dumps(rows)
    assert lines(run("token", "revoke", "portal")) == ["revoked  portal"]
    assert tokens.visitor(register, secret) is None
    assert tokens.visitor(register, other)
    register.close()
    missing = run("token", "revoke", "portal")
    assert missing.exit_code == 1
    assert "no token has the name portal" in missing.stderr


def test_what_is_no_token_is_told(run: Run) -> None:
    assert "there is no such scope; choose one of read, add" in refused(run("token", "create", "x", "--scope", "write"))
    run("token", "create", "x")
    assert "a token has that name" in refused(run("token", "create", "x"))


def test_a_collection_is_made_filled_granted_and_deleted(run: Run, tmp_path: Path) -> None:
    assert lines(run("collection", "create", "board")) == ["created  board"]
    assert lines(run("collection", "add", "board", "secret")) == ["added    secret  secret"]
    assert held(tmp_path) == {"board": {"secret"}}
    assert lines(run("collection", "list")) == ["board  read by admins alone", "  secret  secret"]
    assert lines(run("collection", "grant", "board", "Ana@x.org", "@directors")) == [
        "Ana@x.org, @directors may read board"
    ]
    (row,) = json.loads("\n".join(lines(run("collection", "list", "--json"))))
    assert row == {"name": "board", "transcripts": ["secret"], "readers": ["@directors", "ana@x.org"]}
    assert "what is in it would be open to more" in refused(run("collection", "delete", "board"))
    emptied = run("collection", "remove", "board", "secret")
    assert lines(emptied) == ["removed  secret  secret"]
    assert "secret is in no collection now" in emptied.stderr
    assert lines(run("collection", "delete", "board")) == ["deleted  board"]
    assert held(tmp_path) == {}
    run("collection", "create", "board")
    with closing(Register(tmp_path)) as register:  # who could read the former one of that name cannot read this
        assert register.granted(Identity("ana@x.org")) == frozenset()


def test_a_grant_is_taken_back(run: Run) -> None:
    run("collection", "create", "board")
    run("collection", "grant", "board", "ana", "@staff")
    assert lines(run("collection", "revoke", "board", "ANA")) == ["1 grant revoked"]
    assert run("collection", "revoke", "board", "ana").exit_code == 1
    assert lines(run("collection", "list")) == ["board  read by @staff"]


@pytest.mark.parametrize(
    "command", [["add", "boart", "secret"], ["remove", "boart", "secret"], ["grant", "boart", "x"]]
)
def test_a_collection_that_is_misspelt_is_told(run: Run, command: list[str]) -> None:
    run("collection", "create", "board")
    assert "no collection has that name; there are: board" in refused(run("collection", *command))
    assert "there is a collection of that name" in refused(run("collection", "create", "board"))


def test_what_is_done_here_is_written_down(run: Run) -> None:
    run("token", "create", "portal")
    run("collection", "create", "board")
    run("collection", "add", "board", "secret")
    run("speakers", "rename", "Anna", "Ana Lima", "--transcript", "open")
    run("remove", "secret")
    entries = [json.loads(line) for line in lines(run("audit", "--json"))]
    assert [(each["did"], each["about"]) for each in entries] == [
        ("create token", ["portal", "read"]),
        ("collect", ["board"]),
        ("collect", ["board", "secret"]),
        ("rename", ["Anna → Ana Lima", "open"]),
        ("remove", ["secret"]),
    ]
    assert {each["who"] for each in entries} == {"terminal:ana"}
    assert len(lines(run("audit", "--did", "collect"))) == 2
    assert lines(run("audit", "--who", "somebody")) == lines(run("audit", "--since", "2999-01-01")) == []
    assert "terminal:ana" in lines(run("audit"))[0]
