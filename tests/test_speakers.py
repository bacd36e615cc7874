"""Who stands behind the labels of a transcript; where nothing says it, nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import load
from index.formats.source import Source
from index.speakers.identify import Appearance, appearances, identify
from index.transcript import Speaker, Transcript, Turn

SAMPLE = Path(__file__).parent.parent / "index" / "samples" / "blinken-park-2023-11-09.txt"


def spoken(*turns: tuple[str, str], title: str = "", listed: tuple[tuple[str, str], ...] = ()) -> Transcript:
    return Transcript(
        id="t1",
        title=title,
        date="2023-11-09",
        turns=tuple(Turn(text, Speaker(label)) for label, text in turns),
        participants=tuple(Speaker("", name, role) for name, role in listed),
    )


def names(transcript: Transcript) -> list[str]:
    return [turn.speaker.name if turn.speaker else "" for turn in identify(transcript).turns]


def evidence(transcript: Transcript, number: int) -> str:
    identified = identify(transcript)
    speaker = identified.turns[number].speaker
    assert speaker
    assert speaker.evidence
    return identified.text(speaker.evidence)


# The sample


@pytest.fixture(scope="module")
def seoul() -> Transcript:
    return identify(load(Source(SAMPLE.name, SAMPLE.read_bytes())))


def test_the_seoul_press_conference(seoul: Transcript) -> None:
    people = {(turn.speaker.label, turn.speaker.name, turn.speaker.role) for turn in seoul.turns if turn.speaker}
    assert people == {
        ("MODERATOR", "", "Moderator"),
        ("FOREIGN MINISTER PARK", "Park Jin", "Republic of Korea Foreign Minister"),
        ("SECRETARY BLINKEN", "Antony J. Blinken", "Secretary of State"),
        ("MR MILLER", "Mr Miller", ""),
        ("QUESTION", "Eun Jung Kim", "Chosun Daily"),
        ("QUESTION", "Nike Ching", "Voice of America"),
        ("QUESTION", "Shin Su-ah", "MBC"),
        ("QUESTION", "Kosuke Kinashi", "Kyodo"),
    }


def test_the_journalists_of_seoul_are_inferred_from_sentences(seoul: Transcript) -> None:
    asked = [turn.speaker for turn in seoul.turns if turn.speaker and turn.speaker.label == "QUESTION"]
    assert [
        (speaker.name, seoul.text(speaker.evidence).replace("\u00a0", " ")) for speaker in asked if speaker.evidence
    ] == [
        ("Eun Jung Kim", "Hi, my name is Eun Jung Kim, from Chosun Daily."),
        ("Nike Ching", "The first question on the U.S. side goes to Nike Ching with Voice of America."),
        ("Shin Su-ah", "I am Shin Su-ah from MBC."),
        ("Shin Su-ah", "I am Shin Su-ah from MBC."),
        ("Kosuke Kinashi", "For the final question:  Kosuke Kinashi with Kyodo."),
    ]
    assert not any(turn.speaker.inferred for turn in seoul.turns if turn.speaker and turn.speaker.label != "QUESTION")


# Labels


def test_labels_find_those_whom_the_file_lists() -> None:
    listed = (("Antony J. Blinken", "Secretary of State"), ("Park Jin", "Foreign Minister"), ("Jo Park", "Ambassador"))
    turns = (
        ("SECRETARY BLINKEN", "a"),
        ("FOREIGN MINISTER PARK", "b"),
        ("AMBASSADOR PARK", "c"),
        ("THE SECRETARY", "d"),
    )
    assert names(spoken(*turns, listed=listed)) == ["Antony J. Blinken", "Park Jin", "Jo Park", "Antony J. Blinken"]


def test_two_who_fit_are_nobody() -> None:
    listed = (("Jo Park", ""), ("Ann Park", ""))
    assert names(spoken(("MS. PARK", "a"), listed=listed)) == ["Ms. Park"]
    ministers = (("Jo Roe", "Minister of Trade"), ("Ann Poe", "Minister of Health"))
    assert names(spoken(("THE MINISTER", "a"), listed=ministers)) == [""]


def test_another_office_is_another_person() -> None:
    assert names(spoken(("PRESIDENT PARK", "a"), listed=(("Park Jin", "Foreign Minister"),))) == ["President Park"]
    assert names(spoken(("THE PRESIDENT", "a"), listed=(("Ann Poe", "Vice President"),))) == [""]


def test_the_title_names_people() -> None:
    title = "Remarks by Vice President Harris and Governor Tim Walz of Minnesota at a Campaign Event"
    turns = (("GOVERNOR WALZ", "a"), ("THE VICE PRESIDENT", "b"), ("AUDIENCE", "c"))
    assert names(spoken(*turns, title=title)) == ["Tim Walz", "Vice President Harris", ""]
    both = "Secretary Jo B. Roe And Republic of Utopia Foreign Minister Poe An At a Joint Press Availability"
    assert names(spoken(("FOREIGN MINISTER POE", "a"), ("SECRETARY ROE", "b"), title=both)) == ["Poe An", "Jo B. Roe"]


def test_names_are_written_as_the_speeches_write_them() -> None:
    assert names(spoken(("MR. MCADOO-DELEON", "a"), ("MS. ROE", "Thank you, Mr. McAdoo-DeLeon."))) == [
        "Mr. McAdoo-DeLeon",
        "Ms. Roe",
    ]


def test_initials_and_short_labels_of_one_transcript() -> None:
    turns = (("Ann Poe (AP)", "a"), ("Jo Roe", "b"), ("AP", "c"), ("JR", "d"), ("ROE", "e"))
    assert names(spoken(*turns)) == ["Ann Poe", "Jo Roe", "Ann Poe", "Jo Roe", "Jo Roe"]
    apart = (("JO ROE", "a"), ("ANN POE", "x"), ("ROE", "b"))
    assert names(spoken(*apart)) == ["Jo Roe", "Ann Poe", "Jo Roe"]


def test_whoever_is_listed_as_moderator_and_speaks_by_name_is_not_the_moderator() -> None:
    turns = (("Moderator", "Welcome."), ("Jo Roe", "Thank you."), ("Moderator", "Next."))
    assert names(spoken(*turns, listed=(("MR. JO ROE", "MODERATOR"),))) == ["", "Jo Roe", ""]


@pytest.mark.parametrize(
    "label", ["QUESTION", "Q", "SENIOR ADMINISTRATION OFFICIAL", "Unknown", "SPEAKER 1", "MODERATOR"]
)
def test_nameless_labels_stay_nameless(label: str) -> None:
    assert names(spoken((label, "We met today."), ("MR. ROE", "We did."), (label, "And then?"))) == ["", "Mr. Roe", ""]


def test_names_that_the_file_gives_stay() -> None:
    given = Speaker("S1", "Jo Roe")
    transcript = Transcript("t", "", (Turn("My name is Ann Poe.", given),))
    assert identify(transcript).turns[0].speaker == given


# What is said


def test_a_numbered_speaker_who_introduces_herself() -> None:
    turns = (
        ("SPEAKER_00", "Hi, I'm Ann Poe, from Reuters."),
        ("SPEAKER_01", "Hello."),
        ("SPEAKER_00", "Let us begin."),
    )
    transcript = spoken(*turns)
    assert names(transcript) == ["Ann Poe", "", "Ann Poe"]
    assert evidence(transcript, 2) == "Hi, I'm Ann Poe, from Reuters."


def test_a_numbered_speaker_under_whom_two_introduce_themselves_is_nobody() -> None:
    turns = (("SPEAKER_00", "Hi, I'm Ann Poe."), ("SPEAKER_01", "Hello."), ("SPEAKER_00", "Hi, I'm Jo Roe."))
    assert names(spoken(*turns)) == ["", "", ""]


def test_a_numbered_speaker_who_is_given_the_floor() -> None:
    turns = (("Speaker 1", "I now hand over to Jo Roe from EY."), ("Speaker 2", "Thank you."), ("Speaker 1", "Thanks."))
    transcript = spoken(*turns)
    assert names(transcript) == ["", "Jo Roe", ""]
    assert evidence(transcript, 1) == "I now hand over to Jo Roe from EY."


def test_the_full_name_that_others_use() -> None:
    turns = (
        ("PRESIDENT ROE", "Hello."),
        ("MR. POE", "Here is the President of Utopia, Jo Roe. His brother Al Roe is not."),
    )
    transcript = spoken(*turns)
    assert names(transcript) == ["Jo Roe", "Mr. Poe"]
    assert evidence(transcript, 0) == "Here is the President of Utopia, Jo Roe."


def test_named_journalists_have_their_outlet_as_role() -> None:
    turns = (
        ("MS. ROE", "Thank you. Marty Poe, Associated Press."),
        ("MARTIN POE", "Why?"),
        ("NIK LOE", "Nik Loe from CNN. How?"),
    )
    speakers = [turn.speaker for turn in identify(spoken(*turns)).turns]
    assert [(s.name, s.role, s.inferred) for s in speakers if s][1:] == [
        ("Martin Poe", "Associated Press", False),
        ("Nik Loe", "CNN", False),
    ]


# Who asks


def test_who_is_announced_asks_next_and_nobody_after() -> None:
    turns = (
        ("MR. ROE", "The first question goes to Ann Poe with AP."),
        ("QUESTION", "Why?"),
        ("QUESTION", "And how?"),
        ("MINISTER LEE", "So."),
        ("MR. ROE", "Next question."),
        ("QUESTION", "When?"),
    )
    assert names(spoken(*turns)) == ["Mr. Roe", "Ann Poe", "", "Minister Lee", "Mr. Roe", ""]


def test_a_follow_up_is_by_the_same_journalist() -> None:
    opening = (("MODERATOR", "Ann Poe from AP, please."), ("QUESTION", "Why?"), ("MINISTER LEE", "So."))
    transcript = spoken(*opening, ("QUESTION", "Sorry, but why?"), ("MINISTER LEE", "Hm."))
    assert names(transcript)[3] == "Ann Poe"
    assert evidence(transcript, 3) == "Ann Poe from AP, please."


def test_the_reply_says_that_a_follow_up_is_by_another() -> None:
    turns = (
        ("MODERATOR", "Ann Poe from AP, please."),
        ("Q", "Why?"),
        ("MS. LEE", "So."),
        ("Q", "And?"),
        ("MS. LEE", "Thanks, Bob."),
    )
    assert names(spoken(*turns))[3] == "Bob"


def test_without_a_moderator_only_a_reference_back_makes_a_follow_up() -> None:
    opening = (("MINISTER LEE", "Ann Poe from AP, please."), ("Q", "Why?"), ("MINISTER LEE", "So."))
    assert names(spoken(*opening, ("Q", "Is it raining?")))[3] == ""
    assert names(spoken(*opening, ("Q", "That was not my question.")))[3] == "Ann Poe"
    assert names(spoken(*opening, ("Q", "Can I follow up on what Jo asked?")))[3] == ""


def test_own_words_win_over_the_announcement() -> None:
    turns = (("MODERATOR", "From Chosun Ilob, Eun Jung."), ("QUESTION", "My name is Eun Jung Kim, from Chosun Daily."))
    assert names(spoken(*turns)) == ["", "Eun Jung Kim"]
    other = (("MODERATOR", "From Reuters, Jo Roe."), ("QUESTION", "I am Ann Poe, from AP. Jo is ill."))
    assert names(spoken(*other)) == ["", "Ann Poe"]


def test_the_announcement_completes_a_first_name() -> None:
    transcript = spoken(("MODERATOR", "The next question is from Ann Poe of AP."), ("Q", "Hi, I'm Ann. Why?"))
    assert names(transcript) == ["", "Ann Poe"]
    assert evidence(transcript, 1) == "The next question is from Ann Poe of AP."


def test_the_reply_names_the_asker() -> None:
    turns = (
        ("Q", "Why?"),
        ("MINISTER LEE", "Thanks, Ann. Because."),
        ("Q", "How?"),
        ("MINISTER LEE", "Look, it is hard."),
    )
    transcript = spoken(*turns)
    assert names(transcript) == ["Ann", "Minister Lee", "", "Minister Lee"]
    assert evidence(transcript, 0) == "Thanks, Ann."


def test_a_place_at_the_head_of_a_reply_is_nobody() -> None:
    turns = (
        ("Q", "Which one?"),
        ("MINISTER LEE", "China, as I said."),
        ("Q", "Who?"),
        ("MINISTER LEE", "Congress, of course."),
    )
    assert names(spoken(*turns)) == ["", "Minister Lee", "", "Minister Lee"]


def test_who_speaks_under_a_label_is_no_journalist() -> None:
    turns = (("MODERATOR", "The next question goes to Lee of Utopia."), ("Q", "Why?"), ("MINISTER LEE", "So."))
    assert names(spoken(*turns)) == ["", "", "Minister Lee"]


# Rows for the registry


def test_appearances_count_turns_and_list_those_who_are_silent() -> None:
    transcript = spoken(
        ("MODERATOR", "The first question goes to Ann Poe with AP."),
        ("QUESTION", "Why?"),
        ("MINISTER LEE", "So."),
        ("MODERATOR", "Thank you."),
        listed=(("Lee An", "Minister"), ("Jo Roe", "Ambassador")),
    )
    assert appearances(identify(transcript)) == (
        Appearance("t1", "MODERATOR", "", "Moderator", "2023-11-09", 2),
        Appearance("t1", "QUESTION", "Ann Poe", "AP", "2023-11-09", 1),
        Appearance("t1", "MINISTER LEE", "Lee An", "Minister", "2023-11-09", 1),
        Appearance("t1", "", "Jo Roe", "Ambassador", "2023-11-09", 0),
    )


_LABELS = st.sampled_from(
    ["QUESTION", "Q", "MR. ROE", "SPEAKER 1", "Unknown", "MODERATOR", "Ann Poe", "PRESIDENT LEE", ""]
)
_TEXTS = st.sampled_from(
    [
        "Thank you.",
        "My name is Ann Poe, from AP.",
        "The next question goes to Jo Roe with Reuters.",
        "Thanks, Bob. No.",
        "I'm Lee An, president of Utopia.",
        "Go ahead.",
        "And my question?",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(_LABELS, st.lists(_TEXTS, min_size=1, max_size=3).map(" ".join)), max_size=12))
def test_whatever_is_said(turns: list[tuple[str, str]]) -> None:
    transcript = Transcript("t", "", tuple(Turn(text, Speaker(label) if label else None) for label, text in turns))
    identified = identify(transcript)
    assert identify(identified) == identified
    assert [turn.text for turn in identified.turns] == [text for _, text in turns]
    assert [turn.speaker.label if turn.speaker else "" for turn in identified.turns] == [label for label, _ in turns]
    for turn in identified.turns:
        if turn.speaker and turn.speaker.evidence:
            words = " ".join(identified.text(turn.speaker.evidence).split())
            assert turn.speaker.name in words
