"""Parts of a transcript as questions name them: "at the end", "in his opening statement", "in the Q&A"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.question import Part
from qa.understanding.adverbials import is_free, without
from qa.understanding.occasions import OCCASION
from qa.understanding.scope import Scope

_OF_WHICH = rf"(?:\s+(?:of|to|in|at|from)\s+(?P<whole>{OCCASION}))?"
_PARTS = (
    re.compile(
        r"(?:in|at|by|near|towards?|right\s+at|from)\s+the\s+(?:very\s+)?(?P<edge>beginning|start|outset|end|close|conclusion)"
        rf"{_OF_WHICH}(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:in|during|from|at|with)\s+(?:the|his|her|their|its|(?P<owner>[\w.'-]+(?:\s[\w.-]+){0,2}?)'s)\s+"
        r"(?P<kind>opening|introductory|initial|prepared|closing|concluding|final|last)\s+"
        rf"(?:statements?|remarks?|comments?|speech|address|words?|monologue){_OF_WHICH}(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:in|during)\s+(?:the\s+)?(?:q\s*&\s*a|q\s+and\s+a|questions?(?:\s+|-)and(?:\s+|-)answers?|question\s+(?:time|period))"
        rf"(?:\s+(?:session|part|section|period|portion))?{_OF_WHICH}(?!\w)",
        re.IGNORECASE,
    ),
)
_STATEMENT = re.compile(
    r"(?P<before>what(?:'s|\s+is|\s+was|\s+were)\s+(?:(?!said\b)[\w.'-]+(?:\s[\w.'-]+){0,2}'s|his|her|their|the)\s+)"
    r"(?P<kind>opening|introductory|prepared|closing|"
    r"concluding|final)\s+(?=(?:statements?|remarks|comments|words)\b)",
    re.IGNORECASE,
)
_ENDS = {"end": Part.END, "close": Part.END, "conclusion": Part.END}
_CLOSES = {"closing": Part.CLOSING, "concluding": Part.CLOSING, "final": Part.CLOSING, "last": Part.CLOSING}


def parts(text: str) -> Iterator[tuple[str, Scope]]:
    """The question without such a phrase, and what it means."""
    if match := _STATEMENT.match(text):
        kind = _CLOSES.get(match["kind"].lower(), Part.OPENING)
        yield text[: match.end("before")] + text[match.end() :], Scope(part=kind)
    for pattern in _PARTS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            part = Part.QUESTIONS
            if groups.get("edge"):
                part = _ENDS.get(groups["edge"].lower(), Part.BEGINNING)
            elif groups.get("kind"):
                part = _CLOSES.get(groups["kind"].lower(), Part.OPENING)
            if is_free(text, match):
                whole = f"in {match['whole']}" if match["whole"] else ""
                yield without(text, match, whole), Scope(part=part, owner=groups.get("owner") or "")
