"""The first promise, on the whole path: from a file to every form of an answer, the speakers' words are the file's."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stdout
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import qa.library
from index import build
from index.encoder import EMBEDDED
from index.formats import Source, load
from index.local.store import LocalStore
from qa import Answer, Citation, Library, ask, cli
from qa.library import sample
from qa.page.viewer import transcript_view
from qa.show.render import as_html, as_json, as_markdown
from tests.fakes import VOCABULARY, WordEncoder
from tests.test_render import Page

TEXTS = sorted((Path(__file__).parent / "transcripts").rglob("*.txt"))
WORD = re.compile(r"\w+")

# What is written wrongly most easily: spaces, marks of Markdown and HTML, whatever a clean-up would clean up.
AWKWARD = [
    *("<b>U.S.</b>", "&amp;", "*a*", "_b_", "`c`", "$110", "# 5", "1.", "[d](e)", "~~f~~", "|", "\\", "(inaudible)"),
    *("“so”", "don’t", "–", "…", "🙂", "é", "e\u0301", "中文。", "שלום", "\u00a0", "\u200b", "a  b", "tab\tbed", "Mr."),
]
saying = st.lists(st.sampled_from([*VOCABULARY, "we", "It", "is", ".", "?", *AWKWARD]), min_size=2, max_size=25)
turns = st.lists(st.tuples(st.sampled_from(["ANNA LEE", "BEN OKAFOR", "QUESTION"]), saying), min_size=2, max_size=8)
asking = st.builds(
    str.format,
    st.sampled_from(["{}", "What did Anna Lee say about {}?", "Who asked about {}?", "Compare Lee and Okafor on {}"]),
    st.sampled_from(VOCABULARY),
)


@st.composite
def files(draw: st.DrawFn) -> str:
    said = [f"{label}:  {'We' if number else 'Today we'} " + " ".join(words) for number, (label, words) in
            enumerate(draw(turns))]  # fmt: skip
    return draw(st.sampled_from(["\n\n", "\n"])).join(said) + "\n"


@contextmanager
def library_of(text: str) -> Iterator[Library]:
    with TemporaryDirectory() as folder, closing(LocalStore(Path(folder), EMBEDDED)) as store:
        encoder = WordEncoder(EMBEDDED)
        (result,) = build.add([Source("talk.txt", text.encode())], store, encoder)
        assert result.error is None
        yield Library(store, encoder)


def cited(answer: Answer) -> list[Citation]:
    return [*answer.quotes, *answer.related, *answer.closest]


def words_at(citation: Citation, library: Library) -> str:
    """What the library has at the place: a citation's own transcript might be another."""
    span = citation.span
    turn = library.store.transcript(citation.transcript.id).turns[span.turn]
    return turn.text[span.start : span.end]


def printed(question: str, library: Library) -> str:
    """What the command prints, from the same folder."""
    assert isinstance(library.store, LocalStore)
    out = io.StringIO()
    with patch.object(qa.library, "SentenceEncoder", WordEncoder), redirect_stdout(out):
        cli.app(["ask", question, "--library", str(library.store.path)], standalone_mode=False)
    return out.getvalue()


def quoted_in(markdown: str) -> list[str]:
    """The texts of the block quotes."""
    quotes: list[list[str]] = []
    inside = False
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        if token.type == "blockquote_open":
            quotes.append([])
        inside = token.type == "blockquote_open" or (inside and token.type != "blockquote_close")
        if inside and token.type == "inline":
            children = token.children or []
            quotes[-1].append("".join("\n" if child.type == "softbreak" else child.content for child in children))
    return ["\n\n".join(paragraphs) for paragraphs in quotes]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files(), asking)
def test_every_quote_is_the_turns_own_text_on_every_path(text: str, question: str) -> None:
    with library_of(text) as library:
        answer = ask(question, library)
        event("answered" if answer.quotes else f"silent: {answer.silence}")
        expected = [words_at(citation, library) for citation in cited(answer)]
        assert [citation.quote for citation in cited(answer)] == expected
        assert all(quote and quote == quote.strip() and quote in unescape(text) for quote in expected)

        as_data = json.loads(json.dumps(as_json(answer)))
        assert [c["text"] for part in ("quotes", "related", "closest") for c in as_data[part]] == expected
        assert quoted_in(as_markdown(answer)) == expected
        assert sorted(Page(as_html(answer)).marks) == sorted(expected)  # a comparison is shown by speaker
        out = printed(question, library)
        at = 0
        for quote in expected:
            at = out.index(f"\n{quote}\n  — ", at) + len(quote)


@settings(max_examples=20, deadline=None)
@given(files())
def test_what_the_viewer_shows_is_the_files_own_text(text: str) -> None:
    with library_of(text) as library:
        (summary,) = library.store.transcripts()
        view = transcript_view(library.store.transcript(summary.id))
        assert view["turns"]
        assert all(turn["text"] in unescape(text) for turn in view["turns"])


# -- from the file to the turns --------------------------------------------------------------------------------------


@settings(deadline=None)
@given(files())
def test_every_turns_text_occurs_in_its_file_in_order(text: str) -> None:
    read, at = unescape(text), 0
    for turn in load(Source("talk.txt", text.encode())).turns:
        at = read.index(turn.text, at) + len(turn.text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_word_of_a_turn_stands_in_its_file_in_order(path: Path) -> None:
    """Words, since page heads, line numbers and stamps may stand between them, which are no speech."""
    source = Source(path.name, path.read_bytes())
    read, at = "".join(WORD.findall(unescape(source.text))), 0
    for turn in load(source).turns:
        for word in WORD.findall(turn.text):
            at = read.index(word, at) + len(word)


def test_the_sample_is_word_for_word_what_was_published() -> None:
    source, at = sample(), 0
    transcript = load(source)
    for turn in transcript.turns:
        at = source.text.index(turn.text, at) + len(turn.text)
    assert sum(len(turn.text) for turn in transcript.turns) > 0.9 * len(source.text)
