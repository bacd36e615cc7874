"""Hansard of parliaments in English: "The Minister for Health (Mr. Muigai): Mr. Speaker, Sir, ...".

Headings, notes in brackets and lines that close the sitting are left out and listed, and so is what stands above the
first speaker.
"""

from __future__ import annotations

import re
from collections import Counter

from index.formats import dates
from index.formats.records.record import SAMPLE, Minutes, Paragraph, in_order, lines, paragraphs, running_heads, without
from index.formats.source import Source
from index.formats.text.furniture import UNSPOKEN
from index.transcript import LeftOut, Speaker, Transcript

_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Hon|Capt|Col|Gen|Maj|Brig|Lt|Eng|Amb|Rev|Sen|Sir|Madam|Shri|Smt|Shrimati|Senator"
    r"|Deputy|Professor|Captain|Colonel|Brigadier|Ambassador|Bishop|Archbishop|Canon|Pastor|Sheikh|Lord|Lady|Baroness"
    r"|Viscount|Earl|Dame)"
)
_TITLED = re.compile(rf"{_TITLE}\b[.,]?", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:The|An|His|Her|Madam|Acting|Deputy|Temporary) .*(?:Minister|Secretary|Attorney|Solicitor|Speaker|President"
    r"|Chair|Leader|Whip|Clerk|Prime|Chancellor|Taoiseach|Tánaiste|Ceann|Premier|Treasurer|Governor|Commissioner"
    r"|Excellency|Bishop)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"(?:an?|some|several|many|other)?\s*(?:hon(?:ourable)?\.?\s+)?(?:members?|senators?|deput(?:y|ies))", re.IGNORECASE
)
_PLAIN = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*){1,3}")
_LINKS = frozenset("of for and the in to at on with pro tempore tem arap ole bin al wa de van von".split())
_LABEL = re.compile(r"(?P<label>[^:]+?)(?:\s*\(\d{1,2}:\d\d(?:\s?[ap]\.?m\.?)?\))?:")
_BRACKETS = re.compile(r"\s*\([^()]*\)?")
_CHAIR = re.compile(
    r"(?:mr|madam|mrs|the|hon|an)\.? (?:\w+ ){0,2}(?:speaker|chairman|chairperson|president|ceann comhairle)\b",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"parliament|hansard|(?:national|legislative) (?:assembly|council)|house of\s+\w+|\bsenate\b|(?:lok|rajya) sabha"
    r"|\bdáil\b|\bhon\. members?\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:The )?(?:House|Senate|Assembly|Council|Committee|Dáil|Sitting|Debate)\b.{0,40}?"
    r" (?:rose|adjourned|resumed|was suspended)\b.{0,120}",
    re.IGNORECASE,
)
_MET = re.compile(r"\bmet\b.{0,120}?\b(?:in|at) (?:the )?(?P<place>[A-Z][\w']+(?:,? [A-Z][\w']+)*)", re.DOTALL)
_CENTRED = 15  # spaces before a heading; paragraphs are indented by less
_LONGEST = 200  # characters of a label: ministers have long titles


def sniff(source: Source) -> bool:
    if not source.is_text or not _HOUSE.search(source.text[:20_000]):
        return False
    labels = Counter(label for line in lines(source.text[:SAMPLE]) if (label := label_of(line.text)))
    return labels.total() >= 3 and any(_CHAIR.match(label) for label in labels)


def parse(source: Source) -> Transcript:
    every = lines(source.text)
    heads = running_heads(every) if every[-1].page > 1 else set()
    found = list(paragraphs(without(every, heads), _begins))
    start = next((at for at, paragraph in enumerate(found) if label_of(paragraph.text)), len(found))
    minutes = Minutes()
    minutes.left_out += [
        LeftOut(line.text.strip(), "running head", line.number) for line in every if line.number in heads
    ]
    minutes.leave_out_paragraphs(found[:start], "head")
    for paragraph in found[start:]:
        _read(paragraph, minutes)
    turns, left_out = minutes.close()
    head = "\n".join(paragraph.text for paragraph in found[:start])
    place = _MET.search(head)
    return Transcript(
        id=source.id,
        title=_title(found[:start]) or source.name.rpartition(".")[0],
        turns=turns,
        date=dates.likeliest(head) or dates.likeliest(source.name),
        place=place["place"] if place else "",
        source=source.name,
        format="Hansard",
        left_out=in_order(left_out),
    )


def _begins(line: str) -> bool:
    return bool(label_of(line) or UNSPOKEN.fullmatch(line.strip()))


def _read(paragraph: Paragraph, minutes: Minutes) -> None:
    if label := label_of(paragraph.text):
        minutes.call(Speaker(label), paragraph.line)
        minutes.say(_parted(paragraph.text)[1])
    elif paragraph.is_note:
        minutes.leave_out(paragraph.text, "note", paragraph.line)
    elif _is_heading(paragraph):
        minutes.leave_out(paragraph.text, "heading", paragraph.line)
    elif UNSPOKEN.fullmatch(paragraph.text):
        minutes.leave_out(paragraph.text, "note", paragraph.line)
    elif _CLOSING.fullmatch(paragraph.text):
        minutes.leave_out(paragraph.text, "closing", paragraph.line)
    else:
        minutes.say(paragraph.text)


def label_of(text: str) -> str:
    """The label before the first colon, if that is somebody's name or office; else nothing."""
    return _parted(text)[0]


def _parted(text: str) -> tuple[str, str]:
    """The label, without the hour that it may have ("Dr HAINES (Indi) (14:05):"), and what is said after it."""
    match = _LABEL.match(text[:_LONGEST])
    label = match["label"].strip() if match else ""
    return (label, text[match.end() :]) if match and label and _is_speaker(label) else ("", text)


def _is_speaker(label: str) -> bool:
    bare = _BRACKETS.sub("", label).strip()
    words = bare.split()
    if not words or len(words) > 14 or looks_like_sentence(bare):
        return False
    if _SOMEBODY.fullmatch(bare):
        return True
    names = all(word[0].isupper() or word in _LINKS for word in words)
    if _OFFICE.match(bare):
        return names
    if _TITLED.match(bare):
        return names and len(words) <= 7 and "," not in bare[4:]
    return bare != label and _PLAIN.fullmatch(bare) is not None  # "John Smith (Ludlow)"


def looks_like_sentence(text: str) -> bool:
    """Whether its full stops are more than those of titles and initials."""
    return bool(re.search(r"[.?!;]", re.sub(rf"\b(?:{_TITLE}|[A-Z])\.", "", text, flags=re.IGNORECASE)))


def _is_heading(paragraph: Paragraph) -> bool:
    if paragraph.text.endswith((".", "?", "!", ",", ";")) or len(paragraph.text) > 200:
        return False
    return paragraph.is_capitals or paragraph.indent >= _CENTRED


def _title(head: list[Paragraph]) -> str:
    """The first two lines in capitals: the house, and what this report of it is."""
    return ", ".join([paragraph.text for paragraph in head if paragraph.is_capitals][:2])
