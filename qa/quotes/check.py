"""Whether a quote is what was said: word for word, altered and where, by someone else, or nowhere in the library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from index.speakers.people import People
from index.store import Hit
from qa.answer import Citation
from qa.library import Library
from qa.quotes import search
from qa.quotes.search import Match, Quoted, Voice

SHORT = 3  # words; of fewer, one that differs leaves nothing to compare
PLACES = 10  # that are listed of an exact quote; all are counted
NEAR = 3  # places that are listed of an altered one
_PREFIX = re.compile(r"[\s\"'“‘«„]*([^\W\d_][^:\n\"“”]{0,60}):\s")


class Verdict(StrEnum):
    EXACT = "exact"  # all words in order; case, accents, punctuation and white space do not count
    ALTERED = "altered"  # most words in order, see search.KEPT
    OTHER_SPEAKER = "other_speaker"  # someone else says it, word for word or more nearly than the speaker
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Attribution:
    """To whom a quote is attributed: ``speakers`` of the library, or a name, ``unknown``, that nobody here has.

    ``voices`` is what the speakers are called, as ``Person.speaks_as`` has it.
    """

    speakers: tuple[str, ...] = ()
    unknown: str = ""
    voices: frozenset[Voice] = frozenset()

    @classmethod
    def of(cls, name: str, people: People) -> Attribution:
        found = people.find(name) if name else []
        voices = frozenset(chain.from_iterable(person.speaks_as for person in found))
        return cls(tuple(dict.fromkeys(person.who for person in found)), "" if found else name, voices)

    def fits(self, voice: Voice) -> bool:
        return voice in self.voices or not (self.speakers or self.unknown)


@dataclass(frozen=True, slots=True)
class Check:
    """``matches`` are the places that the verdict speaks of, best first; ``count`` is how many there are in all.

    ``elsewhere`` is what others say that is the quote or nearly so; where the verdict is OTHER_SPEAKER, what the
    speaker says. ``closest`` is nearest in meaning to a quote that is not found. ``turns`` and ``transcripts`` count
    what was searched.
    """

    quote: str
    verdict: Verdict
    attribution: Attribution
    matches: tuple[Match, ...] = ()
    count: int = 0
    elsewhere: tuple[Match, ...] = ()
    closest: Citation | None = None
    turns: int = 0
    transcripts: int = 0


def check(quote: str, library: Library, *, speaker: str = "", transcripts: Sequence[str] = ()) -> Check:
    """Look for a quote, in ``transcripts`` (ids) where given; ``speaker`` is whom it is attributed to, by any name.

    "Blinken: …" in the quote names the speaker too. The best match decides the verdict; of equal ones, the speaker's.
    Raises QuestionError for what is no quote, and LibraryError where the library cannot be read.
    """
    people = library.people(transcripts)
    start, prefix = _prefix(quote, people)
    quoted, attribution = Quoted.of(quote, start), Attribution.of(speaker or prefix, people)
    places = list(search.exact(quoted, library, transcripts))
    own = [place for place in places if attribution.fits(place.voice)]
    others = [place for place in places if not attribution.fits(place.voice)]
    mine, theirs = ([search.match(quoted, place) for place in some[:PLACES]] for some in (own, others))
    hits: list[Hit] = []
    if not mine and len(quoted.words) >= SHORT:
        hits = search.search(quoted, library, transcripts)
        near = search.nearly(quoted, hits, library)
        mine = [match for match in near if attribution.fits(match.voice)][:NEAR]
        theirs = theirs or [match for match in near if not attribution.fits(match.voice)][:NEAR]
    verdict = _verdict(mine, theirs)
    best, rest, exact = (theirs, mine, others) if verdict is Verdict.OTHER_SPEAKER else (mine, theirs, own)
    turns, searched = library.searched(transcripts)
    return Check(
        quote,
        verdict,
        attribution,
        matches=tuple(best),
        count=max(len(best), len(exact)),
        elsewhere=tuple(rest),
        closest=None if best else search.closest(quoted, hits, library, attribution.fits),
        turns=turns,
        transcripts=searched,
    )


def _verdict(mine: Sequence[Match], theirs: Sequence[Match]) -> Verdict:
    if theirs and (not mine or theirs[0].share > mine[0].share):
        return Verdict.OTHER_SPEAKER
    if not mine:
        return Verdict.NOT_FOUND
    return Verdict.EXACT if mine[0].exact else Verdict.ALTERED


def _prefix(quote: str, people: People) -> tuple[int, str]:
    """Where the words begin after "Blinken: …", and that name; only where somebody has it."""
    found = _PREFIX.match(quote)
    return (found.end(), found[1]) if found and people.find(found[1]) else (0, "")
