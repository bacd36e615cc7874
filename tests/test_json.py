"""JSON of every make: files named after their shape, errors that name their place, and what holds for any list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import TranscriptError
from index.formats import load
from index.formats.data.json_node import document
from index.formats.data.json_transcript import SHAPES
from index.formats.source import Source
from index.transcript import Anchor, Speaker, Transcript
from tests.expected import files, source, turns_expected, turns_in


def read(document: object) -> Transcript:
    return load(Source("talk.json", json.dumps(document).encode()))


def made(name: str) -> Transcript:
    return load(source(next(path for path in files("json") if path.name == name)))


@pytest.mark.parametrize("path", files("json"), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    transcript = load(source(path))
    assert turns_in(transcript) == turns_expected(path)
    assert transcript.format == "JSON"


def test_every_shape_has_a_file() -> None:
    tops = [document(source(path)) for path in files("json")]
    for shape in SHAPES:
        assert any(all(top.at(path) for path in shape.needs) for top in tops), shape.producer


ABOUT = [
    ("fireflies.json", "Budget", "2024-01-15", "", "https://example.org/b.mp3"),
    ("otter_speech_segments.json", "Planning", "2024-01-15", "", ""),
    ("oyez_speaker_missing.json", "Doe v. Roe", "1956-02-29", "", "https://example.org/a.mp3"),
    ("whisper_segments.json", "Whisper segments", "", "en", ""),
    ("google_last_result_repeats_all.json", "Google last result repeats all", "", "en-US", ""),
    ("elevenlabs_spacing_tokens.json", "Elevenlabs spacing tokens", "", "en", ""),
    ("sayit_html_and_percent_signs.json", "talk", "2025-11-10", "", ""),
    ("turns_under_another_key.json", "Budget", "", "", ""),
    ("deepgram_utterances_beside_channels.json", "Deepgram utterances beside channels", "", "", ""),
]


@pytest.mark.parametrize(("name", "title", "date", "language", "media"), ABOUT, ids=[row[0] for row in ABOUT])
def test_what_the_file_says_of_itself(name: str, title: str, date: str, language: str, media: str) -> None:
    transcript = made(name)
    assert (transcript.title, transcript.date, transcript.language, transcript.media) == (title, date, language, media)


def test_the_list_of_people_gives_participants() -> None:
    assert made("sembly.json").participants == (Speaker("", "Ada Byron"), Speaker("", "Max Born"))


def test_words_give_the_times_inside_a_turn() -> None:
    assert made("assemblyai_milliseconds.json").turns[0].anchors == (Anchor(0, 0), Anchor(5, 440), Anchor(10, 600))
    assert made("rev_editor_times_beside_text.json").turns[0].anchors == (
        Anchor(0, 360),
        Anchor(4, 870),
        Anchor(10, 2_000),
    )
    assert made("youtube_json3.json").turns[0].anchors == (Anchor(0, 1_000), Anchor(4, 1_300), Anchor(10, 3_000))


def test_what_is_no_speech_is_left_out_and_not_lost() -> None:
    left = made("qmsum_queries_are_no_speech.json").left_out
    assert [(each.text, each.why) for each in left] == [
        ("The group talked about the weather.", "no part of the speech ($.general_query_list[0].answer)")
    ]


@pytest.mark.parametrize(
    "name",
    ["deepgram_utterances_beside_channels.json", "amazon_labels_joined_by_start.json", "whisper_segments.json"],
)
def test_speech_that_the_file_holds_twice_is_read_once(name: str) -> None:
    assert made(name).left_out == ()


FAULTS = [
    ("cut_off", '[{"speaker": "Ada", "text": "Go', "line 1, column 29", "ends too early"),
    ("cut_off_between", '[{"speaker": "Ada",\n "text": "Go"', "line 2, column 14", "ends too early"),
    ("comma_too_many", '[{"text": "Go",}]', "line 1, column 16", "broken"),
    ("line_broken", '{"text": "Go"}\n{"text": }\n', "line 2, column 10", "broken"),
    ("words_after_the_end", '{"text": "Go"}\n bye', "line 2, column 2", "broken"),
    (
        "time_in_words",
        '{"segments": [{"text": "Go"}, {"text": "No", "start": "soon"}]}',
        "$.segments[1].start",
        "“soon”",
    ),
    ("time_is_a_list", '[{"text": "Go", "end": [1]}]', "$[0].end", "a list"),
    ("time_is_true", '[{"text": "Go", "start": true}]', "$[0].start", "true or false"),
    ("text_is_a_list", '[{"text": "Go"}, {"text": ["No"]}]', "$[1].text", "a list"),
    ("speaker_is_a_list", '[{"text": "Go", "speaker": [["Ada"]]}]', "$[0].speaker[0]", "a list"),
    ("words_are_an_object", '{"monologues": [{"speaker": 1, "elements": {"a": 1}}]}', "", "who said what"),
    ("items_are_text", '{"results": {"items": [{"alternatives": "x"}]}}', "", "who said what"),
    ("no_speech", '{"name": "x", "size": 3}', "", "who said what"),
    ("lists_of_two_lengths", '{"utt": ["a", "b"], "speaker": ["Ada"]}', "$.utt[1]", "differ in length"),
    ("nested_too_deeply", "[" * 100_000, "", "too deeply"),
    ("number_too_long", '[{"text": "Go", "start": ' + "9" * 5_000 + "}]", "", "too long"),
]


@pytest.mark.parametrize(("text", "where", "what"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_with_its_place_and_a_cure(text: str, where: str, what: str) -> None:
    with pytest.raises(TranscriptError) as error:
        load(Source("talk.json", text.encode()))
    assert error.value.where == where
    assert what in error.value.reason
    assert "export" in error.value.cure


@pytest.mark.parametrize(
    "start", ["5.5", "5.5s", "0:05.5", "[00:00:05.500]", "PT5.5S", 5.5, {"seconds": "5", "nanos": 5e8}]
)
def test_times_as_they_are_found(start: object) -> None:
    assert read([{"text": "Go now.", "start": start}]).turns[0].start_ms == 5_500


@pytest.mark.parametrize("start", [-0.5, 1e300, 10**400, "", None, {}])
def test_times_that_cannot_be_are_unknown(start: object) -> None:
    assert read([{"text": "Go now.", "start": start}]).turns[0].start_ms in {None, 0}
    assert read([{"text": "Go now.", "start": start}]).turns[0].text == "Go now."


def test_plain_text_that_begins_with_a_bracket_is_no_json() -> None:
    assert load(Source("a.txt", b"[Music]\n\nADA: Good day.\n\nMAX: Good day.\n")).format == "text"


label = st.sampled_from(["Ada Byron", "SPEAKER_01", "0", "唐鳳"])
sentence = st.from_regex(r"[A-Za-zäßа-я']{1,9}( [A-Za-zäßа-я']{1,9}){0,6}[.?!]", fullmatch=True)
KEYS = [
    ("speaker", "text", "start", "end"),
    ("speaker_name", "transcript", "start_ts", "end_ts"),
    ("speakerLabel", "body", "startTime", "endTime"),
]


@given(st.lists(st.tuples(label, sentence), min_size=1, max_size=15), st.sampled_from(KEYS), st.booleans())
def test_any_list_of_who_said_what_is_read_back(
    said: list[tuple[str, str]], keys: tuple[str, str, str, str], wrapped: bool
) -> None:
    pieces = [dict(zip(keys, (who, text, at + 0.25, at + 0.75), strict=True)) for at, (who, text) in enumerate(said)]
    expected: list[tuple[str | None, str, int | None, int | None]] = []
    for at, (who, text) in enumerate(said):
        start, end = at * 1_000 + 250, at * 1_000 + 750
        if expected and expected[-1][0] == who:
            expected[-1] = (who, f"{expected[-1][1]} {text}", expected[-1][2], end)
        else:
            expected.append((who, text, start, end))
    assert turns_in(read({"version": 1, "data": {"segments": pieces}} if wrapped else pieces)) == expected


@given(st.lists(sentence, min_size=1, max_size=10))
def test_words_and_sentences_are_the_same_speech(said: list[str]) -> None:
    words = [word for text in said for word in text.split()]
    timed = [{"word": word, "start": at / 4, "end": at / 4 + 0.2, "speaker": 0} for at, word in enumerate(words)]
    transcript = read({"results": {"channels": [{"alternatives": [{"transcript": "", "words": timed}]}]}})
    assert [turn.text for turn in transcript.turns] == [" ".join(words)]
    assert [anchor.ms for anchor in transcript.turns[0].anchors] == [250 * at for at in range(len(words))]
