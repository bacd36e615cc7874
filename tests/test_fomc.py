"""Transcripts of the Federal Open Market Committee, with lines and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import load
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript
from tests.expected import FOLDER, files, source, turns_expected, turns_in
from tests.wordloss import lost_letters

LOST_LINES = FOLDER / "fomc" / "line_breaks_lost.txt"
HEAD = "Meeting of the Federal Open Market CommitteeMarch 3, 1981"


def read(text: str) -> Transcript:
    return load(Source("meeting.txt", text.encode()))


@pytest.mark.parametrize("path", files("fomc"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "FOMC"


def test_the_head_gives_title_date_place_and_those_present() -> None:
    transcript = load(source(LOST_LINES))
    assert transcript.title == "Meeting of the Federal Open Market Committee, March 3, 1981"
    assert (transcript.date, transcript.place) == ("1981-03-03", "Washington, D. C.")
    assert transcript.participants == (
        Speaker("", "Mr. Marlow"),
        Speaker("", "Mr. Hill", "Staff Director"),
        Speaker("", "Mr. Stone", "Secretary"),
        Speaker("", "Ms. O'Day", "Economist"),
    )


def test_full_names_come_from_later_lists() -> None:
    transcript = load(source(FOLDER / "fomc" / "lines_cut_inside_words.txt"))
    assert set(transcript.participants) == {
        Speaker("", "Ben Marlow", "Chairman"),
        Speaker("", "Ada C. Stone", "Vice Chairman"),
        Speaker("", "Eve Hill"),
    }


def test_page_marks_in_the_text_are_left_out() -> None:
    marks = [out.text for out in load(source(LOST_LINES)).left_out if out.why == "page mark"]
    assert marks == ["3/3/81-2 -\n3/3/81\n-7-3/3/81\n-8-3/3/81\nEND OF MEETING-9-"]


def test_running_heads_between_lines_are_left_out_with_their_lines() -> None:
    left_out = load(source(FOLDER / "fomc" / "page_heads_between_lines.txt")).left_out
    head = "March 5, 2020 Chair Marlow’s Press Conference FINAL"
    assert LeftOut(f"Page 2 of 3\n{head}", "running head", 9) in left_out
    assert LeftOut("[Laughter]", "note", 20) in left_out


@pytest.mark.parametrize(
    "label",
    ["MR. AXILROD", "MS. MINEHAN", "CHAIRMAN GREENSPAN", "CHAIR YELLEN", "VICE CHAIRMAN McDONOUGH", "MR. D. LINDSEY",
     "SPEAKER(?)", "MR. PARTEE(?)", "SEVERAL",],
)  # fmt: skip
def test_labels_run_on_after_a_sentence(label: str) -> None:
    turns = read(f"{HEAD}MR. HILL. Yes.MS. DAY. No.{label}. The GNP rose.MR. HILL. It did.").turns
    assert [turn.speaker for turn in turns][2] == Speaker(label)
    assert turns[2].text == "The GNP rose."


@pytest.mark.parametrize(
    "said", ["The U.S. GDP. It rose.", "Mr. Wallich. He agreed.", "M2. M3. Both.", "I said NO. Never."]
)
def test_no_labels(said: str) -> None:
    assert [turn.text for turn in read(f"{HEAD}MR. HILL. Yes.MS. DAY. {said}MR. HILL. Oh.").turns] == [
        "Yes.",
        said,
        "Oh.",
    ]


def test_a_date_that_is_spoken_once_is_no_page_mark() -> None:
    turns = read(f"{HEAD}MR. HILL. On 3/4/81 it rose.MS. DAY. Yes.MR. HILL. Oh.").turns
    assert turns[0].text == "On 3/4/81 it rose."


LABELS = st.sampled_from(["CHAIRMAN MARLOW", "MR. HILL", "MS. O'DAY", "VICE CHAIR McCALL", "SPEAKER(?)"])
SAID = st.lists(st.sampled_from(["the GNP", "rose", "Mr. Hill", "2-1/2", "--", "[path]", "M1-B", "U.S."]), max_size=30)
MEETING = st.lists(st.tuples(LABELS, SAID.map(lambda words: " ".join(["So", *words]) + ".")), min_size=3, max_size=12)


@settings(deadline=None)
@given(MEETING)
def test_a_meeting_without_line_breaks_is_read_word_for_word(meeting: list[tuple[str, str]]) -> None:
    pages = [f"{label}. {said}" + ("-7-3/3/81" if at % 2 else "3/3/81") for at, (label, said) in enumerate(meeting)]
    turns = read(f"{HEAD}{''.join(pages)}").turns
    assert [(turn.speaker and turn.speaker.label, turn.text) for turn in turns] == meeting


@settings(deadline=None)
@given(MEETING)
def test_a_meeting_with_lines_is_read_word_for_word(meeting: list[tuple[str, str]]) -> None:
    lines = [f"     {label}.  {said}" for label, said in meeting]
    turns = read("FOMC meeting\nMarch 3, 1981\n\n" + "\n".join(lines) + "\n").turns
    assert [(turn.speaker and turn.speaker.label, turn.text) for turn in turns] == meeting


@settings(deadline=None)
@given(st.integers(0, 800), st.text(alphabet="MR. ABC(?)/81-\n", max_size=30), st.booleans())
def test_damage_raises_only_errors_of_transcripts_and_loses_no_word(at: int, garbage: str, cut: bool) -> None:
    text = LOST_LINES.read_text("utf-8")
    damaged = text[:at] + garbage + ("" if cut else text[at:])
    try:
        transcript = read(damaged)
    except TranscriptError:
        return
    if transcript.format == "FOMC":
        assert lost_letters(damaged, transcript) == 0
