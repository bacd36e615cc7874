"""What a question is understood by: who speaks, which transcripts there are, and what was asked before."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.speakers.people import People, Person
from qa.question import Question
from qa.understanding.titles import Catalogue


@dataclass(frozen=True, slots=True)
class Setting:
    """``inside`` are the transcripts that the question is asked of, None for all."""

    people: People
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))
    previous: Question | None = None
    inside: frozenset[str] | None = None
    today: datetime.date = field(default_factory=datetime.date.today)

    def meant(self, people: Sequence[Person]) -> list[Person]:
        """Of those who go by a name, the ones who speak where it is asked and, in a chat, who were spoken of."""
        found = [person for person in people if person.turns] or list(people)
        if self.inside is not None:
            found = [person for person in found if not self.inside.isdisjoint(person.transcripts)] or found
        if self.previous and self.previous.heard and not self.previous.options:
            before = self.previous.heard
            found = [person for person in found if not before.isdisjoint(person.speaks_as)] or found
        return found
