"""JSON: answers of speech recognisers, exports of meeting tools and archives, and any list of who said what.

``SHAPES`` names the producers that need a reading of their own; all others are read by the usual words for speaker,
text and times (json_speech). How to add one: a function from the document to its cues, and a line here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from index.errors import TranscriptError
from index.formats.captions import voices
from index.formats.captions.cues import Cue, turns_from_cues
from index.formats.data import json_about as about
from index.formats.data import json_archives, json_services
from index.formats.data.json_node import Node, document
from index.formats.data.json_rest import unspoken
from index.formats.data.json_speech import most_speech, names, segments
from index.formats.source import Source
from index.formats.text.plaintext import turns_from_text
from index.transcript import LeftOut, Speaker, Transcript


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
    Shape("Speechmatics before json-v2", ("words.0.name", "speakers.0.time"), json_services.speechmatics_v1),
    Shape("Rev.ai", ("monologues.0.elements",), _pieces_at("monologues")),
    Shape("Rev editor", ("content.0.content.0.content", "content.0.attrs"), json_archives.rev_editor),
    Shape("Oyez", ("transcript.sections.0.turns",), json_archives.oyez, about="transcript"),
    Shape("SayIt", ("0.section_content",), json_archives.sayit, about="0"),
    Shape("YouTube json3", ("events.0.tStartMs",), json_archives.youtube),
    Shape("MediaSum", ("utt.0", "speaker.0"), json_archives.parallel_lists),
)


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
    turns, left_out = turns_from_cues(cues), tuple[LeftOut, ...]()
    if not turns and isinstance(whole := top.first("text", "transcript", "content").value, str):
        turns, left_out = turns_from_text(whole)
    if not turns:
        cure = 'export it with one object per turn: {"speaker": …, "text": …}'
        raise TranscriptError(source.name, "no list in it says who said what", cure)
    title = about.title(around)
    return Transcript(
        id=source.id,
        title=title or PurePath(source.name).stem,
        turns=turns,
        date=about.date(around, top),
        participants=tuple(Speaker("", name) for name in dict.fromkeys(people.values())),
        language=about.language([*around, top.at("results.0"), top.at("results")]),
        media=about.media([*around, top.at("media_file.0")]),
        source=source.name,
        format="JSON",
        left_out=(*left_out, *unspoken(top, turns, title)),
    )
