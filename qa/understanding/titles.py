"""Transcripts as questions name them: by rare words of their titles, by place, file name or speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.store import Summary
from index.text import terms

# What a transcript is called besides its title.
NOUN = (
    r"(?:(?:joint\s+)?press\s+(?:conference|availability|briefing|gaggle|event|call)s?|news\s+conferences?|pressers?|"
    r"availability|briefings?|gaggles?|meetings?|(?:earnings\s+|conference\s+)?calls?|conferences?|(?:oral\s+)?arguments?|"
    r"(?:committee\s+)?hearings?|interviews?|debates?|sessions?|sittings?|speech(?:es)?|testimony|podcasts?|episodes?|"
    r"shows?|lectures?|talks?|webinars?|panels?|depositions?|trials?|town\s+halls?|forums?|summits?|transcripts?|"
    r"recordings?|conversations?|discussions?|remarks)"
)
_GENERIC = frozenset(
    terms(
        """joint press conference availability briefing gaggle event call news presser meeting earnings oral argument
        committee hearing interview debate session sitting speech testimony podcast episode show lecture talk webinar
        panel deposition trial town hall forum summit transcript recording conversation discussion remarks conferences
        calls meetings hearings interviews debates speeches talks last first previous latest recent same whole entire
        one file document"""
    )
)
# Which of these are the same kind of occasion, by their stems.
_KINDS = {
    **dict.fromkeys(terms("press news presser availability briefing gaggle"), "press"),
    **dict.fromkeys(terms("meeting session sitting"), "meeting"),
    **dict.fromkeys(terms("earnings call webinar"), "call"),
    **dict.fromkeys(terms("hearing testimony argument trial deposition"), "hearing"),
    **dict.fromkeys(terms("interview conversation podcast episode show talk"), "talk"),
    **dict.fromkeys(terms("debate speech lecture"), "debate"),
}
_LIKE = 0.8  # how alike a misspelt word must be
_MOST = 0.7  # of a title's words, where nothing else shows that a title is meant


@dataclass(frozen=True, slots=True)
class _Entry:
    summary: Summary
    title: frozenset[str]
    words: frozenset[str]  # of title, place and file name
    speakers: frozenset[str]


class Catalogue:
    """The transcripts that may be named."""

    def __init__(self, summaries: Sequence[Summary]) -> None:
        self.summaries = summaries

    @cached_property
    def _entries(self) -> list[_Entry]:
        return [
            _Entry(
                one,
                _words(one.title),
                _words(one.title) | _words(one.place) | _words(PurePath(one.source).stem),
                _words(" ".join(one.speakers)),
            )
            for one in self.summaries
        ]

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset().union(*(entry.words for entry in self._entries))

    @cached_property
    def dates(self) -> list[str]:
        return [one.date for one in self.summaries if one.date]

    def title(self, transcript: str) -> str:
        return next((one.title for one in self.summaries if one.id == transcript), "")

    def titled(self, name: str) -> list[Summary]:
        """Those with exactly this title or file name."""
        wanted = " ".join(name.split()).casefold()
        return [
            one
            for one in self.summaries
            if wanted in (one.title.casefold(), one.source.casefold(), PurePath(one.source).stem.casefold())
        ]

    def called(self, name: str) -> list[Summary]:
        """Those whose title, place or file name has all the words, else with those of their speakers.

        Nobody where the words tell no transcript from the others: "the press conference" names none.
        """
        wanted = frozenset(self._spelt(word) for word in _words(name) - _GENERIC)
        if not wanted:
            return []
        found = [entry for entry in self._entries if wanted <= entry.words]
        found = found or [entry for entry in self._entries if wanted <= entry.words | entry.speakers]
        kinds = _kinds(_words(name))
        found = [entry for entry in found if kinds & _kinds(entry.words)] or found
        return [entry.summary for entry in found]

    def containing(self, words: str) -> list[Summary]:
        """Those in whose title these words stand as they are."""
        wanted = " ".join(words.split()).casefold()
        return [one for one in self.summaries if wanted in one.title.casefold()]

    def mostly(self, name: str) -> list[Summary]:
        """Those of whose title these words are the most, at least two."""
        wanted = _words(name)
        return [
            entry.summary
            for entry in self._entries
            if len(wanted) > 1 and wanted <= entry.title and len(wanted) >= _MOST * len(entry.title)
        ]

    def _spelt(self, word: str) -> str:
        """The word as titles have it, where it is misspelt."""
        if word in self._vocabulary or len(word) < 5 or word.isdigit():
            return word
        found = process.extractOne(word, sorted(self._vocabulary), scorer=OSA.normalized_similarity, score_cutoff=_LIKE)
        return found[0] if found and not found[0].isdigit() else word


def _kinds(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_KINDS[word] for word in words & _KINDS.keys())


def _words(text: str) -> frozenset[str]:
    return frozenset(terms(re.sub(r"[_\-–—/]", " ", text)))
