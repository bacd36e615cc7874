"""CHAT: main tiers verbatim, bullets as times, everything else left out line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import load, recognise
from index.formats.source import Source
from index.transcript import Anchor, LeftOut, Speaker, Transcript
from tests.expected import FOLDER, files, source, turns_expected, turns_in
from tests.wordloss import left_out

NAMES = FOLDER / "chat" / "names_roles_bullets_and_tiers.cha"


def read(text: str) -> Transcript:
    return load(Source("talk.cha", text.encode()))


@pytest.mark.parametrize("path", files("chat"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "CHAT"


def test_the_headers_say_who_when_where_and_in_which_language() -> None:
    transcript = load(source(NAMES))
    assert transcript.participants == (Speaker("", "Ross Lee", "Target Child"),)
    assert [turn.speaker for turn in transcript.turns][:2] == [
        Speaker("CHI", "Ross Lee", "Target Child"),
        Speaker("MOT", "", "Mother"),
    ]
    assert (transcript.date, transcript.place, transcript.language) == ("1998-07-13", "Boston, MA, USA", "en")


@pytest.mark.parametrize(
    ("header", "media"), [("ross, audio", ""), ('"https://example.org/a.mp3", audio', "https://example.org/a.mp3")]
)
def test_only_an_address_is_media(header: str, media: str) -> None:
    assert read(f"@Begin\n@Media:\t{header}\n*A:\tyes .\n").media == media


def test_bullets_are_anchors() -> None:
    assert load(source(NAMES)).turns[2].anchors == (Anchor(0, 2_000), Anchor(9, 2_500))


def test_headers_and_dependent_tiers_are_left_out_with_their_lines() -> None:
    transcript = load(source(NAMES))
    assert LeftOut("%com: he points at the ball", "dependent tier", 12) in transcript.left_out
    assert LeftOut("@Situation: at breakfast", "header", 9) in transcript.left_out
    assert len(left_out(transcript)) == 12


@pytest.mark.parametrize("name", ["talk.cha", "talk.txt", "talk"])
def test_a_file_is_known_by_its_first_header(name: str) -> None:
    assert recognise(Source(name, b"@UTF8\n@Begin\n*A:\tyes .\n@End\n")).name == "CHAT"


FAULTS = [
    ("@Begin\n*A:\tyes .\nso it goes\n", "line 3"),
    ("@Begin\n\n*A yes .\n", "line 3"),
    ("@Begin\n%mor\n", "line 2"),
]


@pytest.mark.parametrize(("text", "where"), FAULTS)
def test_a_line_that_begins_no_tier_is_named(text: str, where: str) -> None:
    with pytest.raises(TranscriptError) as error:
        read(text)
    assert error.value.where == where
    assert "begins no tier" in error.value.reason


word = st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="•"), min_size=1, max_size=8)
said = st.lists(word, min_size=1, max_size=6)


@given(st.lists(st.tuples(st.sampled_from(["CHI", "MOT"]), said), min_size=1), st.sampled_from([" ", "\n\t"]))
def test_what_is_written_as_tiers_is_read_back(turns: list[tuple[str, list[str]]], between: str) -> None:
    text = "".join(f"*{who}:\t{between.join(words)} \x15{at}0_{at}9\x15\n" for at, (who, words) in enumerate(turns, 1))
    merged: list[tuple[str, str]] = []
    for who, words in turns:
        if merged and merged[-1][0] == who:
            merged[-1] = (who, f"{merged[-1][1]}\n{' '.join(words)}")
        else:
            merged.append((who, " ".join(words)))
    assert [(label, text) for label, text, _, _ in turns_in(read("@Begin\n" + text))] == merged
