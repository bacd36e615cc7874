"""Where a question wants to be looked for: when, in which transcripts, in which part of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.store import Summary, days
from qa.question import Part, Question, Titled


@dataclass(frozen=True, slots=True)
class Scope:
    """``firm`` is set where the question names a transcript that is there; ``owner`` is whose statement it names."""

    since: str = ""
    until: str = ""
    within: tuple[Titled, ...] = ()
    part: Part = Part.WHOLE
    owner: str = ""
    firm: bool = False

    def joined_by(self, found: Scope) -> Scope:
        return Scope(
            found.since or self.since,
            found.until or self.until,
            found.within or self.within,
            found.part or self.part,
            found.owner or self.owner,
            found.firm or self.firm,
        )

    def over(self, question: Question) -> Question:
        """The question, looked for here; what this scope leaves open stays as it is."""
        if self.since or self.until:
            question = replace(question, since=self.since, until=self.until)
        if self.within:
            question = replace(question, within=self.within)
        return replace(question, part=self.part) if self.part else question

    def holds(self, summary: Summary) -> bool:
        """Whether a transcript lies within the dates and is one of those named."""
        return lies_within(summary.date, self.since, self.until) and (
            not self.within or summary.id in {titled.id for titled in self.within}
        )


def within(found: Iterable[Summary], firm: bool = True) -> Scope:
    """In these transcripts alone."""
    return Scope(within=tuple(Titled(one.id, one.title) for one in found), firm=firm)


def lies_within(date: str, since: str, until: str) -> bool:
    """Whether all days that a transcript's date may mean lie within, as stores filter."""
    if not (since or until):
        return True
    first, last = days(date)
    if since and not (first and first >= days(since)[0]):
        return False
    return not until or bool(last and last <= days(until)[1])
