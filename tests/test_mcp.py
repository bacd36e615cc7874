"""The tools for agents, called by a real client of the protocol over HTTP, in its present and its former version."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import httpx2 as httpx
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent, Tool

from qa.server import mcp
from qa.server.settings import Settings
from tests import guarded
from tests.serving import TRADE, VOTE, application, served
from tests.whole import run

LONG = b"DAN WU:  " + b"The ships are late again. " * 2_000 + b"\n\nANNA LEE:  Oh.\n\nDAN WU:  Yes.\n"
Mode = Literal["auto", "legacy"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(application(tmp_path_factory.mktemp("mcp"))) as root:
        for name, data, collection in (("trade.txt", TRADE, ""), ("vote.txt", VOTE, "Board"), ("long.txt", LONG, "")):
            said = {"collections": [collection]} if collection else {}
            added = httpx.post(f"{root}/api/v1/transcripts", files=[("files", (name, data))], data=said)
            assert added.status_code == 201
        yield root


def used(address: str, use: Callable[[Client], Awaitable[Any]], who: str = "admin", mode: Mode = "auto") -> Any:
    """What comes of using a client that is somebody's."""

    async def main() -> Any:
        async with httpx.AsyncClient(headers={"visitor": who}, timeout=60) as http:
            transport = streamable_http_client(f"{address}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                return await use(client)

    return run(main)


def called(address: str, tool: str, who: str = "admin", **arguments: Any) -> Any:
    """What a tool returns, which its text has, too."""
    result = _result(address, tool, who, arguments)
    assert not result.is_error, result.content
    assert isinstance(result.content[0], TextContent)
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


def failed(address: str, tool: str, who: str = "admin", **arguments: Any) -> str:
    result = _result(address, tool, who, arguments)
    assert result.is_error
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text


def _result(address: str, tool: str, who: str, arguments: dict[str, Any]) -> CallToolResult:
    result = used(address, lambda client: client.call_tool(tool, arguments), who)
    assert isinstance(result, CallToolResult)
    return result


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_tell_an_agent_what_they_are_for(address: str, mode: Mode) -> None:
    async def look(client: Client) -> tuple[str | None, list[Tool], str]:
        return client.instructions, (await client.list_tools()).tools, client.protocol_version

    about, tools, version = used(address, look, mode=mode)
    assert version == ("2025-11-25" if mode == "legacy" else "2026-07-28")
    assert "word for word" in (about or "")
    assert [tool.name for tool in tools] == ["ask", "search", "get_turns", "list_transcripts", "check_quote"]
    for tool in tools:
        assert "Use this" in (tool.description or "")
        assert tool.annotations and tool.annotations.read_only_hint
        assert tool.output_schema and tool.output_schema["type"] == "object"
        assert all(field.get("description") for field in tool.input_schema["properties"].values()), tool.name
        assert f"`{tool.name}`" in (about or "")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_answer_has_the_words_and_the_link(address: str, mode: Mode) -> None:
    async def ask(client: Client) -> Any:
        return (await client.call_tool("ask", {"question": "what did Anna Lee say about trade?"})).structured_content

    answer = used(address, ask, mode=mode)
    assert answer["answered"] is True
    assert answer["quotes"][0]["text"] == "We trade with China.  It is trade in ships."
    assert answer["quotes"][0]["link"].startswith(f"{address}/?t=")


def test_an_agent_narrows_down_and_follows_up(address: str) -> None:
    assert called(address, "ask", question="music", transcripts=["trade"])["answered"] is False
    follow = called(address, "ask", question="and Ben?", previous=["what did Anna Lee say about rain?"])
    assert follow["understood"]["speakers"] == ["Ben Okafor"]
    assert len(called(address, "search", query="school", limit=1)["passages"]) == 1


def test_an_agent_reads_around_a_quote(address: str) -> None:
    page = called(address, "get_turns", transcript="trade", first=1, limit=1)
    assert [turn["text"] for turn in page["items"]] == ["The wheat is under rain."]
    assert (page["next"], page["total"]) == (2, 3)
    assert called(address, "get_turns", transcript="trade", first=99)["items"] == []


def test_what_is_too_long_for_an_agent_is_said(address: str) -> None:
    assert "51,999 characters; use search" in failed(address, "get_turns", transcript="long")
    rest = called(address, "get_turns", transcript="long", first=1)
    assert [turn["text"] for turn in rest["items"]] == ["Oh.", "Yes."]
    assert "less than or equal to 20" in failed(address, "ask", question="rain", limit=21)


def test_an_agent_lists_and_checks(address: str) -> None:
    first = called(address, "list_transcripts", limit=2)
    rest = called(address, "list_transcripts", limit=2, cursor=first["next"])
    titles = [each["title"] for page in (first, rest) for each in page["items"]]
    assert sorted(titles) == ["long", "trade", "vote"]
    assert called(address, "check_quote", quote="We trade with China", speaker="Ben")["verdict"] == "other_speaker"


def test_errors_tell_the_cure_in_terms_of_the_tools(address: str) -> None:
    assert "list_transcripts tells ids" in failed(address, "get_turns", transcript="nothing like it")
    assert "ask something such as" in failed(address, "ask", question="?!")
    assert "no words" in failed(address, "check_quote", quote="…")
    assert "cursor" in failed(address, "list_transcripts", cursor="made-up")
    assert "since" in failed(address, "ask", question="rain", since="yesterday")


def test_what_fails_inside_tells_nothing_of_the_inside(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("/srv/secret")

    monkeypatch.setattr("qa.server.api.queries.checked", failing)
    assert failed(address, "check_quote", quote="We trade") == "Error executing tool check_quote"
    assert "/srv/secret" in caplog.text


def test_a_reader_sees_no_other_collection(address: str) -> None:
    assert [each["title"] for each in called(address, "list_transcripts", "reader")["items"]] == ["vote"]
    assert called(address, "ask", "reader", question="rain on wheat")["answered"] is False
    assert called(address, "check_quote", "reader", quote="We trade with China")["verdict"] == "not_found"
    assert "trade" not in json.dumps(called(address, "search", "reader", query="trade with China")["passages"])
    assert "no transcript goes by that name" in failed(address, "get_turns", "reader", transcript="trade")


def test_who_has_not_signed_in_calls_nothing(tmp_path: Path) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_transcripts", "arguments": {}}}
    accept = {"Accept": "application/json, text/event-stream"}
    behind = Settings(auth="proxy", auth_proxies=("10.0.0.7",), trusted_proxies=("10.0.0.7",))
    with guarded.served(tmp_path, behind, peer="10.0.0.7") as client:
        assert client.post("/mcp", json=call, headers=accept).status_code == 401
        called = client.post("/mcp", json=call, headers={**accept, "X-Forwarded-User": "rea"})
        listed = called.json()["result"]["structuredContent"]["items"]
        assert [each["title"] for each in listed] == ["open"]
    with guarded.served(tmp_path, behind, peer="10.0.0.8") as client:
        spoofed = client.post("/mcp", json=call, headers={**accept, "X-Forwarded-User": "root"})
        assert spoofed.status_code in (401, 403)
        assert "result" not in spoofed.json()


def test_there_is_nothing_but_calls(address: str) -> None:
    for method in ("GET", "DELETE", "PUT"):
        got = httpx.request(method, f"{address}/mcp")
        assert (got.status_code, got.headers["allow"]) == (405, "POST")
        assert got.headers["content-type"] == "application/problem+json"
    huge = httpx.post(f"{address}/mcp", content=b"x" * 5_000_000, headers={"content-type": "application/json"})
    assert huge.status_code == 413


def test_it_leaves_logging_to_the_application() -> None:
    before = list(logging.getLogger().handlers)
    mcp._server()
    assert logging.getLogger().handlers == before
