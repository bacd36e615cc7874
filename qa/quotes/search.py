"""Where a pasted quote stands, or something like it: every exact place, and the turns that say nearly the same.

All that is found are places in transcripts; no word of the quote is ever shown as somebody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.errors import QuestionError
from index.store import Filter, Hit
from index.text import STOP_WORDS, terms
from index.transcript import Span, Transcript
from qa.answer import Citation
from qa.library import Library
from qa.quotes import align
from qa.quotes.align import Kind, Word
from qa.retrieve import CANDIDATES

# What makes a quote an altered one, and not another sentence with some of the same words in the same order:
KEPT = 0.6  # share of the quote's words that must have been said
SAID = 0.5  # share of the words said, from the first to the last that is quoted, that must be in the quote
CONTENT = 0.5  # share of the quote's words with a meaning of their own (not "the", "we", "is") that must have been said
LONGEST = 5_000  # words of a quote
_ALIGNED = 8  # turns that are compared word by word
_PROBE = 60  # words that are searched for at once, about as many as a passage has
_LONG_TERMS = 12  # one of which is the rarest, near enough


Voice = tuple[str, str]  # a transcript and who speaks there, as Person.speaks_as has it
Fits = Callable[[Voice], bool]
Laid = Sequence[Sequence[align.Piece]]  # the pieces of each part of a quote


@dataclass(frozen=True, slots=True)
class Quoted:
    """What somebody is said to have said. ``parts`` are its words between ellipses; offsets are those of ``text``."""

    text: str
    parts: tuple[tuple[Word, ...], ...]

    @classmethod
    def of(cls, text: str, start: int = 0) -> Quoted:
        """The words from ``start`` on. Raises QuestionError where there are none, or too many."""
        parts = align.parts(" " * start + text[start:])
        count = sum(map(len, parts))
        if not count:
            raise QuestionError("The quote has no words; paste what is said to have been said")
        if count > LONGEST:
            raise QuestionError(f"The quote has {count:,} words; check at most {LONGEST:,} at once")
        return cls(text, tuple(map(tuple, parts)))

    @property
    def words(self) -> list[Word]:
        return [word for part in self.parts for word in part]

    def probes(self) -> list[str]:
        """What to search for: the quote, the middle of a longer one, or beginning, middle and end."""
        words = self.words
        last = max(0, len(words) - _PROBE)
        starts = (0, last // 2, last) if last > 2 * _PROBE else (last // 2,)
        cut = (words[start : start + _PROBE] for start in starts)
        return [self.text[some[0].start : some[-1].end] for some in cut]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a quote, ``quote[start:end]``, and the place of what was said there; either may be empty."""

    kind: Kind
    start: int
    end: int
    span: Span


@dataclass(frozen=True, slots=True)
class Match:
    """A turn in which a quote stands, or nearly. ``places`` is one for each part of a quote with ellipses.

    ``pieces`` are in the order of the quote. ``share`` is how many of the words are the same, of the quote's or of
    those said, whichever are more; 1 where the quote is exact.
    """

    places: tuple[Citation, ...]
    pieces: tuple[Piece, ...]
    share: float

    @property
    def exact(self) -> bool:
        return all(piece.kind is Kind.KEPT for piece in self.pieces)

    @property
    def transcript(self) -> Transcript:
        return self.places[0].transcript

    @property
    def voice(self) -> Voice:
        return self.transcript.id, self.transcript.who(self.places[0].span)


@dataclass(frozen=True, slots=True)
class Place:
    """The quote is in this turn; each of its parts begins with the word of that number."""

    transcript: Transcript
    turn: int
    starts: tuple[int, ...]

    @property
    def voice(self) -> Voice:
        return self.transcript.id, self.transcript.who(Span(self.turn, 0, 0))


def exact(quoted: Quoted, library: Library, transcripts: Sequence[str] = ()) -> Iterator[Place]:
    """Every place in the library, or in ``transcripts``, where the quote stands word for word."""
    for transcript, turn in _possible(quoted, library, transcripts):
        for starts in align.exact(quoted.parts, align.line(transcript.turns[turn].text)):
            yield Place(transcript, turn, starts)


def match(quoted: Quoted, place: Place) -> Match:
    """An exact place with all that there is to say of it."""
    said = align.tokens(place.transcript.turns[place.turn].text)
    sizes = map(len, quoted.parts)
    laid = [[align.Piece(Kind.KEPT, (0, n), (a, a + n))] for a, n in zip(place.starts, sizes, strict=True)]
    return _match(quoted, place.transcript, place.turn, said, laid)


def search(quoted: Quoted, library: Library, transcripts: Sequence[str] = ()) -> list[Hit]:
    """Passages like the quote, in meaning or in words; ``cosine`` is that with the part of it they are likest to."""
    where = Filter(transcripts=frozenset(transcripts) or None)
    found: dict[int, Hit] = {}
    for probe in quoted.probes():
        vector = library.encoder.question(probe)
        for hit in library.store.search(vector, sorted(set(terms(probe))), where, CANDIDATES):
            if hit.place not in found or hit.cosine > found[hit.place].cosine:
                found[hit.place] = hit
    return [found[place] for place in sorted(found)]


def nearly(quoted: Quoted, hits: Sequence[Hit], library: Library) -> list[Match]:
    """The turns among the hits that say nearly what is quoted, the likest first."""
    likely = []
    spans = ((hit.passage.transcript, span) for hit in hits for span in hit.passage.sentences)
    for transcript, turn in _turns(library, spans):
        said = align.line(transcript.turns[turn].text).split()
        likely.append((sum(align.likeness(part, said)[0] for part in quoted.parts), transcript, turn))
    likely.sort(key=lambda found: -found[0])  # stable: else in the order of the library
    laid = (_laid(quoted, transcript, turn) for _, transcript, turn in likely[:_ALIGNED])
    return sorted((match for match in laid if match), key=lambda match: -match.share)


def closest(quoted: Quoted, hits: Sequence[Hit], library: Library, fits: Fits) -> Citation | None:
    """The sentence nearest in meaning to the beginning of the quote, the speaker's where the hits have one."""
    if not hits:
        return None
    vector = library.encoder.question(quoted.probes()[0])
    found = [
        Citation(library.store.transcript(hit.passage.transcript), span, round(float(cosine), 6))
        for hit in hits
        for span, cosine in zip(hit.passage.sentences, hit.sentences @ vector, strict=True)
    ]
    own = [one for one in found if fits((one.transcript.id, one.transcript.who(one.span)))]
    return max(own or found, key=lambda one: one.score)


def _possible(quoted: Quoted, library: Library, transcripts: Sequence[str]) -> Iterator[tuple[Transcript, int]]:
    """The turns in which the quote can stand at all: those with its rarest word, or all for "I do"."""
    store = library.store
    wanted = set(terms(" ".join(word.text for word in quoted.words)))
    if not wanted:
        for id_ in [each.id for each in store.transcripts() if not transcripts or each.id in transcripts]:
            transcript = store.transcript(id_)
            yield from ((transcript, turn) for turn in range(len(transcript.turns)))
        return
    counts = store.frequencies(sorted(wanted, key=lambda term: (-len(term), term))[:_LONG_TERMS])
    known = sorted((count, term) for term, count in counts.items() if count)
    rarest = store.holding([term for _, term in known[:1]], Filter(transcripts=frozenset(transcripts) or None))
    yield from _turns(library, ((passage.transcript, span) for passage in rarest for span in passage.sentences))


def _turns(library: Library, places: Iterable[tuple[str, Span]]) -> Iterator[tuple[Transcript, int]]:
    for id_, turn in dict.fromkeys((id_, span.turn) for id_, span in places):
        yield library.store.transcript(id_), turn


def _laid(quoted: Quoted, transcript: Transcript, turn: int) -> Match | None:
    """The quote beside the words of one turn that are most like it; None where too few are the same."""
    text = transcript.turns[turn].text
    said = align.tokens(text)
    laid: list[list[align.Piece]] = []
    at = 0
    for part in quoted.parts:
        _, start, end = align.likeness(part, [word.text for word in said[at:]])
        pieces = align.align(part, text, said, (at + start, at + end))
        laid.append(pieces or [align.Piece(Kind.PUT_IN, (0, len(part)), (at, at))])
        at = laid[-1][-1].said[1]
    return _match(quoted, transcript, turn, said, laid) if _is_enough(quoted, laid) else None


def _is_enough(quoted: Quoted, laid: Laid) -> bool:
    """Whether the words that are the same are more than those that two sentences have in common by chance."""
    kept = [
        word
        for part, pieces in zip(quoted.parts, laid, strict=True)
        for piece in pieces
        if piece.kind is Kind.KEPT
        for word in part[slice(*piece.quote)]
    ]
    of_quote, of_said = len(kept) >= KEPT * len(quoted.words), len(kept) >= SAID * _lengths(laid)[1]
    return bool(kept) and of_quote and of_said and _meaningful(kept) >= CONTENT * _meaningful(quoted.words)


def _meaningful(words: Iterable[Word]) -> int:
    return sum(word.text not in STOP_WORDS and word.text[0].isalnum() for word in words)


def _match(quoted: Quoted, transcript: Transcript, turn: int, said: Sequence[Word], laid: Laid) -> Match:
    """Ranges of words become places."""
    share = _share(laid)
    pieces: list[Piece] = []
    places: list[Citation] = []
    for part, found in zip(quoted.parts, laid, strict=True):
        at = found[0].said[0]
        placed = [
            Piece(one.kind, *_range(part, one.quote, 0), Span(turn, *_range(said, one.said, at))) for one in found
        ]
        pieces += placed
        if any(one.kind is Kind.KEPT for one in found):
            span = Span(turn, placed[0].span.start, placed[-1].span.end)
            places.append(Citation(transcript, span, share))
    return Match(tuple(places), tuple(pieces), share)


def _share(laid: Laid) -> float:
    same = [piece.quote[1] - piece.quote[0] for pieces in laid for piece in pieces if piece.kind is Kind.KEPT]
    return round(sum(same) / max(_lengths(laid)), 6)


def _lengths(laid: Laid) -> tuple[int, int]:
    """How many words are quoted, and how many were said where the quote stands, without those under an ellipsis."""
    pieces = [piece for found in laid for piece in found]
    return sum(p.quote[1] - p.quote[0] for p in pieces), sum(p.said[1] - p.said[0] for p in pieces)


def _range(words: Sequence[Word], some: tuple[int, int], opening: int) -> tuple[int, int]:
    """Words as code points; no words are the empty place after the one before, at the opening before the next."""
    first, last = some
    if first < last:
        return words[first].start, words[last - 1].end
    at = words[first].start if first == opening and first < len(words) else words[first - 1].end
    return at, at
