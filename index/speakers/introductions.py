"""Who is introduced in what somebody says: oneself, or another by name and office.

Nothing here guesses: what is not said in a form that introduces people yields nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.passages import sentences
from index.speakers.offices import is_office, same_office
from index.speakers.wording import (
    BEHIND,
    HELLO,
    NAME,
    NAME_OF_OUTLET,
    OUTLET,
    REACH,
    WORD,
    Introduction,
    first_sentences,
    is_signature,
    overlapping,
    person,
    read,
)

_GREETING = re.compile(HELLO)
_HI = re.compile(r"(?:hi|hello|hey|good\s+(?:morning|afternoon|evening|day)|welcome)\b", re.IGNORECASE)
_MY_NAME = re.compile(
    rf"\b[Mm]y\s+name(?:\s+is|['’]s)\s+(?P<name>{NAME})(?:{BEHIND}(?P<outlet>{OUTLET})|,\s+(?P<aside>{OUTLET}))?"
)
_I_AM_FROM = re.compile(
    rf"\b(?:I(?:\s+am|['’]m)|[Tt]his\s+is|[Ii]t(?:\s+is|['’]s))\s+(?P<name>{NAME}){BEHIND}(?P<outlet>{OUTLET})"
)
_I_AM = re.compile(
    rf"\b(?P<how>I(?:\s+am|['’]m)|[Tt]his\s+is)\s+(?P<host>your\s+host,?\s+)?(?P<name>{NAME})"
    rf"\s*(?=[.!?,;—–]|$)(?:,\s+(?P<aside>[^.,;!?—–]+))?"
)
_SIGNED = re.compile(rf"(?:{HELLO}[^.!?]{{0,30}}?[,.!]?\s+)?{NAME_OF_OUTLET}(?:\s+here)?\s*(?:[.!?—–:]|$)")


def of_oneself(text: str, asks: bool) -> Introduction | None:
    """Who the speaker says they are, in the first sentences of a turn.

    Those who ask (``asks``) may do so without a verb: "Jo Roe, Reuters."
    """
    if not asks and not any(form.search(text, 0, REACH) for form in (_MY_NAME, _I_AM_FROM, _I_AM)):
        return None
    greeted = False
    for number, (start, end) in enumerate(first_sentences(text)):
        sentence = text[start:end]
        for match in _own_forms(sentence, greeted, signed=asks and number < 3):
            quoted = sentence[: match.start()].rstrip().endswith(("“", '"', "‘"))  # then others say it of themselves
            if not quoted and (found := read(match, start, end)):
                return found
        greeted = bool(_HI.match(sentence)) and len(sentence.split()) <= 8
    return None


def _own_forms(sentence: str, greeted: bool, signed: bool) -> Iterator[re.Match[str]]:
    """The places of a sentence that have the form of an introduction, the plainest form first."""
    yield from overlapping(_MY_NAME, sentence)
    yield from overlapping(_I_AM_FROM, sentence)
    for match in overlapping(_I_AM, sentence):
        # "I am Jo Roe" is plain; "I'm Jo" needs to be in greeting; "This is Jo" may be said of anybody else.
        hello = _GREETING if match["how"].startswith("I") else _HI
        greets = hello.match(sentence) or (greeted and match.start() == 0)
        if greets or match["host"] or (match["how"].startswith("I") and " " in match["name"].strip()):
            yield match
    if signed and (signature := _SIGNED.match(sentence)) and is_signature(signature):
        yield signature


def described(text: str, surname: str, office: str) -> list[Introduction]:
    """Where somebody of this surname is called by the full name and the same office, before or behind it."""
    found = []
    name = r"\s+".join(map(re.escape, surname.split()))
    form = re.compile(rf"(?P<name>(?:{WORD}\s+){{1,3}}{name}(?:,?\s+[JS]r\.?)?)(?!\w)")
    for match in form.finditer(text) if surname.split()[-1] in text else ():
        before = re.split(r"[.;:!?—]|\s[-–]\s", text[max(0, match.start() - 60) : match.start()])[-1]
        behind = re.split(r"[.;:!?—]|\s[-–]\s", text[match.end() : match.end() + 60])[0]
        full = person(_without_office(match["name"]))
        apposed = re.match(r"\s*,\s+(?:the\s+)?([^,]+)", behind)
        if len(full.split()) <= len(surname.split()):
            continue
        titles = [_title_before(f"{before} {match['name'].removesuffix(full)}"), apposed[1] if apposed else ""]
        if any(same_office(title, office) for title in titles):
            found += [Introduction(full, office, a, b) for a, b in sentences(text) if a <= match.start() < b]
    return found


def _without_office(name: str) -> str:
    tokens = name.split()
    while tokens and is_office(tokens[0].casefold().strip(".")):
        tokens = tokens[1:]
    return " ".join(tokens)


def _title_before(words: str) -> str:
    """The office that ends right before a name: "… the Prime Minister of Canada," gives "Prime Minister"."""
    match = re.search(rf"((?:{WORD}\s+){{0,3}}{WORD})(?:\s+of\s+(?:the\s+)?{NAME})?\s*,?\s*$", words)
    return match[1] if match else ""
