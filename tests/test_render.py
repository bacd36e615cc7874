"""Every path to the reader shows exactly turn.text[start:end]."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.transcript import Span, Speaker, Transcript, Turn
from qa.answer import Answer, Citation, Confidence, Covered, Mentions, Silence
from qa.question import Figure, Option, Part, Question, Titled
from qa.show.render import (
    as_html,
    as_json,
    as_markdown,
    mentions_text,
    options_text,
    quote_markdown,
    quote_text,
    reference,
    silence_text,
    sources_text,
)

PARK = Speaker("FOREIGN MINISTER PARK", "Park Jin", "Foreign Minister")
KIM = Speaker("QUESTION", "Eun Jung Kim", "Chosun Daily", evidence=Span(1, 0, 11))

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "$$x^2$$ and ${alert(1)} and {{value}} and `code` and [a](javascript:alert(1))",
    "One.\n\nTwo.\n\n\n  Three.\r\n\tFour.",
    "# not a heading\n- not a list\n1. nor this\n> nor this\n---\n=== \n| a | b |\n|---|---|",
    "*a* _b_ **c** ~~d~~ \\* &amp; &lt;b&gt; &#36; a\\",
    "🙂 emoji 👩‍👩‍👧 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🙂",
    "שלום עולם, مرحبا بالعالم, mixed (עם) text",
    "中文句子。日本語の文。한국어 문장.",
    "    four spaces first\n\n    and here  \ntrailing  ",
    "https://example.org/?a=b&c=d <https://example.org> @name #tag :smile: www.example.org",
    "</mark></blockquote><h1>out</h1>",
]

# Control characters have no faithful form in HTML or Markdown, and lone surrogates none in UTF-8.
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t<>&$`*_{}[]()#~|\\\"'"), min_size=1
)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    text = draw(st.one_of(words, st.sampled_from(NASTY), st.builds(str.__add__, words, st.sampled_from(NASTY))))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return cited(text, start, end)


def cited(text: str, start: int = 0, end: int | None = None, speaker: Speaker | None = PARK) -> Citation:
    turns = (Turn(text, speaker, start_ms=5_000, end_ms=65_000), Turn("My name is Kim.", KIM))
    transcript = Transcript("0123456789abcdef", "A <b>title</b> $$", turns, date="2023-11-09")
    return Citation(transcript, Span(0, start, len(text) if end is None else end), 0.5)


def answered(*quotes: Citation) -> Answer:
    return Answer(Question("What did Park say?", "it", ("Park Jin",)), quotes, turns=2, transcripts=1)


class Page(HTMLParser):
    """The texts of the marks, and all tags with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.marks: list[str] = []
        self.inside = False  # a mark
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "mark":
            self.marks.append("")
            self.inside = True

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.inside:
            self.marks[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "mark"


@given(citations())
def test_json_has_the_words(citation: Citation) -> None:
    quote = as_json(answered(citation))["quotes"][0]
    assert quote["text"] == citation.turn.text[quote["start"] : quote["end"]]
    assert (quote["turn"], quote["start"], quote["end"]) == (0, citation.span.start, citation.span.end)


@given(citations())
def test_html_has_the_words_and_no_tag_of_theirs(citation: Citation) -> None:
    source = as_html(answered(citation))
    page = Page(source)
    assert page.marks == [citation.quote]
    assert set(page.tags) <= set("div span a b p strong i blockquote mark details summary h3".split())
    assert {name for name, _ in page.attributes} <= {"class", "href", "title", "lang"}
    assert "\n" not in source  # a blank line would hand the rest to Markdown


@given(citations())
@example(cited("a\n\n\nb"))
@example(cited("1. a\n2) b\n   c"))
def test_markdown_has_the_words(citation: Citation) -> None:
    assert quoted_in(quote_markdown(citation)) == citation.quote


@given(citations())
def test_plain_text_has_the_words(citation: Citation) -> None:
    assert quote_text(citation).startswith(f"“{citation.quote}”\n— Park Jin, ")


def quoted_in(markdown: str) -> str:
    """The text of the first block quote, as a renderer with tables and strike-through shows it."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    assert tokens[0].type == "blockquote_open"
    inside = tokens[1 : next(n for n, token in enumerate(tokens) if token.type == "blockquote_close")]
    assert {token.type for token in inside} <= {"paragraph_open", "inline", "paragraph_close"}
    paragraphs = []
    for token in inside:
        if token.type == "inline":
            children = token.children or []
            assert {child.type for child in children} <= {"text", "softbreak"}
            paragraphs.append("".join("\n" if child.type == "softbreak" else child.content for child in children))
    return "\n\n".join(paragraphs)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_words_come_through_every_path(text: str) -> None:
    citation = cited(text)
    assert Page(as_html(answered(citation))).marks == [text]
    assert quoted_in(quote_markdown(citation)) == text
    assert as_json(answered(citation))["quotes"][0]["text"] == text


UNDERSTOOD = {
    "speakers": [],
    "without": [],
    "topic": "",
    "about": [],
    "exact": [],
    "asked": False,
    "listing": False,
    "reply": False,
    "compare": False,
    "mentions": "",
    "sources": False,
    "since": "",
    "until": "",
    "transcripts": [],
    "part": "",
    "page": 0,
    "ambiguous": "",
    "options": [],
    "unknown": "",
}


def test_json_tells_all_that_was_understood() -> None:
    option = Option("Hana Park", "CFO", "Call", "What did Hana Park say?", ("call",))
    question = Question(
        "Q?",
        "Blinken",
        but=("Kim",),
        mentions="all",
        since="2022-05",
        until="2023",
        within=(Titled("call", "Call"),),
        part=Part.END,
        about=(Figure("Antony J. Blinken", ("Blinken",)),),
        ambiguous="Park",
        options=(option,),
        page=1,
    )
    assert as_json(Answer(question), "https://example.org/")["understood"] == UNDERSTOOD | {
        "topic": "Blinken",
        "without": ["Kim"],
        "mentions": "all",
        "since": "2022-05",
        "until": "2023",
        "transcripts": [{"id": "call", "title": "Call"}],
        "part": "end",
        "about": ["Antony J. Blinken"],
        "ambiguous": "Park",
        "page": 1,
        "options": [
            {
                "speaker": "Hana Park",
                "role": "CFO",
                "title": "Call",
                "question": "What did Hana Park say?",
                "transcripts": ["call"],
                "link": "https://example.org/?q=What+did+Hana+Park+say%3F&speaker=Hana+Park&transcript=call",
            }
        ],
    }


def test_json_is_the_documented_shape() -> None:
    first, other = cited("We strongly support it."), cited("So do I.", speaker=None)
    answer = Answer(Question("Q?", "it", ("Park Jin",), asked=True), (first,), related=(other,), turns=2, transcripts=1)
    assert as_json(answer) == {
        "question": "Q?",
        "understood": UNDERSTOOD | {"speakers": ["Park Jin"], "topic": "it", "asked": True},
        "answered": True,
        "silence": None,
        "confidence": None,
        "quotes": [
            {
                "text": "We strongly support it.",
                "speaker": "Park Jin",
                "label": "FOREIGN MINISTER PARK",
                "inferred": False,
                "transcript": {"id": "0123456789abcdef", "title": "A <b>title</b> $$", "date": "2023-11-09"},
                "turn": 0,
                "start": 0,
                "end": 23,
                "start_ms": 5_000,
                "end_ms": 65_000,
                "approximate": False,
                "marked": None,
                "score": 0.5,
                "link": "?t=0123456789abcdef&turn=0&start=0&end=23&sum=4a67aee5",
            }
        ],
        "related": [
            {
                "text": "So do I.",
                "speaker": None,
                "label": None,
                "inferred": False,
                "transcript": {"id": "0123456789abcdef", "title": "A <b>title</b> $$", "date": "2023-11-09"},
                "turn": 0,
                "start": 0,
                "end": 8,
                "start_ms": 5_000,
                "end_ms": 65_000,
                "approximate": False,
                "marked": None,
                "score": 0.5,
                "link": "?t=0123456789abcdef&turn=0&start=0&end=8&sum=786db303",
            }
        ],
        "mentions": None,
        "closest": [],
    }


def test_json_has_the_answering_words_and_how_sure_the_answer_is() -> None:
    quote = replace(cited("We strongly support it."), marked=Span(0, 3, 11))
    found = as_json(Answer(Question("Q?", "it"), (quote,), turns=2, transcripts=1, confidence=Confidence.LIKELY))
    assert found["quotes"][0]["marked"] == {"text": "strongly", "start": 3, "end": 11}
    assert found["confidence"] == "likely"


def test_a_file_without_times_has_none() -> None:
    citation = Citation(Transcript("t", "T", (Turn("Words.", KIM),)), Span(0, 0, 6), 1.0)
    quote = as_json(answered(citation))["quotes"][0]
    assert (quote["start_ms"], quote["end_ms"], quote["inferred"]) == (None, None, True)
    assert reference(citation) == "Eun Jung Kim (name inferred), Chosun Daily, T, turn 1"


SILENCES = [
    (Silence.NOBODY, ("Park Jin",), "", "No one says this."),
    (Silence.NOT_THIS_SPEAKER, ("Park Jin",), "", "Park Jin does not say this."),
    (Silence.NOT_THIS_SPEAKER, ("A", "B", "C"), "", "A, B and C do not say this."),
    (Silence.NOT_A_SPEAKER, (), "President Biden", "President Biden is mentioned, but never speaks here."),
    (Silence.UNKNOWN_PERSON, (), "Macron", "No one called Macron is on the record."),
]


@pytest.mark.parametrize(("silence", "speakers", "unknown", "finding"), SILENCES)
def test_each_silence_says_which_it_is(silence: Silence, speakers: Sequence[str], unknown: str, finding: str) -> None:
    question = Question("Q?", "topic", tuple(speakers), unknown=unknown)
    answer = Answer(question, silence=silence, turns=23, transcripts=1)
    assert finding in Page(as_html(answer)).text
    assert finding in as_markdown(answer)
    assert "1 transcript (23 turns)" in as_markdown(answer)
    assert as_json(answer)["silence"] == silence.value
    assert not as_json(answer)["answered"]


@pytest.mark.parametrize(
    ("since", "until", "covered", "text"),
    [
        (
            "2022-05",
            "2022-05",
            Covered("2021-06", "2023-11-09", 0),
            "May 2022. The transcripts are from Jun 2021 to 9 Nov 2023.",
        ),
        (
            "2024",
            "",
            Covered("2023", "2023", 2),
            "2024 or later. The transcripts are from 2023; 2 others without a date are not searched.",
        ),
        (
            "",
            "1999",
            Covered("2023", "2023", 1),
            "1999 or earlier. The transcripts are from 2023; 1 other without a date is not searched.",
        ),
        ("2022", "2023", Covered("", "", 3), "2022 to 2023. No transcript that was searched has a date."),
    ],
)
def test_where_none_is_from_then_it_says_from_when_they_are(
    since: str, until: str, covered: Covered, text: str
) -> None:
    answer = Answer(Question("Q?", "it", since=since, until=until), silence=Silence.NO_TRANSCRIPT, covered=covered)
    assert "".join(silence_text(answer)) == f"Nothing on the record is from {text}"
    assert as_json(answer)["silence"] == "no_transcript"


def test_a_transcript_that_was_not_chosen_is_said_to_be_so() -> None:
    named = Question("Q?", "it", within=(Titled("call", "Call"),))
    assert "none of those chosen" in "".join(silence_text(Answer(named, silence=Silence.NO_TRANSCRIPT)))


def test_a_silence_within_dates_names_them() -> None:
    answer = Answer(Question("Q?", "it", since="2022"), silence=Silence.NOBODY, turns=23, transcripts=1)
    assert "1 transcript from 2022 or later (23 turns)" in "".join(silence_text(answer))


def test_who_is_meant_is_asked_back_with_a_link_for_each() -> None:
    options = (
        Option("Park Jin", "Foreign Minister", "Press", "What did Park Jin say?"),
        Option("Hana <b>", "", "", "What did Hana say?", ("call",)),
    )
    answer = Answer(Question("What did Park say?", "", ambiguous="Park", options=options), silence=Silence.AMBIGUOUS)
    assert "".join(silence_text(answer)) == "Who is meant? 2 people here go by “Park”."
    assert options_text(answer) == [
        "Park Jin (Foreign Minister, Press): What did Park Jin say?",
        "Hana <b>: What did Hana say?",
    ]
    source = as_html(answer)
    assert 'href="?q=What+did+Park+Jin+say%3F&amp;speaker=Park+Jin"' in source
    assert "transcript=call" in source
    for told in ("Park Jin", "Foreign Minister", "Press", "Hana <b>"):
        assert told in Page(source).text
    assert "- Park Jin (Foreign Minister, Press): What did Park Jin say?" in as_markdown(answer)


def test_where_an_answer_stands_names_each_transcript_with_its_quotes() -> None:
    two = Citation(Transcript("t", "Call", (Turn("Words.", PARK),)), Span(0, 0, 6), 1.0)
    quotes = (cited("One. Two.", 0, 4), cited("One. Two.", 5), two)
    answer = Answer(Question("In which meeting?", "it", sources=True), quotes, turns=3, transcripts=2)
    assert sources_text(answer) == "In A <b>title</b> $$ (9 Nov 2023): 2 quotes; Call: 1 quote."
    assert "In A <b>title</b> $$ (9 Nov 2023): 2 quotes; Call: 1 quote." in Page(as_html(answer)).text
    assert sources_text(Answer(Question("Q?", "it"), quotes)) == ""


def test_questions_that_were_asked_are_counted_as_questions() -> None:
    question = Question("What questions were asked?", "", asked=True, listing=True)
    answer = Answer(question, (cited("Why?"),), turns=9, transcripts=1, mentions=Mentions(2, (("Kim", 2),)))
    assert mentions_text(answer) == "2 questions in 9 turns of 1 transcript: Kim 2."
    source = as_html(answer)
    assert "2 questions in 9 turns of 1 transcript. In order of time:" in Page(source).text
    assert 'href="?q=What+questions+were+asked%3F&amp;speaker=Kim"' in source


def test_an_unknown_person_is_offered_the_people_there_are() -> None:
    answer = Answer(Question("Q?", "trade", unknown="Macron"), silence=Silence.UNKNOWN_PERSON)
    assert 'href="?q=trade&amp;speaker=Park+Jin"' in as_html(answer, people=["Park Jin"])


def test_headings_keep_what_answers_apart_from_what_does_not() -> None:
    own, other = cited("Own words."), cited("Other words.")
    question = Question("Q?", "it", ("Park Jin",))
    page = as_html(Answer(question, (own,), related=(other,)))
    assert page.index("Own words.") < page.index("What others say about it") < page.index("Other words.")
    silent = as_html(Answer(question, silence=Silence.NOBODY, closest=(other,)))
    assert silent.index("Closest passages, which may not answer") < silent.index("Other words.")
    assert "otr-dim" in silent
    assert "No one says this." in silent
    close = as_html(Answer(question, silence=Silence.NOBODY, closest=(other, own)))
    assert "No one clearly says this." in close


def test_an_inferred_name_gives_its_reason() -> None:
    source = html.unescape(as_html(answered(cited("Is it so?", speaker=KIM))))
    assert "inferred" in source
    assert "My name is " in source
    assert "The file says only “QUESTION”" in source
    assert "inferred" not in as_html(answered(cited("It is so.")))


def test_the_context_is_whole_sentences_of_the_paragraph_and_no_part_of_the_quote() -> None:
    text = "Before it.\n\nOne is here. Two is the quote. Three is here.\n\nAfter it."
    start = text.index("Two")
    page = Page(as_html(answered(cited(text, start, start + len("Two is the quote.")))))
    assert page.marks == ["Two is the quote."]
    assert "One is here. Two is the quote. Three is here." in page.text
    assert "Before it." not in page.text
    assert "After it." not in page.text


def test_comparison_has_a_group_for_each_even_one_who_says_nothing() -> None:
    question = Question("Compare A and Park", "it", ("Park Jin", "Nobody Here"), compare=True)
    page = Page(as_html(Answer(question, (cited("Own words."),)))).text
    assert page.index("Own words.") < page.index("Nobody Here", page.index("Own words."))
    assert "Nothing that answers this." in page


def test_a_time_between_those_of_the_file_is_marked_as_approximate() -> None:
    turn = Turn("One is. Two is.", Speaker("A", "A"), start_ms=0, end_ms=15_000)
    citation = Citation(Transcript("id", "Title", (turn,)), Span(0, 8, 15), 1.0)
    assert reference(citation) == "A, Title, ≈ 0:08"
    answer = as_json(Answer(Question("Q", "Q"), (citation,)))
    assert (answer["quotes"][0]["start_ms"], answer["quotes"][0]["approximate"]) == (8_000, True)
    assert "≈ 0:08" in as_html(Answer(Question("Q", "Q"), (citation,)))


def test_mentions_are_counted_by_person_with_a_link_to_all_of_theirs() -> None:
    by = (("Park Jin", 1_200), ("", 30), *((f"P{n}", 2) for n in range(10)), ("Q", 1), ("R", 1))
    found = Mentions(1_252, by)
    question = Question("Who mentioned <i>Japan</i>?", "<i>Japan</i>", mentions="who")
    answer = Answer(question, (cited("Own words."),), turns=2_000, transcripts=3, mentions=found)
    source = as_html(answer)
    page = Page(source)
    assert "1,252 sentences on “<i>Japan</i>” in 2,000 turns of 3 transcripts." in page.text
    assert 'href="?q=all+mentions+of+%3Ci%3EJapan%3C%2Fi%3E&amp;speaker=Park+Jin"' in source
    assert "Park Jin1,200unnamed speakers30P02" in page.text
    assert "2 others2" in page.text
    assert page.tags.count("li") == 13
    assert as_markdown(answer).split("\n\n")[1].endswith(", P9 2, Q 1, R 1.")


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        (Question("Q?", "it"), []),
        (Question("Q?", "it", asked=True), ["questions only"]),
        (Question("Q?", "it", reply=True), ["replies"]),
        (Question("Q?", "it", mentions="who"), ["who and how often"]),
        (Question("Q?", "it", mentions="all", exact=("it",)), ["exact words", "all mentions"]),
        (Question("Q?", "it", mentions="first"), ["first mention"]),
        (Question("Q?", "it", mentions="last", page=2), ["last mention", "more"]),
    ],
)
def test_chips_say_what_kind_of_question_it_was_taken_for(question: Question, kinds: list[str]) -> None:
    assert re.findall(r'otr-flat">([^<]*)<', as_html(Answer(question, (cited("Own words."),)))) == kinds
