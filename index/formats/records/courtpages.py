"""The pages of a court reporter, without line numbers, running heads and the index of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.formats.records.record import Line, lines, running_heads
from index.transcript import LeftOut

_NUMBER = re.compile(r"\s{0,12}(?P<number>\d{1,2})(?=\s|$)")
_PAGE_AND_LINE = re.compile(r"\s{0,4}\d{1,5}:\d{1,2}(?=\s|$)")
_WHOLE_PAGE = 8  # numbered lines in order that are no accident
_REFERENCE = re.compile(r"\b\d{1,3}:\d{1,2}\b")  # "page:line", as the index of words has them
_BLOCK = 20  # lines of an index that are judged together


@dataclass(frozen=True, slots=True)
class Pages:
    """``body`` are the lines without their numbers; ``numbered`` says whether they had any."""

    body: list[Line]
    left_out: list[LeftOut]
    numbered: bool


def read(text: str) -> Pages:
    every = lines(text)
    if numbers := _line_numbers(every):
        return Pages(*_numbered(every, numbers), numbered=True)
    if numbers := _pages_and_lines(every):
        margin = " ".join(line.text[: numbers[line.number]].strip() for line in every if line.number in numbers)
        body = [replace(line, text=line.text[numbers.get(line.number, 0) :]) for line in every]
        return Pages(body, [LeftOut(margin, "line numbers", min(numbers))], numbered=True)
    heads = running_heads(every) if every[-1].page > 1 else set()
    left = [LeftOut(line.text.strip(), "running head", line.number) for line in every if line.number in heads]
    body, index = _without_index([line for line in every if line.number not in heads])
    return Pages(body, left + index, numbered=False)


def _pages_and_lines(every: Sequence[Line]) -> dict[int, int]:
    """As _line_numbers, of transcripts that have "00012:07" before each line."""
    found = {line.number: match.end() for line in every if (match := _PAGE_AND_LINE.match(line.text))}
    return found if 2 * len(found) > sum(not line.blank for line in every) else {}


def _line_numbers(every: Sequence[Line]) -> dict[int, int]:
    """For each line that has a number in the margin, where in the line that number ends."""
    found: dict[int, int] = {}
    run: dict[int, int] = {}
    for line in every:
        match = _NUMBER.match(line.text)
        if match and int(match["number"]) == 1:
            found |= run if len(run) >= _WHOLE_PAGE else {}
            run = {line.number: match.end()}
        elif match and run and int(match["number"]) == len(run) + 1:
            run[line.number] = match.end()
    return found | (run if len(run) >= _WHOLE_PAGE or (found and len(run) > 1) else {})


def _numbered(every: list[Line], numbers: dict[int, int]) -> tuple[list[Line], list[LeftOut]]:
    body: list[Line] = []
    left: list[LeftOut] = []
    margin: list[str] = []
    between: list[Line] = []
    for line in every:
        if line.number not in numbers:
            between += [] if line.blank else [line]
            continue
        value = line.text[: numbers[line.number]].strip()
        if int(value) == 1:
            left += [LeftOut(out.text.strip(), "running head", out.number) for out in between]
            left += [LeftOut(" ".join(margin), "line numbers", body[-len(margin)].number)] if margin else []
            margin = []
        else:
            body += between  # in the middle of a page: a line that was not numbered
        margin.append(value)
        between = []
        body.append(replace(line, text=line.text[numbers[line.number] :]))
    left.append(LeftOut(" ".join(margin), "line numbers", body[-len(margin)].number))
    why = "index of words" if len(between) > _BLOCK else "running head"
    return body, left + [LeftOut(out.text.strip(), why, out.number) for out in between]


def _without_index(every: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """The lines before the index of words, which is known by its references to pages and lines."""
    end = len(every)
    while end > 0 and _is_index(every[max(0, end - _BLOCK) : end]):
        end -= _BLOCK
    end = max(0, end)
    while end < len(every) and not _REFERENCE.search(every[end].text):
        end += 1  # the last lines that were spoken may share a block with the first of the index
    return every[:end], [
        LeftOut(line.text.strip(), "index of words", line.number) for line in every[end:] if not line.blank
    ]


def _is_index(block: list[Line]) -> bool:
    full = [line for line in block if not line.blank]
    return sum(bool(_REFERENCE.search(line.text)) for line in full) > 0.5 * len(full)
