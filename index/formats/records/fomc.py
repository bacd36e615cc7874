"""Transcripts of the Federal Open Market Committee: meetings and press conferences, "CHAIRMAN VOLCKER. We need ...".

Labels are in capitals and end in a full stop; some files wrap them in <NAME> tags. Many of the files have lost their
line breaks, so that words and page marks run into each other: a label is then known wherever it stands, page marks are
taken out, a space for each, and words that were glued together stay so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index.formats import dates
from index.formats.records.record import SAMPLE, Line, Minutes, in_order, lines, paragraphs, running_heads, without
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript

_WORD = r"(?:Mc|Mac|De|Di|La|Le|Van|O['’])?[A-Z][A-Z'’-]+"
_TITLED = (
    r"(?:(?:MR|MS|MRS|MISS|DR)\.|(?:(?:ACTING|VICE) )?CHAIR(?:MAN|WOMAN)?|GOVERNOR|PRESIDENT|SECRETARY)"
    rf" (?:[A-Z]\. ){{0,2}}{_WORD}(?: {_WORD})?(?: ?\(\?\))?"
    r"|(?:SPEAKERS?|SEVERAL(?: MEMBERS| SPEAKERS)?|PARTICIPANTS?|UNIDENTIFIED(?: SPEAKER)?)(?: ?\(\?\))?"
)
_NAMED = rf"{_WORD}(?: [A-Z]\.)?(?: {_WORD}){{1,3}}"
_AFTER_SENTENCE = r"(?:^|(?<=[.?!”\")\]])|(?<=[.?!”\")\]]\s))"
_LABEL = re.compile(
    rf"<NAME>\s*(?P<tagged>[^<>]{{1,80}}?)\s*</NAME>\s*[.:]?|(?<![A-Z])(?P<titled>{_TITLED})\."
    rf"|{_AFTER_SENTENCE}(?P<named>{_NAMED})\.(?=\s)",
    re.MULTILINE,
)
_START = re.compile(rf"\s*(?:<NAME>|(?:{_TITLED}|{_NAMED})\.(?: |$))")
_ABOUT = re.compile(r"federal (?:open market committee|reserve)|\bFOMC", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}(?:-\d{1,2})?/\d{2}(?!\d)")
_END = re.compile(r"\s{0,3}END OF (?:MEETING|SESSION|TRANSCRIPT)\W{0,9}(?:\d{1,3}\s?-)?\s{0,9}\Z")
_PAGE = re.compile(
    r"\bpage \d+|^[ -]*\d{1,3}(?: of \d+)?[ -]*$|\d{1,2}/\d{1,2}(?:-\d{1,2})?/\d\d(?!\d)"
    r"|, \d{4}\b.{0,80}\b(?:final|preliminary|conference)\b",
    re.IGNORECASE,
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_HEADING = re.compile(
    rf"\s*(?P<what>\S.{{4,150}}?)(?:\s+(?:on|of))?\s*,?\s*(?P<when>{_MONTH} \d\S{{0,6}}, \d{{4}})", re.DOTALL
)
_LISTED = re.compile(
    r"(?P<name>(?:Mr|Mrs|Ms|Miss)\. (?:[A-Z]\. )?[A-Z][a-z'’]*(?:[A-Z][a-z]+)?)(?:, (?P<role>.{2,120}))?"
)
_LOST_BREAKS = 400  # characters in a line, on average, that no paper holds


def sniff(source: Source) -> bool:
    if not source.is_text or not (_ABOUT.search(source.text[:5000]) or _ABOUT.search(source.name)):
        return False
    found = Counter(match.lastgroup for match in _LABEL.finditer(source.text[:SAMPLE]))
    return found["titled"] + found["tagged"] >= 3


def parse(source: Source) -> Transcript:
    minutes = Minutes()
    text = _mended(source.text, minutes)
    if "\n" not in text.strip() or len(text) > _LOST_BREAKS * text.count("\n"):
        head = _read_running(text, minutes)
    else:
        head = _read_lines(text, minutes)
    turns, left_out = minutes.close()
    place = re.search(r"Washington, D\. ?C\.", head)
    return Transcript(
        id=source.id,
        title=_title(head) or source.name.rpartition(".")[0],
        turns=turns,
        date=dates.likeliest(head) or dates.likeliest(source.name),
        place=place[0] if place else "",
        participants=(*_present(head), *_full_names(head, {turn.speaker.label for turn in turns if turn.speaker})),
        source=source.name,
        format="FOMC",
        left_out=in_order(left_out),
    )


def _mended(text: str, minutes: Minutes) -> str:
    """The text without breaks where they say nothing: some converters keep the space that ends a line of the paper, and
    break lines elsewhere too, in the middle of words; only the spaces are then to be trusted."""
    full = [line for line in text.split("\n") if line.strip()]
    if len(full) < 20 or 2 * sum(line.endswith(" ") for line in full) < len(full):
        return text
    every = lines(text)
    marks = _returning(every)
    for line in every:
        if line.number in marks:
            minutes.leave_out(line.text, "page mark", line.number)
    kept = "\n".join(line for at, line in enumerate(text.split("\n"), 1) if at not in marks)
    ended = re.sub(r"(?<=[.?!])\n+(?=[A-Z“\"\[(])", " ", kept)
    joined = re.sub(r"(?<=\S)\n+(?=\S)", "", ended)
    return " ".join(line.strip() for line in joined.split("\n") if line.strip())


def _title(head: str) -> str:
    match = _HEADING.match(head)
    return re.sub(r"\s+", " ", f"{match['what']}, {match['when']}") if match else ""


def _read_running(text: str, minutes: Minutes) -> str:
    """Reads a text that lost its lines; returns what stands before the first label."""

    def take_out(mark: re.Match[str]) -> str:
        minutes.leave_out(mark[0], "page mark", 1)
        return " "

    text = _END.sub(take_out, _page_mark(text).sub(take_out, text))
    labels = _labels(text)
    for label, following in zip_longest(labels, labels[1:]):
        minutes.call(Speaker(label[label.lastgroup or 0]), 1)
        minutes.say(text[label.end() : following.start() if following else None])
    head = text[: labels[0].start()] if labels else text
    minutes.leave_out(head, "head", 1)
    return head


def _labels(text: str) -> list[re.Match[str]]:
    """All labels. Names without a title are some where one of them recurs, as that of a press conference's host does:
    two abbreviations may stand side by side."""
    found = list(_LABEL.finditer(text))
    names = Counter(match["named"] for match in found if match["named"])
    return [match for match in found if not match["named"] or max(names.values()) > 1]


def _page_mark(text: str) -> re.Pattern[str]:
    """The date of the meeting where it recurs, with the number of the page before or after it: "-7-11/17/81"."""
    days = [re.escape(day) for day, count in Counter(_DAY.findall(text)).items() if count >= 3]
    number = r"-\s?\d{1,3}\s?-"
    return re.compile(rf"\s{{0,3}}(?:{number}\s?)?(?:{'|'.join(days)})(?:\s?{number})?\s{{0,3}}" if days else r"(?!)")


def _read_lines(text: str, minutes: Minutes) -> str:
    every = lines(text)
    gone = running_heads(every) if every[-1].page > 1 else set()
    gone |= _returning(every)
    found = list(paragraphs(without(every, gone), lambda line: _START.match(line) is not None))
    minutes.left_out += [
        LeftOut(line.text.strip(), "running head", line.number) for line in every if line.number in gone
    ]
    start = next((at for at, paragraph in enumerate(found) if _START.match(paragraph.text)), len(found))
    minutes.leave_out_paragraphs(found[:start], "head")
    for paragraph in found[start:]:
        if label := _START.match(paragraph.text) and _LABEL.match(paragraph.text):
            minutes.call(Speaker(label[label.lastgroup or 0]), paragraph.line)
            minutes.say(paragraph.text[label.end() :])
        elif paragraph.is_note:
            minutes.leave_out(paragraph.text, "note", paragraph.line)
        elif paragraph.is_capitals and not paragraph.text.endswith("."):
            minutes.leave_out(paragraph.text, "heading", paragraph.line)
        else:
            minutes.say(paragraph.text)
    return "\n".join(paragraph.text for paragraph in found[:start])


def _returning(every: Sequence[Line]) -> set[int]:
    """Page marks of files that have lines but no form feeds: they return, but for their digits, and end no sentence."""
    shapes = {line.number: re.sub(r"\d+", "#", line.text.strip()) for line in every if _PAGE.search(line.text)}
    often = {shape for shape, count in Counter(shapes.values()).items() if count >= 3}
    return {number for number, shape in shapes.items() if shape in often}


def _present(head: str) -> Iterator[Speaker]:
    """Those whom the list of the meeting names one by one, with their roles: "Mr. Axilrod, Staff Director"."""
    listed = head.partition("PRESENT")[2].partition("Transcript of")[0]
    for entry in re.split(r"(?=(?:Mr|Mrs|Ms|Miss|Messrs|Mses)\. ?[A-Z])", re.sub(r"\s+", " ", listed)):
        if match := _LISTED.fullmatch(entry.strip(" ,")):
            yield Speaker("", match["name"], match["role"] or "")


def _full_names(head: str, labels: set[str]) -> Iterator[Speaker]:
    """The full names that later lists give to those who speak: "Ben Bernanke, Chairman"."""
    listed = head.partition("the following:")[2].partition("Transcript of")[0]
    for surname in sorted({label.split()[-1] for label in labels if len(label.split()) > 1} if listed else ()):
        name = rf"(?P<name>(?:(?!Chair|Vice)[A-Z][a-z]+ |[A-Z]\. ){{1,3}}(?i:{re.escape(surname)}))\b"
        if match := re.search(rf"{name}(?:, (?P<role>(?:Vice )?Chair(?:man|woman)?))?", listed):
            yield Speaker("", match["name"], match["role"] or "")
