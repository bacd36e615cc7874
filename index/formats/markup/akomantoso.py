"""Debates in Akoma Ntoso, any version: speeches, questions and answers, with the persons whom the file lists.

What stands outside the speeches (headings, narratives, summaries) is left out by the name of its element; a remark
inside a speech stays in it where it is bracketed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from index.errors import EmptyTranscript
from index.formats.language import tag
from index.formats.markup import xml
from index.formats.markup.speeches import Joints, Paragraph, is_bracketed, turns_from_paragraphs
from index.formats.markup.xml import Element
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript

_SPEECHES = ("speech", "question", "answer", "speechGroup")
_NOTES = ("remark", "narrative", "summary", "scene", "note", "authorialNote")
_NOT_SPEECH = ("meta", "preface", "coverPage", "heading", "subheading", "num")
_PARAGRAPHS = ("p", "li", "item", "td", "th", "listIntroduction", "listWrapUp", "intro", "wrapUp", "block", "caption")
_SECTIONS = ("debateSection", "prayers", "adjournment", "rollCall", "communication", "petitions", "papers", "other")
_BREAKS = {*_SPEECHES, *_NOTES, *_NOT_SPEECH, *_PARAGRAPHS, *_SECTIONS, "from", "tr", "div", "eol"}
_HONORIFICS = {"mr", "mrs", "ms", "miss", "dr", "prof", "hon", "sir", "the", "sen", "rev"}
_NO_DATE = "3000-01-01"  # converters write it where they know none


def sniff(source: Source) -> bool:
    return xml.root_name(source).lower() == "akomantoso"


def parse(source: Source) -> Transcript:
    root = xml.parse(source)
    people = _references(root, "TLCPerson")
    paragraphs, left_out = _body(root, people, _references(root, "TLCRole"))
    if not paragraphs:
        kind = next((xml.local(child) for child in root), "document")
        raise EmptyTranscript(source.name, f"this <{kind}> has no speeches", "add the record of a debate instead")
    return Transcript(
        id=source.id,
        title=_title(root) or PurePath(source.name).stem,
        turns=turns_from_paragraphs(paragraphs),
        date=_date(root),
        place=xml.text_of(xml.first(root, "location")),
        participants=tuple(_participants(root, people)),
        language=tag(xml.attribute(xml.first(root, "FRBRlanguage"), "language")),
        source=source.name,
        format="Akoma Ntoso",
        left_out=tuple(left_out),
    )


def _body(root: Element, people: dict[str, str], roles: dict[str, str]) -> tuple[list[Paragraph], list[LeftOut]]:
    paragraphs: list[Paragraph] = []
    left_out: list[LeftOut] = []
    speakers: dict[Element, Speaker | None] = {}
    joints = Joints()
    for block in xml.blocks(root, _BREAKS):
        around = block.inside(*_SPEECHES, *_NOT_SPEECH, "from")
        speech = around if around is not None and xml.local(around) in _SPEECHES else None
        note = block.inside(*_NOTES)
        if speech is None or (note is not None and not is_bracketed(block.text)):
            if around is None or xml.local(around) != "from":  # the label, which the turn has
                left_out.append(LeftOut(block.text, _why(block.element, around), block.line))
            joints.skip(block)
            continue
        if speech not in speakers:
            speakers[speech] = _speaker(speech, people, roles)
        joint = joints.to(block, block.inside(*_PARAGRAPHS))
        paragraphs.append(Paragraph(block.text, speakers[speech], joint=joint))
    return paragraphs, left_out


def _why(element: Element, around: Element | None) -> str:
    """The most telling name of an element around it: "narrative", "heading", "prayers"."""
    named = around if around is not None and xml.local(around) in _NOT_SPEECH else None
    named = named if named is not None else xml.enclosing(element, (*_NOTES, *_SECTIONS))
    return xml.local(named if named is not None else element)


def _speaker(speech: Element, people: dict[str, str], roles: dict[str, str]) -> Speaker | None:
    """The label that is printed; the name and role by the lists in the file's head."""
    label = next((xml.text_of(child) for child in speech if xml.local(child) == "from"), "").rstrip(" :—–-")
    person = speech.get("by", "").strip().removeprefix("#")
    role = roles.get(speech.get("as", "").strip().removeprefix("#"), "")
    name = people.get(person, "")
    label = label or name or person
    if not label:
        parent = speech.getparent()
        group = xml.enclosing(parent, ("speechGroup",)) if parent is not None else None
        return _speaker(group, people, roles) if group is not None else None
    return Speaker(label, name if _adds(name, label) else "", role if role != label else "")


def _adds(name: str, label: str) -> bool:
    """Whether the name says who it is where the label does not: Mr. Smith for "Mr. Speaker", not for "Prof. Smith"."""
    return not set(re.findall(r"\w+", name.casefold())) - _HONORIFICS <= set(re.findall(r"\w+", label.casefold()))


def _references(root: Element, kind: str) -> dict[str, str]:
    """What the file's head calls its persons or roles, by their ids."""
    found = {}
    for element in root.iter(f"{{*}}{kind}"):
        found[xml.attribute(element, "eId") or xml.attribute(element, "id")] = xml.collapse(element.get("showAs", ""))
    return found


def _participants(root: Element, people: dict[str, str]) -> Iterator[Speaker]:
    """The persons of the list, less those who only edited the file."""
    editors = {element.get("href", "") for element in root.iter("{*}FRBRauthor")}
    editors |= {element.get("source", "") for element in root.iter("{*}identification", "{*}references")}
    for person, name in people.items():
        if name and f"#{person}" not in editors:
            yield Speaker("", name)


def _title(root: Element) -> str:
    preface = xml.first(root, "preface")
    heads = [p for p in preface.iter("{*}p") if "heading" in p.get("class", "")] if preface is not None else []
    debate = xml.first(root, "debate")
    return (
        xml.attribute(xml.first(root, "FRBRalias"), "value")
        or xml.text_of(xml.first(root, "docTitle"))
        or ", ".join(map(xml.text_of, heads))
        or xml.collapse(debate.get("name", "") if debate is not None else "")
        or xml.text_of(xml.first(root, "heading"))
    )


def _date(root: Element) -> str:
    dates = [xml.attribute(xml.first(root, "docDate"), "date"), xml.attribute(xml.first(root, "FRBRdate"), "date")]
    return next((date[:10] for date in dates if date and date != _NO_DATE), "")
