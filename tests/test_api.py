"""The HTTP API: what goes in and comes out, who may do what, and what it says when something is wrong."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx2 as httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from index.errors import EncoderError, LibraryFull
from index.formats import Source
from qa.ask import ask
from qa.quotes.check import check
from qa.quotes.verdicts import as_json as check_json
from qa.server.api import adding, worker
from qa.server.api.conversations import Conversations
from qa.server.api.paging import descending, page
from qa.server.api.problems import Refused
from qa.show.render import as_json
from tests.serving import TRADE, VOTE, application, served

PAGE = "http://testserver/"
TRADE_ID, VOTE_ID = Source("", TRADE).id, Source("", VOTE).id


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return application(tmp_path)


@pytest.fixture
def api(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=f"{PAGE}api/v1") as client:
        yield client


@pytest.fixture
def filled(api: TestClient) -> TestClient:
    """With two transcripts, of which the second was told its title and date."""
    assert put(api, ("trade.txt", TRADE)).status_code == 201
    assert put(api, ("vote.txt", VOTE), title="Board", date="2024-05").status_code == 201
    return api


def put(api: TestClient, *files: tuple[str, bytes], lines: bool = False, who: str = "admin", **said: Any) -> Any:
    headers = {"Accept": "application/x-ndjson" if lines else "application/json", "visitor": who}
    return api.post("/transcripts", files=[("files", file) for file in files], data=said, headers=headers)


def is_problem(response: Any, status: int, name: str = "") -> dict[str, Any]:
    """The problem that a response is, after a look at what all have."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["type"] == (f"urn:ontherecord:problem:{name}" if name else "about:blank")
    assert found["instance"] == response.request.url.path
    assert found["title"] and found["detail"]
    return found


# -- asking ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_that_of_the_library_with_links_to_the_page(app: FastAPI, filled: TestClient) -> None:
    question = "what did Anna Lee say about trade?"
    said = filled.post("/ask", json={"question": question}).json()
    assert said == json.loads(json.dumps(as_json(ask(question, app.state.library), PAGE)))
    quote = said["quotes"][0]
    assert quote["text"] == "We trade with China.  It is trade in ships."
    assert quote["link"].startswith(f"{PAGE}?t={TRADE_ID}&turn=0&start=0&end=43&sum=")
    assert filled.get("/ask", params={"question": question}).json() == said


def test_links_lead_below_the_path_that_a_proxy_has(app: FastAPI, filled: TestClient) -> None:
    with TestClient(app, base_url=f"{PAGE}record/api/v1", root_path="/record") as behind:
        answer = behind.post("/ask", json={"question": "school"}).json()
        assert answer["quotes"][0]["link"].startswith(f"{PAGE}record/?t={VOTE_ID}&")
        listed = behind.get("/transcripts").json()["items"][0]
        assert listed["link"] == f"{PAGE}record/?t={VOTE_ID}"
        assert behind.get("/openapi.json").json()["servers"][0]["url"] == "/record/api/v1"
        is_problem(behind.get("/nothing"), 404)
        assert behind.patch("/ask").headers["allow"] == "GET, POST"


def test_a_question_can_be_narrowed_down(filled: TestClient) -> None:
    def quoted(**more: Any) -> set[str]:
        answer = filled.post("/ask", json={"question": "school", **more}).json()
        return {quote["transcript"]["id"] for quote in answer["quotes"]}

    assert quoted() == quoted(transcripts=["Board"]) == quoted(speakers=["Cleo"]) == {VOTE_ID}
    assert quoted(since="2024") == quoted(until="2024-05-31") == {VOTE_ID}
    assert quoted(since="2024-06") == quoted(until="2023") == quoted(since="2024-06", transcripts=[TRADE_ID]) == set()
    assert quoted(transcripts=[TRADE_ID]) == quoted(speakers=["Ben"]) == set()


def test_a_question_may_lean_on_those_before_it(filled: TestClient) -> None:
    asked = {"question": "and Ben?", "previous": ["what did Anna Lee say about rain?"]}
    answer = filled.get("/ask", params=asked).json()
    assert (answer["understood"]["speakers"], answer["understood"]["topic"]) == (["Ben Okafor"], "rain")
    assert answer["quotes"][0]["text"] == "The wheat is under rain."


def test_a_conversation_goes_on_without_the_questions_being_sent_again(filled: TestClient) -> None:
    def asked(question: str, conversation: str, who: str = "reader") -> Any:
        sent = {"question": question, "conversation": conversation}
        return filled.post("/ask", json=sent, headers={"visitor": who})

    first = asked("what did Anna Lee say about rain?", "", "admin").json()
    second = asked("and Ben?", first["conversation"], "admin").json()
    assert (second["understood"]["speakers"], second["understood"]["topic"]) == (["Ben Okafor"], "rain")
    third = asked("and Anna?", second["conversation"], "admin").json()
    assert (third["understood"]["speakers"], third["understood"]["topic"]) == (["Anna Lee"], "rain")
    again = asked("and Ben?", first["conversation"], "admin").json()  # it may go on twice: no server remembers it
    assert again["understood"] == second["understood"]
    assert "conversation" not in filled.post("/ask", json={"question": "rain"}).json()
    exported = {"question": "and Ben?", "conversation": first["conversation"], "format": "csv"}
    assert b"The wheat is under rain." in filled.post("/export", json=exported).content
    for theirs in (first["conversation"], "made-up", first["conversation"][:-1] + "x"):
        refused = is_problem(asked("and Ben?", theirs), 404, "no-such-conversation")
        assert refused["cure"] == "leave it empty to begin a new one"


def test_a_conversation_is_bounded_in_length_and_age(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Conversations(lambda: "a key")
    long, now = ["".join(map(chr, range(300 + n, 2300 + n))) for n in range(50)], time.time()
    text = ours.after([f"question {n}" for n in range(50)], "Ana")
    assert ours.asked(text, "Ana") == [f"question {n}" for n in range(30, 50)]
    assert len(text) < 400
    packed = ours.after(long, "Ana")
    assert 1_000 < len(packed) <= 16_000
    assert ours.asked(packed, "Ana") == long[-len(ours.asked(packed, "Ana")) :]
    assert Conversations(lambda: "a key").asked(text, "Ana") == ours.asked(text, "Ana")  # another server of the library
    for stranger in (Conversations(lambda: "another"), Conversations(_no_room)):
        with pytest.raises(Refused, match="not yours"):
            stranger.asked(text, "Ana")
    with pytest.raises(Refused, match="not yours"):
        ours.asked(text, "Bo")
    monkeypatch.setattr(time, "time", lambda: now - 3600)  # another server's clock may be behind
    assert ours.asked(text, "Ana")
    monkeypatch.setattr(time, "time", lambda: now + 24 * 3600 + 2)
    with pytest.raises(Refused, match="left a day ago"):
        ours.asked(text, "Ana")


def _no_room() -> str:
    raise LibraryFull("library", "there is no space left", "make room")


def test_where_nothing_can_be_kept_a_conversation_is_of_one_server() -> None:
    ours = Conversations(_no_room)
    assert ours.asked(ours.after(["rain?"], "Ana"), "Ana") == ["rain?"]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({}, "body.question"),
        ({"question": ""}, "body.question"),
        ({"question": "rain", "limit": 0}, "body.limit"),
        ({"question": "rain", "limit": 101}, "body.limit"),
        ({"question": "rain", "speeker": "Ben"}, "body.speeker"),
        ({"question": "rain", "since": "yesterday"}, "body.since"),
        ({"question": "rain", "previous": [""]}, "body.previous.0"),
        ({"question": "rain", "transcripts": "Board"}, "body.transcripts"),
    ],
)
def test_what_is_not_valid_is_named(api: TestClient, asked: dict[str, Any], place: str) -> None:
    found = is_problem(api.post("/ask", json=asked), 422, "invalid")
    assert [fault["place"] for fault in found["errors"]] == [place]
    assert "Traceback" not in json.dumps(found)


def test_no_question_and_no_transcript_are_problems(filled: TestClient) -> None:
    assert "no words" in is_problem(filled.post("/ask", json={"question": "?!"}), 422, "question")["detail"]
    missing = filled.post("/ask", json={"question": "rain", "transcripts": ["Sports"]})
    assert "GET /transcripts" in is_problem(missing, 404, "no-such-transcript")["cure"]


def test_passages_come_best_first_and_do_not_overlap(filled: TestClient) -> None:
    found = filled.get("/search", params={"query": "rain on wheat", "limit": 3}).json()
    sentences = [[each["text"] for each in one["sentences"]] for one in found["passages"]]
    assert "The wheat is under rain." in sentences[0]
    assert found["passages"][0]["turns"] == [1, 2]
    scores = [one["score"] for one in found["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert len({text for texts in sentences for text in texts}) == sum(map(len, sentences))
    only = filled.get("/search", params={"query": "rain on wheat", "transcripts": "Board"}).json()
    assert {one["transcript"]["id"] for one in only["passages"]} == {VOTE_ID}


def test_a_quote_is_checked(app: FastAPI, filled: TestClient) -> None:
    asked = {"quote": "We trade with Japan", "speaker": "Anna Lee"}
    found = filled.post("/check", json=asked).json()
    assert found == json.loads(
        json.dumps(check_json(check(asked["quote"], app.state.library, speaker="Anna Lee"), PAGE))
    )
    assert found["verdict"] == "altered"
    assert filled.get("/check", params=asked).json() == found
    is_problem(filled.post("/check", json={"quote": "…"}), 422, "question")


@pytest.mark.parametrize("kind", ["md", "csv", "docx", "json"])
def test_an_answer_is_a_file(filled: TestClient, kind: str) -> None:
    got = filled.get("/export", params={"question": "what did Ben say about rain?", "format": kind})
    assert got.headers["content-disposition"] == f"attachment; filename*=UTF-8''what-did-ben-say-about-rain.{kind}"
    assert got.headers["x-content-type-options"] == "nosniff"
    held = got.content if kind != "docx" else ZipFile(BytesIO(got.content)).read("word/document.xml")
    assert b"The wheat is under rain." in held
    same = filled.post("/export", json={"question": "what did Ben say about rain?", "format": kind})
    assert same.headers["content-type"] == got.headers["content-type"]


# -- transcripts -----------------------------------------------------------------------------------------------------


def test_a_file_is_added_once(api: TestClient) -> None:
    first, again = put(api, ("trade.txt", TRADE)), put(api, ("copy.txt", TRADE))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["location"] == again.headers["location"] == f"transcripts/{TRADE_ID}"
    assert [r.json()["results"][0]["outcome"] for r in (first, again)] == ["added", "present"]
    assert again.json()["present"] == 1
    assert api.get(f"/{first.headers['location']}").json()["source"] == "trade.txt"


def test_what_is_said_of_a_file_goes_with_it(api: TestClient) -> None:
    put(api, ("talk.txt", TRADE), title="Talks", date="2024-02", speakers="ANNA LEE=Ana Lima")
    got = api.get(f"/transcripts/{TRADE_ID}").json()
    assert (got["title"], got["date"]) == ("Talks", "2024-02")
    assert [voice["who"] for voice in got["voices"]] == ["Ana Lima", "Ben Okafor"]
    assert got["voices"][0]["labels"] == ["ANNA LEE"]
    assert got["voices"][0]["turns"] == 2
    assert "2024-02-30" in is_problem(put(api, ("a.txt", VOTE), date="2024-02-30"), 422, "invalid")["detail"]
    is_problem(put(api, ("a.txt", VOTE), speakers="Ana"), 422, "invalid")
    is_problem(put(api, ("a.txt", VOTE), ("b.txt", VOTE), title="Two"), 422, "invalid")
    is_problem(put(api, ("a.txt", VOTE), speakers="NOBODY=Ana"), 422, "transcript")


def test_a_bad_file_keeps_no_other_out(api: TestClient) -> None:
    got = put(api, ("bad.bin", b"\0\1\2"), ("vote.txt", VOTE), ("empty.txt", b""))
    assert got.status_code == 201
    report = got.json()
    assert [(one["file"], one["outcome"]) for one in report["results"]] == [
        ("bad.bin", "failed"),
        ("vote.txt", "added"),
        ("empty.txt", "failed"),
    ]
    assert (report["added"], report["failed"]) == (1, 2)
    assert report["results"][0]["problem"]["status"] == 415
    assert report["results"][2]["problem"]["type"].endswith(":empty-transcript")


def test_where_nothing_is_added_the_problem_says_why(api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    one = is_problem(put(api, ("bad.bin", b"\0\1\2")), 415, "unknown-format")
    assert one["source"] == "bad.bin"
    assert "export it" in one["cure"]
    both = is_problem(put(api, ("bad.bin", b"\0\1\2"), ("empty.txt", b"")), 422, "nothing-added")
    assert [fault["place"] for fault in both["errors"]] == ["bad.bin", "empty.txt"]
    monkeypatch.setenv("ONTHERECORD_MAX_MB", "1")
    is_problem(put(api, ("big.txt", b"ANNA LEE:  Yes.\n" * 70_000)), 413, "too-large")
    assert api.get("/transcripts").json()["total"] == 0


def test_the_place_in_a_file_is_named(api: TestClient) -> None:
    broken = b"WEBVTT\n\n00:01.000 --> 0x:99\nHello\n"
    assert is_problem(put(api, ("cues.vtt", broken)), 422, "transcript")["place"] == "line 3"


def test_an_archive_is_many_files(api: TestClient) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a/trade.txt", TRADE)
        archive.writestr("../vote.txt", VOTE)
    report = put(api, ("both.zip", packed.getvalue())).json()
    assert (report["added"], report["failed"]) == (2, 0)
    assert {one["transcript"]["source"] for one in report["results"]} == {"trade.txt", "vote.txt"}


def test_progress_comes_line_by_line(api: TestClient) -> None:
    got = put(api, ("trade.txt", TRADE), ("bad.bin", b"\0"), lines=True)
    assert (got.status_code, got.headers["content-type"]) == (200, "application/x-ndjson")
    events = [json.loads(line) for line in got.text.splitlines()]
    assert [event["event"] for event in events] == ["progress", "progress", "result", "result", "end"]
    assert (events[0]["done"], events[1]["done"]) == (0, events[1]["total"])
    assert events[2]["result"]["transcript"]["id"] == TRADE_ID
    assert events[3]["result"]["problem"]["status"] == 415
    assert (events[4]["report"]["added"], events[4]["report"]["failed"]) == (1, 1)


def test_a_file_of_the_same_name_replaces_on_demand(api: TestClient) -> None:
    put(api, ("talk.txt", TRADE))
    assert put(api, ("talk.txt", VOTE), replace="true").json()["results"][0]["outcome"] == "updated"
    gone = is_problem(api.get(f"/transcripts/{TRADE_ID}"), 410, "replaced")
    assert gone["successor"] == VOTE_ID


def test_a_transcript_is_replaced_by_its_newer_version(filled: TestClient) -> None:
    newer = VOTE + b"\nANNA LEE:  Thank you.\n"

    def replace(id_: str, data: bytes) -> Any:
        return filled.put(f"/transcripts/{id_}/source", files={"file": ("other.txt", data)})

    same = replace(VOTE_ID, VOTE)
    assert (same.status_code, same.json()["present"]) == (200, 1)
    got = replace(VOTE_ID, newer)
    assert (got.status_code, got.json()["updated"]) == (200, 1)
    now = got.json()["results"][0]["transcript"]
    assert (now["title"], now["date"], now["turns"]) == ("Board", "2024-05", 4)
    assert is_problem(filled.get(f"/transcripts/{VOTE_ID}"), 410, "replaced")["successor"] == now["id"]
    assert TRADE_ID in is_problem(replace(now["id"], TRADE), 409, "present")["detail"]
    is_problem(replace("nothing", VOTE), 404, "no-such-transcript")
    assert filled.get("/transcripts").json()["total"] == 2


def test_replacing_by_an_archive_of_several_is_refused(filled: TestClient) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", b"ANNA LEE:  Yes.\n\nBEN OKAFOR:  No.\n")
        archive.writestr("b.txt", b"ANNA LEE:  No.\n\nBEN OKAFOR:  Yes.\n")
    got = filled.put(f"/transcripts/{VOTE_ID}/source", files={"file": ("two.zip", packed.getvalue())})
    is_problem(got, 422, "transcript")
    assert filled.get("/transcripts").json()["total"] == 2


def test_transcripts_are_listed_latest_first(filled: TestClient) -> None:
    first = filled.get("/transcripts", params={"limit": 1}).json()
    assert ([each["id"] for each in first["items"]], first["total"]) == ([VOTE_ID], 2)
    rest = filled.get("/transcripts", params={"limit": 1, "cursor": first["next"]}).json()
    assert ([each["id"] for each in rest["items"]], rest["next"]) == ([TRADE_ID], None)

    def titled(part: str) -> list[str]:
        return [each["id"] for each in filled.get("/transcripts", params={"title": part}).json()["items"]]

    assert titled("bOAr") == [VOTE_ID]
    assert titled("trade.t") == [TRADE_ID]
    is_problem(filled.get("/transcripts", params={"cursor": "made-up"}), 422, "cursor")
    misspelt = is_problem(filled.get("/transcripts", params={"limmit": 1, "titel": "x"}), 422, "invalid")
    assert [fault["place"] for fault in misspelt["errors"]] == ["query.limmit", "query.titel"]


def test_a_transcript_is_read_whole_or_by_turns(filled: TestClient) -> None:
    whole = filled.get(f"/transcripts/{TRADE_ID}/text")
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Anna Lee: We trade with China.  It is trade in ships.\n\nBen Okafor: The wheat" in whole.text
    first = filled.get(f"/transcripts/{TRADE_ID}/turns", params={"limit": 2}).json()
    assert [(each["turn"], each["speaker"], each["text"]) for each in first["items"]] == [
        (0, "Anna Lee", "We trade with China.  It is trade in ships."),
        (1, "Ben Okafor", "The wheat is under rain."),
    ]
    assert (first["next"], first["total"]) == (2, 3)
    last = filled.get(f"/transcripts/{TRADE_ID}/turns", params={"first": 2}).json()
    assert ([each["text"] for each in last["items"]], last["next"]) == (["Yes."], None)
    beyond = filled.get(f"/transcripts/{TRADE_ID}/turns", params={"first": 99}).json()
    assert (beyond["items"], beyond["next"]) == ([], None)


def test_the_file_comes_back_as_it_was_and_never_as_a_page(api: TestClient) -> None:
    markup = b"<html><body><p><b>ANNA LEE:</b> We trade.</p><p><b>BEN OKAFOR:</b> No.</p></body></html>"
    id_ = put(api, ('"evil\r\n".html', markup)).json()["results"][0]["transcript"]["id"]
    got = api.get(f"/transcripts/{id_}/source")
    assert got.content == markup
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["x-content-type-options"] == "nosniff"


def test_a_transcript_is_described_anew(filled: TestClient) -> None:
    def describe(**said: str) -> tuple[str, str]:
        got = filled.patch(f"/transcripts/{VOTE_ID}", json=said).json()
        return got["title"], got["date"]

    assert describe(title="Council") == ("Council", "2024-05")
    assert describe(date="2024-06-01") == ("Council", "2024-06-01")
    assert describe(title="", date="") == ("vote", "")
    is_problem(filled.patch(f"/transcripts/{VOTE_ID}", json={"date": "2023-02-30"}), 422, "invalid")


def test_what_is_removed_can_be_restored_or_forgotten(filled: TestClient) -> None:
    asked = {"question": "what about the school?"}
    assert filled.delete(f"/transcripts/{VOTE_ID}").status_code == 204
    assert not any(q["transcript"]["id"] == VOTE_ID for q in filled.post("/ask", json=asked).json()["quotes"])
    is_problem(filled.delete(f"/transcripts/{VOTE_ID}"), 404, "no-such-transcript")
    assert [each["title"] for each in filled.get("/discarded").json()["items"]] == ["Board"]
    assert filled.post(f"/discarded/{VOTE_ID}/restore").json()["title"] == "Board"
    assert filled.post("/ask", json=asked).json()["quotes"][0]["transcript"]["id"] == VOTE_ID
    assert filled.delete(f"/transcripts/{VOTE_ID}", params={"forever": True}).status_code == 204
    assert filled.get("/discarded").json()["total"] == 0
    is_problem(filled.post(f"/discarded/{VOTE_ID}/restore"), 404, "no-such-transcript")
    filled.delete(f"/transcripts/{TRADE_ID}")
    assert filled.delete(f"/discarded/{TRADE_ID}").status_code == 204
    is_problem(filled.delete(f"/discarded/{TRADE_ID}"), 404, "no-such-transcript")


# -- people ----------------------------------------------------------------------------------------------------------


def test_people_are_listed_and_found(filled: TestClient) -> None:
    first = filled.get("/people", params={"limit": 2}).json()
    assert [(row["name"], row["turns"]) for row in first["items"]] == [("Anna Lee", 3), ("Cleo Ruiz", 2)]
    rest = filled.get("/people", params={"limit": 2, "cursor": first["next"]}).json()
    assert [row["name"] for row in rest["items"]] == ["Ben Okafor"]
    only = filled.get("/people", params={"transcripts": ["Board"]}).json()
    assert [row["name"] for row in only["items"]] == ["Cleo Ruiz", "Anna Lee"]
    anna = filled.get("/people/Ms Lee").json()
    assert (anna["name"], anna["turns"]) == ("Anna Lee", 3)
    assert [(each["transcript"]["id"], each["turns"]) for each in anna["appearances"]] == [(TRADE_ID, 2), (VOTE_ID, 1)]
    is_problem(filled.get("/people/Zoe"), 404, "no-such-speaker")


def test_a_name_of_several_says_whose(api: TestClient) -> None:
    put(api, ("two.txt", b"ANNA LEE:  Yes.\n\nCARL LEE:  No.\n\nANNA LEE:  Oh.\n"))
    assert is_problem(api.get("/people/Lee"), 409, "ambiguous-speaker")["detail"].endswith("Anna Lee, Carl Lee")


def test_people_are_renamed_merged_and_undone(filled: TestClient) -> None:
    def names() -> set[str]:
        return {row["name"] for row in filled.get("/people").json()["items"]}

    before = names()
    got = filled.post("/names/rename", json={"who": "Ben Okafor", "name": " Benjamin  Okafor "}).json()
    assert got == {"renames": [{"transcript": TRADE_ID, "who": "Ben Okafor", "name": "Benjamin Okafor", "turns": []}]}
    assert names() == before - {"Ben Okafor"} | {"Benjamin Okafor"}
    filled.post("/names/merge", json={"who": "Cleo Ruiz", "into": "Anna Lee"})
    assert names() == {"Anna Lee", "Benjamin Okafor"}
    assert filled.post("/names/undo").json()["renames"][0]["who"] == "Cleo Ruiz"
    assert filled.post("/names/undo").json()["renames"][0]["who"] == "Ben Okafor"
    assert filled.post("/names/undo").json() == {"renames": []}
    assert names() == before
    is_problem(filled.post("/names/rename", json={"who": "Zoe", "name": "Zoë"}), 404, "no-such-speaker")
    is_problem(filled.post("/names/rename", json={"who": "Anna Lee", "name": "\u202e"}), 422, "name")


def test_a_speaker_has_an_alias_and_is_split(filled: TestClient) -> None:
    assert filled.post("/names/alias", json={"who": "Ben Okafor", "alias": "Benny"}).json()["renames"]
    answer = filled.post("/ask", json={"question": "what did Benny say about rain?"}).json()
    assert answer["understood"]["speakers"] == ["Ben Okafor"]
    split = {"who": "Anna Lee", "turns": [2], "name": "Zoe Park"}
    assert filled.post(f"/transcripts/{TRADE_ID}/split", json=split).json()["renames"][0]["turns"] == [2]
    turns = filled.get(f"/transcripts/{TRADE_ID}/turns").json()["items"]
    assert [turn["speaker"] for turn in turns] == ["Anna Lee", "Ben Okafor", "Zoe Park"]


# -- who may do what -------------------------------------------------------------------------------------------------

CHANGES = [
    ("POST", "/transcripts"),
    ("PUT", f"/transcripts/{VOTE_ID}/source"),
    ("PATCH", f"/transcripts/{VOTE_ID}"),
    ("DELETE", f"/transcripts/{VOTE_ID}"),
    ("POST", f"/transcripts/{VOTE_ID}/split"),
    ("POST", f"/discarded/{VOTE_ID}/restore"),
    ("DELETE", f"/discarded/{VOTE_ID}"),
    ("POST", "/names/rename"),
    ("POST", "/names/merge"),
    ("POST", "/names/alias"),
    ("POST", "/names/undo"),
    ("PUT", f"/collections/Board/transcripts/{VOTE_ID}"),
    ("DELETE", f"/collections/Board/transcripts/{VOTE_ID}"),
    ("DELETE", "/collections/Board"),
]
BODIES: dict[str, dict[str, Any]] = {
    "/transcripts": {"files": [("files", ("a.txt", b"ANNA LEE:  No.\n\nBEN OKAFOR:  Yes.\n"))]},
    f"/transcripts/{VOTE_ID}/source": {"files": {"file": ("a.txt", b"ANNA LEE:  No.\n\nBEN OKAFOR:  Yes.\n")}},
    f"/transcripts/{VOTE_ID}/split": {"json": {"who": "Anna Lee", "turns": [1], "name": "Zoe"}},
    "/names/rename": {"json": {"who": "Anna Lee", "name": "Zoe"}},
    "/names/merge": {"json": {"who": "Anna Lee", "into": "Cleo Ruiz"}},
    "/names/alias": {"json": {"who": "Anna Lee", "alias": "Zoe"}},
}


def change(api: TestClient, method: str, path: str, who: str) -> Any:
    body = BODIES.get(path, {}) if method != "PATCH" else {"json": {"title": "Other"}}
    return api.request(method, path, headers={"visitor": who}, **body)


def test_every_change_is_in_the_table(api: TestClient) -> None:
    document = api.get("/openapi.json").json()
    readers = {"/ask", "/check", "/export"}
    documented = {
        (method.upper(), path.replace("{id}", VOTE_ID).replace("{name}", "Board"))
        for path, operations in document["paths"].items()
        for method in operations
        if method != "get" and path not in readers
    }
    assert documented == set(CHANGES)


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_a_reader_changes_nothing(app: FastAPI, filled: TestClient, method: str, path: str) -> None:
    filled.put(f"/collections/Board/transcripts/{VOTE_ID}")
    before = app.state.library.store.generation
    is_problem(change(filled, method, path, "reader"), 403, "not-permitted")
    assert app.state.library.store.generation == before


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_a_library_to_be_read_is_not_changed(tmp_path: Path, method: str, path: str) -> None:
    app = application(tmp_path, read_only=True)
    with TestClient(app, base_url=f"{PAGE}api/v1") as api:
        is_problem(change(api, method, path, "admin"), 403, "read-only")


def test_a_reader_sees_no_other_collection(filled: TestClient) -> None:
    filled.put(f"/collections/Board/transcripts/{VOTE_ID}")
    me = {"visitor": "reader"}
    assert [each["id"] for each in filled.get("/transcripts", headers=me).json()["items"]] == [VOTE_ID]
    for path in ("", "/turns", "/text", "/source"):
        is_problem(filled.get(f"/transcripts/{TRADE_ID}{path}", headers=me), 404, "no-such-transcript")
    for path, params in (("/ask", {"question": "trade with China"}), ("/search", {"query": "trade with China"})):
        assert TRADE_ID not in filled.get(path, params=params, headers=me).text
    assert filled.get("/check", params={"quote": "We trade with China"}, headers=me).json()["verdict"] == "not_found"
    assert "Okafor" not in filled.get("/people", headers=me).text
    is_problem(filled.get("/people/Ben Okafor", headers=me), 404, "no-such-speaker")
    assert (
        "rain" not in filled.get("/export", params={"question": "rain on wheat", "format": "md"}, headers=me).text[20:]
    )
    narrowed = filled.post("/ask", json={"question": "rain", "transcripts": [TRADE_ID]}, headers=me)
    is_problem(narrowed, 404, "no-such-transcript")


def test_collections_hold_transcripts(filled: TestClient) -> None:
    assert filled.put(f"/collections/Board/transcripts/{VOTE_ID}").status_code == 204
    put(filled, ("new.txt", b"DAN WU:  The ships are late.\n\nANNA LEE:  Oh.\n"), collections=["Board", "Sea"])
    new = Source("", b"DAN WU:  The ships are late.\n\nANNA LEE:  Oh.\n").id
    assert filled.get("/collections").json()["items"] == [
        {"name": "Board", "transcripts": sorted([VOTE_ID, new])},
        {"name": "Sea", "transcripts": [new]},
    ]
    assert [each["id"] for each in filled.get("/transcripts", params={"collection": "Sea"}).json()["items"]] == [new]
    assert filled.delete(f"/collections/Board/transcripts/{new}").status_code == 204
    is_problem(filled.delete("/collections/Sea"), 403, "not-permitted")  # it is not empty
    assert filled.delete(f"/collections/Sea/transcripts/{new}").status_code == 204
    assert filled.delete("/collections/Sea").status_code == 204
    assert filled.get("/collections").json()["items"] == [{"name": "Board", "transcripts": [VOTE_ID]}]
    is_problem(filled.delete("/collections/Sea"), 404, "no-such-collection")
    is_problem(
        put(filled, ("x.txt", b"DAN WU:  No.\n\nANNA LEE:  Oh.\n"), who="editor", collections=["Sea"]),
        403,
        "not-permitted",
    )


# -- errors ----------------------------------------------------------------------------------------------------------


def test_addresses_and_methods_that_there_are_not(api: TestClient) -> None:
    is_problem(api.get("/nothing"), 404)
    found = api.patch("/ask")
    assert is_problem(found, 405)["cure"] == "use GET, POST"
    assert found.headers["allow"] == "GET, POST"
    assert api.put(f"/transcripts/{VOTE_ID}").headers["allow"] == "DELETE, GET, PATCH"


def test_a_body_of_another_kind_is_refused(api: TestClient) -> None:
    is_problem(api.post("/ask", content=b"question=rain"), 415)
    is_problem(api.post("/ask", content=b"<a/>", headers={"content-type": "text/xml"}), 415)
    for broken in (b'{"question": ', b'{"question": "\xff"}'):
        is_problem(api.post("/ask", content=broken, headers={"content-type": "application/json"}), 400)


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (LibraryFull("/srv/secret/library", "no space is left", "delete something"), 507, "library-full"),
        (EncoderError("/srv/secret/model cannot be loaded"), 503, "model"),
        (RuntimeError("/srv/secret"), 500, ""),
    ],
)
def test_what_fails_inside_tells_nothing_of_the_inside(
    app: FastAPI, tmp_path: Path, error: Exception, status: int, name: str
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    app.state.ask = failing
    with TestClient(app, base_url=f"{PAGE}api/v1", raise_server_exceptions=False) as api:
        got = api.post("/ask", json={"question": "rain"})
        is_problem(got, status, name)
    assert "secret" not in got.text
    assert "RuntimeError" not in got.text


# -- long adds -------------------------------------------------------------------------------------------------------


class SlowEncoder:
    """Waits, between passages, until it is let go on."""

    name, limit = "words", 12

    def __init__(self, encoder: Any) -> None:
        self._encoder, self.begun, self.go = encoder, threading.Event(), threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def passages(self, passages: Any, done: Any = None) -> Any:
        self.begun.set()
        assert self.go.wait(60)
        return self._encoder.passages(passages, done)


@pytest.fixture
def slow(app: FastAPI) -> SlowEncoder:
    encoder = SlowEncoder(app.state.library.encoder)
    app.state.library.encoder = encoder
    return encoder


@pytest.mark.parametrize("kind", ["application/json", "application/x-ndjson"])
def test_whoever_breaks_off_stops_the_adding(app: FastAPI, slow: SlowEncoder, kind: str) -> None:
    """Of the file in hand nothing is there, and those behind it are not begun."""
    files = [("files", ("trade.txt", TRADE)), ("files", ("vote.txt", VOTE))]
    with served(app) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=60) as api:
        request = api.build_request("POST", "/transcripts", files=files, headers={"Accept": kind})
        lines = [b"POST /api/v1/transcripts HTTP/1.1", *(b"%s: %s" % header for header in request.headers.raw)]
        with socket.create_connection((request.url.host, request.url.port or 0)) as connection:
            connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + request.read())
            assert slow.begun.wait(60)
        for _ in range(2_000):
            if not adding.worker.jobs:
                break
            time.sleep(0.01)  # until the server has noticed
        slow.go.set()
        after = b"DAN WU:  The ships are late.\n\nANNA LEE:  Oh.\n"
        assert put(api, ("after.txt", after)).status_code == 201  # type: ignore[arg-type]
        assert [each["source"] for each in api.get("/transcripts").json()["items"]] == ["after.txt"]


def test_answers_come_while_files_are_added_and_few_may_wait(
    app: FastAPI, slow: SlowEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "WAITING", 0)
    with served(app) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=60) as api:
        first = threading.Thread(target=lambda: put(api, ("trade.txt", TRADE)))  # type: ignore[arg-type]
        first.start()
        assert slow.begun.wait(60)
        assert api.post("/ask", json={"question": "rain"}).json()["answered"] is False
        busy = put(api, ("vote.txt", VOTE))  # type: ignore[arg-type]
        is_problem(busy, 503, "busy")
        assert busy.headers["retry-after"] == "30"
        slow.go.set()
        first.join()
        assert api.get("/transcripts").json()["total"] == 1


# -- pages and the document ------------------------------------------------------------------------------------------


def test_pages_hold_what_stays_exactly_once_whatever_comes_and_goes() -> None:
    there = [f"{number:03}" for number in range(20)]
    first = page(there, lambda item: (item,), None, 5)
    changed = [item for item in there if item != "004"] + ["002b", "011b"]
    rest, cursor = [], first.next
    while cursor:
        one = page(changed, lambda item: (item,), cursor, 4)
        rest += one.items
        cursor = one.next
    assert first.items == there[:5]
    assert rest == sorted([*there[5:], "011b"])


def test_dates_sort_the_other_way_round_and_none_comes_last() -> None:
    dates = ["", "2023", "2024-05-01", "2023-11", "2024"]
    assert sorted(dates, key=descending) == ["2024-05-01", "2024", "2023-11", "2023", ""]


@pytest.mark.parametrize("cursor", ["x", "!", "W10", "WzFd", "bnVsbA", "é", "e30"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Refused):
        page(["a"], lambda item: (item,), cursor, 5)


@pytest.fixture
def document(api: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (one for path in document["paths"].values() for one in path.values())


def test_every_operation_is_told_with_examples(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    names = [one["operationId"] for one in operations(document)]
    assert len(names) == len(set(names)) == 30
    for one in operations(document):
        assert one["summary"].endswith(".")
        assert set(one["tags"]) <= tags
        assert {"401", "403", "429", "500"} <= one["responses"].keys()
        for status, answer in one["responses"].items():
            for kind, content in answer.get("content", {}).items():
                assert (kind == "application/problem+json") == (status[0] in "45")
                if kind == "application/json" and one["operationId"] not in ("export", "export_by_address"):
                    assert content["example"], one["operationId"]
    assert "HTTPValidationError" not in json.dumps(document)
    assert document["security"] == [{"token": []}, {}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_examples_are_what_they_are_examples_of(document: dict[str, Any]) -> None:
    whole = {"components": document["components"]}
    checked = 0
    for one in operations(document):
        for answer in one["responses"].values():
            shown = answer.get("content", {}).get("application/json", {})
            if "example" in shown:
                jsonschema_rs.validate({**shown["schema"], **whole}, shown["example"])
                checked += 1
    problem = {"$ref": "#/components/schemas/Problem", **whole}
    jsonschema_rs.validate(problem, document["components"]["schemas"]["Problem"]["example"])
    assert checked > 20


def test_the_examples_of_requests_can_be_sent(document: dict[str, Any], filled: TestClient) -> None:
    for path, name in (("/ask", "Asked"), ("/export", "Exported"), ("/check", "Quoted")):
        for example in document["components"]["schemas"][name]["examples"]:
            assert filled.post(path, json=example).status_code == 200


def test_the_page_of_the_document_asks_nobody_else(api: TestClient) -> None:
    shown = api.get("/docs")
    assert shown.headers["content-type"].startswith("text/html")
    assert "http" not in shown.text.replace("http-equiv", "")
    for name, kind in (
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-ui.css", "text/css"),
        ("favicon.png", "image/png"),
    ):
        assert f'"docs/{name}"' in shown.text
        got = api.get(f"/docs/{name}")
        assert got.headers["content-type"].startswith(kind)
        assert len(got.content) > 1_000
