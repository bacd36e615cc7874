"""Hansard in plain text, Hansard in <Newspeech> tags, and protocols of the Knesset."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import load
from index.formats.records.parliament import label_of
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript
from tests.expected import FOLDER, files, source, turns_expected, turns_in
from tests.wordloss import left_out, lost

HANSARD = FOLDER / "hansard" / "minister_with_his_name_in_brackets.txt"
TAGGED = FOLDER / "newspeech" / "tags_opened_and_closed_at_will.txt"
KNESSET = FOLDER / "knesset" / "labels_on_their_own_lines.txt"
FORMAT = {"hansard": "Hansard", "newspeech": "Newspeech", "knesset": "Knesset"}


def read(text: str) -> Transcript:
    return load(Source("sitting.txt", text.encode()))


@pytest.mark.parametrize("path", files("hansard", "newspeech", "knesset"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == FORMAT[path.parent.name]


def test_the_head_of_a_hansard_gives_title_date_and_place() -> None:
    transcript = load(source(HANSARD))
    assert transcript.title == "NATIONAL ASSEMBLY, OFFICIAL REPORT"
    assert (transcript.date, transcript.place) == ("1998-03-31", "Parliament Buildings")


def test_notes_headings_and_the_closing_line_are_listed() -> None:
    assert load(source(HANSARD)).left_out[-4:] == (
        LeftOut("(Prayers were then said by the following: the Rt. Rev. Hill and Mr. Stone)", "note", 16),
        LeftOut("COMMUNICATION FROM THE CHAIR", "heading", 19),
        LeftOut("(Applause)", "note", 27),
        LeftOut("The House rose at 3.30 p.m.", "closing", 29),
    )


@pytest.mark.parametrize(
    "label",
    [
        "Mr. Speaker",
        "Madam Deputy Speaker",
        "Dr. Mango",
        "Prof. Indire",
        "MR. A.H.O. MOMANYI",
        "An hon. Member",
        "Hon. Members",
        "Several hon. Members",
        "The Minister for Works, Housing and Physical Planning (Mr. Hill)",
        "The Minister for Rain (Dr. Day",
        "The Attorney-General (Mr. Muli)",
        "His Excellency the President (Mr. Daniel Toroitich arap Moi)",
        "The Temporary Deputy Speaker (Mr. Mutiso)",
        "Jane Stone (Ludlow) (Lab)",
        "Hon. (Ms.) Odhiambo-Mabona",
        "Sen. (Prof.) Anyang’-Nyong’o",
        "The Senate Majority Leader (Sen. (Prof.) Kindiki)",
        "Maj-Gen. Nkaisserry",
        "Mr. ole Ntimama",
        "An Ceann Comhairle",
    ],
)
def test_labels(label: str) -> None:
    assert label_of(f"   {label} : Mr. Speaker, Sir, one thing: yes.") == label


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Speaker, Sir, the following is true: it rained.",
        "The Minister said: no.",
        "As we know, time: it flies.",
        "The following Papers were laid on the Table:-",
        "Second Reading: the Bill",
        "On 5th May. The Minister: yes",
        "Mr. Hill told us what the Minister had promised: nothing.",
        ": nothing",
    ],
)
def test_no_labels(text: str) -> None:
    assert label_of(text) == ""


def test_what_stands_between_speeches_is_listed() -> None:
    assert {
        ("1923 Bill", "between speeches"),
        ("POINT OF ORDER", "heading"),
        ("[Mr. Speaker left the Chair]", "note"),
    } <= set(left_out(load(source(TAGGED))))


def test_a_label_repeated_at_the_top_of_a_column_begins_no_turn() -> None:
    text = "<Newspeech>MR. HILL: One.\nMR. HILL (ctd.): Two.</Newspeech>"
    assert turns_in(read(text)) == [("MR. HILL", "One.\nTwo.", None, None)]


def test_the_head_of_a_protocol_gives_title_date_language_and_those_present() -> None:
    transcript = load(source(KNESSET))
    assert transcript.title == "פרוטוקול מס' 12 מישיבת ועדת המים"
    assert (transcript.date, transcript.language) == ("2016-03-07", "he")
    assert transcript.participants == (
        Speaker("", "דנה כהן", 'היו"ר'),
        Speaker("", "יוסי לוי", "מהנדס, רשות המים"),
        Speaker("", "אבי גולן", "מנהל הוועדה"),
    )
    assert LeftOut("הישיבה ננעלה בשעה 10:18.", "closing", 61) in transcript.left_out


LABELS = st.sampled_from(["Mr. Speaker", "Dr. Day", "The Minister for Rain (Mr. Hill)", "An hon. Member"])
SAID = st.lists(st.sampled_from(["the", "Bill", "Mr. Hill", "(Cap. 5)", "Sir,", "said:", "Sh. 800", "--"]), max_size=30)
SITTING = st.lists(st.tuples(LABELS, SAID.map(lambda words: " ".join(["So", *words]) + ".")), min_size=3, max_size=12)


@settings(deadline=None)
@given(SITTING)
def test_a_sitting_is_read_word_for_word(sitting: list[tuple[str, str]]) -> None:
    sitting = [("Mr. Speaker", "Order."), *sitting]
    text = "HOUSE OF ASSEMBLY\n\n" + "\n".join(f"     {label}: {said}" for label, said in sitting)
    assert turns_in(read(text)) == [(label, said, None, None) for label, said in sitting]


@settings(deadline=None)
@given(
    SITTING, st.lists(st.sampled_from(["</Newspeech>", "<\\NEWSPEECH>", "</newspeech >", ""]), min_size=13, max_size=13)
)
def test_tagged_speeches_are_read_word_for_word(sitting: list[tuple[str, str]], ends: list[str]) -> None:
    text = "\r".join(f"<Newspeech> {label} :{said}{end}" for (label, said), end in zip(sitting, ends, strict=False))
    assert turns_in(read(text)) == [(label, said, None, None) for label, said in sitting]


@pytest.mark.parametrize("path", [HANSARD, TAGGED, KNESSET], ids=lambda path: path.parent.name)
@settings(deadline=None)
@given(data=st.data())
def test_damage_raises_only_errors_of_transcripts_and_loses_no_word(path: Path, data: st.DataObject) -> None:
    text = path.read_text("utf-8")
    at = data.draw(st.integers(0, len(text)))
    garbage = data.draw(st.text(alphabet="Mr. :()[]הא\n\t", max_size=30))
    damaged = text[:at] + garbage + (text[at:] if data.draw(st.booleans()) else "")
    try:
        transcript = read(damaged)
    except TranscriptError:
        return
    if transcript.format == FORMAT[path.parent.name]:
        loss = lost(damaged, transcript)
        assert {word.lower() for word in loss} <= {"newspeech", "header"} or ">" in text[max(0, at - 12) : at + 12]
