"""The languages of the interface: one catalogue of whole sentences each, for Python and for the page's scripts alike.

A sentence holds its values in braces, "{who} speaks", and a number with its forms, "{turns|# turn|# turns}": one and
other, or the one form that all numbers have. static/language.js reads them by the same rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "ko": "한국어", "ja": "日本語"}
PLACE = re.compile(r"\{(\w+)(?:\|([^{}]*))?\}")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ELIDED = re.compile(r"\b(d|qu)e (\{(\w+)\})", re.IGNORECASE)  # in French, before a vowel: "d’Antony"
_VOWEL = re.compile("[aeiouàâéèêëîïôöû]", re.IGNORECASE)
_GROUPED = {"de": ".", "es": ".", "fr": "\u202f"}  # thousands are set off by a comma elsewhere
_WANTED = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]\w+)*\s*(?:;\s*q=([\d.]+))?\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """``code`` is as HTML has it; ``words`` are the sentences by their keys."""

    code: str
    words: Mapping[str, str]

    def say(self, key: str, **values: str | int) -> str:
        """The sentence with its values. Values are text: whoever writes HTML escapes what comes out."""

        def put(found: re.Match[str]) -> str:
            value, forms = values[found[1]], found[2]
            if forms is not None:
                return self._form(int(value), forms.split("|"))
            return self.number(value) if isinstance(value, int) else isolated(value)

        def elide(found: re.Match[str]) -> str:
            return f"{found[1]}’{found[2]}" if _VOWEL.match(str(values[found[3]])) else found[0]

        words = self.words[key]
        return PLACE.sub(put, _ELIDED.sub(elide, words) if self.code == "fr" else words)

    def number(self, value: int) -> str:
        """ "1,234", "1.234", "1 234"; Spanish sets thousands off from five digits on."""
        if self.code == "es" and abs(value) < 10_000:
            return str(value)
        return f"{value:,}".replace(",", _GROUPED.get(self.code, ","))

    def _form(self, value: int, forms: list[str]) -> str:
        one = value in (0, 1) if self.code == "fr" else value == 1
        return forms[0 if one else -1].replace("#", self.number(value))


def isolated(text: str) -> str:
    """Text that is written from right to left, so that what stands around it keeps its order; once is enough."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) and "\u2068" not in text else text


@cache
def language(code: str) -> Language:
    """One of NAMES."""
    path = Path(__file__).parent / f"{code}.json"
    return Language(code, json.loads(path.read_text("utf-8")))


ENGLISH = language("en")


def preferred(wanted: str) -> Language:
    """The one that an Accept-Language header likes best of those there are; English where it likes none."""
    liked: list[tuple[float, str]] = []
    for part in wanted.split(","):
        found = _WANTED.fullmatch(part)
        if found and (code := found[1].lower()) in NAMES:
            liked.append((_weight(found[2]), code))
    best = max(liked, key=lambda each: each[0], default=(0.0, ""))  # of equals the first
    return language(best[1]) if best[0] > 0 else ENGLISH


def _weight(written: str | None) -> float:
    try:
        return 1.0 if written is None else float(written)
    except ValueError:
        return 0.0
