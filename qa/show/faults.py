"""What went wrong as its visitor is told it: in their language where the catalogues have the sentence, else as raised.

The sentences are those of index and qa, which know of no language: "fault.name" in the English catalogue is what one
of them raises, with its values in braces.
"""

from __future__ import annotations

import re
from functools import cache

from index.errors import OnTheRecordError
from qa.show.languages import ENGLISH, PLACE, Language


def told(error: OnTheRecordError, language: Language = ENGLISH) -> str:
    """The error's own sentence, and of it the reason and the cure each by itself."""
    sentence = str(error)
    if language is ENGLISH:
        return sentence
    for part in (getattr(error, "reason", sentence), getattr(error, "cure", "")):
        if part:
            sentence = sentence.replace(part, fault(part, language), 1)
    return sentence


def fault(part: str, language: Language) -> str:
    """One reason or cure."""
    for key, pattern in _known():
        if found := pattern.fullmatch(part):
            return language.say(key, **found.groupdict())
    return part


@cache
def _known() -> tuple[tuple[str, re.Pattern[str]], ...]:
    faults = ((key, text) for key, text in ENGLISH.words.items() if key.startswith("fault."))
    return tuple((key, re.compile(_pattern(text))) for key, text in faults)


def _pattern(text: str) -> str:
    """A sentence of the catalogue as a pattern for what is raised."""
    at, pieces = 0, []
    for found in PLACE.finditer(text):
        pieces += [re.escape(text[at : found.start()]), f"(?P<{found[1]}>.+?)"]
        at = found.end()
    return "".join([*pieces, re.escape(text[at:])])
