"""Addresses inside the page, of questions and of places in transcripts; they stay good when the index is rebuilt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from index.errors import NoSuchTranscript
from index.passages import sentences
from index.places import nearest
from index.store import Store
from index.transcript import Span, Transcript


def question_href(question: str, speakers: Sequence[str] = (), transcripts: Sequence[str] = ()) -> str:
    return "?" + urlencode({"q": question, "speaker": speakers, "transcript": transcripts}, doseq=True)


def place_href(transcript: Transcript, span: Span, marked: Span | None = None) -> str:
    """The address of a place. ``sum`` lets the viewer see when the words there are no longer the same.

    ``key`` says which of them are set off, ``marked``, counted from the first: wherever they stand in a newer version.
    """
    words = transcript.text(span)
    place = {"t": transcript.id, "turn": span.turn, "start": span.start, "end": span.end, "sum": checksum(words)}
    key = {"key": f"{marked.start - span.start}-{marked.end - span.start}"} if marked else {}
    return "?" + urlencode({**place, **key})


def person_href(who: str, transcript: str = "", turn: int = -1, topic: str = "") -> str:
    """The address of a person, and of all that they say on a topic.

    A turn in which they speak, where one is given, finds them again under another name.
    """
    where = {"in": transcript, "at": turn} if transcript else {}
    return "?" + urlencode({"view": "people", "person": who, **where, **({"topic": topic} if topic else {})})


def checksum(words: str) -> str:
    """FNV-1a over UTF-8, 32 bits in hexadecimal: a few lines in any language. No protection, only a comparison."""
    value = 0x811C9DC5
    for byte in words.encode("utf-8", "replace"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}"


def follow(store: Store, id_: str, span: Span, words_sum: str) -> tuple[Transcript, Span] | None:
    """The place that an address names, also where the transcript was replaced since by a newer version of its file.

    None where the transcript is gone, or the words that the address was made for do not stand in it any more.
    """
    successor = store.successor(id_)
    try:
        transcript = store.transcript(successor or id_)
    except NoSuchTranscript:
        return None
    found = nearest(transcript, _places(transcript, span, words_sum), span) if successor else span
    if found is None or not _stands(transcript, found, words_sum):
        return None
    return transcript, found


def _places(transcript: Transcript, span: Span, words_sum: str) -> Iterator[Span]:
    """Where words of that length and sum begin a sentence: what is cited begins one."""
    for number, turn in enumerate(transcript.turns):
        for start, _ in sentences(turn.text):
            place = Span(number, start, start + span.end - span.start)
            if _stands(transcript, place, words_sum):
                yield place


def _stands(transcript: Transcript, place: Span, words_sum: str) -> bool:
    try:
        return checksum(transcript.text(place)) == words_sum
    except IndexError:
        return False
