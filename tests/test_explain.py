"""What `ontherecord add --explain` says of a file."""

from __future__ import annotations

from index.build import read
from index.formats import Source
from index.intake.explain import explain
from index.intake.given import Given
from index.transcript import LeftOut, Span, Speaker, Transcript, Turn


def test_everything_that_was_understood_is_said_and_everything_left_out() -> None:
    anna, jo = Speaker("MS LEE", "Anna Lee", "Chair"), Speaker("QUESTION", "Jo Tan", "Kyodo", Span(1, 0, 18))
    transcript = Transcript(
        "x",
        "A day\nin Oslo",
        (
            Turn("Welcome. (Laughter.)", anna),
            Turn("I am Jo Tan, Kyodo. [inaudible] Why?", jo),
            Turn("(Laughter.) So.", Speaker("BEN")),
            Turn("Rain.", anna),
            Turn("It rains."),
        ),
        date="2022-05",
        participants=(Speaker("", "Anna Lee", "Chair"), Speaker("", "Cy")),
        source="day.txt",
        format="text",
        left_out=(LeftOut("- 1 -", "a page number", 3), LeftOut("a\n  b", "furniture")),
    )
    assert list(explain(transcript, "meetings")) == [
        "day.txt",
        "format        text (meetings)",
        "title         A day in Oslo",
        "date          2022-05",
        "place         not found",
        "participants  2 listed",
        "    Anna Lee (Chair)",
        "    Cy",
        "speakers      3",
        "     2 × Anna Lee (printed MS LEE; Chair)",
        "     1 × Jo Tan (printed QUESTION; Kyodo)",
        "         inferred from turn 2: I am Jo Tan, Kyodo",
        "     1 × BEN",
        "turns         5, 1 of them without a speaker",
        "notes         3: (Laughter.) × 2, [inaudible]",
        "left out      2",
        "    line 3: a page number: - 1 -",
        "    furniture: a b",
    ]


def test_a_file_with_nothing_but_words() -> None:
    lines = list(explain(read(Source("a.txt", b"The rain fell on the wheat all day.\n"), Given("Rain"))))
    assert lines[0] == "a.txt"
    assert "title         Rain" in lines
    assert lines[-5:-2] == [
        "participants  none listed",
        "speakers      none",
        "turns         1, 1 of them without a speaker",
    ]
    assert lines[-2:] == ["notes         none", "left out      nothing"]
