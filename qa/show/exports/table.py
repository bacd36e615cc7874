"""Tables as CSV that spreadsheets open rightly, and in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from qa.answer import Answer, Citation
from qa.show.links import place_href
from qa.show.wording import moment, role_of

COLUMNS = (
    "question",
    "section",
    "quote",
    "speaker",
    "role",
    "name inferred",
    "title",
    "date",
    "time",
    "turn",
    "link",
)
# What a spreadsheet takes for a formula, also in the wide forms of East Asian keyboards. A text that begins with such
# a sign behind apostrophes gets one more, too, so that taking one away always gives the text back.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARK = "\ufeff"  # by which Excel knows that a file is UTF-8


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> str:
    """A table with a line of headings. Texts that could be formulas begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return _MARK + out.getvalue()


def inert(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def answers_csv(answers: Sequence[Answer], page: str = "") -> bytes:
    """A row for each quote; a question that nothing answers has a row without one."""
    return csv_text(COLUMNS, (row for answer in answers for row in _rows(answer, page))).encode()


def _rows(answer: Answer, page: str) -> Iterator[Sequence[str | int]]:
    question = answer.question.text
    if not answer.quotes:
        yield [question, f"silence: {answer.silence.value if answer.silence else ''}", *[""] * (len(COLUMNS) - 2)]
    for section, citations in (("answer", answer.quotes), ("related", answer.related), ("closest", answer.closest)):
        for citation in citations:
            yield [question, section, *_cells(citation, page)]


def _cells(citation: Citation, page: str) -> Iterator[str | int]:
    transcript, speaker = citation.transcript, citation.speaker
    ms, approximate = citation.turn.time_at(citation.span.start)
    yield citation.quote
    yield speaker.who if speaker else ""
    yield role_of(speaker) if speaker else ""
    yield "yes" if speaker and speaker.inferred else "no"
    yield transcript.title
    yield transcript.date
    yield moment(ms, approximate) if ms is not None else ""
    yield citation.span.turn + 1
    yield page + place_href(transcript, citation.span) if page else ""
