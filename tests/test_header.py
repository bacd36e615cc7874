from __future__ import annotations

import pytest

from index.formats import dates
from index.formats.text import front, header, stamps
from index.formats.text.lines import split
from index.transcript import LeftOut, Speaker


def read(text: str, name: str = "file.txt", why: str = "header") -> header.Header:
    return header.read([LeftOut(line, why) for line in text.split("\n") if line], name)


def test_nothing_gives_the_files_name() -> None:
    assert read("", "budget meeting.txt") == header.Header("budget meeting", "", "", ())


def test_a_heading_is_the_title_though_it_has_a_date() -> None:
    top = read("# 105th Meeting | 2nd December 2031\n\n-----\n## Opening")
    assert (top.title, top.date) == ("105th Meeting | 2nd December 2031", "2031-12-02")


def test_the_line_that_names_the_event_is_the_title() -> None:
    top = read("May 6, 2031\nHarbor Exchange\nSub.: Transcript of call\n“Q3 Earnings Call”\nMay 4, 2031\nMay 4, 2031")
    assert (top.title, top.date) == ("Q3 Earnings Call", "2031-05-04")


def test_place_is_with_its_neighbours() -> None:
    assert read("Remarks on Engines\nThe People’s House\nSeoul, Republic of Korea\n(May 21, 2031)\n4:18 P.M. KST") == (
        header.Header("Remarks on Engines", "The People’s House, Seoul, Republic of Korea", "2031-05-21", ())
    )


def test_a_name_with_an_office_is_no_place() -> None:
    top = read("Remarks on Engines\n\nAda M. Byron, Secretary of State\n\nParis, France")
    assert top.place == "Paris, France"
    assert top.participants == (Speaker("", "Ada M. Byron", "Secretary of State"),)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Remarks by President Byron, Prime Minister Born, and President López Obrador in Joint Press Conference",
            [("Byron", "President"), ("Born", "Prime Minister"), ("López Obrador", "President")],
        ),
        (
            "Remarks by President Ada Byron of the Republic of Freedonia at a Campaign Event",
            [("Ada Byron", "President of Republic of Freedonia")],
        ),
        ("Press Briefing by Press Secretary Ada Byron, May 4, 2031", [("Ada Byron", "Press Secretary")]),
        ("Secretary Byron With Max Born of the Herald", [("Byron", "Secretary")]),
        ("An Interview about the President", []),
    ],
)
def test_people_in_titles(title: str, expected: list[tuple[str, str]]) -> None:
    assert [(who.name, who.role) for who in read(title).participants] == expected


def test_attendees_by_list_and_by_table() -> None:
    top = read("# Call\n### Attendees\nAda Byron, Max Born (MB), notes.ai Bot 7\n# Transcript")
    assert [(who.label, who.name) for who in top.participants] == [("", "Ada Byron"), ("Max Born (MB)", "Max Born")]
    table = [
        LeftOut(row, "table")
        for row in ("| Name | Abbreviation | Organization |", "|---|---|---|", "| Ada Byron | ABY | Navy |")
    ]
    assert header.read(table, "x").participants == (Speaker("Ada Byron (ABY)", "Ada Byron", "Navy"),)


FRONT = """---
title: "Remarks by President\\_Byron and L\\xF3pez\\
  \\ Obrador"
date: '2031-05-04'
speakers:
  - Ada Byron
  - "Max Born"
tags: [a, b]
---
Hello."""


def test_front_matter() -> None:
    lines = split(FRONT)
    assert front.extent(lines) == 9
    assert front.fields([line.text for line in lines[:9]]) == {
        "title": ["Remarks by President\u00a0Byron and López Obrador"],
        "date": ["2031-05-04"],
        "speakers": ["Ada Byron", "Max Born"],
        "tags": ["a", "b"],
    }
    top = read("\n".join(line.text for line in lines[:9]), why="front matter")
    assert (top.title, top.date) == ("Remarks by President Byron and López Obrador", "2031-05-04")
    assert [who.name for who in top.participants] == ["Byron", "Ada Byron", "Max Born"]


@pytest.mark.parametrize("text", ["", "---", "---\nno field\n---", "---\na: b\nnever ends", "a: b\n---\n"])
def test_what_is_no_front_matter(text: str) -> None:
    assert front.extent(split(text)) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on November 9, 2023.", ["2023-11-09"]),
        ("9th of November 2023", ["2023-11-09"]),
        ("Sept. 1, 2023", ["2023-09-01"]),
        ("2023-11-09 and 2023/1/2", ["2023-11-09", "2023-01-02"]),
        ("20231109_call.txt", ["2023-11-09"]),
        ("2023年11月9日", ["2023-11-09"]),
        ("06/24/2025", ["2025-06-24"]),
        ("05-Mar-2024", ["2024-03-05"]),
        ("Dienstag, den 5. März 2024", ["2024-03-05"]),
        ("5. April 2024, 9 November 2023", ["2024-04-05", "2023-11-09"]),
        ("le 1er mai 2024", ["2024-05-01"]),
        ("5 DE MARÇO DE 2024", ["2024-03-05"]),
        ("5 марта 2024 года", ["2024-03-05"]),
        ("2024년 3월 5일", ["2024-03-05"]),
        ("24.06.2025", ["2025-06-24"]),
        ("06/07/2025", []),
        ("2023-02-30", []),
        ("12023-11-091", []),
        ("May 2023", []),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert dates.find(text) == expected


def test_the_likeliest_date_is_the_one_given_most_often() -> None:
    assert dates.likeliest("May 6, 2031 and May 4, 2031, I mean May 4, 2031") == "2031-05-04"
    assert dates.likeliest("no date") == ""


@pytest.mark.parametrize(
    ("stamp", "frames", "expected"),
    [
        ("0:12", False, 12_000),
        ("1:02:03", False, 3_723_000),
        ("00:01,5", False, 1_500),
        ("01:00:00:05", False, 86_405_000),
        ("00:00:10:24", True, 10_000),
        ("-00:00:03", False, None),
        (None, False, None),
    ],
)
def test_stamps(stamp: str | None, frames: bool, expected: int | None) -> None:
    assert stamps.to_ms(stamp, frames) == expected


def test_frames_never_exceed_thirty() -> None:
    assert stamps.has_frames("00:00:10:24 00:00:11:03")
    assert not stamps.has_frames("00:00:10:24 00:00:11:45")
    assert not stamps.has_frames("0:12")


def test_times_inside_text() -> None:
    assert stamps.inside("a [00:05] b (1:00:00) c \\[0:07\\]") == [(2, 10, 5_000), (12, 22, 3_600_000), (24, 32, 7_000)]
    assert stamps.inside("at 10:30 or [4:12 P.M.]") == []
