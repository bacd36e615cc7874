from __future__ import annotations

from pathlib import Path

import pytest

from index.formats import load
from index.formats.source import Source
from index.formats.text import otter
from tests.coverage import uncovered
from tests.expected import files, source, turns_expected, turns_in


@pytest.mark.parametrize("path", files("otter"), ids=lambda path: path.name)
def test_styles(path: Path) -> None:
    transcript = load(source(path))
    assert transcript.format == "Otter"
    assert turns_in(transcript) == turns_expected(path)
    assert uncovered(source(path).text, transcript) == ""


def test_the_signature_is_left_out() -> None:
    transcript = load(source(next(path for path in files("otter") if path.name == "names_and_times.txt")))
    assert [(left.text, left.why, left.line) for left in transcript.left_out] == [
        ("Transcribed by https://otter.ai", "notice", 13)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Byron  0:00\nOnly one turn.",
        "Ada: It is 9:15\n\nMax: It is 9:16\n\nAda: Late.",
        "00:03\nAda: Good day.\n\n00:05\nMax: Hello.\n\n00:09\nAda: Bye.\n",
        "We met at 9:15\nand left.\n\nThey came at 9:30\nand stayed.\n\nThat was all.\n\nReally.",
    ],
)
def test_other_text_is_not_taken_for_it(text: str) -> None:
    assert not otter.sniff(Source("talk.txt", text.encode()))
