"""Who comes in, by which way, and what they may then do and see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from index.errors import SettingError
from qa.server.access import rules, tokens
from qa.server.access.audit import Audit
from qa.server.access.entry import checked
from qa.server.access.guard import Guard
from qa.server.access.register import Register
from qa.server.access.sessions import Owners
from qa.server.access.visitor import Identity, Role, role_of, visitor_of
from qa.server.settings import Settings
from tests.guarded import HERE, served, titles

PROXIED: dict[str, Any] = {"auth": "proxy", "auth_proxies": ("10.0.0.7", "fd00::/64"), "trusted_proxies": ("10.0.0.7",)}
LISTS: dict[str, Any] = {"editors": ("Ed", "@Editors"), "admins": ("root",)}
BEHIND = Settings(**PROXIED, **LISTS)


def user(name: str, *groups: str) -> dict[str, str]:
    return {"X-Forwarded-User": name, "X-Forwarded-Groups": ",".join(groups)}


# -- nobody signs in -------------------------------------------------------------------------------------------------


def test_on_this_machine_everything_is_open(tmp_path: Path) -> None:
    for peer in ("127.0.0.1", "::1"):
        with served(tmp_path, Settings(), peer=peer) as client:
            assert titles(client) == ["open", "secret"]
            assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize("peer", ["10.0.0.1", "::ffff:10.0.0.1", "", "localhost.evil.example", "unix"])
def test_from_elsewhere_nobody_comes_in_without_a_choice(tmp_path: Path, peer: str) -> None:
    with served(tmp_path, Settings(), peer=peer) as client:
        refused = client.get("/api/v1/transcripts")
        assert refused.status_code == 403
        assert "set `auth` to proxy or oidc, or `open`" in refused.json()["cure"]


def test_nor_by_a_proxy_on_this_machine(tmp_path: Path) -> None:
    with served(tmp_path, Settings()) as client:
        assert client.get("/api/v1/transcripts", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 403
        assert client.get("/api/v1/transcripts", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 200


def test_open_is_for_everybody_and_for_reading(tmp_path: Path) -> None:
    with served(tmp_path, Settings(open=True), peer="10.0.0.1") as client:
        assert titles(client) == ["open"]
        assert client.delete("/api/v1/transcripts/open").status_code == 403
        assert client.get("/metrics").status_code == 403
    with served(tmp_path, Settings(open=True, default_role="editor"), peer="10.0.0.1") as client:
        assert client.delete("/api/v1/transcripts/secret").status_code == 404
        assert client.delete("/api/v1/transcripts/open").status_code == 204


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"host": "0.0.0.0"}, "nobody would have to sign in; set auth to proxy or oidc, or say --open"),
        ({"host": "192.168.0.1"}, "can be reached by others"),
        ({"host": "portal.example"}, "can be reached by others"),
        ({"host": "::"}, "can be reached by others"),
        ({"open": True, "auth": "proxy", "auth_proxies": ("10.0.0.7",)}, "contradicts auth = proxy"),
        ({"auth": "proxy"}, "auth_proxies: is empty; name the addresses"),
        ({"auth": "oidc"}, "set oidc_issuer, oidc_client and oidc_secret"),
        ({"auth": "oidc", "oidc_issuer": "https://x"}, "set oidc_issuer, oidc_client and oidc_secret"),
    ],
)
def test_a_door_that_is_left_open_is_not_served(settings: dict[str, Any], why: str) -> None:
    with pytest.raises(SettingError, match=why):
        checked(Settings(**settings))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"host": "127.0.0.5"},
        {"host": "::1"},
        {"host": "localhost"},
        {"host": "0.0.0.0", "open": True},
        {"host": "0.0.0.0", **PROXIED},
        {"host": "0.0.0.0", "auth": "oidc", "oidc_issuer": "https://x", "oidc_client": "c"},
    ],
)
def test_a_door_with_a_guard_is_served(settings: dict[str, Any]) -> None:
    assert checked(Settings(**settings)) == Settings(**settings)


# -- a proxy signs in ------------------------------------------------------------------------------------------------


def test_a_named_proxy_says_who_is_asking(tmp_path: Path) -> None:
    with served(tmp_path, BEHIND, peer="10.0.0.7") as client:
        assert titles(client, **user("ann")) == ["open"]
        assert titles(client, **user("root")) == ["open", "secret"]
        refused = client.get("/api/v1/transcripts")
        assert (refused.status_code, refused.json()["detail"]) == (401, "the proxy does not say who is asking")
        assert refused.headers["www-authenticate"].startswith("Bearer")
    with served(tmp_path, BEHIND, peer="fd00::17") as client:
        assert titles(client, **user("ann")) == ["open"]


@pytest.mark.parametrize("peer", ["10.0.0.8", "127.0.0.1", "::1", "fd01::7", "", "testclient"])
@pytest.mark.parametrize("sent", [user("root"), {"X-Forwarded-User": "root"}, {"x-forwarded-groups": "editors"}])
def test_from_elsewhere_such_a_header_is_refused_and_written_down(
    tmp_path: Path, peer: str, sent: dict[str, str]
) -> None:
    with served(tmp_path, BEHIND, peer=peer) as client:
        assert client.get("/api/v1/transcripts").status_code == 401
        for also in ({}, {"X-Forwarded-For": "10.0.0.7"}, {"Forwarded": "for=10.0.0.7"}, {"X-Real-IP": "10.0.0.7"}):
            refused = client.get("/api/v1/transcripts", headers={**sent, **also})
            assert refused.status_code == 403
            assert "does not come from a proxy that may say so" in refused.json()["detail"]
    (noted,) = Audit(tmp_path).entries()
    assert (noted.did, noted.address) == ("refused", peer)


def test_not_even_with_a_token_is_such_a_header_passed_over(tmp_path: Path) -> None:
    _, secret = tokens.create(Register(tmp_path), "portal")
    with served(tmp_path, BEHIND, peer="10.0.0.8") as client:
        assert titles(client, Authorization=f"Bearer {secret}") == ["open", "secret"]
        both = {"Authorization": f"Bearer {secret}", **user("root")}
        assert client.get("/api/v1/transcripts", headers=both).status_code == 403


@pytest.mark.parametrize("name", ["", " ", "@editors", "*", "token:portal", "a\x07b", "x" * 301, "\ufffd"])
def test_what_is_no_name_is_nobodys(tmp_path: Path, name: str) -> None:
    headers = [(b"x-forwarded-user", name.encode())]
    with served(tmp_path, BEHIND, peer="10.0.0.7") as client:
        answer = client.get("/api/v1/transcripts", headers=headers)
        assert answer.status_code == 403
        assert "does not say clearly who is asking" in answer.json()["detail"]


def test_two_names_are_nobodys(tmp_path: Path) -> None:
    with served(tmp_path, BEHIND, peer="10.0.0.7") as client:
        two = [("X-Forwarded-User", "root"), ("x-forwarded-user", "ann")]
        assert client.get("/api/v1/transcripts", headers=two).status_code == 403


def test_the_headers_may_have_other_names(tmp_path: Path) -> None:
    settings = Settings(**PROXIED, **LISTS, user_header="Remote-User", groups_header="Remote-Groups")
    with served(tmp_path, settings, peer="10.0.0.7") as client:
        assert titles(client, **{"Remote-User": "root"}) == ["open", "secret"]
        assert client.get("/api/v1/transcripts", headers=user("root")).status_code == 401


# -- tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [Settings(), Settings(open=True), BEHIND])
def test_a_token_counts_beside_every_way_of_signing_in(tmp_path: Path, settings: Settings) -> None:
    register = Register(tmp_path)
    _, reader = tokens.create(register, "reader", collections=["board"])
    _, watcher = tokens.create(register, "watcher", "metrics")
    with served(tmp_path, settings, peer="192.0.2.1") as client:
        assert titles(client, Authorization=f"Bearer {reader}") == ["secret"]
        assert titles(client, authorization=f"bearer {reader}") == ["secret"]
        headers = {"Authorization": f"Bearer {reader}"}
        assert client.delete("/api/v1/transcripts/secret", headers=headers).status_code == 403
        assert client.get("/metrics", headers=headers).status_code == 403
        watching = {"Authorization": f"Bearer {watcher}"}
        assert client.get("/metrics", headers=watching).status_code == 200
        assert client.get("/api/v1/transcripts", headers=watching).status_code == 403
        register.revoke("reader")
        assert client.get("/api/v1/transcripts", headers=headers).status_code == 401
    register.close()


def test_a_wrong_token_is_refused_also_where_everybody_comes_in(tmp_path: Path) -> None:
    with served(tmp_path, Settings(open=True)) as client:
        refused = client.get("/api/v1/transcripts", headers={"Authorization": "Bearer otr_wrong"})
        assert refused.status_code == 401
        assert refused.json()["detail"] == "this token is not valid, or not any more"
        assert titles(client, Authorization="Bearer of-somebody-else") == ["open"]
    (noted,) = Audit(tmp_path).entries()
    assert (noted.did, noted.about) == ("refused", ("this token is not valid, or not any more",))


# -- roles and collections -------------------------------------------------------------------------------------------


def test_lists_give_roles_to_people_and_groups() -> None:
    def role(name: str, *groups: str) -> Role:
        return role_of(Identity(name, frozenset(groups)), ["root", "@Admins"], ["Ed", "@editors"], Role.READER)

    assert role("root") is role("ROOT") is role("ann", "admins") is role("ed", "admins") is Role.ADMIN
    assert role("ed") is role("ann", "x", "Editors") is Role.EDITOR
    assert role("ann") is role("editors") is role("ann", "ed") is Role.READER


def test_what_each_role_may_do(tmp_path: Path) -> None:
    with served(tmp_path, BEHIND, peer="10.0.0.7") as client:
        for who, allowed in ((user("ann"), False), (user("ed"), True), (user("bo", "editors"), True)):
            assert client.get("/metrics", headers=who).status_code == 403
            gone = client.delete("/api/v1/transcripts/never", headers=who)
            assert gone.status_code == (404 if allowed else 403)
        assert client.delete("/api/v1/transcripts/never", headers=user("root")).status_code == 404
        assert client.get("/metrics", headers=user("root")).status_code == 200


def test_a_grant_opens_a_collection_and_its_end_closes_it_at_once(tmp_path: Path) -> None:
    register = Register(tmp_path)
    with served(tmp_path, BEHIND, peer="10.0.0.7") as client:
        for subject, who in (("ann", user("Ann")), ("@directors", user("cy", "Directors")), ("*", user("anybody"))):
            assert titles(client, **who) == ["open"]
            register.grant("board", [subject])
            assert titles(client, **who) == ["open", "secret"]
            register.ungrant("board", [subject])
            assert titles(client, **who) == ["open"]
    register.close()


def test_what_is_in_no_collection_may_be_for_nobody(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.grant("board", ["ann"])
    with served(tmp_path, Settings(**PROXIED, **LISTS, uncollected="nobody"), peer="10.0.0.7") as client:
        assert titles(client, **user("bo")) == []
        assert titles(client, **user("ann")) == ["secret"]
        assert titles(client, **user("root")) == ["open", "secret"]
    register.close()


def test_an_editor_neither_removes_nor_hears_of_what_he_may_not_read(tmp_path: Path) -> None:
    with served(tmp_path, BEHIND, peer="10.0.0.7") as client:
        answers = [client.delete(f"/api/v1/transcripts/{id_}", headers=user("ed")) for id_ in ("secret", "secres")]
        assert [answer.status_code for answer in answers] == [404, 404]
        first, second = (answer.text.replace("secret", "…").replace("secres", "…") for answer in answers)
        assert first == second
        assert titles(client, **user("root")) == ["open", "secret"]
        assert client.delete("/api/v1/transcripts/open", headers=user("ed")).status_code == 204
    (noted,) = Audit(tmp_path).entries()
    assert (noted.who, noted.did, noted.about) == ("ed", "remove", ("open",))


def test_a_library_to_be_read_is_changed_by_nobody(tmp_path: Path) -> None:
    with served(tmp_path, Settings(**PROXIED, **LISTS, read_only=True), peer="10.0.0.7") as client:
        for who in ("ed", "root"):
            assert client.delete("/api/v1/transcripts/open", headers=user(who)).status_code == 403
        assert titles(client, **user("root")) == ["open", "secret"]


# -- the guard -------------------------------------------------------------------------------------------------------


def test_what_is_for_everybody_needs_no_sign_in(tmp_path: Path) -> None:
    with served(tmp_path, BEHIND, peer="10.0.0.7") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz/").status_code in (401, 404)
        assert client.get("/healthz/../metrics").status_code == 401
        assert client.post("/healthz").status_code in (401, 405)


def test_what_no_rule_names_is_for_admins() -> None:
    for method, path in (("GET", "/new"), ("POST", "/"), ("PUT", "/config"), ("TRACE", "/"), ("", "/socket")):
        assert rules.find(method, path) is None
        assert rules.needed(method, path) == rules.MANAGE


@given(
    st.sampled_from(["/healthz", "/embed.js", "/auth/login", "/metrics", "/api/v1/ask", "/"]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=5),
)
def test_no_ending_of_a_public_path_makes_another_public(path: str, more: str) -> None:
    for other in (path + more, more + path, f"{path}/{more}", f"/{more}{path}"):
        if not other.startswith("/auth/") and other not in ("/healthz", "/readyz", "/embed.js"):
            assert rules.needed("GET", other) != rules.PUBLIC


def test_websockets_are_guarded_too(tmp_path: Path) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": visitor_of(scope).name})
        await send({"type": "websocket.close"})

    from qa.server.access.entry import Entry

    guarded = Guard(application, Entry(tmp_path, Settings(open=True, default_role="reader")))
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect) as closed, TestClient(guarded, HERE).websocket_connect("/any"):
        pass
    assert closed.value.code == 1008
    admin = Guard(application, Entry(tmp_path, Settings(open=True, default_role="admin")))
    with TestClient(admin, HERE).websocket_connect("/any") as socket:
        assert socket.receive_text() == "anonymous"


def test_a_request_that_came_past_the_guards_sees_nothing() -> None:
    for scope in ({"type": "http"}, {"type": "http", "state": {"visitor": "root"}}):
        with pytest.raises(LookupError, match="past the guards"):
            visitor_of(scope)


# -- sessions --------------------------------------------------------------------------------------------------------


def test_a_number_belongs_to_the_first_who_sends_it() -> None:
    owners = Owners(3)
    assert owners.claim(["a", "b"], "ann")
    assert owners.claim(["b"], "ann")
    assert not owners.claim(["b"], "bo")
    assert not owners.claim(["c", "b"], "bo")
    assert owners.claim(["c"], "cy")  # what was refused claimed nothing
    assert owners.claim(["d"], "ann")
    assert owners.claim(["a"], "bo")  # used longest ago, and forgotten
