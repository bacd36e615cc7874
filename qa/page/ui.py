"""The browser interface: its widgets, and which of them calls which handler; no logic of its own.

Each page below the top bar is one line in PAGES: a column whose id is the page's name, with static/<name>.html and .js,
and a service whose methods the script calls. static/topbar.js shows one column at a time, by ``?view=name`` in the
address (``?page=`` is Gradio's own: an address with it fails).

Gradio runs a gr.HTML's value through JavaScript's template literals, so no data ever goes into one: its scripts fetch
what they show from a service, and write it as text nodes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
from gradio.events import api

from index.errors import OnTheRecordError
from qa.library import Library
from qa.page.chat import Ask
from qa.page.checking import CheckService
from qa.page.choosing import ChoosingService
from qa.page.explore import ExploreService
from qa.page.handlers import Handlers, asked_by_a_program
from qa.page.people import PeopleService
from qa.page.saving import SavingService
from qa.page.service import Service
from qa.page.services import PageService, Services
from qa.page.shelf import ShelfService
from qa.show.faults import told
from qa.show.languages import NAMES, language

_ASKED = "() => { document.dispatchEvent(new CustomEvent('otr:settled')) }"
_CHANGED = "() => { document.dispatchEvent(new CustomEvent('otr:changed')) }"
_ADDRESS = "(...inputs) => [{ ...Object.fromEntries(['q', 'speaker', 'transcript'].map((key) => [key, "
_ADDRESS += "new URLSearchParams(location.search).getAll(key)])), seen: 0 }, ...inputs.slice(1)]"
_CHOSEN = "(question) => [question, { ...window.otr.chosen(), seen: window.otr.seen() }]"  # see static/filters.js
_STATIC = Path(__file__).parent / "static"
_STYLES = ("style.css", "library.css", "people.css", "explore.css", "player.css")
_SCRIPTS = ("shared.js", "connection.js", "places.js", "turns.js", "ribbon.js", "find.js")  # before all parts
_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {**_PRIVATE, "queue": False, "show_progress": "hidden"}


class Parameters(TypedDict):
    """What mount_gradio_app() is to be given."""

    theme: gr.themes.Base
    i18n: gr.I18n
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
        "i18n": gr.I18n(**{code: _labels(code) for code in NAMES}),
        "head": f"<style>{''.join(map(_static, _STYLES))}</style><script>{''.join(map(_static, _SCRIPTS))}</script>",
        "favicon_path": str(_STATIC / "icon.svg"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "max_file_size": "200mb",
    }


def _labels(code: str) -> dict[str, str]:
    """What Gradio's own components say; all else is said by the parts' templates and scripts, see static/shared.js."""
    spoken = language(code)
    return {key: spoken.say(key) for key in spoken.words if key.startswith("gradio.")}


@dataclass(frozen=True, slots=True)
class Page:
    """A page below the top bar: its name in addresses (``?view=name``), and its service. The catalogues have what the
    bar calls it as "page.name".

    Ask and Library have more to them than a script, and are composed by functions of their own.
    """

    name: str
    service: type[PageService] | None = None


PAGES = (  # in the order of the bar; a page with a service needs nothing but its line here
    Page("ask"),
    Page("library"),
    Page("people", PeopleService),
    Page("explore", ExploreService),
    Page("check", CheckService),
)
_LABEL = gr.I18n()  # a label by its key, for the browser to look up


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
        bridge = _part("bridge", services, Service, ("take_quote", "welcome"))
        _part("saving", services, SavingService, SavingService.calls)
        _wire(blocks, services, asking, shelved, bridge)
        api(asked_by_a_program(services), api_name="ask", queue=False)
    return blocks


@dataclass(frozen=True, slots=True)
class _Asking:
    chat: gr.Chatbot
    box: gr.Textbox


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
        box = _composer(services)
    with gr.Column(elem_id="right", scale=12, min_width=320):
        _part("viewer", services, Service, ("transcript", "replaced", "recent", "follow"))
        _part("player", services)
    return _Asking(chat, box)


def _library_page(services: Services) -> _Shelved:
    drop = gr.File(file_count="multiple", label=_label("drop"), elem_id="drop", height=96)
    stop = gr.Button(_label("stop"), visible=False, elem_id="stop", size="sm")
    results = _part("results", services, value=[])
    shelf = _part("shelf", services, ShelfService, ShelfService.calls)
    return _Shelved(drop, stop, results, shelf)


def _wire(blocks: gr.Blocks, services: Services, asking: _Asking, shelved: _Shelved, bridge: gr.HTML) -> None:
    """What happens when; a question is put into the chat first, and answered in a second step."""
    does = Handlers(services)
    chat, box = asking.chat, asking.box
    asked = (
        box.submit(does.typed, [box, bridge], [box, chat], js=_CHOSEN, trigger_mode="multiple", **_QUIET),
        bridge.ask(does.clicked, None, [chat], trigger_mode="multiple", **_QUIET),
        blocks.load(does.linked, [bridge], [chat], js=_ADDRESS, **_QUIET),
    )
    for event in asked:
        event.then(does.answered, None, [chat], trigger_mode="multiple", **_QUIET).then(None, js=_ASKED)
    bridge.again(does.again, None, [chat], **_QUIET)
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
    indexing.failure(does.stopped, None, [shelved.stop], **_QUIET)  # such as where the server has gone meanwhile
    shelved.stop.click(does.stopped, None, [shelved.stop], **_QUIET)
    renamed = shelved.shelf.renamed(does.renamed, None, [chat], **_QUIET)
    for change in (indexing.then, renamed.then):
        change(None, js=_CHANGED)


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        [{"role": "assistant", "content": '<div class="otr-welcome"></div>'}],  # for static/bridge.js to fill
        elem_id="chat",
        label=_label("chat"),
        show_label=False,
        latex_delimiters=[],  # "$$" in a quote is text
        allow_tags=False,
        group_consecutive_messages=False,
        height=None,
        autoscroll=False,
        buttons=[],
        feedback_options=None,
    )


def _composer(services: Services) -> gr.Textbox:
    with gr.Column(elem_id="composer"):
        box = gr.Textbox(
            placeholder=_label("placeholder"),
            label=_label("question"),
            show_label=False,
            container=False,
            submit_btn=_label("ask"),
            lines=1,
            max_lines=5,
            elem_id="box",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="search"),
        )
        _part("filters", services, ChoosingService, ChoosingService.calls)
    return box


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
        f'<a class="page" data-page="{page.name}" href="?view={page.name}">${{otr.html("page.{page.name}")}}</a>'
        for page in PAGES
    )
    return f'<nav aria-label="${{otr.html("top.pages")}}">{links}</nav>'


def _label(name: str) -> str:
    return str(_LABEL(f"gradio.{name}"))


def _call(services: Services, service: type[PageService], name: str) -> Callable[[object, gr.Request], object]:
    """The method as a function: Gradio marks those that it may call, which a bound method does not let it do.

    An error that has a sentence for the user is given as {"error": sentence}.
    """

    def call(argument: object, request: gr.Request) -> object:
        try:
            return getattr(services.of(service, request), name)(argument)
        except OnTheRecordError as error:
            return {"error": told(error, services.language(request))}

    call.__name__ = name
    return call


def script(name: str) -> str:
    """What the page's server puts before all else."""
    return _static(name)


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
