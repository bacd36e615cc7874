"""Transcripts that archives, editors and data sets keep as JSON in a shape of their own: one function each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from urllib.parse import unquote

from index.formats.captions.cues import Cue, plausible
from index.formats.captions.markup import without_tags
from index.formats.data.json_node import Node
from index.formats.data.json_pieces import label_of, text_of
from index.formats.data.json_speech import segments
from index.transcript import Anchor


def oyez(document: Node) -> list[Cue]:
    """Oyez: sections of turns of text blocks."""
    cues: list[Cue] = []
    for section in document["transcript"]["sections"].each():
        for turn in section["turns"].each():
            label = label_of(turn, {})
            blocks = segments(turn["text_blocks"].each(), {})
            cues += [Cue(cue.text, label, cue.start_ms, cue.end_ms, new_turn=not at) for at, cue in enumerate(blocks)]
    return cues


def sayit(document: Node) -> list[Cue]:
    """SayIt: sections of HTML, their speakers percent-encoded."""
    return [
        Cue(without_tags(section["section_content"].text), unquote(section["section_speaker"].text), joint="\n\n")
        for section in document.each()
    ]


def rev_editor(document: Node) -> list[Cue]:
    """Rev's editor: monologues of paragraphs, the times of a paragraph's words in a list beside them."""
    cues: list[Cue] = []
    for monologue in document["content"].each():
        label = monologue["attrs"].first("speakerName", "speaker", "speakerId").text
        for paragraph in monologue["content"].each():
            text = "".join(text_of(piece) for piece in paragraph["content"].each())
            times = [(entry["s"].number, entry["e"].number) for entry in paragraph["attrs"]["timestamps"].each()]
            starts = [_ms(start) for start, _ in times]
            anchors = [Anchor(at, ms) for at, ms in zip(_word_starts(text), starts, strict=False) if ms is not None]
            end = _ms(times[-1][1]) if times else None
            cues.append(Cue(text, label, starts[0] if starts else None, end, "\n\n", anchors=tuple(anchors)))
    return cues


def youtube(document: Node) -> list[Cue]:
    """YouTube's json3: events of pieces, each piece with its delay."""
    cues: list[Cue] = []
    for event in document["events"].each():
        start = event["tStartMs"].number
        text, anchors = "", []
        for piece in event["segs"].each():
            delay = piece["tOffsetMs"].number or 0.0
            written = piece["utf8"].text.replace("\n", " ")
            ms = None if start is None else plausible(start + delay)
            if ms is not None and written.strip():
                anchors.append(Anchor(len(text) + len(written) - len(written.lstrip()), ms))
            text += written
        begin = None if start is None else plausible(start)
        end = None if start is None else plausible(start + (event["dDurationMs"].number or 0.0))
        cues.append(Cue(text, "", begin, end, anchors=tuple(anchors)))
    return cues


def parallel_lists(document: Node) -> list[Cue]:
    """MediaSum: what was said and who said it, as two lists of one length."""
    said, speakers = document["utt"], document["speaker"]
    pairs = zip_longest(said.each(), speakers.each())
    cues = []
    for text, speaker in pairs:
        if text is None or speaker is None:
            raise (text or speaker or said).error("one of a pair: the lists of texts and speakers differ in length")
        cues.append(Cue(text.text, speaker.text, new_turn=True))
    return cues


def _word_starts(text: str) -> Iterator[int]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield at
        at += len(word)


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else plausible(seconds * 1_000)
