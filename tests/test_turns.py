"""Turns that are made when they are asked for are those that were added, whatever is in them."""

from __future__ import annotations

import pickle
from contextlib import closing
from pathlib import Path

import pytest

from index.local.store import LocalStore
from index.local.turns import Turns
from index.transcript import Anchor, Speaker, Transcript, Turn
from tests.stores import WORDS, keep

ANNA, BEN = Speaker("ANNA", "Anna"), Speaker("B")
PLAIN: tuple[Turn, ...] = (
    Turn("We trade.", ANNA, 0, 1500, (Anchor(0, 0), Anchor(3, 700))),
    Turn("(Rain.)"),
    Turn("", BEN, None, 9),
    Turn("Wheat,\nand ships.", BEN, 0, None),
)


def kept(folder: Path, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    with closing(LocalStore(folder / "library", WORDS.name)) as store:
        keep(store, Transcript("t", "T", turns))
        return store.transcript("t").turns


def test_they_are_those_that_were_added_in_every_way(tmp_path: Path) -> None:
    turns = kept(tmp_path, PLAIN)
    assert isinstance(turns, Turns)
    assert (len(turns), turns[0], turns[-1], turns[1:3]) == (4, PLAIN[0], PLAIN[3], PLAIN[1:3])
    assert turns == PLAIN
    assert {PLAIN} == {turns}
    assert turns != PLAIN[:3]
    assert (list(turns), list(reversed(turns))) == (list(PLAIN), list(reversed(PLAIN)))
    assert {turns: 1}[PLAIN] == 1
    assert turns[2] is turns[2]
    assert PLAIN[3] in turns
    assert pickle.loads(pickle.dumps(turns)) == PLAIN
    assert Transcript("t", "T", turns) == Transcript("t", "T", PLAIN)
    with pytest.raises(IndexError):
        turns[4]


@pytest.mark.parametrize(
    "text", ["a\x1eb", "a\x1fb", "\x1e3\x1fRain.\x1f\x1f\x1f\x1f[]", "\x1f\x1f\x1f\x1f\x1f", "\x1e"]
)
def test_marks_inside_a_text_are_no_marks(tmp_path: Path, text: str) -> None:
    turns = (Turn("Wheat.", ANNA), Turn(text, BEN, 1, 2), Turn("Rain."))
    assert tuple(kept(tmp_path, turns)) == turns


def test_none_are_none(tmp_path: Path) -> None:
    assert tuple(kept(tmp_path, ())) == ()
