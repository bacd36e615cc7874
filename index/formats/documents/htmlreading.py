"""A web page read from top to bottom, once it is supposed which of its elements are the labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from index.formats.documents.htmlpage import HEADINGS, Page
from index.formats.markup.speeches import Joints, Paragraph
from index.formats.markup.xml import Block, Element
from index.formats.text import stamps
from index.formats.text.kinds import Kind, kind
from index.transcript import LeftOut, Speaker

Signature = tuple[str, str]  # an element's name and one of its classes, or none

_BOLD = HEADINGS | {"b", "strong", "th"}


def signatures(element: Element) -> list[Signature]:
    """An element counts for each of its classes, for one class may tell speakers apart and another name the role."""
    return [(str(element.tag), token) for token in element.get("class", "").split()[:6] or [""]]


@dataclass(frozen=True, slots=True)
class Marked:
    """What the page's markup says was spoken, and all the rest of the page."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(paragraph.text) for paragraph in self.paragraphs)


def label_of(text: str) -> str:
    """The label without what ends it, "NAME:", "Q.", "Name (", and without a time that shares its element."""
    stamp = stamps.LAST.search(text)
    label = " ".join((text[: stamp.start()] if stamp else text).split()).rstrip(":：([ ")
    return label[:-1] if label.endswith(".") and kind(label[:-1]) in (Kind.UPPER, Kind.LETTER) else label


@dataclass(frozen=True, slots=True)
class _Event:
    """A block, as "label", "time", "text" or "furniture", and the child of the transcript's region that it is in."""

    role: str
    block: Block
    unit: Element


class Reading:
    """The page read with one set of elements as the labels."""

    def __init__(self, page: Page, labels: set[Element], times: set[Element], named: bool) -> None:
        self.page, self.named = page, named
        self.labels = {inner for label in labels for inner in label.iter()}
        self.region = _region(page.body, labels)
        self.units = {inner: child for child in self.region for inner in child.iter()} | {self.region: self.region}
        events = [self._event(block, times) for block in page.blocks(also=labels | times)]
        clocks = _beside_labels(events)
        self.events = [e if e.role != "time" or clocks & _kinds(e) else _as_text(e) for e in events]
        self.places = [at for at, event in enumerate(self.events) if event.role == "label"]

    def _event(self, block: Block, times: set[Element]) -> _Event:
        unit = self.units.get(block.element)
        if unit is None or self.page.why(block):
            return _Event("furniture", block, self.region)
        if block.element in self.labels:
            return _Event("label", block, unit)
        return _Event("time" if block.element in times else "text", block, unit)

    def result(self) -> Marked | None:
        """None unless text follows most labels, and most of the page's matter is so marked."""
        followers = [self._follower(at) for at in self.places]
        spoken = [text for text in followers if text]
        if len(spoken) < max(2, 0.7 * len(followers)) or not (self.named or self._is_clear(spoken)):
            return None
        marked = self._marked()
        marks = sum(len(event.block.text) for event in self.events if event.role in ("label", "time"))
        return marked if marked.size >= 0.5 * (self.page.matter - marks) else None

    def _follower(self, at: int) -> str:
        """The text that follows the label, with at most a time in between."""
        following = self.events[at + 1 : at + 3]
        text = next((event for event in following if event.role != "time"), None)
        return text.block.text if text and text.role == "text" else ""

    def _is_clear(self, spoken: list[str]) -> bool:
        """Whether labels without a telling name are labels nevertheless: by times beside them, or as headings or bold.

        Where colons follow them, the rules for plain text read them, and those that were not marked up as well.
        """
        colons = sum(text[0] in ":：" for text in spoken)
        colons += sum(self.events[at].block.text.endswith((":", "：")) for at in self.places)
        near = (self.events[max(0, at - 1) : at + 2] for at in self.places)
        timed = sum(any(event.role == "time" for event in events) for events in near)
        bold = all(self.events[at].block.element.tag in _BOLD for at in self.places)
        return colons < 0.5 * len(self.places) and (timed >= 0.5 * len(self.places) or (bold and len(self.places) > 3))

    def _marked(self) -> Marked:
        """The events from the first label or its time to the end of the last label's speech, as paragraphs."""
        first = next(at for at, event in enumerate(self.events) if event.role in ("label", "time"))
        end = self._end()
        state = _Floor(self.page)
        for at, event in enumerate(self.events):
            if event.role == "furniture" or not first <= at < end or self._is_foreign(event):
                heading = event.block.element.tag in HEADINGS
                why = self.page.why(event.block) or ("heading" if heading else "beside the transcript")
                state.marked.left_out.append(LeftOut(event.block.text, why, event.block.line))
            else:
                state.hear(event)
        state.close()
        return state.marked

    def _is_foreign(self, event: _Event) -> bool:
        """Whether it stands between turns: a heading, or no paragraph where each turn has an element of its own."""
        if event.role != "text":
            return False
        if event.block.element in self.page.headings:
            return True
        return bool(self._containers) and event.unit.tag != "p" and self._containers.isdisjoint(signatures(event.unit))

    @cached_property
    def _containers(self) -> set[Signature]:
        """The kinds of element that hold a label and its text together, if that is the page's way."""
        speaking = {event.unit for event in self.events if event.role == "text"}
        units = [self.events[at].unit for at in self.places]
        if sum(unit in speaking for unit in units) < 0.8 * len(units) or self.region in units:
            return set()
        return {signature for unit in units for signature in signatures(unit)}

    def _end(self) -> int:
        """Where the last label's speech ends: at the first element of a kind that no earlier speech was in."""
        last = self.places[-1]
        spoken = [event.unit for event in self.events[self.places[0] : last + 2] if event.role == "text"]
        kinds = {signature for unit in spoken for signature in signatures(unit)}
        for at in range(last + 1, len(self.events)):
            event = self.events[at]
            own = event.unit is self.events[last].unit and event.unit is not self.region
            if event.role == "text" and not own and kinds.isdisjoint(signatures(event.unit)):
                return at
        return len(self.events)


class _Floor:
    """Who has the floor and since when, while the page is read from top to bottom."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.marked = Marked()
        self.speaker: Speaker | None = None
        self.unheard: Block | None = None  # a label that nothing has followed yet
        self.start_ms: int | None = None
        self.joints = Joints()

    def hear(self, event: _Event) -> None:
        text = event.block.text
        if event.role == "label":
            self.close()
            label, stamp = label_of(text), stamps.LAST.search(text)
            self.speaker, self.unheard = Speaker(label) if label else None, event.block
            self.start_ms = stamps.to_ms(stamp["at"]) if stamp else self.start_ms
        elif event.role == "time":
            stamp = stamps.ALONE.fullmatch(text)
            self.start_ms = stamps.to_ms(stamp["at"]) if stamp else None
        else:
            self._say(event.block)

    def _say(self, block: Block) -> None:
        text = block.text
        if self.unheard:  # what parts the label from the words is no word: a colon, a time in brackets
            text = text.lstrip(":：)] \n")
            if text.startswith(("(", "[")) and (stamp := stamps.LEAD.match(text)):
                self.start_ms, text = stamps.to_ms(stamp["at"]), text[stamp.end() :]
        if not text:
            return
        joint = self.joints.to(block, self.page.paragraph(block))
        self.marked.paragraphs.append(Paragraph(text, self.speaker, self.start_ms, joint=joint))
        self.unheard, self.start_ms = None, None

    def close(self) -> None:
        """Keeps a label under which nothing is said from being lost."""
        if self.unheard:
            self.marked.left_out.append(
                LeftOut(self.unheard.text, "nothing is said under this label", self.unheard.line)
            )
        self.unheard = None


def _as_text(event: _Event) -> _Event:
    return _Event("text", event.block, event.unit)


def _region(body: Element, labels: set[Element]) -> Element:
    """The smallest element around nearly all of the labels."""
    counts = Counter(labels)
    for _, element in etree.iterwalk(body, events=("end",)):
        if element is not body and (parent := element.getparent()) is not None:
            counts[parent] += counts[element]
    region = body
    while inner := [c for c in region if counts[c] >= 0.8 * len(labels) and c not in labels]:
        region = inner[0]
    return region


def _kinds(event: _Event) -> set[tuple[Signature, Signature]]:
    """An event by its element and by what that stands in: times in a table of contents are not those of the turns."""
    units = signatures(event.unit)
    return {(own, unit) for own in signatures(event.block.element) for unit in units}


def _beside_labels(events: list[_Event]) -> set[tuple[Signature, Signature]]:
    """The kinds of times that stand right before or after many of the labels; other times are words of the text."""
    beside = Counter[tuple[Signature, Signature]]()
    labels = 0
    for at, event in enumerate(events):
        if event.role == "label":
            labels += 1
            near = [events[place] for place in (at - 1, at + 1) if 0 <= place < len(events)]
            beside.update({kinds for e in near if e.role == "time" for kinds in _kinds(e)})
    return {signature for signature, count in beside.items() if count >= 0.3 * labels}
