"""The browser interface: widgets and their handlers over a given library and ask function; no logic of its own.

Gradio runs a gr.HTML's value through JavaScript's template literals, so no data ever goes into one: its scripts fetch
what they show from a Service, and write it as text nodes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, TypedDict

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
from fastapi import FastAPI

from index.errors import OnTheRecordError
from qa.library import Library
from qa.page.chat import Ask, Conversation, Message, speakers
from qa.page.service import Service, asked_of, names_of
from qa.page.upload import added
from qa.show.cards import welcome_html

_ASKED = "() => { document.dispatchEvent(new CustomEvent('otr:settled')) }"
_CHANGED = "() => { document.dispatchEvent(new CustomEvent('otr:changed')) }"
_ADDRESS = "(...inputs) => [Object.fromEntries(['q', 'speaker', 'transcript'].map((key) => [key, "
_ADDRESS += "new URLSearchParams(location.search).getAll(key)])), ...inputs.slice(1)]"
_STATIC = Path(__file__).parent / "static"
_ANYONE, _EVERYWHERE = "Anyone", "All transcripts"
_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
_QUIET: dict[str, Any] = {**_PRIVATE, "queue": False, "show_progress": "hidden"}


class Parameters(TypedDict):
    """What launch() and mount_gradio_app() are to be given alike."""

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
        "head": f"<style>{_static('style.css')}</style>",
        "favicon_path": str(_STATIC / "icon.svg"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "max_file_size": "200mb",
    }


def serve(library: Library, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the library until interrupted. The model is loaded meanwhile, so that the first answer need not wait."""
    from qa.ask import ask

    library.warm()
    blocks = build(library, ask)
    try:
        _, address, _ = blocks.launch(
            server_name=host, server_port=port, quiet=True, prevent_thread_lock=True, **parameters()
        )
    except OSError as error:
        raise OnTheRecordError(
            f"Nothing can be served at {host}:{port}; it may be taken: choose another port"
        ) from error
    sys.stdout.write(f"On the Record is at {address}\n")
    sys.stdout.flush()
    blocks.block_thread()


def mount(app: FastAPI, library: Library, ask: Ask, path: str) -> FastAPI:
    """Put the interface below ``path`` of another app."""
    mounted: FastAPI = gr.mount_gradio_app(app, build(library, ask), path, **parameters())
    return mounted


def build(library: Library, ask: Ask) -> gr.Blocks:
    service = Service(library, ask)
    blocks: gr.Blocks
    with gr.Blocks(title="On the Record", fill_width=True, fill_height=True, analytics_enabled=False) as blocks:
        conversation = gr.State(Conversation())
        _html("topbar", service.size)
        with gr.Row(elem_id="panes", equal_height=False):
            with gr.Column(elem_id="left", scale=10, min_width=320):
                chat = _chatbot()
                box, *filters = _composer()
            with gr.Column(elem_id="right", scale=12, min_width=320):
                _html("viewer", service.transcript, service.replaced, service.entries, service.follow)
        with gr.Column(elem_id="library"):
            drop = gr.File(file_count="multiple", label="Add transcripts", elem_id="drop", height=150)
            stop = gr.Button("Stop after this file", visible=False, elem_id="stop", size="sm")
            results = _html("results", value=[])
            shelf = _html("shelf", service.entries, service.remove, service.voices, service.rename, service.undo)
        bridge = _html("bridge", service.take_quote, service.take_answer)

        does = _Handlers(service)
        asked = (
            box.submit(does.typed, [box, *filters, conversation], [box, chat], trigger_mode="multiple", **_QUIET),
            bridge.ask(does.clicked, [conversation], [chat], trigger_mode="multiple", **_QUIET),
            blocks.load(does.linked, [bridge, conversation], [chat], js=_ADDRESS, **_QUIET),
        )
        for event in asked:
            event.then(does.answered, [conversation], [chat], trigger_mode="multiple", **_QUIET).then(None, js=_ASKED)
        indexing = drop.upload(
            does.add, [drop], [drop, results, stop], concurrency_id="index", concurrency_limit=1, **_PRIVATE
        )
        stopped = stop.click(does.stopped, None, [stop], cancels=[indexing], **_QUIET)
        blocks.load(does.choices, filters, filters, **_QUIET)
        renamed = shelf.renamed(does.renamed, [filters[0], conversation], [filters[0], chat], **_QUIET)
        for change in (indexing.then, stopped.then, renamed.then, shelf.changed):
            change(does.choices, filters, filters, **_QUIET).then(None, js=_CHANGED)
    return blocks


class _Handlers:
    """What events do. They return what the components then show."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._library = service.library

    def typed(
        self, question: str, speaker: str, transcript: str, conversation: Conversation
    ) -> tuple[str, list[Message]]:
        conversation.put(question, [speaker] if speaker else [], [transcript] if transcript else [])
        return "", self._shown(conversation)

    def linked(self, address: object, conversation: Conversation) -> list[Message]:
        conversation.put(*asked_of(address))
        return self._shown(conversation)

    def clicked(self, conversation: Conversation, event: gr.EventData) -> list[Message]:
        return self.linked(event._data, conversation)

    def answered(self, conversation: Conversation) -> Any:
        """The chat with its answers; skipped where nothing waited, so that the page is not drawn anew."""
        if not conversation.finish(self._library, self._service.ask):
            return gr.skip()
        return self._shown(conversation)

    def _shown(self, conversation: Conversation) -> list[Message]:
        titles = {summary.id: summary.title for summary in self._library.store.transcripts()}
        if not conversation.exchanges:
            welcome = welcome_html(self._service.examples(), len(titles))
        if not conversation.exchanges:  # nor while the examples were made
            return [{"role": "assistant", "content": welcome}]
        return conversation.messages(titles)

    def renamed(self, speaker: str, conversation: Conversation, event: gr.EventData) -> tuple[Any, list[Message]]:
        """The chat with the names that people have now; the speaker chosen stays chosen."""
        names = names_of(event._data)
        conversation.renamed(names)
        conversation.finish(self._library, self._service.ask)
        return _choices(_ANYONE, [(who, who) for who in self._speakers()], names.get(speaker, speaker)), self._shown(
            conversation
        )

    def choices(self, speaker: str, transcript: str) -> tuple[gr.Dropdown, gr.Dropdown]:
        titles = [(summary.title, summary.id) for summary in self._library.store.transcripts()]
        names = [(who, who) for who in self._speakers()]
        return _choices(_ANYONE, names, speaker), _choices(_EVERYWHERE, titles, transcript)

    def _speakers(self) -> list[str]:
        return speakers(self._library.store.transcripts())

    def add(
        self,
        paths: list[str] | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it over
    ) -> Iterator[tuple[Any, ...]]:
        yield None, [], gr.Button(visible=True)
        for rows in added(paths or [], self._library, lambda name, done, of: progress((done, of), desc=name)):
            yield None, rows, gr.skip()
        yield None, gr.skip(), gr.Button(visible=False)

    def stopped(self) -> gr.Button:
        return gr.Button(visible=False)


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


def _html(name: str, *calls: Callable[[object], object], **settings: Any) -> gr.HTML:
    """The component that static/<name>.html and .js describe; the script reaches ``calls`` as server.<name>."""
    return gr.HTML(
        html_template=_static(f"{name}.html"),
        js_on_load=_static(f"{name}.js"),
        server_functions=[_call(call) for call in calls],
        apply_default_css=False,
        elem_id=name,
        **settings,
    )


def _call(method: Callable[[object], object]) -> Callable[[object], object]:
    """Gradio marks the functions that it may call, which a bound method does not let it do."""

    @wraps(method)
    def call(argument: object) -> object:
        return method(argument)

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
