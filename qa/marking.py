"""The words inside a quote that answer: the name, number, time or thing that the question asks for.

Patterns find what could be it, the question's own words choose among them; where two are as good, none is marked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.encoder import Matrix
from index.text import STOP_WORDS, stem, terms, words
from index.transcript import Span
from qa.answer import Citation
from qa.kinds import Kind, asked_for
from qa.patterns import NAME, NUMBER, times
from qa.question import Question

Range = tuple[int, int]
WordVectors = Callable[[Sequence[str]], Matrix]

ALIKE = 0.45  # cosine from which a word of the quote is one for what is asked
_BETTER = 0.25  # by how much one must beat the others
_REACH = 60  # characters within which a word of the question speaks for what stands beside it

_AMOUNT = re.compile(r"how much\b", re.IGNORECASE)
_LASTING = re.compile(r"how (?:long|old|soon)\b", re.IGNORECASE)
_SHARE = re.compile(r"what (?:share|percentage)\b", re.IGNORECASE)
_MANY = re.compile(r"how (?:many|often)(?: (?P<noun>[\w-]+))?", re.IGNORECASE)
_WHERE = re.compile(r"where\b|(?:which|what) (?:city|country|place|state|town|region|continent)\b", re.IGNORECASE)
_WHO = re.compile(r"(?:who|whom|whose|(?:which|what) person)\b", re.IGNORECASE)
_VERB = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|of|\w+(?:ed|s))"
_CLASS = re.compile(
    rf"(?:which|what) (?!{_VERB}\b)(?P<nouns>(?:[\w-]+ ){{0,2}}?[\w-]+) {_VERB}\b"
    r"|which (?P<others>(?:[\w-]+ ?){1,3})",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at|to|from|near|into|outside|inside|around|across|through|towards?)(?: the)? $")
_TITLE = re.compile(
    r"\b(?:President|Secretary|Minister|Mr|Mrs|Ms|Dr|Senator|Congress(?:wo)?man|Governor|Justice|Director)\b"
)
_CLAUSE = re.compile(r"(?<![A-Z])[.;:?!–—]\s|,? (?:and|but|while|whereas) ")
_FIRST = STOP_WORDS | set("yes well moreover first second third also perhaps maybe".split())  # with a capital, no name


def mark(question: Question, citation: Citation, vectors: WordVectors) -> Citation:
    """The citation with the words that answer; as it is where none stand out."""
    found = answering(question.topic, citation.quote, vectors)
    if found is None:
        return citation
    start = citation.span.start
    return replace(citation, marked=Span(citation.span.turn, start + found[0], start + found[1]))


def answering(topic: str, quote: str, vectors: WordVectors) -> Range | None:
    """Where in the quote the answer stands; None where that cannot be told."""
    known = frozenset(terms(topic))
    kind = asked_for(topic)
    if kind is Kind.NUMBER or _AMOUNT.match(topic):
        return _counted(topic, quote, known)
    if kind is Kind.TIME:
        return _best([m.span() for m in times(quote) if not known.issuperset(terms(m[0]))], quote, known)
    names = _names(quote, known)
    if _WHERE.match(topic):
        return _best([name for name in names if _PLACE.search(quote[: name[0]])], quote, known)
    if _WHO.match(topic):
        names = [(start, end) for start, end in names if known.isdisjoint(terms(quote[start:end]))]
        return _best([name for name in names if _TITLE.search(quote, *name)] or names, quote, known)
    if match := _CLASS.match(topic):
        nouns = [match["nouns"].split()[-1]] if match["nouns"] else match["others"].split()
        if any(noun.endswith("s") and not noun.endswith("ss") for noun in nouns):
            return None  # several are wanted
        return _of_class([noun.lower() for noun in nouns], names, quote, known, vectors)
    return None


def _best(found: Iterable[Range], quote: str, known: frozenset[str]) -> Range | None:
    """The only one, or the one for which more of the question's words speak than for any other."""
    spans = list(dict.fromkeys(found))
    if len(spans) < 2:
        return spans[0] if spans else None
    support = _support(quote, known)
    best, second = sorted(spans, key=lambda span: -support(span))[:2]
    return best if support(best) > support(second) + _BETTER else None


def _support(quote: str, known: frozenset[str]) -> Callable[[Range], float]:
    """How many words of the question stand in the same clause, near ones twice."""
    said = [(start, end) for word, start, end in words(quote) if word not in STOP_WORDS and stem(word) in known]
    cuts = [match.start() for match in _CLAUSE.finditer(quote)]

    def support(span: Range) -> float:
        clause = bisect_right(cuts, span[0])
        near = [max(start - span[1], span[0] - end, 0) for start, end in said if bisect_right(cuts, start) == clause]
        return sum(1 + max(0.0, 1 - distance / _REACH) for distance in near)

    return support


def _counted(topic: str, quote: str, known: frozenset[str]) -> Range | None:
    """The number that is asked for, unless more speaks for another."""
    best = _best(_numbers(topic, quote), quote, known)
    support = _support(quote, known)
    others = [match.span() for match in NUMBER.finditer(quote) if not match["time"] and not match["money"]]
    rivals = [other for other in others if other != best] if best and _MANY.match(topic) else []
    return None if any(support(rival) > support(best) - _BETTER for rival in rivals if best) else best


def _numbers(topic: str, quote: str) -> list[Range]:
    """Those of what is counted: times for "how long", shares, money for "how much", what stands at the noun."""
    every = list(NUMBER.finditer(quote))
    if _LASTING.match(topic):
        return [match.span() for match in every if match["time"]]
    if _SHARE.match(topic):
        return [match.span() for match in every if match["share"] or "half" in match[0].lower()]
    if _AMOUNT.match(topic):
        valued = [match.span() for match in every if match["money"] or match["share"]]
        return valued or [match.span() for match in every if not match["time"]]
    counted = _MANY.match(topic)
    noun = stem(counted["noun"].lower()) if counted and counted["noun"] else ""
    of_it = [m.span() for m in every if noun in terms(re.split(r"[.,;]\s", quote[m.start() : m.end() + 40])[0])]
    others = [m.span() for m in every if not m["time"] and not m["money"] and m[0].lower() not in ("one", "half")]
    return of_it or others


def _names(quote: str, known: frozenset[str]) -> list[Range]:
    """Names that the question does not hold. The first word of a sentence is one only together with others."""
    found = []
    for match in NAME.finditer(quote):
        start, end = match.span()
        begins = not start or quote[:start].rstrip()[-1:] in ".?!…:"
        first = re.match(r"\w+ ", match[0])
        if first and first[0].strip().lower() in _FIRST:
            start += first.end()
        elif begins and not first:
            continue
        name = quote[start:end]
        if name.endswith(("'s", "’s")):
            continue
        if terms(name) and not known.issuperset(terms(name)) and [m[0] for m in times(name)] != [name]:
            found.append((start, end))
    return found


def _of_class(
    nouns: Sequence[str], names: Sequence[Range], quote: str, known: frozenset[str], vectors: WordVectors
) -> Range | None:
    """The name that holds one of the nouns, or a word like it; else the only name that is new."""
    said = [word for word in words(quote) if word[0] not in STOP_WORDS]
    if not said or not names:
        return None
    alike = (vectors([word for word, _, _ in said]) @ vectors(nouns).T).max(axis=1).tolist()
    near = [place for (_, *place), cosine in zip(said, alike, strict=True) if cosine >= ALIKE]
    holding = [name for name in names if any(name[0] <= start and end <= name[1] for start, end in near)]
    return _best(holding, quote, known) if holding else (names[0] if len(names) == 1 else None)
