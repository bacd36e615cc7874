"""The whole server: its guards on every route, its health and figures, and how it starts and stops."""

from __future__ import annotations

import json
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from gradio.route_utils import delete_files_created_by_app
from starlette.testclient import TestClient

from index.errors import EncoderError, QuestionError, ServerError, SettingError
from index.formats import Source
from index.local.store import LocalStore
from index.visible import VisibleStore
from qa.answer import Answer
from qa.ask import ask
from qa.library import Library
from qa.page.service import Service
from qa.page.services import Services
from qa.server.app import SESSIONS, _page, mount
from qa.server.asgi import path_of
from qa.server.headers import policy
from qa.server.health import Health, State
from qa.server.logs import Lines
from qa.server.proxied import prefix
from qa.server.rates import Buckets
from qa.server.remembered import remembered
from qa.server.run import guarded, listen
from qa.server.settings import Settings
from tests.fakes import WordEncoder
from tests.whole import in_a_loop, library_in, logged, serving, whole

pytestmark = pytest.mark.filterwarnings("default")  # what other libraries warn of while they are imported is theirs

ROOT = Path(__file__).parents[1]
TRADE = (
    b"ANNA LEE:  We trade with China.  It is trade in ships.\n\nBEN OKAFOR:  Wheat is under rain.\n\nANNA LEE:  Yes.\n"
)
FILE = ("trade.txt", TRADE)
SITE = "http://127.0.0.1:7860"


@contextmanager
def client(
    folder: Path, client: tuple[str, int] = ("127.0.0.1", 5), base: str = SITE, **settings: Any
) -> Iterator[TestClient]:
    """Somebody at an address, who asks a server with these settings."""
    app = whole(library_in(folder, FILE), Settings(library=folder, **settings))
    with TestClient(app, base_url=base, client=client, follow_redirects=False) as asking:
        yield asking


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(tmp_path_factory.mktemp("library")) as asking:
        yield asking


def ready(asking: TestClient) -> None:
    for _ in range(1200):
        if asking.get("/readyz").status_code == 200:
            return
        time.sleep(0.05)
    pytest.fail("it was not ready within a minute")


def is_problem(response: Any, status: int, detail: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == detail
    assert response.json()["status"] == status


# --- health and figures


def test_it_is_ready_only_when_the_model_is(tmp_path: Path) -> None:
    loaded = threading.Event()

    class Slow(WordEncoder):
        def question(self, text: str) -> Any:
            loaded.wait(60)
            return super().question(text)

    library = Library(LocalStore(tmp_path, "words"), Slow())
    with TestClient(whole(library, Settings(library=tmp_path)), client=("127.0.0.1", 5)) as asking:
        assert asking.get("/healthz").json() == {"status": "alive"}
        starting = asking.get("/readyz")
        assert (starting.status_code, starting.json()) == (503, {"status": "starting"})
        assert starting.headers["cache-control"] == "no-store"
        loaded.set()
        ready(asking)
        assert asking.get("/readyz").json() == {"status": "ready"}


def test_a_model_that_cannot_be_loaded_never_gets_ready_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(WordEncoder):
        def question(self, text: str) -> Any:
            raise EncoderError("no such model; choose another")

    health = Health(Library(LocalStore(tmp_path, "words"), Broken()))
    health._load()
    assert health.now() is State.FAILED
    assert [record.facts for record in caplog.records] == [{"reason": "no such model; choose another"}]  # type: ignore[attr-defined]


def test_a_server_that_is_told_to_stop_is_not_ready(tmp_path: Path) -> None:
    health = Health(library_in(tmp_path, FILE))
    health._load()
    assert health.now() is State.READY
    health.stop()
    assert health.now() is State.STOPPING
    assert health.stopped.is_set()


def figures(asking: TestClient) -> dict[str, float]:
    lines = asking.get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_the_figures_count_questions_by_how_they_ended_and_tell_the_size(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        for question in ("what did Lee say about trade?", "what did Zorba say about trade?", "?!"):
            asking.post("/api/v1/ask", json={"question": question})
        asking.get("/no-such-page")
        found = figures(asking)
        assert found["ontherecord_transcripts"] == 1
        assert found["ontherecord_turns"] == 3
        assert found["ontherecord_passages"] == asking.app.state.library.store.size()  # type: ignore[attr-defined]
        outcomes = {name: n for name, n in found.items() if name.startswith("ontherecord_questions_total")}
        assert outcomes['ontherecord_questions_total{outcome="answered"}'] == 1
        assert outcomes['ontherecord_questions_total{outcome="unknown_person"}'] == 1
        assert outcomes['ontherecord_questions_total{outcome="error"}'] == 1
        assert sum(outcomes.values()) == 3
        assert found["ontherecord_answer_seconds_count"] == 3
        assert found['ontherecord_requests_total{method="GET",part="page",status="404"}'] == 1
        asking.app.state.library.store.remove(Source("", TRADE).id)  # type: ignore[attr-defined]
        assert figures(asking)["ontherecord_transcripts"] == 0


def test_figures_can_be_switched_off(tmp_path: Path) -> None:
    with client(tmp_path, metrics=False) as asking:
        assert asking.get("/metrics").status_code == 404


# --- the log


def test_the_log_has_a_line_for_each_request_and_question_without_anybody_s_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ontherecord")
    with client(tmp_path) as asking:
        answered = asking.post("/api/v1/ask", json={"question": "what did Lee say about trade?"})
        asking.get("/?q=what+about+the+ships")
    lines = [json.loads(Lines().format(record)) for record in caplog.records if record.name == "ontherecord"]
    (question,) = [line for line in lines if line["event"] == "question"]
    assert (question["outcome"], question["quotes"]) == ("answered", 1)
    request = next(line for line in lines if line["event"] == "request" and line["path"] == "/api/v1/ask")
    assert (request["method"], request["status"], request["client"]) == ("POST", 200, "127.0.0.1")
    assert request["request"] == answered.headers["x-request-id"]
    assert not [line for line in lines if "trade" in str(line) or "ships" in str(line)]


def test_the_words_of_questions_are_logged_where_that_is_wanted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ontherecord")
    with client(tmp_path, log_questions=True) as asking:
        asking.post("/api/v1/ask", json={"question": "what did Lee say about trade?"})
    (question,) = [record.facts for record in caplog.records if record.message == "question"]  # type: ignore[attr-defined]
    assert question["question"] == "what did Lee say about trade?"


# --- what every response says


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/transcripts", "/config", "/none", "/gradio_api/file=x"])
def test_every_response_says_which_scripts_may_run_and_who_may_frame_it(plain: TestClient, path: str) -> None:
    headers = plain.get(path).headers
    assert headers["content-security-policy"] == policy(())
    assert "script-src 'self' 'unsafe-inline' 'unsafe-eval';" in policy(())
    assert policy(()).endswith("frame-ancestors 'self'")
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_only_listed_pages_may_frame_it(tmp_path: Path) -> None:
    with client(tmp_path, frame_ancestors=("https://portal.example",)) as asking:
        headers = asking.get("/").headers
        assert headers["content-security-policy"].endswith("frame-ancestors 'self' https://portal.example")
        assert "x-frame-options" not in headers


# --- other sites


def sent_from(asking: TestClient, origin: str, site: str = "", path: str = "/api/v1/ask") -> Any:
    headers = {"origin": origin} | ({"sec-fetch-site": site} if site else {})
    return asking.post(path, json={"question": "what about trade?"}, headers={k: v for k, v in headers.items() if v})


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("https://evil.example", ""),
        ("https://evil.example", "cross-site"),
        ("", "cross-site"),
        ("null", ""),
        ("http://other.127.0.0.1:7860", "same-site"),
        ("http://127.0.0.1:8000", ""),
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/v1/ask", "/mcp", "/gradio_api/queue/join", "/gradio_api/component_server", "/gradio_api/upload"]
)
def test_no_other_site_s_page_can_call_it(plain: TestClient, origin: str, site: str, path: str) -> None:
    is_problem(sent_from(plain, origin, site, path), 403, "another site's page sent this")


@pytest.mark.parametrize(
    ("origin", "site"), [("", ""), (SITE, ""), (SITE, "same-origin"), ("http://public.example", "same-origin")]
)
def test_its_own_page_and_programs_can(plain: TestClient, origin: str, site: str) -> None:
    assert sent_from(plain, origin, site).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "records.example"])
@pytest.mark.parametrize("path", ["/", "/config", "/api/v1/transcripts", "/gradio_api/info"])
def test_no_origin_is_let_in_unless_listed(plain: TestClient, host: str, path: str) -> None:
    """Gradio by itself reflects any, with credentials, where it is not called by localhost's name."""
    headers = plain.get(path, headers={"host": host, "origin": "https://evil.example"}).headers
    assert not [name for name in headers if name.startswith("access-control-")]
    asked = {"host": host, "origin": "https://evil.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in plain.options(path, headers=asked).headers


def test_listed_origins_may_call_it(tmp_path: Path) -> None:
    with client(tmp_path, cors=("https://app.example",)) as asking:
        response = sent_from(asking, "https://app.example", "cross-site")
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == "https://app.example"
        assert "access-control-allow-credentials" not in response.headers
        assert "access-control-allow-origin" not in sent_from(asking, "https://evil.example").headers


def test_on_loopback_it_has_only_loopback_s_names(tmp_path: Path) -> None:
    """Else a page could have its own name lead to this machine, and be of the same origin."""
    assert guarded(Settings(host="10.0.0.1")).hosts == ()
    assert guarded(Settings(hosts=("records.example",))).hosts == ("records.example",)
    with client(tmp_path, hosts=guarded(Settings()).hosts) as asking:
        for host in ("127.0.0.1:7860", "localhost:7860", "[::1]:7860"):
            assert asking.get("/healthz", headers={"host": host}).status_code == 200
        for host in ("evil.example", "127.0.0.1.evil.example:7860", "localhost@evil.example", ""):
            assert asking.get("/healthz", headers={"host": host}).status_code == 421


# --- files


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../../../etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/file%3D/etc/passwd",
        "/gradio_api//file=/etc/passwd",
        "/gradio_api/upload/../file=/etc/passwd",
        "/gradio_api/upload=../../etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/gradio_api/custom_component/1/client/component/x",
        "/gradio_api/stream/a/1/2/playlist.m3u8",
        "/gradio_api/dev/reload",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
        "/gradio_api/openapi.json",
        "/monitoring",
        "/monitoring/summary",
        "/login",
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2fetc/passwd",
        "/svelte/..%2f..%2froutes.py",
        "/files/..%2f..%2fetc%2fpasswd/txt",
        "/media/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_out_of_what_is_served(plain: TestClient, path: str) -> None:
    response = plain.get(path)
    assert response.status_code in (403, 404), response.status_code
    assert "root:" not in response.text


@pytest.mark.parametrize(
    "path", ["/theme.css", "/static/img/logo.svg", "/gradio_api/file=x", "/files/x/txt", "/embed.js", "/config"]
)
def test_a_range_gives_back_nothing_of_the_request(plain: TestClient, path: str) -> None:
    sent = {"range": "bytes=0-9", "cookie": "session=hush", "authorization": "Basic hush", "x-own": "hush"}
    response = plain.get(path, headers=sent)
    assert "hush" not in str(response.headers)
    assert "hush" not in response.text


def test_what_is_too_large_is_refused_whether_or_not_its_length_is_said(tmp_path: Path) -> None:
    with client(tmp_path, max_upload_mb=1) as asking:
        said = asking.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 1_100_000)})
        is_problem(said, 413, "this is larger than 1 MB")

        def pieces() -> Iterator[bytes]:
            for _ in range(30):
                yield b"x" * 100_000

        unsaid = asking.post(
            "/gradio_api/upload", content=pieces(), headers={"content-type": "multipart/form-data; boundary=b"}
        )
        is_problem(unsaid, 413, "this is larger than 1 MB")
        call = asking.post("/gradio_api/queue/join", content=b'{"a":"' + b"x" * 4_100_000 + b'"}')
        is_problem(call, 413, "this is larger than 4 MB")
        small = asking.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 900_000)})
        assert small.status_code == 200


# --- rates


def test_a_bucket_is_filled_anew_as_time_goes_by() -> None:
    now = 0.0
    buckets = Buckets(60, lambda: now)
    assert [buckets.take("ana") for _ in range(60)] == [0.0] * 60
    assert buckets.take("ana") == 1.0
    assert buckets.take("bo") == 0.0  # whose is another
    now = 0.5
    assert buckets.take("ana") == 0.5
    now = 1.0
    assert [buckets.take("ana"), buckets.take("ana")] == [0.0, 1.0]
    now = 1000.0
    assert [buckets.take("ana") for _ in range(61)] == [0.0] * 60 + [1.0]  # no more than a minute's


def test_nothing_is_counted_where_any_number_is_allowed() -> None:
    buckets = Buckets(0)
    assert {buckets.take("ana") for _ in range(10_000)} == {0.0}


@pytest.mark.parametrize("limit", ["rate_user", "rate_address"])
def test_too_many_calls_are_refused_with_when_to_come_again(tmp_path: Path, limit: str) -> None:
    limits: dict[str, Any] = {limit: 3}
    with client(tmp_path, **limits) as asking:
        for _ in range(3):
            assert asking.post("/api/v1/ask", json={"question": "what about trade?"}).status_code == 200
        refused = asking.post("/gradio_api/queue/join", json={})  # another route, the same bucket
        is_problem(refused, 429, "too many calls")
        assert refused.json()["cure"] == f"wait {refused.headers['retry-after']} s"
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert asking.get("/").status_code == 200  # a page is only read


# --- a library to be read


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client(tmp_path_factory.mktemp("library"), read_only=True) as asking:
        yield asking


def test_nothing_can_be_uploaded_to_a_library_to_be_read(reading: TestClient) -> None:
    refused = reading.post("/gradio_api/upload", files={"files": ("b.txt", b"BO:  Rain.\n\nANA:  Wheat.\n")})
    is_problem(refused, 403, "this library can only be read")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["transcripts", "transcripts/{id}", "people/ANNA LEE", "renames", "people/undo"])
def test_no_route_of_the_api_changes_it(reading: TestClient, method: str, path: str) -> None:
    before = reading.get("/api/v1/transcripts").json(), reading.get("/api/v1/people").json()
    response = reading.request(
        method, f"/api/v1/{path.format(id=Source('', TRADE).id)}", json={"name": "Bo", "to": "Bo"}
    )
    assert response.status_code in (403, 404, 405, 422)
    assert (reading.get("/api/v1/transcripts").json(), reading.get("/api/v1/people").json()) == before


def test_no_call_of_the_page_changes_it(reading: TestClient) -> None:
    parts = reading.get("/config").json()["components"]
    called = set()
    for part in parts:
        for name in part["props"].get("server_fns") or part.get("server_fns") or []:
            sent = {
                "data": {"transcript": Source("", TRADE).id, "who": "Anna Lee", "name": "Bo", "everywhere": True},
                "component_id": part["id"],
                "fn_name": name,
                "session_hash": "s",
            }
            reading.post("/gradio_api/component_server", json=sent)
            reading.post("/gradio_api/component_server", json={**sent, "data": Source("", TRADE).id})
            called.add(name)
    assert {"discard", "rename", "undo"} <= called
    (summary,) = reading.app.state.library.store.transcripts()  # type: ignore[attr-defined]
    assert summary.speakers == ("Anna Lee", "Ben Okafor")
    told = next(
        part for part in parts if "may_change" in (part["props"].get("server_fns") or part.get("server_fns") or [])
    )
    sent = {"data": None, "component_id": told["id"], "fn_name": "may_change", "session_hash": "s"}
    assert reading.post("/gradio_api/component_server", json=sent).json() is False


def test_the_same_calls_change_a_library_that_may_be_changed(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        shelf = next(
            part for part in asking.get("/config").json()["components"] if part["props"].get("elem_id") == "shelf"
        )
        sent = {"data": Source("", TRADE).id, "component_id": shelf["id"], "fn_name": "discard", "session_hash": "s"}
        assert asking.post("/gradio_api/component_server", json=sent).status_code == 200
        assert asking.get("/api/v1/transcripts").json()["items"] == []


# --- behind a proxy, and below other applications


_PREFIXES = {
    "/record": "/record",
    "record/": "/record",
    "/a/b/": "/a/b",
    "": "",
    "/": "",
    "//evil.example": "/evil.example",
    "/a/../b": "",
    "/a b": "",
    "/a?b": "",
}


@pytest.mark.parametrize(("given", "path"), _PREFIXES.items())
def test_a_prefix_is_a_path(given: str, path: str) -> None:
    assert prefix(given) == path


@pytest.mark.parametrize("path", ["/record/config", "/config"])  # kept by the proxy, and stripped
def test_below_a_path_the_page_finds_its_parts_whether_the_proxy_keeps_or_strips_it(tmp_path: Path, path: str) -> None:
    with client(tmp_path, root_path="/record") as asking:
        assert asking.get(path).json()["root"] == f"{SITE}/record"
        assert asking.get("/record").headers["location"] == f"{SITE}/record/"
        assert asking.get("/recordings").status_code == 404


def test_a_trusted_proxy_says_the_path_the_scheme_the_name_and_the_client(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ontherecord")
    told = {
        "x-forwarded-prefix": "/here",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "records.example",
        "x-forwarded-for": "6.6.6.6, 127.0.0.9",
    }
    with client(tmp_path, trusted_proxies=("127.0.0.0/8",), open=True) as asking:
        assert asking.get("/config", headers=told).json()["root"] == "https://records.example/here"
        assert caplog.records[-1].facts["client"] == "6.6.6.6"  # type: ignore[attr-defined]
    with client(tmp_path / "other", client=("10.0.0.9", 5), trusted_proxies=("127.0.0.1",), open=True) as asking:
        told["x-gradio-server"] = "https://evil.example"
        assert asking.get("/config", headers=told).json()["root"] == SITE  # anybody could say so
        assert caplog.records[-1].facts["client"] == "10.0.0.9"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "root", "below"),
    [("/a/b", "", "/a/b"), ("/r/b", "/r", "/b"), ("/r", "/r", "/"), ("/rb", "/r", "/rb"), ("", "", "/")],
)
def test_the_path_below_that_of_the_application(path: str, root: str, below: str) -> None:
    assert path_of({"path": path, "root_path": root}) == below


def test_it_can_be_put_below_a_path_of_an_application_that_exists(tmp_path: Path) -> None:
    started = []

    async def lifespan(_: FastAPI) -> Any:
        started.append("own")
        yield
        started.append("ended")

    parent = FastAPI(lifespan=asynccontextmanager(lifespan))
    parent.get("/own")(lambda: "its own page")
    settings = Settings(library=tmp_path)
    part = in_a_loop(lambda: mount(parent, "/office/record", library_in(tmp_path, FILE), settings))
    with TestClient(parent, base_url=SITE, client=("127.0.0.1", 5)) as asking:
        assert asking.get("/own").json() == "its own page"
        assert "content-security-policy" not in asking.get("/own").headers
        assert asking.get("/office/record/config").json()["root"] == f"{SITE}/office/record"
        assert asking.get("/office/record/api/v1/transcripts").json()["items"][0]["turns"] == 3
        assert asking.get("/office/record/").headers["content-security-policy"] == policy(())
        for _ in range(1200):
            if part.state.health.state is State.READY:
                break
            time.sleep(0.05)
        assert asking.get("/office/record/readyz").status_code == 200
    assert started == ["own", "ended"]


# --- the address


def test_an_address_that_cannot_be_had_is_named_with_the_cure() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError) as raised:
            listen("127.0.0.1", port)
        assert str(raised.value) == (
            f"Nothing can be served at 127.0.0.1:{port}: another program listens there; choose another --port"
        )
    with pytest.raises(ServerError, match=r"^--host no\.such\.host\.invalid: no address goes by that name; give one"):
        listen("no.such.host.invalid", 0)
    with pytest.raises(ServerError, match=r"192\.0\.2\.1:0: this machine has no such address; choose another --host"):
        listen("192.0.2.1", 0)


def test_a_port_of_the_system_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refused)
    with pytest.raises(ServerError, match="ports such as 80 are for the system; choose one from 1024 up"):
        listen("127.0.0.1", 80)


def test_an_address_that_others_reach_needs_a_choice_of_who_comes_in(tmp_path: Path) -> None:
    from qa.server.run import serve

    with pytest.raises(SettingError, match="nobody would have to sign in"):
        serve(library_in(tmp_path, FILE), Settings(host="0.0.0.0", port=0, library=tmp_path))


# --- the whole of it, as a process


def test_a_stopped_server_finishes_its_answers_and_ends_what_waits(tmp_path: Path) -> None:
    with serving(tmp_path / "library") as (process, address, log):
        asking = HTTPConnection(urlsplit(address).netloc, timeout=60)
        sent = json.dumps({"question": "what did Park say about China?"})  # which waits for the model
        asking.request("POST", "/api/v1/ask", sent, {"content-type": "application/json"})
        with httpx.stream("GET", f"{address}gradio_api/heartbeat/open-page", timeout=60) as page:
            beats = page.iter_raw()
            next(beats)  # what was sent before has come to it, too
            process.send_signal(signal.SIGTERM)
            answer = asking.getresponse()
            answer.read()
            list(beats)  # ends, and not by being cut off
        asking.close()
        process.wait(60)
        said = logged(log)
    assert answer.status == 200, said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [line["outcome"] for line in lines if line["event"] == "question"] == ["answered"]
    assert [line for line in lines if line["level"] == "error"] == []
    assert process.returncode == 0
    assert (tmp_path / "library").is_dir()


# --- answers at hand


def test_the_same_question_is_answered_once_until_the_library_changes(tmp_path: Path) -> None:
    library, asked = library_in(tmp_path, FILE), []

    def noting(question: str, library: Library, **given: Any) -> Answer:
        asked.append(question)
        return ask(question, library, **given)

    again = remembered(noting)
    first = again("what about trade?", library, speakers=["Anna Lee"])
    assert again("what about trade?", library, speakers=("Anna Lee",)) is first
    again("what about trade?", library, speakers=())
    again("and ships?", library, previous=first.question)
    again("and ships?", library, previous=first.question)
    assert asked == ["what about trade?", "what about trade?", "and ships?"]
    seen = Library(VisibleStore(library.store, frozenset({"Board"})), library.encoder)
    assert again("what about trade?", seen, speakers=["Anna Lee"]).quotes == ()  # who sees less gets nobody else's
    library.store.remove(Source("", TRADE).id)
    assert again("what about trade?", library, speakers=["Anna Lee"]).quotes == ()
    assert len(asked) == 5


def test_an_error_is_not_remembered(tmp_path: Path) -> None:
    library, failures = library_in(tmp_path, FILE), [QuestionError("that is no question")]

    def failing_once(question: str, library: Library) -> Answer:
        if failures:
            raise failures.pop()
        return ask(question, library)

    again = remembered(failing_once)
    with pytest.raises(QuestionError):
        again("what about trade?", library)
    assert again("what about trade?", library).quotes


def test_what_the_library_was_is_not_kept_in_memory(tmp_path: Path) -> None:
    library = library_in(tmp_path, FILE)
    again = remembered(ask)
    answer = again("what about trade?", library)
    references = sys.getrefcount(answer)
    assert again("what about trade?", library) is answer
    library.store.remove(Source("", TRADE).id)
    again("what about ships?", library)
    assert sys.getrefcount(answer) == references - 1


def test_as_many_answers_are_kept_as_are_useful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noting(question: str, library: Library) -> Answer:
        asked.append(question)
        return ask(question, library)

    monkeypatch.setattr("qa.server.remembered.KEPT", 2)
    again, library = remembered(noting), library_in(tmp_path, FILE)
    for question in ("trade?", "ships?", "trade?", "rain?", "trade?", "ships?"):
        again(question, library)
    assert asked == ["trade?", "ships?", "rain?", "ships?"]


# --- what is kept for pages


def test_questions_that_the_page_tries_by_itself_are_none_in_the_figures(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        services = Services(asking.app.state.library, asking.app.state.ask)  # type: ignore[attr-defined]
        service = services.of(Service, None)
        assert service.examples() is not None
        service.further({"q": ["what did Lee say about trade?"]})
        assert not any(count for name, count in figures(asking).items() if name.startswith("ontherecord_questions_t"))
        service.answer("what did Lee say about trade?")
        assert figures(asking)['ontherecord_questions_total{outcome="answered"}'] == 1


def test_pages_and_uploads_do_not_pile_up(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        page = _page(asking.app)  # type: ignore[arg-type]
        assert page.state_holder.capacity == SESSIONS  # type: ignore[attr-defined]
        (sent,) = asking.post("/gradio_api/upload", files={"files": ("a.txt", TRADE)}).json()
        assert Path(sent).read_bytes() == TRADE
        blocks = page.get_blocks()  # type: ignore[attr-defined]
        delete_files_created_by_app(blocks, blocks.delete_cache[1])
        assert Path(sent).exists()  # somebody may be about to add it
        later = time.time() + blocks.delete_cache[1] + 60

        class Later(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Later:
                return cls.fromtimestamp(later, tz)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("gradio.route_utils.datetime", Later)
            delete_files_created_by_app(blocks, blocks.delete_cache[1])
        assert not Path(sent).exists()


@pytest.mark.parametrize("path", ["/favicon.ico", "/record/favicon.ico"])
def test_its_icon_is_there_below_the_path_of_a_proxy_kept_or_stripped(tmp_path: Path, path: str) -> None:
    with client(tmp_path, root_path="/record") as asking:
        icon = asking.get(path)
        assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
        assert 'rel=\\"icon\\" href=\\"favicon.ico\\"' in asking.get("/record/").text.replace("\\u003c", "<")
