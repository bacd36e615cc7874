"""``python -m tests.browser.site FOLDER PORT [MODE]``: the app over the library in FOLDER, in a process of its own.

MODE "quoting": every question is answered with every turn. MODE "below": the app is mounted below /office/record of
another one, whose own page shows it in a frame.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from index.transcript import Span
from qa import Answer, Citation, Library, Question, ask, open_library, ui


def quote_all(
    question: str,
    library: Library,
    *,
    speakers: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    limit: int = 5,
    previous: Question | None = None,
) -> Answer:
    whole = [library.store.transcript(summary.id) for summary in library.store.transcripts()]
    quotes = [
        Citation(transcript, Span(number, 0, len(turn.text)), 1.0)
        for transcript in whole
        for number, turn in enumerate(transcript.turns)
    ]
    return Answer(Question(question, question), tuple(quotes), transcripts=len(whole))


def below(library: Library) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    def frame() -> HTMLResponse:
        return HTMLResponse('<iframe src="/office/record/" width="1300" height="850" title="On the Record"></iframe>')

    return ui.mount(app, library, ask, "/office/record")


if __name__ == "__main__":
    folder, port, *mode = sys.argv[1:]
    library = open_library(folder)
    if mode == ["below"]:
        uvicorn.run(below(library), host="127.0.0.1", port=int(port), log_level="warning")
    else:
        blocks = ui.build(library, quote_all if mode == ["quoting"] else ask)
        blocks.launch(server_name="127.0.0.1", server_port=int(port), quiet=True, **ui.parameters())
