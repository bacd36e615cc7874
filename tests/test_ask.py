"""The whole question path, with the real model, over the sample transcript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Answer, Library, Silence, ask, open_library
from qa.question import parse

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
