"""The API from Python: a library that is on a server, asked like one that is here.

    from qa.client import Client

    with Client("https://portal.example.com/record", token="otr_…") as record:
        for quote in record.ask("what did Park say about China?")["quotes"]:
            print(quote["speaker"], quote["text"], quote["link"])

What comes back is the JSON of the API, typed. What the server refuses is raised with the problem it gives.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote as escaped

import httpx

from index.errors import OnTheRecordError

if TYPE_CHECKING:
    from qa.quotes.verdicts import CheckJson
    from qa.server.api.responses import (
        AddEvent,
        AddReport,
        AnsweredJson,
        CollectionJson,
        DetailJson,
        PassagesJson,
        PersonDetail,
        RenamesJson,
        SummaryJson,
        TurnJson,
    )
    from qa.show.people import PersonJson

File = Path | tuple[str, bytes]
"""A file to be added: a path, or a name and its bytes."""

_TRIES = 3
_AGAIN = (429, 502, 503, 504)
_PATIENCE_S = 30.0


class Unreachable(OnTheRecordError):
    """The server does not answer, or something else does."""


class Refused(OnTheRecordError):
    """What a server does not do, and why: ``problem`` is all that it says, the rest are parts of it."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        self.problem = problem
        self.status, self.type, self.title = int(problem["status"]), str(problem["type"]), str(problem["title"])
        self.detail, self.cure = str(problem.get("detail") or ""), str(problem.get("cure") or "")
        self.source, self.place = str(problem.get("source") or ""), str(problem.get("place") or "")
        where = ", ".join(filter(None, (self.source, self.place)))
        super().__init__(
            f"{where}{': ' if where else ''}{self.detail or self.title}{'; ' if self.cure else ''}{self.cure}"
        )


class Client:
    """``url`` is the address of the page. Calls that can do no harm twice are made again where the server is busy."""

    def __init__(self, url: str, token: str | None = None, *, timeout: float = 60.0) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=f"{url.rstrip('/')}/api/v1/", headers=headers, timeout=timeout)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    # --- asking

    def ask(self, question: str, **scope: Any) -> AnsweredJson:
        """``scope`` are speakers, transcripts, since, until, limit, previous and conversation, as the API has them."""
        return cast("AnsweredJson", self._call("POST", "ask", again=True, json={"question": question, **scope}).json())

    def conversation(self) -> Conversation:
        """Questions of which each may lean on those before it."""
        return Conversation(self)

    def search(self, query: str, **scope: Any) -> PassagesJson:
        return cast("PassagesJson", self._call("GET", "search", params={"query": query, **scope}).json())

    def check(self, quote: str, speaker: str = "", transcripts: Sequence[str] = ()) -> CheckJson:
        sent = {"quote": quote, "speaker": speaker, "transcripts": list(transcripts)}
        return cast("CheckJson", self._call("POST", "check", again=True, json=sent).json())

    def export(self, question: str, format: str = "md", **scope: Any) -> bytes:
        """The answer as a file: md, docx, csv or json."""
        sent = {"question": question, "format": format, **scope}
        return self._call("POST", "export", again=True, json=sent).content

    # --- transcripts

    def transcripts(self, **wanted: Any) -> Iterator[SummaryJson]:
        """All of them, page by page, latest first; ``wanted`` are title and collection."""
        return self._pages("transcripts", wanted)

    def transcript(self, id_: str) -> DetailJson:
        return cast("DetailJson", self._call("GET", f"transcripts/{_part(id_)}").json())

    def turns(self, id_: str, first: int = 0) -> Iterator[TurnJson]:
        """Who says what, from the turn ``first`` to the end."""
        following: int | None = first
        while following is not None:
            page = self._call("GET", f"transcripts/{_part(id_)}/turns", params={"first": following}).json()
            yield from page["items"]
            following = page["next"]

    def text(self, id_: str) -> str:
        return self._call("GET", f"transcripts/{_part(id_)}/text").text

    def source(self, id_: str) -> bytes:
        """The file that it was made from."""
        return self._call("GET", f"transcripts/{_part(id_)}/source").content

    def add(self, *files: File, progress: Callable[[AddEvent], None] | None = None, **said: Any) -> AddReport:
        """Add files; ``said`` are title, date, speakers, collections and replace. Raises Refused where none could be.

        With ``progress`` it is told as it goes on, and files that could not be added are only in the report.
        """
        sent = [("files", _read(file)) for file in files]
        if progress is None:
            answer = self._call("POST", "transcripts", again=True, files=sent, data=said)
            return cast("AddReport", answer.json())
        return self._listened(progress, files=sent, data=said)

    def replace(self, id_: str, file: File, **said: Any) -> AddReport:
        """Put a newer version of its file in the place of a transcript."""
        sent = {"file": _read(file)}
        answer = self._call("PUT", f"transcripts/{_part(id_)}/source", again=True, files=sent, data=said)
        return cast("AddReport", answer.json())

    def describe(self, id_: str, **said: str) -> DetailJson:
        """Give it another title or date."""
        return cast("DetailJson", self._call("PATCH", f"transcripts/{_part(id_)}", json=said).json())

    def remove(self, id_: str, *, forever: bool = False) -> None:
        self._call("DELETE", f"transcripts/{_part(id_)}", params={"forever": forever})

    def restore(self, id_: str) -> DetailJson:
        return cast("DetailJson", self._call("POST", f"discarded/{_part(id_)}/restore").json())

    # --- people and collections

    def people(self, **wanted: Any) -> Iterator[PersonJson]:
        """Everybody, page by page, who speaks most first; ``wanted`` are transcripts."""
        return self._pages("people", wanted)

    def person(self, who: str) -> PersonDetail:
        return cast("PersonDetail", self._call("GET", f"people/{_part(who)}").json())

    def rename(self, who: str, name: str, **where: Any) -> RenamesJson:
        return cast("RenamesJson", self._call("POST", "names/rename", json={"who": who, "name": name, **where}).json())

    def merge(self, who: str, into: str, **where: Any) -> RenamesJson:
        return cast("RenamesJson", self._call("POST", "names/merge", json={"who": who, "into": into, **where}).json())

    def undo(self) -> RenamesJson:
        """Take the last change of names back."""
        return cast("RenamesJson", self._call("POST", "names/undo").json())

    def collections(self) -> Iterator[CollectionJson]:
        return self._pages("collections", {})

    def collect(self, id_: str, collection: str) -> None:
        self._call("PUT", f"collections/{_part(collection)}/transcripts/{_part(id_)}", again=True)

    def release(self, id_: str, collection: str) -> None:
        self._call("DELETE", f"collections/{_part(collection)}/transcripts/{_part(id_)}")

    # --- calls

    def _pages(self, path: str, wanted: Mapping[str, Any]) -> Iterator[Any]:
        cursor: dict[str, str] = {}
        while True:
            page = self._call("GET", path, params={**wanted, **cursor}).json()
            yield from page["items"]
            if not page["next"]:
                return
            cursor = {"cursor": page["next"]}

    def _call(self, method: str, path: str, *, again: bool = False, **sent: Any) -> httpx.Response:
        tries = _TRIES if again or method == "GET" else 1
        for number in range(1, tries + 1):
            try:
                answer = self._http.request(method, path, **sent)
            except httpx.TransportError as error:
                if number == tries:
                    raise Unreachable(
                        f"{self._http.base_url} does not answer ({error}); is the server there?"
                    ) from error
                time.sleep(0.2 * 2**number)
                continue
            if answer.status_code not in _AGAIN or number == tries:
                break
            time.sleep(_wait(answer, number))
        return self._checked(answer)

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        answer.read()
        if answer.headers.get("content-type", "").startswith("application/problem+json"):
            raise Refused(answer.json())
        raise Unreachable(f"{answer.url} answers {answer.status_code}, not as this API does; check the address")

    def _listened(self, progress: Callable[[AddEvent], None], **sent: Any) -> AddReport:
        headers = {"Accept": "application/x-ndjson"}
        try:
            with self._http.stream("POST", "transcripts", headers=headers, **sent) as answer:
                for line in self._checked(answer).iter_lines():
                    event: AddEvent = json.loads(line)
                    progress(event)
                    if event["event"] == "problem":
                        raise Refused(cast("Mapping[str, Any]", event["problem"]))
                    if event["event"] == "end":
                        return event["report"]
        except httpx.TransportError as error:
            raise Unreachable(f"the server broke off ({error}); what it reported as added is there") from error
        raise Unreachable("the server broke off; what it reported as added is there")


class Conversation:
    """``ask("and Blinken?")`` goes on from the question before; left for a day, it is refused."""

    def __init__(self, client: Client) -> None:
        self._client, self._text = client, ""

    def ask(self, question: str, **scope: Any) -> AnsweredJson:
        answer = self._client.ask(question, **scope, conversation=self._text)
        self._text = answer["conversation"]
        return answer


def _wait(answer: httpx.Response, number: int) -> float:
    """As long as the server asks for, within reason."""
    asked = answer.headers.get("retry-after", "")
    return min(float(asked), _PATIENCE_S) if asked.isdecimal() else 0.2 * 2**number


def _part(name: str) -> str:
    return escaped(name, safe="")


def _read(file: File) -> tuple[str, bytes]:
    return file if isinstance(file, tuple) else (file.name, file.read_bytes())
