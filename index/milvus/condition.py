"""A Filter as the engine takes it: versions, and numbers that stand for names; never widened, never forged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.milvus.lists import Lists
from index.milvus.passages import name_key
from index.milvus.record import Head
from index.milvus.state import Entry, State
from index.renames import renamed
from index.searching import day
from index.store import Filter, days

Heads = Callable[[Iterable[Entry]], dict[int, Head]]


@dataclass(frozen=True, slots=True)
class Condition:
    """``versions`` are those that passages may be of, ``text`` says the same and who speaks, empty for no condition."""

    versions: frozenset[int]
    text: str
    named: bool  # whether it is about who speaks

    def without(self, others: Iterable[int]) -> str:
        """The condition, and none of these versions."""
        return _all(self.text, f"version not in {sorted(others)}" if others else "")


def of(where: Filter, state: State, heads: Heads, lists: Lists) -> Condition | None:
    """None where nothing may be found. ``lists`` is how passages have theirs. Raises QuestionError for no date."""
    allowed = _allowed(where, state)
    if not allowed or (where.speakers is not None and not where.speakers):
        return None
    among = versions(allowed, state)
    ids = frozenset(kept.version for kept in allowed)
    if where.speakers is None:
        return Condition(ids, among, named=False)
    return Condition(ids, _all(among, _speaking(where.speakers, allowed, state, heads, lists)), named=True)


def counted(where: Filter, state: State) -> list[Entry]:
    """The transcripts that count as being there, in their order."""
    if where.collections is None:
        return state.ordered
    ids = state.within(where.collections)
    return [kept for kept in state.ordered if kept.id in ids]


def versions(allowed: list[Entry], state: State) -> str:
    """That a passage is of one of these, in as few numbers as can be; empty where all may be found."""
    ids = {kept.version for kept in allowed}
    others = state.versions.keys() - ids
    if not others:
        return ""
    return f"version in {sorted(ids)}" if len(ids) <= len(others) else f"version not in {sorted(others)}"


def _allowed(where: Filter, state: State) -> list[Entry]:
    since, until = (day(where.since, 0) if where.since else ""), (day(where.until, 1) if where.until else "")
    found = []
    for kept in counted(where, state):
        first, last = days(kept.date) if since or until else ("", "")
        in_time = (not since or first >= since) and (not until or (last and last <= until))
        if in_time and (where.transcripts is None or kept.id in where.transcripts):
            found.append(kept)
    return found


def _speaking(names: frozenset[str], allowed: list[Entry], state: State, heads: Heads, lists: Lists) -> str:
    """That one of these speaks. The rows have the names as they were read: renames are followed back."""
    called = [kept for kept in allowed if kept.id in state.renamed]
    plainly = lists.any_of("speakers", map(name_key, names))
    if not called:
        return plainly
    known = heads(called)
    parts = [_all(plainly, f"version not in {sorted(kept.version for kept in called)}")]
    for kept in called:
        before = known[kept.version].transcript(kept)
        now = renamed(before, state.renamed[kept.id])
        said = [(turn.speaker.who, place) for place, turn in enumerate(before.turns) if turn.speaker]
        after = {place: turn.speaker.who for place, turn in enumerate(now.turns) if turn.speaker}
        theirs = {place for _, place in said if after[place] in names}
        if not theirs:
            continue
        former = frozenset(who for who, place in said if place in theirs)
        if all(place in theirs for who, place in said if who in former):
            speaks = lists.any_of("speakers", map(name_key, former))
        else:
            speaks = lists.any_of("turns", theirs)
        parts.append(_all(f"version == {kept.version}", speaks))
    return " or ".join(f"({part})" for part in parts)


def _all(*parts: str) -> str:
    return " and ".join(f"({part})" for part in parts if part)
