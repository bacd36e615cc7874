"""The app over the library in a folder, in a process of its own; also ``python -m tests.browser.site FOLDER [MODE]``.

MODE "quoting": every question is answered with every turn. MODE "silent": none is; a question names the silence it
gets. MODE "slow": a question that begins with "Slowly" takes 8 seconds, in many steps. MODE "below": the app is
mounted below /office/record of another one, whose own page shows it in a frame. MODE "bracketed": see bracketed.py.
MODE "newer": as in another version, there is more on the page.
"""

from __future__ import annotations

import socket
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from index.encoder import SentenceEncoder
from index.local.store import LocalStore
from index.transcript import Span
from qa import Answer, Citation, Library, Question, Silence, ask
from qa.cancelling import step
from qa.page import ui
from qa.server import app as server
from qa.server.settings import Settings
from tests.browser.bracketed import bracket


def quote_all(question: str, library: Library, **_: Any) -> Answer:
    whole = [library.store.transcript(summary.id) for summary in library.store.transcripts()]
    quotes = [
        Citation(transcript, Span(number, 0, len(turn.text)), 1.0)
        for transcript in whole
        for number, turn in enumerate(transcript.turns)
    ]
    return Answer(Question(question, question), tuple(quotes), transcripts=len(whole))


def keep_silent(question: str, library: Library, **_: Any) -> Answer:
    transcript = library.store.transcript(library.store.transcripts()[0].id)
    near, other = Citation(transcript, Span(1, 20, 54), 0.1), Citation(transcript, Span(2, 0, 10), 0.2)
    person = {"unknown": "Ms Doe"} if question in ("not_a_speaker", "unknown_person") else {"speakers": ("Park Jin",)}
    silence = Silence(question) if question in list(Silence) else Silence.NOBODY  # the examples that are tried
    return Answer(
        Question(question, "the weather", **person),
        silence=silence,
        related=(other,) if silence in (Silence.NOT_THIS_SPEAKER, Silence.NOT_A_SPEAKER) else (),
        closest=(near,) if silence is Silence.NOBODY else (),
        turns=23,
        transcripts=1,
    )


def take_time(question: str, library: Library, **given: Any) -> Answer:
    until = time.monotonic() + 8 * question.startswith("Slowly")
    while time.monotonic() < until:
        time.sleep(0.05)
        step()
    return ask(question, library, **given)


def below(library: Library) -> FastAPI:
    app = FastAPI()

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(media_type="image/x-icon")

    @app.get("/")
    def frame() -> HTMLResponse:
        return HTMLResponse('<iframe src="/office/record/" width="1300" height="850" title="On the Record"></iframe>')

    server.mount(app, "/office/record", library)
    return app


def add_a_part() -> None:
    """From now on pages that this process makes have more to them."""
    build = ui.build

    def more(*given: Any, **named: Any) -> gr.Blocks:
        blocks: gr.Blocks
        with build(*given, **named) as blocks:
            gr.HTML(visible=False)
        return blocks

    setattr(ui, "build", more)  # noqa: B010 - it is a function to others


@cache
def encoder() -> SentenceEncoder:
    """One for all sites of this process and of those that are copies of it."""
    return SentenceEncoder()


def serve(folder: Path, listening: socket.socket, mode: str) -> None:
    """Until it is told to end."""
    if mode == "bracketed":
        bracket()
    if mode == "newer":
        add_a_part()
    library = Library(LocalStore(folder, encoder().name), encoder())
    if mode == "below":
        app = below(library)
    else:
        asked = {"quoting": quote_all, "silent": keep_silent, "slow": take_time}.get(mode, ask)
        app = server.create_app(library, Settings(), asked)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listening])


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
        serve(Path(sys.argv[1]), listening, "".join(sys.argv[2:]))
