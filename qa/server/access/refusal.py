"""Why somebody is not let in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """``signing_in`` would help; ``spoofed`` is what pretends to come from a proxy. Those and ``noted`` are audited."""

    status: int
    reason: str
    cure: str
    signing_in: bool = False
    spoofed: bool = False
    noted: bool = False
