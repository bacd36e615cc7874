"""CSV, TSV and Rev's .nlp: files named after their fault, errors that name their line, and what holds for any table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import load
from index.formats.data import table
from index.formats.source import Source
from index.transcript import Anchor, LeftOut, Transcript
from tests.expected import ATurn, files, source, turns_expected, turns_in


def read(text: str, name: str = "talk.csv") -> Transcript:
    return load(Source(name, text.encode()))


@pytest.mark.parametrize("path", files("csv", "nlp"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == {"csv": "CSV", "nlp": "NLP"}[path.parent.name]


HEADERS = [
    ("speaker,text,start,end", "Ada,Go now.,1.5,2", ("Ada", "Go now.", 1_500, 2_000)),
    ("Start Time;End Time;Speaker Name;Transcript", "0:01;0:02;Ada;Go now.", ("Ada", "Go now.", 1_000, 2_000)),
    ("start_ms\tend_ms\tcontent", "10\t20\tGo now.", (None, "Go now.", 10, 20)),
    ("who|said", "Ada:|Go now.", ("Ada", "Go now.", None, None)),
    ("Hablante,Texto,Inicio,Fin", "Ada,Ya.,00:00:01,00:00:02", ("Ada", "Ya.", 1_000, 2_000)),
    ("time,name,remark", "10:05 PM,Ada,Go now and take all of it with you.", ("Ada", None, 79_500_000, None)),
]


@pytest.mark.parametrize(("header", "row", "turn"), HEADERS, ids=[case[0] for case in HEADERS])
def test_columns_are_known_by_their_usual_names(header: str, row: str, turn: ATurn) -> None:
    label, text, start, end = turn
    expected = (label, text or "Go now and take all of it with you.", start, end)
    assert turns_in(read(f"{header}\n{row}\n")) == [expected]


@pytest.mark.parametrize("name", ["talk.csv", "talk.tsv", "talk.txt", "talk"])
def test_a_header_is_enough_to_know_a_table(name: str) -> None:
    assert read("speaker,text\nAda,Go now.\n", name).format == "CSV"


def test_prose_with_commas_is_no_table() -> None:
    assert read("Speaker, text and time are words.\n\nADA: Good day.\n\nMAX: Good day.\n", "a.txt").format == "text"


def test_other_columns_are_left_out_and_not_lost() -> None:
    left = read("speaker,text,tags\nAda,Go now.,law\nMax,Yes.,law\nAda,Well.,money\n").left_out
    assert left == (LeftOut("law", "column tags", 2), LeftOut("money", "column tags", 4))


def test_a_row_under_a_label_of_its_own_that_only_links_is_no_speech() -> None:
    transcript = read('speaker,text\nAda,Go now.\nMORE INFO:,"See <a href=x>x</a>"\n')
    assert [turn.speaker.label for turn in transcript.turns if turn.speaker] == ["Ada"]
    assert transcript.left_out == (LeftOut("MORE INFO: See <a href=x>x</a>", "a reference, no speech", 3),)


FAULTS = [
    ("quote_not_closed.csv", 'speaker,text\nAda,Go.\nMax,"Yes.\n', "line 3", "not closed"),
    ("text_after_quote.csv", 'speaker,text\nMax,"Yes" he said.\n', "line 2", "not closed"),
    ("too_many_cells.csv", "text,speaker\nGo now, please,Ada\n", "line 2", "3 cells"),
    ("time_in_words.csv", "speaker,text,start\nA,Go.,0:01\nA,So.,0:02\nB,No.,soon\n", "line 4", "“soon”"),
    ("only_times.csv", "1,2\n3,4\n", "line 1", "no column"),
    ("cell_missing.nlp", "token|speaker|ts|endTs|punctuation\nGo|0|||\nnow|0\n", "line 3", "2 cells"),
    ("column_missing.nlp", "token|speaker|ts\nGo|0|1\n", "line 1", "punctuation"),
    ("time_in_words.nlp", "token|speaker|ts|endTs|punctuation\nGo|0|soon||\n", "line 2", "“soon”"),
]


@pytest.mark.parametrize(("name", "text", "where", "what"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_with_its_line(name: str, text: str, where: str, what: str) -> None:
    with pytest.raises(TranscriptError) as error:
        read(text, name)
    assert error.value.where == where
    assert what in error.value.reason


def test_tokens_have_their_times() -> None:
    transcript = load(source(next(path for path in files("nlp") if path.name == "times_given.nlp")))
    assert transcript.turns[0].anchors == (Anchor(0, 500), Anchor(5, 800))


cell = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"), exclude_characters="&"), min_size=1)
prose = st.lists(cell, min_size=1, max_size=5).map(lambda words: "\n".join(words).strip()).filter(bool)


@given(st.lists(st.tuples(st.sampled_from(["Ada", "Max", "唐鳳"]), prose), min_size=1), st.sampled_from(",;|"))
def test_what_is_written_as_a_table_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerows([("speaker", "text"), *rows])
    expected: list[tuple[str, str]] = []
    for who, text in rows:
        if expected and expected[-1][0] == who:
            expected[-1] = (who, f"{expected[-1][1]} {text}")
        else:
            expected.append((who, text))
    assert [
        (label, text) for label, text, _, _ in turns_in(table.parse(Source("a.csv", file.getvalue().encode())))
    ] == expected
