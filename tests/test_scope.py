"""Where questions want to be looked for: when, in which transcripts, in which part; and what is only a topic."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.speakers.identify import Appearance
from index.speakers.people import People
from index.store import Summary, days
from qa.question import Part, Question
from qa.understanding.dates import DATE, PHRASE, Known, period
from qa.understanding.located import located
from qa.understanding.parse import parse
from qa.understanding.scope import Scope, lies_within
from qa.understanding.titles import Catalogue

TODAY = datetime.date(2026, 11, 25)


def summary(
    id_: str, title: str, date: str, place: str = "", source: str = "", speakers: tuple[str, ...] = ()
) -> Summary:
    return Summary(id_, title, date, place, "text", source or f"{id_}.txt", speakers, 10, None)


CATALOGUE = Catalogue(
    [
        summary("seoul", "Blinken and Park Jin at a Joint Press Availability", "2023-11-09", "Seoul, Korea"),
        summary(
            "house", "Remarks by President Biden and President Yoon in Press Conference", "2022-05-21", "Seoul, Korea"
        ),
        summary("mexico", "Remarks by President Biden, Trudeau and López Obrador", "2023-01-10", "Mexico City, Mexico"),
        summary("fomc", "fomc_presconf_2020-11-05", "2020-11-05", speakers=("Chair Powell", "Rachel Siegel")),
        summary("fomc2", "fomc_presconf_2022-01-26", "2022-01-26", speakers=("Chair Powell",)),
        summary("call", "Acme Q3 Earnings Call", "2024-10-30", speakers=("Ana Lima",)),
        summary("town", "Town Hall on the Harbour Bridge", "2021-06"),
        summary("talk", "interview_lima_bridges", "", source="interview_lima_bridges.vtt"),
    ]
)
PEOPLE = People(
    [
        Appearance("seoul", "FOREIGN MINISTER PARK", "Park Jin", "Foreign Minister", "2023-11-09", 7),
        Appearance("seoul", "SECRETARY BLINKEN", "Antony J. Blinken", "Secretary of State", "2023-11-09", 7),
        Appearance("house", "PRESIDENT BIDEN", "Joseph Biden", "President", "2022-05-21", 9),
        Appearance("mexico", "PRESIDENT BIDEN", "Joseph Biden", "President", "2023-01-10", 9),
        Appearance("fomc", "CHAIR POWELL", "Jerome Powell", "Chair", "2020-11-05", 20),
        Appearance("call", "Ana Lima", "Ana Lima", "CFO", "2024-10-30", 20),
    ]
)


def understood(text: str, *history: str) -> Question:
    previous = None
    for earlier in history:
        previous = parse(earlier, PEOPLE, previous, CATALOGUE, TODAY)
    return parse(text, PEOPLE, previous, CATALOGUE, TODAY)


@pytest.mark.parametrize(
    ("text", "topic", "since", "until"),
    [
        ("what did Biden say about China in May 2022?", "China", "2022-05", "2022-05"),
        ("what did Biden say about China on 21 May 2022", "China", "2022-05-21", "2022-05-21"),
        ("what did Biden say about China on May 21, 2022?", "China", "2022-05-21", "2022-05-21"),
        ("what did Biden say about China on the 21st of May 2022?", "China", "2022-05-21", "2022-05-21"),
        ("what did Biden say about China on 2022-05-21?", "China", "2022-05-21", "2022-05-21"),
        ("what did biden say about china in may 2022", "china", "2022-05", "2022-05"),
        ("What did Biden say about China since 2022?", "China", "2022", ""),
        ("What has Biden said about China from 2022 onwards?", "China", "2022", ""),
        ("What did Biden say about China after May 2022?", "China", "2022-06", ""),
        ("What did Biden say about China after 2022?", "China", "2023", ""),
        ("What did Biden say about China before 10 January 2023?", "China", "", "2023-01-09"),
        ("What did Biden say about China before 2023?", "China", "", "2022"),
        ("What did Biden say about China before June?", "China", "", "2024-05"),
        ("What did Biden say about China until 2022?", "China", "", "2022"),
        ("What did Biden say about China between March and May 2022?", "China", "2022-03", "2022-05"),
        ("What did Biden say about China between December and May 2022?", "China", "2021-12", "2022-05"),
        ("what did Biden say about China from 2021 to 2023", "China", "2021", "2023"),
        ("what did Biden say about China in Q2 2022", "China", "2022-04", "2022-06"),
        ("what did Biden say about China in the second half of 2022", "China", "2022-07", "2022-12"),
        ("what did Biden say about China in early 2022", "China", "2022-01", "2022-04"),
        ("what did Biden say about China in the 2010s", "China", "2010", "2019"),
        ("what did Biden say about China in November 2011", "China", "2011-11", "2011-11"),
        ("what did Biden say in November 1999 about China", "China", "1999-11", "1999-11"),
        ("what did Biden say about the speed of trade in 2022", "the speed of trade", "2022", "2022"),
        ("what did Lima say about the need in 2022", "the need", "2022", "2022"),
        ("what did Lima say about the ports last week?", "the ports", "2026-11-16", "2026-11-22"),
        ("What was brought up in 2022?", "", "2022", "2022"),
        ("In 2022, who brought up China?", "China", "2022", "2022"),
        ("In May 2022, what did Biden say about China?", "China", "2022-05", "2022-05"),
        ("in 2022 what did Biden say about China", "China", "2022", "2022"),
        ("What did Biden say in May 2022 about China?", "China", "2022-05", "2022-05"),
        ("What did Biden say in 2022?", "", "2022", "2022"),
        ("Biden on China in 2022", "China", "2022", "2022"),
        ("who asked about China in May 2022?", "China", "2022-05", "2022-05"),
        ("who mentioned China in 2023", "China", "2023", "2023"),
        ("how often was China mentioned in 2023?", "China", "2023", "2023"),
        ("when did Biden first mention China in 2022", "China", "2022", "2022"),
        ("what questions were asked in October 2024?", "", "2024-10", "2024-10"),
        ("what was said about China in 2022", "China", "2022", "2022"),
        ("what was said in 2022", "", "2022", "2022"),
        ("Last year, what did Biden say about China?", "China", "2025", "2025"),
        ("what did Biden say yesterday?", "", "2026-11-24", "2026-11-24"),
        ("What did Biden say in May?", "", "2022-05", "2022-05"),
        ("what did Park say about China in the November 2023 press conference?", "China", "2023-11", "2023-11"),
        ("what did Lima say about margins in the October 2024 call", "margins", "2024-10", "2024-10"),
    ],
)
def test_dates_say_when_it_was_said(text: str, topic: str, since: str, until: str) -> None:
    question = understood(text)
    assert (question.topic, question.since, question.until) == (topic, since, until)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what did Biden say about the 2022 budget?", "the 2022 budget"),
        ("what did Biden say about the plan for 2030", "the plan for 2030"),
        ("what did Biden say about the goals for 2022", "the goals for 2022"),
        ("what did Biden say about the 2024 election", "the 2024 election"),
        ("what did Biden say about the election in 2020", "the election in 2020"),
        ("what did Biden say about China since the summit?", "China since the summit"),
        ("what did Biden say about the agreement signed in May 2022?", "the agreement signed in May 2022"),
        ("what did Biden say about the bridge built in 1990", "the bridge built in 1990"),
        ("what did Powell say inflation will be in 2022", "inflation will be in 2022"),
        ("what did Powell say about the outlook for growth in 2021", "the outlook for growth in 2021"),
        ("what did Powell say about inflation in 2031", "inflation in 2031"),
        ("what did Powell say about growth last year", "growth last year"),
        ("what did Powell say about the war of 1812", "the war of 1812"),
        ("what did Park say about the division of Korea in 1945?", "the division of Korea in 1945"),
        ("what did Park say was agreed in 2022?", "was agreed in 2022"),
        ("what did Park say about May", "May"),
        ("what did Park say about the first of May demonstrations", "the first of May demonstrations"),
        ("how much did they invest in 2022?", "how much did they invest in 2022"),
        ("Where is the APEC summit in November?", "Where is the APEC summit in November"),
        ("what did Biden say about China on 31 February 2022", "China on 31 February 2022"),
    ],
)
def test_dates_of_the_topic_stay_in_it(text: str, topic: str) -> None:
    question = understood(text)
    assert (question.topic, question.since, question.until, question.within) == (topic, "", "", ())


@pytest.mark.parametrize(
    ("text", "topic", "within"),
    [
        ("what did Blinken say about Japan at the Seoul press conference?", "Japan", ["seoul"]),
        ("what was said about Japan at the Seoul press conference?", "Japan", ["seoul", "house"]),
        ("what was said about Japan at the Seoul press conference in 2022?", "Japan", ["house"]),
        ("what did Park say at the Mexico press conference?", "", ["mexico"]),
        ("what did Blinken say about Japan in the joint press availability", "Japan", ["seoul"]),
        ("what did Blinken say about Japan in 'Joint Press Availability'", "Japan", ["seoul"]),
        ('what did Blinken say about Japan in "Joint Press Availability"?', "Japan", ["seoul"]),
        ("In the Mexico City press conference, what did Biden say about guns?", "guns", ["mexico"]),
        ("what did Biden say at the press conference in Mexico about guns?", "guns", ["mexico"]),
        ("what was said about jobs in the FOMC press conference", "jobs", ["fomc", "fomc2"]),
        ("what did Powell say about jobs in the FOMC press conference", "jobs", ["fomc"]),
        ("what did anyone say about jobs at the Powell presser", "jobs", ["fomc", "fomc2"]),
        ("what did Lima say about margins on the Acme call?", "margins", ["call"]),
        ("what did Lima say about tolls at the Harbor Bridge town hall?", "tolls", ["town"]),
        ("what did Lima say about steel in interview_lima_bridges.vtt", "steel", ["talk"]),
        ("what did Lima say about steel in the bridges interview", "steel", ["talk"]),
        ("who asked about tolls at the harbour bridge town hall?", "tolls", ["town"]),
        ("what questions were asked in the Acme call", "", ["call"]),
        ("what did Biden say about guns in Town Hall on the Harbour Bridge", "guns", ["town"]),
        ("what did Blinken say in Seoul about Japan?", "Japan", ["seoul"]),
        ("what did Biden say in Mexico?", "", ["mexico"]),
        ("what was said about guns in the January meeting", "guns", ["mexico", "fomc2"]),
        ("what did Biden say about guns in the January meeting", "guns", ["mexico"]),
        ("How big is the margin in the Acme call", "How big is the margin", ["call"]),
    ],
)
def test_transcripts_are_named_by_their_titles(text: str, topic: str, within: list[str]) -> None:
    question = understood(text)
    assert (question.topic, [titled.id for titled in question.within]) == (topic, within)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what did Park say about the meeting in Seoul?", "the meeting in Seoul"),
        ("what did Park say about protests in Seoul", "protests in Seoul"),
        ("what did Park say about investment in Korea?", "investment in Korea"),
        ("what did Biden say about the Harbour Bridge", "the Harbour Bridge"),
        ("what did Biden say about cooperation at the APEC summit", "cooperation at the APEC summit"),
        ("what did Park say about his meeting with Blinken", "his meeting with Blinken"),
        ("Park on the Seoul press conference", "the Seoul press conference"),
        ("what did Biden say about the town", "the town"),
        ("what did Powell say about meetings", "meetings"),
        ("what was said about the January meeting?", "the January meeting"),
        ("Mexico City", "Mexico City"),
        ("what did Biden say about the call for peace", "the call for peace"),
    ],
)
def test_words_of_titles_in_a_topic_name_no_transcript(text: str, topic: str) -> None:
    question = understood(text)
    assert (question.topic, question.within, question.since) == (topic, (), "")


def test_the_meeting_alone_is_no_topic_and_names_none() -> None:
    question = understood("what did Park say about China in the press conference?")
    assert (question.topic, question.within) == ("China", ())


@pytest.mark.parametrize(
    ("text", "topic", "speakers", "part"),
    [
        ("what did Park say at the end?", "", ("Park Jin",), Part.END),
        ("what did Park say about China towards the end", "China", ("Park Jin",), Part.END),
        ("at the beginning, what did Park say about China", "China", ("Park Jin",), Part.BEGINNING),
        ("what did Park say at the start of the meeting about China?", "China", ("Park Jin",), Part.BEGINNING),
        ("what did Park say in his opening statement?", "", ("Park Jin",), Part.OPENING),
        ("what did Park say about China in his opening remarks", "China", ("Park Jin",), Part.OPENING),
        ("what did Park say in his prepared remarks about China", "China", ("Park Jin",), Part.OPENING),
        ("what was Park's opening statement about?", "", ("Park Jin",), Part.OPENING),
        ("what was said about China in Park's opening statement?", "China", ("Park Jin",), Part.OPENING),
        ("what did Park say in his closing remarks", "", ("Park Jin",), Part.CLOSING),
        ("what did Park say about China in the Q&A", "China", ("Park Jin",), Part.QUESTIONS),
        (
            "what did Park say during the question and answer session about China",
            "China",
            ("Park Jin",),
            Part.QUESTIONS,
        ),
        ("what was said about China at the end", "China", (), Part.END),
        ("what was said at the end", "", (), Part.END),
        ("what did Park say at the end of the war?", "at the end of the war", ("Park Jin",), Part.WHOLE),
        ("what did Park say about the end of the war?", "the end of the war", ("Park Jin",), Part.WHOLE),
        ("what did Park say about the beginning", "the beginning", ("Park Jin",), Part.WHOLE),
    ],
)
def test_parts_of_a_transcript(text: str, topic: str, speakers: tuple[str, ...], part: Part) -> None:
    question = understood(text)
    assert (question.topic, question.speakers, question.part) == (topic, speakers, part)


def test_all_of_them_at_once() -> None:
    question = understood(
        "what did Biden say about guns at the end of the Mexico City press conference in January 2023?"
    )
    assert (question.topic, question.part, question.since) == ("guns", Part.END, "2023-01")
    assert [titled.id for titled in question.within] == ["mexico"]


@pytest.mark.parametrize(
    ("text", "history", "topic", "since"),
    [
        ("and in 2022?", "what did Biden say about China?", "China", "2022"),
        ("What about in 2022?", "what did Biden say about China in 2023?", "China", "2022"),
        ("in 2022?", "what did Biden say about China?", "China", "2022"),
        ("only in 2022", "what did Biden say about China?", "China", "2022"),
        ("what about Japan?", "what did Biden say about China in 2023?", "Japan", "2023"),
        ("and Yoon?", "what did Biden say about China in 2023?", "Yoon", "2023"),
        ("and Park?", "what did Biden say about China in 2023?", "China", "2023"),
        ("what did he say about guns?", "what did Biden say about China in 2023?", "guns", "2023"),
        ("what did Park say about guns?", "what did Biden say about China in 2023?", "guns", ""),
        ("anything else?", "what did Biden say about China in 2023?", "China", "2023"),
    ],
)
def test_a_chat_goes_on_in_the_same_place(text: str, history: str, topic: str, since: str) -> None:
    question = understood(text, history)
    assert (question.topic, question.since) == (topic, since)


def test_words_in_quotation_marks_say_nothing_of_where_to_look() -> None:
    question = understood('who said "we met in May 2022"?')
    assert (question.exact, question.since) == (("we met in May 2022",), "")


@pytest.mark.parametrize(
    ("date", "since", "until", "lies"),
    [
        ("2022-05-21", "2022-05", "2022-05", True),
        ("2022-05", "2022-05-02", "", False),
        ("2022", "2022", "2022", True),
        ("2022", "2022-01", "2022-06", False),
        ("", "2022", "", False),
        ("", "", "2022", False),
        ("", "", "", True),
        ("2022-05-21", "", "2022-05-20", False),
    ],
)
def test_a_transcript_lies_within_dates_with_all_its_days(date: str, since: str, until: str, lies: bool) -> None:
    assert lies_within(date, since, until) is lies


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2026, 11, 25)),
    st.sampled_from("in on since before after until".split()),
)
def test_every_day_is_read_in_every_way_it_is_written(day: datetime.date, preposition: str) -> None:
    known = Known([], TODAY)
    found = set()
    for pattern in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%b %d %Y", "%dth of %B %Y"):
        match = PHRASE.fullmatch(f"{preposition} {day.strftime(pattern)}")
        assert match, pattern
        found.add(period(match, known))
    assert len(found) == 1
    only = found.pop()
    if only is None:  # nobody has said anything tomorrow
        assert (preposition, day) == ("after", TODAY)
    elif preposition in ("in", "on"):
        assert (only.since, only.until) == (day.isoformat(), day.isoformat())


@given(st.text(max_size=80), st.sampled_from(["in May 2022", "at the end", "in the Acme call"]))
def test_what_is_taken_out_is_all_that_changes(topic: str, phrase: str) -> None:
    text = " ".join(f"what did Park say about x{topic}x".split())
    rest, scope = located(f"{text} {phrase}", CATALOGUE, TODAY)
    if scope == Scope():
        assert rest == f"{text} {phrase}"
    else:
        assert set(rest.split()) <= set(f"{text} in".split())


def test_dates_are_the_same_as_the_stores() -> None:
    match = PHRASE.fullmatch("in Feb 2024")
    assert match
    found = period(match, Known([], TODAY))
    assert found
    assert days(found.since) == ("2024-02-01", "2024-02-29")
    assert DATE
