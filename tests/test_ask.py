"""The whole question path, with the real model, over the sample transcript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import build
from index.errors import QuestionError
from index.formats.source import Source
from index.intake.given import Given
from index.passages import sentences
from index.transcript import Span
from qa import Answer, Library, Silence, ask, open_library
from qa.answer import Covered
from qa.show.render import sources_text
from qa.understanding.parse import parse

SAMPLE_TITLE = "Joint Press Availability"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(tmp_path_factory.mktemp("library"), with_sample=True)
    yield opened
    opened.store.close()


def speakers(answer: Answer) -> set[str]:
    return {citation.speaker.who for citation in answer.quotes if citation.speaker}


def test_only_the_speaker_asked_about_is_quoted_and_on_the_topic(library: Library) -> None:
    answer = ask("what did Park say about China?", library)
    assert speakers(answer) == {"Park Jin"}
    assert len(answer.quotes) >= 3
    assert all("China" in citation.quote for citation in answer.quotes[:3])
    assert "Park Jin" not in {citation.speaker.who for citation in answer.related if citation.speaker}


def test_a_number_that_is_asked_for_comes_first(library: Library) -> None:
    answer = ask("How much have Korean companies invested in the United States?", library)
    assert "$110 billion" in answer.quotes[0].quote


def test_who_asked_is_told_by_name_with_the_sentence_that_says_so(library: Library) -> None:
    first = ask("Who asked about fake news?", library).quotes[0]
    assert first.speaker is not None
    assert (first.speaker.name, first.speaker.label, first.speaker.inferred) == ("Eun Jung Kim", "QUESTION", True)
    assert first.evidence == "Hi, my name is Eun Jung Kim, from Chosun Daily."
    assert "fake news" in first.quote


def test_all_that_somebody_asked(library: Library) -> None:
    answer = ask("What did Nike Ching ask?", library)
    assert speakers(answer) == {"Nike Ching"}
    assert "?" in answer.quotes[0].quote


def test_one_who_is_mentioned_and_never_speaks(library: Library) -> None:
    answer = ask("What did President Biden say about North Korea?", library)
    assert (answer.silence, answer.quotes) == (Silence.NOT_A_SPEAKER, ())


def test_nobody_of_that_name(library: Library) -> None:
    answer = ask("What did Merkel say?", library)
    assert (answer.silence, answer.quotes, answer.related) == (Silence.UNKNOWN_PERSON, (), ())


def test_what_nobody_says(library: Library) -> None:
    answer = ask("What did Blinken say about the weather?", library)
    assert (answer.silence, answer.quotes) == (Silence.NOBODY, ())
    assert (answer.turns, answer.transcripts) == (23, 1)


def test_what_only_another_says(library: Library) -> None:
    answer = ask("What did Mr Miller say about fake news?", library)
    assert answer.silence == Silence.NOT_THIS_SPEAKER
    assert answer.related
    assert all(citation.speaker and citation.speaker.who != "Mr Miller" for citation in answer.related)


def test_a_comparison_quotes_both(library: Library) -> None:
    answer = ask("How do Park and Blinken differ on China?", library)
    assert speakers(answer) == {"Park Jin", "Antony J. Blinken"}


def test_the_reply_to_a_question_comes_from_the_turns_after_it(library: Library) -> None:
    answer = ask("What did Blinken answer when asked about fake news?", library)
    assert speakers(answer) == {"Antony J. Blinken"}
    assert answer.quotes[0].span.turn == 5
    assert {citation.span.turn for citation in answer.quotes} <= {5, 7}  # until the next is asked


def test_a_follow_up_keeps_what_it_does_not_change(library: Library) -> None:
    before = parse("what did Park say about China?", library.people())
    answer = ask("And Blinken?", library, previous=before)
    assert speakers(answer) == {"Antony J. Blinken"}
    assert any("China" in citation.quote for citation in answer.quotes[:2])


def test_anything_else_gives_the_next_quotes_and_none_again(library: Library) -> None:
    first = ask("what did Park say about North Korea?", library, limit=3)
    more = ask("anything else?", library, limit=3, previous=first.question)
    assert len(more.quotes) == 3
    assert not {citation.span for citation in first.quotes} & {citation.span for citation in more.quotes}
    assert speakers(more) == {"Park Jin"}


def test_when_there_is_nothing_else_it_says_so(library: Library) -> None:
    answer = ask("How much have Korean companies invested in the United States?", library)
    for _ in range(20):
        answer = ask("anything else?", library, previous=answer.question)
    assert (answer.silence, answer.quotes) == (Silence.NOBODY, ())


def test_a_given_speaker_restricts_a_plain_topic(library: Library) -> None:
    answer = ask("China", library, speakers=["Blinken"])
    assert answer.question.speakers == ("Antony J. Blinken",)
    assert speakers(answer) == {"Antony J. Blinken"}


def test_a_given_speaker_whom_nobody_knows_finds_nothing(library: Library) -> None:
    assert ask("China", library, speakers=["Merkel"]).silence == Silence.UNKNOWN_PERSON


def test_at_most_as_many_quotes_as_wanted(library: Library) -> None:
    assert len(ask("what did Park say about China?", library, limit=1).quotes) == 1


def test_no_quote_is_given_twice(library: Library) -> None:
    spans = [(c.transcript.id, c.span) for c in ask("North Korea", library, limit=20).quotes]
    assert len(spans) == len(set(spans))


def test_answers_repeat_after_reopening(library: Library, tmp_path: Path) -> None:
    with_scores = [(c.span, c.score) for c in ask("sanctions on North Korea", library).quotes]
    other = open_library(tmp_path / "other", with_sample=True)
    assert [(c.span, c.score) for c in ask("sanctions on North Korea", other).quotes] == with_scores
    other.store.close()
    again = open_library(tmp_path / "other")
    assert [(c.span, c.score) for c in ask("sanctions on North Korea", again).quotes] == with_scores
    again.store.close()


def test_who_mentions_it_gives_people_with_a_quote_and_a_count(library: Library) -> None:
    answer = ask("Who mentioned Japan?", library)
    assert len(speakers(answer)) == len(answer.quotes) >= 3
    assert answer.mentions
    assert dict(answer.mentions.by)["Antony J. Blinken"] == 4
    assert answer.mentions.total == sum(number for _, number in answer.mentions.by)


def test_every_mention_in_order(library: Library) -> None:
    answer = ask("How often did Park mention China?", library, limit=100)
    places = [citation.span for citation in answer.quotes]
    assert places == sorted(places)
    assert all("China" in citation.quote for citation in answer.quotes)
    assert answer.mentions
    assert answer.mentions.by == (("Park Jin", len(places)),)


def test_the_first_and_the_last_mention(library: Library) -> None:
    every = ask("all mentions of Japan", library, limit=100).quotes
    assert ask("When was Japan first mentioned?", library).quotes == every[:1]
    assert ask("the last time Japan came up", library).quotes == every[-1:]


def test_words_in_quotation_marks_are_looked_for_exactly(library: Library) -> None:
    answer = ask('who said "a constructive role"?', library, limit=100)
    assert speakers(answer) == {"Antony J. Blinken"}
    assert all("a constructive role" in citation.quote for citation in answer.quotes)
    assert len(ask('what did Park say about "constructive role"', library, limit=100).quotes) == 1
    assert ask("“constructive rules”", library).silence == Silence.NOBODY


def test_no_mention_is_counted_as_none(library: Library) -> None:
    answer = ask("how often was Greenland mentioned", library)
    assert (answer.silence, answer.quotes) == (Silence.NOBODY, ())
    assert answer.mentions
    assert answer.mentions.total == 0


# -- several transcripts: who, when, where ---------------------------------------------------------------------------

PRESSER = """MINISTER PARK:  We spoke of China at length. The harvest of wheat was good this year in all provinces.

MR. MILLER:  Thank you.

QUESTION:  How will trade with China go on? And what of ships?

MINISTER PARK:  Trade with China will grow slowly. Minister Lee will see to it that the ships sail.
"""
BOARD = """HANA PARK:  Our trade with China has doubled since spring. Music schools were closed.

AMBASSADOR MILLER:  The wheat of Ontario is exported through two ports.

HANA PARK:  That is right. Jin asked me about the ports only yesterday.
"""


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample of 9 November 2023, a press conference of May 2022 and a meeting of January 2021."""
    opened = open_library(tmp_path_factory.mktemp("several"), with_sample=True)
    for name, text, date in (("Harbour presser", PRESSER, "2022-05-03"), ("Board meeting", BOARD, "2021-01")):
        file, given = Source(f"{name}.txt", text.encode()), Given(title=name, date=date)
        (result,) = build.add([file], opened.store, opened.encoder, given=given)
        assert result.error is None
    yield opened
    opened.store.close()


def titles(answer: Answer) -> set[str]:
    return {citation.transcript.title for citation in answer.quotes}


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("what was said about China in May 2022?", "Harbour presser"),
        ("what was said about China before 2022?", "Board meeting"),
        ("what was said about China since 2023?", SAMPLE_TITLE),
        ("what was said about China at the Harbour press conference?", "Harbour presser"),
        ("what was said about China in the January 2021 meeting?", "Board meeting"),
        ("what was said about China in 'Joint Press Availability'?", SAMPLE_TITLE),
    ],
)
def test_only_the_transcripts_meant_are_searched(several: Library, question: str, title: str) -> None:
    answer = ask(question, several)
    assert answer.quotes
    assert all(title in found for found in titles(answer))
    assert answer.transcripts == 1


def test_dates_that_are_given_restrict_as_those_named(several: Library) -> None:
    given = ask("China", several, since="2022", until="2022-12")
    assert titles(given) == {"Harbour presser"}
    assert (given.question.since, given.question.until) == ("2022", "2022-12")
    with pytest.raises(QuestionError, match="next week is no date"):
        ask("China", several, since="next week")


def test_when_no_transcript_is_from_then_it_says_from_when_they_are(several: Library) -> None:
    answer = ask("what did Blinken say about China in 2019?", several)
    assert (answer.silence, answer.quotes, answer.related) == (Silence.NO_TRANSCRIPT, (), ())
    assert answer.covered == Covered("2021-01", "2023-11-09", 0)
    assert ask("and in 2023?", several, previous=answer.question).quotes


def test_an_ambiguous_name_is_asked_back_and_answered_once_it_is_clear(several: Library) -> None:
    answer = ask("what did Park say about China?", several)
    assert (answer.silence, answer.quotes) == (Silence.AMBIGUOUS, ())
    assert {option.who for option in answer.question.options} == {"Park Jin", "Hana Park"}
    hana = ask("Hana", several, previous=answer.question)
    assert (speakers(hana), titles(hana)) == ({"Hana Park"}, {"Board meeting"})
    (option,) = (option for option in answer.question.options if option.who == "Hana Park")
    assert ask(option.question, several, speakers=[option.who]).quotes == hana.quotes
    assert not ask("what did Park say about China?", several, speakers=["Hana Park"]).silence


def test_two_of_the_same_name_are_never_mixed(several: Library) -> None:
    answer = ask("what did Ambassador Miller say about wheat?", several)
    assert titles(answer) == {"Board meeting"}
    assert ask("what did Hana Park say about ships?", several).silence


def test_a_person_is_mentioned_by_any_name(library: Library) -> None:
    answer = ask("how often was Blinken mentioned?", library, limit=100)
    quotes = [citation.quote for citation in answer.quotes]
    assert any("Mr. Secretary" in quote and "Blinken" not in quote for quote in quotes)
    assert not any("Austin" in quote and "Blinken" not in quote for quote in quotes)
    assert "Antony J. Blinken" not in speakers(answer)
    said = ask("What did Park say about Blinken?", library)
    assert speakers(said) == {"Park Jin"}
    assert all("Blinken" in citation.quote for citation in said.quotes)


def test_all_questions_in_order_with_a_count(library: Library) -> None:
    answer = ask("what questions were asked?", library, limit=100)
    assert all(citation.quote.rstrip().endswith("?") for citation in answer.quotes)
    spans = [citation.span for citation in answer.quotes]
    assert spans == sorted(spans)
    assert answer.mentions
    assert answer.mentions.total == len(spans) == sum(number for _, number in answer.mentions.by)
    assert speakers(answer) == {"Eun Jung Kim", "Nike Ching", "Shin Su-ah", "Kosuke Kinashi"}
    ching = ask("which questions did Nike Ching ask about North Korea?", library)
    assert speakers(ching) == {"Nike Ching"}
    assert "North Korea and Hamas" in ching.quotes[0].quote


def test_a_list_of_questions_on_what_nobody_names_falls_back_to_the_nearest(library: Library) -> None:
    assert "fake news" in ask("which questions were asked about disinformation?", library).quotes[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "what did Park say about North Korea?",
        "How do Park and Blinken differ on China?",
        "who mentioned China?",
        "how often was China mentioned?",
        "when was China first mentioned?",
        "what questions were asked?",
        "what did Park say about Blinken?",
        "what did Blinken say in his opening statement?",
    ],
)
def test_anything_else_never_repeats_and_comes_to_an_end(library: Library, question: str) -> None:
    answer = ask(question, library, limit=3)
    seen: list[tuple[str, Span]] = []
    for _ in range(60):
        if answer.silence:
            break
        assert 0 < len(answer.quotes) <= 4  # of two who are compared, each has as many
        seen += [(citation.transcript.id, citation.span) for citation in answer.quotes]
        answer = ask("anything else?", library, limit=3, previous=answer.question)
    assert answer.silence
    assert len(seen) == len(set(seen)) > 3


def test_where_the_answer_stands_is_told_with_the_same_quotes(library: Library) -> None:
    first = ask("what did Park say about China?", library)
    where = ask("in which meeting?", library, previous=first.question)
    assert where.quotes == first.quotes
    assert where.question.sources
    assert "9 Nov 2023" in sources_text(where)
    assert f"{len(first.quotes)} quotes" in sources_text(where)


def test_a_part_of_a_transcript_alone_answers(library: Library) -> None:
    opening = ask("what did Blinken say about Japan in his opening statement?", library)
    assert {citation.span.turn for citation in opening.quotes} == {2}
    answers = ask("what did Blinken say about Japan in the Q&A?", library)
    assert answers.quotes
    assert all(citation.span.turn > 3 for citation in answers.quotes)


def test_who_else_leaves_out_who_was_asked_about(library: Library) -> None:
    first = ask("what did Park say about China?", library)
    others = ask("who else mentioned it?", library, previous=first.question)
    assert others.mentions
    assert "Park Jin" not in dict(others.mentions.by)
    assert "Antony J. Blinken" in speakers(others)
    assert "Park Jin" not in speakers(others)


def test_the_first_question_comes_alone_and_without_a_count_of_all(library: Library) -> None:
    first, every = ask("what was the first question?", library), ask("list the questions", library)
    assert [citation.span for citation in first.quotes] == [every.quotes[0].span]
    assert (first.mentions, first.silence) == (None, None)


def test_the_first_and_the_last_words_of_somebody(library: Library) -> None:
    transcript = library.store.transcript(library.find(SAMPLE_TITLE).id)
    own = [turn.text for turn in transcript.turns if turn.speaker and turn.speaker.who == "Park Jin"]
    first, last = ask("What did Park say first?", library), ask("how did Park end?", library)
    assert [citation.quote for citation in first.quotes] == [own[0][slice(*sentences(own[0])[0])]]
    assert [citation.quote for citation in last.quotes] == [own[-1][slice(*sentences(own[-1])[-1])]]
    assert (first.mentions, last.mentions) == (None, None)


@pytest.fixture(scope="module")
def podcast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A file whose labels are first names and parts; who they are is said, or stands in its title."""
    said = """Tom: I am glad to be joined by Dave Jones, who runs the podcast index.
Dave: Apple should not be the centre of podcasting.
Guest: Driverless cars will come within ten years.
Tom: How many will there be?
Guest: Millions of them.
Tom: Thank you, Dave. Our next guest was Anna Smith.
"""
    opened = open_library(tmp_path_factory.mktemp("podcast"))
    results = list(build.add([Source("podcast_kalanick.txt", said.encode())], opened.store, opened.encoder))
    assert [result.error for result in results] == [None]
    yield opened
    opened.store.close()


def test_a_whole_name_that_is_said_means_whom_the_file_calls_by_half_of_it(podcast: Library) -> None:
    answer = ask("what did Dave Jones say about Apple?", podcast)
    assert [citation.quote for citation in answer.quotes] == ["Apple should not be the centre of podcasting."]
    assert (answer.question.speakers, answer.question.unknown) == (("Dave",), "")


@pytest.mark.parametrize("name", ["Dave Smith", "Anna Smith", "Dave Chappelle"])
def test_a_name_that_is_nowhere_said_of_a_speaker_stays_unknown(podcast: Library, name: str) -> None:
    answer = ask(f"what did {name} say about Apple?", podcast)
    assert (answer.quotes, answer.question.unknown) == ((), name)


def test_of_somebody_in_a_title_alone_others_words_are_told_apart(podcast: Library) -> None:
    answer = ask("What does Kalanick say about driverless cars?", podcast)
    assert (answer.quotes, answer.silence) == ((), Silence.UNKNOWN_PERSON)
    assert [citation.quote for citation in answer.related] == ["Driverless cars will come within ten years."]
