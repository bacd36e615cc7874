"""``python -m tests.browser.site FOLDER PORT``: the app over the library in FOLDER, in a process of its own.

With a third argument, "quoting", every question is answered with every turn: what is asked does not matter then.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

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


if __name__ == "__main__":
    folder, port, *quoting = sys.argv[1:]
    blocks = ui.build(open_library(folder), quote_all if quoting else ask)
    blocks.launch(server_name="127.0.0.1", server_port=int(port), quiet=True, **ui.parameters())
