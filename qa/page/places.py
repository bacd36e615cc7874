"""Places as the addresses of a page have them, see links.place_href: taken from a browser only after a look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from index.errors import NoSuchTranscript
from index.store import Store
from index.transcript import Span
from qa.answer import Citation
from qa.page.sent import fields
from qa.show.links import follow


def place_of(sent: object) -> tuple[str, Span, str] | None:
    """The transcript's id, the place and the words' checksum of an address; None for what is no place."""
    place: dict[str, Any] = fields(sent)
    try:
        span = Span(int(place["turn"]), int(place["start"]), int(place["end"]))
        return str(place["t"]), span, str(place.get("sum"))
    except (KeyError, TypeError, ValueError):
        return None


def citation_of(sent: object, store: Store) -> Citation | None:
    """What stands at a place, in the newer version where its file was replaced since."""
    place = place_of(sent)
    if place is None:
        return None
    id_, span, _ = place
    if store.successor(id_):
        found = follow(store, *place)
        return Citation(*found, 0.0) if found else None
    try:
        transcript = store.transcript(id_)
        transcript.text(span)
    except (NoSuchTranscript, IndexError):
        return None
    return Citation(transcript, span, 0.0) if span.turn >= 0 else None


def citation_at(address: str, store: Store) -> Citation | None:
    """The same for a place as a link has it, with the words set off that it names."""
    place = dict(parse_qsl(address.removeprefix("?")))
    found = citation_of(place, store)
    from_, _, to = place.get("key", "").partition("-")
    if found is None or not (from_.isdecimal() and to.isdecimal()):
        return found
    span, length = found.span, found.span.end - found.span.start
    inside = int(from_) < int(to) <= length
    return replace(found, marked=Span(span.turn, span.start + int(from_), span.start + int(to))) if inside else found
