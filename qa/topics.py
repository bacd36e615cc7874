"""What somebody speaks of more than others do: the words and phrases that set their sentences apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.passages import sentences
from index.text import STOP_WORDS, stem, words
from index.transcript import Transcript
from qa.library import Library

TOPICS = 18
_FEW = 4  # of somebody who hardly speaks, for most words of theirs are said once
_CANDIDATES = 80  # terms that are looked at for phrases
_PHRASE = 3  # words of a phrase at the most, beside those that join them: "freedom of the press"
_MOSTLY = 0.6  # of a term's places, in which a phrase must stand to speak for it
_JOINS = frozenset({"of", "of the"})
_NAMED = 1.5  # times as telling: what is written with a capital inside a sentence
_BENT = re.compile(r"[a-z]{2,}(?:ed|ing|ly)")  # half as telling: how something is done, seldom what is spoken of
# What everybody says in conversation, whatever it is about; in small libraries too few others say it to show that.
_EVERYDAY = frozenset(
    stem(word)
    for word in """thank thanks think know going go went come came get got want say said says see look looking make made
    mean really well very much many lot thing things something anything way right okay yes yeah also like good great
    one two three first last next year years day days today tomorrow yesterday time times people question questions
    answer ask asked talk talking tell take took give given put let us kind sort bit maybe actually obviously certainly
    back still even now new part point need needs course please sure able happen happened work working believe every
    around always never across together may might must shall upon within without since another both either however
    towards toward public act based called good afternoon morning evening gentleman gentlemen lady ladies colleague
    everyone everybody hear um uh er oh hey hello mr mrs ms dr sir madam don't i'm it's that's we're you're i've we've
    there's can't""".split()
)


@dataclass(frozen=True, slots=True)
class Topic:
    """``words`` as they are mostly written; ``count`` says how many sentences of theirs hold all of them."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class _Word:
    """A word where it stands: its stem, empty for a stop word, and what joins it to the word before, if so little."""

    text: str
    stem: str
    joint: str | None


def topics(
    transcripts: Iterable[Transcript], speaks_as: frozenset[tuple[str, str]], library: Library, limit: int = TOPICS
) -> list[Topic]:
    """Most characteristic first: what they say often, that is rare in the library, and that others here say less.

    ``speaks_as`` are pairs of transcript and ``Speaker.who``, as ``Person`` has them; of turns without a speaker it is
    empty.
    """
    own: list[list[_Word]] = []
    others: Counter[str] = Counter()
    heard = 0
    for transcript in transcripts:
        for turn in transcript.turns:
            theirs = (transcript.id, turn.speaker.who if turn.speaker else "") in speaks_as
            for start, end in sentences(turn.text):
                read = _read(turn.text[start:end])
                if theirs:
                    own.append(read)
                else:
                    others.update({word.stem for word in read if word.stem})
                    heard += 1
    return _chosen(own, _ranked(own, others, heard, library), min(limit, max(_FEW, len(own))))


def _read(sentence: str) -> list[_Word]:
    found: list[_Word] = []
    before = 0
    for folded, start, end in words(sentence):
        text, gap = sentence[start:end], sentence[before:start]
        joint = " " if gap.isspace() else gap if gap in ("", "-", "’", "'") else None
        if "." in text and sentence[end : end + 1] == ".":
            text = f"{text}."  # "U.S."
        found.append(_Word(text, "" if folded in STOP_WORDS else stem(folded), joint if found else None))
        before = end
    return found


def _ranked(own: Sequence[Sequence[_Word]], others: Counter[str], heard: int, library: Library) -> list[str]:
    """The terms that tell most, best first."""
    counts = Counter(term for sentence in own for term in {word.stem for word in sentence} if _tells(term))
    named = {word.stem for sentence in own for word in sentence[1:] if word.text[:1].isupper()}
    bent = {word.stem for sentence in own for word in sentence if _BENT.fullmatch(word.text)}
    least = 2 if len(own) > 20 else 1
    often = {term: count for term, count in counts.items() if count >= least}
    rarity = library.rarity(sorted(often))

    def weight(term: str) -> float:
        mine = often[term] / max(1, len(own))
        theirs = (others[term] + 0.5) / (heard + 1)
        form = _NAMED if term in named else 0.5 if term in bent else 1.0
        return form * math.sqrt(often[term]) * rarity[term] * math.sqrt(mine / (mine + theirs))

    return sorted(often, key=lambda term: (-weight(term), term))[:_CANDIDATES]


def _tells(term: str) -> bool:
    return (len(term) > 2 or not term.isascii()) and not term[0].isdigit() and term not in _EVERYDAY


def _chosen(own: Sequence[Sequence[_Word]], ranked: Sequence[str], limit: int) -> list[Topic]:
    """Each term, or the phrase that it mostly stands in; none of whose words another has already."""
    chosen: dict[frozenset[str], Topic] = {}
    for term in ranked:
        if any(term in held for held in chosen):
            continue
        holding = [sentence for sentence in own if any(word.stem == term for word in sentence)]
        phrase = _phrase(holding, term)
        wanted = frozenset(word.stem for word in phrase if word.stem)
        count = sum(wanted <= {word.stem for word in sentence} for sentence in holding)
        chosen.setdefault(wanted, Topic(_written(phrase), count))
        if len(chosen) == limit:
            break
    return list(chosen.values())


def _phrase(holding: Sequence[Sequence[_Word]], term: str) -> tuple[_Word, ...]:
    """The longest phrase around a term in most of its places, else the term, as it is mostly written."""
    found: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], Counter[tuple[_Word, ...]]] = {}
    for sentence in holding:
        for phrase in _phrases(sentence, term):
            key = tuple(word.stem or word.text.casefold() for word in phrase)
            found[key] += 1
            written.setdefault(key, Counter())[tuple(phrase)] += 1
    least = max(2, _MOSTLY * len(holding))
    best = max((key for key in found if len(key) == 1 or found[key] >= least), key=lambda key: (len(key), found[key]))
    return max(written[best].items(), key=lambda each: (each[1], [word.text for word in each[0]]))[0]


def _phrases(sentence: Sequence[_Word], term: str) -> Iterable[Sequence[_Word]]:
    """The term in each of its places, and every phrase around it: neighbouring words, or two that "of" joins."""
    for at, word in enumerate(sentence):
        if word.stem != term:
            continue
        for start in range(max(0, at - _PHRASE), at + 1):
            for end in range(at + 1, min(len(sentence), start + _PHRASE + 1) + 1):
                if _is_phrase(sentence[start:end]):
                    yield sentence[start:end]


def _is_phrase(run: Sequence[_Word]) -> bool:
    if not run[0].stem or not run[-1].stem or any(word.joint is None for word in run[1:]):
        return False
    inside = " ".join(word.text.casefold() for word in run[1:-1])
    return inside in _JOINS or (len(run) <= _PHRASE and all(word.stem for word in run))


def _written(phrase: Sequence[_Word]) -> str:
    return phrase[0].text + "".join(f"{word.joint}{word.text}" for word in phrase[1:])
