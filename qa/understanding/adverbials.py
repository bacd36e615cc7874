"""Phrases that stand beside what a question says: "in May 2022", "at the end", "in his opening statement"."""

from __future__ import annotations

import re

from qa.understanding import verbs

_LEAD = re.compile(r"(?:(?:and|but|so|only|just|what|how|about)\s*)*", re.IGNORECASE)
_OPENS = re.compile(
    rf"(?:{verbs.AUX}|who|what|which|how|why|when|where|show|list|give|tell|find|get|compare|all|every\w*|questions?)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:about|on|regarding|concerning|with regard|with respect|that|whether|if|when)\b", re.IGNORECASE
)
_SAYS = re.compile(rf"(?:{verbs.SAY}|{verbs.ASK}|{verbs.STANCE}|questions?|brought up|come up|came up)", re.IGNORECASE)
_SAYS_NEXT = re.compile(rf"(?:{_SAYS.pattern}|{verbs.AUX})\b", re.IGNORECASE)
_SAYS_NOW = re.compile(rf"\b{_SAYS.pattern}\b", re.IGNORECASE)
_SAID_LAST = re.compile(rf"\b(?:{_SAYS.pattern})(?:\s+(?:first|last))?$", re.IGNORECASE)
# Before a date, these make it a part of the topic: what is foreseen, and what was done then.
_FORESEEN = re.compile(
    r"\b(?:will|would|shall|going\s+to|forecasts?|outlook|projections?|expect\w*|targets?|goals?|plans?|by)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:\w{2,}(?<!e)ed|agreed|held|made|built|begun|won|lost|sent|given|taken|seen|written|born|fought|sold|bought|broke|began|fell|rose|"
    r"elections?|olympics)$",
    re.IGNORECASE,
)


def is_free(text: str, match: re.Match[str]) -> bool:
    """Whether the phrase stands apart from the topic: before the question, behind it, or beside the verb of saying."""
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    if not after.strip(" ?!.,"):
        return not re.search(r"(?:^|\s)(?:of|to|for|and|or|the)$", before, re.IGNORECASE) or _leads(before)
    if _leads(before):
        return after[0] == "," or _OPENS.match(after) is not None
    if _SAID_LAST.search(before):
        return _GOES_ON.match(after) is not None
    return _SAYS_NEXT.match(after) is not None and before.casefold().split()[-1] in ("who", "what", "questions")


def is_of_topic(before: str, match: re.Match[str]) -> bool:
    """Whether a date at the end says when something was or will be, rather than when it was said."""
    if _SAID_LAST.search(before) or _leads(before):
        return False
    if match["ago"] and match["ago"].lower().endswith(("month", "year")):
        return True  # what did Powell say about growth last year; but: about the ports last week
    said = _SAYS_NOW.search(before)
    return bool(_DONE.search(before) or _FORESEEN.search(before[said.end() :] if said else before))


def says_last(before: str) -> bool:
    """Whether a verb of saying ends there."""
    return _SAID_LAST.search(before.rstrip()) is not None


def _leads(before: str) -> bool:
    return _LEAD.fullmatch(f"{before.rstrip(' ,')} ".lstrip()) is not None


def without(text: str, match: re.Match[str], instead: str = "") -> str:
    """The text with the phrase taken out."""
    before, after = text[: match.start()].rstrip(" ,"), text[match.end() :].lstrip(" ,")
    return " ".join(part for part in (before, instead, after) if part)
