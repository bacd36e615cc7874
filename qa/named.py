"""Somebody whom a file calls by one name, "Dave", asked for by the whole of it, "Dave Jones", as it is said there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.speakers.offices import folded
from index.speakers.people import Person
from index.store import Filter
from index.text import terms
from qa.library import Library
from qa.question import Question


def named(question: Question, library: Library, transcripts: Sequence[str] = ()) -> Question:
    """The question put to the one who goes by part of the name that is unknown, where somebody says the whole of it."""
    name = folded(question.unknown)
    if len(name) < 2:
        return question
    people = library.people(transcripts)
    called = {p.who: p for word in (name[0], name[-1]) for p in people.named([word], slips=0) if p.name}
    meant = [p for p in called.values() if len(folded(p.name)) == 1 and _is_said(name, p, library)]
    return replace(question.put_to(meant), unknown="") if len(meant) == 1 else question


def _is_said(name: tuple[str, ...], person: Person, library: Library) -> bool:
    """Whether the whole name is said where this person speaks."""
    there = Filter(transcripts=frozenset(person.transcripts))
    for passage in library.store.holding(sorted(set(terms(" ".join(name)))), there):
        transcript = library.store.transcript(passage.transcript)
        for span in passage.sentences:
            said = folded(transcript.text(span))
            if any(said[at : at + len(name)] == name for at in range(len(said))):
                return True
    return False
