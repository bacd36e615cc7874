"""Sentences of a turn, and the passages that are embedded: neighbouring sentences that fit the model's window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.transcript import Passage, Span, Transcript

# A remark of the stenographer that stands by itself: "(Via interpreter)", "[Laughter]", "(inaudible)". What has a
# pronoun or a verb of being is an aside that was spoken: "(I mean this.)".
_SPOKEN = r"(?![^()\[\]\n]*\b(?:I|we|you|he|she|it|they|this|that|am|is|are|was|were)\b)"
NOTE = re.compile(rf"[(\[]{_SPOKEN}[^()\[\]\n]{{1,80}}[)\]]", re.IGNORECASE)
# What a note inside a sentence says of how it was heard; "[percent]" and "(Mr. Miller)" there are part of it.
_HEARD = re.compile(
    r"\b(?:inaudible|indiscernible|unintelligible|crosstalk|laugh\w*|chuckl\w*|applause|music|pause|interpreter)\b|[(\[]\?+[)\]]",
    re.IGNORECASE,
)

_CLOSERS = "\"'”’“»›)\\]"  # “ closes where „ opens
_END = re.compile(rf"[.?!…؟۔।]+(?:[{_CLOSERS}]|[ \xa0\u202f]»)*(?=\s|$)|[。！？][”’」』）]*|\n\s*\n")
_STARTS = re.compile(r"""\s*["'“‘«(\[¿¡–—-]*\s*[^\W_]""")
# Never the last word of a sentence, however it goes on.
_TITLES = frozenset(
    "mr mrs ms mx dr prof rev hon gen sen rep gov lt col sgt capt cmdr adm maj pres st mt ft vs jr sr messrs".split()
)
# The last word of a sentence only before an unmistakable beginning.
_ABBREVIATIONS = frozenset(
    """jan feb mar apr jun jul aug sep sept oct nov dec ed est approx inc corp co ltd bros dept etc cf e.g i.e al a.m
    p.m""".split()
)
_BEFORE_NUMBERS = frozenset("no nos fig figs vol pp".split())  # "No. 5"; "No. China is not."
_OPENERS = frozenset(
    "the a an this that these those it he she we they i you there our my his her their but and so if"
    " in on at for to as when what where who why how is are was do does did".split()
)
BEST = 128  # tokens of a passage; longer ones blur what they are about (hit@1 on the press set .64 at 254, .68 at 128)
_AHEAD = 80  # characters after a full stop that tell whether a sentence begins
_LONGEST = 600  # characters; captions without punctuation are cut at a comma or a space before this


def sentences(text: str) -> list[tuple[int, int]]:
    """The ranges of a text's sentences, in order, without white space around them.

    A stenographer's note before or between sentences belongs to none. Every other non-space character lies in
    exactly one sentence.
    """
    ranges: list[tuple[int, int]] = []
    start = 0
    for end in [*_ends(text), len(text)]:
        ranges.extend(_pieces(text, *_trim(text, start, end)))
        start = end
    return ranges


def notes(text: str) -> list[tuple[int, int]]:
    """The ranges of the stenographer's notes: all between sentences, and inside one those of how it was heard."""
    found = {match.span() for match in NOTE.finditer(text) if _HEARD.search(match[0])}
    spoken = sentences(text) if NOTE.search(text) else []
    between = zip([0, *(end for _, end in spoken)], [*(start for start, _ in spoken), len(text)], strict=True)
    return sorted(found | {match.span() for gap in between for match in NOTE.finditer(text, *gap)})


def _ends(text: str) -> Iterator[int]:
    wide = text.count(".  ") > text.count(". ") // 3  # the file separates sentences by two spaces
    for match in _END.finditer(text):
        if match[0].isspace() or match[0][0] in "。！？" or _is_end(text, match, wide):
            yield match.end()


def _is_end(text: str, match: re.Match[str], wide: bool) -> bool:
    """Whether a full stop or a mark of the like, followed by a space, ends a sentence."""
    if not _STARTS.match(text, match.end()):
        return True  # nothing that could begin a sentence follows: the text ends, or a line of dashes
    rest = text[match.end() : match.end() + _AHEAD]
    following = rest.lstrip().lstrip("\"'“‘«([¿¡–—-")
    if following[:1].islower():
        return False
    if match[0][0] != ".":
        return True
    before = re.search(r"[\w.]*$", text[max(0, match.start() - 20) : match.start()])
    word = before[0].casefold() if before else ""
    if word in _TITLES or (len(word) == 1 and word.isalpha() and not (word == "i" and following[1:2] != ".")):
        return False
    if word in _BEFORE_NUMBERS:
        return not following[:1].isdigit()
    if word in _ABBREVIATIONS or re.fullmatch(r"(?:[^\W\d]\.)+[^\W\d]", word):
        next_word = re.match(r"[\w’']*", following)
        gap = len(rest) - len(rest.lstrip(" "))
        return (wide and gap > 1) or (next_word is not None and next_word[0].casefold() in _OPENERS)
    return True


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the white space and the notes at the beginning."""
    while start < end:
        if text[start].isspace():
            start += 1
        elif (note := NOTE.match(text, start, end)) and not text[note.end() : note.end() + 1].isalnum():
            start = note.end()  # and not "[W]e agreed"
        else:
            break
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range itself, or its parts where it is too long to be a sentence."""
    while end - start > _LONGEST:
        window = text[start : start + _LONGEST]
        cut = max(window.rfind(mark, _LONGEST // 3) for mark in (", ", "; ", ": ", "\n", "、", "，"))
        if cut < 0:
            cut = window.rfind(" ", _LONGEST // 3)
        cut = start + (cut + 1 if cut > 0 else _LONGEST)
        yield _trim(text, start, cut)
        start = cut
    start, end = _trim(text, start, end)
    if start < end:
        yield start, end


def split(
    transcript: Transcript, tokens: Callable[[Sequence[str]], list[int]], limit: int, best: int = BEST
) -> list[Passage]:
    """Passages in reading order that hold every sentence once, of ``best`` tokens and never more than ``limit``.

    Short neighbouring turns share a passage, for an answer needs its question to be understood; a long turn is cut
    between its sentences. A single sentence beyond the limit stays whole: the model reads its beginning.
    """
    spans = [
        Span(number, start, end) for number, turn in enumerate(transcript.turns) for start, end in sentences(turn.text)
    ]
    counts = tokens([transcript.text(span) for span in spans])
    passages: list[Passage] = []
    held: list[Span] = []
    size = 0
    for span, count in zip(spans, counts, strict=True):
        if held and size + count > min(limit, best):
            passages.append(Passage(transcript.id, tuple(held)))
            held, size = [], 0
        held.append(span)
        size += count
    if held:
        passages.append(Passage(transcript.id, tuple(held)))
    return passages
