"""Debates and conversations in XML: who speaks by attribute, list or printed label; and XML that cannot be trusted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import EmptyTranscript, TooLarge, TranscriptError, UnsupportedFormat
from index.formats import load, recognise
from index.formats.language import tag
from index.formats.markup import xml
from index.formats.markup.speeches import is_bracketed, time_ms
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript
from tests.expected import FOLDER, files, source, turns_expected, turns_in
from tests.wordloss import left_out

FORMAT = {"akomantoso": "Akoma Ntoso", "tei": "TEI", "hansardxml": "Hansard XML", "xml": "XML"}


def read(text: str) -> Transcript:
    return load(Source("debate.xml", text.encode()))


def made(folder: str, name: str) -> Transcript:
    return load(source(FOLDER / folder / name))


def speakers(transcript: Transcript) -> list[Speaker | None]:
    return [turn.speaker for turn in transcript.turns]


@pytest.mark.parametrize("path", files(*FORMAT), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == FORMAT[path.parent.name]


def test_akoma_ntoso_says_who_stands_behind_the_label_where_the_label_does_not() -> None:
    assert speakers(made("akomantoso", "questions_remarks_and_notes.xml")) == [
        Speaker("Ms. Otieno", "Jane Otieno"),
        Speaker("Prof. Kamau", role="Minister for Water"),
        Speaker("Mr. Speaker", "Jane Otieno"),
        None,
    ]


def test_akoma_ntoso_has_its_date_language_and_persons_without_the_editor() -> None:
    debate = made("akomantoso", "questions_remarks_and_notes.xml")
    assert (debate.title, debate.date, debate.language) == ("NATIONAL ASSEMBLY", "1995-10-31", "en")
    assert debate.participants == (Speaker("", "Mr. Kamau"), Speaker("", "Jane Otieno"))


def test_akoma_ntoso_leaves_out_by_the_name_of_the_element() -> None:
    debate = made("akomantoso", "questions_remarks_and_notes.xml")
    assert LeftOut("(Several Members stood up)", "narrative", 25) in debate.left_out
    assert LeftOut("WATER IN ELM", "heading", 20) in debate.left_out
    assert LeftOut("The Member nods", "remark", 27) in debate.left_out


def test_a_law_is_no_debate() -> None:
    with pytest.raises(EmptyTranscript, match="<act> has no speeches"):
        read("<akomaNtoso><act><body><p>Nobody may.</p></body></act></akomaNtoso>")


def test_tei_gives_names_roles_places_and_the_recording() -> None:
    talk = made("tei", "persons_listed_and_a_timeline.xml")
    assert speakers(talk) == [Speaker("S1", "Ada Brook", "guide"), Speaker("S2", "Max Lund"), None]
    assert talk.participants == (Speaker("", "Ada Brook", "guide"), Speaker("", "Max Lund"))
    assert (talk.title, talk.place, talk.date) == ("Conversation", "Graz, Austria", "2019-04")
    assert (talk.language, talk.media) == ("en", "talk.wav")


IDS = [
    ("KučanMilan", "Kučan Milan"),
    ("RojoPilarMilagros", "Rojo Pilar Milagros"),
    ("Levent.Gök", "Levent Gök"),
    ("DíazYolanda", "Díaz Yolanda"),
    ("SPK0", ""),
    ("A1", ""),
]


@pytest.mark.parametrize(("identifier", "name"), IDS)
def test_names_run_together_in_ids_are_taken_apart(identifier: str, name: str) -> None:
    said = read(f'<TEI><text><body><u who="#{identifier}">Yes.</u></body></text></TEI>')
    assert speakers(said) == [Speaker(identifier, name)]


def test_unbracketed_notes_are_no_words_of_the_speaker() -> None:
    debate = made("tei", "notes_applause_and_incidents.xml")
    assert left_out(debate) == [
        ("Voda", "head"),
        ("14.01", "note: time"),
        ("PŘEDSEDA:", "note: speaker"),
        ("Hluk v sále", "incident: noise"),
        ("tak", "note"),
        ("nic", "gap: inaudible"),
    ]


def test_a_corpus_that_only_includes_files_says_what_to_add() -> None:
    with pytest.raises(EmptyTranscript, match="add the files that it includes"):
        read('<teiCorpus><teiHeader/><include href="a.xml"/></teiCorpus>')


def test_australian_talkers_are_people_in_the_right_order() -> None:
    assert speakers(made("hansardxml", "other_members_inside_a_talk.xml")) == [
        Speaker("Brook, Sen Ada", "Ada Brook", "Minister for Water"),
        Speaker("PRESIDENT, The", "The PRESIDENT"),
        Speaker("Senator Lund"),
        Speaker("Brook, Sen Ada", "Ada Brook", "Minister for Water"),
    ]


def test_that_somebody_interjected_is_not_what_the_speaker_said() -> None:
    debate = made("hansardxml", "other_members_inside_a_talk.xml")
    assert LeftOut("Senator Lund interjecting—", "interjection", 9) in debate.left_out
    assert (debate.title, debate.date) == ("Senate, 2013-06-26", "2013-06-26")


def test_a_column_number_parts_no_words() -> None:
    debate = made("hansardxml", "members_at_the_head_of_paragraphs.xml")
    assert LeftOut("29", "reference", 2) in debate.left_out
    assert debate.turns[0].text.startswith("I rise to speak.")
    assert debate.date == "1803-11-22"


NAMED = [
    '<turn speaker="Ada">Yes.</turn>',
    '<a><line who="Ada"><text>Yes.</text></line></a>',
    "<entry><speaker>Ada:</speaker><text>Yes.</text></entry>",
    '<ns:s xmlns:ns="urn:x" ns:participant="Ada">Yes.</ns:s>',
]


@pytest.mark.parametrize("speech", NAMED)
def test_any_element_that_names_a_speaker_is_a_speech(speech: str) -> None:
    said = read(f"<call><head>Call</head>{speech}</call>")
    assert turns_in(said) == [("Ada", "Yes.", None, None)]
    assert left_out(said) == [("Call", "head")]


CAPTIONS = [
    '<transcript><text start="0.5" dur="1.5">Why not?</text><text start="2" dur="1">I see.</text></transcript>',
    '<tt xmlns="urn:tt"><body><div><p begin="00:00:00.500" end="00:00:02.000">Why<br/>not?</p>'
    '<p begin="00:00:02.000" end="00:00:03.000">I see.</p></div></body></tt>',
]


@pytest.mark.parametrize("captions", CAPTIONS)
def test_elements_with_a_time_and_no_speaker_are_captions(captions: str) -> None:
    assert turns_in(read(captions)) == [(None, "Why not? I see.", 500, 3_000)]


def test_xml_that_names_nobody_says_so() -> None:
    with pytest.raises(EmptyTranscript, match="names a speaker or a time"):
        read('<feed><entry who=""/><p>Words.</p></feed>')


ENCODINGS = [
    ("utf-8", "utf-8"),
    ("utf-8", "ISO-8859-1"),
    ("cp1252", "ISO-8859-1"),
    ("utf-16", "UTF-16"),
    ("utf-8-sig", ""),
]


@pytest.mark.parametrize(("real", "declared"), ENCODINGS)
def test_the_bytes_decide_where_the_declared_encoding_is_wrong(real: str, declared: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    data = f'{head}<t><u speaker="Zoë">Ça va – oui.</u></t>'.encode(real)
    assert turns_in(load(Source("t.xml", data))) == [("Zoë", "Ça va – oui.", None, None)]


def test_a_declaration_after_white_space_and_names_of_characters_are_forgiven() -> None:
    said = read('\n <?xml version="1.0"?><t><u speaker="A">caf&eacute;&nbsp;&amp; <![CDATA[<&eacute;>]]></u></t>')
    assert said.turns[0].text == "café\u00a0& <&eacute;>"


LAUGHS = '<!DOCTYPE t [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><t><u speaker="A">&b;</u></t>'
OUTSIDE = '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/hostname">]><t><u speaker="A">&a;</u></t>'
FAULTS = [
    (LAUGHS, UnsupportedFormat, ""),
    (OUTSIDE, UnsupportedFormat, ""),
    ('<!DOCTYPE t SYSTEM "t.dtd">\n<t><u speaker="A">&foo;</u></t>', TranscriptError, "line 2"),
    ('<t>\n<u speaker="A">\n</t>', TranscriptError, "line 3"),
    ('<t>\n<u speaker="A">a < b</u></t>', TranscriptError, "line 2"),
    ('<?xml version="1.0"\nencoding="utf-8"?>\n<t><u speaker="A">\x01</u></t>', TranscriptError, "line 3"),
    ('<t><u speaker="A">' + "<b>" * 300 + "x", TooLarge, "line 1"),
]


@pytest.mark.parametrize(("text", "kind", "where"), FAULTS)
def test_a_fault_is_named_with_its_line(text: str, kind: type[TranscriptError], where: str) -> None:
    with pytest.raises(kind) as error:
        read(text)
    assert error.value.where == where
    assert error.value.cure


ROOTS = [
    (b"<a/>", "a"),
    (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <b> -->\n<!DOCTYPE c [\n<!ELEMENT c ANY>]>\n<ns:c-d.e x="1">', "c-d.e"),
    ("<?xml version='1.0' encoding='UTF-16'?><å/>".encode("utf-16"), "å"),
    ("<TEI>".encode("utf-16-le"), "TEI"),
    (b"< a>", ""),
    (b"ADA: <b>So.</b>", ""),
    (b"", ""),
]


@pytest.mark.parametrize(("data", "name"), ROOTS)
def test_the_root_is_known_without_parsing(data: bytes, name: str) -> None:
    assert xml.root_name(Source("x", data)) == name


def test_text_in_angle_brackets_is_no_xml() -> None:
    assert recognise(Source("a.txt", b"<laughs> ADA: Who is speaker?\n\nMAX: So.\n")).name == "text"


TIMES = [
    ("12.5", 12_500),
    ("3s", 3_000),
    ("0:07", 7_000),
    ("(01:02:03.25)", 3_723_250),
    ("[0:09]", 9_000),
    ("10:30 pm", None),
    ("soon", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "ms"), TIMES)
def test_times_alone(text: str, ms: int | None) -> None:
    assert time_ms(text) == ms


@pytest.mark.parametrize(
    ("code", "expected"),
    [("eng", "en"), ("ger", "de"), ("deu", "de"), ("yue", "yue"), ("en_us", "en-US"), ("gl", "gl"), ("", "")],
)
def test_languages_become_bcp_47(code: str, expected: str) -> None:
    assert tag(code) == expected


def test_brackets_set_a_note_off() -> None:
    assert all(map(is_bracketed, ["(Applause.)", "[Laughter]", "{x}", "（掌声）", "(Potlesk)."]))
    assert not any(map(is_bracketed, ["Applause", "He (a man) said", "(a) and more", ""]))


word = st.text(
    st.characters(categories=["L", "N", "P", "S"], exclude_characters="<>&\ufdd0\ufdd1"), min_size=1, max_size=8
)
prose = st.lists(word, min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.tuples(st.sampled_from(["Ada", "Max", "Zoë"]), prose), min_size=1))
def test_what_is_written_as_utterances_is_read_back(turns: list[tuple[str, str]]) -> None:
    read_back = read("<t>" + "".join(f'<u speaker="{who}">{text}</u>' for who, text in turns) + "</t>")
    merged: list[tuple[str | None, str]] = []
    for who, text in turns:
        if merged and merged[-1][0] == who:
            merged[-1] = (who, f"{merged[-1][1]} {text}")
        else:
            merged.append((who, text))
    assert [(who, text) for who, text, _, _ in turns_in(read_back)] == merged


UNITS = [
    '<u who="#A">a</u>',
    "<u>a<note>b</note>",
    '<speech by="#a"><p>b</p></speech>',
    "<member>A</member>b",
    "<p>a</p>",
]


@pytest.mark.parametrize("root", ["TEI><text", "akomaNtoso><debate", "hansard><debates", "t><u speaker='A'"])
@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length(root: str, unit: str) -> None:
    began = time.process_time()
    opened, closed = root.split("><")
    text = f"<{root}>{unit * (200_000 // len(unit))}</{closed.split()[0]}></{opened}>"
    try:
        read(text)
    except TranscriptError as error:
        assert error.cure
    assert time.process_time() - began < 20
