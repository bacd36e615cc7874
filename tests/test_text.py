"""What counts as a word, and which words are one term."""

from __future__ import annotations

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import STOP_WORDS, stem, terms, words


def folded(text: str) -> list[str]:
    return [word for word, _, _ in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We trade.", ["we", "trade"]),
        ("the U.S. and US", ["the", "us.", "and", "us"]),  # a country is no pronoun, even as a sentence's last word
        ("U.S. State", ["us.", "state"]),
        ("ROK-U.S. alliance", ["rok", "us.", "alliance"]),
        ("at 3.5 percent", ["at", "3.5", "percent"]),
        ("$110 billion", ["110", "billion"]),
        ("Café, Señor, Žižek", ["cafe", "senor", "zizek"]),
        ("Cafe\u0301s, Ame\u0301lie", ["cafes", "amelie"]),  # as macOS and some PDFs write accents
        ("Straße", ["strasse"]),
        ("हिन्दी भाषा।", ["हिनदी", "भाषा"]),
        ("שָׁלוֹם־עולם", ["שלום", "עולם"]),
        ("السَّلام عليكم", ["السلام", "عليكم"]),
        ("กุ", ["ก"]),
        ("Park’s don't", ["park", "s", "don", "t"]),
        ("snake_case one-two", ["snake_case", "one", "two"]),
        ("中文句子", ["中", "文", "句", "子"]),
        ("日本のAI戦略", ["日", "本", "の", "ai", "戦", "略"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("— … !", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [unicodedata.normalize("NFC", word) for word in folded(text)] == expected


@given(st.text())
def test_words_stand_where_they_say_in_order_and_apart(text: str) -> None:
    at = 0
    for word, start, end in words(text):
        assert at <= start < end <= len(text)
        assert not any(char.isspace() for char in text[start:end])
        assert word == folded(text[start:end])[0]
        at = end


@given(st.text(st.characters(max_codepoint=0xFFF)))
def test_accents_may_be_composed_or_not(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert terms(unicodedata.normalize("NFD", composed)) == terms(composed)


@given(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)))
def test_capitals_make_no_other_word(text: str) -> None:
    assert folded(text.casefold()) == folded(text)


@pytest.mark.parametrize(
    "alike",
    [
        ("invested", "investments", "investing", "Invest"),
        ("sanction", "sanctions", "sanctioned"),
        ("U.S.", "u.s.", "U.S"),
        ("Pyongyang", "PYONGYANG"),
        ("café", "cafe\u0301", "Cafe"),
    ],
)
def test_forms_of_a_word_are_one_term(alike: tuple[str, ...]) -> None:
    found = {tuple(terms(form)) for form in alike}
    assert len(found) == 1
    assert len(found.pop()) == 1


@pytest.mark.parametrize(("one", "other"), [("U.S.", "us"), ("China", "chine"), ("110", "11"), ("north", "south")])
def test_other_words_are_other_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_words_without_a_topic_are_left_out_and_the_order_is_kept() -> None:
    assert terms("What did Park say about the trade with China, and about trade?") == [
        *("park", "say", "trade", "china", "trade")
    ]
    assert all(terms(word) == [] for word in STOP_WORDS)


@given(st.text())
def test_terms_hold_no_space(text: str) -> None:
    """The store hands them to full-text search with spaces between."""
    assert all(term and not any(char.isspace() for char in term) for term in terms(text))


def test_a_stem_is_lower_case_and_repeats() -> None:
    assert stem("alliances") == "allianc"
    assert stem("alliances") == stem("alliance")


def test_many_threads_stem_as_one_does() -> None:
    """Each word anew, for those that are known are not stemmed again."""
    made = [
        f"{start}{middle}{end}" for start in "bcdfgh" for middle in "aeiou" for end in ("ggings", "tionally", "rness")
    ]
    wanted = {word: stem(word) for word in made}
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(10):
                stem.cache_clear()
                assert list(pool.map(lambda word: (word, stem(word)), made)) == list(wanted.items())
    finally:
        sys.setswitchinterval(often)
