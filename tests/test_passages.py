"""Where sentences begin and end, as a table of rules and as properties; and how passages are made of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.passages import BEST, NOTE, notes, sentences, split
from index.transcript import Passage, Speaker, Transcript, Turn


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


RULES = [
    # plain
    ("It rains. It snows! Does it? Yes.", ["It rains.", "It snows!", "Does it?", "Yes."]),
    ("One sentence without an end", ["One sentence without an end"]),
    ("What did he do?! He ran.", ["What did he do?!", "He ran."]),
    ("¿Qué? ¡Sí! Bien.", ["¿Qué?", "¡Sí!", "Bien."]),
    ("It goes on. and on.", ["It goes on. and on."]),  # no sentence begins in small letters
    # titles
    ("I thank Mr. Park. He came.", ["I thank Mr. Park.", "He came."]),
    ("Dr. Lee, Gov. Jones and St. Louis. End.", ["Dr. Lee, Gov. Jones and St. Louis.", "End."]),
    ("Thank you, Mr. Secretary. Mr. Miller, please.", ["Thank you, Mr. Secretary.", "Mr. Miller, please."]),
    ("Mr.\nPark came. Sure.", ["Mr.\nPark came.", "Sure."]),
    # acronyms and abbreviations
    ("The U.S. State Department agreed. Fine.", ["The U.S. State Department agreed.", "Fine."]),
    ("We met in the U.S. The talks went on.", ["We met in the U.S.", "The talks went on."]),
    ("At 5 p.m. Mr. Kim left. At 6 a.m. we rose.", ["At 5 p.m. Mr. Kim left.", "At 6 a.m. we rose."]),
    ("It ends at 5 p.m. We leave then.", ["It ends at 5 p.m.", "We leave then."]),
    ("It is Samsung Co. Ltd. Then came Acme Inc. Japan.", ["It is Samsung Co. Ltd. Then came Acme Inc. Japan."]),
    # initials
    ("I met J. D. Vance. He left.", ["I met J. D. Vance.", "He left."]),
    ("I. M. Pei built it. Good.", ["I. M. Pei built it.", "Good."]),
    ("It was you and I. Then we left.", ["It was you and I.", "Then we left."]),
    # numbers
    ("They invested $110 billion. It grew 3.5 percent.", ["They invested $110 billion.", "It grew 3.5 percent."]),
    ("It rose by 3.5. Then it fell.", ["It rose by 3.5.", "Then it fell."]),
    ("See No. 5 and pp. 3 of it. Good.", ["See No. 5 and pp. 3 of it.", "Good."]),
    ("Did you? No. China did.", ["Did you?", "No.", "China did."]),
    ("It happened in 2023. In 2024 it did not.", ["It happened in 2023.", "In 2024 it did not."]),
    # addresses
    ("Go to www.state.gov or a.b@c.org. All is there.", ["Go to www.state.gov or a.b@c.org.", "All is there."]),
    # quotes
    ("“We will win.” He left.", ["“We will win.”", "He left."]),
    ('He said, "Go." Then he left.', ['He said, "Go."', "Then he left."]),
    ('"Really?" she asked. "Yes!" he said.', ['"Really?" she asked.', '"Yes!" he said.']),
    ("„Ja.“ Dann ging er.", ["„Ja.“", "Dann ging er."]),
    ("« Oui. » Il part.", ["« Oui. »", "Il part."]),
    ("(I mean it, and all of us do, whatever the others may tell you about it in the coming days.) So.",
     ["(I mean it, and all of us do, whatever the others may tell you about it in the coming days.)", "So."]),
    # ellipsis
    ("Well… I think so. Wait... What?", ["Well…", "I think so.", "Wait...", "What?"]),
    ("Well... we shall see.", ["Well... we shall see."]),
    # notes
    ("Good. (Laughter.) Now then. (Applause.)", ["Good.", "Now then."]),
    ("(Via interpreter)  Good afternoon.", ["Good afternoon."]),
    ("[Music] [Applause] Hello there.", ["Hello there."]),
    ("(Laughter.)", []),
    ("(I mean this.) Yes.", ["(I mean this.)", "Yes."]),  # an aside that was spoken
    ("We (inaudible) agreed. Yes.", ["We (inaudible) agreed.", "Yes."]),
    ("[W]e agreed. Yes.", ["[W]e agreed.", "Yes."]),  # an editor's letter is half of a word
    # paragraphs and lines
    ("A paragraph\n\nand another\n \nA third.", ["A paragraph", "and another", "A third."]),
    ("A line\nthat goes on. Next.", ["A line\nthat goes on.", "Next."]),
    ("- First point.\n- Second point.", ["- First point.", "- Second point."]),
    # two spaces between sentences make the writer's intention plain
    ("I know the U.S.  Secretary Lee came.  He left.", ["I know the U.S.", "Secretary Lee came.", "He left."]),
    ("It was 5 p.m.  Seoul slept.  We did not.", ["It was 5 p.m.", "Seoul slept.", "We did not."]),
    ("I saw Mr.  Park.  He left.", ["I saw Mr.  Park.", "He left."]),
    # other scripts
    ("今日は。元気ですか？はい！", ["今日は。", "元気ですか？", "はい！"]),
    ("他说：“你好。”然后走了。", ["他说：“你好。”", "然后走了。"]),
    ("안녕하세요. 감사합니다.", ["안녕하세요.", "감사합니다."]),
    ("हम जाते हैं। वे आए।", ["हम जाते हैं।", "वे आए।"]),
    ("هل أنت هنا؟ نعم.", ["هل أنت هنا؟", "نعم."]),
    # nothing
    ("", []),
    (" \n\n ", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RULES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(Via interpreter) We agree. (Laughter.) Yes. [Applause]", ["(Via interpreter)", "(Laughter.)", "[Applause]"]),
        ("It is a nuclear (inaudible), he said.", ["(inaudible)"]),
        ("So (laughs) I went (??) there.", ["(laughs)", "(??)"]),
        ("Five [percent] of it, says (Mr. Miller) here.", []),  # part of the sentence
        ("(I mean this.) [W]e agreed.", []),
        ("", []),
    ],
)
def test_notes_are_what_nobody_said(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in notes(text)] == expected


@given(st.text("ab. ([])\n?", max_size=40))
def test_a_note_between_sentences_is_found_once_and_in_order(text: str) -> None:
    found = notes(text)
    assert found == sorted(set(found))
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(NOTE.fullmatch(text[start:end]) for start, end in found)


def test_captions_without_marks_are_cut_at_words() -> None:
    text = " ".join(f"word{number}" for number in range(400))
    pieces = cut(text)
    assert " ".join(pieces) == text
    assert min(map(len, pieces[:-1])) >= 200
    assert max(map(len, pieces)) <= 600


def test_a_long_sentence_is_cut_at_a_comma_rather_than_at_a_word() -> None:
    text = "we " * 120 + "agreed, " + "and they " * 60
    assert cut(text)[0].endswith("we agreed,")


def test_a_text_without_any_place_to_cut_is_cut_all_the_same() -> None:
    assert list(map(len, cut("x" * 1_500))) == [600, 600, 300]


def test_a_very_long_text_is_cut_in_no_time_that_grows_with_its_square() -> None:
    """A book without speakers is one turn; looking far ahead at each of its full stops would take hours."""
    text = "It rains in Seoul. " * 100_000
    assert len(sentences(text)) == 100_000


MARKS = '. ? ! … ... 。 ？ ” “ " ’ » « ) ( ] [ - — ; :'.split()
WORDS = "Mr. U.S. No. I. J. 3.5 $110 5 p.m. www.a.org We we The said, 中文 é 🙂 [W] (Laughter.)".split()
PIECES = st.sampled_from([*MARKS, *WORDS, "(Via interpreter)"])
SPACES = st.sampled_from(["", " ", "  ", "\n", "\n\n", "\u00a0", "\t"])
prose = st.lists(st.tuples(PIECES, SPACES)).map(lambda parts: "".join(word + space for word, space in parts))
texts = st.one_of(prose, st.text(), st.lists(prose, min_size=20).map(" ".join))


@given(texts)
@example("x" * 2_000)
@example("(" * 700)
def test_every_word_outside_notes_lies_in_exactly_one_sentence(text: str) -> None:
    ranges = sentences(text)
    for start, end in ranges:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert all(before[1] <= after[0] for before, after in pairwise(ranges))
    at = 0
    for start, end in [*ranges, (len(text), len(text))]:
        assert not NOTE.sub("", text[at:start]).strip()
        at = end


@given(texts)
def test_the_same_text_is_cut_in_the_same_places(text: str) -> None:
    assert sentences(text) == sentences(text)


# -- passages --------------------------------------------------------------------------------------------------------

ANNA = Speaker("ANNA", "Anna")


def talk(*texts: str) -> Transcript:
    return Transcript("t", "Talk", tuple(Turn(text, ANNA) for text in texts))


def by_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def said(transcript: Transcript, passages: Sequence[Passage]) -> list[list[str]]:
    return [[transcript.text(span) for span in passage.sentences] for passage in passages]


def test_neighbouring_turns_share_a_passage_until_it_is_full() -> None:
    talking = talk("Is it so?", "Yes. It is so.", "Thank you all.", "One two three four five.")
    assert said(talking, split(talking, by_words, limit=9)) == [
        ["Is it so?", "Yes.", "It is so."],
        ["Thank you all.", "One two three four five."],
    ]


def test_a_long_turn_is_cut_between_its_sentences() -> None:
    talking = talk("One two. Three four. Five six. Seven.")
    assert said(talking, split(talking, by_words, limit=4)) == [["One two.", "Three four."], ["Five six.", "Seven."]]


def test_a_sentence_beyond_the_limit_stays_whole() -> None:
    talking = talk("Short. One two three four five six. Short again.")
    assert said(talking, split(talking, by_words, limit=3)) == [
        ["Short."],
        ["One two three four five six."],
        ["Short again."],
    ]


def test_a_passage_is_no_longer_than_is_best_even_where_the_model_reads_more() -> None:
    talking = talk("One two three four. " * BEST)
    assert [len(passage.sentences) for passage in split(talking, by_words, limit=4 * BEST)] == [BEST // 4] * 4
    assert [len(passage.sentences) for passage in split(talking, by_words, limit=BEST // 2)] == [BEST // 8] * 8


def test_where_nothing_is_said_there_is_no_passage() -> None:
    assert split(talk(), by_words, limit=9) == []
    assert split(talk("", "(Applause.)", "\n"), by_words, limit=9) == []


@given(st.lists(texts, max_size=5), st.integers(1, 30))
def test_every_sentence_is_in_one_passage_in_order_and_the_limit_holds(turns: list[str], limit: int) -> None:
    talking = talk(*turns)
    passages = split(talking, by_words, limit)
    spans = [span for passage in passages for span in passage.sentences]
    assert spans == sorted(spans)
    assert [(span.turn, span.start, span.end) for span in spans] == [
        (turn, *place) for turn, text in enumerate(turns) for place in sentences(text)
    ]
    for passage in passages:
        assert passage.transcript == "t"
        sizes = by_words([talking.text(span) for span in passage.sentences])
        assert sum(sizes) <= limit or len(sizes) == 1
    for before, after in pairwise(passages):  # none is shorter than it must be
        whole = [*before.sentences, after.sentences[0]]
        assert sum(by_words([talking.text(span) for span in whole])) > limit
