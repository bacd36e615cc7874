"""Labels and names taken apart: what each kind of label that real files print says about who speaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.speakers.names import read_label, tidy_name
from index.speakers.offices import office_prefix, same_office, tidy_role


@pytest.mark.parametrize(
    ("label", "shown", "role"),
    [
        ("FOREIGN MINISTER PARK", "Foreign Minister Park", "Foreign Minister"),
        ("MR MILLER", "Mr Miller", ""),
        ("Mr. MILLER of Florida", "Mr. Miller", "Florida"),
        ("CHIEF JUSTICE ROBERTS", "Chief Justice Roberts", "Chief Justice"),
        ("U.S. SECRETARY OF STATE BLINKEN", "U.S. Secretary of State Blinken", "U.S. Secretary of State"),
        ("MR. KING", "Mr. King", ""),
        ("PRESIDENT LÓPEZ OBRADOR", "López Obrador", "President"),
        ("Hana Park", "Hana Park", ""),
        ("PARK, Hana", "Hana Park", ""),
        ("Abbott, Tony, MP", "Tony Abbott", "MP"),
        ("John G. Roberts, Jr.", "John G. Roberts, Jr.", ""),
        ("Lynne Neagle AM", "Lynne Neagle", "AM"),
        ("Sen. Mike Lee (R-Utah)", "Mike Lee", "Senator, R-Utah"),
        ("Right Hon. Justin Trudeau (Prime Minister)", "Justin Trudeau", "Prime Minister"),
        ("The Minister for Energy (Mr. Biwott)", "Mr. Biwott", "Minister for Energy"),
        ("The Acting Chair (Mrs. Carol Hughes (Algoma, NDP))", "Carol Hughes", "Acting Chair"),
        ("MR. MANOJ RAGHAVAN – MANAGING DIRECTOR", "Manoj Raghavan", "Managing Director"),
        ("Speaker Pelosi", "Speaker Pelosi", "Speaker"),
        ("唐鳳", "唐鳳", ""),
        ("Mr Max Day (Harbour and Isles) (AB)", "Max Day", "Harbour and Isles, AB"),
        ("Mr. Zhang Jin (China) (spoke in Chinese)", "Zhang Jin", "China, spoke in Chinese"),
        ("Lisa Park -- Vice President, Investor Relations", "Lisa Park", "Vice President, Investor Relations"),
        ("Max Day -- Harbour Bank -- Analyst", "Max Day", "Harbour Bank, Analyst"),
        ("Q - Max Day", "Max Day", ""),
        ("Präsidentin Bärbel Baß", "Bärbel Baß", "Präsidentin"),
        ("El señor NÚÑEZ DÍAZ", "Núñez Díaz", ""),
        ("Mme Nathalie Roux", "Nathalie Roux", ""),
    ],
)
def test_a_label_that_names_somebody(label: str, shown: str, role: str) -> None:
    read = read_label(label)
    assert (read.shown, read.role) == (shown, role)


@pytest.mark.parametrize(
    "label",
    """QUESTION|Q|Q.|REPORTER|SENIOR ADMINISTRATION OFFICIAL|SPEAKER 1|SPEAKER_00|Speaker A|Unknown|Participant 3
    MODERATOR|OPERATOR|INTERPRETER|CHAIR|Male Speaker|THE SECRETARY|THE PRESIDENT|The PRESIDING OFFICER|AUDIENCE MEMBER
    An hon. Member|Mr. Speaker|SPEAKER(?)|PhD A|Professor B|Project Manager|User Interface|PERSON27|S10|0|GC|TK
    Mme la présidente|M. le président de la commission|La señora PRESIDENTA|BAŞKAN|Вопрос|Реплика|سؤال
    The PRESIDENT OF THE REPUBLIC|SENIOR STATE DEPARTMENT OFFICIAL TWO|记者|Host|Judge""".replace("\n", "|").split("|"),
)
def test_a_label_that_names_nobody(label: str) -> None:
    assert read_label(label.strip()).name == ""


@pytest.mark.parametrize(
    "label",
    ["QUESTION", "Q", "Reporter", "AUDIENCE MEMBER", "Unidentified Analyst", "QUESTION (via interpreter)", "记者"],
)
def test_labels_of_those_who_ask(label: str) -> None:
    assert read_label(label).asks
    assert read_label(label).shared


@pytest.mark.parametrize("label", ["THE REPORTER", "THE COURT REPORTER", "COURT REPORTER"])
def test_the_reporter_of_a_court_asks_nothing(label: str) -> None:
    assert not read_label(label).asks


@pytest.mark.parametrize("label", ["Unknown", "Male Speaker", "SENIOR ADMINISTRATION OFFICIAL", "SPEAKER(?)"])
def test_labels_that_many_share_without_asking(label: str) -> None:
    assert read_label(label).shared
    assert not read_label(label).asks


@pytest.mark.parametrize(
    "label", ["MODERATOR", "SPEAKER 1", "SPEAKER_00", "Person 3", "SENIOR OFFICIAL TWO", "PRESS SECRETARY", "MR MILLER"]
)
def test_labels_of_one_person_each(label: str) -> None:
    assert not read_label(label).shared


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Secretary", "Secretary of State", True),
        ("Foreign Minister", "Republic of Korea Foreign Minister", True),
        ("Foreign Minister", "Minister of Foreign Affairs", True),
        ("Chairman", "Chair", True),
        ("General", "Solicitor General, Department of Justice", True),
        ("CEO", "Chief Executive Officer", True),
        ("Minister of Finance", "Deputy Prime Minister and Minister of Finance", True),
        ("President", "Vice President", False),
        ("Minister", "Prime Minister", False),
        ("President", "Foreign Minister", False),
        ("Secretary of State", "Secretary of Defense", False),
        ("Secretary", "Chosun Daily", None),
        ("", "Secretary", None),
    ],
)
def test_offices(one: str, other: str, same: bool | None) -> None:
    assert same_office(one, other) is same
    assert same_office(other, one) is same


def test_capitals_are_written_as_people_write_names() -> None:
    assert tidy_name("MICHAEL MCKEE, JR.") == "Michael McKee, Jr."
    assert tidy_name("JODY WILSON-RAYBOULD") == "Jody Wilson-Raybould"
    assert tidy_name("Su-ah") == "Su-ah"
    assert tidy_role("SECRETARY OF STATE") == "Secretary of State"
    assert tidy_role("CEO") == "CEO"


def test_an_office_may_have_several_words() -> None:
    assert office_prefix("Secretary of State Antony Blinken".split()) == 3
    assert office_prefix("State of the Union".split()) == 0


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_label_can_be_read_and_keeps_its_text(label: str) -> None:
    read = read_label(label)
    assert read.text == label
    assert read.shown == "" or read.name in read.shown


@settings(deadline=None)
@given(
    st.sampled_from(["Mr", "Dr", "Secretary", "Foreign Minister", "President"]),
    st.sampled_from("Park Ching O'Neill".split()),
)
def test_a_title_never_becomes_part_of_the_name(title: str, name: str) -> None:
    assert read_label(f"{title} {name}").name == name
    assert read_label(f"{title} {name}".upper()).name.casefold() == name.casefold()
