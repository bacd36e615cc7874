"""Sentences that introduce people, and sentences that only look so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.speakers.announcements import called, of_next, passes_on, thanked
from index.speakers.introductions import described, of_oneself


@pytest.mark.parametrize(
    ("text", "name", "role", "sentence"),
    [
        ("Hi, my name is Eun Jung Kim, from Chosun Daily.  Welcome to Seoul.", "Eun Jung Kim", "Chosun Daily", 0),
        ("(Via interpreter)  Good day.  I am Shin Su-ah from MBC.  My question", "Shin Su-ah", "MBC", 1),
        ("Thank you.  My name is Han Ji-hoon, Yonhap News Agency.", "Han Ji-hoon", "Yonhap News Agency", 1),
        ("Hi, this is Nike Ching with Voice of America.", "Nike Ching", "Voice of America", 0),
        ("Thanks. It’s Rachel Siegel from the Washington Post. Now,", "Rachel Siegel", "Washington Post", 1),
        ("Thank you. Nick Timiraos at the Wall Street Journal. To follow", "Nick Timiraos", "Wall Street Journal", 1),
        ("Thank you. Steve Herman, VOA. Why is that?", "Steve Herman", "VOA", 1),
        ("Yeah, Larry Gellman from Robert W. Baird. So I wonder", "Larry Gellman", "Robert W. Baird", 0),
        ("Good day. I'm Ana. I have a question.", "Ana", "", 1),
        ("I am Jo Roe, minister of trade of Utopia. Welcome.", "Jo Roe", "minister of trade of Utopia", 0),
        ("This is The Report, and I am your host, Jo van der Roe.", "Jo van der Roe", "", 0),
        ("I am Cho Young-min from Channel A. Thank you for this.", "Cho Young-min", "Channel A", 0),
    ],
)
def test_people_introduce_themselves(text: str, name: str, role: str, sentence: int) -> None:
    found = of_oneself(text, asks=True)
    assert found is not None
    assert (found.name, found.role) == (name, role)
    assert name.split()[0] in text[found.start : found.end]
    assert text[: found.start].count(".  ") + text[: found.start].count(". ") >= sentence


@pytest.mark.parametrize(
    "text",
    [
        "I'm American.",
        "I'm from Reuters.",
        "I am Secretary of State.",
        "This is Korea from the inside.",
        "This is Friendship Seven.",
        "Mr. Secretary, thank you for doing this.",
        "Good afternoon, Mr. Foreign Minister.  Weapons from North Korea were used.",
        "Thank you, President Yoon.  I am Korean, and I wonder.",
        "I asked Jo Roe from Reuters about it.",
        "I'm sorry, Mr. Park.",
        "I'm Catholic.",
        "She told us, “I am Jo Roe, from Utopia.”",
    ],
)
def test_no_introduction(text: str) -> None:
    assert of_oneself(text, asks=True) is None


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "The first question on the U.S. side goes to Nike Ching with Voice of America.",
            "Nike Ching",
            "Voice of America",
        ),
        ("For the final question:  Kosuke Kinashi with Kyodo.", "Kosuke Kinashi", "Kyodo"),
        ("Again, our next question from a Korean journalist, Shin Su-ah from MBC.", "Shin Su-ah", "MBC"),
        ("Anyone with a question?  From Chosun Ilbo, Eun Jung.", "Eun Jung", "Chosun Ilbo"),
        (
            "I’d like to call on Associated Press, Colleen Long, for the first question.",
            "Colleen Long",
            "Associated Press",
        ),
        ("David Cochrane, CBC, from Canada, will be asking to the Prime Minister.", "David Cochrane", "CBC"),
        ("Sara Pablo of the Formula Group will pose a question to the President.", "Sara Pablo", "Formula Group"),
        ("Seung Min, with the Washington Post.", "Seung Min", "Washington Post"),
        ("Thank you. Marty Crutsinger, Associated Press.", "Marty Crutsinger", "Associated Press"),
        ("Trevor Hunnicutt.", "Trevor Hunnicutt", ""),
        ("Last question to Michael McKee, Bloomberg.", "Michael McKee", "Bloomberg"),
        ("It comes from the line of Bhavik Mehta with JP Morgan. Please go ahead.", "Bhavik Mehta", "JP Morgan"),
        ("Next question comes from the line of Nitesh, an individual investor.", "Nitesh", ""),
        ("Next question to Secretary Blinken from Nike Ching of VOA.", "Nike Ching", "VOA"),
        ("Go ahead, Matt.", "Matt", ""),
        ("Matt, go ahead.", "Matt", ""),
        ("I now hand the conference over to Mr. Jo Roe from EY. Thank you.", "Jo Roe", "EY"),
    ],
)
def test_the_next_is_given_the_floor(text: str, name: str, role: str) -> None:
    found = of_next(text)
    assert found is not None
    assert (found.name, found.role) == (name, role)
    assert passes_on(text)


@pytest.mark.parametrize(
    "text",
    [
        "We will take questions from two journalists from each side.",
        "North Korea.",
        "Correct.",
        "Nor do I.",
        "The floor goes to Minister Park.",
        "We'll take a question from President Yoon of Korea.",
        "There is no question that Russia from the start wanted this.",
        "Thank you very much, Nike Ching.",
        "Thank you, Jo Roe of VOA. Next question, please.",
        "It is a long answer, and the last words of it name Jo Roe of Utopia.",
    ],
)
def test_nobody_is_given_the_floor(text: str) -> None:
    assert of_next(text) is None


@pytest.mark.parametrize(
    "text", ["Next question.", "Yes, sir.", "Go ahead.", "In the back, please.", "Please raise your hand."]
)
def test_the_floor_is_passed_without_a_name(text: str) -> None:
    assert passes_on(text)


@pytest.mark.parametrize("text", ["To answer your last question, no.", "We discussed it.", "That is the question."])
def test_the_floor_is_not_passed(text: str) -> None:
    assert not passes_on(text)


def test_who_is_answered() -> None:
    assert (found := thanked("Thanks, Nike. On that, no.")) and found.name == "Nike"
    assert (found := called("Nike, with regard to that, no.")) and found.name == "Nike"
    assert thanked("Thank you, Mr. Secretary.") is None
    assert called("Well, with regard to that, no.") is None


def test_others_call_somebody_by_full_name_and_office() -> None:
    text = "I thank them. I thank the Prime Minister of Utopia, Jo Roe, and his team. Jane Roe is his wife."
    assert [(found.name, text[found.start : found.end]) for found in described(text, "Roe", "Prime Minister")] == [
        ("Jo Roe", "I thank the Prime Minister of Utopia, Jo Roe, and his team.")
    ]
    assert [found.name for found in described("Jo Roe, Jr., President of Utopia, speaks.", "Roe", "President")] == [
        "Jo Roe, Jr."
    ]
    assert described("The Governor, Jo Roe, is here.", "Roe", "President") == []


@settings(deadline=None)
@given(st.text(max_size=300), st.booleans())
def test_what_is_found_stands_in_the_text(text: str, asks: bool) -> None:
    for found in (of_oneself(text, asks), of_next(text), thanked(text), called(text)):
        if found:
            sentence = " ".join(text[found.start : found.end].split())
            assert found.name in sentence
            assert found.role in sentence


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_long_turns_are_read_at_both_ends(before: int, behind: int) -> None:
    filler = "We spoke about it at some length. "
    text = (
        "My name is Jo Roe, from Reuters. "
        + filler * before
        + filler * behind
        + "The next question goes to Ann Poe with AP."
    )
    own, following = of_oneself(text, asks=True), of_next(text)
    assert own and text[own.start : own.end] == "My name is Jo Roe, from Reuters."
    assert following and text[following.start : following.end] == "The next question goes to Ann Poe with AP."
