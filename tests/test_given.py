"""What users say of a file: read strictly, kept whole, put before what the file says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.intake.given import Given, checked_date, checked_speakers
from index.transcript import Speaker, Transcript, Turn


@pytest.mark.parametrize("date", ["2023", "2023-11", "2023-11-09", "2024-02-29"])
def test_a_date_stays_as_exact_as_it_is(date: str) -> None:
    assert checked_date(date) == date


@pytest.mark.parametrize(
    "wrong",
    ["", "yesterday", "2023-13", "2023-02-29", "20231109", "2023-W05", "2023-11-9", "0000", "2023-11-09x", "٢٠٢٣"],
)
def test_what_is_no_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no date; write it as 2023-11-09, 2023-11 or 2023"):
        checked_date(wrong)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("SPEAKER_00=Ana Lima", (("SPEAKER_00", "Ana Lima"),)),
        ("SPEAKER_00=Ana Lima,SPEAKER_01=Bo Chen", (("SPEAKER_00", "Ana Lima"), ("SPEAKER_01", "Bo Chen"))),
        (" A = Lima, Ana , B=Bo ", (("A", "Lima, Ana"), ("B", "Bo"))),
    ],
)
def test_labels_get_names(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert checked_speakers(text) == pairs


@pytest.mark.parametrize("wrong", ["Ana", "A=", "=Ana", "A=Ana,B=", ","])
def test_what_names_nobody_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="names nobody; write it as SPEAKER_00=Ana Lima"):
        checked_speakers(wrong)


def test_it_goes_before_what_the_file_says() -> None:
    speakers = Speaker("S0"), Speaker("S1", "Guess"), Speaker("S2")
    read = Transcript("x", "Old", tuple(Turn("Hi.", speaker) for speaker in (*speakers, None)), date="2020")
    said = Given("New", "", (("S0", "Ana Lima"), ("S1", "Moderator"), ("S9", "Nobody")))
    applied = said.applied(read)
    assert (applied.title, applied.date) == ("New", "2020")
    assert [turn.speaker for turn in applied.turns] == [
        Speaker("S0", "Ana Lima"),
        Speaker("Moderator"),
        speakers[2],
        None,
    ]
    assert [turn.text for turn in applied.turns] == ["Hi."] * 4
    assert said.missing(applied) == ["S9"]
    assert Given().applied(read) == read


def test_what_is_given_anew_goes_before_what_was_given() -> None:
    before = Given("Old", "2020", (("A", "Ana"), ("B", "Bo")))
    assert Given("New", "", (("B", "Bob"),)).over(before) == Given("New", "2020", (("A", "Ana"), ("B", "Bob")))
    assert Given().over(before) == before


@given(st.builds(Given, st.text(), st.text(), st.lists(st.tuples(st.text(), st.text())).map(tuple)))
def test_it_is_kept_as_it_was(said: Given) -> None:
    assert Given.of_json(said.as_json()) == said
