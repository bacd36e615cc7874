"""Word: tables and paragraphs in body order, what change tracking hides, damaged and hostile containers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import EmptyTranscript, TooLarge, TranscriptError, UnsupportedFormat
from index.formats import load, recognise
from index.formats.documents import docx as word
from index.formats.source import Source
from index.transcript import LeftOut, Transcript
from tests.docxmaker import FILES, FOLDER, STYLES, W, docx, paragraph, run, table
from tests.expected import files, source, turns_expected, turns_in
from tests.wordloss import left_out


def read(*body: str, **parts: str) -> Transcript:
    return load(Source("talk.docx", docx(*body, **parts)))


@pytest.mark.parametrize("path", files("docx"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "Word"


def test_the_files_are_what_their_maker_says() -> None:
    assert {path.name: path.read_bytes() for path in files("docx")} == FILES


def test_what_is_no_speech_is_left_out_by_what_it_is() -> None:
    notes = load(source(FOLDER / "notes_page_heads_and_comments.docx"))
    assert set(left_out(notes)) == {
        ("Confidential", "page header"),
        ("He laughed.", "footnote"),
        ("Check this.", "comment"),
    }
    changes = load(source(FOLDER / "changes_tracked_controls_and_boxes.docx"))
    assert changes.left_out == (LeftOut(", never", "deleted", 3),)


def test_tables_beside_the_transcript_are_left_out_whole() -> None:
    transcript = load(source(FOLDER / "table_among_other_tables.docx"))
    assert ("0:06.3", "another table") in left_out(transcript)
    assert ("☺", "column 4") in left_out(transcript)
    assert ("Word confidence: fair", "beside the transcript") in left_out(transcript)
    assert transcript.title == "Call of the week"


def test_a_table_without_header_is_known_by_its_cells() -> None:
    rows = [
        ("Ada", "Why do bridges fall?"),
        ("Max", "Nobody looks at them."),
        ("Ada", "I see that."),
        ("Max", "So be it."),
    ]
    transcript = read(table(*rows))
    assert turns_in(transcript) == [(label, text, None, None) for label, text in rows]


def test_a_cell_may_hold_when_words_begin_and_end() -> None:
    transcript = read(
        table(("Timespan", "Content", "Speaker"), ("0:01.5 - 0:02.0", "Who pays?", "Ada"), ("0:03", "I.", "Max"))
    )
    assert turns_in(transcript) == [("Ada", "Who pays?", 1_500, 2_000), ("Max", "I.", 3_000, None)]


def test_a_bold_name_in_what_the_software_notes_says_nothing() -> None:
    names = ["Ada", "Max", "Ada", "Max", "Ada"]
    said = [
        paragraph(run(name, bold=True), run(f"   0:0{n}"), "<w:r><w:br/></w:r>", run("It is said."))
        for n, name in enumerate(names)
    ]
    transcript = read(paragraph(run("Ada", bold=True), run(" started transcription")), *said)
    assert [turn.speaker.label for turn in transcript.turns if turn.speaker] == names
    assert transcript.turns[0].text == "It is said."
    assert ("Ada started transcription", "notice") in left_out(transcript)


def test_a_glossary_is_no_conversation() -> None:
    rows = [("Pier", "What a bridge stands on."), ("Span", "What lies between."), ("Arch", "A bow of many stones.")]
    assert all(turn.speaker is None for turn in read(table(*rows)).turns)


def test_a_heading_is_the_title_and_ends_a_turn() -> None:
    transcript = load(source(FOLDER / "bold_names_without_colon.docx"))
    assert transcript.title == "The bridge"
    assert ("Part two", "heading") in left_out(transcript)


def test_bold_words_that_are_no_names_stay_words() -> None:
    body = [paragraph(run(f"Never{n} ", bold=True), run("do this, I said, not once.")) for n in range(5)]
    assert read(*body).turns[0].text == "Never0 do this, I said, not once."


def test_a_style_can_make_the_name_bold() -> None:
    names = ["Ada Brook", "Max Lund", "Ada Brook", "Max Lund"]
    who = '<w:r><w:rPr><w:rStyle w:val="Who"/></w:rPr><w:t xml:space="preserve">{} </w:t></w:r>'
    transcript = read(*(paragraph(who.format(name), run("It is said.")) for name in names), styles=STYLES)
    assert [turn.speaker.label for turn in transcript.turns if turn.speaker] == names


def test_white_space_is_the_documents_own() -> None:
    words = ["ADA: Two  spaces.", "MAX: No\u00a0break.", "ADA: A\ttab.", "MAX: So."]
    assert [turn.text for turn in read(*(paragraph(run(text)) for text in words)).turns] == [
        "Two  spaces.",
        "No\u00a0break.",
        "A\ttab.",
        "So.",
    ]


DAMAGE = [
    (b"PK\x03\x04 and no more word/", TranscriptError, "damaged"),
    (docx(paragraph(run("A: b")))[:-40], TranscriptError, "damaged"),
    (docx(), EmptyTranscript, "no text"),
    (docx("<w:p>"), TranscriptError, "not well-formed"),
    (docx("&lol;"), TranscriptError, "lol"),
]


@pytest.mark.parametrize(("data", "kind", "what"), DAMAGE)
def test_damage_is_told_with_its_cure(data: bytes, kind: type[TranscriptError], what: str) -> None:
    with pytest.raises(kind) as error:
        word.parse(Source("talk.docx", data))
    assert what in error.value.reason
    assert error.value.cure


def test_a_fault_in_the_xml_is_told_with_its_part_and_line() -> None:
    with pytest.raises(TranscriptError) as error:
        word.parse(Source("talk.docx", docx("\n\n<w:p></w:r>")))
    assert error.value.where == "word/document.xml line 3"


def test_a_container_without_document_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/other.xml", "<x/>")
    with pytest.raises(UnsupportedFormat):
        word.parse(Source("talk.docx", file.getvalue()))


def test_a_document_that_unpacks_without_end_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_MAX_PART", 100_000)
    bomb = docx(paragraph(run("A: " + "word " * 100_000)))
    assert len(bomb) < 5_000
    with pytest.raises(TooLarge):
        word.parse(Source("bomb.docx", bomb))


def test_entities_are_refused_and_not_expanded() -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", f"{entities}<w:document {W}><w:body>&b;</w:body></w:document>")
    with pytest.raises(UnsupportedFormat, match="entities"):
        word.parse(Source("laughs.docx", file.getvalue()))


def test_other_containers_are_not_taken_for_documents() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("notes.txt", "A: b")
    assert not word.sniff(Source("notes.zip", file.getvalue()))
    assert recognise(Source("talk", docx(paragraph(run("A: b"))))).name == "Word"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.floats(0, 1),
    st.sampled_from(["<", "</w:p>", "<w:tbl>", "&", "<w:r>", "\0", "ü"]),
)
def test_whatever_is_wrong_inside_only_a_transcript_error_comes_out(name: str, share: float, garbage: str) -> None:
    file, damaged = zipfile.ZipFile(io.BytesIO(FILES[name])), io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as package:
        for entry in file.namelist():
            text = file.read(entry).decode()
            place = round(share * len(text))
            package.writestr(entry, text[:place] + garbage + text[place:])
    try:
        word.parse(Source(name, damaged.getvalue()))
    except TranscriptError as error:
        assert error.cure
