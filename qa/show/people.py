"""The people of a library as JSON: pure functions."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads typing's own only from Python 3.12 on

from index.speakers.people import People, Person


class PersonJson(TypedDict):
    """What ``ontherecord speakers --json`` prints of each."""

    name: str  # empty where only the label is known
    role: str
    labels: list[str]
    transcripts: list[str]
    turns: int


def as_json(people: People) -> list[PersonJson]:
    """Everybody, those who speak most first; parts such as MODERATOR as far as nobody knows who that is."""
    found = [person_json(person) for person in people.people]
    return sorted((row for row in found if row), key=lambda row: (-row["turns"], row["name"] or row["labels"][0]))


def person_json(person: Person) -> PersonJson | None:
    """None for a part whose every turn is known to be somebody's."""
    heard = [row for row in person.appearances if not (person.anonymous and row.name)]
    if not heard:
        return None
    return {
        "name": person.name,
        "role": person.role,
        "labels": list(dict.fromkeys(row.label for row in heard if row.label)),
        "transcripts": list(dict.fromkeys(row.transcript for row in heard)),
        "turns": sum(row.turns for row in heard),
    }
