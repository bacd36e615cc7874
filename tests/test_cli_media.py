"""``ontherecord set``, ``media``, and ``speakers split`` and ``alias``: what they print and leave in the library."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from index.local.store import LocalStore
from tests.test_cli import Run, files, run
from tests.test_media import tone

__all__ = ["files", "run"]


@pytest.fixture
def added(run: Run, files: Path) -> Path:
    assert run("add", files / "trade.txt").code == 0
    return files


def test_a_title_and_a_date_are_set_and_taken_away(run: Run, added: Path) -> None:
    before = run("list").out
    assert run("set", "trade", "--title", " The  trade ", "--date", "2021-05").out.endswith("2021-05     The trade\n")
    assert "The trade" in run("list").out
    assert run("set", "The trade", "--title", "", "--date", "").code == 0
    assert run("list").out == before
    assert run("set", "trade").code == 2
    told = run("set", "trade", "--date", "yesterday")
    assert (told.code, "'yesterday' is no date" in told.err) == (2, True)
    assert run("set", "never", "--title", "x").code == 2


def test_a_recording_is_attached_told_of_and_taken_away(run: Run, added: Path, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone())
    assert run("media", "trade").out.endswith("no recording\n")
    assert run("media", "trade", tmp_path / "a.wav").out.split()[-1].endswith(".wav")
    assert run("media", "trade", "https://example.org/a.mp3").out.endswith("https://example.org/a.mp3\n")
    assert run("media", "trade", "--remove").out.endswith("no recording\n")
    told = run("media", "trade", added / "vote.txt")
    assert (told.code, told.err) == (
        2,
        "ontherecord: vote.txt: this is no recording that browsers play; "
        "convert it to MP3, M4A, WAV, FLAC, OGG, MP4 or WebM, which browsers play\n",
    )
    assert run("media", "trade", "x.wav", "--remove").code == 2


def test_turns_are_split_off_and_that_undone(run: Run, added: Path, tmp_path: Path) -> None:
    split = ("speakers", "split", "ANNA LEE", "Cleo Ruiz", "--transcript", "trade")
    assert run(*split, "--turns", "3").out == "renamed  Anna Lee → Cleo Ruiz in 1 transcript\n"
    assert "Cleo Ruiz" in run("show", "trade", "--turn", "3").out
    assert run("speakers", "undo").out == "undone   Anna Lee → Cleo Ruiz in 1 transcript\n"
    for wrong, code in (("2", 2), ("x", 2), ("3-", 2), ("9", 2)):
        assert run(*split, "--turns", wrong).code == code
    with closing(LocalStore(tmp_path / "library")) as store:
        assert store.renames() == []


def test_an_alias_is_found_and_forgotten(run: Run, added: Path) -> None:
    assert run("speakers", "rename", "ANNA LEE", "Anna Lee").code == 0
    assert run("speakers", "alias", "Anna Lee", "the skipper").out == "alias    Anna Lee = the skipper\n"
    assert "China" in run("ask", "what did the skipper say about China?").out
    assert run("speakers", "alias", "the skipper", "--remove").out == "forgotten the skipper\n"
    assert run("speakers", "undo").out == "undone   alias the skipper\n"
    assert run("speakers", "undo").out == "undone   alias the skipper\n"
    assert run("speakers", "alias", "Anna Lee").code == 2
    assert run("speakers", "alias", "Zoe", "Z").code == 2
