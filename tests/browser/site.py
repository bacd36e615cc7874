"""``python -m tests.browser.site FOLDER PORT [MODE]``: the app over the library in FOLDER, in a process of its own.

MODE "quoting": every question is answered with every turn. MODE "silent": none is; a question names the silence it
gets. MODE "slow": a question that begins with "Slowly" takes 8 seconds, in many steps. MODE "below": the app is
mounted below /office/record of another one, whose own page shows it in a frame.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from index.transcript import Span
from qa import Answer, Citation, Library, Question, Silence, ask, open_library
from qa.cancelling import step
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


if __name__ == "__main__":
    folder, port, *mode = sys.argv[1:]
    if mode == ["bracketed"]:
        bracket()
    library = open_library(folder)
    if mode == ["below"]:
        app = below(library)
    else:
        app = server.create_app(
            library,
            Settings(),
            {"quoting": quote_all, "silent": keep_silent, "slow": take_time}.get("".join(mode), ask),
        )
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")
