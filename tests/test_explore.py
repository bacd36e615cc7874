"""The Explore page without a browser: figures that agree with answers, places on charts, tables that are inert."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from index.build import add
from index.encoder import Encoded
from index.formats import Source
from index.local.store import LocalStore
from index.passages import split
from index.transcript import Span, Speaker, Transcript, Turn
from qa import ask
from qa.library import Library, sample
from qa.page.charts import COLUMNS, LANES, lanes, over_time, palette, series_of
from qa.page.explore import ExploreService
from qa.page.quotes import PAGE
from qa.show.wording import hues
from tests.fakes import WordEncoder

ANA, BO, NOBODY = Speaker("ANA", "Ana Lima"), Speaker("BO", "Bo Chen"), Speaker("SPEAKER_00")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(LocalStore(tmp_path, "words"), WordEncoder(limit=120))


def put(library: Library, *transcripts: Transcript) -> None:
    for transcript in transcripts:
        passages = split(transcript, library.encoder.tokens, 120)
        texts = [[transcript.text(span) for span in passage.sentences] for passage in passages]
        vectors: list[Encoded] = library.encoder.passages(texts)
        assert library.store.add(transcript, passages, vectors, transcript.id.encode())


def meeting(id_: str, date: str, *said: tuple[Speaker | None, str, int | None]) -> Transcript:
    return Transcript(id_, f"Meeting {id_}", tuple(Turn(text, who, ms) for who, text, ms in said), date=date)


@pytest.fixture
def three(library: Library) -> ExploreService:
    put(
        library,
        meeting(
            "a",
            "2021-05-03",
            (ANA, "Rain today. Rain all day.", 0),
            (BO, "No rain here.", 30_000),
            (ANA, "Ah.", 60_000),
        ),
        meeting("b", "2022-06", (NOBODY, "The rain is over.", None), (ANA, "Rain or shine, we sail.", None)),
        meeting("c", "", (NOBODY, "Rain! A long rain.", None)),
    )
    return ExploreService(library, ask)


def test_who_spoke_when_by_time(three: ExploreService) -> None:
    [chart] = three.talk({"transcripts": ["a"]})["charts"]
    assert (chart["start"], chart["end"], chart["words"], chart["turns"]) == ("0:00", "1:00", 9, 3)
    ana, bo = chart["lanes"]
    assert (ana["who"], ana["words"], ana["share"], ana["time"]) == ("Ana Lima", 6, 6 / 9, "0:30")
    assert [(part["x"], part["width"]) for part in ana["segments"]] == [(0, 0.5), (1, 0)]
    assert [(part["x"], part["width"], part["href"], part["label"]) for part in bo["segments"]] == [
        (0.5, 0.5, "?t=a&turn=1", "0:30")
    ]


def test_who_spoke_when_by_the_amount_of_text_where_there_are_no_times(three: ExploreService) -> None:
    [chart] = three.talk({"transcripts": ["b"]})["charts"]
    first, second = len("The rain is over."), len("Rain or shine, we sail.")
    assert (chart["start"], chart["end"]) == ("turn 1", "turn 2")
    parts = {lane["who"]: lane["segments"] for lane in chart["lanes"]}
    assert parts["SPEAKER_00"][0]["width"] == first / (first + second)
    assert parts["Ana Lima"][0]["x"] == first / (first + second)


def test_neighbouring_turns_of_one_are_one_segment(library: Library) -> None:
    chart = lanes(
        meeting("d", "", (ANA, "One.", 0), (ANA, "Two.", 1_000), (BO, "Three.", 2_000), (ANA, "Four.", 4_000))
    )
    segments = {lane["who"]: [(part["x"], part["width"]) for part in lane["segments"]] for lane in chart["lanes"]}
    assert segments == {"Ana Lima": [(0, 0.5), (1, 0)], "Bo Chen": [(0.5, 0.5)]}


def test_many_speakers_share_the_last_lane() -> None:
    people = [Speaker(f"S{n}", f"Person {chr(65 + n)}") for n in range(LANES + 4)]
    chart = lanes(meeting("e", "", *((who, "word " * (30 - n), None) for n, who in enumerate(people))))
    assert [lane["who"] for lane in chart["lanes"]] == [f"Person {chr(65 + n)}" for n in range(LANES)] + [""]
    assert chart["others"] == 4
    assert sum(lane["words"] for lane in chart["lanes"]) == chart["words"] == sum(30 - n for n in range(LANES + 4))


def test_colours_are_those_of_the_transcript_pane(library: Library) -> None:
    assert [result.error for result in add([sample()], library.store, library.encoder)] == [None]
    [summary] = library.store.transcripts()
    seoul = library.store.transcript(summary.id)
    service = ExploreService(library, ask)
    [chart] = service.talk({})["charts"]
    assert {lane["who"]: lane["hue"] for lane in chart["lanes"]} == hues(seoul)
    said = service.mentions({"word": "China"})
    assert {one["who"]: one["hue"] for one in said["by"]}.items() <= hues(seoul).items()


def test_mentions_are_those_that_answers_count(library: Library) -> None:
    assert [result.error for result in add([sample()], library.store, library.encoder)] == [None]
    service = ExploreService(library, ask)
    for word, question in (("China", "Who mentioned China?"), ("fake news", "all mentions of fake news")):
        counted = ask(question, library).mentions
        said = service.mentions({"word": word})
        assert counted and said["total"] == counted.total
        assert [(one["who"], one["count"]) for one in said["by"]] == list(counted.by)
    exact = ask('"Joint Press"', library)
    assert service.mentions({"word": '"Joint Press"'})["total"] == (exact.mentions.total if exact.mentions else 0)


def test_mentions_by_speaker_date_and_place(three: ExploreService) -> None:
    said = three.mentions({"word": "rain"})
    assert (said["total"], said["of"], said["undated"], said["transcripts"]) == (7, 3, 2, 3)
    assert [(one["key"], one["who"], one["count"]) for one in said["by"]] == [
        ("Ana Lima", "Ana Lima", 3),
        ("c/SPEAKER_00", "SPEAKER_00 · Meeting c", 2),
        ("Bo Chen", "Bo Chen", 1),
        ("b/SPEAKER_00", "SPEAKER_00 · Meeting b", 1),
    ]
    assert len({one["hue"] for one in said["by"]}) == 4
    own = {one["key"]: one["hue"] for one in said["by"]}  # one colour for each on the whole page
    assert {lane["key"]: lane["hue"] for chart in said["charts"] for lane in chart["lanes"]} == own
    assert said["dates"]
    assert [(column["label"], column["total"], column["counts"]) for column in said["dates"]["columns"]] == [
        ("3 May 2021", 3, [2, 0, 1, 0, 0]),
        ("Jun 2022", 2, [1, 0, 0, 1, 0]),
    ]
    [first] = [chart for chart in said["charts"] if chart["id"] == "a"]
    marks = {lane["who"]: [(round(mark["x"], 3), mark["label"]) for mark in lane["marks"]] for lane in first["lanes"]}
    assert marks == {"Ana Lima": [(0, "0:00"), (0.24, "≈ 0:00")], "Bo Chen": [(0.5, "0:30")]}


@pytest.mark.parametrize(
    ("only", "total"),
    [
        ({"who": "Ana Lima"}, 3),
        ({"who": "c/SPEAKER_00"}, 2),
        ({"date": "2021"}, 3),
        ({"date": "2021", "who": "Bo Chen"}, 1),
        ({"in": "b"}, 2),
        ({"in": "gone"}, 0),
    ],
)
def test_quotes_are_narrowed_down(three: ExploreService, only: dict[str, str], total: int) -> None:
    assert three.quotes({"word": "rain", **only})["total"] == total


def test_quotes_come_by_pages(library: Library) -> None:
    put(library, meeting("f", "", *((ANA, f"Rain number {n}.", None) for n in range(PAGE + 3))))
    service = ExploreService(library, ask)
    texts = [
        "".join(text for text, _ in quote["pieces"])
        for page in (0, 1, 2)
        for quote in service.quotes({"word": "rain", "page": page})["quotes"]
    ]
    assert texts == [f"Rain number {n}." for n in range(PAGE + 3)]


def test_many_dates_become_months_or_years() -> None:
    dates = [f"20{10 + n // 12}-{1 + n % 12:02}-0{1 + day}" for n in range(36) for day in range(2)]
    found = [(meeting(date, date, (ANA, "Rain.", None)), Span(0, 0, 5)) for date in dates]
    chart = over_time(found, palette(series_of(found)))
    assert len(chart["columns"]) == 36 <= COLUMNS
    assert (chart["columns"][0]["label"], chart["highest"]) == ("Jan 2010", 2)
    years = [(meeting(str(n), f"{1900 + n}-05-01", (ANA, "Rain.", None)), Span(0, 0, 5)) for n in range(COLUMNS + 5)]
    assert [column["date"] for column in over_time(years, [])["columns"]][:2] == ["1900", "1901"]


# --- what a browser sends


def test_what_was_chosen_and_is_gone_is_not_everywhere(three: ExploreService) -> None:
    assert three.mentions({"word": "rain", "transcripts": ["gone"]})["total"] == 0
    assert three.talk({"transcripts": ["gone"]}) == {"charts": [], "total": 0, "page": 0}
    assert three.mentions({"word": "rain", "transcripts": ["gone", "b"]})["total"] == 2
    assert [one["title"] for one in three.chosen(["gone", "b"])] == ["Meeting b"]


@pytest.mark.parametrize("nonsense", [None, 7, "x", {"word": 5, "transcripts": 8, "page": "?"}, {"word": '"'}])
def test_nonsense_finds_nothing(three: ExploreService, nonsense: Any) -> None:
    assert three.mentions(nonsense)["total"] == 0
    assert three.quotes(nonsense)["quotes"] == []
    assert three.talk(nonsense)["page"] == 0


def test_transcripts_are_offered_latest_first(three: ExploreService) -> None:
    assert [one["id"] for one in three.options("")] == ["b", "a", "c"]
    assert [one["id"] for one in three.options("may 2021")] == ["a"]
    assert three.options({"no": 1}) == []


def test_a_library_that_changes_is_counted_anew(three: ExploreService) -> None:
    assert three.mentions({"word": "rain"})["total"] == 7
    three.library.store.remove("a")
    assert three.mentions({"word": "rain"})["total"] == 4


# --- tables


def rows(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_figures_as_a_table(three: ExploreService) -> None:
    head, *body = rows(three.table({"word": "rain", "transcripts": ["a"]}))
    assert head == ["date", "transcript", "speaker", "mentions"]
    assert body == [["2021-05-03", "Meeting a", "Ana Lima", "2"], ["2021-05-03", "Meeting a", "Bo Chen", "1"]]
    _, *spoken = rows(three.table({"transcripts": ["a"]}))
    assert spoken == [
        ["2021-05-03", "Meeting a", "Ana Lima", "ANA", "2", "6", "0.6667", "30"],
        ["2021-05-03", "Meeting a", "Bo Chen", "BO", "1", "3", "0.3333", "30"],
    ]


def test_no_cell_of_a_table_is_a_formula(library: Library) -> None:
    bad = Speaker('=HYPERLINK("http://x")')
    put(library, Transcript("g", "@SUM(1)", (Turn("Rain.", bad), Turn("Rain.", bad)), date="2021"))
    service = ExploreService(library, ask)
    for asked in ({"word": "rain"}, {}):
        cells = rows(service.table(asked))[1]
        assert "'@SUM(1)" in cells and '\'=HYPERLINK("http://x")' in cells
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_a_file_of_another_kind_of_speech_is_drawn_too(library: Library) -> None:
    srt = b"1\n00:00:01,000 --> 00:00:03,000\nRain is coming.\n\n2\n00:00:04,000 --> 00:00:06,000\nMore rain.\n"
    assert [result.error for result in add([Source("a.srt", srt)], library.store, library.encoder)] == [None]
    said = ExploreService(library, ask).mentions({"word": "rain"})
    assert (said["total"], [one["who"] for one in said["by"]], said["by"][0]["hue"]) == (2, [""], 0)
    assert [len(lane["marks"]) for lane in said["charts"][0]["lanes"]] == [2]
