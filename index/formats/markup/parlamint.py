"""Transcripts in TEI: the utterances of ParlaMint and of spoken corpora, and plays' speeches.

Words that are marked up one by one are joined as the file says (``join="right"``). Notes, applause and incidents stay
where they are if the file brackets them; without brackets they would read as the speaker's words, so they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from index.errors import EmptyTranscript
from index.formats.language import tag
from index.formats.markup import xml
from index.formats.markup.speeches import Joints, Paragraph, is_bracketed, time_ms, turns_from_paragraphs
from index.formats.markup.xml import Block, Element
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript

_ROOTS = {"TEI", "teiCorpus", "TEI.2"}
_SPEECHES = ("u", "sp")
_NOTES = ("note", "desc", "vocal", "kinesic", "incident", "gap", "stage", "event", "writing")
_PARAGRAPHS = ("seg", "p", "ab", "l", "u", "sp", "item", "cell")
_NOT_SPEECH = ("speaker", "head", "teiHeader", "front", "back", "listPerson", "listOrg", "fw", "figure")
_BREAKS = {*_SPEECHES, *_NOTES, *_PARAGRAPHS, *_NOT_SPEECH, "div", "lg", "lb", "list", "row", "table", "titlePart"}
_UNITS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000}


def sniff(source: Source) -> bool:
    return xml.root_name(source) in _ROOTS


def parse(source: Source) -> Transcript:
    root = xml.parse(source)
    people = dict(_people(root))
    paragraphs, left_out = _Text(people, _timeline(root)).read(root)
    if not paragraphs:
        cure = "add the files that it includes, one by one" if xml.local(root) == "teiCorpus" else "add a transcript"
        raise EmptyTranscript(source.name, "this TEI file has no utterances", cure)
    return Transcript(
        id=source.id,
        title=_title(root) or PurePath(source.name).stem,
        turns=turns_from_paragraphs(paragraphs),
        date=_date(root),
        place=_place(root),
        participants=tuple(Speaker("", who.name, who.role) for who in people.values() if who.name),
        language=_language(root),
        media=_media(root),
        source=source.name,
        format="TEI",
        left_out=tuple(left_out),
    )


@dataclass(slots=True)
class _Text:
    """Reads the utterances, given whom the header lists and when its timeline's points are."""

    people: dict[str, Speaker]
    times: dict[str, int]

    def read(self, root: Element) -> tuple[list[Paragraph], list[LeftOut]]:
        paragraphs: list[Paragraph] = []
        left_out: list[LeftOut] = []
        last: Element | None = None
        speaker, end, joints = None, None, Joints()
        for block in (block for text in _texts(root) for block in xml.blocks(text, _BREAKS, tail=_tail)):
            speech = block.inside(*_SPEECHES)
            aside = block.inside(*_NOTES, *_NOT_SPEECH)
            spoken = aside is None or (xml.local(aside) in _NOTES and is_bracketed(block.text))
            if speech is None or not spoken:
                if aside is None or xml.local(aside) != "speaker":  # the label, which the turn has
                    left_out.append(LeftOut(block.text, _why(block), block.line))
                joints.skip(block)
                continue
            start = None
            if speech is not last:
                speaker, start, end = self._speaker(speech), self._time(speech, "start"), self._time(speech, "end")
            joint = joints.to(block, block.inside(*_PARAGRAPHS))
            paragraphs.append(Paragraph(block.text, speaker, start, end, joint))
            last = speech
        return paragraphs, left_out

    def _speaker(self, speech: Element) -> Speaker | None:
        """By its ``who``, or by that of the annotation around it, or by the label that a play prints."""
        ids = next((who for e in (speech, *speech.iterancestors()) if (who := e.get("who", "").split())), [])
        keys = [key.rpartition("#")[2].removeprefix("spk:") for key in ids]
        printed = next((xml.text_of(e) for e in speech if xml.local(e) == "speaker"), "").rstrip(" :.")
        label = printed or ", ".join(keys)
        if not label:
            return None
        known = self.people.get(keys[0]) if len(keys) == 1 else None
        name = known.name if known else ("" if printed else _name_in(label))
        chair = "chair" if "#chair" in speech.get("ana", "").split() else ""
        return Speaker(label, name if name != label else "", (known.role if known else "") or chair)

    def _time(self, speech: Element, end: str) -> int | None:
        for element in (speech, *speech.iterancestors()):
            if point := element.get(end, "").rpartition("#")[2]:
                return self.times.get(point, time_ms(point))
        return None


def _texts(root: Element) -> Iterator[Element]:
    """The bodies of all the texts: a corpus file has many, each below its own header."""
    for text in root.iter("{*}text"):
        if next(text.iterancestors("{*}text"), None) is None:
            yield text


def _tail(element: Element) -> str:
    """Between words that are elements the file's white space is only layout: ``join`` says whether they touch."""
    after = element.tail or ""
    if xml.local(element) not in ("w", "pc") or after.strip():
        return after
    parent = element.getparent()
    if parent is not None and xml.local(parent) == "w":  # the parts of one written word
        return xml.GLUE
    following = element.getnext()
    joined = element.get("join") in ("right", "both") or xml.attribute(following, "join") in ("left", "both")
    return xml.GLUE if joined else " "


def _why(block: Block) -> str:
    """The element's name with its type: "note: time", "head"."""
    around = (block.inside("vocal", "kinesic", "incident", "gap"), block.inside(*_NOT_SPEECH, *_NOTES), block.element)
    element = next(element for element in around if element is not None)
    kind = element.get("type") or element.get("reason") or ""
    return xml.local(element) + (f": {kind}" if kind else "")


def _name_in(identifier: str) -> str:
    """ParlaMint's ids are the person's names run together; the file has nothing better where the list is elsewhere."""
    pairs = zip(identifier, identifier[1:] + " ", strict=True)
    name = "".join(char + (" " if char.islower() and following.isupper() else "") for char, following in pairs)
    name = re.sub(r"(?<=[^\W\d_])[._](?=[^\W\d_])", " ", name)
    return name if name != identifier else ""


def _people(root: Element) -> Iterator[tuple[str, Speaker]]:
    for person in root.iter("{*}person", "{*}personGrp"):
        name = xml.first(person, "persName", "name")
        parts = [] if name is None else [*name.iter("{*}forename"), *name.iter("{*}nameLink"), *name.iter("{*}surname")]
        role = xml.first(person, "roleName", "occupation")
        given = " ".join(map(xml.text_of, parts)) or xml.text_of(name)
        yield xml.attribute(person, "id"), Speaker("", given, xml.text_of(role) or xml.attribute(person, "role"))


def _timeline(root: Element) -> dict[str, int]:
    """The ms of each point that the timeline gives, directly or by its distance from an earlier one."""
    times: dict[str, int] = {}
    for line in root.iter("{*}timeline"):
        unit = _UNITS.get(line.get("unit", "s"), 1000)
        for when in line.iter("{*}when"):
            point = xml.attribute(when, "id")
            since = times.get((xml.attribute(when, "since") or xml.attribute(line, "origin")).removeprefix("#"), 0)
            if (given := time_ms(when.get("absolute", ""))) is not None:
                times[point] = given
            elif re.fullmatch(r"\d{1,12}(\.\d*)?", interval := when.get("interval", "")):
                times[point] = since + round(float(interval) * unit)
            else:
                times[point] = since
    return times


def _title(root: Element) -> str:
    """The main title in the text's language, else the first."""
    statement = xml.first(root, "titleStmt")
    titles = [] if statement is None else [t for t in statement.iter("{*}title") if t.get("type", "main") == "main"]
    own = [title for title in titles if xml.attribute(title, "lang") == _language(root)]
    return xml.text_of(next(iter(own or titles), None))


def _language(root: Element) -> str:
    places = ((xml.first(root, "text"), "lang"), (root, "lang"), (xml.first(root, "language"), "ident"))
    return tag(next(filter(None, (xml.attribute(element, name) for element, name in places)), ""))


def _date(root: Element) -> str:
    """That of the session; the source's date of publication where no other is given."""
    for where in ("setting", "recording", "sourceDesc", "bibl"):
        for place in root.iter(f"{{*}}{where}"):
            for date in place.iter("{*}date"):
                when = date.get("when") or date.get("from") or date.get("notBefore") or ""
                if re.match(r"\d{4}(-\d\d){0,2}", when):
                    return when[:10]
    return ""


def _place(root: Element) -> str:
    setting = xml.first(root, "setting")
    if setting is None:
        return ""
    names = [xml.text_of(name) for name in setting.iter("{*}name", "{*}placeName", "{*}settlement", "{*}country")]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _media(root: Element) -> str:
    media = [e.get("url") or e.get("target") or "" for e in root.iter("{*}media", "{*}recording")]
    return next((address for address in media if address), "")
