"""The browser interface: widgets and their handlers over a given library and ask function; no logic of its own.

Each page below the top bar is one line in PAGES: a column whose id is the page's name, with static/<name>.html and .js,
and a service whose methods the script calls. static/topbar.js shows one column at a time, by ``?view=name`` in the
address (``?page=`` is Gradio's own: an address with it fails).

Gradio runs a gr.HTML's value through JavaScript's template literals, so no data ever goes into one: its scripts fetch
what they show from a service, and write it as text nodes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
from gradio.events import api

from index.errors import NoSuchTranscript, OnTheRecordError
from qa.library import Library
from qa.page.chat import Ask, Conversation, Conversations, Message, speakers
from qa.page.checking import CheckService
from qa.page.explore import ExploreService
from qa.page.people import PeopleService
from qa.page.saving import SavingService
from qa.page.service import Service, asked_of, names_of
from qa.page.services import PageService, Services
from qa.page.shelf import ShelfService
from qa.page.upload import Uploads
from qa.show.cards import welcome_html
from qa.show.render import as_json

_ASKED = "() => { document.dispatchEvent(new CustomEvent('otr:settled')) }"
_CHANGED = "() => { document.dispatchEvent(new CustomEvent('otr:changed')) }"
_ADDRESS = "(...inputs) => [Object.fromEntries(['q', 'speaker', 'transcript'].map((key) => [key, "
_ADDRESS += "new URLSearchParams(location.search).getAll(key)])), ...inputs.slice(1)]"
_SCOPE = "(question, speaker, transcript) => [question, speaker, transcript, window.otrScope || null]"  # in a frame
_STATIC = Path(__file__).parent / "static"
_STYLES = ("style.css", "library.css", "people.css", "explore.css", "player.css")
_ANYONE, _EVERYWHERE = "Anyone", "All transcripts"
_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {**_PRIVATE, "queue": False, "show_progress": "hidden"}


class Parameters(TypedDict):
    """What mount_gradio_app() is to be given."""

    theme: gr.themes.Base
    head: str
    favicon_path: str
    footer_links: list[Any]
    run_history: bool
    show_error: bool
    ssr_mode: bool
    max_file_size: str


def parameters() -> Parameters:
    return {
        "theme": _theme(),
        "head": f"<style>{''.join(map(_static, _STYLES))}</style><script>{_static('shared.js')}</script>",
        "favicon_path": str(_STATIC / "icon.svg"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "max_file_size": "200mb",
    }


@dataclass(frozen=True, slots=True)
class Page:
    """A page below the top bar: its name in addresses (``?view=name``), what the bar calls it, and its service.

    Ask and Library have more to them than a script, and are composed by functions of their own.
    """

    name: str
    label: str
    service: type[PageService] | None = None


PAGES = (  # in the order of the bar; a page with a service needs nothing but its line here
    Page("ask", "Ask"),
    Page("library", "Library"),
    Page("people", "People", PeopleService),
    Page("explore", "Explore", ExploreService),
    Page("check", "Check", CheckService),
)


def build(
    library: Library,
    ask: Ask,
    seen: Callable[[Any], Library] | None = None,
    visitor: Callable[[Any], str] | None = None,
) -> gr.Blocks:
    """The interface; ``seen`` and ``visitor`` say what a request may see and who makes it, see Services."""
    services = Services(library, ask, seen, visitor)
    blocks: gr.Blocks
    with gr.Blocks(title="On the Record", fill_width=True, fill_height=True, analytics_enabled=False) as blocks:
        _part("topbar", services, Service, ("size", "may_change"), bar=_bar())
        with gr.Row(elem_id="ask", elem_classes="otr-page", equal_height=False):
            asking = _ask_page(services)
        with gr.Column(elem_id="library", elem_classes="otr-page"):
            shelved = _library_page(services)
        for page in PAGES:
            if page.service:
                with gr.Column(elem_id=page.name, elem_classes="otr-page"):
                    _part(page.name, services, page.service, page.service.calls, elem_id=f"{page.name}-page")
        bridge = _part("bridge", services, Service, ("take_quote",))
        _part("saving", services, SavingService, SavingService.calls)
        _wire(blocks, services, asking, shelved, bridge)
        api(_asked_by_a_program(services), api_name="ask", queue=False)
    return blocks


def _asked_by_a_program(services: Services) -> Callable[[str, gr.Request], dict[str, Any]]:
    """What Gradio's own client calls: the answer as JSON. All other events are the page's alone."""

    def ask(question: str, request: gr.Request) -> dict[str, Any]:
        """Answer a question with the speakers' exact words, as the HTTP API does."""
        try:
            answer = services.of(Service, request).answer(question)
        except OnTheRecordError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return {**as_json(answer, str(getattr(request.request, "base_url", "")))}

    return ask


@dataclass(frozen=True, slots=True)
class _Asking:
    chat: gr.Chatbot
    box: gr.Textbox
    filters: list[gr.Dropdown]


@dataclass(frozen=True, slots=True)
class _Shelved:
    drop: gr.File
    stop: gr.Button
    results: gr.HTML
    shelf: gr.HTML


def _ask_page(services: Services) -> _Asking:
    with gr.Column(elem_id="left", scale=10, min_width=320):
        chat = _chatbot()
        _part("follow", services, Service, ("further",))
        box, *filters = _composer()
    with gr.Column(elem_id="right", scale=12, min_width=320):
        _part("viewer", services, Service, ("transcript", "replaced", "recent", "follow"))
        _part("player", services)
    return _Asking(chat, box, filters)


def _library_page(services: Services) -> _Shelved:
    drop = gr.File(file_count="multiple", label="Add transcripts", elem_id="drop", height=96)
    stop = gr.Button("Stop after this file", visible=False, elem_id="stop", size="sm")
    results = _part("results", services, value=[])
    shelf = _part("shelf", services, ShelfService, ShelfService.calls)
    return _Shelved(drop, stop, results, shelf)


def _wire(blocks: gr.Blocks, services: Services, asking: _Asking, shelved: _Shelved, bridge: gr.HTML) -> None:
    """What happens when; a question is put into the chat first, and answered in a second step."""
    does = _Handlers(services)
    chat, box, filters = asking.chat, asking.box, asking.filters
    asked = (
        box.submit(does.typed, [box, *filters, bridge], [box, chat], js=_SCOPE, trigger_mode="multiple", **_QUIET),
        bridge.ask(does.clicked, None, [chat], trigger_mode="multiple", **_QUIET),
        blocks.load(does.linked, [bridge], [chat], js=_ADDRESS, **_QUIET),
    )
    for event in asked:
        event.then(does.answered, None, [chat], trigger_mode="multiple", **_QUIET).then(None, js=_ASKED)
    bridge.stop(does.halted, None, [chat], trigger_mode="multiple", **_QUIET)
    indexing = shelved.drop.upload(
        does.add,
        [shelved.drop],
        [shelved.drop, shelved.results, shelved.stop],
        concurrency_id="index",
        concurrency_limit=1,
        show_progress="hidden",  # each file's row has its own
        **_PRIVATE,
    )
    shelved.stop.click(does.stopped, None, [shelved.stop], **_QUIET)
    blocks.load(does.choices, filters, filters, **_QUIET)
    renamed = shelved.shelf.renamed(does.renamed, [filters[0]], [filters[0], chat], **_QUIET)
    for change in (indexing.then, renamed.then):
        change(does.choices, filters, filters, **_QUIET).then(None, js=_CHANGED)


class _Handlers:
    """What events do. They return what the components then show."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._conversations = Conversations()
        self._uploads = Uploads()

    def typed(
        self, question: str, speaker: str, transcript: str, scope: object, request: gr.Request
    ) -> tuple[str, list[Message]]:
        """``scope`` is that of a frame: what it names is fixed, whatever was chosen."""
        _, speakers, transcripts = asked_of(scope)
        speakers = speakers or [speaker] * bool(speaker)
        self._put(question, speakers, transcripts or [transcript] * bool(transcript), request)
        return "", self._shown(request)

    def linked(self, address: object, request: gr.Request) -> list[Message]:
        self._put(*asked_of(address), request)
        return self._shown(request)

    def _put(self, question: str, speakers: list[str], transcripts: list[str], request: gr.Request) -> None:
        library = self._services.library(request)
        self._talk(request).put(question, speakers, [_id(wanted, library) for wanted in transcripts])

    def clicked(self, event: gr.EventData, request: gr.Request) -> list[Message]:
        return self.linked(event._data, request)

    def answered(self, request: gr.Request) -> Any:
        """The chat with its answers; skipped where nothing waited, so that the page is not drawn anew."""
        if not self._finished(request):
            return gr.skip()
        return self._shown(request)

    def halted(self, request: gr.Request) -> list[Message]:
        self._talk(request).stop()
        return self._shown(request)

    def renamed(self, speaker: str, event: gr.EventData, request: gr.Request) -> tuple[Any, list[Message]]:
        """The chat with the names that people have now; the speaker chosen stays chosen."""
        names = names_of(event._data)
        self._talk(request).renamed(names)
        self._finished(request)
        choices = [(who, who) for who in self._speakers(request)]
        return _choices(_ANYONE, choices, names.get(speaker, speaker)), self._shown(request)

    def choices(self, speaker: str, transcript: str, request: gr.Request) -> tuple[gr.Dropdown, gr.Dropdown]:
        summaries = self._services.library(request).store.transcripts()
        titles = [(summary.title, summary.id) for summary in summaries]
        names = [(who, who) for who in self._speakers(request)]
        return _choices(_ANYONE, names, speaker), _choices(_EVERYWHERE, titles, transcript)

    def add(self, paths: list[str] | None, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield None, [], gr.Button(visible=True)
        for rows in self._uploads.added(str(request.session_hash), paths or [], self._services.library(request)):
            yield None, rows, gr.skip()
        yield None, gr.skip(), gr.Button(visible=False)

    def stopped(self, request: gr.Request) -> gr.Button:
        self._uploads.stop(str(request.session_hash))
        return gr.Button(visible=False)

    def _talk(self, request: gr.Request) -> Conversation:
        """By who asks, too: a session's number alone is sent by the browser and opens nobody else's conversation."""
        return self._conversations.of(self._services.visitor(request), str(request.session_hash))

    def _finished(self, request: gr.Request) -> bool:
        return self._talk(request).finish(self._services.library(request), self._services.ask)

    def _shown(self, request: gr.Request) -> list[Message]:
        conversation = self._talk(request)
        service = self._services.of(Service, request)
        titles = {summary.id: summary.title for summary in service.library.store.transcripts()}
        if not conversation.exchanges:
            welcome = welcome_html(service.examples(), len(titles))
        if not conversation.exchanges:  # nor while the examples were made
            return [{"role": "assistant", "content": welcome}]
        return conversation.messages(titles)

    def _speakers(self, request: gr.Request) -> list[str]:
        return speakers(self._services.library(request).store.transcripts())


def _id(wanted: str, library: Library) -> str:
    """The id of the transcript that an address names by its id or title; what names none is left, and finds nothing."""
    try:
        return library.find(wanted).id
    except NoSuchTranscript:
        return wanted


def _choices(everything: str, choices: list[tuple[str, str]], chosen: str) -> gr.Dropdown:
    """What is chosen stays so, as far as it is still there."""
    value = chosen if any(chosen == value for _, value in choices) else ""
    return gr.Dropdown(choices=[(everything, ""), *choices], value=value)


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        [{"role": "assistant", "content": welcome_html([], 1)}],
        elem_id="chat",
        label="Conversation",
        show_label=False,
        latex_delimiters=[],  # "$$" in a quote is text
        allow_tags=False,
        group_consecutive_messages=False,
        height=None,
        autoscroll=False,
        buttons=[],
        feedback_options=None,
    )


def _composer() -> tuple[gr.Textbox, gr.Dropdown, gr.Dropdown]:
    with gr.Column(elem_id="composer"):
        box = gr.Textbox(
            placeholder="Ask what someone said…",
            label="Question",
            show_label=False,
            container=False,
            submit_btn="Ask",
            lines=1,
            max_lines=5,
            elem_id="box",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="search"),
        )
        with gr.Row(elem_id="filters"):
            speaker = _pill("Speaker", _ANYONE)
            transcript = _pill("Transcript", _EVERYWHERE)
    return box, speaker, transcript


def _pill(label: str, all_of_them: str) -> gr.Dropdown:
    return gr.Dropdown(
        [(all_of_them, "")],
        value="",
        label=label,
        show_label=False,
        container=False,
        interactive=True,
        elem_classes="pill",
        min_width=120,
    )


def _part(
    name: str,
    services: Services,
    service: type[PageService] | None = None,
    calls: Sequence[str] = (),
    *,
    bar: str = "",
    **settings: Any,
) -> gr.HTML:
    """What static/<name>.html and .js describe. The script reaches ``calls`` of the service as server.<name>."""
    return gr.HTML(
        html_template=_static(f"{name}.html").replace("<nav></nav>", bar),
        js_on_load=_static(f"{name}.js"),
        server_functions=[_call(services, service, call) for call in calls] if service else [],
        apply_default_css=False,
        **{"elem_id": name, **settings},
    )


def _bar() -> str:
    links = "".join(
        f'<a class="page" data-page="{page.name}" href="?view={page.name}">{page.label}</a>' for page in PAGES
    )
    return f'<nav aria-label="Pages">{links}</nav>'


def _call(services: Services, service: type[PageService], name: str) -> Callable[[object, gr.Request], object]:
    """The method as a function: Gradio marks those that it may call, which a bound method does not let it do.

    An error that has a sentence for the user is given as {"error": sentence}.
    """

    def call(argument: object, request: gr.Request) -> object:
        try:
            return getattr(services.of(service, request), name)(argument)
        except OnTheRecordError as error:
            return {"error": str(error)}

    call.__name__ = name
    return call


def _static(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _theme() -> gr.themes.Base:
    """Paper and ink; what is particular is in style.css. The fonts are those that Gradio brings along."""
    system, sans, mono = (gr.themes.Font(name) for name in ("system-ui", "sans-serif", "monospace"))
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        font=[gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), system, sans],
        font_mono=[gr.themes.LocalFont("IBM Plex Mono", weights=(400,)), mono],
    ).set(
        body_background_fill="#f6f5f1",
        body_background_fill_dark="#121211",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1a1a19",
        border_color_primary="#e7e4dd",
        border_color_primary_dark="#2d2d2a",
        body_text_color="#1d1c19",
        body_text_color_dark="#edebe5",
        body_text_color_subdued="#69655b",
        body_text_color_subdued_dark="#a29e93",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1a1a19",
    )
