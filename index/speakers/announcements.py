"""Who is given the floor in what somebody says, and who is answered: the names of those whom the file leaves nameless.

Nothing here guesses: what is not said in a form that calls on people yields nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.speakers.wording import (
    NAME,
    NAME_OF_OUTLET,
    OUTLET,
    WORD,
    Introduction,
    first_sentences,
    is_outlet,
    is_signature,
    last_sentences,
    overlapping,
    read,
)

_ONLY_NAME = re.compile(rf"(?:(?i:yes|yeah|okay|ok|all right|and|now|then|next)[,:]?\s+)?(?P<name>{NAME})\s*[.!]?")
_ONLY_BOTH = re.compile(
    rf"(?:(?i:yes|yeah|okay|ok|all right|and|now|then|next)[,:]?\s+)?{NAME_OF_OUTLET}(?:,?\s+please)?\s*[.!?]?"
)
_FROM_FIRST = re.compile(
    rf"(?:(?i:and|now|then|next)[,:]?\s+)?(?i:from)\s+(?P<outlet>{OUTLET})\s*,\s*(?P<name>{NAME})\s*[.!?]?"
)
_CUE = re.compile(
    r"\b(?:questions?|questioner|journalists?|reporters?|correspondent|go(?:es|ing)?\s+to|turn\s+to|call(?:ing)?\s+on"
    r"|over\s+to|back\s+to|hear\s+from|start\s+with|begin\s+with|the\s+line\s+of|go\s+ahead|the\s+floor|asking|next\s+up"
    r"|hand\b.{0,40}\bto|please\s+welcome|welcome\s+to\s+the\s+(?:stage|show|podcast|program))\b",
    re.IGNORECASE,
)
_BY_WORD = re.compile(rf"(?P<name>{NAME})\s*,?\s+(?:from|with|of|at|for)\s+(?P<outlet>{OUTLET})")
_OUTLET_THEN_NAME = re.compile(rf"\b(?:from|on|to|with|at)\s+(?P<outlet>{OUTLET})\s*,\s*(?P<name>{NAME})")
_NAME_THEN_OUTLET = re.compile(rf"(?P<name>{NAME})\s*,\s*(?P<outlet>{OUTLET})")
_DIRECTED = re.compile(
    r"(?i:\b(?:(?:questions?|floor|turn)\s+(?:now\s+)?goes\s+to|(?:let(?:['’]s|\s+me|\s+us)|(?:we|I)(?:['’]ll|\s+will|\s+can))\s+"
    r"(?:now\s+)?(?:go|turn|start|begin|end|finish|close)\s+(?:to|with)|call(?:ing)?\s+on|hear\s+from|the\s+line\s+of"
    r"|(?:question|questioner|caller|reporter|journalist)\s*(?:(?:is|comes|will\s+be|will\s+come|goes)\s+)?(?:from|to|is|:|,|–|—)))"
    rf"\s+(?P<name>{NAME})"
)
_HANDED = re.compile(
    r"(?i:\bover\s+to(?:\s+you,?)?|\bgo\s+ahead\s*,|\bplease\s+welcome|\bhand\b[^.]{0,40}\bto|\bfloor\s+(?:is\s+yours,|to))"
    rf"\s+(?P<name>{NAME})"
)
_INVITED = re.compile(
    rf"(?:(?i:yes|yeah|okay|ok|all right|and|now|then|so)[,:]?\s+)?(?P<name>{NAME})"
    r"\s*[,.–—-]?\s*(?i:(?P<please>please)|go\s+ahead|you(?:['’]re|\s+are)\s+(?:next|up)|over\s+to\s+you)\b"
)
_ANY_NEXT = re.compile(
    r"\b(?:(?:next|another|one\s+more|(?<!your\s)(?:final|last))\s+question|go\s+ahead|(?:yes|yeah|you),?\s+(?:sir|ma['’]?am|please)"
    r"|in\s+the\s+(?:back|front|middle|red|blue)|right\s+(?:here|there)|over\s+(?:here|there)|anyone\b.*\bquestion"
    r"|raise\s+your\s+hand|take\s+(?:a|the|some|your)\s+questions?|who\s+asks)",
    re.IGNORECASE,
)
_NEXT_ALONE = re.compile(r"\b(?:next|another|one\s+more)\s+question\b", re.IGNORECASE)
_THANKED = re.compile(
    rf"(?i:thanks|thank\s+you|hi|hello|good\s+question|great\s+question)[^.?!,]{{0,25}},\s+(?P<name>{NAME})\s*(?=[.,!?–—]|$)"
)
_CALLED = re.compile(rf"(?:(?i:well|so|yes|yeah|okay|look|sure|no),\s+)?(?P<name>{WORD}),\s")


def of_next(text: str, asks: bool = True) -> Introduction | None:
    """To whom a turn gives the floor in its last sentences.

    To those who ask it is also given by the bare name, or by naming them anywhere in a sentence about questions.
    """
    ranges = last_sentences(text)
    for number in range(len(ranges) - 1, max(len(ranges) - 5, -1), -1):
        start, end = ranges[number]
        sentence = text[start:end]
        alone = number == len(ranges) - 1 and all(len(text[a:b].split()) <= 4 for a, b in ranges[:number])
        for match in _floor_forms(sentence, alone) if asks else _handing_forms(sentence):
            if found := read(match, start, end):
                return found
        if _NEXT_ALONE.search(sentence):
            return None
    return None


def _floor_forms(sentence: str, alone: bool) -> Iterator[re.Match[str]]:
    """The places of a sentence that have the form of giving the floor; ``alone``: the turn has no other sentence."""
    for form in (_FROM_FIRST, _ONLY_BOTH):
        if (match := form.fullmatch(sentence)) and is_signature(match):
            yield match
    if alone and (match := _ONLY_NAME.fullmatch(sentence)) and " " in match["name"].strip():
        yield match
    if not _CUE.search(sentence):
        return
    yield from overlapping(_BY_WORD, sentence)
    for form in (_OUTLET_THEN_NAME, _NAME_THEN_OUTLET):
        yield from (match for match in overlapping(form, sentence) if is_outlet(match["outlet"]))
    yield from overlapping(_DIRECTED, sentence)
    yield from _handing_forms(sentence)


def _handing_forms(sentence: str) -> Iterator[re.Match[str]]:
    yield from overlapping(_HANDED, sentence)
    if (match := _INVITED.match(sentence)) and not match["please"]:
        yield match


def passes_on(text: str) -> bool:
    """Whether a turn gives the floor to somebody, named or not, in its last sentences."""
    return (
        any(_ANY_NEXT.search(text[start:end]) for start, end in last_sentences(text)[-4:]) or of_next(text) is not None
    )


def thanked(text: str) -> Introduction | None:
    """Whom the first sentences of a reply thank or greet by name: "Thanks, Nike."."""
    for start, end in first_sentences(text)[:2]:
        if (match := _THANKED.match(text[start:end])) and (found := read(match, start, end)):
            return found
    return None


def called(text: str) -> Introduction | None:
    """By which first word a reply may call the one it answers: "Nike, with regard to …"; it may be any word."""
    for start, end in first_sentences(text)[:1]:
        if (match := _CALLED.match(text[start:end])) and (found := read(match, start, end)):
            return found
    return None
