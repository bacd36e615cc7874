"""Earnings calls whose speakers are named by a list of participants."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import load
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript
from tests.expected import FOLDER, files, source, turns_expected, turns_in
from tests.wordloss import lost

CALL = FOLDER / "call" / "roles_below_names.txt"


def read(text: str) -> Transcript:
    return load(Source("call.txt", text.encode()))


@pytest.mark.parametrize("path", files("call"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "earnings call"
    assert lost(path.read_text("utf-8"), transcript).total() == 0


def test_the_list_gives_the_participants_and_the_head_title_and_date() -> None:
    transcript = load(source(CALL))
    assert transcript.title == "Harbor Rail, Inc. NYSE:HRB, FQ1 2024 Earnings Call Transcripts"
    assert transcript.date == "2024-05-02"
    assert transcript.participants == (
        Speaker("", "Ada M. Stone", "President, CEO & Director"),
        Speaker("", "Ben Hill", "Senior Vice President of Public & Private Relations"),
        Speaker("", "Eve Marlow"),
        Speaker("", "Jon Day", "Harbor Bank, Research Division"),
    )


def test_speakers_have_the_role_of_the_list() -> None:
    speakers = {turn.speaker.label: turn.speaker.role for turn in load(source(CALL)).turns if turn.speaker}
    assert speakers["Jon Day"] == "Harbor Bank, Research Division"
    assert speakers["Operator"] == speakers["Eve Marlow"] == ""


def test_headings_notes_and_the_publishers_notice_are_left_out() -> None:
    left_out = load(source(CALL)).left_out
    assert LeftOut("[Audio Gap]", "note", 40) in left_out
    assert LeftOut("Question and Answer", "heading", 48) in left_out
    assert left_out[-1].text == "Copyright © 2024 by Harbor Data.\nAll is without warranty."


def test_a_list_may_give_roles_after_a_dash() -> None:
    head = "Q1 2024 Earnings Call\n\nCompany Participants\n\nAda Stone - CEO\nBen Hill – CFO\n\n"
    text = head + "Operator\n\nWelcome.\n\nAda Stone\n\nHi.\n\nBen Hill\n\nYes.\n"
    transcript = read(text)
    assert transcript.participants == (Speaker("", "Ada Stone", "CEO"), Speaker("", "Ben Hill", "CFO"))
    assert turns_in(transcript) == [
        ("Operator", "Welcome.", None, None),
        ("Ada Stone", "Hi.", None, None),
        ("Ben Hill", "Yes.", None, None),
    ]


SAID = st.lists(st.sampled_from(["we", "grew", "Ben Hill,", "4%", "CEO", "--", "FFO."]), min_size=1, max_size=30).map(
    " ".join
)
TURNS = st.lists(
    st.tuples(st.sampled_from(["Operator", "Ada M. Stone", "Ben Hill", "Jon Day"]), SAID), min_size=2, max_size=9
)


@settings(deadline=None)
@given(TURNS)
def test_a_call_is_read_word_for_word(call: list[tuple[str, str]]) -> None:
    call = [*call, ("Ada M. Stone", "Bye."), ("Ben Hill", "Bye now.")]
    head = CALL.read_text("utf-8").partition("Presentation\n")[0]
    roles = {"Ada M. Stone": "President, CEO & Director\n", "Jon Day": "Harbor Bank, Research Division\n"}
    text = head + "Presentation\n\n" + "\n\n".join(f"{name}\n{roles.get(name, '')}So {said}" for name, said in call)
    assert turns_in(read(text)) == [(name, f"So {said}", None, None) for name, said in call]
