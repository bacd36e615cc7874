"""XML of any kind whose elements name their speaker: ``<utterance speaker="…">``, ``<speech speakername="…">``,
``<Turn speaker="spk1" startTime="0.0">``, ``<segment><speaker>…</speaker><text>…</text></segment>``.

No schema is needed: an element that names a speaker, in an attribute or in a child, is a speech, and so are the others
of its name, whose speaker is then unknown. What is in none is left out. Where no speaker is named at all, elements with
a time are captions, as in TTML and YouTube's XML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from lxml import etree

from index.errors import EmptyTranscript
from index.formats import dates
from index.formats.captions.cues import Cue, turns_from_cues
from index.formats.language import tag
from index.formats.markup import elan, xml
from index.formats.markup.speeches import Joints, Paragraph, time_ms, turns_from_paragraphs
from index.formats.markup.xml import Element
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript, Turn

_SPEAKER = tuple(
    "speakername speaker_name speaker speaker_label who participant person from by speakerid agent".split()
)
_LABELS = frozenset("speaker speakername speaker_name from who participant person talker".split())
_STARTS = ("start", "starttime", "start_time", "begin", "timestamp", "start_ms", "startms")
_ENDS = ("end", "endtime", "end_time", "stop", "end_ms", "endms")
_TIMES = frozenset((*_STARTS, *_ENDS, "time", "timecode", "duration"))
_PARAGRAPHS = ("p", "para", "text", "seg", "line")
_HTML = frozenset("html head body div p span section article main cite time table ul ol dl strong b h1 h2 h3".split())
_WORDS = rb"(?:speaker|who|participant|person|by|start|begin)\w*"
_TELLING = re.compile(rb"<[^<>]{0,300}?[\s:]" + _WORDS + rb"\s*=\s*[\"']|<(?:\w+:)?" + _WORDS + rb">", re.IGNORECASE)
_DECLARED = re.compile(rb"\W{0,9}<\?xml\s")


def sniff(source: Source) -> bool:
    if xml.root_name(source).lower() in {"", *_HTML}:
        return False
    ascii_only = xml.ascii_of(source)
    return bool(source.suffix == ".xml" or _DECLARED.match(ascii_only) or _TELLING.search(ascii_only))


def parse(source: Source) -> Transcript:
    root = xml.parse(source)
    if xml.local(root) == elan.ROOT:
        return elan.parse(source, root)
    _spell_out(root)
    paragraphs, left_out = _read(root)
    if not paragraphs:
        cure = "export it as Akoma Ntoso, TEI, WebVTT or text"
        raise EmptyTranscript(source.name, "no element of this XML names a speaker or a time and has text", cure)
    title, date = xml.first(root, "title", "major-heading"), xml.first(root, "date")
    written = " ".join([root.get("date", ""), xml.text_of(date), source.name])
    return Transcript(
        id=source.id,
        title=xml.collapse(root.get("title", "")) or xml.text_of(title) or PurePath(source.name).stem,
        turns=_turns(paragraphs),
        date=next(iter(dates.find(written)), ""),
        language=tag(xml.attribute(root, "lang")),
        source=source.name,
        format="XML",
        left_out=tuple(left_out),
    )


def _spell_out(root: Element) -> None:
    """What YouTube and TTML abbreviate, as others write it: ``<p t="160" d="4640"><s>…</s>``, ``ttm:agent="a1"``."""
    if xml.local(root) == "timedtext":
        etree.strip_tags(root, "{*}s", "s")
        for caption in root.iter("{*}p"):
            for short, name in (("t", "start_ms"), ("d", "duration_ms")):
                caption.set(name, caption.get(short, ""))
    elif xml.local(root) == "tt":
        agents = {xml.attribute(agent, "id"): xml.text_of(agent) for agent in root.iter("{*}agent")}
        etree.strip_elements(root, "{*}agent", with_tail=False)
        for element in root.iter(etree.Element):
            if agent := xml.attribute(element, "agent"):
                element.set("speaker", agents.get(agent) or agent)


def _turns(paragraphs: list[Paragraph]) -> tuple[Turn, ...]:
    if any(paragraph.speaker for paragraph in paragraphs):
        return turns_from_paragraphs(paragraphs)
    return turns_from_cues(Cue(p.text, "", p.start_ms, p.end_ms) for p in paragraphs)


@dataclass(frozen=True, slots=True)
class _Speech:
    element: Element
    speaker: Speaker | None
    start_ms: int | None
    end_ms: int | None


def _read(root: Element) -> tuple[list[Paragraph], list[LeftOut]]:
    speeches = _speeches(root)
    paragraphs: list[Paragraph] = []
    left_out: list[LeftOut] = []
    last: _Speech | None = None
    joints = Joints()
    names = {xml.local(element) for element in speeches}
    for block in xml.blocks(root, (xml.names(root) - xml.INLINE) | names):
        speech = next((speeches[element] for element in block.around() if element in speeches), None)
        name = block.name.lower()
        if name in _LABELS or (speech and name in _TIMES and time_ms(block.text) is not None):
            continue
        if speech is None:
            left_out.append(LeftOut(block.text, block.name, block.line))
            continue
        paragraph = block.inside(*_PARAGRAPHS, xml.local(speech.element))
        joint = joints.to(block, paragraph)
        if paragraph is speech.element:
            joint = " "  # the speech is itself the smallest piece: a sentence or a caption, not a paragraph
        start = speech.start_ms if speech is not last else None
        paragraphs.append(Paragraph(block.text, speech.speaker, start, speech.end_ms, joint))
        last = speech
    return paragraphs, left_out


def _speeches(root: Element) -> dict[Element, _Speech]:
    people = _people(root)
    named = {element: label for element in root.iter(etree.Element) if (label := _label(element, people)) is not None}
    kinds = {xml.local(element) for element, label in named.items() if label}
    kinds = {kind for kind in kinds if kind.lower() not in _LABELS} or _captions(root)
    speeches = {}
    for element in root.iter(*(f"{{*}}{kind}" for kind in kinds)) if kinds else ():
        label = named.get(element)
        start, end, duration = (_time(element, keys) for keys in (_STARTS, _ENDS, ("dur", "duration", "duration_ms")))
        if end is None and start is not None and duration is not None:
            end = start + duration
        speeches[element] = _Speech(element, Speaker(label) if label else None, start, end)
    return speeches


def _captions(root: Element) -> set[str]:
    """The names of the elements that have a time and words of their own."""
    worded = (element for element in root.iter(etree.Element) if (element.text or "").strip())
    return {xml.local(element) for element in worded if _time(element, _STARTS) is not None}


def _label(element: Element, people: dict[str, str]) -> str | None:
    """Whom the element's attribute or child names; empty for an empty name and None for no such attribute or child."""
    attributes = _attributes(element)
    for key in _SPEAKER:
        if key in attributes:
            label = xml.collapse(attributes[key])
            return people.get(label.removeprefix("#"), label)
    children = (xml.text_of(child) for child in element if xml.local(child).lower() in _LABELS)
    return next((label.rstrip(" :") for label in children if label), None)


def _people(root: Element) -> dict[str, str]:
    """The names of a list such as ``<Speaker id="spk1" name="…"/>``, by id."""
    people = {}
    for element in root.iter(etree.Element):
        if xml.local(element).lower() in _LABELS:
            attributes = _attributes(element)
            name = attributes.get("name") or xml.text_of(xml.first(element, "name", "persName")) or xml.text_of(element)
            if (identifier := attributes.get("id")) and name:
                people[identifier] = xml.collapse(name)
    return people


def _attributes(element: Element) -> dict[str, str]:
    return {etree.QName(key).localname.lower(): value for key, value in element.attrib.items()}


def _time(element: Element, keys: tuple[str, ...]) -> int | None:
    """A time in an attribute or a child: seconds or a clock's, unless its name says milliseconds."""
    given = {xml.local(child).lower(): xml.text_of(child) for child in element if len(child) == 0}
    given["start"] = given.get("start") or given.get("time") or given.get("timecode", "")  # as attributes: of the day
    given |= _attributes(element)
    for key in keys:
        value = given.get(key, "")
        if key.endswith("ms") and re.fullmatch(r"\d{1,12}", value):
            return int(value)
        if (ms := time_ms(value)) is not None:
            return ms
    return None
