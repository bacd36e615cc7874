"""WebVTT and SRT: files named after their fault, rules as tables, and what holds for any captions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import load
from index.formats.captions import srt, vtt
from index.formats.source import Source
from index.transcript import Anchor, LeftOut, Transcript
from tests.expected import ATurn, files, source, turns_expected, turns_in


def read(text: str, name: str = "talk.vtt") -> Transcript:
    return load(Source(name, text.encode()))


@pytest.mark.parametrize("path", files("vtt", "srt"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == {"vtt": "WebVTT", "srt": "SRT"}[path.parent.name]


FAULTS = [
    ("hour_with_letters.vtt", "WEBVTT\n\n0x:00:01.000 --> 00:02.000\nHello.\n", "line 3", "not a time line"),
    ("end_missing.vtt", "WEBVTT\n\n00:01.000 --> \nHello.\n", "line 3", "not a time line"),
    (
        "broken_end.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:0x --> 00:00:03,000\nB\n",
        "line 6",
        "00:00:0x",
    ),
    ("day_in_time.srt", "1\n00:00:01,000 --> 1d 00:00:02,000\nA\n", "line 2", "1d"),
]


@pytest.mark.parametrize(("name", "text", "where", "what"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_broken_time_line_is_named_with_its_line_and_the_cure(name: str, text: str, where: str, what: str) -> None:
    with pytest.raises(TranscriptError) as error:
        read(text, name)
    assert error.value.where == where
    assert what in error.value.reason
    assert "00:00:01.000 --> 00:00:02.000" in error.value.cure


@pytest.mark.parametrize("arrow", ["-->", "->", "-- >", "—>", "→"])
def test_an_arrow_may_be_spoilt(arrow: str) -> None:
    assert turns_in(read(f"1\n00:00:01,000 {arrow} 00:00:02,000\nA\n", "a.srt")) == [(None, "A", 1_000, 2_000)]


def test_an_arrow_in_what_is_said_is_no_time_line() -> None:
    assert read("1\n00:01,000 --> 00:02,000\nfrom A --> to B\n", "a.srt").turns[0].text == "from A --> to B"


def test_comments_headers_and_names_of_cues_are_left_out_with_their_lines() -> None:
    text = "WEBVTT\nKind: captions\n\nintroduction of guests\n00:01.000 --> 00:02.000\nHello.\n\nNOTE\nchecked\ntwice\n"
    assert read(text).left_out == (
        LeftOut("introduction of guests", "the name of a cue", 4),
        LeftOut("Kind: captions", "above the first cue", 1),
        LeftOut("NOTE\nchecked\ntwice", "a comment in the file", 8),
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [("WEBVTT\nKind: captions\nLanguage: pt_br", "pt-BR"), ('WEBVTT\n\nNOTE language:"de"', "de"), ("WEBVTT", "")],
)
def test_the_language_is_where_youtube_and_stream_write_it(header: str, language: str) -> None:
    assert read(f"{header}\n\n00:01.000 --> 00:02.000\nHello.\n").language == language


@pytest.mark.parametrize(
    ("time", "ms"),
    [
        ("5", 5_000),
        ("5.04", 5_040),
        ("0:05.5", 5_500),
        ("75:00", 4_500_000),
        ("1:00:00,001", 3_600_001),
        ("00:00:05:250", 5_250),
        ("-00:00:05.000", None),
        ("9999:00:00.000", None),  # no recording is a year long
    ],
)
def test_times_as_they_are_found(time: str, ms: int | None) -> None:
    assert read(f"WEBVTT\n\n{time} --> 2000:00\nHello.\n").turns[0].start_ms == ms


def test_words_of_karaoke_and_rolling_captions_keep_their_times() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:03.000\n<c>We</c> <00:01.500><c>shall</c> <00:02.250><c> sing</c>\n"
    assert read(text).turns[0].text == "We shall  sing"
    assert read(text).turns[0].anchors == (Anchor(0, 1_000), Anchor(3, 1_500), Anchor(10, 2_250))


def test_a_line_said_twice_is_kept_twice_unless_captions_roll() -> None:
    cues = "".join(f"00:0{at}.000 --> 00:0{at + 1}.000\nNever again!\n\n" for at in range(4))
    assert read("WEBVTT\n\n" + cues).turns[0].text == "Never again! " * 3 + "Never again!"


def test_two_who_say_the_same_are_two() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>I agree.\n\n00:02.000 --> 00:03.000\n<v Max>I agree.\n"
    assert turns_in(read(text)) == [("Ada", "I agree.", 1_000, 2_000), ("Max", "I agree.", 2_000, 3_000)]


LABELS = [
    ("most cues have one", ["kilroy: Hi.", "bob2: Hi.", "kilroy: Bye."], ["kilroy", "bob2", "kilroy"]),
    (
        "recurring names",
        ["Ada: Hi.", "Well.", "Max: Hi.", "Ada: So.", "Max: Bye."],
        ["Ada", "Ada", "Max", "Ada", "Max"],
    ),
    ("one remark", ["Hi.", "Warning: it is hot.", "Bye."], [None, None, None]),
    ("a word, not a name", ["I say this.", "Lesson: no lesson is lost.", "Well.", "Lesson: go."], [None] * 4),
    ("a sentence before the colon", ["And this is what he said to me: go.", "So."], [None, None]),
    ("a time", ["At 10: we met.", "10:30 it was."], [None, None]),
    ("an address", ["https://example.org is it.", "So."], [None, None]),
    ("a full-width colon", ["主持人：今天下雨。", "嘉宾：是的。"], ["主持人", "嘉宾"]),
    ("a title", ["Dr. Byron: Hi.", "Mr. Born: Hi."], ["Dr. Byron", "Mr. Born"]),
    ("an unnamed change", [">> ADA: Hi.", ">> No.", "Go.", ">> ADA: Why?"], ["ADA", None, None, "ADA"]),
    (
        "brackets alone",
        ["(Ada) Hi.", "(Max) No.", "[Music] So.", "(Ada) Why?", "(Max) Oh."],
        ["Ada", "Max", "Max", "Ada", "Max"],
    ),
    ("sounds in brackets", ["(Music) Hi.", "(Applause) No.", "(Music) So.", "(Applause) Oh."], [None] * 4),
    (
        "a voice in brackets now and then",
        ["(Ada) Hi.", "No.", "Go.", "(Max) So.", "Well.", "(Ada) Oh.", "Yes."],
        [None] * 7,
    ),
    (
        "a dash in the text of a file that names changes",
        ["Ada: I say.", *["So it is."] * 30, "Max: Why?", "- and how?", "Ada: So.", "Max: Oh."],
        ["Ada"] * 31 + ["Max", "Max", "Ada", "Max"],
    ),
    ("an entity", ["&gt;&gt; ADA: Hi.", "&gt;&gt; MAX: No."], ["ADA", "MAX"]),
]


@pytest.mark.parametrize(("cues", "labels"), [case[1:] for case in LABELS], ids=[case[0] for case in LABELS])
def test_who_speaks_each_cue(cues: list[str], labels: list[str | None]) -> None:
    """Each cue is seen alone by putting silence between them: turns begin at pauses."""
    text = "".join(f"{at}0.000 --> {at}1.000\n{cue}\n\n" for at, cue in enumerate(cues, 1))
    turns = read("WEBVTT\n\n" + text).turns
    found = {}
    for turn in turns:
        for anchor in turn.anchors:
            found[anchor.ms // 10_000 - 1] = turn.speaker.label if turn.speaker else None
    assert [found[at] for at in range(len(cues))] == labels


spoken = st.from_regex(r"[a-zäßа-я]{1,8}( [a-zäßа-я]{1,8}){0,5}[.?!]", fullmatch=True)


@given(st.lists(st.tuples(st.sampled_from(["Ada Byron", "Max Born", "nflaig"]), spoken), min_size=1, max_size=12))
def test_what_is_written_as_captions_is_read_back(cues: list[tuple[str, str]]) -> None:
    stamps = [f"00:{at // 60:02}:{at % 60:02}" for at in range(len(cues) + 1)]
    named = list(enumerate(cues))
    zoom = "".join(
        f"{at + 1}\n{stamps[at]}.000 --> {stamps[at + 1]}.000\n{who}: {said}\n\n" for at, (who, said) in named
    )
    teams = "".join(f"{stamps[at]}.000 --> {stamps[at + 1]}.000\n<v {who}>{said}</v>\n\n" for at, (who, said) in named)
    expected: list[ATurn] = []
    for at, (who, said) in named:
        if expected and expected[-1][0] == who:
            _, before, start, _ = expected[-1]
            expected[-1] = (who, f"{before} {said}", start, (at + 1) * 1_000)
        else:
            expected.append((who, said, at * 1_000, (at + 1) * 1_000))
    assert turns_in(read("WEBVTT\n\n" + zoom)) == expected
    assert turns_in(read("WEBVTT\n\n" + teams)) == expected
    assert turns_in(read(zoom.replace(".000", ",000"), "a.srt")) == expected


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))), max_size=8))
def test_no_word_of_a_cue_is_lost(lines: list[str]) -> None:
    """Whatever stands in the cues is in the turns, the labels or the list of what was left out, in its order."""
    lines = [re.sub(r"-->|[<{&\\]|^\s*(NOTE|STYLE|REGION)\b|^\s*\d+\s*$", "", line) for line in lines]
    body = "".join(f"00:{at:02}.000 --> 00:{at:02}.500\n{line}\n\n" for at, line in enumerate(lines))
    for known, text in ((vtt, f"WEBVTT\n\n{body}"), (srt, body or "00:00 --> 00:01\n")):
        transcript = known.parse(Source("a", text.encode()))
        kept = "".join(
            letters(turn.speaker.label if turn.speaker and turn.speaker.label else "") + letters(turn.text)
            for turn in transcript.turns
        )
        for line in lines:
            position = 0
            for letter in letters(line):
                position = kept.find(letter, position) + 1
                assert position > 0


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def test_long_unlabelled_speech_is_cut_at_sentences() -> None:
    sentence = "It rains again today, as it did before. "
    cues = "".join(f"00:{at:02}.000 --> 00:{at + 1:02}.000\n{sentence}\n\n" for at in range(40))
    turns = read("WEBVTT\n\n" + cues).turns
    assert len(turns) == 3
    assert all(600 < len(turn.text) < 680 for turn in turns[:-1])
    assert " ".join(turn.text for turn in turns).split() == (sentence * 40).split()
