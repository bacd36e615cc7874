"""The Congressional Record and hearings: labels in front of a full stop, page marks, what is only printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import load
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript, Turn
from tests.expected import FOLDER, files, source, turns_expected, turns_in
from tests.wordloss import left_out, lost

MARKED = FOLDER / "congress" / "page_mark_in_a_sentence.htm"
HEAD = "[Congressional Record Volume 1, Number 1 (Friday, May 20, 2005)]\n[Senate]\n\n"


def read(text: str) -> Transcript:
    return load(Source("record.txt", text.encode()))


@pytest.mark.parametrize("path", files("congress"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "Congressional Record"


def test_the_record_gives_date_chamber_and_its_first_heading_as_title() -> None:
    transcript = load(source(MARKED))
    assert (transcript.title, transcript.date, transcript.place) == ("RAIN & HARVEST", "1997-01-28", "Senate")


def test_a_hearing_has_the_title_of_its_page() -> None:
    transcript = load(source(FOLDER / "congress" / "hearing_of_a_committee.htm"))
    assert (transcript.title, transcript.date) == ("RIVERS AND RAIN", "2009-03-05")


def test_who_presides_is_named_where_the_record_names_him() -> None:
    presiding = [
        turn.speaker for turn in load(source(MARKED)).turns if turn.speaker and "OFFICER" in turn.speaker.label
    ]
    assert presiding == [Speaker("The PRESIDING OFFICER", name="Mr. Burns")]


def test_marks_headings_and_notes_are_listed_with_their_lines() -> None:
    transcript = load(source(MARKED))
    assert LeftOut("RAIN & HARVEST", "heading", 14) in transcript.left_out
    assert LeftOut("[[Page S2]]", "mark", 19) in transcript.left_out
    assert {
        ("There was no objection.", "note"),
        ("{time}  1430", "mark"),
        ("The legislative clerk read as follows:", "note"),
        ("____________________", "mark"),
    } <= set(left_out(transcript))


@pytest.mark.parametrize(
    "label",
    [
        "Mr. SMITH",
        "Ms. JACKSON-LEE of Texas",
        "Mrs. O'NEILL of the Virgin Islands",
        "Mr. McGOVERN",
        "Mr. DeFAZIO",
        "Mr. GEORGE MILLER of California",
        "Ms. EDDIE BERNICE JOHNSON of Texas",
        "The PRESIDENT pro tempore",
        "The ACTING PRESIDENT pro tempore",
        "The SPEAKER pro tempore",
        "The Acting CHAIR",
        "The VICE PRESIDENT",
    ],
)
def test_labels(label: str) -> None:
    assert read(f"{HEAD}  {label}. Mr. President, I rise.\n").turns == (Turn("Mr. President, I rise.", Speaker(label)),)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Mr. Smith. He was there.",
        "Mr. SMITH submitted an amendment.",
        "The USDA. It helps.",
        "Mr. President, Mr. JONES. No.",
        "The Senator from OHIO. He spoke.",
    ],
)
def test_no_labels(paragraph: str) -> None:
    assert read(f"{HEAD}  Ms. DAY. I rise.\n  {paragraph}\n").turns == (
        Turn(f"I rise.\n{paragraph}", Speaker("Ms. DAY")),
    )


def test_a_label_may_go_over_the_end_of_a_line() -> None:
    text = f"{HEAD}  The ACTING PRESIDENT pro tempore (Mr.\nHill). It is\nso.\n  Mr. SMITH of New\nMexico. Yes.\n"
    assert [(turn.speaker, turn.text) for turn in read(text).turns] == [
        (Speaker("The ACTING PRESIDENT pro tempore", name="Mr. Hill"), "It is so."),
        (Speaker("Mr. SMITH of New Mexico"), "Yes."),
    ]


def test_the_roll_of_a_vote_is_nobodys_speech() -> None:
    names = "          YEAS--1\n\n     Hill\n\n"
    roll = f"  The result was announced--yeas 1, nays 0, as follows:\n\n{names}  The bill (S. 1) was passed.\n"
    transcript = read(f"{HEAD}  The VICE PRESIDENT. The clerk will call the roll.\n{roll}  Mr. HILL. Yes.\n")
    assert [(turn.speaker and turn.speaker.label, turn.text) for turn in transcript.turns] == [
        ("The VICE PRESIDENT", "The clerk will call the roll."),
        (None, "YEAS--1\nHill"),
        ("Mr. HILL", "Yes."),
    ]


def test_a_record_without_speakers_is_a_turn_without_one() -> None:
    assert read(f"{HEAD}  The Senate met at 10 a.m. and was\ncalled to order.\n").turns == (
        Turn("The Senate met at 10 a.m. and was called to order."),
    )


LABELS = st.sampled_from(["Mr. HILL", "Ms. DAY of Ohio", "The PRESIDING OFFICER", "The SPEAKER pro tempore"])
SAID = st.lists(
    st.sampled_from(["I", "rise", "Mr.", "Smith.", "yield", "(Mr. Jones)", "$5.2", "U.S.", "--"]), max_size=40
)


@settings(deadline=None)
@given(st.lists(st.tuples(LABELS, SAID), min_size=1, max_size=10), st.integers(30, 72))
def test_a_debate_set_in_lines_is_read_word_for_word(debate: list[tuple[str, list[str]]], width: int) -> None:
    printed = HEAD
    for at, (label, said) in enumerate(debate):
        line = f"  {label}. We"
        for word in said:
            printed, line = (
                (f"{printed}{line}\n", word) if len(line) + len(word) > width else (printed, f"{line} {word}")
            )
        printed += f"{line}\n" + ("\n[[Page S2]]\n\n" if at % 3 == 2 else "")
    got = [(turn.speaker and turn.speaker.label, turn.text.split()) for turn in read(printed).turns]
    assert got == [(label, " ".join(["We", *said]).split()) for label, said in debate]


@settings(deadline=None)
@given(st.integers(0, 1300), st.text(alphabet="<>[]_.& \nMr", max_size=30), st.booleans())
def test_damage_raises_only_errors_of_transcripts_and_loses_no_word(at: int, garbage: str, cut: bool) -> None:
    text = MARKED.read_text("utf-8").partition("<pre>")[2].partition("</pre>")[0]
    damaged = text[:at] + garbage + ("" if cut else text[at:])
    try:
        transcript = read(damaged)
    except TranscriptError:
        return
    if transcript.format == "Congressional Record" and "<" not in garbage:
        assert lost(damaged.replace("<a href=", "").replace("https://www.gpo.gov", ""), transcript).total() <= 3
