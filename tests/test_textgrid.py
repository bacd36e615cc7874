"""TextGrid: long and short form, speakers by tier, interleaved by time; tiers of sounds left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import EmptyTranscript, TranscriptError, UnsupportedFormat
from index.formats import load, recognise
from index.formats.source import Source
from index.transcript import Anchor, LeftOut, Transcript
from tests.expected import FOLDER, ATurn, files, source, turns_expected, turns_in

HEAD = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n9\n<exists>\n'
Cell = tuple[float, float, str]


def grid(**tiers: list[Cell]) -> str:
    text = f"{HEAD}{len(tiers)}\n"
    for name, cells in tiers.items():
        text += f'"IntervalTier"\n"{name}"\n0\n9\n{len(cells)}\n'
        for start, end, words in cells:
            escaped = words.replace('"', '""')
            text += f'{start}\n{end}\n"{escaped}"\n'
    return text


def read(text: str) -> Transcript:
    return load(Source("talk.TextGrid", text.encode()))


@pytest.mark.parametrize("path", files("textgrid"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "TextGrid"


def test_tiers_of_sounds_and_second_copies_are_left_out() -> None:
    transcript = load(source(FOLDER / "textgrid" / "words_phones_and_utterances.TextGrid"))
    assert transcript.left_out == (
        LeftOut("W AY1", "tier Ada - phones", 33),
        LeftOut("because", "tier Max - words", 58),
    )
    assert transcript.turns[0].anchors == (Anchor(0, 0), Anchor(4, 500))


TIERS: list[tuple[dict[str, list[Cell]], list[ATurn]]] = [
    ({"Ada": [(0, 1, "a")], "Max": [(1, 2, "b")]}, [("Ada", "a", 0, 1_000), ("Max", "b", 1_000, 2_000)]),
    ({"Ada": [(2, 3, "a")], "Max": [(1, 2, "b")]}, [("Max", "b", 1_000, 2_000), ("Ada", "a", 2_000, 3_000)]),
    ({"words": [(0, 1, "a")], "phones": [(0, 1, "x")]}, [(None, "a", 0, 1_000)]),
    ({"sentences": [(0, 1, "a b")], "words": [(0, 0.5, "a")]}, [(None, "a b", 0, 1_000)]),
    ({"Ada - words": [(0, 1, "a"), (1, 2, "c")], "Max - words": [(0.5, 1, "b")]},
     [("Ada", "a c", 0, 2_000), ("Max", "b", 500, 1_000)]),
    ({"Tony": [(0, 1, "a"), (1, 2, ""), (2, 3, "<sil>"), (3, 4, "b")]}, [("Tony", "a b", 0, 4_000)]),
    ({"MAU": [(0, 1, "x")]}, [("MAU", "x", 0, 1_000)]),
]  # fmt: skip


@pytest.mark.parametrize(("tiers", "turns"), TIERS, ids=[" ".join(tiers) for tiers, _ in TIERS])
def test_tiers_become_speakers(tiers: dict[str, list[Cell]], turns: list[ATurn]) -> None:
    assert turns_in(read(grid(**tiers))) == turns


def test_only_free_standing_words_count_and_comments_do_not() -> None:
    text = (
        HEAD + '1 ! one "tier"\nitem [1]:\nclass = "IntervalTier" name = "Ada" xmin = 0 xmax = 9 intervals: size = 1\n'
    )
    assert turns_in(read(text + 'intervals [1]: xmin = 1 xmax = 2 text = "a!b" ')) == [("Ada", "a!b", 1_000, 2_000)]


FAULTS = [
    (grid(Ada=[(0, 1, "a")])[:-2], "line 15", "never closed"),
    (HEAD + '1\n"IntervalTier"\n"Ada"\n0\n9\n2\n0\n1\n"a"\n', "line 15", "the file ends"),
    (HEAD + '1\n"IntervalTier"\n"Ada"\n0\n9\n1\nx = "a"\n', "line 13", "a number should be here"),
    (HEAD + '1\n"IntervalTier"\n3\n', "line 9", "a text in quotes"),
    (grid(Ada=[(0, 1, "a")]) + '1\n2\n"lost"\n', "line 16", "more follows"),
]


@pytest.mark.parametrize(("text", "where", "what"), FAULTS)
def test_a_fault_is_named_with_its_line(text: str, where: str, what: str) -> None:
    with pytest.raises(TranscriptError) as error:
        read(text)
    assert what in error.value.reason
    assert error.value.where == where


@pytest.mark.parametrize(
    "data",
    [
        b"ooBinaryFile\x08TextGrid\0\0",
        b'"Praat chronological TextGrid text file"\n0 9\n',
    ],
)
def test_other_forms_are_refused_with_the_cure(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="Save as text file"):
        load(Source("talk.TextGrid", data))


def test_silence_is_an_empty_transcript() -> None:
    with pytest.raises(EmptyTranscript):
        read(grid(Ada=[(0, 9, "")]))


def test_any_name_and_encoding_will_do() -> None:
    data = grid(Zoë=[(0, 1, "ça")]).encode("utf-16")
    assert recognise(Source("talk.txt", data)).name == "TextGrid"


text = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters="#_")).map(str.strip)


@given(st.lists(text.filter(lambda words: bool(words) and words not in {"sil", "sp", "SIL"} and "<" not in words)))
def test_every_label_comes_back_as_written(labels: list[str]) -> None:
    cells = [(float(at), at + 1.0, words) for at, words in enumerate(labels)]
    transcript = read(grid(Ada=[*cells, (99.0, 100.0, "end")]))
    assert [turn.text for turn in transcript.turns] == [" ".join([*labels, "end"])]
