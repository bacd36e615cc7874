"""What a transcript is called whose file gives it no title."""

from __future__ import annotations

import pytest

from index.formats import Source, load

TALK = "ANA LIMA: The ferry leaves at six.\n\nBO CHEN: At last.\n"
CUES = "1\n00:00:01,000 --> 00:00:02,000\nThe ferry leaves at six.\n"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("board.srt", "board"),
        ("ladybug_21_web_performance.srt", "Ladybug 21 web performance"),
        ("blinken-park-2023-11-09.srt", "Blinken park 2023-11-09"),
        ("GMT20231109-140000_Recording.srt", "GMT20231109-140000 Recording"),
        ("e-mail.srt", "e-mail"),
        ("co-op_meeting.srt", "Co-op meeting"),
        ("Harbour board.srt", "Harbour board"),
        ("2023-11-09.srt", "2023-11-09"),
        ("__.srt", "__"),
    ],
)
def test_a_title_that_is_the_name_of_the_file_is_written_for_people(name: str, title: str) -> None:
    assert load(Source(name, CUES.encode())).title == title


@pytest.mark.parametrize(
    "name", ["harbour_board_2021-05-03.txt", "20210503_harbour_board.txt", "harbour-board-2021-05-03.txt"]
)
def test_the_date_of_the_transcript_is_not_in_its_title_too(name: str) -> None:
    read = load(Source(name, f"3 May 2021\n\n{TALK}".encode()))
    assert read.date == "2021-05-03"
    assert read.title.casefold() == "harbour board"


def test_a_title_in_the_file_stays_as_it_is() -> None:
    assert load(Source("x.txt", f"Harbour_board - weekly\n\n3 May 2021\n\n{TALK}".encode())).title == (
        "Harbour_board - weekly"
    )
