"""Finding passages in the engine, as one state of the library has them: by meaning, by words, or all that hold words.

What is found is judged here: an engine's scores of words hold for a part of its rows, and its approximate indexes lose
what a narrow filter leaves. The engine says which passages come into question; order, weights and ties are exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index import searching
from index.encoder import Vector
from index.milvus import passages, pieces
from index.milvus.condition import Condition, counted, versions
from index.milvus.files import Files
from index.milvus.journal import Journal
from index.milvus.lists import Lists
from index.milvus.passages import FIELDS, Found, token
from index.milvus.server import MOST, Server
from index.milvus.state import Entry, State
from index.store import Filter

NARROW = 500  # passages up to which an approximate index is not asked
_EFFORT, _MOST_EFFORT = 512, 32_768  # passages that an approximate index keeps in view; it knows no more than that
_END = 1 << 63
_SAME = 1e-5  # scores that differ by less are taken for equal


@dataclass(frozen=True, slots=True)
class Engine:
    """One collection of passages. ``exact``: its index compares all; ``counts``: it can count by words; ``lists``: how
    it has them.
    """

    server: Server
    journal: Journal
    files: Files
    collection: str
    exact: bool
    counts: bool
    lists: Lists

    def nearest(self, question: Vector, condition: Condition, state: State, k: int) -> list[Found]:
        """The ``k`` passages nearest in meaning, of equal ones the first."""
        if not self.exact and condition.text and self._is_narrow(condition, state):
            found = self._all(condition, condition.text)
        else:
            found = self._asked("dense", question.tolist(), condition, state, k, k + 16)
        return sorted(found, key=lambda each: (-each.cosine(question), place(state, each)))[:k]

    def by_words(
        self, terms: Sequence[str], condition: Condition, where: Filter, state: State, k: int
    ) -> list[tuple[Found, float]]:
        """The ``k`` passages that the terms find best, with their weights, of equal ones the first."""
        wanted = list(dict.fromkeys(terms))
        there = self.frequencies(wanted, where, state)
        known = [term for term in wanted if there[term]]
        if not known:
            return []
        library = counted(where, state)
        size, words = sum(kept.passages for kept in library), sum(kept.words for kept in library)
        weights = {token(term): searching.rarity(size, there[term]) for term in known}
        found = self._asked("sparse", " ".join(weights), condition, state, k, 4 * k + 100)
        weighed = [(each, _weight(each.words, weights, words / size)) for each in found]
        best = sorted(weighed, key=lambda pair: (-pair[1], place(state, pair[0])))
        return [pair for pair in best if pair[1] > 0][:k]

    def holding(self, terms: Iterable[str], condition: Condition) -> list[Found]:
        """Every passage in which all the terms stand."""
        held = [self._held(term) for term in dict.fromkeys(terms)]
        if not held:
            return []
        parts = [f"({condition.text})"] if condition.text else []
        return self._all(condition, " and ".join([*parts, *held]))

    def of_version(self, version: int, count: int) -> list[Found]:
        """All passages of a transcript, in their order. Raises KeyError where not all are there."""
        keys = [pieces.key(version, place) for place in range(count)]
        rows = self.server.by_keys(self.collection, keys, FIELDS)
        return [Found.of(rows[key]) for key in keys]

    def frequencies(self, terms: Sequence[str], where: Filter, state: State) -> dict[str, int]:
        """In how many passages each term stands, of those that count."""
        library, known = counted(where, state), state.counts
        if not library:
            return dict.fromkeys(terms, 0)
        missing = [term for term in dict.fromkeys(terms) if (term, where.collections) not in known]
        if missing:
            numbers = self._counted(missing, library, state)
            known |= {(term, where.collections): number for term, number in zip(missing, numbers, strict=True)}
        return {term: known[term, where.collections] for term in terms}

    def _counted(self, terms: list[str], library: list[Entry], state: State) -> list[int]:
        if not self.counts:
            return [self.files.counts(token(term), library) for term in terms]
        loose = sorted((self.journal.rows.loose().keys() | state.needed) - state.versions.keys())
        parts = [versions(library, state), f"version not in {loose}" if loose else ""]
        among = [f"({part})" for part in parts if part]
        with ThreadPoolExecutor(min(8, len(terms))) as pool:
            wanted = [" and ".join((*among, self._held(term))) for term in terms]
            return list(pool.map(lambda held: self.server.count(self.collection, held), wanted))

    def _held(self, term: str) -> str:
        return f'TEXT_MATCH(words, "{token(term)}")' if self.counts else f'words like "% {token(term)} %"'

    def _is_narrow(self, condition: Condition, state: State) -> bool:
        if sum(state.versions[version].passages for version in condition.versions) <= NARROW:
            return True
        return condition.named and self.server.count(self.collection, condition.text) <= NARROW

    def _all(self, condition: Condition, where: str) -> list[Found]:
        rows = self.server.rows(self.collection, FIELDS, 0, _END - 1, where)
        return [each for each in map(Found.of, rows) if each.version in condition.versions]

    def _asked(
        self, field: str, sought: list[float] | str, condition: Condition, state: State, k: int, limit: int
    ) -> list[Found]:
        """At least the ``k`` best, and all that the engine holds for as good as the last of them."""
        others = set() if condition.text else set(state.needed - state.versions.keys())  # what was discarded
        while True:
            where = condition.without(others)
            effort = 0 if self.exact or field != "dense" else min(max(_EFFORT, 2 * limit), _MOST_EFFORT)
            pairs = self.server.search(self.collection, field, sought, where, limit, FIELDS, effort)
            found = [(score, Found.of(row)) for score, row in pairs]
            strange = {each.version for _, each in found} - condition.versions  # being written, or just gone
            good = [(score, each) for score, each in found if each.version in condition.versions]
            whole = len(found) < min(limit, MOST)
            tied = len(good) >= k > 0 and good[k - 1][0] - good[-1][0] <= _SAME
            if whole or (len(good) >= k and not tied) or (limit >= MOST and not strange - others):
                return [each for _, each in good]
            others |= strange
            limit = limit if len(good) < k and strange else min(4 * limit, MOST)


def place(state: State, found: Found) -> tuple[int, int]:
    """Where a passage stands in the order of the library."""
    return state.versions[found.version].key, found.place


def _weight(words: str, weights: dict[str, float], mean: float) -> float:
    """BM25 of a passage."""
    text = passages.tokens(words)
    counts = Counter(text)
    return sum(
        rarity * searching.weight(float(counts[word]), float(len(text)), mean)
        for word, rarity in weights.items()
        if counts[word]
    )
