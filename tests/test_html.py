"""Web pages: the transcript found by markup, in tables, as paragraphs; the rest of the page left out and listed."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import EmptyTranscript, TooLarge
from index.formats import load, recognise
from index.formats.documents.htmlpage import Page
from index.formats.source import Source
from index.transcript import Anchor, LeftOut, Transcript
from tests.expected import FOLDER, files, source, turns_expected, turns_in
from tests.wordloss import left_out, lost, words

NAVIGATION = FOLDER / "html" / "navigation_comments_and_related_links.html"
SEGMENTS = FOLDER / "html" / "speaker_classes_beside_timestamps.html"
PAGED = FOLDER / "html" / "pages_with_running_heads.html"


def read(body: str, name: str = "talk.html") -> Transcript:
    return load(Source(name, f"<html><body>{body}</body></html>".encode()))


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(label, text) for label, text, _, _ in turns_in(transcript)]


@pytest.mark.parametrize("path", files("html"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "HTML"


def test_a_page_says_its_title_date_language_and_recording() -> None:
    page = load(source(NAVIGATION))
    assert (page.title, page.date) == ("Press conference on the bridge, March 3, 2024", "2024-03-03")
    assert (page.language, page.media) == ("en-GB", "https://example.org/bridge.mp3")


def test_the_date_of_publication_will_do_where_nothing_else_is_dated() -> None:
    meta = '<meta property="article:published_time" content="2026-03-23T10:00:00+00:00">'
    assert load(Source("a.html", f"<html><head>{meta}</head><body><p>Friends.</p></body></html>".encode())).date == (
        "2026-03-23"
    )


def test_furniture_is_listed_by_what_it_is() -> None:
    assert left_out(load(source(NAVIGATION))) == [
        ("Daily Post", "page header"),
        ("Home", "navigation"),
        ("News", "navigation"),
        ("Press conference on the bridge", "header"),
        ("A reader", "comment-list"),
        ("I do not like this bridge.", "comment-list"),
        ("Share this", "share-buttons"),
        ("Related articles", "aside"),
        ("Ten bridges, by engineers", "aside"),
        ("Copyright Daily Post", "page footer"),
    ]


def test_a_table_of_contents_is_not_the_transcript() -> None:
    transcript = load(source(SEGMENTS))
    assert LeftOut("0:20", "beside the transcript", 3) in transcript.left_out
    assert LeftOut("The rust", "heading", 7) in transcript.left_out
    assert transcript.turns[1].anchors == (Anchor(0, 9_000), Anchor(23, 20_000))


def test_a_sentence_goes_on_over_the_running_head_of_the_next_page() -> None:
    transcript = load(source(PAGED))
    assert transcript.turns[1].text == "Thank you. I want to say that those who serve deserve our thanks."
    assert (transcript.title, transcript.date) == ("COUNCIL OF THE TOWN OF ELM", "2013-06-03")
    assert left_out(transcript).count(("COUNCIL OF THE TOWN OF ELM", "running head")) == 2
    assert ("MOTIONS", "heading") in left_out(transcript)


@pytest.mark.parametrize("path", files("html"), ids=lambda path: path.name)
def test_no_word_of_a_page_is_lost(path: Path) -> None:
    shown = " ".join(Page(source(path)).body.itertext())
    times = re.compile(r"\d[\d:]+")
    transcript = load(source(path))
    labels = {word for turn in transcript.turns if turn.speaker for word in words(turn.speaker.label)}
    assert lost(times.sub(" ", shown), transcript).keys() <= labels  # merged turns have one label for several


BOTH = [("Ada", "Why?"), ("Max", "So."), ("Ada", "I see."), ("Max", "Good.")]
MARKUP = [
    "<p><b>{0}:</b> {1}</p>",
    "<p><b>{0}</b>: {1}</p>",
    "<p>{0}: {1}</p>",
    "<div>{0}:<br>{1}</div>",
    "<h3>{0}</h3><div>{1}</div>",
    "<h3>{0}:</h3><p>{1}</p>",
    "<dt>{0}</dt><dd>{1}</dd>",
    "<cite>{0}:</cite><p>{1}</p>",
    '<p class="speaker">{0}</p><p>{1}</p>',
    '<div><span class="name">{0}</span>: <span>{1}</span></div>',
    '<li><a class="author">{0}</a> {1}</li>',
    "<p><strong>{0}</strong><br>{1}</p>",
    "<tr><th>{0}</th><td>{1}</td></tr>",
]


@pytest.mark.parametrize("markup", MARKUP)
def test_who_speaks_is_found_in_any_of_these_ways(markup: str) -> None:
    body = "".join(markup.format(*pair) for pair in BOTH)
    body = f"<table>{body}</table>" if "<td>" in markup else body
    assert said(read(f"<h1>A talk</h1><nav>Home</nav>{body}<footer>End</footer>")) == BOTH


TIMED = [
    "<p><b>{0}</b> <i>{2}</i> {1}</p>",
    "<p><b>{0}:</b> [{2}] {1}</p>",
    "<span>{2}</span><b>{0}</b><p>{1}</p>",
    '<div><p class="t">{2}</p><p class="speaker">{0}</p><p>{1}</p></div>',
    '<div><b class="who">{0} ({2})</b><p>{1}</p></div>',
]


@pytest.mark.parametrize("markup", TIMED)
def test_times_beside_the_names_are_kept(markup: str) -> None:
    turns = [(who, text, at * 1_000, None) for at, (who, text) in enumerate(BOTH)]
    body = "".join(markup.format(who, text, f"0:0{at}") for at, (who, text) in enumerate(BOTH))
    assert turns_in(read(body)) == turns


def test_times_inside_the_words_are_words() -> None:
    body = "".join(f"<cite>{who}</cite><p>At <b>10:30</b> {text}</p>" for who, text in BOTH)
    assert said(read(body))[0] == ("Ada", "At 10:30 Why?")


def test_white_space_collapses_as_browsers_show_it_and_nbsp_does_not() -> None:
    body = "<p>ADA:  one \n two</p><p>MAX: a&nbsp; b<wbr>c</p><p>ADA: <i>it</i>self .</p><p>MAX: So.</p>"
    assert said(read(body)) == [("ADA", "one two"), ("MAX", "a\u00a0 bc"), ("ADA", "itself ."), ("MAX", "So.")]


def test_comments_scripts_and_styles_are_no_text() -> None:
    body = (
        "<p>ADA: yes<!-- no --><script>no()</script></p><style>no{}</style><p>MAX: yes</p><p>ADA: yes</p><p>MAX: so</p>"
    )
    transcript = read(body)
    assert said(transcript) == [("ADA", "yes"), ("MAX", "yes"), ("ADA", "yes"), ("MAX", "so")]
    assert transcript.left_out == ()


def test_a_reader_comment_is_no_speech() -> None:
    talk = "".join(f"<p><b>{who}:</b> {text}</p>" for who, text in BOTH)
    comments = "".join(f"<li><cite>{name}</cite> I disagree with it all.</li>" for name in ("Tom", "Ben", "Lea"))
    assert said(read(f"<div>{talk}</div><ol class='comments'>{comments}</ol>")) == BOTH


@pytest.mark.parametrize("name", ["talk.html", "talk.htm", "talk.txt", "talk"])
def test_a_page_is_known_by_its_content(name: str) -> None:
    assert recognise(Source(name, b"<!DOCTYPE html>\n<html><p>A: b</p></html>")).name == "HTML"


def test_a_text_that_begins_with_an_angle_bracket_is_no_page() -> None:
    assert recognise(Source("talk.txt", b"<laughs> ADA: So.\n\nMAX: Well.\n")).name == "text"


@pytest.mark.parametrize("page", ["<html></html>", "<html><body> <script>x</script></body></html>"])
def test_a_page_without_text_says_so(page: str) -> None:
    with pytest.raises(EmptyTranscript):
        load(Source("talk.html", page.encode()))


def test_nesting_beyond_reason_is_refused_and_not_cut() -> None:
    with pytest.raises(TooLarge):
        read("<div>" * 3_000 + "A: lost?")


label = st.sampled_from(["Ada Brook", "Max Lund", "MR. LEE", "Q"])
word = st.text(st.characters(categories=["L", "N"]), min_size=2, max_size=8)
sentence = st.lists(word, min_size=1, max_size=6).map(lambda found: " ".join(found).capitalize() + ".")


@given(st.lists(st.tuples(label, sentence), min_size=4, max_size=12))
def test_what_is_marked_up_is_read_back(turns: list[tuple[str, str]]) -> None:
    body = "".join(f"<cite>{who}:</cite><time>0:01</time><p>{text}</p>" for who, text in turns)
    merged: list[tuple[str | None, str]] = []
    for who, text in turns:
        if merged and merged[-1][0] == who:
            merged[-1] = (who, f"{merged[-1][1]}\n\n{text}")
        else:
            merged.append((who, text))
    assert said(read(body)) == merged


@pytest.mark.parametrize(
    "unit", ["<b>A:</b> b<br>", "<p>", "<div><p>A: b</p>", "<cite>A</cite><p>b", "<td>a", "<a>0:01</a>"]
)
def test_time_grows_with_the_length(unit: str) -> None:
    began = time.process_time()
    with suppress(TooLarge, EmptyTranscript):
        read(unit * (200_000 // len(unit)))
    assert time.process_time() - began < 20
