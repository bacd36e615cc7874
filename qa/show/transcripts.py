"""A transcript to be taken away: its file as it came, or its words as text, Markdown or JSON; no word is changed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from index.store import Store
from index.transcript import Transcript, Turn
from qa.show.render import escape_markdown
from qa.show.wording import clock, day

KINDS = ("original", "text", "markdown", "json")


@dataclass(frozen=True, slots=True)
class Download:
    name: str
    type: str
    data: bytes


def download(store: Store, id_: str, kind: str) -> Download:
    """Raises NoSuchTranscript, and KeyError for a kind that is none of KINDS."""
    transcript = store.transcript(id_)
    if kind == "original":
        return Download(transcript.source or transcript.id, "application/octet-stream", store.source(id_))
    ending, type_, written = {
        "text": ("txt", "text/plain; charset=utf-8", as_text),
        "markdown": ("md", "text/markdown; charset=utf-8", as_markdown),
        "json": ("json", "application/json", as_json),
    }[kind]
    name = re.sub(r"[^\w-]+", "-", transcript.title)[:80].strip("-") or transcript.id
    return Download(f"{name}.{ending}", type_, written(transcript).encode("utf-8", "surrogatepass"))


def as_text(transcript: Transcript) -> str:
    """A heading, and each turn after the name of its speaker: as the text format reads it back."""
    about = [transcript.title, *filter(None, [day(transcript.date), transcript.place])]
    turns = [f"{_who(turn)}: {turn.text}" if turn.speaker else turn.text for turn in transcript.turns]
    return "\n\n".join(["\n".join(about), *turns]) + "\n"


def as_markdown(transcript: Transcript) -> str:
    about = " · ".join(filter(None, [day(transcript.date), transcript.place]))
    parts = [f"# {escape_markdown(transcript.title)}", *([escape_markdown(about)] if about else [])]
    for turn in transcript.turns:
        time = f" ({clock(turn.start_ms)})" if turn.start_ms is not None else ""
        who = f"**{escape_markdown(_who(turn))}**{time}: " if turn.speaker else ""
        parts.append(who + escape_markdown(turn.text))
    return "\n\n".join(parts) + "\n"


def as_json(transcript: Transcript) -> str:
    """Title, date and turns, as the JSON format reads them back; labels and roles beside them."""
    shown = {
        "title": transcript.title,
        "date": transcript.date,
        "place": transcript.place,
        "language": transcript.language,
        "id": transcript.id,
        "turns": [_turn(turn) for turn in transcript.turns],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _turn(turn: Turn) -> dict[str, str | int | bool | None]:
    speaker = turn.speaker
    return {
        "speaker": speaker.who if speaker else None,
        "label": speaker.label if speaker else None,
        "role": speaker.role if speaker else None,
        "inferred": bool(speaker and speaker.inferred),
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "text": turn.text,
    }


def _who(turn: Turn) -> str:
    return turn.speaker.who if turn.speaker else ""
