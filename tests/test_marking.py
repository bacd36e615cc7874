"""The answering words in a quote: what is marked, and that nothing is where that cannot be told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from index.encoder import Matrix
from index.transcript import Span, Speaker, Transcript, Turn
from qa.answer import Citation
from qa.marking import answering, mark
from qa.question import Question

LIKE = {"summit": "forum", "boat": "ship"}  # words that the stand-in takes for alike


class Alike:
    """One axis for each word ever met, shared by those in LIKE."""

    def __init__(self) -> None:
        self.axes: dict[str, int] = {}

    def __call__(self, words: Sequence[str]) -> Matrix:
        found = np.zeros((len(words), 200), dtype=np.float32)
        for row, word in enumerate(words):
            found[row, self.axes.setdefault(LIKE.get(word, word), len(self.axes))] = 1.0
        return found


FOUND = [
    # numbers
    ("How much did they invest", "They have announced more than $110 billion in new plants.", "more than $110 billion"),
    ("How many jobs will that create", "It will create more than 70,000 new jobs here.", "more than 70,000"),
    ("How many people have died", "So far 10,000 people have lost their lives in 3 towns.", "10,000"),
    ("How many ships are left", "The fleet has shrunk to 92 ships.", "92"),
    ("How many ships are left", "Of 300 sailors, 40 came home on two ships.", "two"),
    ("How long did he serve", "For 24 years I wore that uniform.", "24 years"),
    ("How old is the bridge", "The bridge is 130 years old and has 4 arches.", "130 years old"),
    ("How much did sales grow", "Sales grew by 12.5 percent in all.", "12.5 percent"),
    ("What share of the jobs is back", "Roughly half of the 22 million jobs are back.", "Roughly half"),
    ("What percentage of voters came", "About 40% of the 900 voters came.", "About 40%"),
    ("How many cities do they serve", "We are in thirty cities by now.", "thirty"),
    ("How many members does it have", "It has nearly a dozen members.", "nearly a dozen"),
    ("How much does it cost", "It costs €5 at the door.", "€5"),
    ("How high is the tower", "The tower is 555 metres high.", "555"),
    # times
    ("When was the group launched", "Last July, the group was launched, and in May the board met.", "Last July"),
    ("When did the attack happen", "The attack happened on October 7th.", "October 7th"),
    ("When did it come out", "The first release was on 6th June 2014.", "6th June 2014"),
    ("When will it be ready", "We agreed to have it by the end of this year.", "by the end of this year"),
    ("When does he arrive", "He will arrive tomorrow.", "tomorrow"),
    ("When was the last one elected", "Nobody of that party was elected since 1892.", "1892"),
    ("When do they meet", "They meet at 2:30 p.m. in the hall.", "2:30 p.m."),
    ("What year was it founded", "It was founded in 1998 by friends.", "1998"),
    ("When did she leave", "She left two years ago.", "two years ago"),
    ("When is the vote", "The vote is next Tuesday.", "next Tuesday"),
    # places
    ("Where is the summit", "Next week we will host the summit in San Francisco.", "San Francisco"),
    ("Where was he born", "I was born in a small town in Nebraska.", "Nebraska"),
    ("Which country did she visit", "Yesterday she went to Japan.", "Japan"),
    ("Which city hosts the fair", "The fair will be held at Busan this time.", "Busan"),
    # people
    (
        "Who is coming this weekend",
        "I know that Secretary of Defense Austin will be here.",
        "Secretary of Defense Austin",
    ),
    ("Who found the mistake", "This was found by Mikhail around spring.", "Mikhail"),
    ("Who wrote the report", "The report was written by Dr. Ana Lima.", "Dr. Ana Lima"),
    ("Who leads the bank", "The bank is led by Bo Chen from Oslo, as President Bo Chen said.", "President Bo Chen"),
    # one of a class
    ("Which summit will Korea host", "Then Korea will host the Forum on Peace for a week.", "Forum on Peace"),
    ("Which boat sank", "Off the coast the Ship Aurora sank.", "Ship Aurora"),
    ("What company did he found", "With a friend he founded Northwind in those days.", "Northwind"),
    ("Which American submarine came", "In 40 years, a U.S. SSBN made a port call.", "U.S. SSBN"),
    ("Which song did he sing", "At the dinner he sang “American Pie” for all.", "“American Pie”"),
]
NOTHING = [
    ("What did Park say about China", "We urged China to help."),  # no kind of thing is asked for
    ("Why did she leave", "She left in May for Rome."),
    ("How many came", "Nobody counted them."),
    ("When is the vote", "The vote may come."),  # a month only with a capital
    ("When is the vote", "It may be Monday or Tuesday."),  # two that are as good
    ("Where is he going", "Yesterday I was in Japan, tomorrow I am in India."),
    ("Who is it", "It is me."),
    ("Where is Korea", "It is in Korea."),  # the question has that name
    ("Who knows Park", "Park Jin and Bo Chen came with Ana Lima."),
    ("How long did it take", "It took 3 people."),  # no time
    ("How many ships did Ana build", "They built only five large ships while Ana built 1749."),
    ("Which countries came", "They came, from Japan above all."),  # several are wanted
    ("What was decided at the summit", "At the Oslo summit it was decided to wait."),
    ("Which act would end it", "That is what America's waters need."),
    ("Which boat sank", "Aurora and Borealis both met Castor there with Diana."),
]


@pytest.mark.parametrize(("topic", "quote", "words"), FOUND)
def test_the_answering_words_are_marked(topic: str, quote: str, words: str) -> None:
    found = answering(topic, quote, Alike())
    assert found is not None
    assert quote[slice(*found)] == words


@pytest.mark.parametrize(("topic", "quote"), NOTHING)
def test_nothing_is_marked_where_that_cannot_be_told(topic: str, quote: str) -> None:
    found = answering(topic, quote, Alike())
    assert (quote[slice(*found)] if found else None) is None


def test_the_mark_lies_in_the_turn_where_the_quote_stands() -> None:
    text = "Good morning. It costs €5 at the door."
    transcript = Transcript("t", "Title", (Turn("Hello.", Speaker("B")), Turn(text, Speaker("A"))))
    quoted = Citation(transcript, Span(1, 14, len(text)), 1.0)
    marked = mark(Question("How much does it cost?", "How much does it cost"), quoted, Alike())
    assert marked.marked is not None
    assert transcript.text(marked.marked) == "€5"
    assert marked.span == quoted.span
