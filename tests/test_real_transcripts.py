"""Every parser against files that nobody here wrote, judged by what a careful reading of each file found.

The files are not part of the project. ``python -m tests.test_real_transcripts [folder ...]`` prints a line per file.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from index.errors import TranscriptError, UnsupportedFormat
from index.formats import load
from index.formats.source import Source, decode
from index.transcript import Transcript, Turn

FILES = Path(__file__).parents[2] / "shared" / "transcripts"

REFUSED = {"doc_legacy"}  # recognised, and refused with the cure
TEXT_FOLDERS = {
    *("press_txt", "interview_txt", "earnings_txt", "fomc", "google_meet", "otter_txt", "parliament_txt"),
    *("txt_monologue", "chat_cha"),
}
TEXT_KEYS = {"text", "content", "transcript", "utf8", "word", "punctuated_word", "punct", "body", "value"}
TIME_TOLERANCE_MS = 1_500
LOST_ALLOWED = 0.005  # of a file's words: front matter and marks that an independent count cannot tell from words


@dataclass(frozen=True)
class Expected:
    """What a reading of the file found."""

    turns: int
    merged: int
    speakers: frozenset[str]
    verified: tuple[tuple[str | None, int | None, str], ...]
    never: frozenset[str]
    slack: float

    @classmethod
    def of(cls, path: Path) -> Expected:
        found = json.loads(path.with_name(path.name + ".meta.json").read_text("utf-8"))["expected"]
        speakers = frozenset(label_key(label) for label in found["speakers"])
        return cls(
            turns=found["n_turns_approx"],
            merged=found["n_after_merging_same_speaker"],
            speakers=speakers,
            verified=tuple(
                (entry["speaker"], as_ms(entry["timestamp"]), squeeze(entry["text_start"]))
                for entry in found["verified_turns"]
                if squeeze(entry["text_start"])
            ),
            never=frozenset(label_key(label) for label in found["must_not_be_speakers"]) - speakers,
            slack=1 if "±" in found["notes"] else 0,
        )


@dataclass(frozen=True)
class Reading:
    """A file as the parsers read it, held against what was expected."""

    path: Path
    expected: Expected
    transcript: Transcript

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(label_key(turn.speaker.label) for turn in self.transcript.turns if turn.speaker)

    @property
    def speakers_right(self) -> bool:
        return self.labels == self.expected.speakers

    @property
    def merged(self) -> int:
        """The number of turns once neighbours of one speaker count as one."""
        labels = [turn.speaker and label_key(turn.speaker.label) for turn in self.transcript.turns]
        return sum(not at or labels[at - 1] != label for at, label in enumerate(labels))

    @property
    def count_right(self) -> bool:
        def near(got: int, expected: int) -> bool:
            return abs(got - expected) <= max(0.05 * expected, self.expected.slack)

        return (
            near(len(self.transcript.turns), self.expected.turns)
            or near(len(self.transcript.turns), self.expected.merged)
            or near(self.merged, self.expected.merged)
        )

    def places(self, speaker: str | None, text: str) -> Iterator[tuple[Turn, int]]:
        """Turns of the speaker in which the text occurs, with its offset. Without a speaker, anybody's.

        Where a turn ends sooner, the reading went on into what follows it: the time of closing, a rule, a heading.
        """
        pattern = re.compile(r"\s+".join(map(re.escape, text.split(" "))))
        for turn in self.transcript.turns:
            if speaker is None or (turn.speaker and label_key(turn.speaker.label) == label_key(speaker)):
                for match in pattern.finditer(turn.text):
                    yield turn, match.start()
                if len(turn.text) > 10 and text.startswith(squeeze(turn.text)):
                    yield turn, 0

    @property
    def not_found(self) -> list[tuple[str | None, str]]:
        return [(who, text) for who, _, text in self.expected.verified if not any(self.places(who, text))]

    @property
    def wrong_time(self) -> list[tuple[str | None, str]]:
        return [
            (who, text)
            for who, ms, text in self.expected.verified
            if ms is not None
            and (places := list(self.places(who, text)))
            and not any(close(turn.time_at(at)[0], ms) for turn, at in places)
        ]

    @property
    def lost(self) -> Counter[str] | None:
        """Words of the file that are nowhere in the transcript; None for kinds where no one else can count them."""
        counted = independent_words(self.path)
        if counted is None:
            return None
        kept = Counter[str]()
        for turn in self.transcript.turns:
            kept.update(words(turn.text))
        for left in self.transcript.left_out:
            kept.update(words(left.text))
        known = set(words(about(self.transcript)))
        missing = [Counter({w: n for w, n in (c - kept).items() if w not in known}) for c in counted]
        return min(missing, key=lambda counter: counter.total())

    @property
    def invented(self) -> set[str]:
        """Words of the turns that the file does not have."""
        if (raw := raw_text(self.path)) is None:
            return set()
        return {word for turn in self.transcript.turns for word in words(turn.text)} - set(words(raw))

    @property
    def lost_share(self) -> float:
        counted = independent_words(self.path)
        return (self.lost or Counter()).total() / max(1, max(c.total() for c in counted)) if counted else 0.0


def label_key(label: str) -> str:
    """A label without markup, white space and case."""
    return re.sub(r"[\s*_#>]+|\[\^?\d+\]|:$", "", html.unescape(label).strip()).casefold().rstrip(":：")


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def as_ms(stamp: float | str | None) -> int | None:
    if stamp is None:
        return None
    if isinstance(stamp, (int, float)):
        return round(stamp * 1000)
    match = re.fullmatch(r"\[?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\]?", stamp)
    return round((int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])) * 1000) if match else None


def close(got: int | None, expected: int) -> bool:
    return got is not None and abs(got - expected) <= TIME_TOLERANCE_MS


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def about(transcript: Transcript) -> str:
    """What the transcript says besides the turns: labels, title, participants."""
    speakers = [turn.speaker for turn in transcript.turns if turn.speaker] + list(transcript.participants)
    parts = [f"{s.label} {s.name} {s.role}" for s in speakers]
    return " ".join([*parts, transcript.title, transcript.place, transcript.language, transcript.media])


def independent_words(path: Path) -> list[Counter[str]] | None:
    """The words of the file's speech, counted without any parser: each counter is one way of counting them."""
    folder = path.parent.name
    if folder in {"vtt", "srt"}:
        return [caption_words(decode(path.read_bytes()))]
    if folder == "json":
        return list(json_words(json.loads(path.read_text("utf-8-sig"))))
    if folder in TEXT_FOLDERS or path.suffix == ".txt":
        text = html.unescape(re.sub(r"</?\w+[^<>\n]{0,200}>|\]\([^)\s]*\)", " ", decode(path.read_bytes())))
        return [Counter(words(text))]
    return None


def raw_text(path: Path) -> str | None:
    """All that the file says, markup and all; None for kinds in which words are not written out."""
    if path.suffix in {".pdf", ".docx", ".doc"}:
        return None
    text = decode(path.read_bytes())
    if path.parent.name == "json":
        text = json.dumps(json.loads(text), ensure_ascii=False).replace("\\n", " ")
    return html.unescape(text)


def caption_words(text: str) -> Counter[str]:
    text = re.sub(r"\r\n?", "\n", text)
    blocks = re.split(r"\n(?=[^\n]*-->)", text)[1:]
    # The line before a time line is the next cue's number or name, unless it follows spoken lines.
    spoken = [re.sub(r"\n\s*\n+[^\n]*\n*$", "", block.partition("\n")[2] + "\n") for block in blocks]
    plain = html.unescape(re.sub(r"<v[ .][^>]*>|</?[a-z0-9:.][^<>\n]*>", " ", "\n".join(spoken)))
    if re.search(r"<\d\d:\d\d:\d\d", text):  # rolling captions repeat every line, so only kinds can be counted
        return Counter(set(words(plain)))
    return Counter(words(plain))


def json_words(value: object) -> Iterator[Counter[str]]:
    """The words under each kind of place, such as ``$.results[].text``, that may hold all the speech."""
    counters: dict[str, Counter[str]] = {}
    stack: list[tuple[str, object]] = [("$", value)]
    while stack:
        place, item = stack.pop()
        if isinstance(item, dict):
            stack += [(f"{place}.{key}", child) for key, child in item.items()]
        elif isinstance(item, list):
            stack += [(place + "[]", child) for child in item]
        elif isinstance(item, str) and place.rstrip("[]").rpartition(".")[2] in TEXT_KEYS:
            plain = re.sub(r"<[^<>]+>", " ", html.unescape(item))
            counters.setdefault(place, Counter()).update(words(plain))
    most = max((counter.total() for counter in counters.values()), default=0)
    yield from (counter for counter in counters.values() if counter.total() >= 0.4 * most)


def files(folders: list[str] | None = None) -> list[Path]:
    found = [path.with_name(path.name.removesuffix(".meta.json")) for path in sorted(FILES.glob("*/*.meta.json"))]
    return [path for path in found if not folders or path.parent.name in folders]


@cache
def read(path: Path) -> Reading:
    return Reading(path, Expected.of(path), load(Source(path.name, path.read_bytes())))


def readings() -> list[Reading]:
    found = []
    for path in files():
        try:
            found.append(read(path))
        except TranscriptError:
            continue  # the test of that file says so
    return found


pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the folder of real transcripts is not here")


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_file(path: Path) -> None:
    if path.parent.name in REFUSED:
        with pytest.raises(UnsupportedFormat):
            read(path)
        return
    reading = read(path)
    assert not reading.labels & reading.expected.never
    assert len(reading.not_found) <= 0.2 * len(reading.expected.verified), reading.not_found
    assert reading.lost_share <= LOST_ALLOWED, reading.lost
    assert reading.invented == set()


def test_speakers_are_exactly_right_in_nine_of_ten_labelled_files() -> None:
    labelled = [reading for reading in readings() if reading.expected.speakers]
    wrong = [reading.path.name for reading in labelled if not reading.speakers_right]
    assert len(wrong) <= 0.1 * len(labelled), wrong


def test_files_without_labels_get_no_speakers_in_nine_of_ten() -> None:
    unlabelled = [reading for reading in readings() if not reading.expected.speakers]
    wrong = [reading.path.name for reading in unlabelled if reading.labels]
    assert len(wrong) <= 0.1 * len(unlabelled), wrong


def test_turns_are_as_many_as_expected_in_nine_of_ten_files() -> None:
    wrong = [reading.path.name for reading in readings() if not reading.count_right]
    assert len(wrong) <= 0.1 * len(readings()), wrong


def test_verified_turns_are_found() -> None:
    total = sum(len(reading.expected.verified) for reading in readings())
    missing = [(reading.path.name, *entry) for reading in readings() for entry in reading.not_found]
    assert len(missing) <= 0.05 * total, missing


def test_verified_turns_have_their_times() -> None:
    total = sum(ms is not None for reading in readings() for _, ms, _ in reading.expected.verified)
    wrong = [(reading.path.name, *entry) for reading in readings() for entry in reading.wrong_time]
    assert len(wrong) <= 0.05 * total, wrong


def line(path: Path) -> str:
    """One file's figures, for people: format, speakers, turns, verified entries, times, lost words."""
    name = f"{path.parent.name}/{path.name}"[:52]
    try:
        reading = read(path)
    except Exception as error:  # a crash, too, is what the table is there to show
        return f"{name:52} {type(error).__name__}: {str(error)[:150]}"
    expected, got = reading.expected, reading.transcript
    verified = len(expected.verified)
    marks = f"{'ok ' if reading.speakers_right else 'SPK'} {'ok ' if reading.count_right else 'CNT'}"
    parts = [
        f"{name:52} {got.format:14} {marks}",
        f"turns {len(got.turns)}/{expected.turns} merged {reading.merged}/{expected.merged}",
        f"verified {verified - len(reading.not_found)}/{verified}",
    ]
    if not reading.speakers_right:
        parts.append(f"too many {sorted(reading.labels - expected.speakers)[:8]}")
        parts.append(f"missing {sorted(expected.speakers - reading.labels)[:8]}")
    if reading.labels & expected.never:
        parts.append(f"NEVER {sorted(reading.labels & expected.never)}")
    if reading.wrong_time:
        parts.append(f"wrong time {len(reading.wrong_time)}")
    if reading.lost_share > LOST_ALLOWED:
        parts.append(f"lost {reading.lost_share:.1%} {dict((reading.lost or Counter()).most_common(12))}")
    if reading.invented:
        parts.append(f"invented {sorted(reading.invented)[:12]}")
    return " ".join(parts + [f"\n      not found: {who}: {text}" for who, text in reading.not_found])


if __name__ == "__main__":
    for each in files(sys.argv[1:]):
        print(line(each))
