"""Hansard in <Newspeech> tags, as digitisers of old volumes write it: opened and closed with little care.

The label ends at the first colon of the speech, or at a closing tag that comes before it. A line inside of a speech, or
after one, that begins with a label is the next speech. <Header> and <i> are left out and listed, and so are short lines
between two speeches; long ones, and speeches without a label, are turns without a speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.formats import dates
from index.formats.records.parliament import label_of, looks_like_sentence
from index.formats.records.record import Minutes, in_order
from index.formats.source import Source
from index.transcript import Speaker, Transcript

_TAG = re.compile(r"<(?P<end>[/\\]?) ?(?P<name>newspeech|header|i) ?>", re.IGNORECASE)
_LABEL_CLOSED = re.compile(r"<[/\\] ?newspeech ?>(?=\s*:)", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?P<label>[^:<>]{1,200}?)\s*:")
_CONTINUED = re.compile(r"\s*\((?:ctd|contd|continued|cont)\.?\)", re.IGNORECASE)  # again at the top of a column
_WHY = {"header": "heading", "i": "note"}
_SHORT = 120  # characters of a line that heads what follows; what is longer was said by somebody


def sniff(source: Source) -> bool:
    return source.is_text and "<newspeech" in source.text.lower()


def parse(source: Source) -> Transcript:
    reading = _Reading()
    for tag, words, line in _pieces(_LABEL_CLOSED.sub("", source.text)):
        reading.take(tag, words, line)
    turns, left_out = reading.minutes.close()
    head = source.text[:2000].partition("<")[0]
    title = head.strip().partition("\n")[0]
    return Transcript(
        id=source.id,
        title=title if 0 < len(title) <= _SHORT else source.name.rpartition(".")[0],
        turns=turns,
        date=dates.likeliest(head) or dates.likeliest(source.name),
        source=source.name,
        format="Newspeech",
        left_out=in_order(left_out),
    )


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Each tag, as "header" or "/header", with the text up to the next and the line that this begins on."""
    tag, start, line = "", 0, 1
    for match in _TAG.finditer(text):
        yield tag, text[start : match.start()], line
        line += text.count("\n", start, match.end())
        tag, start = ("/" if match["end"] else "") + match["name"].lower(), match.end()
    yield tag, text[start:], line


class _Reading:
    def __init__(self) -> None:
        self.minutes = Minutes()
        self._speaking = False
        self._label = ""

    def take(self, tag: str, words: str, line: int) -> None:
        if tag in _WHY:
            self.minutes.leave_out(words, _WHY[tag], line)
            return
        if tag.endswith("newspeech"):
            self._speaking = tag == "newspeech"
        for at, paragraph in enumerate(words.split("\n")):
            if tag == "newspeech" and paragraph.strip():
                self._open(paragraph, line + at)
                tag = ""
            else:
                self._line(paragraph, line + at)

    def _open(self, words: str, line: int) -> None:
        """The first line of a speech: whatever stands before its colon is the label, were it never so misread."""
        match = _LABEL.match(words)
        if match and not looks_like_sentence(re.sub(r"\([^()]*\)?", "", match["label"])):
            self._call(match["label"], line)
            self.minutes.say(words[match.end() :])
        else:
            self._label = ""
            self.minutes.call(None)
            self.minutes.say(words)

    def _line(self, words: str, line: int) -> None:
        if label := label_of(words):
            self._speaking = True
            self._call(label, line)
            self.minutes.say(words.partition(":")[2])
        elif self._speaking:
            self.minutes.say(words)
        elif len(words.strip()) <= _SHORT:
            self.minutes.leave_out(words, "between speeches", line)
        else:
            self._label = ""
            self.minutes.call(None)
            self.minutes.say(words)

    def _call(self, label: str, line: int) -> None:
        plain = _CONTINUED.sub("", label)
        if plain != label and plain.casefold() == self._label.casefold():
            self.minutes.leave_out(label, "label repeated", line)
        else:
            self.minutes.leave_out(label.removeprefix(plain), "label repeated", line)
            self.minutes.call(Speaker(plain), line)
            self._label = plain
