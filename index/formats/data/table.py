"""CSV and TSV: a row per turn or caption, its columns known by their names or, without a header, by what is in them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from statistics import mean

from index.errors import TranscriptError
from index.formats import clock, dates
from index.formats.captions import voices
from index.formats.captions.cues import Cue, in_milliseconds, plausible, turns_from_cues
from index.formats.captions.markup import unescape
from index.formats.data.headings import named
from index.formats.source import Source
from index.transcript import LeftOut, Transcript

_DELIMITERS = (",", "\t", ";", "|")
_LINK = re.compile(r"<a\s[^<>]*>", re.IGNORECASE)
csv.field_size_limit(2**31 - 1)  # a cell may hold an hour's speech


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]

    def __getitem__(self, column: int | None) -> str:
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class _Table:
    """``columns`` says which column holds the text, the speaker, ...; ``header`` is empty where the file has none."""

    rows: list[_Row]
    columns: dict[str, int]
    header: list[str]


def sniff(source: Source) -> bool:
    if not source.is_text or not source.data.strip():
        return False
    first = source.text.lstrip("\n").split("\n", 1)[0]
    known = named(next(csv.reader([first], delimiter=_delimiter(first)), []))
    return ("text" in known and len(known) > 1) or source.suffix in {".csv", ".tsv"}


def parse(source: Source) -> Transcript:
    table = _table(source)
    spoken, left_out = _without_references(table)
    return Transcript(
        id=source.id,
        title=_only(table, "title") or PurePath(source.name).stem,
        turns=turns_from_cues(voices.named(list(_cues(source, table, spoken)))),
        date=dates.likeliest(_only(table, "date")),
        source=source.name,
        format="CSV",
        left_out=(*left_out, *_other_columns(table)),
    )


def _delimiter(first: str) -> str:
    """The one that makes the most known columns of the first line, else the most columns."""
    split = {delimiter: next(csv.reader([first], delimiter=delimiter), []) for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda delimiter: (len(named(split[delimiter])), len(split[delimiter])))


def _table(source: Source) -> _Table:
    delimiter = _delimiter(source.text.lstrip("\n").split("\n", 1)[0])
    rows = [row for row in _rows(source, delimiter) if any(cell.strip() for cell in row.cells)]
    known = named(rows[0].cells) if rows else {}
    header = rows[0].cells if known else []
    rows = rows[1:] if known else rows
    columns = known if "text" in known else _guessed(rows, known)
    if "text" not in columns:
        cure = "name the columns in the first line: speaker, text, start, end"
        raise TranscriptError(source.name, "no column of it holds text", cure, "line 1")
    return _Table([_fitted(source, row, header, columns["text"], delimiter) for row in rows], columns, header)


def _rows(source: Source, delimiter: str) -> list[_Row]:
    """The rows with the lines they start on. Raises TranscriptError where a quoted cell is not closed."""
    if delimiter == "\t" and (rows := _unquoted_rows(source.text)):
        return rows
    reader = csv.reader(io.StringIO(source.text), delimiter=delimiter, strict=True)
    line, rows = 1, []
    try:
        for cells in reader:
            rows.append(_Row(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = f"a quoted cell that begins here is not closed rightly ({error})"
        raise TranscriptError(source.name, reason, 'write a quote inside a cell as ""', f"line {line}") from None
    return rows


def _unquoted_rows(text: str) -> list[_Row]:
    """A row per line, if all lines have as many cells: Whisper writes tab-separated text and quotes nothing."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len({line.count("\t") for _, line in lines}) != 1:
        return []
    return [_Row(number, [_unquoted(cell) for cell in line.split("\t")]) for number, line in lines]


def _unquoted(cell: str) -> str:
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', "")
    return cell[1:-1].replace('""', '"') if quoted else cell


def _fitted(source: Source, row: _Row, header: list[str], text: int, delimiter: str) -> _Row:
    """The row with as many cells as the header. Only an unquoted text at its end may have been cut into several."""
    if not header or len(row.cells) <= len(header):
        return row
    if text == len(header) - 1:
        return _Row(row.line, [*row.cells[:text], delimiter.join(row.cells[text:])])
    reason = f"this row has {len(row.cells)} cells, and the first line names {len(header)} columns"
    raise TranscriptError(source.name, reason, "put cells with a delimiter in them in quotes", f"line {row.line}")


def _guessed(rows: list[_Row], known: dict[str, int]) -> dict[str, int]:
    """Columns by what is in them: times, then the longest for the text, then one of short, recurring labels."""
    columns = dict(known)
    width = max((len(row.cells) for row in rows), default=0)
    cells = {column: [row[column] for row in rows if row[column]] for column in range(width)}
    free = [column for column in cells if cells[column] and column not in known.values()]
    timed = [column for column in free if all(clock.seconds(cell) is not None for cell in cells[column])]
    columns |= dict(zip(("start", "end"), timed if "start" not in columns else (), strict=False))
    free = [column for column in free if column not in timed]
    if free:
        columns["text"] = max(free, key=lambda column: (mean(map(len, cells[column])), -column))
        free.remove(columns["text"])
    labels = [column for column in free if max(map(len, cells[column])) <= 60 and len(set(cells[column])) < len(rows)]
    if labels and "speaker" not in columns:
        columns["speaker"] = labels[0]
    return columns


def _cues(source: Source, table: _Table, rows: list[_Row]) -> Iterator[Cue]:
    columns, header = table.columns, table.header
    starts, ends = (_seconds(source, rows, columns.get(kind)) for kind in ("start", "end"))
    texts = [unescape(row[columns["text"]]) for row in rows]
    named_ms = any(
        header[columns[kind]].lower().endswith("ms") for kind in ("start", "end") if header and kind in columns
    )
    unit = 1 if named_ms or in_milliseconds(list(zip(texts, starts, ends, strict=True))) else 1_000
    for row, text, start, end in zip(rows, texts, starts, ends, strict=True):
        times = [None if time is None else plausible(time * unit) for time in (start, end)]
        yield Cue(text, unescape(row[columns.get("speaker")]).rstrip(":：").rstrip(), times[0], times[1])


def _seconds(source: Source, rows: list[_Row], column: int | None) -> list[float | None]:
    """The times in a column, if it holds times: in "Monday" and "Tuesday" there are none."""
    times = [clock.seconds(row[column]) for row in rows]
    filled = [row for row in rows if row[column]]
    wrong = [row for row, time in zip(rows, times, strict=True) if row[column] and time is None]
    if wrong and 2 * len(wrong) < len(filled):
        reason = f"“{wrong[0][column][:40]}” is not a time"
        raise TranscriptError(source.name, reason, 'write it as "00:01:02"', f"line {wrong[0].line}")
    return times


def _without_references(table: _Table) -> tuple[list[_Row], list[LeftOut]]:
    """The rows in which somebody speaks, and those that only refer to something: a link, under a label of its own."""
    text, speaker = table.columns["text"], table.columns.get("speaker")
    labels = Counter(row[speaker] for row in table.rows)
    spoken, left_out = [], []
    for row in table.rows:
        if _LINK.search(row[text]) and row[speaker] and labels[row[speaker]] == 1:
            left_out.append(LeftOut(f"{row[speaker]} {row[text]}", "a reference, no speech", row.line))
        else:
            spoken.append(row)
    return spoken, left_out


def _other_columns(table: _Table) -> Iterator[LeftOut]:
    """What the remaining columns say, each value once."""
    told = set()
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            if column not in table.columns.values() and (column, cell) not in told and re.search(r"[^\W\d_]", cell):
                told.add((column, cell))
                name = table.header[column] if column < len(table.header) else str(column + 1)
                yield LeftOut(cell, f"column {name}", row.line)


def _only(table: _Table, kind: str) -> str:
    """The value of a column if it is the same in every row."""
    values = {row[table.columns[kind]] for row in table.rows} if kind in table.columns else set()
    return values.pop() if len(values) == 1 else ""
