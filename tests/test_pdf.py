"""PDF: places on the page become white space, the text goes to the format that recognises it, bombs are refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import TooLarge, TranscriptError, UnsupportedFormat
from index.formats import load
from index.formats.documents import pdflayout, pdfpages
from index.formats.source import Source
from index.transcript import LeftOut, Transcript
from tests.expected import FOLDER, turns_expected, turns_in
from tests.pdfmaker import locked, pdf, text_pdf
from tests.wordloss import left_out, lost

HANSARD = FOLDER / "hansard" / "minister_with_his_name_in_brackets.txt"
CALL = FOLDER / "call" / "roles_below_names.txt"
COURT = FOLDER / "court" / "line_numbers_and_index_of_words.txt"


def read(data: bytes, name: str = "paper.pdf") -> Transcript:
    return load(Source(name, data))


def refused(data: bytes) -> TranscriptError:
    with pytest.raises(TranscriptError) as error:
        read(data)
    return error.value


def lines(data: bytes) -> list[str]:
    return [text for text, _ in pdflayout.lines(pdfpages.read("paper.pdf", data)[0])]


def test_indents_and_gaps_become_white_space() -> None:
    text = "A heading\n\n    One two\nthree  four\nfive\nsix"
    assert lines(text_pdf([text])) == ["A heading", "", "     One two", "three  four", "five", "six"]


def test_a_hansard_in_pdf_is_read_as_one_in_text() -> None:
    transcript = read(text_pdf([HANSARD.read_text("utf-8")]))
    assert turns_in(transcript) == turns_expected(HANSARD)
    assert (transcript.format, transcript.date) == ("PDF", "1998-03-31")


def test_a_call_in_pdf_is_read_as_one_in_text() -> None:
    more = "".join(f"\nLine {number} of a long answer" for number in range(30))
    head, _, presentation = CALL.read_text("utf-8").replace("Because.", f"Because.{more}").partition("Presentation\n")
    expected = [
        (label, text.replace("Because.", "Because." + more.replace("\n", " ")), *times)
        for label, text, *times in turns_expected(CALL)
    ]
    assert turns_in(read(text_pdf([head, f"Presentation\n{presentation}"]))) == expected


def test_a_court_reporters_pages_in_pdf_are_read_as_those_in_text() -> None:
    pages = COURT.read_text("utf-8").split("\f")
    assert turns_in(read(text_pdf(pages))) == turns_expected(COURT)


def test_line_numbers_that_are_drawn_first_find_their_lines_in_whatever_order_these_come() -> None:
    said = [
        "SUPREME COURT",
        "    MR. HILL:  It is",
        "not the case that",
        "nobody came.",
        "",
        "    MS. DAY:  Yes.",
        "(Recess.)",
        "",
    ]
    numbers = [(60.0, 100.0 + 24 * at, str(at + 1)) for at in range(len(said))]
    words = [
        (90.0 + 6 * (len(line) - len(line.lstrip())), 100.0 + 24 * at, line.strip())
        for at, line in enumerate(said)
        if line
    ]
    late = (300.0, 100.0 + 24 * 3, "Nobody.")
    transcript = read(pdf([[*numbers, late, *reversed(words)]]))
    assert turns_in(transcript) == [
        ("MR. HILL", "It is not the case that nobody came. Nobody.", None, None),
        ("MS. DAY", "Yes.", None, None),
    ]


def test_line_numbers_that_are_drawn_with_their_lines_leave_them_their_indents() -> None:
    said = [
        "COURT OF APPEAL",
        "    MR. HILL:  It is",
        "so",
        "    I say.",
        "    (Recess.)",
        "    MS. DAY:  Yes,",
        "it is.",
        "12 of us.",
        "",
    ]
    drawn = [
        place
        for at, line in enumerate(said)
        for place in (
            (60.0 if at > 8 else 66.0, 100.0 + 24 * at, str(at + 1)),
            (90.0 + 6 * (len(line) - len(line.lstrip())), 100.0 + 24 * at, line.strip()),
        )
        if place[2]
    ]
    transcript = read(pdf([drawn]))
    assert turns_in(transcript) == [
        ("MR. HILL", "It is so\nI say.", None, None),
        ("MS. DAY", "Yes, it is. 12 of us.", None, None),
    ]


def test_columns_are_read_one_after_the_other_with_their_own_indents() -> None:
    left = [(72.0, 100.0 + 12 * at, f"left {at} goes") for at in range(6)]
    right = [(330.0 + 25 * (at == 2), 100.0 + 12 * at, f"right {at} goes") for at in range(6)]
    assert lines(pdf([[*left, *right]])) == [
        *(f"left {at} goes" for at in range(6)),
        *("right 0 goes", "right 1 goes", "     right 2 goes", "right 3 goes", "right 4 goes", "right 5 goes"),
    ]


def test_running_heads_are_left_out_with_their_pages_and_sentences_go_on_over_them() -> None:
    pages = [
        f"March 31, 1998    DEBATES {n}\n\n{body}"
        for n, body in enumerate(["Mr. Speaker: House of", "Assembly, order.\nMr. Hill: Aye.", "Dr. Day: No."], 7)
    ]
    transcript = read(text_pdf(pages))
    assert turns_in(transcript)[0] == ("Mr. Speaker", "House of Assembly, order.", None, None)
    assert transcript.left_out == tuple(
        LeftOut(f"March 31, 1998    DEBATES {n}", f"running head, page {page}") for page, n in enumerate((7, 8, 9), 1)
    )


def test_what_the_format_leaves_out_has_its_page() -> None:
    pages = ["HOUSE OF ASSEMBLY\n\nMr. Speaker: Order.\nMr. Hill: Aye.", "Dr. Day: No.\n\n          (Applause)"]
    assert left_out(read(text_pdf(pages))) == [("HOUSE OF ASSEMBLY", "head, page 1"), ("(Applause)", "note, page 2")]


def test_the_title_of_the_properties_serves_where_the_text_has_none() -> None:
    said = "FOMC\n\nMR. HILL. Yes.\n\nMS. DAY. No.\n\nMR. HILL. Oh."
    assert read(text_pdf([said], "Meeting in March")).title == "Meeting in March"
    assert read(text_pdf([said], "report.docx")).title == "paper"


def test_a_page_without_text_is_listed() -> None:
    transcript = read(pdf([[(72, 72, "Mr. Hill: Yes.")], []]))
    assert LeftOut("page 2", "no text: empty, or a picture") in transcript.left_out


def test_a_scan_is_refused_with_the_cure() -> None:
    error = refused(pdf([[], []]))
    assert isinstance(error, UnsupportedFormat)
    assert "text recognition (OCR)" in error.cure


def test_an_encrypted_pdf_is_refused_with_the_cure() -> None:
    error = refused(locked(text_pdf(["MR. HILL: Yes."]), user="secret"))
    assert isinstance(error, UnsupportedFormat)
    assert (error.reason, error.cure) == ("the PDF is encrypted", "save a copy without a password and add that")


def test_a_pdf_that_is_only_locked_against_changes_is_read() -> None:
    assert read(locked(text_pdf(["MR. HILL: Yes."]), user="")).turns[0].text.endswith("Yes.")


def test_a_stream_that_unpacks_to_too_much_is_refused_with_its_page() -> None:
    error = refused(pdf([[]], content=b" " * (pdfpages.MAX_STREAM + 1)))
    assert isinstance(error, TooLarge)
    assert error.where == "page 1"


def test_too_many_operations_are_refused_with_their_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfpages, "MAX_OPERATIONS", 100)
    error = refused(pdf([[(72, 72, "One.")] * 2, [(72, 72, "Two.")] * 200]))
    assert isinstance(error, TooLarge)
    assert error.where == "page 2"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfpages, "MAX_PAGES", 2)
    error = refused(text_pdf(["One."] * 3))
    assert isinstance(error, TooLarge)
    assert error.where == "page 3"


def test_a_truncated_pdf_is_an_error_with_the_cure() -> None:
    error = refused(text_pdf(["MR. HILL: Yes."])[:60])
    assert error.reason.startswith("the PDF is damaged")
    assert error.cure == "open it in a PDF reader and print it to a new PDF"


def test_text_that_looks_like_a_pdf_is_not_read_as_one_again() -> None:
    assert read(text_pdf(["%PDF-1.4 is how it begins.", "MR. HILL: Yes."])).format == "PDF"


def test_characters_that_fonts_do_not_map_are_marked() -> None:
    said = b"and so on, " * 20
    transcript = read(pdf([[]], content=b"BT /F1 10 Tf 72 700 Td (MR. HILL: " + said + b"A\\000B\\015C) Tj ET"))
    assert transcript.turns[0].text.endswith("A\ufffdB C")


def test_fonts_that_map_nothing_are_refused_with_the_cure() -> None:
    error = refused(pdf([[]], content=b"BT /F1 10 Tf 72 700 Td (\\001\\002\\003\\000) Tj ET"))
    assert isinstance(error, UnsupportedFormat)
    assert error.reason == "its fonts do not say which letters they draw"


SAID = st.text(alphabet="abc(). \\é", min_size=1, max_size=30).map(lambda text: f"so {text.strip()} on")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(SAID, min_size=1, max_size=8), min_size=1, max_size=4))
def test_no_word_of_any_page_is_lost(pages: list[list[str]]) -> None:
    text = [" ".join(page) for page in pages]
    assert lost(" ".join(text), read(text_pdf(["\n".join(page) for page in pages]))).total() == 0


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 1500), st.binary(max_size=20), st.booleans())
def test_damage_raises_only_errors_of_transcripts(at: int, garbage: bytes, cut: bool) -> None:
    data = text_pdf(["Mr. Speaker: Order.", "Mr. Hill: Yes."], "A title")
    with suppress(TranscriptError):
        read(data[:at] + garbage + (b"" if cut else data[at:]))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_random_bytes_raise_only_errors_of_transcripts(data: bytes) -> None:
    with suppress(TranscriptError):
        read(b"%PDF-1.7\n" + data)
