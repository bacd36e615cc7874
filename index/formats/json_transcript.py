"""JSON: answers of speech recognisers, exports of meeting tools and archives, and any list of who said what.

``SHAPES`` names the producers that need a reading of their own; all others are read by the usual words for speaker,
text and times (json_speech). How to add one: a function from the document to its cues, and a line here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from index.errors import TranscriptError
from index.formats import dates, json_archives, json_services, language, voices
from index.formats.cues import Cue, turns_from_cues
from index.formats.json_node import Node, document
from index.formats.json_speech import most_speech, names, segments
from index.formats.markup import without_tags
from index.formats.plaintext import turns_from_text
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Shape:
    """``needs`` are paths, such as "results.channels.0", that have a value in every such document and in no other.

    ``about`` is the path to where the title stands, if that is not the top.
    """

    producer: str
    needs: tuple[str, ...]
    read: Callable[[Node], list[Cue]]
    about: str = ""


def _pieces_at(path: str) -> Callable[[Node], list[Cue]]:
    return lambda document: segments(document.at(path).each(), names([document]))


SHAPES = (
    Shape("Amazon Transcribe", ("results.items.0.alternatives",), json_services.amazon),
    Shape("Amazon Transcribe, by channel", ("results.channel_labels.channels.0.items",), json_services.amazon),
    Shape("Amazon Transcribe Call Analytics", ("Transcript.0.Content",), _pieces_at("Transcript")),
    Shape("Deepgram, by utterance", ("results.utterances.0.transcript",), _pieces_at("results.utterances")),
    Shape("Deepgram", ("results.channels.0.alternatives",), json_services.deepgram),
    Shape("IBM Watson", ("results.0.alternatives.0.timestamps.0.0",), json_services.watson),
    Shape("Speechmatics", ("results.0.alternatives.0.content",), json_services.speechmatics),
    Shape("Google Speech-to-Text", ("results.0.alternatives",), json_services.google),
    Shape("Google Speech-to-Text, long running", ("response.results.0.alternatives",), json_services.google),
    Shape("Azure Speech", ("recognizedPhrases.0.nBest",), json_services.azure),
    Shape("BBC Kaldi", ("retval.words.0", "retval.segmentation.segments"), json_services.kaldi),
    Shape("BBC transcript editors", ("words.0.start", "paragraphs.0.speaker"), json_services.paragraphs),
    Shape("Rev.ai", ("monologues.0.elements",), _pieces_at("monologues")),
    Shape("Rev editor", ("content.0.content.0.content", "content.0.attrs"), json_archives.rev_editor),
    Shape("Oyez", ("transcript.sections.0.turns",), json_archives.oyez, about="transcript"),
    Shape("SayIt", ("0.section_content",), json_archives.sayit, about="0"),
    Shape("YouTube json3", ("events.0.tStartMs",), json_archives.youtube),
    Shape("MediaSum", ("utt.0", "speaker.0"), json_archives.parallel_lists),
)

_TITLES = ("title", "meeting_title", "meetingTitle", "meeting_name", "episode_title", "filename", "topic", "name")
_DATES = ("date", "meeting_date", "session_date", "session_datetime", "recorded_at", "dateString")
_LANGUAGES = ("language", "language_code", "languageCode", "lang", "detected_language")
_MEDIA = (
    "audio_url",
    "media_url",
    "video_url",
    "recording_url",
    "source_url",
    "mediaUrl",
    "media",
    "audio",
    "url",
    "href",
)
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z\d]{2,8})*")
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # and Japanese: they write no spaces
_MARKS = "".join(map(chr, range(33, 48))) + ":;<=>?@[]_{|}…—–“”’"


def sniff(source: Source) -> bool:
    if not source.is_text or not source.data.strip():
        return False
    begins = re.match(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])", source.text)  # "[Music]" and "[00:05]" begin plain text
    return bool(begins) or source.suffix in {".json", ".jsonl", ".ndjson"}


def parse(source: Source) -> Transcript:
    top = document(source)
    shape = next((shape for shape in SHAPES if all(top.at(path) for path in shape.needs)), None)
    pieces = [] if shape else most_speech(top)
    around = [*(pieces[0].ancestors if pieces else ()), top.at(shape.about if shape else ""), top, top["metadata"]]
    people = names(around)
    cues = shape.read(top) if shape else voices.named(segments(pieces, people))
    turns = turns_from_cues(cues) or turns_from_text(top.first("text", "transcript", "content").text).turns
    if not turns:
        cure = 'export it with one object per turn: {"speaker": …, "text": …}'
        raise TranscriptError(source.name, "no list in it says who said what", cure)
    title = _text_in(around, _TITLES)
    return Transcript(
        id=source.id,
        title=title or PurePath(source.name).stem,
        turns=turns,
        date=_date(around, top),
        participants=tuple(Speaker("", name) for name in dict.fromkeys(people.values())),
        language=_language([*around, top.at("results.0"), top.at("results")]),
        media=_media([*around, top.at("media_file.0")]),
        source=source.name,
        format="JSON",
        left_out=tuple(_unspoken(top, turns, title)),
    )


def _text_in(around: list[Node], keys: tuple[str, ...]) -> str:
    values = (holder[key].value for holder in around for key in keys)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def _date(around: list[Node], top: Node) -> str:
    """The day of the conversation. ``created_at`` is that only at the top, elsewhere it is the service's own clock."""
    for value in (*(holder[key].value for holder in around for key in _DATES), top["created_at"].value):
        if isinstance(value, str) and (found := dates.likeliest(value)):
            return found
        if isinstance(value, int | float) and 1e8 < value < 1e13:  # counted from 1970, in seconds or milliseconds
            day = datetime.datetime.fromtimestamp(value / 1_000 if value > 1e11 else value, datetime.UTC)
            return day.date().isoformat()
    titles = (holder[key].value for holder in around for key in _TITLES)
    return next((found for value in titles if isinstance(value, str) and (found := dates.likeliest(value))), "")


def _language(around: list[Node]) -> str:
    found = _text_in(around, _LANGUAGES)
    return language.tag(found) if _TAG.fullmatch(found) else ""


def _media(around: list[Node]) -> str:
    values = (holder[key].value for holder in around for key in _MEDIA)
    return next((value for value in values if isinstance(value, str) and value.startswith("http")), "")


def _unspoken(top: Node, turns: tuple[Turn, ...], title: str) -> Iterator[LeftOut]:
    """Sentences of the document that are in no turn: summaries, other readings, notes; each once.

    Most documents hold the speech several times (words, segments, whole text): what is four words in a row of the
    turns is a repetition of them.
    """
    labelled = (f"{turn.speaker.label} {turn.text}" if turn.speaker else turn.text for turn in turns)
    said = {*_runs(" ".join(turn.text for turn in turns)), *_runs(" ".join(labelled))}
    told = {title}
    stack = [top]
    while stack:
        node = stack.pop()
        if isinstance(node.value, dict):
            stack += [node[key] for key in reversed(node.value)]
        elif isinstance(node.value, list):
            stack += reversed(list(node.each()))
        elif isinstance(node.value, str) and len(node.value) > 7 and node.value.strip() not in told:
            told.add(node.value.strip())
            runs = _runs(without_tags(node.text))
            if runs and sum(run in said for run in runs) < 0.7 * len(runs):
                yield LeftOut(node.text, f"no part of the speech ({node.place})")


def _runs(text: str) -> list[int]:
    """Every four words in a row; none of what has no spaces to be a sentence, such as an address or an id."""
    words = _CHINESE.findall(text) if _CHINESE.search(text) else text.casefold().split()
    words = [bare for word in words if (bare := word.strip(_MARKS))]
    return [hash(tuple(words[at : at + 4])) for at in range(len(words) - 3)]
