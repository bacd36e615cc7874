"""The Python client, against a real server."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from index.errors import OnTheRecordError
from qa.client import Client, Refused, Unreachable
from tests.serving import TRADE, VOTE, application, served

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(application(tmp_path_factory.mktemp("client"))) as root:
        yield root


@pytest.fixture
def record(address: str) -> Iterator[Client]:
    """Of a library with two transcripts, and nothing else that another test has left."""
    with Client(address) as ours:
        for summary in list(ours.transcripts()):
            ours.remove(summary["id"], forever=True)
        ours.add(("trade.txt", TRADE), ("vote.txt", VOTE))
        yield ours


def ids(record: Client) -> dict[str, str]:
    return {each["source"]: each["id"] for each in record.transcripts()}


def test_it_asks_searches_and_checks(record: Client, address: str) -> None:
    answer = record.ask("what did Anna Lee say about trade?", transcripts=["trade"], limit=1)
    assert [quote["text"] for quote in answer["quotes"]] == ["We trade with China.  It is trade in ships."]
    assert answer["quotes"][0]["link"].startswith(f"{address}/?t=")
    follow = record.ask("and Ben?", previous=["what did Anna Lee say about rain?"])
    assert follow["understood"]["speakers"] == ["Ben Okafor"]
    chat = record.conversation()
    chat.ask("what did Anna Lee say about rain?")
    assert chat.ask("and Ben?")["quotes"][0]["text"] == "The wheat is under rain."
    assert record.search("rain", limit=1)["passages"][0]["sentences"][0]["text"] == "The wheat is under rain."
    assert record.check("We trade with Japan", "Anna Lee")["verdict"] == "altered"
    assert b"The wheat is under rain." in record.export("what did Ben say about rain?", "csv")


def test_it_reads_transcripts_page_by_page(record: Client) -> None:
    files = [(f"talk{number:02}.txt", TRADE + b"\nBEN OKAFOR:  Number %d.\n" % number) for number in range(60)]
    report = record.add(*files, title="")
    assert report["added"] == 60
    assert len(list(record.transcripts())) == 62
    assert len(list(record.transcripts(title="talk"))) == 60
    id_ = ids(record)["trade.txt"]
    assert record.transcript(id_)["turns"] == 3
    assert [turn["text"] for turn in record.turns(id_, first=1)] == ["The wheat is under rain.", "Yes."]
    assert "Ben Okafor: The wheat is under rain." in record.text(id_)
    assert record.source(id_) == TRADE


def test_it_changes_transcripts(record: Client, tmp_path: Path) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_bytes(VOTE + b"\nANNA LEE:  Thank you.\n")
    again = record.add(newer, title="Board", date="2024-05")
    assert again["results"][0]["outcome"] == "added"
    assert record.add(newer)["present"] == 1
    id_ = ids(record)["newer.txt"]
    assert record.describe(id_, title="Council")["title"] == "Council"
    record.remove(id_)
    assert "newer.txt" not in ids(record)
    assert record.restore(id_)["title"] == "Council"
    report = record.replace(id_, ("newest.txt", VOTE + b"\nANNA LEE:  Thank you all.\n"))
    assert report["updated"] == 1
    assert "newest.txt" in ids(record)
    record.collect(ids(record)["newest.txt"], "A/B")
    assert [(each["name"], each["transcripts"]) for each in record.collections()] == [
        ("A/B", [ids(record)["newest.txt"]])
    ]
    record.release(ids(record)["newest.txt"], "A/B")


def test_it_tells_of_progress(record: Client) -> None:
    told: list[str] = []
    new = ("new.txt", TRADE + b"\nBEN OKAFOR:  No.\n")
    report = record.add(new, ("bad.bin", b"\0"), progress=lambda event: told.append(event["event"]))
    assert (report["added"], report["failed"]) == (1, 1)
    assert told == ["progress", "progress", "result", "result", "end"]


def test_it_knows_people(record: Client) -> None:
    assert next((row["name"], row["turns"]) for row in record.people(transcripts=["trade"])) == ("Anna Lee", 2)
    assert record.person("Ben")["name"] == "Ben Okafor"
    assert record.rename("Ben Okafor", "Benjamin Okafor")["renames"][0]["who"] == "Ben Okafor"
    assert record.person("Okafor")["name"] == "Benjamin Okafor"
    assert record.merge("Cleo Ruiz", "Anna Lee")["renames"]
    assert record.undo()["renames"][0]["who"] == "Cleo Ruiz"
    assert record.undo()["renames"][0]["name"] == "Benjamin Okafor"


def test_what_is_refused_is_raised_with_its_problem(record: Client, address: str) -> None:
    with pytest.raises(Refused) as missing:
        record.transcript("a b?c")
    assert (missing.value.status, missing.value.title) == (404, "No such transcript")
    assert isinstance(missing.value, OnTheRecordError)
    with pytest.raises(Refused, match=r"^bad\.vtt, line 3: .*; write it as") as bad:
        record.add(("bad.vtt", b"WEBVTT\n\n00:01.000 --> 0x:99\nHello\n"))
    assert (bad.value.source, bad.value.place) == ("bad.vtt", "line 3")
    with Client(address, token="reader") as reader, pytest.raises(Refused) as refused:
        reader.remove("anything")
    assert (refused.value.status, refused.value.type) == (403, "urn:ontherecord:problem:not-permitted")
    with pytest.raises(Refused, match=r"body\.limit"):
        record.ask("rain", limit=1_000)


class Busy(BaseHTTPRequestHandler):
    """Refuses as often as ``refusals`` says, then answers."""

    refusals = 0
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        busy = len(self.asked) <= self.refusals
        body = b'{"type": "about:blank", "title": "Busy", "status": 503}' if busy else b'{"name": "Ben"}'
        self.send_response(503 if busy else 200)
        self.send_header("Content-Type", "application/problem+json" if busy else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - as the base class has it

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def busy() -> Iterator[tuple[type[Busy], str]]:
    class Handler(Busy):
        asked: list[str] = []  # noqa: RUF012 - one for each server

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Handler, f"http://127.0.0.1:{server.server_address[1]}/record/"
        server.shutdown()
        thread.join()


def test_what_can_do_no_harm_is_tried_again(busy: tuple[type[Busy], str]) -> None:
    handler, url = busy
    handler.refusals = 2
    with Client(url) as record:
        assert record.person("Ben")["name"] == "Ben"
    assert handler.asked == ["GET /record/api/v1/people/Ben"] * 3


def test_what_may_do_harm_is_not(busy: tuple[type[Busy], str]) -> None:
    handler, url = busy
    handler.refusals = 2
    with Client(url) as record, pytest.raises(Refused, match="Busy"):
        record.rename("Ben", "Bo")
    assert handler.asked == ["POST /record/api/v1/names/rename"]


def test_no_server_and_another_server_are_said(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr("qa.client.time.sleep", lambda _: None)
    with Client("http://127.0.0.1:1") as nobody, pytest.raises(Unreachable, match="is the server there"):
        nobody.person("Ben")
    with Client(f"{address}/elsewhere") as other, pytest.raises(Unreachable, match="404"):
        other.person("Ben")


# In a process of its own, for Gradio leaves connections and loops open behind it.
GRADIO = """
import json, sys
from pathlib import Path
import gradio_client
from index.build import add
from index.formats import Source
from index.local.store import LocalStore
from qa.client import Client
from qa.library import Library
from qa.server.app import create_app
from qa.server.settings import Settings
from tests.fakes import WordEncoder
from tests.serving import TRADE, served

store, question = LocalStore(Path(sys.argv[1]), "words"), "what did Anna Lee say about trade?"
assert not [result.error for result in add([Source("trade.txt", TRADE)], store, WordEncoder()) if result.error]
with served(create_app(Library(store, WordEncoder()), Settings())) as root, Client(root) as ours:
    theirs = gradio_client.Client(root, verbose=False)
    try:
        refused = theirs.predict("?", api_name="/ask")
    except gradio_client.exceptions.AppError as error:
        refused = str(error)
    names = list(theirs.view_api(print_info=False, return_format="dict")["named_endpoints"])
    print(json.dumps([theirs.predict(question, api_name="/ask"), ours.ask(question), refused, names]))
"""


def test_gradios_own_client_asks_and_can_do_nothing_else(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", GRADIO, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True)
    theirs, ours, refused, names = json.loads(run.stdout)
    assert theirs == ours
    assert theirs["quotes"][0]["text"] == "We trade with China.  It is trade in ships."
    assert "no words" in refused
    assert names == ["/ask"]


def test_it_loads_nothing_heavy() -> None:
    code = "import sys, qa.client; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "qa.client" in loaded
    assert loaded.isdisjoint({"torch", "gradio", "fastapi", "faiss", "sentence_transformers", "pydantic"})
