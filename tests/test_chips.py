"""Chips say how a question was taken; each link asks it without that part, and in words it is the same question."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from qa.ask import restrict
from qa.question import Option, Part, Question, Titled
from qa.show.chips import Chip, Kind, href, option_href, understood
from qa.understanding.parse import parse
from qa.understanding.words import dates, in_words
from tests.test_scope import CATALOGUE, PEOPLE, TODAY


def read(text: str) -> Question:
    return parse(text, PEOPLE, None, CATALOGUE, TODAY)


def asked_by(address: str) -> Question:
    """What the page makes of an address."""
    fields = parse_qs(address.removeprefix("?"), keep_blank_values=True)
    question = read(fields["q"][0])
    ids = fields.get("transcript", [])
    within = tuple(Titled(id_, CATALOGUE.title(id_)) for id_ in ids)
    question = replace(question, within=within) if within else question
    return restrict(question, fields["speaker"], PEOPLE) if "speaker" in fields else question


def plain(question: Question) -> Question:
    """Without the words that it was asked in, and what only they decide."""
    return replace(question, text="", nameless="", in_context="", in_first_person="", subject=frozenset(), ambiguous="")


QUESTIONS = [
    "China",
    "what did Park say about China?",
    "what did Park say?",
    "what did Park say about China in May 2022?",
    "what was said about China since 2021",
    "what was said about China before 10 January 2023",
    "what was said about China on 21 May 2022",
    "what did Park say about China between March and May 2022 in his opening statement",
    "what did Park say about Japan at the Seoul press conference?",
    "what was said about guns at the end of the Mexico City press conference",
    "who asked about fake news in 2022?",
    "what did Park ask about weapons?",
    "list the questions",
    "list the questions about North Korea in 2023",
    "which questions did Park ask about China?",
    "what did Blinken answer when asked about fake news?",
    "what did they answer when asked about fake news?",
    "Compare Park and Blinken on China",
    "How do Park and Blinken differ?",
    "who mentioned Japan?",
    "who mentioned Blinken in 2023?",
    "how often was Japan mentioned?",
    "how often did Park mention Blinken",
    "when did Park first mention China?",
    "when was China last mentioned?",
    'what did Park say about "a constructive role"?',
    'who said "a constructive role"?',
    "what was the first question?",
    "what was the last question about China in 2023?",
    "what did Park ask first?",
    "what did Park say first?",
    "how did Blinken end?",
    "park, china",
    "could you tell me what Park said about China in May 2022, please?",
    "what did Park say about China and what did Blinken say about Japan?",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_address_of_a_question_asks_the_same(text: str) -> None:
    question = read(text)
    assert plain(asked_by(href(question))) == plain(question)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_chip_removed_leaves_all_other_chips(text: str) -> None:
    chips = understood(read(text))
    for chip in chips:
        if chip.remove:
            left = understood(asked_by(chip.remove))
            forms = {Kind.FORM, Kind.AMBIGUOUS}  # a comparison of one, mentions of nothing
            kept = [(other.kind, other.label) for other in chips if other != chip and other.kind not in forms]
            assert [(other.kind, other.label) for other in left if other.kind not in forms] == kept


def test_what_the_chips_of_a_question_are() -> None:
    question = read(
        "what did Park say about China in his opening statement at the Mexico City press conference in 2023?"
    )
    assert [(chip.kind, chip.label) for chip in understood(question)] == [
        (Kind.SPEAKER, "Park Jin"),
        (Kind.TOPIC, "China"),
        (Kind.DATES, "2023"),
        (Kind.TRANSCRIPT, "Remarks by President Biden, Trudeau and López Obrador"),
        (Kind.PART, "in the opening statement"),
    ]
    without_dates = (
        "?q=What+did+Park+Jin+say+about+China+in+the+opening+statement%3F&speaker=Park+Jin&transcript=mexico"
    )
    assert understood(question)[2].remove == without_dates


def test_transcripts_that_were_chosen_stay_chosen() -> None:
    (chip,) = (
        chip for chip in understood(read("what did Park say about China?"), ["abc"]) if chip.kind is Kind.SPEAKER
    )
    assert chip.remove == "?q=China&transcript=abc"


def test_while_it_is_asked_who_is_meant_nobody_is_chosen() -> None:
    options = (Option("Park Jin", "", "", "Q"), Option("Hana Park", "", "", "Q"))
    question = Question("Q", "China", ("Park Jin", "Hana Park"), ambiguous="Park", options=options)
    assert [chip.label for chip in understood(question)] == ["“Park” may be any of them", "China"]
    assert understood(question)[1].remove == ""
    assert understood(question)[1].edit == href(question) == "?q=What+did+Park+say+about+China%3F"


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        (Question("Q?", "it"), []),
        (Question("Q?", "it", asked=True), ["questions only"]),
        (Question("Q?", "it", asked=True, listing=True), ["all questions"]),
        (Question("Q?", "it", reply=True), ["replies"]),
        (Question("Q?", "it", ("A", "B"), compare=True), ["side by side"]),
        (Question("Q?", "it", mentions="who"), ["who and how often"]),
        (Question("Q?", "it", mentions="all", exact=("it",)), ["exact words", "all mentions"]),
        (Question("Q?", "it", mentions="first"), ["first mention"]),
        (Question("Q?", "it", mentions="last", page=2), ["last mention", "more"]),
        (Question("Q?", "it", asked=True, listing=True, mentions="first"), ["questions only", "the first alone"]),
        (Question("Q?", "", ("A",), mentions="last"), ["the last alone"]),
        (Question("Q?", "it", sources=True), ["where it stands"]),
    ],
)
def test_what_is_wanted_is_a_chip_without_a_link(question: Question, labels: list[str]) -> None:
    forms = [chip for chip in understood(question) if chip.kind is Kind.FORM]
    assert [chip.label for chip in forms] == labels
    assert all(chip.remove == chip.edit == "" for chip in forms)


def test_a_topic_alone_can_be_edited_and_not_removed() -> None:
    assert understood(read("China")) == [Chip(Kind.TOPIC, "China", "", "?q=China")]


def test_an_option_is_asked_in_its_own_transcripts_where_its_name_is_not_enough() -> None:
    option = Option("Mr Miller", "Treasurer", "Board", "what did Mr Miller say?", ("board",))
    assert option_href(option, ["x"]) == "?q=what+did+Mr+Miller+say%3F&speaker=Mr+Miller&transcript=board"
    assert option_href(replace(option, transcripts=()), ["x"]).endswith("&transcript=x")


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2022", "2022", "in 2022"),
        ("2022-05", "2022-05", "in May 2022"),
        ("2022-05-09", "2022-05-09", "on 9 May 2022"),
        ("2021", "2022-05", "between 2021 and May 2022"),
        ("2021", "", "since 2021"),
        ("", "2022-05-20", "until 20 May 2022"),
        ("", "", ""),
    ],
)
def test_dates_in_words(since: str, until: str, words: str) -> None:
    assert dates(since, until) == words


def test_a_part_of_everybodys_words() -> None:
    assert in_words(Question("", "China", part=Part.END)) == "What was said about China at the end?"
