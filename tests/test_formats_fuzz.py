"""Whatever bytes come in: a transcript or a TranscriptError that names the file and a cure, soon, and nothing else."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import FORMATS, load
from index.formats.source import Source
from index.transcript import Transcript


def is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True


FILES = sorted(path for path in (Path(__file__).parent / "transcripts").rglob("*") if path.is_file())
ENDINGS = ["", ".txt", ".md", ".vtt", ".srt", ".json", ".csv", ".tsv", ".nlp", ".html", ".xml", ".docx", ".pdf", ".cha"]
GARBAGE = [
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\r", b"\n\n", b"\t", b" " * 300, b"\x0c", "\u2028".encode()),
    *(b"-->", b"00:00:99.9 --> ", b"<v ", b"<", b"&#xD800;", b"&", b'"', b"{", b"}", b"[" * 400, b"]", b"\\ud83d"),
    *(b"NaN", b"-1e999", b"9" * 5_000, b"null", b"\x1a", b"%PDF-1.7", b"PK\x03\x04", b"<?xml ?>", b"<!DOCTYPE x []>"),
]
JUNK: list[object] = [None, True, -1, 1e400, float("nan"), 10**30, "", "soon", "\ud83d", [], {}, [[1]], {"a": 1}]
JSON_FILES = [path for path in FILES if path.suffix == ".json" and is_json(path)]
often = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
SOON_S = 5.0  # of computing: how long anybody waits is also for others on the machine to say


def attempt(source: Source) -> None:
    """Reads the file with every parser that takes it for its own. Only TranscriptError, with its cure, may come out."""
    began = time.process_time()
    _attempt(source)
    assert time.process_time() - began < SOON_S


def _attempt(source: Source) -> None:
    try:
        load(source)
    except TranscriptError as error:
        assert error.source == source.name
        assert error.reason
        assert error.cure
    for known in FORMATS if source.data.strip() else ():
        if known.sniff(source):
            try:
                transcript = known.parse(source)
            except TranscriptError:
                continue
            assert_sound(transcript)


def assert_sound(transcript: Transcript) -> None:
    people = [*transcript.participants, *(turn.speaker for turn in transcript.turns if turn.speaker)]
    said = [turn.text for turn in transcript.turns] + [left.text for left in transcript.left_out]
    told = [
        transcript.title,
        transcript.place,
        transcript.media,
        *(f"{one.label}{one.name}{one.role}" for one in people),
    ]
    "".join(said + told).encode()  # half a surrogate pair is no text and could not be kept
    for turn in transcript.turns:
        times = [turn.start_ms, turn.end_ms, *(anchor.ms for anchor in turn.anchors)]
        assert all(ms is None or (type(ms) is int and ms >= 0) for ms in times)
        offsets = [anchor.offset for anchor in turn.anchors]
        assert offsets == sorted(offsets)
        assert all(0 <= offset <= len(turn.text) for offset in offsets)


@often
@given(st.binary(max_size=2_000), st.sampled_from(ENDINGS))
def test_random_bytes_under_any_name(data: bytes, ending: str) -> None:
    attempt(Source("file" + ending, data))


@often
@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "utf-32-be"]), st.sampled_from(ENDINGS))
@example("\ud800", "utf-16", "")
@example("\0", "utf-8", ".txt")
def test_random_text_in_any_encoding(text: str, encoding: str, ending: str) -> None:
    attempt(Source("file" + ending, text.encode(encoding, "surrogatepass")))


@often
@given(st.sampled_from(FILES), st.floats(0, 1))
def test_files_that_break_off(path: Path, share: float) -> None:
    data = path.read_bytes()
    attempt(Source(path.name, data[: round(share * len(data))]))


@often
@given(st.sampled_from(FILES), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(GARBAGE)), min_size=1, max_size=4))
def test_files_with_garbage_planted_anywhere(path: Path, planted: list[tuple[float, bytes]]) -> None:
    data = path.read_bytes()
    for share, garbage in planted:
        place = round(share * len(data))
        data = data[:place] + garbage + data[place:]
    attempt(Source(path.name, data))


@often
@given(st.sampled_from(FILES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_files_with_bytes_overwritten(path: Path, changes: list[tuple[float, int]]) -> None:
    data = bytearray(path.read_bytes())
    for share, byte in changes:
        if data:
            data[min(len(data) - 1, round(share * len(data)))] = byte
    attempt(Source(path.name, bytes(data)))


@often
@given(st.sampled_from(JSON_FILES), st.randoms(use_true_random=False), st.integers(1, 4))
def test_json_with_members_exchanged(path: Path, chance: Random, count: int) -> None:
    document = json.loads(path.read_bytes())
    for _ in range(count):
        exchange(document, chance)
    attempt(Source(path.name, json.dumps(document).encode()))


def exchange(node: object, chance: Random) -> None:
    """Puts junk in the place of some member, however deep."""
    while isinstance(node, dict | list) and node:
        key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        if not isinstance(node[key], dict | list) or chance.random() < 0.25:
            node[key] = deepcopy(chance.choice(JUNK))
            return
        node = node[key]


@often
@given(st.sampled_from(FILES), st.sampled_from(ENDINGS))
def test_files_under_a_wrong_name(path: Path, ending: str) -> None:
    attempt(Source("file" + ending, path.read_bytes()))


UNITS = [
    "A: b. ",
    "<v ",
    "<",
    "[",
    "{",
    '{"a":',
    '"',
    ",",
    "\n",
    "\t",
    " ",
    "-->",
    ">> a",
    "&amp;",
    "Q. ",
    "(",
    "0:01 ",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("ending", [".txt", ".vtt", ".json", ".csv", ".html", ".xml"])
def test_time_grows_with_the_length_and_not_with_its_square(unit: str, ending: str) -> None:
    """A quadratic step would take minutes for the 200 kB of one thing over and over that this reads in a second."""
    began = time.process_time()
    attempt(Source("file" + ending, (unit * 200_000).encode()[:200_000]))
    assert time.process_time() - began < 20
