"""Numbers of a passage, who speaks in it and which turns it is of, as the engine looks among them.

Lite 3 goes through lists a row at a time, and through all else of a row with them: two seconds for 20,000 passages, and
a hundredth of that for text. The core of a cluster is eight times as fast with lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lists:
    """``text`` says whether they are kept as text: digits with a space before and after each number."""

    text: bool

    def kept(self, numbers: Iterable[int]) -> list[int] | str:
        """In ascending order."""
        ordered = sorted(numbers)
        return f" {' '.join(map(str, ordered))} " if self.text else ordered

    def any_of(self, field: str, numbers: Iterable[int]) -> str:
        """The condition that one of these, at least one, is among those of a field."""
        ordered = sorted(numbers)
        if self.text:
            return " or ".join(f'{field} like "% {number} %"' for number in ordered)
        return f"array_contains_any({field}, {ordered})"
