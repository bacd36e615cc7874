"""Addresses inside the page, of questions and of places in transcripts; they stay good when the index is rebuilt."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from index.transcript import Span, Transcript


def question_href(question: str, speakers: Sequence[str] = (), transcripts: Sequence[str] = ()) -> str:
    return "?" + urlencode({"q": question, "speaker": speakers, "transcript": transcripts}, doseq=True)


def place_href(transcript: Transcript, span: Span) -> str:
    """The address of a place. ``sum`` lets the viewer see when the words there are no longer the same."""
    words = transcript.text(span)
    place = {"t": transcript.id, "turn": span.turn, "start": span.start, "end": span.end, "sum": checksum(words)}
    return "?" + urlencode(place)


def checksum(words: str) -> str:
    """FNV-1a over UTF-8, 32 bits in hexadecimal: a few lines in any language. No protection, only a comparison."""
    value = 0x811C9DC5
    for byte in words.encode("utf-8", "replace"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}"
