from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import index.samples
from index.errors import TranscriptError
from index.formats import load
from index.formats.source import Source
from index.formats.text import press
from index.formats.text.press import turns_from_paragraphs, turns_from_text
from index.transcript import Anchor, LeftOut, Speaker, Transcript
from tests.coverage import uncovered
from tests.expected import files, source, turns_expected, turns_in

SEOUL = Path(index.samples.__file__).parent / "blinken-park-2023-11-09.txt"
TAGGED = "names_in_tags"  # its labels are attributes, which no one counts as words of the text


def read(text: str, name: str = "talk.txt") -> Transcript:
    return press.parse(Source(name, text.encode()))


def said(text: str) -> list[tuple[str | None, str]]:
    return [(turn.speaker.label if turn.speaker else None, turn.text) for turn in turns_from_text(text).turns]


@pytest.fixture(scope="module")
def seoul() -> Transcript:
    return press.parse(source(SEOUL))


def test_seoul_header(seoul: Transcript) -> None:
    assert seoul.title == (
        "Secretary Antony J. Blinken And Republic of Korea Foreign Minister Park Jin At a Joint Press Availability"
    )
    assert seoul.place == "Seoul, Republic of Korea, Ministry of Foreign Affairs"
    assert seoul.date == "2023-11-09"
    assert seoul.participants == (
        Speaker("", "Antony J. Blinken", "Secretary of State"),
        Speaker("", "Park Jin", "Republic of Korea Foreign Minister"),
    )


def test_seoul_turns(seoul: Transcript) -> None:
    labels = [turn.speaker.label for turn in seoul.turns if turn.speaker]
    assert len(seoul.turns) == len(labels) == 23
    assert {label: labels.count(label) for label in labels} == {
        "MODERATOR": 4,
        "FOREIGN MINISTER PARK": 6,
        "SECRETARY BLINKEN": 6,
        "QUESTION": 5,
        "MR MILLER": 2,
    }
    assert seoul.turns[0].text.startswith("(Via interpreter)\u00a0 Good afternoon, ladies and gentlemen.")
    assert seoul.turns[1].text.endswith("our journey together will continue into the future.\u00a0 Thank you.")
    assert "\n\nAnd to both of you, if I may:\u00a0 Sanctions have not worked" in seoul.turns[9].text
    assert seoul.turns[18].text == "For the final question:\u00a0 Kosuke Kinashi with Kyodo."
    assert seoul.turns[-1].text.endswith("Secretary.\u00a0 Thank you.")


def test_seoul_loses_nothing(seoul: Transcript) -> None:
    text = SEOUL.read_text("utf-8")
    assert all(turn.text in text for turn in seoul.turns)
    assert uncovered(text, seoul) == ""
    assert [(left.line, left.why) for left in seoul.left_out] == [
        *((line, "header") for line in (1, 3, 5, 7)),
        (173, "notice"),
    ]
    assert seoul.left_out[-1].text == "Go to source ,,,"


@pytest.mark.parametrize("path", files("text"), ids=lambda path: path.name)
def test_styles(path: Path) -> None:
    transcript = load(source(path))
    assert transcript.format == "text"
    assert turns_in(transcript) == turns_expected(path)
    if path.name != TAGGED:
        assert uncovered(source(path).text, transcript) == ""


def test_what_stands_inside_pages_is_left_out_with_its_line() -> None:
    transcript = load(source(next(path for path in files("text") if path.name == "pages_cut_turns.txt")))
    assert LeftOut("Page 2 of 4", "page furniture", 16) in transcript.left_out
    assert LeftOut("Difference Engines Limited", "page furniture", 17) in transcript.left_out
    assert LeftOut("Note: This transcript has been edited for readability.", "notice", 27) in transcript.left_out
    assert transcript.participants == (Speaker("", "MS. ADA BYRON", "CHIEF EXECUTIVE OFFICER"),)
    assert transcript.date == "2031-05-04"


def test_times_inside_a_turn_are_anchors_and_stay_in_its_text() -> None:
    turns = turns_from_text("Ada: One. [00:05] Two.\n\nMax: Three.\n\nAda: (01:10) Four.\n\nMax: Five.").turns
    assert turns[0].text == "One. [00:05] Two."
    assert turns[0].anchors == (Anchor(13, 5_000),)
    assert (turns[2].start_ms, turns[2].text) == (70_000, "(01:10) Four.")


def test_times_inside_that_go_back_are_no_times() -> None:
    turns = turns_from_text("Ada: It was 3 to 1 (10:30) then.\n\nMax: No (2:15).\n\nAda: Yes.\n\nMax: Well.").turns
    assert [turn.anchors for turn in turns] == [()] * 4


def test_a_time_of_day_is_no_time_of_the_recording() -> None:
    assert said("Ada: When?\n\nMax: At noon.\n\n4:12 P.M. he left.\n\nAda: Oh.") == [
        ("Ada", "When?"),
        ("Max", "At noon.\n\n4:12 P.M. he left."),
        ("Ada", "Oh."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "And to both of you, if I may:  Sanctions have not worked.",
        "So my question is:  why?",
        "Here’s the thing:  we win.",
        "We’re a nation that is all about one thing: possibilities.",
        "strength is our people.  Let me say that again:  our people.",
        "https://example.org/a: see there.",
        "At 10:30 we met.",
        "(Speaks French.)  Briefly:  yes.",
    ],
)
def test_a_colon_in_a_sentence_names_nobody(line: str) -> None:
    text = f"ADA BYRON:  Good morning.\n\n{line}\n\nMAX BORN:  Good morning.\n\nADA BYRON:  Bye.\n\nMAX BORN:  Bye."
    assert [label for label, _ in said(text)] == ["ADA BYRON", "MAX BORN", "ADA BYRON", "MAX BORN"]
    assert said(text)[0][1] == f"Good morning.\n\n{line}"


def test_paragraphs_of_documents_count_as_lines() -> None:
    speech = turns_from_paragraphs(["A meeting\nin May", "Ada: Hello.", "Again.", "Max: Yes.", "Ada: So.", "END"])
    assert [(turn.speaker, turn.text) for turn in speech.turns] == [
        (Speaker("Ada"), "Hello.\n\nAgain."),
        (Speaker("Max"), "Yes."),
        (Speaker("Ada"), "So."),
    ]
    assert speech.left_out == (
        LeftOut("A meeting", "header", 1),
        LeftOut("in May", "header", 1),
        LeftOut("END", "notice", 6),
    )


def test_a_date_in_the_name_helps_out() -> None:
    assert read("Hello there, everyone.", "call-2031-05-04.txt").date == "2031-05-04"
    assert read("Hello there, everyone.", "20310504_call.txt").date == "2031-05-04"
    assert read("Hello there, everyone.", "20311399_call.txt").date == ""


@pytest.mark.parametrize("data", [b"\x01\x02\x03\x04" * 50, b"a\x80b\x81\x8d\x8f" * 20, b"!!! ... ???", b"a\0b"])
def test_what_is_no_text_is_not_taken_for_it(data: bytes) -> None:
    assert not press.sniff(Source("file", data))


NAMES = ("ADA BYRON", "MAX BORN", "Q", "SPEAKER 3")
PARAGRAPHS = st.lists(
    st.text("abc éß 记 .,;!?()'\"-", min_size=1, max_size=40).map(lambda text: f"Well, {text.strip()} so."),
    min_size=1,
    max_size=3,
)


@given(st.lists(st.tuples(st.sampled_from(NAMES), PARAGRAPHS), min_size=4, max_size=12))
def test_what_is_written_as_a_transcript_is_read_as_it(turns: list[tuple[str, list[str]]]) -> None:
    turns = [*((name, ["So."]) for name in NAMES * 2), *turns]
    text = "\n\n".join(f"{name}: " + "\n\n".join(paragraphs) for name, paragraphs in turns)
    assert said(text) == [(name, "\n\n".join(paragraphs)) for name, paragraphs in turns]


SPICES = (
    "\n",
    "\n\n",
    "Ada: ",
    "MAX: ",
    "**Q:** ",
    "[A] ",
    "0:12 ",
    "[00:01] ",
    "# ",
    "---\n",
    "Page 1 of 2\n",
    "| a |",
    "…",
)


@settings(max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(SPICES), st.text(max_size=12)), max_size=40))
@example(["."] * 100_000 + ["a"])
@example(["-"] * 100_000 + ["a"])
@example(["\n"] * 100_000 + ["a"])
@example(["(" + " " * 60] * 2_000)
@example(["A."] * 50_000)
@example(["a: "] * 40_000)
@example(["0:12 "] * 20_000)
@example(["**a"] * 40_000)
def test_no_word_is_lost_and_nothing_takes_long(pieces: list[str]) -> None:
    origin = Source("any.txt", "".join(pieces).encode("utf-8", "replace"))
    began = time.process_time()
    try:
        transcript = press.parse(origin)
    except TranscriptError:
        return  # nothing is in it
    finally:
        assert time.process_time() - began < 5
    turns = "".join(turn.text + (turn.speaker.label if turn.speaker else "") for turn in transcript.turns)
    kept = turns + "".join(left.text for left in transcript.left_out)
    lost = {char for char in origin.text if char.isalpha()} - set(kept)
    assert lost == set()
