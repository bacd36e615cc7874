"""Answers of speech recognisers that keep words, punctuation and speakers in separate lists: one function each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.formats.captions.cues import PAUSE_MS, Cue, in_order, plausible
from index.formats.data.json_node import Node
from index.formats.data.json_pieces import label_of, times_of
from index.formats.data.json_speech import segments


def amazon(document: Node) -> list[Cue]:
    """Amazon Transcribe: items in order of speech; who says one is found by its start among the speaker labels."""
    results = document["results"]
    speakers = {
        item["start_time"].text: item["speaker_label"].text
        for segment in results["speaker_labels"]["segments"].each()
        for item in segment["items"].each()
    }
    channels = list(results["channel_labels"]["channels"].each())
    if channels and not speakers:
        return interleaved([_amazon_items(channel["items"], {}, channel["channel_label"].text) for channel in channels])
    return _amazon_items(results["items"], speakers, "")


def _amazon_items(items: Node, speakers: dict[str, str], label: str) -> list[Cue]:
    cues: list[Cue] = []
    for item in items.each():
        punctuation = item["type"].text == "punctuation"
        if not punctuation or not cues:  # punctuation is by whoever said the word before
            label = item["speaker_label"].text or speakers.get(item["start_time"].text, label)
        text = item["alternatives"][0]["content"].text
        cues.append(_cue(item["start_time"], item["end_time"], text, label, "" if punctuation else " "))
    return cues


def deepgram(document: Node) -> list[Cue]:
    """Deepgram without utterances: the words of the best reading; several channels are several speakers."""
    channels = [channel["alternatives"][0] for channel in document["results"]["channels"].each()]
    spoken = [segments(best["words"].each() if best["words"].value else [best], {}) for best in channels]
    if len(spoken) == 1:
        return spoken[0]
    return interleaved([_labelled(cues, str(number)) for number, cues in enumerate(spoken)])


def google(document: Node) -> list[Cue]:
    """Google Speech-to-Text: with speakers, the last result repeats all words with tags, and only it is to be read."""
    results = list((document["response"] or document)["results"].each())
    best = [result["alternatives"][0] for result in results]
    counts = [len(list(alternative["words"].each())) for alternative in best]
    if counts and counts[-1] and len(counts) > 1 and counts[-1] >= sum(counts[:-1]):
        best = best[-1:]
    cues: list[Cue] = []
    for alternative in best:
        cues += segments(alternative["words"].each() if alternative["words"].value else [alternative], {})
    return cues


def speechmatics(document: Node) -> list[Cue]:
    """Speechmatics json-v2: words and punctuation that say to which neighbour they attach."""
    delimiter = document.at("metadata.language_pack_info.word_delimiter")
    space = " " if delimiter.value is None else delimiter.text
    cues: list[Cue] = []
    attach_next = False
    for result in document["results"].each():
        best, attached = result["alternatives"][0], result["attaches_to"].text
        glued = (
            attach_next or attached in {"previous", "both"} or (not attached and result["type"].text == "punctuation")
        )
        label = best["speaker"].text or result["channel"].text
        cues.append(_cue(result["start_time"], result["end_time"], best["content"].text, label, "" if glued else space))
        attach_next = attached in {"next", "both"}
    return cues


def speechmatics_v1(document: Node) -> list[Cue]:
    """Speechmatics before json-v2: words by their names, and apart from them who speaks from when."""
    cues = []
    for word in document["words"].each():
        text, times = word["name"].text, times_of(word)
        ms = [None if time is None else plausible(time * 1_000) for time in (times.start, times.end)]
        cues.append(Cue(text, "", ms[0], ms[1], "" if text in {".", ",", "?", "!"} else " "))
    return _by_part(cues, document["speakers"])


def kaldi(document: Node) -> list[Cue]:
    """BBC Kaldi: words, and apart from them who speaks from when."""
    answer = document["retval"]
    return _by_part(segments(answer["words"].each(), {}), answer["segmentation"]["segments"])


def paragraphs(document: Node) -> list[Cue]:
    """BBC's transcript editors: words, and apart from them paragraphs with speakers and times."""
    return _by_part(segments(document["words"].each(), {}), document["paragraphs"])


def _by_part(words: Sequence[Cue], parts: Node) -> list[Cue]:
    """A word is by whoever began to speak last; punctuation by whoever said the word before."""
    begun = sorted((times_of(part).start or 0.0, label_of(part, {})) for part in parts.each())
    starts = [start for start, _ in begun]
    spoken: list[Cue] = []
    for word in words:
        at = bisect_right(starts, ((word.start_ms or 0) + 5) / 1_000) - 1  # times are rounded to hundredths
        label = begun[at][1] if at >= 0 else ""
        spoken.append(replace(word, label=label if word.joint or not spoken else spoken[-1].label))
    return spoken


def watson(document: Node) -> list[Cue]:
    """IBM Watson: words as [word, start, end]; who says one is found by its start among the speaker labels."""
    speakers = {entry["from"].number: entry["speaker"].text for entry in document["speaker_labels"].each()}
    cues: list[Cue] = []
    for result in document["results"].each():
        best = result["alternatives"][0]
        words = list(best["timestamps"].each())
        cues += [_cue(word[1], word[2], word[0].text, speakers.get(word[1].number, ""), " ") for word in words]
        if not words:
            cues.append(Cue(best["transcript"].text))
    return cues


def azure(document: Node) -> list[Cue]:
    """Azure Speech: phrases with the best reading first and times in ticks of 100 ns."""
    cues: list[Cue] = []
    for phrase in document["recognizedPhrases"].each():
        start, length = phrase["offsetInTicks"].number, phrase["durationInTicks"].number or 0.0
        times = (None, None) if start is None else (plausible(start / 1e4), plausible((start + length) / 1e4))
        best = phrase["nBest"][0]
        label = phrase["speaker"].text or phrase["channel"].text
        cues.append(Cue(best.first("display", "lexical").text, label, *times))
    return in_order(cues)


def interleaved(channels: Iterable[Sequence[Cue]]) -> list[Cue]:
    """Several recordings of one conversation, a speaker in each, as one: phrases in order of time, never cut."""
    phrases: list[tuple[int, list[Cue]]] = []
    for cues in channels:
        last: Cue | None = None
        for cue in cues:
            pause = last is None or (cue.start_ms or 0) - (last.end_ms or cue.start_ms or 0) >= PAUSE_MS / 4
            if last is None or (pause and cue.start_ms is not None) or last.text[-1:] in ".?!":
                phrases.append((cue.start_ms or 0, []))
            phrases[-1][1].append(cue)
            last = cue
    return [cue for _, phrase in sorted(phrases, key=lambda entry: entry[0]) for cue in phrase]


def _cue(start: Node, end: Node, text: str, label: str, joint: str) -> Cue:
    times = [None if (time := node.number) is None else plausible(time * 1_000) for node in (start, end)]
    return Cue(text, label, times[0], times[1], joint)


def _labelled(cues: Iterable[Cue], label: str) -> list[Cue]:
    return [cue if cue.label else replace(cue, label=label) for cue in cues]
