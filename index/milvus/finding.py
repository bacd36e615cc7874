"""Search in a library on a Milvus server, under any filter: the same answers and scores as in a folder."""

from __future__ import annotations

from collections.abc import Sequence

from index import searching
from index.encoder import Vector
from index.milvus import condition, passages, schema
from index.milvus.condition import Condition
from index.milvus.reading import ReadLibrary
from index.milvus.search import Engine
from index.milvus.state import State
from index.store import ANY, Filter, Hit
from index.transcript import Passage


class SearchedLibrary(ReadLibrary):
    """What finds passages, or counts them; see index.store."""

    def search(self, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        searching.check(question)
        return self._steadily(lambda state: self._found(state, question, terms, where, k))

    def _found(self, state: State, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        self._checked(state, len(question))
        asked = self._asked(where, state)
        if asked is None or k < 1:
            return []
        engine, allowed = asked
        near = {each.key: each for each in engine.nearest(question, allowed, state, k)}
        worded = engine.by_words(terms, allowed, where, state, k)
        near |= {each.key: each for each, _ in worded}
        bm25 = {each.key: weight for each, weight in worded}
        places, offset = {}, 0
        for kept in condition.counted(where, state):
            places[kept.version] = offset
            offset += kept.passages
        hits = []
        vectors = passages.sentences(self._server, schema.pieces(self._library), near.values())
        for each, sentences in zip(near.values(), vectors, strict=True):
            passage = Passage(state.versions[each.version].id, each.spans)
            place = places[each.version] + each.place
            hits.append(Hit(passage, sentences, each.cosine(question), bm25.get(each.key, 0.0), place))
        return sorted(hits, key=lambda hit: hit.place)

    def holding(self, terms: Sequence[str], where: Filter) -> list[Passage]:
        def read(state: State) -> list[Passage]:
            asked = self._asked(where, state)
            found = asked[0].holding(terms, asked[1]) if asked else []
            found.sort(key=lambda each: (state.versions[each.version].key, each.place))
            return [Passage(state.versions[each.version].id, each.spans) for each in found]

        return self._steadily(read)

    def frequencies(self, terms: Sequence[str], where: Filter = ANY) -> dict[str, int]:
        def read(state: State) -> dict[str, int]:
            engine = self._engine(state.dimension)
            return engine.frequencies(terms, where, state) if engine else dict.fromkeys(terms, 0)

        return self._steadily(read)

    def size(self, where: Filter = ANY) -> int:
        return sum(kept.passages for kept in condition.counted(where, self._journal.current()))

    def _asked(self, where: Filter, state: State) -> tuple[Engine, Condition] | None:
        """What is asked, and the filter as it takes it; None where nothing may be found."""
        engine = self._engine(state.dimension)
        allowed = condition.of(where, state, self._files.heads, engine.lists) if engine else None
        return (engine, allowed) if engine and allowed else None
