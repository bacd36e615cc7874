"""Words: what a text is made of for search by words. The one home of what counts as a term.

Store and question use the same terms, so that full-text search finds the same on every engine: the engine gets terms
already cut and stemmed, separated by spaces.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

# Chinese, Japanese and Thai write no spaces between words: there every character is a term of its own.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
# Accents and vowel signs that stand as characters of their own belong to the word, though to ``re`` they are no
# letters: combining accents, Hebrew and Arabic points, the scripts of India.
_POINTS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_SPACED = rf"(?![{_UNSPACED}])\w(?:(?![{_UNSPACED}])[\w{_POINTS}])*"
_WORD = re.compile(rf"[{_UNSPACED}]|{_SPACED}(?:[.]{_SPACED})*")
_ACRONYM = re.compile(r"(?:[a-z]\.)+[a-z]?")

# Words that carry no topic. English alone: in other languages common words are weighed down by their frequency.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing don down during each few for from further had has have having he her here
    hers him his how i if in into is it its itself just let like me more most my no nor not now of off on once only or
    other our ours out over own same shall she should so some such than that the their theirs them then there these
    they this those through to too under until up us very was we well were what when where which while who whom whose
    why will with would you your yours ve ll re d s t m""".split()
)

_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # it keeps the word that it is at work on: two threads would mix up theirs


def words(text: str) -> list[tuple[str, int, int]]:
    """Every word as (folded, start, end): lower case, without accents, "U.S." as "us."; offsets are of ``text``."""
    found = ((_fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text))
    return [word for word in found if word[0]]  # a vowel sign of Thai is a character, and nothing without accents


def terms(text: str) -> list[str]:
    """The stems of a text's words in their order, stop words left out; "invested" and "investments" are one term."""
    return [term for word in _WORD.findall(text) if (term := _term(word))]


def content(text: str) -> list[str]:
    """The words of a text, folded as ``words`` has them, stop words left out."""
    return [word for found in _WORD.findall(text) if (word := _fold(found)) and word not in STOP_WORDS]


@lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    """The stem of a word as it is written; empty for a stop word."""
    folded = _fold(word)
    return stem(folded) if folded and folded not in STOP_WORDS else ""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    with _stemming:
        return str(_stemmer.stemWord(word))


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    if _ACRONYM.fullmatch(folded):  # "u.s" and "us" would be one word, and that word a stop word
        return folded.replace(".", "") + "."
    return folded
