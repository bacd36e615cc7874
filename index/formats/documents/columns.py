"""Tables whose rows are turns: which column is the speaker, which the time, which the words.

A header row decides; without one, the cells do: times look like times, labels are short and recur, and the widest
column is what is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.formats.markup.speeches import Paragraph, end_ms, time_ms
from index.formats.text.kinds import Kind, kind
from index.transcript import LeftOut, Speaker

Rows = Sequence[Sequence[str]]

_NAMES = {
    "speaker": "speaker|speakers|speakername|speakerlabel|name|who|participant|person|voice|actor|member",
    "text": "text|transcript|transcription|content|contents|utterance|utterances|dialogue|dialog|speech|sentence|words"
    "|message|said|spoken|comment|statement|remarks|paragraph|quote",
    "start": "start|starttime|begin|begintime|in|time|timestamp|timestamps|timecode|timein|starts|from"
    "|timespan|timerange",
    "end": "end|endtime|out|timeout|stop|ends|to",
    "duration": "dur|duration|length",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split("|")}
_MIN_ROWS = 3  # without a header, fewer rows prove nothing


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each role's column is, None where the table has none; ``header`` is its first row, or empty."""

    text: int
    speaker: int | None
    start: int | None = None
    end: int | None = None
    duration: int | None = None
    header: tuple[str, ...] = ()


def find(rows: Rows) -> Columns | None:
    """The columns of a transcript; None where the table is none."""
    return _by_header(rows) or _by_content(rows)


def _by_header(rows: Rows) -> Columns | None:
    if len(rows) < 2:
        return None
    places: dict[str, int] = {}
    for at, cell in enumerate(rows[0]):
        if role := _ROLES.get(re.sub(r"[\W_]+", "", cell.casefold())):
            places.setdefault(role, at)
    if "text" not in places or not {"speaker", "start"} & places.keys():
        return None
    speaker, start, end, duration = (places.get(role) for role in ("speaker", "start", "end", "duration"))
    return Columns(places["text"], speaker, start, end, duration, tuple(rows[0]))


def _by_content(rows: Rows) -> Columns | None:
    width = max((len(row) for row in rows), default=0)
    columns = [[row[at].strip() for row in rows if at < len(row) and row[at].strip()] for at in range(width)]
    if len(rows) < _MIN_ROWS or width < 2:
        return None
    sizes = [sum(map(len, cells)) for cells in columns]
    text = sizes.index(max(sizes))
    times = [at for at in range(width) if at != text and _mostly(columns[at], lambda cell: time_ms(cell) is not None)]
    speaker = next((at for at in range(width) if at != text and at not in times and _are_labels(columns[at])), None)
    # A time with a colon, for any column of numbers could be times in seconds.
    clocks = [at for at in times if _mostly(columns[at], lambda cell: ":" in cell)]
    if sizes[text] < 15 * len(rows) or (speaker is None and not clocks):
        return None
    start, end, *_ = [*clocks, None, None]
    return Columns(text, speaker, start, end)


def _mostly(cells: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(test, cells)) >= 0.9 * len(cells)


def _are_labels(cells: Sequence[str]) -> bool:
    """Whether these are names that recur, as in a conversation; a glossary's terms do not."""
    return _mostly(cells, lambda cell: kind(_label(cell)) is not Kind.NO) and len(set(cells)) <= len(cells) / 2


def _label(cell: str) -> str:
    return " ".join(cell.split()).strip(" :：")


def read(rows: Rows, columns: Columns) -> tuple[list[Paragraph], list[LeftOut]]:
    """The rows as paragraphs, and what their other cells say. A row without a name goes on with the last one."""
    paragraphs: list[Paragraph] = []
    left_out: list[LeftOut] = []
    speaker: Speaker | None = None
    if columns.header:
        left_out.append(LeftOut(" ".join(filter(None, columns.header)), "names of columns", 1))
    used = {columns.text, columns.speaker, columns.start, columns.end, columns.duration}
    for number, row in enumerate(rows[1 if columns.header else 0 :], 2 if columns.header else 1):
        cells = dict(enumerate(row))
        if columns.speaker is not None and (label := _label(cells.get(columns.speaker, ""))):
            speaker = Speaker(label)
        if text := cells.get(columns.text, "").strip():
            paragraphs.append(Paragraph(text, speaker, *_times(cells, columns)))
        for at, cell in cells.items():
            if at not in used and cell.strip():
                named = columns.header[at].strip() if at < len(columns.header) else ""
                left_out.append(LeftOut(cell.strip(), f"column {named or at + 1}", number))
    return paragraphs, left_out


def _times(cells: dict[int, str], columns: Columns) -> tuple[int | None, int | None]:
    start, end, duration = (
        None if at is None else time_ms(cells.get(at, "")) for at in (columns.start, columns.end, columns.duration)
    )
    if end is None and columns.start is not None:
        end = end_ms(cells.get(columns.start, ""))
    if end is None and start is not None and duration is not None:
        end = start + duration
    return start, end
