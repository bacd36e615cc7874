"""A quote laid beside what was said: which of its words stand there, and where the two differ, in whole words.

Words are compared without case, accents, punctuation and white space; a currency sign, a percent sign and a minus
before a number count as words. All work is linear in what was said, or done in bits by rapidfuzz.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from index.passages import NOTE, sentences
from index.text import STOP_WORDS, words

_SIGN = re.compile(r"[$¢£¥\u20a0-\u20bf%‰]|(?<![\w\-−–])[-−–](?=\d)")
_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…+|\.{3,}|\.(?: \.){2,}")
_FEW = 12  # words of a quote that is looked for word by word; a longer one by pairs of words


class Kind(StrEnum):
    """How a piece of a quote relates to what was said."""

    KEPT = "kept"
    LEFT_OUT = "left_out"  # said, and not in the quote
    PUT_IN = "put_in"  # in the quote, and not said
    CHANGED = "changed"  # other words in the quote than were said


@dataclass(frozen=True, slots=True)
class Word:
    """``text`` is folded for comparison; ``start`` and ``end`` are code points of the text that it stands in."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """``quote`` and ``said`` are ranges of words in both, half-open; one of them is empty where nothing corresponds."""

    kind: Kind
    quote: tuple[int, int]
    said: tuple[int, int]


def tokens(text: str) -> list[Word]:
    """The words and signs of a text in order. "[W]e", a capital that an editor put in, is one word."""
    found = [Word(word.rstrip("."), start, end) for word, start, end in words(text)]
    found += [Word("-" if sign[0] in "-−–" else sign[0], sign.start(), sign.end()) for sign in _SIGN.finditer(text)]
    joined: list[Word] = []
    for word in sorted(found, key=lambda word: word.start):
        before = joined[-1] if joined else None
        if (
            before
            and text[before.end : word.start] == "]"
            and re.fullmatch(r"\[\w\]", text[before.start - 1 : word.start])
        ):
            joined[-1] = Word(before.text + word.text, before.start - 1, word.end)
        else:
            joined.append(word)
    return joined


def parts(quote: str) -> list[list[Word]]:
    """The words of a quote between its ellipses, "…" or "[...]"; offsets are those of the whole quote."""
    every, cuts = tokens(quote), [match.start() for match in _ELLIPSIS.finditer(quote)]
    bounds = [0, *cuts, len(quote)]
    found = [[word for word in every if a <= word.start < b] for a, b in pairwise(bounds)]
    return [part for part in found if part]


@lru_cache(maxsize=20_000)
def line(text: str) -> str:
    """The folded words of a text, with a space before and after each."""
    return f" {' '.join(word.text for word in tokens(text))} "


def exact(quote: Sequence[Sequence[Word]], said: str) -> Iterator[tuple[int, ...]]:
    """Where all parts of a quote stand one after the other in a text, as ``line`` gives it: each part's first word."""
    needles = [f" {' '.join(word.text for word in part)} " for part in quote]
    at = 0
    while True:
        starts = []
        for needle in needles:
            found = said.find(needle, at)
            if found < 0:
                return
            starts.append(said.count(" ", 0, found))
            at = found + len(needle) - 1
        yield tuple(starts)


def likeness(part: Sequence[Word], said: Sequence[str]) -> tuple[int, int, int]:
    """How much of a part of a quote seems to stand where in a text: points, and the range of words to look at."""
    size = 1 if len(part) <= _FEW else 2
    reach = max(4, len(part) // 4)
    grams = [tuple(word.text for word in part[i : i + size]) for i in range(len(part) - size + 1)]
    first = {gram: i for i, gram in reversed(list(enumerate(grams)))}
    votes: Counter[int] = Counter()  # by how far the quote would have to be shifted for a word to stand on its like
    for at, gram in enumerate(zip(*(said[n:] for n in range(size)), strict=False)):
        if gram in first:
            votes[(at - first[gram]) // reach] += 1 + (gram[0] not in STOP_WORDS)
    best = max(votes, key=lambda shift: (votes[shift] + votes[shift + 1], -shift), default=0)
    start, end = (best - 2) * reach, (best + 3) * reach + len(part)
    return votes[best] + votes[best + 1], max(0, start), max(0, min(len(said), end))


def align(part: Sequence[Word], text: str, said: Sequence[Word], window: tuple[int, int]) -> list[Piece]:
    """The pieces of a part of a quote beside the words of ``text`` that are most like it; none where nothing is."""
    quote = [word.text for word in part]
    spoken = [word.text for word in said]
    span = _span(quote, spoken, window, text, said)
    if span is None:
        return []
    start, end = span
    pieces: list[Piece] = []
    for op in Levenshtein.opcodes(quote, spoken[start:end]):
        piece = Piece(
            Kind.KEPT if op.tag == "equal" else Kind.CHANGED,
            (op.src_start, op.src_end),
            (start + op.dest_start, start + op.dest_end),
        )
        if pieces and pieces[-1].kind == piece.kind:  # "replace" beside "insert" is one change
            before = pieces.pop()
            piece = Piece(piece.kind, (before.quote[0], piece.quote[1]), (before.said[0], piece.said[1]))
        pieces.append(piece)
    named = [_named(piece) for piece in pieces]
    inner = [n for n, piece in enumerate(named) if piece.kind is not Kind.LEFT_OUT]
    return [piece for piece in named[inner[0] : inner[-1] + 1] if not _is_note(piece, text, said)]


def _named(piece: Piece) -> Piece:
    if piece.kind is Kind.CHANGED and piece.quote[0] == piece.quote[1]:
        return Piece(Kind.LEFT_OUT, piece.quote, piece.said)
    if piece.kind is Kind.CHANGED and piece.said[0] == piece.said[1]:
        return Piece(Kind.PUT_IN, piece.quote, piece.said)
    return piece


def _is_note(piece: Piece, text: str, said: Sequence[Word]) -> bool:
    """Whether all that is left out is a stenographer's "(Applause.)", which nobody says."""
    return piece.kind is Kind.LEFT_OUT and not tokens(
        NOTE.sub(" ", text[said[piece.said[0] - 1].end : said[piece.said[1]].start])
    )


def _span(
    quote: list[str], spoken: list[str], window: tuple[int, int], text: str, said: Sequence[Word]
) -> tuple[int, int] | None:
    """Which words to set beside the quote: those most like it, and at its ends as many more of the same sentence."""
    first, last = window
    blocks = Levenshtein.opcodes(quote, spoken[first:last]).as_matching_blocks()[:-1]
    kept = _densest([(block.a, first + block.b, block.size) for block in blocks])
    if not kept:
        return None
    (i, start, _), (k, end, size) = kept[0], kept[-1]
    k, end = k + size, end + size
    while i and start and quote[i - 1] == spoken[start - 1]:
        i, start = i - 1, start - 1
    while k < len(quote) and end < len(spoken) and quote[k] == spoken[end]:
        k, end = k + 1, end + 1
    bounds = sentences(text)
    opening = max((a for a, _ in bounds if a <= said[start].start), default=0)
    closing = min((b for _, b in bounds if b >= said[end - 1].end), default=len(text))
    while i and start and said[start - 1].start >= opening:
        i, start = i - 1, start - 1
    while k < len(quote) and end < len(spoken) and said[end].end <= closing:
        k, end = k + 1, end + 1
    return start, end


def _densest(blocks: Sequence[tuple[int, int, int]]) -> Sequence[tuple[int, int, int]]:
    """Those neighbouring blocks of equal words that bring more words than half of those between them cost."""
    best, chosen = 0.0, blocks[:0]
    gain, start = 0.0, 0
    for n, (i, j, size) in enumerate(blocks):
        if n:
            a, b, before = blocks[n - 1]
            gain -= max(i - a - before, j - b - before) / 2
        if gain <= 0:
            gain, start = 0.0, n
        gain += size
        if gain > best:
            best, chosen = gain, blocks[start : n + 1]
    return chosen
