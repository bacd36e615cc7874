"""Whether a quote is what was said: word for word, altered and where, said by someone else, or nowhere in the library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from index.people import People
from index.store import Hit
from qa import quotes
from qa.answer import Citation
from qa.library import Library
from qa.quotes import Match, Quoted

SHORT = 3  # words; of fewer, one that differs leaves nothing to compare
PLACES = 10  # that are listed of an exact quote; all are counted
NEAR = 3  # places that are listed of an altered one
_PREFIX = re.compile(r"[\s\"'“‘«„]*([^\W\d_][^:\n\"“”]{0,60}):\s")


class Verdict(StrEnum):
    EXACT = "exact"  # all words in order; case, accents, punctuation and white space do not count
    ALTERED = "altered"  # most words in order, see quotes.ALTERED
    OTHER_SPEAKER = "other_speaker"  # someone else says it, word for word or more nearly than the speaker
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Attribution:
    """To whom a quote is attributed: ``speakers`` of the library, or a name, ``unknown``, that nobody here has.

    ``voices`` is what the speakers are called, as ``Person.speaks_as`` has it.
    """

    speakers: tuple[str, ...] = ()
    unknown: str = ""
    voices: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, name: str, people: People) -> Attribution:
        found = people.find(name) if name else []
        voices = frozenset(chain.from_iterable(person.speaks_as for person in found))
        return cls(tuple(dict.fromkeys(person.who for person in found)), "" if found else name, voices)

    def fits(self, voice: tuple[str, str]) -> bool:
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
    places = list(quotes.exact(quoted, library, transcripts))
    own, others = ([place for place in places if attribution.fits(place.voice) is is_own] for is_own in (True, False))
    mine, theirs = ([quotes.match(quoted, place) for place in some[:PLACES]] for some in (own, others))
    hits: list[Hit] = []
    if not mine and len(quoted.words) >= SHORT:
        hits = quotes.search(quoted, library, transcripts)
        near = [match for match in quotes.nearly(quoted, hits, library) if match.voice]
        mine = [match for match in near if attribution.fits(match.voice)][:NEAR]
        theirs = theirs or [match for match in near if not attribution.fits(match.voice)][:NEAR]
    best, rest, verdict = mine, theirs, Verdict.ALTERED
    if theirs and (not mine or theirs[0].share > mine[0].share):
        best, rest, verdict = theirs, mine, Verdict.OTHER_SPEAKER
    elif not mine:
        verdict = Verdict.NOT_FOUND
    elif mine[0].exact:
        verdict = Verdict.EXACT
    return Check(
        quote,
        verdict,
        attribution,
        matches=tuple(best),
        count=max(len(best), len(others if best is theirs else own)),
        elsewhere=tuple(rest),
        closest=None if best else _closest(hits, attribution, library),
        **dict(zip(("turns", "transcripts"), library.searched(transcripts), strict=True)),
    )


def _prefix(quote: str, people: People) -> tuple[int, str]:
    """Where the words begin after "Blinken: …", and that name; only where somebody has it."""
    found = _PREFIX.match(quote)
    return (found.end(), found[1]) if found and people.find(found[1]) else (0, "")


def _closest(hits: Sequence[Hit], attribution: Attribution, library: Library) -> Citation | None:
    """The beginning of the passage nearest in meaning, in the speaker's words where there are any."""
    for hit in sorted(hits, key=lambda hit: (-hit.cosine, hit.place)):
        transcript = library.store.transcript(hit.passage.transcript)
        for span in hit.passage.sentences:
            if attribution.fits((transcript.id, transcript.who(span))):
                return Citation(transcript, span, round(hit.cosine, 6))
    return None
