"""The registry over many transcripts, and the mentions of people in questions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.speakers.identify import Appearance
from index.speakers.people import People

SEOUL, LONDON, TALKS = "seoul", "london", "talks"
ROWS = (
    Appearance(SEOUL, "MODERATOR", "", "Moderator", "2023-11-09", 4),
    Appearance(SEOUL, "FOREIGN MINISTER PARK", "Park Jin", "Republic of Korea Foreign Minister", "2023-11-09", 6),
    Appearance(SEOUL, "SECRETARY BLINKEN", "Antony J. Blinken", "Secretary of State", "2023-11-09", 6),
    Appearance(SEOUL, "QUESTION", "Nike Ching", "Voice of America", "2023-11-09", 1),
    Appearance(SEOUL, "QUESTION", "Shin Su-ah", "MBC", "2023-11-09", 2),
    Appearance(SEOUL, "MR MILLER", "Mr Miller", "", "2023-11-09", 2),
    Appearance(LONDON, "MODERATOR", "", "Moderator", "2021-05-03", 2),
    Appearance(LONDON, "Antony Blinken", "Antony Blinken", "Deputy Secretary", "2016-05-03", 3),
    Appearance(LONDON, "PRIME MINISTER MAY", "Theresa May", "Prime Minister", "2016-05-03", 5),
    Appearance(LONDON, "QUESTION", "", "", "2016-05-03", 7),
    Appearance(TALKS, "Will White", "Will White", "", "2020", 8),
    Appearance(TALKS, "Project Manager", "", "Project Manager", "2020", 9),
    Appearance(TALKS, "SPEAKER 1", "", "", "2020", 1),
    Appearance(TALKS, "", "Jo Jordan", "Ambassador", "2020", 0),
)


@pytest.fixture(scope="module")
def people() -> People:
    return People(ROWS)


def found(people: People, mention: str) -> list[str]:
    return [person.who for person in people.find(mention)]


def said(people: People, question: str) -> list[tuple[str, list[str]]]:
    return [(question[m.start : m.end], [person.who for person in m.people]) for m in people.mentions(question)]


# Who is one person


def test_one_person_over_several_transcripts(people: People) -> None:
    (blinken,) = people.find("Blinken")
    assert blinken.name == "Antony J. Blinken"
    assert blinken.aliases == ("Antony Blinken",)
    assert blinken.labels == ("SECRETARY BLINKEN", "Antony Blinken")
    assert blinken.transcripts == (SEOUL, LONDON)
    assert blinken.roles == (("Deputy Secretary", "2016-05-03"), ("Secretary of State", "2023-11-09"))
    assert blinken.role == "Secretary of State"
    assert blinken.turns == 9
    assert blinken.names == ("Antony J. Blinken", "Antony Blinken")
    assert blinken.speaks_as == {(SEOUL, "Antony J. Blinken"), (LONDON, "Antony Blinken")}


def test_nameless_labels_are_parts_and_no_persons(people: People) -> None:
    (moderator,) = people.find("the moderator")
    assert moderator.anonymous
    assert moderator.who == "MODERATOR"
    assert moderator.transcripts == (SEOUL, LONDON)
    assert [person.who for person in people.people if person.anonymous] == [
        "MODERATOR", "QUESTION", "Project Manager", "SPEAKER 1",
    ]  # fmt: skip


def test_the_journalists_are_all_who_ask_known_by_name_or_not(people: People) -> None:
    (asking,) = people.find("the journalists")
    assert asking.speaks_as == {(SEOUL, "Nike Ching"), (SEOUL, "Shin Su-ah"), (LONDON, "QUESTION")}
    assert asking.turns == 10


def names(*rows: Appearance) -> list[str]:
    return [f"{person.who}: {' '.join(person.transcripts)}" for person in People(rows).people if not person.anonymous]


def test_two_of_one_surname_stay_two() -> None:
    rows = (Appearance("a", "JO PARK", "Jo Park", "", "", 1), Appearance("b", "ANN PARK", "Ann Park", "", "", 1))
    assert names(*rows) == ["Jo Park: a", "Ann Park: b"]
    assert found(People(rows), "Park") == ["Jo Park", "Ann Park"]
    assert found(People(rows), "Ann Park") == ["Ann Park"]


def test_two_middle_initials_are_two_people() -> None:
    rows = [Appearance(t, "x", name, "", "", 1) for t, name in (("a", "Jo A. Roe"), ("b", "Jo B. Roe"))]
    assert names(*rows) == ["Jo A. Roe: a", "Jo B. Roe: b"]


@pytest.mark.parametrize("other", ["Yoon Suk-yeol", "YOON SUK YEOL", "Yoon Suk Yeol, MP"])
def test_hyphens_capitals_and_commas_make_no_other_person(other: str) -> None:
    rows = (Appearance("a", "x", "Yoon Suk Yeol", "President", "", 1), Appearance("b", other, other, "", "", 1))
    assert names(*rows) == ["Yoon Suk Yeol: a b"]


def test_a_surname_joins_the_one_who_holds_that_office() -> None:
    full = Appearance("a", "x", "Matthew Miller", "Spokesperson", "", 1)
    assert names(full, Appearance("b", "y", "Spokesman Miller", "Spokesman", "", 1)) == ["Matthew Miller: a b"]
    assert names(full, Appearance("b", "y", "Mr Miller", "", "", 1)) == ["Matthew Miller: a", "Mr Miller: b"]
    assert names(full, Appearance("b", "y", "Senator Miller", "Senator", "", 1)) == [
        "Matthew Miller: a",
        "Senator Miller: b",
    ]


def test_a_surname_joins_the_one_whom_its_transcript_lists() -> None:
    rows = (
        Appearance("a", "", "Matthew Miller", "Spokesperson", "", 0),
        Appearance("a", "MR MILLER", "Mr Miller", "", "", 2),
    )
    assert names(*rows) == ["Matthew Miller: a"]


def test_a_surname_that_two_hold_joins_neither() -> None:
    rows = [Appearance("a", "x", "Jo Park", "Minister", "", 1), Appearance("b", "y", "Ann Park", "Minister", "", 1)]
    assert names(*rows, Appearance("c", "z", "Minister Park", "Minister", "", 1)) == [
        "Jo Park: a", "Ann Park: b", "Minister Park: c",
    ]  # fmt: skip


def test_surnames_of_different_titles_or_offices_stay_apart() -> None:
    same = [Appearance(t, "MR MILLER", "Mr Miller", "", "", 1) for t in "ab"]
    assert names(*same) == ["Mr Miller: a b"]
    rows = [
        ("a", "Mr Park", ""),
        ("b", "Ms Park", ""),
        ("c", "President Park", "President"),
        ("d", "Senator Park", "Senator"),
    ]
    assert len(names(*(Appearance(t, name, name, role, "", 1) for t, name, role in rows))) == 4


# Finding


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("Park", ["Park Jin"]),
        ("park jin", ["Park Jin"]),
        ("Jin Park", ["Park Jin"]),
        ("Minister Park", ["Park Jin"]),
        ("Mr. Park", ["Park Jin"]),
        ("the foreign minister", ["Park Jin"]),
        ("Foreign Minister Park Jin", ["Park Jin"]),
        ("Secretary Blinken", ["Antony J. Blinken"]),
        ("Antony Blinken", ["Antony J. Blinken"]),
        ("Blinken's", ["Antony J. Blinken"]),
        ("Blinkin", ["Antony J. Blinken"]),
        ("Anthony Blinken", ["Antony J. Blinken"]),
        ("the secretary", ["Antony J. Blinken"]),
        ("the prime minister", ["Theresa May"]),
        ("Su-ah", ["Shin Su-ah"]),
        ("Suah", ["Shin Su-ah"]),
        ("the MBC journalist", ["Shin Su-ah"]),
        ("Voice of America", ["Nike Ching"]),
        ("Miller", ["Mr Miller"]),
        ("the project manager", ["Project Manager"]),
        ("Speaker 1", ["SPEAKER 1"]),
        ("Ambassador Jordan", ["Jo Jordan"]),
    ],
)
def test_mentions_are_found(people: People, mention: str, expected: list[str]) -> None:
    assert found(people, mention) == expected


@pytest.mark.parametrize(
    "mention", ["President Park", "Merkel", "President Ching", "China", "the president", "Speaker 2", "", "?"]
)
def test_nobody_is_found(people: People, mention: str) -> None:
    assert found(people, mention) == []


def test_those_who_speak_most_come_first() -> None:
    rows = [Appearance("a", "x", f"{name} Roe", "", "", turns) for name, turns in (("Al", 1), ("Bo", 9), ("Cy", 5))]
    assert found(People(rows), "Roe") == ["Bo Roe", "Cy Roe", "Al Roe"]


# Mentions in questions


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did Park say about China?", [("Park", ["Park Jin"])]),
        ("what did park say about china?", [("park", ["Park Jin"])]),
        ("WHAT DID PARK SAY ABOUT CHINA?", [("PARK", ["Park Jin"])]),
        ("What is Park's view on parking?", [("Park", ["Park Jin"])]),
        ("What did Foreign Minister Park Jin say?", [("Foreign Minister Park Jin", ["Park Jin"])]),
        ("What did the foreign minister say?", [("the foreign minister", ["Park Jin"])]),
        (
            "What did Secretary of State Antony J. Blinken say?",
            [("Secretary of State Antony J. Blinken", ["Antony J. Blinken"])],
        ),
        ("How do Park and Blinken differ?", [("Park", ["Park Jin"]), ("Blinken", ["Antony J. Blinken"])]),
        ("compare park and blinken on Japan", [("park", ["Park Jin"]), ("blinken", ["Antony J. Blinken"])]),
        ("what did blinkin say about nato", [("blinkin", ["Antony J. Blinken"])]),
        ("And Blinken?", [("Blinken", ["Antony J. Blinken"])]),
        ("and park?", [("park", ["Park Jin"])]),
        ("park", [("park", ["Park Jin"])]),
        ("park and blinken", [("park", ["Park Jin"]), ("blinken", ["Antony J. Blinken"])]),
        ("Will Blinken go?", [("Blinken", ["Antony J. Blinken"])]),
        ("What did Will say?", [("Will", ["Will White"])]),
        ("Will White said what?", [("Will White", ["Will White"])]),
        ("What did Theresa May say in May 2022?", [("Theresa May", ["Theresa May"])]),
        ("What did May say in May?", [("May", ["Theresa May"])]),
        ("What did the MBC reporter ask?", [("the MBC reporter", ["Shin Su-ah"])]),
        (
            "the journalist from Voice of America asked what?",
            [("the journalist from Voice of America", ["Nike Ching"])],
        ),
        ("What did the moderator say?", [("the moderator", ["MODERATOR"])]),
        ("What did Project Manager think of it?", [("Project Manager", ["Project Manager"])]),
        ("What did Speaker 1 say?", [("Speaker 1", ["SPEAKER 1"])]),
        ("What did Su-ah ask Blinken?", [("Su-ah", ["Shin Su-ah"]), ("Blinken", ["Antony J. Blinken"])]),
    ],
)
def test_people_in_questions(people: People, question: str, expected: list[tuple[str, list[str]]]) -> None:
    assert said(people, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Is there a park, and may one park there?",
        "What will happen in May?",
        "Who will mark the white paper?",
        "What was said about Jordan?",
        "What is the parking situation in China?",
        "What did President Park say?",
        "What did Merkel say?",
        "How much do the questions matter?",
        "what about japan?",
        "What is the project about?",
        "",
    ],
)
def test_ordinary_words_are_nobody(people: People, question: str) -> None:
    assert said(people, question) == []


def test_an_ambiguous_mention_names_all() -> None:
    rows = (Appearance("a", "x", "Jo Park", "", "", 1), Appearance("b", "x", "Ann Park", "", "", 2))
    assert said(People(rows), "What did Park say?") == [("Park", ["Ann Park", "Jo Park"])]


def test_letters_and_offices_find_every_part_that_has_them() -> None:
    labels = ("PhD C", "Grad C", "Professor B")
    meetings = People(Appearance(t, label, "", "", "", n) for n, t in enumerate("ab", 1) for label in labels)
    assert said(meetings, "What did C think about it?") == [("C", ["PhD C", "Grad C"])]
    assert said(meetings, "What did PhD C think about it?") == [("PhD C", ["PhD C"])]
    assert said(meetings, "What did the professor say?") == [("the professor", ["Professor B"])]
    assert said(meetings, "Is C a language?") == []


def test_things_are_no_parts_and_parts_no_things() -> None:
    labels = ("User Interface", "Marketing")
    meetings = People(Appearance("a", label, "", "", "", 1) for label in labels)
    assert said(meetings, "What was said about the user interface and marketing?") == []
    assert said(meetings, "What did User Interface and Marketing say?") == [
        ("User Interface", ["User Interface"]),
        ("Marketing", ["Marketing"]),
    ]


def test_titles_tell_people_of_one_surname_apart() -> None:
    rows = [
        Appearance("a", label, label, "", "", 1)
        for label in ("Dr David Blaney", "Hon. Steven Blaney", "Ms. Ann Blaney")
    ]
    blaneys = People(rows)
    assert found(blaneys, "Blaney") == ["David Blaney", "Steven Blaney", "Ann Blaney"]
    assert found(blaneys, "Dr. Blaney") == ["David Blaney"]
    assert found(blaneys, "Mr Blaney") == ["David Blaney", "Steven Blaney"]


def test_a_part_that_one_person_always_plays_is_that_person() -> None:
    rows = (
        Appearance("a", "THE SECRETARY", "Jo Roe", "Secretary of State", "", 2),
        Appearance("b", "SECRETARY ROE", "Jo Roe", "Secretary of State", "", 2),
    )
    assert found(People(rows), "the secretary") == ["Jo Roe"]
    others = (*rows, Appearance("c", "THE SECRETARY", "", "Secretary", "", 1))
    assert found(People(others), "the secretary") == ["THE SECRETARY"]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_question(question: str) -> None:
    mentions = People(ROWS).mentions(question)
    assert all(mention.people and 0 <= mention.start < mention.end <= len(question) for mention in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@settings(deadline=None)
@given(st.permutations(ROWS))
def test_the_order_of_transcripts_changes_nobody(rows: list[Appearance]) -> None:
    everybody = {frozenset(person.appearances) for person in People(ROWS).people}
    assert {frozenset(person.appearances) for person in People(rows).people} == everybody
