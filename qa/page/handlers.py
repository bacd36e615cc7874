"""What happens at the events of the page: handlers that return what its components then show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from index.errors import NoSuchTranscript, OnTheRecordError
from index.store import Summary
from qa.library import Library
from qa.page.chat import Conversation, Conversations
from qa.page.sent import fields, number
from qa.page.service import Service, asked_of, names_of
from qa.page.services import Services
from qa.page.upload import Uploads
from qa.show.languages import Language
from qa.show.render import as_json
from qa.show.wording import day

_AGAIN = 100  # questions


class Handlers:
    """Of one page for all visitors; each has conversations and uploads of their own."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._conversations = Conversations()
        self._uploads = Uploads()

    def typed(self, question: str, chosen: object, request: gr.Request) -> tuple[str, Any]:
        _, speakers, transcripts = asked_of(chosen)
        self._put((question, speakers, transcripts), chosen, request)
        return "", self._shown(request)

    def linked(self, address: object, request: gr.Request) -> Any:
        self._put(asked_of(address), address, request)
        return self._shown(request)

    def _put(self, asked: tuple[str, list[str], list[str]], sent: object, request: gr.Request) -> None:
        """Note a question. ``sent`` says how many the page has shown, as it may be sent twice."""
        (question, speakers, transcripts), library = asked, self._services.library(request)
        ids = [_id(wanted, library) for wanted in transcripts]
        self._talk(request).put(question, speakers, ids, number(fields(sent).get("seen"), -1))

    def clicked(self, event: gr.EventData, request: gr.Request) -> Any:
        return self.linked(event._data, request)

    def answered(self, request: gr.Request) -> Any:
        """The chat with its answers."""
        self._finish(request)
        return self._shown(request)

    def halted(self, event: gr.EventData, request: gr.Request) -> Any:
        """The chat without the answers to what was put when that was asked for; what was put since goes on."""
        seen = number(fields(event._data).get("seen"))
        self._talk(request).stop(seen, self._services.language(request))
        return self._shown(request)

    def renamed(self, event: gr.EventData, request: gr.Request) -> Any:
        """The chat with the names that people have now."""
        self._talk(request).renamed(names_of(event._data))
        self._finish(request)
        return self._shown(request)

    def again(self, event: gr.EventData, request: gr.Request) -> Any:
        """The chat of a page that was open before this server was: its questions are answered anew, all before any is
        shown.
        """
        if self._talk(request).exchanges:
            return gr.skip()
        asked = fields(event._data).get("asked")
        for address in asked[-_AGAIN:] if isinstance(asked, list) else []:
            self._put(asked_of(address), address, request)
        self._finish(request)
        return self._shown(request)

    def add(self, paths: list[str] | None, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield None, [], gr.Button(visible=True)
        library, spoken = self._services.library(request), self._services.language(request)
        for rows in self._uploads.added(str(request.session_hash), paths or [], library, spoken):
            yield None, rows, gr.skip()
        yield None, gr.skip(), gr.Button(visible=False)

    def stopped(self, request: gr.Request) -> gr.Button:
        self._uploads.stop(str(request.session_hash))
        return gr.Button(visible=False)

    def _talk(self, request: gr.Request) -> Conversation:
        """By who asks, too: a session's number alone is sent by the browser and opens nobody else's conversation."""
        return self._conversations.of(self._services.visitor(request), str(request.session_hash))

    def _finish(self, request: gr.Request) -> None:
        services = self._services
        self._talk(request).finish(services.library(request), services.ask, services.language(request))

    def _shown(self, request: gr.Request) -> Any:
        """The messages; nothing before the first, as what is sent late must not take the place of a first answer."""
        conversation = self._talk(request)
        if not conversation.exchanges:
            return gr.skip()
        language = self._services.language(request)
        titles = titles_of(self._services.library(request).store.transcripts(), language)
        return conversation.messages(titles, language)


def titles_of(summaries: Sequence[Summary], language: Language) -> dict[str, str]:
    """What transcripts are called, by their ids: those of a series with their dates."""
    often = Counter(each.title for each in summaries)
    dated = {each.id: day(each.date, language) if often[each.title] > 1 else "" for each in summaries}
    return {each.id: ", ".join(filter(None, (each.title, dated[each.id]))) for each in summaries}


def _id(wanted: str, library: Library) -> str:
    """The id of the transcript that an address names by its id or title; what names none is left, and finds nothing."""
    try:
        return library.find(wanted).id
    except NoSuchTranscript:
        return wanted


def asked_by_a_program(services: Services) -> Callable[[str, gr.Request], dict[str, Any]]:
    """What Gradio's own client calls: the answer as JSON. All other events are the page's alone."""

    def ask(question: str, request: gr.Request) -> dict[str, Any]:
        """Answer a question with the speakers' exact words, as the HTTP API does."""
        try:
            answer = services.of(Service, request).answer(question)
        except OnTheRecordError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return {**as_json(answer, str(getattr(request.request, "base_url", "")))}

    return ask
