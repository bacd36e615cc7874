"""Court transcripts: numbered pages, examinations, covers; and what holds for any hearing."""

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
from tests.wordloss import lost

NUMBERED = FOLDER / "court" / "line_numbers_and_index_of_words.txt"
EXAMINED = FOLDER / "court" / "examiners_named_once.txt"


def read(text: str) -> Transcript:
    return load(Source("hearing.txt", text.encode()))


@pytest.mark.parametrize("path", files("court"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "court"
    assert lost(path.read_text("utf-8"), transcript).total() == 0


def test_the_cover_gives_title_date_place_and_counsel() -> None:
    transcript = load(source(NUMBERED))
    assert transcript.title == "HARBOR TOWN, ET AL. v. RIVER VALLEY RAILROAD"
    assert (transcript.date, transcript.place) == ("2012-03-05", "Washington, D.C.")
    assert transcript.participants == (Speaker("", "ADA M. STONE", "Boston, Massachusetts; for Petitioners"),)


def test_counsel_without_a_role_have_that_of_the_heading_above_them() -> None:
    transcript = load(source(EXAMINED))
    assert transcript.title == "JANE ROE v. MILL CO., INC."
    assert transcript.participants == (
        Speaker("", "ADA STONE", "FOR THE PLAINTIFF"),
        Speaker("", "BEN HILL", "FOR THE DEFENDANT"),
    )


def test_what_is_no_speech_is_listed_with_its_reason_and_line() -> None:
    left_out = load(source(NUMBERED)).left_out
    assert LeftOut("(Laughter.)", "note", 74) in left_out
    assert [out.text for out in left_out if out.why == "heading"] == [
        "ORAL ARGUMENT OF ADA M. STONE\nON BEHALF OF THE PETITIONERS"
    ]
    [index] = [out for out in left_out if out.why == "index of words"]
    assert "word24 2:24" in index.text
    assert {out.why for out in left_out} == {
        "line numbers",
        "running head",
        "cover",
        "heading",
        "note",
        "index of words",
    }


def test_the_certificate_is_left_out() -> None:
    certificate = LeftOut("REPORTER'S CERTIFICATE\nI certify that the foregoing is true.", "certificate", 42)
    assert load(source(EXAMINED)).left_out[-1] == certificate


@pytest.mark.parametrize(
    "oath",
    [
        "          EVE DAY,\nhaving been duly sworn, testified as follows:",
        "    EVE DAY, PLAINTIFF'S WITNESS, SWORN\n          DIRECT EXAMINATION",
        "          DIRECT EXAMINATION OF EVE DAY",
    ],
)
def test_each_witness_who_is_sworn_answers_the_examiner_named_last(oath: str) -> None:
    text = EXAMINED.read_text("utf-8").replace(
        "            REPORTER'S", f"{oath}\nBY MS. STONE:\n     Q.   You?\n     A.   I.\n\n  REPORTER'S"
    )
    assert turns_in(read(text))[-2:] == [("MS. STONE", "You?", None, None), ("EVE DAY", "I.", None, None)]


def test_parts_of_the_caption_are_no_speakers() -> None:
    labels = {turn.speaker.label for turn in load(source(NUMBERED)).turns if turn.speaker}
    assert labels == {"CHIEF JUSTICE MARLOW", "MS. STONE", "JUSTICE O'DAY", "JUSTICE McCALL"}


def test_numbers_of_page_and_line_before_each_line_are_taken_off() -> None:
    lines = ["THE COURT:  Be", "seated, it is", "a long day.", "MR. HILL:  Yes,", "Your Honor."]
    text = "SUPERIOR COURT\n" + "\n".join(f"00001:{at:02} {line}" for at, line in enumerate(lines * 3, 1))
    assert [turn.text for turn in read(text).turns][:2] == ["Be seated, it is a long day.", "Yes, Your Honor."]


@pytest.mark.parametrize(
    ("line", "label", "words"),
    [
        ("THE COURT:  Yes.", "THE COURT", "Yes."),
        ("MR. McCALL: No: never.", "MR. McCALL", "No: never."),
        ("PROSPECTIVE JUROR 12:  Here.", "PROSPECTIVE JUROR 12", "Here."),
        ("UNIDENTIFIED SPEAKER:  Hi.", "UNIDENTIFIED SPEAKER", "Hi."),
    ],
)
def test_labels(line: str, label: str, words: str) -> None:
    turns = read(f"SUPERIOR COURT\n\nTHE CLERK:  All rise.\nMS. DAY:  Now.\n{line}\n").turns
    assert (turns[-1].speaker, turns[-1].text) == (Speaker(label), words)


@pytest.mark.parametrize("line", ["PLAINTIFF'S EXHIBIT:  a map", "the rule: yes", "At 10:30 we left."])
def test_no_labels(line: str) -> None:
    turns = read(f"SUPERIOR COURT\n\nTHE CLERK:  All rise.\n\nMS. DAY:  Now\n{line}\n").turns
    assert [turn.speaker for turn in turns] == [Speaker("THE CLERK"), Speaker("MS. DAY")] or line.startswith(
        "PLAINTIFF"
    )


LABELS = st.sampled_from(["THE COURT", "MR. HILL", "MS. O'DAY", "JUSTICE McCALL", "CHIEF JUSTICE MARLOW"])
WORD = st.sampled_from(["yes", "no", "well", "Mr.", "Hill", "is", "5000A", "--", "(a)", "said:", "U.S.", "one"])
SAID = st.lists(WORD, min_size=1, max_size=60).map(lambda words: "And " + " ".join(words))
# Nobody says the same again: a line that recurs at the edge of the pages is taken for a running head.
HEARING = st.lists(st.tuples(LABELS, SAID), min_size=2, max_size=12, unique=True)


def set_in_pages(hearing: list[tuple[str, str]], numbered: bool) -> str:
    """As a reporter prints it: lines of at most 56 characters, 10 to a page."""
    lines: list[str] = ["     IN THE SUPREME COURT", "     PROCEEDINGS"]
    for label, said in hearing:
        line = f"          {label}:"
        for word in said.split():
            if len(line) + len(word) > 55:
                lines.append(line)
                line = ""
            line = f"{line} {word}" if line else word
        lines.append(line)
    lines += ["          (Adjourned.)"] * (-len(lines) % 10)
    pages = [lines[at : at + 10] for at in range(0, len(lines), 10)]
    margin = [[f"{n:>2}  {line}" for n, line in enumerate(page, 1)] if numbered else page for page in pages]
    return "\f".join("\n".join(["    DAILY COPY", *page, f"    {n}", ""]) for n, page in enumerate(margin, 1))


@settings(deadline=None)
@given(HEARING, st.booleans())
def test_a_hearing_set_in_pages_is_read_word_for_word(hearing: list[tuple[str, str]], numbered: bool) -> None:
    transcript = read(set_in_pages(hearing, numbered or len(hearing) < 10))
    got = [(turn.speaker and turn.speaker.label, turn.text.split()) for turn in transcript.turns]
    assert got == [(label, said.split()) for label, said in hearing]


@settings(deadline=None)
@given(st.data())
def test_damage_raises_only_errors_of_transcripts_and_loses_no_word(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([NUMBERED, EXAMINED])).read_text("utf-8")
    at = data.draw(st.integers(0, len(text)))
    garbage = data.draw(st.text(alphabet="AQZ.:12() \n\f", max_size=40))
    damaged = text[:at] + garbage + (text[at:] if data.draw(st.booleans()) else "")
    try:
        transcript = read(damaged)
    except TranscriptError:
        return
    if transcript.format == "court":
        assert lost(damaged, transcript).total() == 0
