"""The markup inside captions: voices, styles, word times and entities, taken out without touching a word."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.formats.captions.cues import plausible
from index.transcript import Anchor

_TAG = re.compile(
    r"<v(?:\.[^<>\s]*)?(?:\s(?P<voice>[^<>]*))?>|(?P<end></v\s*>)"
    r"|<(?P<time>(?:\d{1,4}:)?\d{1,4}:\d\d[.,]\d{1,6})>"
    r"|(?P<newline><br\s*/?>)"
    r"|</?(?:[cbisu]|ruby|rt|lang|font|em|strong|span)(?:[.\s][^<>]*)?/?>|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h\d|tr|blockquote|section)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_VOICE = re.compile(r"<v[.\s>]", re.IGNORECASE)
_GRAPH = re.compile(r"\{\s*\".*\"spokenText\"\s*:.*\}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is heard: without markup. Empty between the paragraphs of a cue."""

    text: str
    voice: str = ""
    anchors: tuple[Anchor, ...] = ()


def unescape(text: str) -> str:
    """The text with its entities as characters; "AT&T" and "R&D" have none."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def without_tags(text: str) -> str:
    """HTML as text: a paragraph is a line, other tags vanish."""
    lines = _BLOCK.sub("\n", text)
    return re.sub(r"\s*\n\s*", "\n", unescape(_ANY_TAG.sub("", lines))).strip()


def heard(lines: list[str], voice: str = "") -> Iterator[Line]:
    """The lines as heard. A voice holds until it is closed or another begins, which starts a new line."""
    for raw in lines:
        if spoken := _GRAPH.fullmatch(raw.strip()):
            yield from (Line(text, who) for who, text in [_of_graph(spoken[0])] if text)
            continue
        if not raw.strip():
            yield Line("", voice)
            continue
        text, times, reached = "", [], 0
        for tag in _TAG.finditer(raw):
            text += unescape(raw[reached : tag.start()])
            reached = tag.end()
            if tag["time"]:
                times.append((len(text), _ms(tag["time"])))
            elif tag["newline"] or tag["end"] or _VOICE.match(tag[0]):
                yield from _line(text, times, voice)
                text, times = "", []
                voice = voice if tag["newline"] else unescape(tag["voice"] or "").strip()
        yield from _line(text + unescape(raw[reached:]), times, voice)


def _of_graph(written: str) -> tuple[str, str]:
    """Who says what, as Microsoft Graph writes it into a cue: ``{"speakerName": "…", "spokenText": "…"}``."""
    try:
        told = json.loads(written)
    except ValueError:
        return "", written
    return str(told.get("speakerName", "")).strip(), str(told.get("spokenText", "")).strip()


def _line(text: str, times: list[tuple[int, int | None]], voice: str) -> Iterator[Line]:
    """One line without the white space around it, unless nothing is left. A word's time moves to its first letter."""
    if not text.strip():
        return
    indent = len(text) - len(text.lstrip())
    anchors = []
    for offset, ms in times:
        while offset < len(text) and text[offset].isspace():
            offset += 1
        if ms is not None and offset < len(text):
            anchors.append(Anchor(offset - indent, ms))
    yield Line(text.strip(), voice, tuple(anchors))


def _ms(clock: str) -> int | None:
    *larger, seconds = clock.replace(",", ".").split(":")
    minutes = 0
    for part in larger:
        minutes = minutes * 60 + int(part)
    return plausible((minutes * 60 + float(seconds)) * 1_000)
