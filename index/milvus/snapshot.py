"""All that the changes of a library come to, as one row of its journal, which stands for them from then on."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from index.milvus.coding import decoded, encoded, rename_of, rename_values
from index.milvus.state import Entry, Gone, Made, State


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``covers`` are the keys of the rows that it stands for; ``refused`` those among them of which nothing came."""

    state: State
    covers: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()

    def written(self) -> str:
        return encoded([_values(self.state), sorted(self.covers), sorted(self.refused)])

    @classmethod
    def read(cls, text: str) -> Snapshot:
        """Raises ValueError for what is none."""
        values, covers, refused = decoded(text)
        return cls(_state(values), frozenset(covers), frozenset(refused))


def _values(state: State) -> list[object]:
    return [
        *(state.encoder, state.dimension, state.generation),
        [astuple(kept) for kept in state.ordered],
        list(state.origins.items()),
        list(state.former.items()),
        _renames(state.renames),
        [(name, sorted(ids)) for name, ids in state.collections.items()],
        [_gone(gone) for gone in state.discarded.values()],
    ]


def _state(values: Any) -> State:
    encoder, dimension, generation, kept, origins, former, renames, collections, discarded = values
    gone = [_gone_of(each) for each in discarded]
    return State(
        encoder,
        dimension,
        generation,
        {entry.id: entry for entry in (Entry(*each) for each in kept)},
        dict(origins),
        dict(former),
        _made(renames),
        {name: frozenset(ids) for name, ids in collections},
        {each.kept.id: each for each in gone},
    )


def _gone(gone: Gone) -> tuple[object, ...]:
    renames, collections = _renames(gone.renames), sorted(gone.collections)
    return astuple(gone.kept), gone.at, gone.origins, gone.former, renames, collections


def _gone_of(values: Any) -> Gone:
    kept, at, origins, former, renames, collections = values
    return Gone(Entry(*kept), at, tuple(origins), tuple(former), _made(renames), frozenset(collections))


def _renames(renames: tuple[Made, ...]) -> list[tuple[object, ...]]:
    return [(made.change, rename_values(made.rename)) for made in renames]


def _made(renames: Any) -> tuple[Made, ...]:
    return tuple(Made(change, rename_of(values)) for change, values in renames)
