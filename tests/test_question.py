"""Questions taken apart. Each row is a question as users type it, and what of it matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from index.speakers.identify import Appearance
from index.speakers.people import People
from qa.question import LONGEST, Question
from qa.understanding.parse import parse

PEOPLE = People(
    [
        Appearance("seoul", "FOREIGN MINISTER PARK", "Park Jin", "Foreign Minister", "2023-11-09", 7),
        Appearance("seoul", "SECRETARY BLINKEN", "Antony J. Blinken", "Secretary of State", "2023-11-09", 7),
        Appearance("seoul", "QUESTION", "Nike Ching", "Voice of America", "2023-11-09", 1),
        Appearance("seoul", "MODERATOR", "", "Moderator", "2023-11-09", 4),
    ]
)
PARK, BLINKEN, CHING = "Park Jin", "Antony J. Blinken", "Nike Ching"


def understood(text: str, *history: str, people: People = PEOPLE) -> Question:
    previous = None
    for earlier in history:
        previous = parse(earlier, people, previous)
    return parse(text, people, previous)


@pytest.mark.parametrize(
    ("text", "speakers", "topic"),
    [
        ("what did Park say about China?", (PARK,), "China"),
        ("What does Minister Park think of the CHIPS Act", (PARK,), "the CHIPS Act"),
        ("what did park say about trade", (PARK,), "trade"),
        ("What is Blinken's position on cancelling the agreement?", (BLINKEN,), "cancelling the agreement"),
        ("What's Park’s view on abortion?", (PARK,), "abortion"),
        ("How did Secretary Blinken respond to the launch?", (BLINKEN,), "the launch"),
        ("How does Blinken explain the delay?", (BLINKEN,), "the delay"),
        ("Did Blinken mention Japan?", (BLINKEN,), "Japan"),
        ("Park on China", (PARK,), "China"),
        ("Blinken's thoughts on Gaza", (BLINKEN,), "Gaza"),
        ("Park: North Korea", (PARK,), "North Korea"),
        ("According to Blinken, who is coming to Korea?", (BLINKEN,), "who is coming to Korea"),
        ("Who is coming to Korea, according to Park?", (PARK,), "Who is coming to Korea"),
        ("Why are supply chains fragile, in Park's eyes?", (PARK,), "Why are supply chains fragile"),
        ("show me everything Park said about the alliance", (PARK,), "the alliance"),
        ("all statements by Blinken on sanctions", (BLINKEN,), "sanctions"),
        ("What did the moderator say about the number of questions?", ("MODERATOR",), "the number of questions"),
        ("What did Park say about Blinken's diplomacy?", (PARK,), "Blinken's diplomacy"),
        ("What did Park say?", (PARK,), ""),
        ("What did anyone say about rain?", (), "rain"),
        ("Summarize the discussion about rain", (), "rain"),
        ("What was decided on the budget?", (), "the budget"),
        ("what was said about trade", (), "trade"),
        ("Where is the APEC summit?", (), "Where is the APEC summit"),
        ("What did Blinken give to President Yoon?", (), "What did Blinken give to President Yoon"),
        ("North Korea sanctions", (), "North Korea sanctions"),
    ],
)
def test_whose_words_and_about_what(text: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text)
    assert (question.speakers, question.topic, question.unknown) == (speakers, topic, "")


@pytest.mark.parametrize(
    ("text", "unknown", "topic"),
    [
        ("What did President Biden say about North Korea?", "President Biden", "North Korea"),
        ("What did Merkel say?", "Merkel", ""),
        ("what did merkel say about greece", "merkel", "greece"),
        ("What is Putin's view on NATO?", "Putin", "NATO"),
    ],
)
def test_somebody_who_does_not_speak(text: str, unknown: str, topic: str) -> None:
    question = understood(text)
    assert (question.unknown, question.topic, question.speakers) == (unknown, topic, ())


def test_what_only_looks_like_a_name_is_a_topic() -> None:
    question = understood("What does the final report say about guardrails?")
    assert (question.unknown, question.speakers) == ("", ())
    assert "guardrails" in question.topic


@pytest.mark.parametrize(
    ("text", "speakers", "topic"),
    [
        ("Who asked about fake news?", (), "fake news"),
        ("What did Nike Ching ask?", (CHING,), ""),
        ("what did Ching want to know about weapons", (CHING,), "weapons"),
        ("which questions were asked about Japan?", (), "Japan"),
        ("Which reporter brought up the trade deal?", (), "the trade deal"),
        ("questions by Nike Ching about Hamas", (CHING,), "Hamas"),
        ("What did Ching ask Blinken about?", (CHING,), ""),
    ],
)
def test_questions_that_were_asked(text: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text)
    assert (question.asked, question.speakers, question.topic) == (True, speakers, topic)


@pytest.mark.parametrize(
    "text",
    [
        "How do Park and Blinken differ on China?",
        "Compare Park and Blinken on China",
        "Park vs Blinken on China",
        "Park vs. Blinken: China",
        "What did Park and Blinken each say about China?",
        "Do Blinken and Park agree on China?",
        "difference between Park and Blinken on China",
    ],
)
def test_comparisons(text: str) -> None:
    question = understood(text)
    assert (question.compare, set(question.speakers), question.topic) == (True, {PARK, BLINKEN}, "China")


SAID = "what did Park say about China?"


@pytest.mark.parametrize(
    ("text", "history", "speakers", "topic"),
    [
        ("And Blinken?", SAID, (BLINKEN,), "China"),
        ("what about Japan?", SAID, (PARK,), "Japan"),
        ("and on Ukraine?", SAID, (PARK,), "Ukraine"),
        ("did he mention Russia?", SAID, (PARK,), "Russia"),
        ("what did he say about trade", SAID, (PARK,), "trade"),
        ("anything else?", SAID, (PARK,), "China"),
        ("and Blinken, what did he say about Japan?", SAID, (BLINKEN,), "Japan"),
        ("What did Blinken say about that?", SAID, (BLINKEN,), "China"),
        ("what did Blinken say about trade?", SAID, (BLINKEN,), "trade"),
    ],
)
def test_follow_ups(text: str, history: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text, history)
    assert (question.speakers, question.topic, question.text) == (speakers, topic, text)


def test_who_asked_about_it_after_a_statement() -> None:
    question = understood("who asked about it?", SAID)
    assert (question.asked, question.topic, question.speakers) == (True, "China", ())


@pytest.mark.parametrize(
    "text", ["and the answer?", "what was the reply?", "what did they answer?", "his response to that?"]
)
def test_the_reply_to_a_question(text: str) -> None:
    question = understood(text, "What did Nike Ching ask about weapons?")
    assert (question.reply, question.topic, question.askers) == (True, "weapons", frozenset({CHING}))


def test_the_reply_of_somebody_to_a_topic() -> None:
    question = understood("What did Blinken answer when asked about fake news?")
    assert (question.reply, question.topic, question.speakers) == (True, "fake news", (BLINKEN,))


def test_the_subject_will_answer_in_the_first_person() -> None:
    question = understood("Where is Blinken going after Korea?")
    assert question.speakers == ()
    assert question.subject == frozenset({BLINKEN})
    assert question.in_first_person == "Where am I going after Korea"
    assert question.nameless == "Where is going after Korea"


def test_a_pronoun_in_a_follow_up_is_the_subject() -> None:
    question = understood("what will he do in India?", SAID)
    assert question.subject == frozenset({PARK})
    assert question.in_first_person == "what will I do in India"


SEVERAL = People(
    [
        Appearance("seoul", "FOREIGN MINISTER PARK", "Park Jin", "Foreign Minister", "2023-11-09", 7),
        Appearance("call", "Hana Park", "Hana Park", "CFO", "2026-07-23", 9),
        Appearance("board", "MR. MILLER", "Mr Miller", "Treasurer", "2024-01-01", 5),
        Appearance("state", "MR. MILLER", "Mr Miller", "Ambassador", "2025-01-01", 3),
        Appearance("fed", "CHAIR POWELL", "Chair Powell", "Chair", "2020-11-05", 20),
        Appearance("talk", "Jerome Powell", "Jerome Powell", "", "2021-11-05", 4),
        Appearance("zoom", "Jihoon", "Jihoon", "", "2026-03-24", 5),
        Appearance("seoul", "QUESTION", "Han Ji-hoon", "Yonhap", "2023-11-09", 1),
        Appearance("seoul", "QUESTION", "", "", "2023-11-09", 4),
        Appearance("fed", "QUESTION", "", "", "2020-11-05", 4),
        Appearance("seoul", "MODERATOR", "", "Moderator", "2023-11-09", 4),
        Appearance("fed", "MODERATOR", "", "Moderator", "2020-11-05", 4),
    ]
)


def test_two_of_one_name_are_asked_back_which_is_meant() -> None:
    question = understood(SAID, people=SEVERAL)
    assert set(question.speakers) == {"Park Jin", "Hana Park"}
    assert (question.ambiguous, question.compare) == ("Park", False)
    assert [(option.who, option.role, option.question) for option in question.options] == [
        ("Hana Park", "CFO", "what did Hana Park say about China?"),
        ("Park Jin", "Foreign Minister", "what did Park Jin say about China?"),
    ]
    assert understood(question.options[0].question, people=SEVERAL).speakers == ("Hana Park",)


def test_two_of_the_very_same_name_are_told_apart_by_their_transcripts() -> None:
    question = understood("what did Miller say about trade?", people=SEVERAL)
    assert [(option.who, option.role, option.transcripts) for option in question.options] == [
        ("Mr Miller", "Treasurer", ("board",)),
        ("Mr Miller", "Ambassador", ("state",)),
    ]
    ambassador = understood("what did Ambassador Miller say about trade?", people=SEVERAL)
    assert ambassador.options == ()
    assert ambassador.may_be_said_by("state", "Mr Miller")
    assert not ambassador.may_be_said_by("board", "Mr Miller")


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("what did Powell say about trade?", {"Chair Powell", "Jerome Powell"}),  # nothing says that they are two
        ("what did the moderator say?", {"MODERATOR"}),
        ("what did the foreign minister say about China?", {"Park Jin"}),
        ("what did Minister Park say about China?", {"Park Jin"}),
        ("what did Hana say about China?", {"Hana Park"}),
        ("what did Jihoon say about China?", {"Jihoon"}),
        ("what did Hanna Park say about China?", {"Hana Park"}),
    ],
)
def test_who_is_certain_or_one_for_all_we_know_is_not_asked_back(text: str, speakers: set[str]) -> None:
    question = understood(text, people=SEVERAL)
    assert (set(question.speakers), question.options) == (speakers, ())


@pytest.mark.parametrize(
    "text", ["Park Jin", "Jin", "the foreign minister", "I meant Park Jin", "the second one", "and Jin?"]
)
def test_the_answer_to_which_is_meant(text: str) -> None:
    question = understood(text, SAID, people=SEVERAL)
    assert (question.speakers, question.topic, question.options, question.ambiguous) == (("Park Jin",), "China", (), "")


def test_in_a_chat_the_one_who_was_spoken_of_is_meant() -> None:
    question = understood("what did Park say about Japan?", "what did Hana Park say about China?", people=SEVERAL)
    assert (question.speakers, question.options) == (("Hana Park",), ())


@pytest.mark.parametrize(
    "text",
    [
        "how often did Park mention Japan?",
        "how many companies have invested?",
        "how much have Korean companies invested?",
        "what ships carry wheat?",
    ],
)
@pytest.mark.parametrize("before", [SAID, "which questions did reporters ask?"])
def test_a_question_that_says_it_all_means_the_same_in_a_chat(text: str, before: str) -> None:
    assert understood(text, before) == understood(text)


@pytest.mark.parametrize("text", ["", "  \n", "?!", "…"])
def test_without_words_it_is_no_question(text: str) -> None:
    with pytest.raises(QuestionError, match="no words"):
        parse(text, PEOPLE)


def test_a_book_is_no_question() -> None:
    with pytest.raises(QuestionError, match=str(LONGEST)):
        parse("what " * LONGEST, PEOPLE)


@given(st.text(max_size=200), st.sampled_from([None, SAID, "Who asked about fake news?"]))
def test_any_text_is_understood_or_refused(text: str, before: str | None) -> None:
    previous = parse(before, PEOPLE) if before else None
    try:
        question = parse(text, PEOPLE, previous)
    except QuestionError:
        return
    assert question.text == " ".join(text.replace("’", "'").split())
    assert bool(question.voices) == bool(question.speakers)


@pytest.mark.parametrize(
    ("text", "mentions", "speakers", "topic"),
    [
        ("Who mentioned Japan?", "who", (), "Japan"),
        ("who talked about sanctions", "who", (), "sanctions"),
        ("who said that prices will fall?", "who", (), "prices will fall"),
        ("How often did Park mention China?", "all", (PARK,), "China"),
        ("how many times was China mentioned", "all", (), "China"),
        ("When did Japan come up?", "all", (), "Japan"),
        ("all mentions of Japan by Blinken", "all", (BLINKEN,), "Japan"),
        ("When did Blinken first mention Japan?", "first", (BLINKEN,), "Japan"),
        ("the first time that China came up", "first", (), "China"),
        ("When was China last mentioned?", "last", (), "China"),
        ("what was the last mention of Camp David?", "last", (), "Camp David"),
    ],
)
def test_who_speaks_of_it_when_and_how_often(text: str, mentions: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text)
    assert (question.mentions, question.speakers, question.topic) == (mentions, speakers, topic)


@pytest.mark.parametrize(
    ("text", "speakers", "topic"),
    [
        ("What questions were asked?", (), ""),
        ("list the questions", (), ""),
        ("List all questions.", (), ""),
        ("show me every question about China", (), "China"),
        ("which questions did reporters ask about North Korea?", (), "North Korea"),
        ("what questions did the journalists ask", (), ""),
        ("how many questions were asked about China?", (), "China"),
        ("what did the reporters ask about China?", (), "China"),
        ("list the questions asked by Nike Ching about Hamas", (CHING,), "Hamas"),
        ("which questions did Ching ask?", (CHING,), ""),
        ("all questions about China by journalists", (), "China"),
    ],
)
def test_lists_of_questions(text: str, speakers: tuple[str, ...], topic: str) -> None:
    question = understood(text)
    assert (question.asked, question.listing, question.speakers, question.topic) == (True, True, speakers, topic)


@pytest.mark.parametrize("text", ["what did Nike Ching ask?", "who asked about fake news?", "questions by Nike Ching"])
def test_one_question_that_is_looked_for_is_no_list(text: str) -> None:
    question = understood(text)
    assert (question.asked, question.listing) == (True, False)


@pytest.mark.parametrize(
    ("text", "speakers", "about"),
    [
        ("What did people say about Blinken?", (), [BLINKEN]),
        ("what did Park say about Blinken?", (PARK,), [BLINKEN]),
        ("what did park say about blinken", (PARK,), [BLINKEN]),
        ("what did Park say about Secretary Blinken?", (PARK,), [BLINKEN]),
        ("what did Park say about Blinkin?", (PARK,), [BLINKEN]),
        ("who mentioned Blinken?", (), [BLINKEN]),
        ("how often did Park mention Blinken?", (PARK,), [BLINKEN]),
        ("what did Blinken say about Park and Ching?", (BLINKEN,), [PARK, CHING]),
        ("what did Park say about Blinken's diplomacy?", (PARK,), []),
        ("what did Blinken say about the park?", (BLINKEN,), []),
        ("what did Blinken say about Biden?", (BLINKEN,), []),
        ("what did Park say about China?", (PARK,), []),
        ("what did Park say about chino", (PARK,), []),
    ],
)
def test_a_speaker_as_the_topic(text: str, speakers: tuple[str, ...], about: list[str]) -> None:
    question = understood(text)
    assert (question.speakers, [figure.who for figure in question.about]) == (speakers, about)


def test_a_person_goes_by_many_names_where_that_person_is() -> None:
    (figure,) = understood("what did Park say about Blinken?").about
    assert {"Antony J. Blinken", "Blinken"} <= set(figure.names)
    assert {"Antony", "Tony", "Mr. Secretary", "the Secretary"} <= set(figure.here)
    assert figure.transcripts == {"seoul"}


@pytest.mark.parametrize(
    "text",
    [
        "in which meeting?",
        "In which transcript was that?",
        "which meeting was that?",
        "when was that?",
        "when did he say that?",
        "where did he say that?",
        "and where was this said?",
        "where did Park say that?",
        "on which date?",
    ],
)
def test_where_the_answer_stands(text: str) -> None:
    question = understood(text, SAID)
    assert (question.sources, question.topic, question.speakers) == (True, "China", (PARK,))


@pytest.mark.parametrize("text", ["when did Blinken say that?", "when did Japan come up?", "where is he going?"])
def test_another_question_is_not_where_the_answer_stands(text: str) -> None:
    assert not understood(text, SAID).sources


@pytest.mark.parametrize(
    "text",
    [
        "anything else?",
        "what else?",
        "who else?",
        "more",
        "show me more",
        "what else did he say about it?",
        "go on",
        "is there anything else?",
    ],
)
@pytest.mark.parametrize(
    "before", [SAID, "who mentioned China?", "How do Park and Blinken differ on China?", "list the questions"]
)
def test_more_of_whatever_was_asked(text: str, before: str) -> None:
    first, more = understood(before), understood(text, before)
    assert (more.page, more.topic, more.speakers) == (1, first.topic, first.speakers)
    assert (more.mentions, more.compare, more.listing) == (first.mentions, first.compare, first.listing)


@pytest.mark.parametrize(
    ("text", "history", "speakers", "mentions"),
    [
        ("only Park", "who mentioned China?", (PARK,), ""),
        ("just Blinken", SAID, (BLINKEN,), ""),
        ("and Blinken?", "How often did Park mention China?", (BLINKEN,), "all"),
        ("and Blinken?", "When did Park first mention China?", (BLINKEN,), "first"),
        ("Blinken?", SAID, (BLINKEN,), ""),
        ("who said that?", SAID, (), "who"),
    ],
)
def test_whose_words_change_and_the_rest_stays(
    text: str, history: str, speakers: tuple[str, ...], mentions: str
) -> None:
    question = understood(text, history)
    assert (question.speakers, question.mentions, question.topic) == (speakers, mentions, "China")


def test_who_else_leaves_out_who_was_asked_about() -> None:
    question = understood("who else mentioned it?", SAID)
    assert (question.but, question.mentions, question.topic) == ((PARK,), "who", "China")
    assert not question.may_be_said_by("seoul", PARK)
    assert question.may_be_said_by("seoul", BLINKEN)
    assert understood("what did others say about it?", SAID).but == (PARK,)


@pytest.mark.parametrize("text", ["what was said", "what has been discussed", "what did they say"])
def test_function_words_are_nobodys_name(text: str) -> None:
    assert understood(text).unknown == ""
