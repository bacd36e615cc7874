"""Questions as people put them: with greetings, courtesy and reasons around them, as clauses, two in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question import Question
from qa.understanding.parse import parse
from qa.understanding.plainly import plainly
from qa.understanding.words import in_words
from tests.test_question import BLINKEN, CHING, PARK, PEOPLE, SAID, understood


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hi, what did Park say about China?", "what did Park say about China?"),
        ("Hello! Could you please tell me what Park said about China, thanks", "what Park said about China"),
        ("I was wondering what Blinken said about Ukraine", "what Blinken said about Ukraine"),
        ("Do you happen to know if Park mentioned China?", "if Park mentioned China?"),
        ("I am writing an article on trade. What did Park say about it?", "What did Park say about it?"),
        ("We work on Asia, and for a paper we need to know what Park said on it.", "what Park said on it."),
        (
            "I prepare a note and would like to know, if it was mentioned at all, what share is fixed?",
            "what share is fixed?",
        ),
        ("Is it true that Park criticized China?", "Park criticized China?"),
        ("Would Biden meet Kim, yes or no?", "Would Biden meet Kim"),
        ("whats the plan abt China", "what's the plan about China"),
        ("And what did Blinken say?", "what did Blinken say?"),
        ("summarize what Park said about China", "what Park said about China"),
    ],
)
def test_what_asks_nothing_is_left_out(text: str, plain: str) -> None:
    assert plainly(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "What did Park say about China?",
        "And Blinken?",
        "and what about Japan?",
        "Can you be charged for being cruel to a mouse?",
        "list the questions",
        "find quotes from Park on China",
        "Park vs. Blinken: China",
        "What did Park say? What did Blinken say?",
        "thanks",
        "please",
    ],
)
def test_what_asks_stays_as_it_is(text: str) -> None:
    assert plainly(text) == text


@given(st.text(max_size=200))
def test_something_is_always_left(text: str) -> None:
    plain = plainly(text)
    assert plain.strip() or not text.strip()
    assert len(plain) <= len(text) + 20


@pytest.mark.parametrize(
    ("text", "speakers", "topic"),
    [
        ("Tell me if Park said anything about China", (PARK,), "China"),
        ("What's Park saying about China?", (PARK,), "China"),
        ("Where does Park stand on China?", (PARK,), "China"),
        ("Park's opinion of China?", (PARK,), "China"),
        ("give me Park's quotes on China", (PARK,), "China"),
        ("any comments by Park on China?", (PARK,), "China"),
        ("As for China, what did Park say?", (PARK,), "China"),
        ("With respect to China, what is Park's position?", (PARK,), "China"),
        ("what did park say in regards to china", (PARK,), "china"),
        ("What did Park say about China, and why?", (PARK,), "China"),
        ("What precisely did Park say about China?", (PARK,), "China"),
        ("Park said China is a friend, is that so?", (PARK,), "China is a friend"),
        ("park jin china", (PARK,), "china"),
        ("Park: China", (PARK,), "China"),
        ("Is it true that Park criticized China?", (PARK,), "criticized China"),
        ("Park demand", (), "Park demand"),
        ("park china", (), "park china"),
        ("Blinken's trade outlook?", (BLINKEN,), "trade"),
        ("What is Blinken's main point?", (BLINKEN,), ""),
        ("China, Park", (PARK,), "China"),
        ("Was China mentioned at all?", (), "China"),
        ("Is there anything on China?", (), "China"),
        ("Did they talk about China?", (), "China"),
        ("What do we learn about China?", (), "China"),
        ("tell me something about China", (), "China"),
        ("Why does Park oppose the deal?", (PARK,), "oppose the deal"),
        ("Whom did Blinken thank?", (BLINKEN,), "thank"),
        ("what interest rate does Park want on debts", (PARK,), "interest rate want on debts"),
        ("Which bills did Park describe?", (PARK,), "bills"),
        ("What concerns did Park raise about China?", (PARK,), "concerns about China"),
        ("what is Park worried about", (PARK,), "worried about"),
        ("Who asked for a statement on trade?", (), "Who asked for a statement on trade"),
        ("Who is coming to Korea?", (), "Who is coming to Korea"),
    ],
)
def test_other_ways_to_ask_what_somebody_says(text: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text)
    assert (question.speakers, question.topic, question.unknown) == (speakers, topic, "")
    assert (question.asked, question.mentions) == (False, "")


@pytest.mark.parametrize(
    ("text", "mentions", "speakers", "topic"),
    [
        ("who all mentioned China", "who", (), "China"),
        ("Who talked the most about China?", "who", (), "China"),
        ("how many people mentioned China", "who", (), "China"),
        ("which analysts talked about China?", "who", (), "China"),
        ("How many times was the word China used?", "all", (), "China"),
        ("every time Park mentioned China", "all", (PARK,), "China"),
        ("how frequently did Park mention China", "all", (PARK,), "China"),
        ("first mention of China", "first", (), "China"),
        ("who mentioned China first?", "first", (), "China"),
        ("Who was the first to mention China?", "first", (), "China"),
        ("what was the first thing Park said about China", "first", (PARK,), "China"),
        ("What did Park say last about China", "last", (PARK,), "China"),
        ("What did Park say first?", "first", (PARK,), ""),
        ("how did Park end his remarks?", "last", (PARK,), ""),
    ],
)
def test_other_ways_to_ask_when_and_how_often(text: str, mentions: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text)
    assert (question.mentions, question.speakers, question.topic) == (mentions, speakers, topic)


@pytest.mark.parametrize(
    ("text", "mentions", "speakers", "but", "topic"),
    [
        ("what was the first question?", "first", (), (), ""),
        ("Who asked the last question?", "last", (), (), ""),
        ("What did Nike Ching ask first?", "first", (CHING,), (), ""),
        ("What question did Ching ask first?", "first", (CHING,), (), ""),
        ("What was Blinken asked about China?", "", (), (BLINKEN,), "China"),
        ("what was the first question Blinken was asked", "first", (), (BLINKEN,), ""),
        ("were there any questions about China?", "", (), (), "China"),
        ("what questions were there about China", "", (), (), "China"),
    ],
)
def test_other_ways_to_ask_for_questions(
    text: str, mentions: str, speakers: tuple[str, ...], but: tuple[str, ...], topic: str
) -> None:
    question = understood(text)
    assert (question.asked, question.listing, question.mentions) == (True, True, mentions)
    assert (question.speakers, question.but, question.topic) == (speakers, but, topic)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what did Park say about China and what did Blinken say about Gaza?", "China and Gaza"),
        ("What did Park say about China? And Blinken?", "China"),
        ("Who is more critical of China, Park or Blinken?", "more critical of China"),
    ],
)
def test_two_are_asked_in_one_question(text: str, topic: str) -> None:
    question = understood(text)
    assert (question.speakers, question.compare, question.topic) == ((PARK, BLINKEN), True, topic)


@pytest.mark.parametrize(
    "text",
    [
        "Please compare Park and Blinken on China",
        "Could you compare what Park and Blinken said about China?",
        "What is the difference between Park's and Blinken's views on China?",
        "How does Park's view on China differ from Blinken's?",
        "Does Park agree with Blinken on China?",
        "Compare Park's and Blinken's positions on China",
    ],
)
def test_other_ways_to_compare(text: str) -> None:
    question = understood(text)
    assert (question.speakers, question.compare, question.topic) == ((PARK, BLINKEN), True, "China")


def test_agreeing_with_what_is_nobody_is_no_comparison() -> None:
    question = understood("Does Park agree with the plan?")
    assert (question.speakers, question.compare, question.topic) == ((PARK,), False, "agree with the plan")


def test_two_topics_of_one_person_are_one_question() -> None:
    question = understood("What did Park say about China and did he mention Russia?")
    assert (question.speakers, question.compare, question.topic) == ((PARK,), False, "China and Russia")


def test_the_answer_to_somebodys_question() -> None:
    question = understood("What did Blinken answer when Nike Ching asked about weapons?")
    assert (question.reply, question.speakers, question.topic) == (True, (BLINKEN,), "weapons")
    assert question.askers == {CHING}
    assert understood("How did Blinken answer the question about Gaza?").reply


@pytest.mark.parametrize(
    ("text", "speakers", "askers"),
    [
        ("what was the response to the question about Gaza?", (), set()),
        ("What was the answer to the Gaza question?", (), set()),
        ("who answered the question about Gaza?", (), set()),
        ("What did Ching ask about Gaza, and what did Blinken say?", (BLINKEN,), {CHING}),
    ],
)
def test_other_ways_to_ask_for_an_answer(text: str, speakers: tuple[str, ...], askers: set[str]) -> None:
    question = understood(text)
    assert (question.reply, question.speakers, question.topic) == (True, speakers, "Gaza")
    assert question.askers == askers


def test_who_agrees_with_somebody_is_another() -> None:
    question = understood("Who agreed with Park on China?")
    assert (question.but, question.speakers, question.topic) == ((PARK,), (), "Who agreed with Park on China")


def test_a_whole_question_that_begins_with_and_asks_of_the_topic_before() -> None:
    question = understood("And what did Blinken say about it?", SAID)
    assert (question.speakers, question.topic) == ((BLINKEN,), "China")


@pytest.mark.parametrize("text", ["what all did they mention", "what didn't Park say", "what was the first thing said"])
def test_words_of_the_question_are_nobodys_name(text: str) -> None:
    assert understood(text).unknown == ""


@pytest.mark.parametrize(
    "text",
    [
        "what was the last question about China?",
        "What did Park say first?",
        "What question did Ching ask first?",
        "park jin china",
    ],
)
def test_in_plain_words_it_is_the_same_question(text: str) -> None:
    first = understood(text)
    again: Question = parse(in_words(first), PEOPLE)
    assert (again.speakers, again.topic, again.mentions) == (first.speakers, first.topic, first.mentions)
    assert (again.asked, again.listing) == (first.asked, first.listing)
