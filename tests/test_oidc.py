"""Sign-in at a provider: the whole way, over HTTP; and everything on it that somebody may forge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from qa.server.access.audit import Audit
from qa.server.access.signin import inside
from qa.server.settings import Settings
from tests import guarded
from tests.guarded import HERE
from tests.provider import CLIENT, SECRET, Provider, provided


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provided() as running:
        yield running


@contextmanager
def served(folder: Path, provider: Provider, at: str = HERE, **settings: Any) -> Iterator[TestClient]:
    chosen = Settings(
        auth="oidc",
        oidc_issuer=provider.address,
        oidc_client=CLIENT,
        oidc_secret=SECRET,
        admins=("@admins",),
        **settings,
    )
    with guarded.served(folder, chosen, at) as client:
        yield client


@pytest.fixture
def client(tmp_path: Path, provider: Provider) -> Iterator[TestClient]:
    with served(tmp_path, provider) as client:
        yield client


def leave(client: TestClient, address: str = "/auth/login") -> str:
    """Follow somebody to the provider and back, as far as the address of the callback, with code and state."""
    away = client.get(address)
    assert away.status_code == 302, away.text
    back = httpx.get(away.headers["location"])
    assert back.status_code == 302
    return str(back.headers["location"])


def sign_in(client: TestClient, address: str = "/auth/login") -> Any:
    return client.get(leave(client, address))


def is_in(client: TestClient) -> bool:
    return client.get("/api/v1/transcripts").status_code == 200


# -- the way in ------------------------------------------------------------------------------------------------------


def test_somebody_signs_in_and_comes_to_where_they_wanted(client: TestClient, provider: Provider) -> None:
    assert not is_in(client)
    led = client.get("/?q=what+did+Park+say%3F&speaker=A", headers={"accept": "text/html"})
    assert led.status_code == 303
    arrived = sign_in(client, led.headers["location"])
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/?q=what+did+Park+say%3F&speaker=A")
    assert is_in(client)
    (asked,) = provider.asked
    assert asked["redirect_uri"] == f"{HERE}/auth/callback"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 10
    assert len(asked["state"]) > 10
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}


def test_programs_are_told_and_not_led_to_a_sign_in(client: TestClient) -> None:
    refused = client.get("/api/v1/transcripts")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert refused.json()["detail"] == "nobody has signed in"
    assert client.post("/gradio_api/queue/join", json={}, headers={"accept": "text/html"}).status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookies = {each.split("=")[0]: each.lower() for each in sign_in(client).headers.get_list("set-cookie")}
    flags = {flag.strip() for flag in cookies["otr_session"].split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", "max-age=28800"} <= flags
    assert "secure" not in flags
    assert "max-age=0" in cookies["otr_signin"]


def test_over_https_and_below_a_path_the_cookie_is_for_there_alone(tmp_path: Path, provider: Provider) -> None:
    with served(tmp_path, provider, "https://portal.example/record", root_path="/record") as client:
        led = client.get("/", headers={"accept": "text/html"})
        assert led.headers["location"] == "/record/auth/login?next=%2F"
        cookies = sign_in(client, "/auth/login?next=/x").headers
        assert cookies["location"] == "/record/x"
        assert provider.asked[-1]["redirect_uri"] == "https://portal.example/record/auth/callback"
        (session,) = [each.lower() for each in cookies.get_list("set-cookie") if each.startswith("otr_session")]
        assert {"secure", "path=/record/"} <= {flag.strip() for flag in session.split(";")}


def test_groups_give_roles_and_a_change_of_them_needs_a_new_sign_in(client: TestClient, provider: Provider) -> None:
    sign_in(client)
    assert client.get("/metrics").status_code == 403
    provider.user = {**provider.user, "groups": ["Admins", 7, ""]}
    assert client.get("/metrics").status_code == 403
    sign_in(client)
    assert client.get("/metrics").status_code == 200


def test_what_the_token_lacks_is_asked_of_the_provider(client: TestClient, provider: Provider) -> None:
    provider.in_token = False
    sign_in(client)
    assert is_in(client)


def test_signing_out_ends_the_session_also_for_a_copy_of_the_cookie(client: TestClient) -> None:
    sign_in(client)
    kept = client.cookies["otr_session"]
    out = client.post("/auth/logout", headers={"origin": HERE})
    assert (out.status_code, out.headers["location"]) == (303, "/auth/left")
    assert "You have signed out" in client.get("/auth/left").text
    assert not is_in(client)
    client.cookies.set("otr_session", kept)
    assert not is_in(client)


def test_another_sites_page_does_not_sign_anybody_out(client: TestClient) -> None:
    sign_in(client)
    assert client.post("/auth/logout", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/auth/logout").status_code == 403
    assert is_in(client)


def test_sign_ins_and_failures_are_written_down(client: TestClient, tmp_path: Path) -> None:
    sign_in(client)
    client.get("/auth/callback?code=x&state=y")
    client.post("/auth/logout")
    entries = [(entry.who, entry.did) for entry in Audit(tmp_path).entries()]
    assert entries == [("ana@example.org", "sign in"), ("", "refused"), ("ana@example.org", "sign out")]


# -- what is forged --------------------------------------------------------------------------------------------------

FORGED: dict[str, Callable[[Provider], None]] = {
    "for another nonce": lambda provider: provider.claims.update(nonce="another"),
    "without a nonce": lambda provider: provider.claims.update(nonce=None),
    "for another client": lambda provider: provider.claims.update(aud="another"),
    "for nobody": lambda provider: provider.claims.update(aud=None),
    "by another issuer": lambda provider: provider.claims.update(iss="https://evil.example"),
    "too old": lambda provider: provider.claims.update(exp=1_600_000_000, iat=1_599_999_000),
    "without an end": lambda provider: provider.claims.update(exp=None),
    "of nobody": lambda provider: provider.claims.update(sub=None),
    "signed with another key": lambda provider: setattr(provider, "signing", RSAKey.generate_key(2048)),
    "not signed": lambda provider: setattr(provider, "signed", "none"),
    "signed with the public key": lambda provider: setattr(provider, "signed", "HS256"),
    "of a provider of another name": lambda provider: setattr(provider, "issuer", "https://evil.example"),
    "without an address": lambda provider: provider.user.pop("email"),
    "of an address not verified": lambda provider: provider.user.update(email_verified=False),
    "of one who is called like a group": lambda provider: provider.user.update(email="@admins"),
    "of one who is called like a token": lambda provider: provider.user.update(email="token:portal"),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_is_forged_lets_nobody_in(client: TestClient, provider: Provider, forged: str) -> None:
    FORGED[forged](provider)
    refused = client.get("/auth/login")
    if refused.status_code == 302:
        refused = client.get(httpx.get(refused.headers["location"]).headers["location"])
    assert refused.status_code == 403
    assert "You are not signed in" in refused.text
    assert "Traceback" not in refused.text
    assert "otr_session" not in client.cookies
    assert not is_in(client)


def test_an_answer_to_somebody_elses_sign_in_lets_nobody_in(tmp_path: Path, provider: Provider) -> None:
    """Else a visitor could be signed in as the attacker, and tell him what they ask."""
    with served(tmp_path / "one", provider) as attacker:
        callback = leave(attacker)
        with served(tmp_path / "two", provider) as victim:
            for begun in (False, True):
                if begun:
                    victim.get("/auth/login")
                assert victim.get(callback).status_code == 403
                assert not is_in(victim)


@pytest.mark.parametrize("change", ["state", "code"])
def test_an_answer_with_another_state_or_code_lets_nobody_in(client: TestClient, change: str) -> None:
    callback = urlsplit(leave(client))
    sent = {name: values[0] for name, values in parse_qs(callback.query).items()}
    for wrong in ({**sent, change: "another"}, {name: value for name, value in sent.items() if name != change}):
        assert client.get("/auth/callback", params=wrong).status_code == 403
        assert not is_in(client)


def test_an_answer_counts_once(client: TestClient) -> None:
    callback = leave(client)
    assert client.get(callback).status_code == 303
    client.cookies.delete("otr_session")
    assert client.get(callback).status_code == 403
    assert not is_in(client)


def test_a_refusal_of_the_provider_is_told_without_its_words(client: TestClient) -> None:
    client.get("/auth/login")
    answer = client.get("/auth/callback?error=<script>alert(1)</script>&error_description=<b>x</b>&state=x")
    assert answer.status_code == 403
    assert "script>alert" not in answer.text
    assert "<b>" not in answer.text


def test_a_cookie_that_was_changed_is_nobodys(client: TestClient) -> None:
    sign_in(client)
    kept = client.cookies["otr_session"]
    secret, _, signature = kept.rpartition(".")
    for wrong in ("", "x", secret, f"{secret}x.{signature}", f"{secret}.{signature[:-2]}xx", f"{signature}.{secret}"):
        client.cookies.delete("otr_session")
        assert not any(is_in_with(client, wrong) for _ in range(1))
    assert is_in_with(client, kept)


def is_in_with(client: TestClient, cookie: str) -> bool:
    return client.get("/api/v1/transcripts", headers={"cookie": f"otr_session={cookie}"}).status_code == 200


def test_a_provider_that_is_away_is_told(tmp_path: Path) -> None:
    gone = Provider(address="http://127.0.0.1:9")
    with served(tmp_path, gone) as client:
        answer = client.get("/auth/login")
        assert answer.status_code == 403
        assert "The sign-in cannot be reached." in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "",
        "/auth/x",
    ],
)
def test_nobody_is_led_elsewhere(client: TestClient, address: str) -> None:
    assert inside(address) == "/"
    callback = leave(client, f"/auth/login?{httpx.QueryParams({'next': address})}")
    assert client.get(callback).headers["location"] == "/"
