"""By no route of the whole server can somebody tell that there is what he may not read.

Two servers answer the same requests: one whose library also holds what is hidden, one whose library never did. Routes,
calls of the page, tools and events are found by looking, so that a new one is tried as well, or fails here.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import wave
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.build import add
from index.describe import describe
from index.formats import Source
from index.renames import Rename
from qa.library import Library
from qa.server.access import rules
from qa.server.access.visitor import Role
from qa.server.settings import Settings
from qa.show.transcripts import KINDS
from tests.whole import library_in, whole

pytestmark = pytest.mark.filterwarnings("default")  # what other libraries warn of while they are imported is theirs

OPEN = (
    "open.txt",
    b"ANNA LEE:  We trade with China.  It is trade in ships.\n\nBEN OKAFOR:  Wheat is under rain.\n\nANNA LEE:  Yes.\n",
)
FORMER = b"ZEBULON ZARA:  The quokka trade is rain.\n\nANNA LEE:  Music and obsidian.\n"
HIDDEN = (
    b"ZEBULON ZARA:  The quokka trade with China is ships.\n\nANNA LEE:  Obsidian wheat, and the rain of the school.\n"
)
GONE = b"ZEBULON ZARA:  A vote on the kumquat.\n\nBEN OKAFOR:  Trade.\n"
MARKS = ("zebulon", "zara", "quokka", "obsidian", "kumquat", "kraken", "the boss")
READER, EDITOR = {"X-Forwarded-User": "ann"}, {"X-Forwarded-User": "ed"}
SITE = "http://127.0.0.1"
CONFIGURED = Settings(
    auth="proxy", auth_proxies=("127.0.0.1",), editors=("ed",), admins=("root",), rate_user=0, rate_address=0
)


@dataclass(frozen=True)
class Twins:
    """``ids`` are those of what is hidden: as it is, as it was before, and as it was discarded."""

    app: FastAPI
    all: TestClient
    less: TestClient
    library: Library
    ids: tuple[str, str, str]
    open: str

    def same(self, method: str, path: str, who: Mapping[str, str], **sent: Any) -> str:
        """What both answer. Fails where they differ, or say what only the hidden knows, and the request did not."""
        answers = [client.request(method, path, headers=dict(who), **sent) for client in (self.all, self.less)]
        first, second = ((answer.status_code, _plain(_text(answer), path)) for answer in answers)
        assert first == second, f"{method} {path} {sent}"
        asked = f"{path} {sent}".casefold()
        told = first[1].casefold()
        assert [mark for mark in MARKS if mark in told and mark not in asked] == [], f"{method} {path} {sent}"
        return f"{first[0]} {first[1]}"


def _text(answer: Any) -> str:
    """What an answer says; of a Word document what is in it, and not when it was made."""
    if not answer.content.startswith(b"PK"):
        return str(answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist() if "core" not in name)


def _plain(text: str, path: str = "") -> str:
    """Without what is random in every answer, and without how Gradio counts the components of one process."""
    told = re.sub(r'[0-9a-f]{32}|"app_id":\s*\d+|"(?:average_)?duration":\s*[\d.e-]+', "…", text)
    return re.sub(r"\d+", "…", told) if path in ("/", "/config", "/config/") else told


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    folder = tmp_path_factory.mktemp("twins")
    with ExitStack() as opened:
        clients = []
        for name in ("all", "less"):
            library = library_in(folder / name, OPEN)
            opened.enter_context(closing(library.store))
            if name == "all":
                full, ids = library, _hide(library, folder)
            app = whole(library, CONFIGURED)
            client = TestClient(app, SITE, client=("127.0.0.1", 1), follow_redirects=False)
            clients.append(opened.enter_context(client))
        (known,) = (each.id for each in full.store.transcripts() if each.source == OPEN[0])
        yield Twins(clients[0].app, clients[0], clients[1], full, ids, known)  # type: ignore[arg-type]


def _hide(library: Library, folder: Path) -> tuple[str, str, str]:
    """Put into the collection Kraken what nobody but admins may read: with a newer version, names, a recording."""
    store = library.store
    sources = [Source("kraken.txt", data, f"/kraken/{name}") for name, data in (("a", FORMER), ("b", GONE))]
    former, gone = (result.transcript for result in add(sources, store, library.encoder))
    store.collect([former, gone], "Kraken")
    (hidden,) = (each.transcript for each in add([Source("kraken.txt", HIDDEN, "/kraken/a")], store, library.encoder))
    assert store.successor(former) == hidden
    describe(
        store, store.transcript(hidden).id, title="The Kraken", media=store.recordings.keep([_sound()], "sound.wav")
    )
    store.rename([Rename(hidden, "Anna Lee", "Anna Kraken")])
    store.rename([Rename("", "Zebulon Zara", "the boss")])
    assert store.discard(gone)
    assert store.collections() == {"Kraken": {hidden}}
    return hidden, former, gone


def _sound() -> bytes:
    with io.BytesIO() as held:
        with wave.open(held, "wb") as sound:
            sound.setparams((1, 1, 8000, 800, "NONE", ""))
            sound.writeframes(b"\x80" * 800)
        return held.getvalue()


# -- routes ----------------------------------------------------------------------------------------------------------


def routes(app: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of all there are, whatever they were put below."""
    for route in getattr(app, "routes", ()):
        if hasattr(route, "effective_candidates"):  # as FastAPI keeps a router that was included
            for candidate in route.effective_candidates():
                yield from _methods(candidate, before)
        elif getattr(route, "routes", None):
            yield from routes(route, before + route.path)
        else:
            yield from _methods(route, before)


def _methods(route: Any, before: str) -> Iterator[tuple[str, str]]:
    for method in sorted(getattr(route, "methods", None) or {"GET", "POST"}):
        yield method, before + route.path


def filled(path: str, ids: Iterable[str]) -> list[str]:
    """The path with everything that may stand for its parameters."""
    choices: dict[str, Iterable[str]] = {
        "id": ids, "transcript": ids, "who": ("Zebulon Zara", "the boss", "Anna Lee", "Anna Kraken"),
        "name": ("Kraken",), "kind": KINDS, "api_name": ("predict",),
    }  # fmt: skip
    names = re.findall(r"\{(\w+)(?::\w+)?\}", path)
    bare = re.sub(r"\{(\w+):\w+\}", r"{\1}", path)
    return [
        bare.format(**dict(zip(names, chosen, strict=True)))
        for chosen in itertools.product(*(choices.get(name, ("x",)) for name in names))
    ]


SHUT = "/login /login/ /logout /monitoring /monitoring/summary /monitoring/{key} /openapi.json".split()


def test_every_route_has_a_rule_and_every_rule_a_route(twins: Twins) -> None:
    found = sorted(set(routes(twins.app)))
    assert len(found) > 60
    for method, path in found:
        address = filled(path, ["x"])[0]
        if rules.find(method, address) is None:
            assert path in SHUT or path.startswith("/gradio_api/"), f"{method} {path} has no rule in {rules.__name__}"
            assert rules.needed(method, path) == rules.MANAGE
            assert twins.all.request(method, address, headers={"X-Forwarded-User": "root"}).status_code == 404
    lacking = [rule.paths.pattern for rule in rules.RULES if not _is_used(rule, found)]
    assert lacking == [r"/auth/(login|callback|left)", r"/auth/logout"]  # which there are where somebody signs in


def _is_used(rule: rules.Rule, found: list[tuple[str, str]]) -> bool:
    return any(rules.find(method, filled(path, ["x"])[0]) is rule for method, path in found)


def test_nobody_passes_without_a_sign_in_but_where_all_may(twins: Twins) -> None:
    public = set()
    for method, path in set(routes(twins.app)):
        answer = twins.all.request(method, filled(path, twins.ids)[0])
        if answer.status_code not in (401, 404):
            public.add(path)
    assert public == {"/healthz", "/readyz", "/embed.js"}


def test_a_reader_changes_nothing_by_any_route(twins: Twins) -> None:
    generation = twins.library.store.generation
    tried = 0
    for method, path in sorted(set(routes(twins.app))):
        rule = rules.find(method, filled(path, ["x"])[0])
        if rule and Role.READER not in rule.roles and rule.roles != rules.PUBLIC:
            for address in filled(path, (*twins.ids, twins.open)):
                assert twins.all.request(method, address, headers=READER, json={}).status_code == 403, address
                tried += 1
    assert tried > 20
    assert twins.library.store.generation == generation


NEVER_ENDING = tuple(
    f"/gradio_api/{name}" for name in ("heartbeat", "queue/data", "call/", "upload_progress", "startup-events")
)


def test_what_can_be_fetched_is_the_same(twins: Twins) -> None:
    answered = [
        twins.same("GET", address, who)
        for method, path in sorted(set(routes(twins.app)))
        if method == "GET" and not path.startswith(NEVER_ENDING) and "/docs/" not in path
        for address in filled(path, (*twins.ids, twins.open))
        for who in (READER, EDITOR)
    ]
    assert sum(answer.startswith("200") for answer in answered) > 20


# -- the API ---------------------------------------------------------------------------------------------------------

QUESTIONS = (
    "what did Zebulon say about trade?", "who mentioned obsidian?", "what did the boss say?", "Anna on rain",
    "how often did Zara mention the quokka?", "trade", "who speaks?", "what did Anna Kraken say about wheat?",
)  # fmt: skip
WORDS: dict[str, tuple[Any, ...]] = {
    "question": QUESTIONS,
    "query": ("trade", "obsidian quokka"),
    "quote": ("The quokka trade with China is ships.", "We trade with China", "kumquat vote"),
    "title": ("", "Kraken", "open"),
    "collection": ("Kraken", ""),
    "speaker": ("Zebulon", "Anna Lee", "the boss"),
    "format": ("md", "json", "csv", "docx", "html"),
    "limit": (50,),
    "first": (0,),
    "who": ("Zebulon Zara", "Anna Lee"),
    "into": ("Ben Okafor",),
    "name": ("Somebody",),
    "alias": ("the boss",),
    "turns": ([0],),
    "previous": (None,),
    "since": ("",),
    "until": ("",),
}


def arguments(schema: dict[str, Any], required: Iterable[str], ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """Values for the parameters by name: what must be said alone; then each of the others beside it."""
    some = {name: WORDS.get(name, ((ids[0],) if name in ("transcript", "id") else ("x",))) for name in schema}
    some |= {name: (list(ids[:1]), ["The Kraken"]) for name in schema if name == "transcripts"}
    some |= {name: (["Zebulon Zara"], ["Anna Lee"]) for name in schema if name == "speakers"}
    must = list(required) or [next(iter(schema), "")]
    made = [dict(zip(must, values, strict=True)) for values in itertools.product(*(some.get(n, ("x",)) for n in must))]
    return [{}, *made, *({**made[0], name: value} for name in schema for value in some[name] if value is not None)]


def test_the_api_answers_alike(twins: Twins) -> None:
    document = twins.all.get("/api/v1/openapi.json", headers=READER).json()
    answered = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            parameters = {each["name"]: each for each in operation.get("parameters", ()) if each["in"] == "query"}
            must = [name for name, each in parameters.items() if each.get("required")]
            for address in filled(f"/api/v1{path}", (*twins.ids, twins.open)):
                if "application/json" in content:
                    body = _resolved(content["application/json"]["schema"], document)
                    tries = [
                        {"json": each}
                        for each in arguments(body.get("properties", {}), body.get("required", ()), twins.ids)
                    ]
                else:
                    tries = [{"params": each} for each in arguments(parameters, must, twins.ids)]
                for sent in tries:
                    for who in (READER, *([EDITOR] if _about_hidden(address, sent, twins) else [])):
                        answered += twins.same(method.upper(), address, who, **sent).startswith("200")
    assert answered > 100


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _about_hidden(address: str, sent: dict[str, Any], twins: Twins) -> bool:
    """What an editor may try: not on what can be read, which would be changed, to be looked for by the next."""
    return any(id_ in f"{address}{sent}" for id_ in twins.ids) and twins.open not in address


# -- agents ----------------------------------------------------------------------------------------------------------


def test_agents_are_told_alike(twins: Twins) -> None:
    def call(method: str, params: dict[str, Any]) -> str:
        who = {**READER, "accept": "application/json, text/event-stream"}
        sent = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return twins.same("POST", "/mcp", who, json=sent)

    tools = json.loads(call("tools/list", {})[4:])["result"]["tools"]
    assert {tool["name"] for tool in tools} >= {"ask", "search", "get_turns", "list_transcripts", "check_quote"}
    for tool in tools:
        schema = tool["inputSchema"]
        for each in arguments(schema["properties"], schema.get("required", ()), twins.ids):
            call("tools/call", {"name": tool["name"], "arguments": each})


# -- the page --------------------------------------------------------------------------------------------------------

# What each call of the page's scripts needs. A call that is not here fails the test.
CALLS: dict[rules.Roles, str] = {
    rules.READ: "answers check chosen discarded entries examples follow further given last may_change mentions options"
    " people person present quotes recent replaced said size speaker table take_quote welcome talk transcript voices",
    rules.EDIT: "alias attach describe discard erase rename restore split unalias undo",
}
ARGUMENTS: tuple[Any, ...] = (None, "", "Kraken", "the boss", 7, [], {})


def sent_by_scripts(twins: Twins) -> list[Any]:
    """What scripts send, and what somebody else might."""
    some = list(ARGUMENTS)
    for id_ in (*twins.ids, twins.open):
        place = {"t": id_, "turn": 0, "start": 0, "end": 5, "sum": ""}
        some += [id_, [id_], place]
        some += [
            {"transcript": id_, "who": who, "name": "Eve", "turns": [0], "title": "x"}
            for who in ("Zebulon Zara", "Anna Lee")
        ]
        some += [
            {"person": who, "in": id_, "at": 0, "all": True} for who in ("Zebulon Zara", "Anna Lee", "Anna Kraken")
        ]
        some += [{"transcripts": [id_], "word": word, "page": 0} for word in ("trade", "quokka", "")]
        some += [
            {"quote": quote, "transcript": id_} for quote in ("The quokka trade with China", "We trade with China.")
        ]
    for question in QUESTIONS:
        some += [{"q": [question], "speaker": [], "transcript": [id_] if id_ else []} for id_ in ("", twins.ids[0])]
    some += [
        {"q": ["trade?"], "speaker": ["Zebulon Zara"], "transcript": [], "kind": kind}
        for kind in ("json", "md", "docx")
    ]
    for who, topic in itertools.product(("Zebulon Zara", "Anna Lee"), ("", "trade", "quokka")):
        some.append({"person": who, "topic": topic, "find": topic, "who": who, "word": topic})
    return [*some, {"text": "The quokka trade", "speaker": "Zebulon"}, {"exchanges": [], "answers": []}]


def server_functions(client: TestClient) -> dict[tuple[str, str], int]:
    """By component and name, the number under which a function is called."""
    config = client.get("/config", headers=READER).json()
    return {
        (component["props"]["elem_id"], name): component["id"]
        for component in config["components"]
        for name in component["props"].get("server_fns") or ()
    }


def called(client: TestClient, who: Mapping[str, str], number: int, name: str, data: Any) -> tuple[int, str]:
    sent = {"data": data, "component_id": number, "fn_name": name, "session_hash": f"of {who['X-Forwarded-User']}"}
    answer = client.post("/gradio_api/component_server", json=sent, headers=dict(who))
    return answer.status_code, answer.text


def test_each_call_of_the_page_has_a_rule(twins: Twins) -> None:
    known = {name for names in CALLS.values() for name in names.split()}
    assert {name for _, name in server_functions(twins.all)} == known


def test_the_page_is_told_alike(twins: Twins) -> None:
    both = [server_functions(client) for client in (twins.all, twins.less)]
    assert both[0].keys() == both[1].keys()
    good = 0
    for (component, name), number in both[0].items():
        for data in sent_by_scripts(twins):
            first = called(twins.all, READER, number, name, data)
            second = called(twins.less, READER, both[1][component, name], name, data)
            assert first == second, (name, data)
            told, asked = first[1].casefold(), str(data).casefold()
            assert [mark for mark in MARKS if mark in told and mark not in asked] == [], (name, data, told)
            good += first[0] == 200
    assert good > 500


def test_a_reader_changes_nothing_by_any_call(twins: Twins) -> None:
    generation = twins.library.store.generation
    for (_, name), number in server_functions(twins.all).items():
        if name in CALLS[rules.EDIT].split():
            for data in sent_by_scripts(twins):
                called(twins.all, READER, number, name, data)
    assert twins.library.store.generation == generation
    assert [each.id for each in twins.library.store.discarded()] == [twins.ids[2]]


def test_an_editor_changes_nothing_that_is_hidden(twins: Twins) -> None:
    """Calls that name what is hidden; what he may read, he may change."""
    store = twins.library.store
    before = [store.transcript(twins.ids[0]), store.collections(), store.renames(), store.discarded()]
    for (_, name), number in server_functions(twins.all).items():
        if name in CALLS[rules.EDIT].split() and name != "undo":
            for data in sent_by_scripts(twins):
                if twins.open not in str(data) and any(id_ in str(data) for id_ in twins.ids):
                    called(twins.all, EDITOR, number, name, data)
    assert [store.transcript(twins.ids[0]), store.collections(), store.renames(), store.discarded()] == before


def test_events_of_the_page_are_answered_alike(twins: Twins) -> None:
    configs = [client.get("/config", headers=READER).json()["dependencies"] for client in (twins.all, twins.less)]
    names = [each["api_name"] for each in configs[0] if each["backend_fn"] and not each["queue"]]
    assert {"typed", "linked", "clicked", "answered"} <= set(names)
    addresses = [{"q": [question], "speaker": [], "transcript": []} for question in QUESTIONS]
    for number, question in enumerate(QUESTIONS):
        for name in dict.fromkeys(names):
            told = []
            for client, config in zip((twins.all, twins.less), configs, strict=True):
                event = next(each for each in config if each["api_name"] == name)
                data = _inputs(name, question, addresses[number], len(event["inputs"]), twins)
                sent = {
                    "fn_index": event["id"],
                    "session_hash": f"s{number}",
                    "data": data,
                    "event_data": addresses[number],
                }
                answer = client.post("/gradio_api/run/predict", json=sent, headers=READER)
                told.append((answer.status_code, _plain(answer.text)))
            assert told[0] == told[1], (name, question)
            said, asked = told[0][1].casefold(), " ".join(QUESTIONS).casefold() + twins.ids[0]
            assert [mark for mark in MARKS if mark in said and mark not in asked] == [], (name, question)


def _inputs(name: str, question: str, address: object, count: int, twins: Twins) -> list[Any]:
    if name.startswith("typed"):
        return [question, "", twins.ids[0], *[None] * (count - 3)][:count]
    if name.startswith("linked"):
        return [address][:count]
    return ["", *[None] * count][:count]


# -- sessions --------------------------------------------------------------------------------------------------------


def test_nobody_listens_to_or_speaks_in_somebody_elses_session(twins: Twins) -> None:
    number = server_functions(twins.all)["topbar", "size"]
    sent = {"data": None, "component_id": number, "fn_name": "size", "session_hash": "mine"}
    root = {"X-Forwarded-User": "root"}
    assert twins.all.post("/gradio_api/component_server", json=sent, headers=root).status_code == 200
    tries: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("POST", "/gradio_api/component_server", {"json": sent}),
        ("POST", "/gradio_api/run/predict", {"json": {"data": [], "fn_index": 0, "session_hash": "mine"}}),
        ("POST", "/gradio_api/queue/join", {"json": {"data": [], "fn_index": 0, "session_hash": "mine"}}),
        ("POST", "/gradio_api/cancel", {"json": {"session_hash": "mine", "fn_index": 0, "event_id": "x"}}),
        ("POST", "/gradio_api/call/typed", {"json": {"data": [], "session_hash": "mine"}}),
        ("GET", "/gradio_api/queue/data?session_hash=mine", {}),
        ("GET", "/gradio_api/queue/data?session_hash=own&session_hash=mine", {}),
        ("GET", "/gradio_api/heartbeat/mine", {}),
    )
    for method, path, more in tries:
        refused = twins.all.request(method, path, headers=READER, **more)
        assert (refused.status_code, refused.json()["detail"]) == (403, "this session is somebody else's"), path
    form = {"files": {"file": b"x"}, "data": {"session_hash": "mine", "fn_name": "size", "component_id": str(number)}}
    assert twins.all.post("/gradio_api/component_server", headers=READER, **form).status_code == 400  # type: ignore[arg-type]


def test_nobody_takes_the_answer_to_somebody_elses_event(twins: Twins) -> None:
    root = {"X-Forwarded-User": "root"}
    add_id = next(each["id"] for each in twins.all.get("/config", headers=root).json()["dependencies"] if each["queue"])
    begun = twins.all.post(
        "/gradio_api/queue/join", json={"data": [None], "fn_index": add_id, "session_hash": "roots"}, headers=root
    )
    event = begun.json()["event_id"]
    for path in (f"/gradio_api/call/add/{event}", f"/gradio_api/call/v2/add/{event}"):
        assert twins.all.get(path, headers=READER).status_code == 403
    cancel = {"session_hash": "own", "fn_index": add_id, "event_id": event}
    assert twins.all.post("/gradio_api/cancel", json=cancel, headers=READER).status_code == 403
    assert twins.all.post("/gradio_api/reset", json={"event_id": event}, headers=READER).status_code == 403


# -- adding: last, because it changes what both hold -----------------------------------------------------------------


def test_an_upload_that_lies_where_the_hidden_lay_tells_nothing(twins: Twins) -> None:
    files = {"files": ("kraken.txt", b"ANNA LEE:  Wheat.\n\nBEN OKAFOR:  Rain, rain.\n")}
    answer = twins.same("POST", "/api/v1/transcripts", EDITOR, files=files)
    assert answer.startswith("20")
    hidden = twins.library.store.transcript(twins.ids[0])
    assert hidden.title == "The Kraken"
