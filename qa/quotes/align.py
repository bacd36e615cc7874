"""A quote laid beside what was said: which of its words stand there, and where the two differ, in whole words.

Words are compared without case, accents, punctuation and white space; a currency sign, a percent sign and a minus
before a number count as words. All work is linear in what was said, or done in bits by rapidfuzz.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import NamedTuple

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
    """The pieces of a part of a quote beside the words of ``text`` that are most like it; none where nothing is.

    At its ends, words that differ stand beside as many of the same sentence.
    """
    quote, spoken = [word.text for word in part], [word.text for word in said]
    starts = [start for start, _ in sentences(text)]
    sentence = [bisect_right(starts, word.start) for word in said]
    blocks = _widened(_densest(_blocks(quote, spoken, window), sentence), quote, spoken)
    if not blocks:
        return []
    first, last = blocks[0], blocks[-1]
    before = _run(zip(reversed(sentence[: first.said]), range(first.quote), strict=False), sentence[first.said])
    end = last.end + last.shift
    after = _run(zip(sentence[end:], range(len(quote) - last.end), strict=False), sentence[end - 1])
    edges = [_Block(0, first.said - before, 0), *blocks, _Block(len(quote), end + after, 0)]
    return [piece for piece in _pieces(edges) if not _is_note(piece, text, said)]


class _Block(NamedTuple):
    """``size`` words that are the same, from word ``quote`` of the quote and word ``said`` of what was said."""

    quote: int
    said: int
    size: int

    @property
    def shift(self) -> int:
        return self.said - self.quote

    @property
    def end(self) -> int:
        """The word of the quote after it."""
        return self.quote + self.size


def _run(sentences: Iterable[tuple[int, int]], same: int) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == same, sentences))


def _pieces(blocks: Sequence[_Block]) -> Iterator[Piece]:
    """The blocks, and what lies between them."""
    for a, b in pairwise(blocks):
        if a.size:
            yield Piece(Kind.KEPT, (a.quote, a.quote + a.size), (a.said, a.said + a.size))
        quote, said = (a.quote + a.size, b.quote), (a.said + a.size, b.said)
        if quote[0] < quote[1]:
            yield Piece(Kind.CHANGED if said[0] < said[1] else Kind.PUT_IN, quote, said)
        elif said[0] < said[1]:
            yield Piece(Kind.LEFT_OUT, quote, said)


def _is_note(piece: Piece, text: str, said: Sequence[Word]) -> bool:
    """Whether all that is left out is a stenographer's "(Applause.)", which nobody says."""
    return piece.kind is Kind.LEFT_OUT and not tokens(
        NOTE.sub(" ", text[said[piece.said[0] - 1].end : said[piece.said[1]].start])
    )


def _blocks(quote: Sequence[str], spoken: Sequence[str], window: tuple[int, int]) -> list[_Block]:
    """The words that both have in the same order, as near to each other as they can stand."""
    first, last = window
    found = Levenshtein.opcodes(quote, spoken[first:last]).as_matching_blocks()
    shifts = {n: first + block.b - block.a for block in found for n in range(block.a, block.a + block.size)}
    _draw_together(quote, spoken, shifts, sorted(shifts, reverse=True))
    _draw_together(quote, spoken, shifts, sorted(shifts))
    blocks: list[_Block] = []
    for n in sorted(shifts):
        if blocks and blocks[-1].end == n and blocks[-1].shift == shifts[n]:
            blocks[-1] = blocks[-1]._replace(size=blocks[-1].size + 1)
        else:
            blocks.append(_Block(n, n + shifts[n], 1))
    return blocks


def _draw_together(quote: Sequence[str], spoken: Sequence[str], shifts: dict[int, int], order: Sequence[int]) -> None:
    """Move words to where they stand as the word before them in ``order`` does, if they are also said there.

    To Levenshtein the "we" of "we have" is as good far before "have" as right before it.
    """
    for beside, n in pairwise(order):
        is_nearer = (shifts[beside] - shifts[n]) * (beside - n) > 0
        if is_nearer and quote[n] == spoken[n + shifts[beside]]:
            shifts[n] = shifts[beside]


def _densest(blocks: Sequence[_Block], sentence: Sequence[int]) -> Sequence[_Block]:
    """Those neighbouring blocks that bring more words than what lies between them costs.

    Half a word each, or an eighth for words left out within a sentence.
    """
    best, chosen = 0.0, blocks[:0]
    gain, start = 0.0, 0
    for n, block in enumerate(blocks):
        if n:
            a = blocks[n - 1]
            put_in, left_out = block.quote - a.quote - a.size, block.said - a.said - a.size
            is_one = sentence[a.said + a.size - 1] == sentence[block.said]
            gain -= max(put_in, left_out / 4 if is_one else left_out) / 2
        if gain <= 0:
            gain, start = 0.0, n
        gain += block.size
        if gain > best:
            best, chosen = gain, blocks[start : n + 1]
    return chosen


def _widened(blocks: Sequence[_Block], quote: Sequence[str], spoken: Sequence[str]) -> list[_Block]:
    """With the same words right before and after them, in whose stead others were taken that stand apart."""
    widened = list(blocks)
    while widened and (first := widened[0]).quote and first.said and quote[first.quote - 1] == spoken[first.said - 1]:
        widened[0] = _Block(first.quote - 1, first.said - 1, first.size + 1)
    while widened and (last := widened[-1]).end < min(len(quote), len(spoken) - last.shift):
        if quote[last.end] != spoken[last.end + last.shift]:
            break
        widened[-1] = last._replace(size=last.size + 1)
    return widened
