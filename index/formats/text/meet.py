"""Google Meet's transcripts: title, attendees, "Name: text", a time now and then, and notes before and behind."""

from __future__ import annotations

import re

from index.formats.source import Source
from index.formats.text.furniture import Kind
from index.formats.text.lines import Line, split
from index.formats.text.plaintext import turns_from_text
from index.formats.text.press import transcript
from index.transcript import Transcript

_EDITABLE = re.compile(
    r"^[^\w\n]{0,20}this editable transcript was computer[- ]generated", re.IGNORECASE | re.MULTILINE
)
_ENDED = re.compile(r"\W*(?:meeting|transcription) ended after\W+\d", re.IGNORECASE)
_BEGINS = re.compile(r"\W*(?:📖\s*)?transcript\W*", re.IGNORECASE)
_NOTE = re.compile(r"\s*(?:[-*•]|\d+[.)]|\[.?\])\s|.*[.?!][\"”)*\s]*$")


def sniff(source: Source) -> bool:
    return source.is_text and bool(_EDITABLE.search(source.text))


def parse(source: Source) -> Transcript:
    speech = turns_from_text(source.text, _aside(split(source.text)))
    return transcript(source, speech, "Google Meet")


def _aside(lines: list[Line]) -> dict[int, Kind]:
    """The lines outside the transcript proper, of whose sentences and lists nobody spoke one."""
    begin = next((line.number for line in lines if _BEGINS.fullmatch(line.text)), 0)
    end = next((line.number for line in lines if line.number > begin and _ENDED.match(line.text)), lines[-1].number + 1)
    notes = {line.number: Kind.NOTES for line in lines if line.number < begin and _NOTE.match(line.text)}
    after = {line.number: Kind.NOTICE for line in lines if line.number >= end}
    notices = {line.number: Kind.NOTICE for line in lines if _EDITABLE.match(line.text)}
    return {**notes, **notices, **after}
