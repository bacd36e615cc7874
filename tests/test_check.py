"""Whether a quote is what was said, by whom, and where it differs."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import qa.library
from index.errors import QuestionError
from index.text import STOP_WORDS
from index.transcript import Span, Speaker, Transcript, Turn
from qa import Library, cli, open_library
from qa.quotes import align
from qa.quotes.align import Kind
from qa.quotes.check import PLACES, Check, Verdict, check
from qa.quotes.search import LONGEST
from qa.quotes.verdicts import CheckJson, as_html, as_json, as_markdown, as_marked
from tests.fakes import WordEncoder
from tests.stores import STORES, keep, talk
from tests.test_cli import check_shape

ANNA = (
    "We've traded with China since 1979, and $110 billion went into ships.  (Applause.)  Nobody at the U.S. Treasury "
    "expected the second wave.\n\nWheat, on the other hand, fell by 3.5 percent – twice in one year. Then came rain."
)
BEN = "Music in school costs less than ships do. I agree with you, and I will vote for music; the vote is on Friday."
CLEO = "I agree with you. Ships cost more than music in school."
OLD = "The vote on music failed in spring."


def transcripts() -> list[Transcript]:
    anna, ben, cleo = (Speaker(f"MS {who.split()[-1].upper()}", who) for who in ("Anna Lee", "Ben Okafor", "Cleo Ruiz"))
    turns = (Turn(ANNA, anna), Turn(BEN, ben), Turn(CLEO, cleo), Turn("Rain again.  We agree, I think.", None))
    return [
        Transcript("one", "Budget hearing", turns, "2024-03-01", source="one.txt", format="text"),
        talk("two", f"Dora: {OLD}", "Anna Lee: I agree with you."),
    ]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    encoder = WordEncoder()
    store = STORES["local"](tmp_path_factory.mktemp("library"), "words")
    keep(store, *transcripts())
    yield Library(store, encoder)
    store.close()


def verdict(quote: str, library: Library, speaker: str = "") -> Verdict:
    return check(quote, library, speaker=speaker).verdict


def places(checked: Check) -> list[tuple[str, Span]]:
    return [(place.transcript.id, place.span) for match in checked.matches for place in match.places]


def differences(checked: Check, match: int = 0) -> list[tuple[str, str, str]]:
    """Kind, what was said, what the quote has instead."""
    found = checked.matches[match]
    return [
        (piece.kind.value, found.transcript.text(piece.span), checked.quote[piece.start : piece.end])
        for piece in found.pieces
        if piece.kind is not Kind.KEPT
    ]


# -- exact -----------------------------------------------------------------------------------------------------------


def test_an_exact_quote_is_placed_to_the_character(library: Library) -> None:
    found = check("fell by 3.5 percent", library)
    start = ANNA.index("fell")
    assert (found.verdict, found.count) == (Verdict.EXACT, 1)
    assert places(found) == [("one", Span(0, start, start + len("fell by 3.5 percent")))]
    assert found.matches[0].share == 1.0
    assert (found.turns, found.transcripts) == (6, 2)


@pytest.mark.parametrize(
    "quote",
    [
        "“We’ve traded with CHINA since 1979”",
        '"we\'ve   traded\n with china, since 1979."',
        "[W]e've traded with China",
        "Nobody at the US treasury expected",
        "expected the second wave. Wheat, on the other hand, fell",  # across a paragraph
        "fell by 3.5 percent -- twice in one year",
        "went into ships. Nobody at the U.S. Treasury",  # over the stenographer's note
        "went into ships. (Applause.) Nobody at the U.S. Treasury",
        "We've traded with China … ships … Then came rain",
        "[…] We've traded with China [...] went into ships. . . .",
        "We've … traded",  # an ellipsis that stands for nothing
    ],
)
def test_what_does_not_count_leaves_a_quote_exact(quote: str, library: Library) -> None:
    found = check(quote, library)
    assert found.verdict is Verdict.EXACT
    assert {match.voice for match in found.matches} == {("one", "Anna Lee")}


def test_each_part_of_a_quote_with_ellipses_has_its_place(library: Library) -> None:
    found = check("traded with China … fell by 3.5 percent", library)
    assert [place.quote for place in found.matches[0].places] == ["traded with China", "fell by 3.5 percent"]


def test_the_parts_of_a_quote_must_come_in_their_order_and_in_one_turn(library: Library) -> None:
    assert verdict("fell by 3.5 percent … traded with China since 1979", library) is not Verdict.EXACT
    assert verdict("traded with China … Music in school costs", library) is not Verdict.EXACT


def test_short_quotes_are_all_counted(library: Library) -> None:
    found = check("I agree", library)
    assert (found.verdict, found.count) == (Verdict.EXACT, 3)
    assert [(match.voice, match.places[0].quote) for match in found.matches] == [
        (("one", "Ben Okafor"), "I agree"),
        (("one", "Cleo Ruiz"), "I agree"),
        (("two", "Anna Lee"), "I agree"),
    ]


def test_words_that_stand_everywhere_are_found_and_counted_beyond_those_listed(tmp_path: Path) -> None:
    store = STORES["local"](tmp_path, "words")
    keep(store, talk("many", *[f"Anna: This is it, number {n}." for n in range(30)]))
    found = check("this is it", Library(store, WordEncoder()))
    assert (found.count, len(found.matches)) == (30, PLACES)
    assert [match.places[0].span.turn for match in found.matches] == list(range(PLACES))
    store.close()


def test_a_part_of_a_word_is_not_that_word(library: Library) -> None:
    assert verdict("hip", library) is Verdict.NOT_FOUND
    assert verdict("and I will vote for mus", library) is Verdict.ALTERED


def test_only_the_chosen_transcripts_are_searched(library: Library) -> None:
    assert check("fell by 3.5 percent", library, transcripts=["two"]).verdict is Verdict.NOT_FOUND
    assert check("I agree with you", library, transcripts=["two"]).count == 1


# -- altered ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("traded with China since 1979, and $120 billion went", [("changed", "110", "120")]),
        ("traded with China since 1979, and €110 billion went", [("changed", "$", "€")]),
        ("Nobody expected the second wave", [("left_out", "at the U.S. Treasury", "")]),
        ("Nobody at the U.S. Treasury ever expected the second wave", [("put_in", "", "ever")]),
        ("Nobody at [the ministry] expected the second wave", [("changed", "the U.S. Treasury", "the ministry")]),
        ("Music in school costs less than boats", [("changed", "ships", "boats")]),
        ("Honestly, music in school costs less", [("put_in", "", "Honestly")]),
        (
            "Wheat fell by 35 percent – twice in one year",
            [("left_out", "on the other hand", ""), ("changed", "3.5", "35")],
        ),
        ("fell by 3.5 percent … Then came snow", [("changed", "rain", "snow")]),
    ],
)
def test_the_difference_is_named(quote: str, expected: list[tuple[str, str, str]], library: Library) -> None:
    found = check(quote, library)
    assert found.verdict is Verdict.ALTERED
    if quote.startswith("Nobody at [the"):  # "the" stands in both
        assert differences(found) == [("changed", "U.S. Treasury", "ministry")]
    else:
        assert differences(found) == expected


def test_a_share_is_that_of_the_longer(library: Library) -> None:
    assert check("Nobody expected the second wave", library).matches[0].share == pytest.approx(5 / 9, abs=1e-6)
    assert check("fell by 4.5 percent", library).matches[0].share == 0.75


def test_an_altered_quote_of_two_is_placed_at_the_more_like_one(library: Library) -> None:
    found = check("I agree with you, and I shall vote for music", library)
    assert found.matches[0].voice == ("one", "Ben Okafor")
    assert differences(found) == [("changed", "will", "shall")]


@pytest.mark.parametrize(
    "quote",
    [
        "the moon is made of green cheese",
        "We will never give in to them, and we will fight on",
        "zz",
        "with you on the ships of the other school",
    ],
)
def test_what_nobody_says_is_not_found(quote: str, library: Library) -> None:
    found = check(quote, library)
    assert (found.verdict, found.matches, found.count) == (Verdict.NOT_FOUND, (), 0)


def test_the_nearest_in_meaning_is_offered_instead(library: Library) -> None:
    closest = check("Trade and wheat matter to nobody, wheat least", library).closest
    assert closest is not None
    assert closest.quote.startswith("Wheat, on the other hand")


# -- who says it -----------------------------------------------------------------------------------------------------


def test_the_words_of_another(library: Library) -> None:
    found = check("the vote is on Friday", library, speaker="Cleo Ruiz")
    assert (found.verdict, found.attribution.speakers) == (Verdict.OTHER_SPEAKER, ("Cleo Ruiz",))
    assert [match.voice for match in found.matches] == [("one", "Ben Okafor")]
    assert verdict("the vote is on Friday", library, "Okafor") is Verdict.EXACT


def test_the_altered_words_of_another(library: Library) -> None:
    found = check("the vote is on Monday", library, speaker="Cleo Ruiz")
    assert found.verdict is Verdict.OTHER_SPEAKER
    assert differences(found) == [("changed", "Friday", "Monday")]


def test_what_both_say_is_the_speakers(library: Library) -> None:
    found = check("I agree with you", library, speaker="Cleo Ruiz")
    assert (found.verdict, found.count) == (Verdict.EXACT, 1)
    assert [match.voice for match in found.elsewhere] == [("one", "Ben Okafor"), ("two", "Anna Lee")]


def test_anothers_exact_words_go_before_the_speakers_altered_ones(library: Library) -> None:
    found = check("music in school costs less than ships", library, speaker="Cleo Ruiz")
    assert (found.verdict, found.matches[0].voice) == (Verdict.OTHER_SPEAKER, ("one", "Ben Okafor"))
    found = check("ships cost more than music in schools", library, speaker="Cleo Ruiz")
    assert (found.verdict, found.matches[0].voice) == (Verdict.ALTERED, ("one", "Cleo Ruiz"))


def test_a_name_before_the_quote_is_whose_it_is(library: Library) -> None:
    found = check('"Ruiz: the vote is on Friday"', library)
    assert (found.verdict, found.attribution.speakers) == (Verdict.OTHER_SPEAKER, ("Cleo Ruiz",))
    assert verdict("Ben Okafor: the vote is on Friday", library) is Verdict.EXACT
    assert verdict("Remember: the vote is on Friday", library) is Verdict.ALTERED  # nobody's name, so a word put in


def test_a_name_that_nobody_has(library: Library) -> None:
    found = check("the vote is on Friday", library, speaker="Merkel")
    assert (found.verdict, found.attribution.unknown) == (Verdict.OTHER_SPEAKER, "Merkel")
    assert "No one called Merkel is on the record." in as_markdown(found)


@pytest.mark.parametrize("quote", ["", " …  “” ", "word " * (LONGEST + 1)])
def test_what_is_no_quote(quote: str, library: Library) -> None:
    with pytest.raises(QuestionError, match="quote has"):
        check(quote, library)


# -- properties ------------------------------------------------------------------------------------------------------

TURNS = [ANNA, BEN, CLEO, OLD]
WORDS = st.sampled_from(TURNS).flatmap(
    lambda text: st.tuples(st.just(text), st.lists(st.integers(0, len(align.tokens(text)) - 1), min_size=2, max_size=2))
)


def run_of(text: str, ends: list[int]) -> tuple[str, list[align.Word]]:
    words = align.tokens(text)[min(ends) : max(ends) + 1]
    return text[words[0].start : words[-1].end], words


@given(WORDS)
def test_every_run_of_whole_words_is_exact_where_it_stands(library: Library, drawn: tuple[str, list[int]]) -> None:
    quote, words = run_of(*drawn)
    if [word.text for word in words] == ["applause"]:
        return  # a stenographer's note is nobody's words
    found = check(quote, library)
    assert found.verdict is Verdict.EXACT
    for match in found.matches:
        (place,) = match.places
        assert [word.text for word in align.tokens(place.quote)] == [word.text for word in words]
    assert quote in [match.places[0].quote for match in found.matches]


@given(WORDS, st.data())
def test_one_word_replaced_is_the_difference(
    library: Library, drawn: tuple[str, list[int]], data: st.DataObject
) -> None:
    quote, words = run_of(*drawn)
    replaced = data.draw(st.sampled_from(words))
    kept = [word for word in words if word is not replaced and word.text not in STOP_WORDS and word.text.isalnum()]
    if len(words) < 4 or len(kept) < 1 or replaced.text == "applause" or "Applause" in quote:
        return  # too little is left to know it by
    offset = words[0].start
    altered = f"{quote[: replaced.start - offset]} zebra {quote[replaced.end - offset :]}"
    found = check(altered, library)
    assert found.verdict is Verdict.ALTERED
    ((kind, said, put),) = differences(found)
    assert put == "zebra"
    if kind == "changed":  # a word of another turn, where that is as like
        assert len(align.tokens(said)) == 1
        assert [word.text for word in align.tokens(said)] == [replaced.text] or found.count > 1
    else:
        assert (kind, said) == ("put_in", "")


@given(WORDS, st.sampled_from([str.upper, str.title, str.lower]), st.sampled_from([" ", "\n\n", "  ", "\u00a0", " — "]))
def test_case_and_white_space_change_nothing(
    library: Library, drawn: tuple[str, list[int]], case: Callable[[str], str], space: str
) -> None:
    quote, words = run_of(*drawn)
    if [word.text for word in words] == ["applause"] or words[0].text == "-":
        return
    dressed = re.sub(r"\s+", lambda _: space, case(quote)).replace("'", "’")
    assert verdict(f"“{dressed}”", library) is Verdict.EXACT


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_answered_or_refused(library: Library, quote: str) -> None:
    try:
        found = check(quote, library)
    except QuestionError:
        return
    known = " ".join(align.line(text) for text in [*TURNS, "Rain again.  We agree, I think.", "I agree with you."])
    if not set(known.split()) & {word.text for word in align.tokens(quote)}:
        assert found.verdict is Verdict.NOT_FOUND
    for match in (*found.matches, *found.elsewhere):
        for piece in match.pieces:
            assert 0 <= piece.start <= piece.end <= len(quote)
            match.transcript.text(piece.span)
    assert as_html(found) and as_markdown(found) and as_json(found)


# -- shown -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("and $120 billion went into ships", "and $[-110-]{+120+} billion went into ships"),
        ("Nobody expected the second wave", "Nobody [-at the U.S. Treasury-] expected the second wave"),
        ("costs much less than ships do", "costs {+much+} less than ships do"),
        ("Honestly, music in school costs less", "{+Honestly+} Music in school costs less"),
        ("fell by 3.5 percent … Then came snow", "fell by 3.5 percent […] Then came [-rain-]{+snow+}"),
    ],
)
def test_differences_are_marked_in_plain_text(quote: str, marked: str, library: Library) -> None:
    assert as_marked(quote, check(quote, library).matches[0]) == marked


def test_the_json_has_the_places_and_the_pieces(library: Library) -> None:
    found = as_json(check("fell by 4.5 percent", library))
    assert (found["verdict"], found["count"], found["unknown"], found["closest"]) == ("altered", 1, None, None)
    (match,) = found["matches"]
    start = ANNA.index("3.5")
    assert match["pieces"][1] == {
        "kind": "changed",
        "quote": {"start": 8, "end": 11, "text": "4.5"},
        "said": {"turn": 0, "start": start, "end": start + 3, "text": "3.5"},
    }
    assert match["places"][0]["text"] == "fell by 3.5 percent"
    assert (match["places"][0]["speaker"], match["places"][0]["transcript"]["id"]) == ("Anna Lee", "one")


def test_html_is_escaped_and_marks_the_differences(library: Library) -> None:
    shown = as_html(check("Music in school costs less than <script>ships do. I agree with you", library))
    assert "<script" not in shown
    assert "<ins> script</ins>" in shown
    shown = as_html(check("school costs less than <i>boats", library))
    assert "<del>ships do</del>" in shown and "<ins>i&gt;boats</ins>" in shown


# -- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """``ontherecord check`` on the hand-made transcripts."""
    monkeypatch.setattr(qa.library, "SentenceEncoder", WordEncoder)
    store = STORES["local"](tmp_path, "words")
    keep(store, *transcripts())
    store.close()
    options = ["--library", str(tmp_path), "--model", "words"]
    return lambda *arguments: CliRunner().invoke(cli.app, ["check", *arguments, *options])


def test_the_command_says_exact_with_the_place(run: Callable[..., Result]) -> None:
    ran = run("fell by 3.5 percent", "--speaker", "Lee")
    assert (ran.exit_code, ran.stdout) == (
        0,
        "Exact. Said by Anna Lee, word for word.\n\nfell by 3.5 percent\n"
        "  — Anna Lee, Budget hearing, 1 Mar 2024, turn 1\n",
    )


def test_the_command_marks_what_is_altered(run: Callable[..., Result]) -> None:
    ran = run("Wheat fell by 4.5 percent … then came snow", "--transcript", "Budget")
    assert ran.exit_code == 1
    assert "Wheat, [-on the other hand-], fell by [-3.5-]{+4.5+} percent […] Then came [-rain-]{+snow+}" in ran.stdout


def test_the_command_on_what_another_says_and_on_what_nobody_says(run: Callable[..., Result]) -> None:
    another, nobody = run("the vote is on Friday", "--speaker", "Cleo Ruiz"), run("cheese is made of moons")
    assert (another.exit_code, nobody.exit_code) == (1, 1)
    assert another.stdout.startswith(
        "Said by someone else. These are the words of Ben Okafor. Cleo Ruiz does not say this.\n"
    )
    assert nobody.stdout.startswith("Not in the library. Nothing that is said in 2 transcripts (6 turns) is this quote")


def test_the_json_of_the_command_is_what_the_types_say(run: Callable[..., Result]) -> None:
    for arguments in (
        ["I agree with you", "--speaker", "Ruiz"],
        ["the vote is on Monday"],
        ["cheese is made of moons"],
    ):
        check_shape(json.loads(run(*arguments, "--json").stdout), CheckJson)


# -- the sample, with the real model ----------------------------------------------------------------------------------

INVESTED = (
    "Just over the last two-and-a-half years, Korean companies have announced more than $110 billion in new "
    "investments in the United States."
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(tmp_path_factory.mktemp("sample"), with_sample=True)
    yield opened
    opened.store.close()


def test_the_sample_sentence_is_exact_altered_or_anothers(sample: Library) -> None:
    exact = check(INVESTED, sample, speaker="Secretary Blinken")
    assert (exact.verdict, exact.matches[0].places[0].quote) == (Verdict.EXACT, INVESTED.rstrip("."))
    altered = check(INVESTED.replace("110", "120"), sample)
    assert (altered.verdict, differences(altered)) == (Verdict.ALTERED, [("changed", "110", "120")])
    others = check(INVESTED, sample, speaker="Park")
    assert (others.verdict, others.matches[0].voice[1]) == (Verdict.OTHER_SPEAKER, "Antony J. Blinken")
    assert others.attribution.speakers == ("Park Jin",)


@pytest.mark.parametrize(
    "quote",
    [
        "We will build a great wall around the whole moon, and the cheese will pay for it.",
        "It is the policy of the United States that the sky is green.",
        "The people of our country will never forget what was done to them in the war.",
    ],
)
def test_an_invented_sentence_is_not_found(quote: str, sample: Library) -> None:
    found = check(quote, sample)
    assert found.verdict is Verdict.NOT_FOUND
    assert found.closest is not None


def test_a_long_quote_takes_little_longer(library: Library) -> None:
    """Two thousand words that repeat are the worst case of an alignment that is quadratic; this one takes 0.1 s."""
    started = time.process_time()
    assert verdict("the ships " * 1000, library) is Verdict.NOT_FOUND
    assert time.process_time() - started < 2.0
