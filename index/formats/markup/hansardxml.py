"""Hansard as XML: Australia's, where talks begin with a <talker>, and Britain's, where paragraphs open on a <Member>.

Australia's newer files print the speaker's heading, "Mr SMITH (Kooyong) (14:08):", inside the paragraph; it stays
there, for nothing else in the file tells those words from the speech.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Protocol

from index.errors import EmptyTranscript
from index.formats import dates
from index.formats.markup import xml
from index.formats.markup.speeches import Joints, Paragraph, turns_from_paragraphs
from index.formats.markup.xml import Block, Element
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript

_HEADINGS = ("title", "heading", "debateinfo", "subdebateinfo", "debate.text", "subdebate.text")
_LABEL = "label"  # why a label is no speech; it is not left out, for the turn has it
_LABEL_CLASS = re.compile(r"HPS-(?:Member|Office|General)\w*")
_POST_NOMINALS = re.compile(r"(?:, ?(?:MP|MLA|MLC|MHA|AM|AO|AC|QC|SC|KC))+$")
_STYLES = re.compile(r"^(?:(?:Sen|Hon|Dr|Mr|Mrs|Ms|the)\.? )+")


class _Floor(Protocol):
    """Who has the floor: a chamber's way of saying so, told block by block."""

    speaker: Speaker | None

    def why_not_spoken(self, block: Block) -> str:
        """Empty for speech, whose speaker is then in ``speaker``."""


def sniff(source: Source) -> bool:
    return bool(xml.root_name(source) and re.search(rb"<talk\.(?:start|text)\b|<[Mm]ember[\s>]", xml.ascii_of(source)))


def parse(source: Source) -> Transcript:
    root = xml.parse(source)
    australian = xml.first(root, "talk.start", "talk.text") is not None
    paragraphs, left_out = _hear(root, _Australia(root) if australian else _Britain())
    if not paragraphs:
        raise EmptyTranscript(source.name, "nobody in this Hansard file says anything", "check the download")
    return Transcript(
        id=source.id,
        title=_title(root) or PurePath(source.name).stem,
        turns=turns_from_paragraphs(paragraphs),
        date=_date(root) or dates.likeliest(source.name),
        source=source.name,
        format="Hansard XML",
        left_out=tuple(left_out),
    )


def _hear(root: Element, floor: _Floor) -> tuple[list[Paragraph], list[LeftOut]]:
    paragraphs: list[Paragraph] = []
    left_out: list[LeftOut] = []
    joints = Joints()
    why = ""
    for block in xml.blocks(root, xml.names(root) - xml.INLINE):
        after_label = why == _LABEL
        if why := floor.why_not_spoken(block):
            if why != _LABEL:
                left_out.append(LeftOut(block.text, why, block.line))
            joints.skip(block)
            continue
        joint = joints.to(block, block.inside("p", "para", "hs_Para"))
        if text := block.text.lstrip(" :") if after_label else block.text:
            paragraphs.append(Paragraph(text, floor.speaker, joint=joint))
    return paragraphs, left_out


class _Britain:
    """Whoever a paragraph opens on has the floor until the next; a heading clears it."""

    def __init__(self) -> None:
        self.speaker: Speaker | None = None

    def why_not_spoken(self, block: Block) -> str:
        if (member := block.inside("member", "Member")) is not None:
            constituency = xml.text_of(xml.first(member, "memberconstituency"))
            label = xml.text_of(member).removesuffix(constituency).rstrip(" :")
            self.speaker = Speaker(label) if label else self.speaker
            return _LABEL
        if block.inside("p", "para", "hs_Para", "membercontribution") is None:
            self.speaker = None
            return "heading" if block.inside(*_HEADINGS) is not None else block.name
        return "reference" if block.name in ("col", "image", "Number", "Uin") else ""


class _Australia:
    """A talk's paragraphs are its talker's until one of them opens on another's label."""

    def __init__(self, root: Element) -> None:
        self.speaker: Speaker | None = None
        self._talk: Element | None = None
        self._talks = {start.getparent() for start in root.iter("{*}talk.start")}
        self._known = _talkers(root)

    def why_not_spoken(self, block: Block) -> str:
        if block.inside("talker", "session.header", "page.no", "type") is not None:
            return _LABEL
        talk = next((element for element in block.around() if element in self._talks), None)
        if talk is None and (talk := block.inside("talk.text")) is None:
            return "heading" if block.inside(*_HEADINGS) is not None else block.name
        if talk is not self._talk:
            self._talk, self.speaker = talk, self._find(*_keys(xml.first(talk, "talker")))
        if (label := _printed_label(block)) is not None:
            printed = xml.text_of(label)
            if "IInterjecting" in label.get("class", ""):  # "Mr Smith interjecting—": not a word of his is recorded
                return "interjection"
            link = xml.enclosing(label, ("a",))
            bare = printed.rstrip(" :—(")
            self.speaker = self._find(link.get("href", "") if link is not None else "", bare) or Speaker(bare)
        return ""

    def _find(self, *keys: str) -> Speaker | None:
        return next((self._known[key.casefold()] for key in keys if key.casefold() in self._known), None)


def _printed_label(block: Block) -> Element | None:
    """The label that the paragraph opens on, by the style that the record gives it."""
    for span in block.element.iter("{*}span"):
        if _LABEL_CLASS.fullmatch(span.get("class", "")) and (text := xml.text_of(span)):
            return span if block.text.startswith(text) else None
    return None


def _talkers(root: Element) -> dict[str, Speaker]:
    """Whom the file's <talker> elements name, by their ids and by what the text calls them."""
    roles: dict[str, str] = {}
    for talker in root.iter("{*}talker"):
        if role := xml.text_of(xml.first(talker, "role")) or _ministry(talker):
            roles.setdefault(_keys(talker)[0], role)
    known: dict[str, Speaker] = {}
    for talker in root.iter("{*}talker"):
        names = {name.get("role", ""): xml.text_of(name) for name in talker.iter("{*}name")}
        if label := names.get("metadata") or names.get("") or names.get("display", ""):
            name = _in_order(label)
            speaker = Speaker(label, name if name != label else "", roles.get(_keys(talker)[0], ""))
            for key in (*_keys(talker), name):
                known.setdefault(key.casefold(), speaker)
    return known


def _keys(talker: Element | None) -> list[str]:
    """What a talker can be found by: the id, and the names that the record and the text use."""
    if talker is None:
        return [""]
    identifier = xml.text_of(xml.first(talker, "name.id"))
    names = sorted(talker.iter("{*}name"), key=lambda name: name.get("role") == "display")
    return [key for key in (identifier, *map(xml.text_of, names)) if key] or [""]


def _ministry(talker: Element) -> str:
    """The office that the heading in the talk's text gives: "(Kooyong—Prime Minister)"."""
    start = talker.getparent()
    text = next(start.itersiblings("{*}talk.text"), None) if start is not None else None
    spans = text.iter("{*}span") if text is not None else iter(())
    return next((xml.text_of(span) for span in spans if span.get("class") == "HPS-MinisterialTitles"), "")


def _in_order(name: str) -> str:
    """ "Smith, Sen Jane, MP" as "Jane Smith", "SPEAKER, The" as "The SPEAKER"."""
    surname, comma, given = _POST_NOMINALS.sub("", name).partition(", ")
    return f"{_STYLES.sub('', given)} {surname}" if comma else name


def _title(root: Element) -> str:
    head = xml.first(root, "session.header")
    if head is not None:
        parts = (xml.text_of(xml.first(head, "chamber")), xml.text_of(xml.first(head, "date")))
        return ", ".join(part for part in parts if part)
    return xml.text_of(xml.first(root, "title"))


def _date(root: Element) -> str:
    date = xml.first(root, "date")
    written = f"{xml.attribute(date, 'format')} {xml.text_of(date)}"
    iso = re.search(r"\d{4}-\d\d-\d\d", written)
    return iso[0] if iso else dates.likeliest(written)
