"""The words that ask in other languages, which lexicons.json has as ``index.text.words`` gives them: small, bare."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from index.text import words

Phrase = tuple[str, ...]  # of neighbouring words


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How a language asks: the first fields are how questions of each kind begin.

    ``differ``, ``say``, ``mention`` and ``ask`` are verbs. ``about`` stand before what it is about; ``of`` do, too, but
    also inside names and topics. ``around`` are words that carry nothing: auxiliaries, articles, pronouns.
    """

    what: tuple[Phrase, ...]
    who: tuple[Phrase, ...]
    how_often: tuple[Phrase, ...]
    when: tuple[Phrase, ...]
    questions: tuple[Phrase, ...]
    compare: tuple[Phrase, ...]
    and_: tuple[Phrase, ...]
    more: tuple[Phrase, ...]  # "anything else", all of it
    first: tuple[Phrase, ...]
    about: tuple[Phrase, ...]
    of: tuple[Phrase, ...]
    differ: frozenset[str]
    say: frozenset[str]
    mention: frozenset[str]
    ask: frozenset[str]
    around: frozenset[str]

    @classmethod
    def read(cls, listed: dict[str, str]) -> Lexicon:
        fields: dict[str, Any] = {name: _KINDS[kind](listed[name]) for name, kind in cls.__annotations__.items()}
        return cls(**fields)


def _phrases(text: str) -> tuple[Phrase, ...]:
    """Separated by commas; the longest first, for it means what it says whole."""
    found = (tuple(word for word, *_ in words(phrase)) for phrase in text.split(","))
    return tuple(sorted(found, key=len, reverse=True))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word, *_ in words(text))


_KINDS = {"tuple[Phrase, ...]": _phrases, "frozenset[str]": _words}
_LISTED: dict[str, dict[str, str]] = json.loads(files(__package__).joinpath("lexicons.json").read_text("utf-8"))

LEXICONS = {language: Lexicon.read(listed) for language, listed in _LISTED.items() if "what" in listed}
"""Of each language whose questions have a plain form."""

COMMON = {
    language: _words(" ".join((listed["common"], *(listed.get(verbs, "") for verbs in ("say", "mention", "ask")))))
    for language, listed in _LISTED.items()
}
"""Words without a topic that tell a language from the others; English first."""
