"""Press conferences, interviews and meetings as plain text: the general format, tried after all others."""

from __future__ import annotations

from index.formats.source import Source
from index.formats.text import header
from index.formats.text.assembly import Speech
from index.formats.text.plaintext import turns_from_paragraphs, turns_from_text
from index.transcript import Transcript

__all__ = ["parse", "sniff", "transcript", "turns_from_paragraphs", "turns_from_text"]

_CONTROL = 0.01  # text has hardly any control characters; bytes that are none have many


def sniff(source: Source) -> bool:
    """Whether these are words at all: what is no text, is in a format that nobody reads."""
    if not source.is_text:
        return False
    sample = source.text[:65536]
    control = sum(char not in "\t\n\f" and (char < " " or "\x7f" <= char <= "\x9f" or char == "�") for char in sample)
    return control <= _CONTROL * len(sample) and any(char.isalpha() for char in sample)


def parse(source: Source) -> Transcript:
    return transcript(source, turns_from_text(source.text), "text")


def transcript(source: Source, speech: Speech, name: str) -> Transcript:
    """The transcript of a file in the format ``name``, with what its header says."""
    top = header.read(speech.left_out, source.name)
    return Transcript(
        id=source.id,
        title=top.title,
        turns=speech.turns,
        date=top.date,
        place=top.place,
        participants=top.participants,
        source=source.name,
        format=name,
        left_out=speech.left_out,
    )
