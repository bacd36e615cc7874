"""Addresses of places, and what they lead to after the transcript was replaced by a newer version."""

from __future__ import annotations

from urllib.parse import parse_qs

from index.intake.given import Filed
from index.store import Store
from index.transcript import Span, Transcript
from qa.show.links import follow, place_href
from tests.stores import keep_as, talk

OLD = talk("old", "Anna: Welcome! It rains. We agree.", "Ben: It rains.")
NEW = talk("new", "Cleo: A word first.", "Anna: So it is true. Welcome! It rains. We disagree.", "Ben: It rains.")


def followed(store: Store, transcript: Transcript, span: Span) -> tuple[str, Span] | None:
    address = {key: values[0] for key, values in parse_qs(place_href(transcript, span)[1:]).items()}
    place = Span(*(int(address[key]) for key in ("turn", "start", "end")))
    found = follow(store, address["t"], place, address["sum"])
    return found and (found[0].id, found[1])


def test_an_address_leads_to_its_words(store: Store) -> None:
    keep_as(store, OLD, Filed("/a.txt"))
    assert followed(store, OLD, Span(0, 9, 18)) == ("old", Span(0, 9, 18))
    assert follow(store, "old", Span(0, 9, 18), "00000000") is None
    assert follow(store, "old", Span(0, 9, 99), "00000000") is None
    assert follow(store, "old", Span(9, 0, 1), "00000000") is None
    assert follow(store, "never", Span(0, 0, 1), "00000000") is None


def test_it_leads_to_the_same_words_of_a_newer_version(store: Store) -> None:
    keep_as(store, OLD, Filed("/a.txt"))
    keep_as(store, NEW, Filed("/a.txt"))
    assert followed(store, OLD, Span(0, 0, 8)) == ("new", Span(1, 15, 23))
    assert followed(store, OLD, Span(0, 9, 18)) is None  # now two say it, and an address names no speaker
    assert followed(store, OLD, Span(0, 19, 28)) is None  # the text has changed
    assert followed(store, NEW, Span(2, 0, 9)) == ("new", Span(2, 0, 9))
    store.remove("new")
    assert followed(store, OLD, Span(0, 0, 8)) is None
