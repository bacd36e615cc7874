"""What printed records share: running heads, paragraphs, and turns as they are called."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats.records.record import Minutes, Paragraph, in_order, lines, paragraphs, running_heads, without
from index.transcript import LeftOut, Speaker, Turn


def texts(text: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(lines(text))]


def test_lines_of_a_paragraph_are_joined_by_one_space_and_spaces_inside_stay() -> None:
    assert texts("    One  two\nthree-\nfour.\n    Five.\nsix\n") == ["One  two three- four.", "Five. six"]


def test_a_blank_line_ends_a_paragraph() -> None:
    assert texts("one\ntwo\n\nthree") == ["one two", "three"]


def test_two_indented_lines_are_two_paragraphs_only_where_the_first_is_finished() -> None:
    assert texts("    Yes.\n    No.\nmore\nmore") == ["Yes.", "No. more more"]
    assert texts("    it said\n    nothing\nmore\nmore") == ["it said nothing", "more more"]


def test_a_heading_does_not_swallow_the_paragraph_below_it() -> None:
    assert texts("body\nbody\n            CERTIFICATE\n     I certify\nthis.") == [
        "body body",
        "CERTIFICATE",
        "I certify this.",
    ]


def test_a_note_goes_on_until_its_bracket_closes() -> None:
    assert texts("    (Prayers by the Rt.\n    Rev. Hill)\nbody") == ["(Prayers by the Rt. Rev. Hill)", "body"]


def test_paragraphs_know_their_first_line_and_indent() -> None:
    found = list(paragraphs(lines("one\n\n   two\nthree")))
    assert found == [Paragraph("one", 1, 0), Paragraph("two three", 3, 3)]


def test_what_stands_wholly_in_brackets_is_a_note() -> None:
    notes = ["(Laughter.)", "[Mr. Hill (acting) in the Chair]", "(The Mace was placed on the Table]"]
    assert all(Paragraph(note, 1).is_note for note in notes)
    assert not any(Paragraph(text, 1).is_note for text in ["(a) and (b)", "He (laughs)", "(open"])


def test_capitals_are_headings_also_when_spaced() -> None:
    assert Paragraph("P R O C E E D I N G S", 1).is_capitals
    assert Paragraph("ARRIVAL OF THE PRESIDENT", 1).is_capitals
    assert not any(Paragraph(text, 1).is_capitals for text in ["Arrival", "A.", "12", "הצבעה"])


def test_running_heads_recur_at_the_edges_of_pages_but_for_their_digits() -> None:
    pages = [f"DEBATES {n}\n\nwords {word} here\n{word}\n- {n} -" for n, word in enumerate("abcdef", 7)]
    found = lines("\n\f".join(pages))
    heads = running_heads(found)
    assert [line.text for line in found if line.number in heads][:4] == ["DEBATES 7", "- 7 -", "DEBATES 8", "- 8 -"]
    assert len(heads) == 12


def test_a_line_that_recurs_between_the_words_is_no_running_head() -> None:
    pages = [f"begin {word}\nThank you.\nend {word}" for word in "abcdef"]
    assert running_heads(lines("\n\f".join(pages))) == set()


def test_a_sentence_goes_on_over_a_mark_that_is_taken_out() -> None:
    found = lines("year that the\n\n[[Page 2]]\n\nmoney came.\n\n[[Page 3]]\n\nNext.")
    kept = without(found, {3, 7})
    assert [paragraph.text for paragraph in paragraphs(kept)] == ["year that the money came.", "Next."]


def test_nobody_speaks_before_the_first_call() -> None:
    minutes = Minutes()
    minutes.say("Before.")
    minutes.call(Speaker("A"), 2)
    minutes.say("One.")
    minutes.say(" Two. ")
    minutes.call(Speaker("B"), 4)
    turns, left_out = minutes.close()
    assert turns == (Turn("Before."), Turn("One.\nTwo.", Speaker("A")))
    assert left_out == (LeftOut("B", "a label without words", 4),)


def test_neighbours_left_out_for_one_reason_are_one_entry_in_the_order_of_the_file() -> None:
    left = [LeftOut("c", "y", 3), LeftOut("a", "x", 1), LeftOut("b", "x", 2), LeftOut("d", "y", 9)]
    assert in_order(left) == (LeftOut("a\nb", "x", 1), LeftOut("c", "y", 3), LeftOut("d", "y", 9))


@settings(deadline=None)
@given(st.text(alphabet="ab (.\n\f\t", max_size=300))
def test_paragraphs_lose_no_word(text: str) -> None:
    assert " ".join(texts(text)).split() == text.split()
