"""Transcripts taken away: what is written is read back as the same words, by the same people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from index import build
from index.errors import NoSuchTranscript
from index.formats import Source
from index.local.store import LocalStore
from index.transcript import Speaker, Transcript, Turn
from qa.library import sample
from qa.show.transcripts import as_json, as_markdown, as_text, download
from tests.stores import keep

SPOKEN = Transcript(
    "x",
    "Board / *May*",
    (
        Turn("Rain, \u2014 and `trade`.", Speaker("S0", "Ana Lima", "Chair"), 1000, 4000),
        Turn("1. No_speaker_here <b>", None, 5000),
        Turn("Yes.", Speaker("S1"), 65_000, 70_000),
    ),
    date="2021-05-03",
    place="Oslo",
    source="board.vtt",
)


@pytest.fixture(scope="module")
def seoul() -> Transcript:
    return build.read(sample())


def spoken(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker.who if turn.speaker else "", turn.text) for turn in transcript.turns]


def test_text_is_read_back_as_it_was(seoul: Transcript) -> None:
    again = build.read(Source("taken.txt", as_text(seoul).encode()))
    assert [text for _, text in spoken(again)] == [" ".join(text.split(" ")) for _, text in spoken(seoul)]
    assert again.date == seoul.date


def test_json_is_read_back_as_it_was(seoul: Transcript) -> None:
    again = build.read(Source("taken.json", as_json(seoul).encode()))
    assert [(who.casefold(), text) for who, text in spoken(again)] == [(w.casefold(), t) for w, t in spoken(seoul)]
    assert (again.title, again.date) == (seoul.title, seoul.date)


def test_json_has_labels_roles_and_times() -> None:
    first, second, _ = json.loads(as_json(SPOKEN))["turns"]
    assert first == {
        "speaker": "Ana Lima",
        "label": "S0",
        "role": "Chair",
        "inferred": False,
        "start_ms": 1000,
        "end_ms": 4000,
        "text": "Rain, \u2014 and `trade`.",
    }
    assert (second["speaker"], second["label"]) == (None, None)


def test_markdown_shows_the_words_and_nothing_of_them_is_markup() -> None:
    html = MarkdownIt().render(as_markdown(SPOKEN))
    assert "<h1>Board / *May*</h1>" in html
    assert "<strong>Ana Lima</strong> (0:01): Rain, \u2014 and `trade`." in html
    assert "1. No_speaker_here &lt;b&gt;" in html
    assert "<strong>S1</strong> (1:05): Yes." in html


def test_a_name_for_the_file_is_made_of_the_title(tmp_path: Path) -> None:
    store = LocalStore(tmp_path, "words")
    keep(store, SPOKEN)
    assert download(store, "x", "markdown").name == "Board-May.md"
    original = download(store, "x", "original")
    assert (original.name, original.data) == ("board.vtt", b"Board / *May*")
    with pytest.raises(KeyError):
        download(store, "x", "pdf")
    with pytest.raises(NoSuchTranscript):
        download(store, "never", "text")
    store.close()
