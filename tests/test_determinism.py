"""The same library and question give the same bytes, whether reopened or not, and whatever came and went meanwhile."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.local.segments.segment import files
from index.local.store import LocalStore
from qa import ask
from qa.library import Library
from qa.show.exports import save
from tests.fakes import VOCABULARY, WordEncoder
from tests.stores import keep, talk

ENCODER = WordEncoder()
QUESTIONS = (
    "what did Anna say about trade with China?",
    "what did Ben say about rain?",
    "who mentioned wheat?",
    "how many ships are there?",
    "rain and music",
    "who asked about schools?",
)
ROOT = Path(__file__).parents[1]
# Sets and the like come in another order in every process.
ALONE = """
import sys
from contextlib import closing
from pathlib import Path
from index.local.store import LocalStore
from tests.test_determinism import answers
with closing(LocalStore(Path(sys.argv[1]), "words")) as store:
    sys.stdout.write(answers(store))
"""


def said(number: int) -> str:
    """Much of it is said again elsewhere: where several are as good, one has to come first."""
    chance = random.Random(number % 7)
    return " ".join(f"The {chance.choice(VOCABULARY)} of {chance.choice(VOCABULARY)} is up." for _ in range(4))


def answers(store: LocalStore) -> str:
    library = Library(store, ENCODER)
    return "".join(save([ask(question, library)], "json").data.decode() for question in QUESTIONS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A library, and its answers when nothing but adding had happened."""
    folder = tmp_path_factory.mktemp("made") / "library"
    with closing(LocalStore(folder, ENCODER.name)) as store:
        for number in range(12):
            lines = [f"{'Anna' if turn % 2 else 'Ben'}: {said(number + turn)}" for turn in range(9)]
            keep(store, talk(f"t{number}", *lines, date=f"2023-0{number % 4 + 1}-01"))
        store.flush()
        return folder, answers(store)


@pytest.fixture
def library(made: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Path, str]]:
    folder, expected = made
    shutil.copytree(folder, tmp_path / "library")
    yield tmp_path / "library", expected


def reopened(folder: Path) -> str:
    with closing(LocalStore(folder, ENCODER.name)) as store:
        return answers(store)


def test_there_is_something_to_compare(made: tuple[Path, str]) -> None:
    _, expected = made
    assert expected.count('"text"') > 12


def test_asking_again_and_reopening_change_nothing(library: tuple[Path, str]) -> None:
    folder, expected = library
    with closing(LocalStore(folder, ENCODER.name)) as store:
        assert [answers(store) for _ in range(3)] == [expected] * 3
    assert reopened(folder) == expected


@pytest.mark.parametrize("seed", ["0", "1", "77"])
def test_every_process_answers_alike(library: tuple[Path, str], seed: str) -> None:
    folder, expected = library
    done = subprocess.run(
        [sys.executable, "-c", ALONE, folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert done.stdout == expected


def test_what_speeds_up_searching_may_be_gone(library: tuple[Path, str]) -> None:
    folder, expected = library
    written = files(folder)
    assert written
    for file in written:
        file.unlink()
    assert reopened(folder) == expected
    assert files(folder) == written  # and it is made as it was


def test_what_came_and_went_leaves_no_trace(library: tuple[Path, str]) -> None:
    folder, expected = library
    with closing(LocalStore(folder, ENCODER.name)) as store:
        for number in range(3):
            keep(store, talk(f"other {number}", f"Anna: {said(number)} {said(3)}", "Ben: Trade with China, and rain."))
            assert answers(store) != expected
            assert store.remove(f"other {number}")
            assert answers(store) == expected
            store.flush()
            assert answers(store) == expected
    assert reopened(folder) == expected
    for file in files(folder):
        file.unlink()
    assert reopened(folder) == expected


def test_what_was_discarded_comes_back_as_it_was(library: tuple[Path, str]) -> None:
    folder, expected = library
    with closing(LocalStore(folder, ENCODER.name)) as store:
        answers(store)
        assert store.discard("t3")
        assert answers(store) != expected
        assert store.restore("t3")
        assert answers(store) == expected
    assert reopened(folder) == expected
