"""What went wrong as its visitor is told it: in their language where the catalogues have the sentence, else as raised.

The sentences are those of index and qa, which know of no language: "fault.name" in the English catalogue is what one
of them raises, with its values in braces.
"""

from __future__ import annotations

import re
from functools import cache

from index.errors import OnTheRecordError
from qa.show.languages import ENGLISH, PLACE, Language

_SPOKEN = ("found", "expected", "cure")  # values that are the catalogue's own words, and not those of a file


def told(error: OnTheRecordError, language: Language = ENGLISH) -> str:
    """The error's own sentence, and of it the place, the reason and the cure each by itself."""
    sentence = str(error)
    if language is ENGLISH:
        return sentence
    parts = [getattr(error, name, "") for name in ("cure", "reason", "where")]  # as they stand in it, from its end
    for part in filter(None, parts if any(parts) else [sentence]):
        sentence = fault(part, language).join(sentence.rsplit(part, 1))
    return sentence


def fault(part: str, language: Language) -> str:
    """One reason, cure or place."""
    for key, pattern in _known():
        if found := pattern.fullmatch(part):
            values = found.groupdict()
            spoken = {name: fault(values[name], language) for name in _SPOKEN if name in values}
            return language.say(key, **{**values, **spoken})
    return part


@cache
def _known() -> tuple[tuple[str, re.Pattern[str]], ...]:
    faults = ((key, text) for key, text in ENGLISH.words.items() if key.startswith("fault."))
    return tuple((key, re.compile(_pattern(text), re.DOTALL)) for key, text in faults)


def _pattern(text: str) -> str:
    """A sentence of the catalogue as a pattern for what is raised."""
    at, pieces = 0, []
    for found in PLACE.finditer(text):
        pieces += [re.escape(text[at : found.start()]), f"(?P<{found[1]}>.+?)"]
        at = found.end()
    return "".join([*pieces, re.escape(text[at:])])
