"""XML read safely (no entities of the file's own, no DTD, no network), and its text as blocks.

White space inside a block collapses to single spaces, as in a browser; no word is changed or lost. Whatever is no
well-formed XML is a TranscriptError that names the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from index.errors import TooLarge, TranscriptError, UnsupportedFormat
from index.formats.source import Source, decode

Element = etree._Element

# Two characters that Unicode keeps out of texts, to mark where pieces touch and where a line is broken on purpose.
GLUE, NEW_LINE = "\ufdd0", "\ufdd1"

INLINE = frozenset("a abbr b B em font i I inline nobr quote small span strong sub sup u U".split())

_PROLOG = re.compile(r"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE\s[^\[>]*(?:\[[^\]]*\]\s*)?>\s*)*+", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?(?:encoding\s*=\s*[\"']([\w.:-]+)[\"'][^>]*)?\?>")
_ENTITY = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(\w+;)", re.DOTALL)
_BUILT_IN = {"amp;", "lt;", "gt;", "quot;", "apos;"}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_GLUED = re.compile(rf"[ \t\r\n\f]*{GLUE}[ \t\r\n\f]*")
_BROKEN = re.compile(rf"[ \t\r\n\f]*{NEW_LINE}[ \t\r\n\f]*")


def ascii_of(source: Source) -> bytes:
    """The bytes such that ASCII can be found in them, in UTF-16 too."""
    return source.data.replace(b"\0", b"") if b"\0" in source.data[:64] else source.data


def text_in(data: bytes, declared: str) -> str:
    """The text, in the encoding that it declares; Latin-1 means cp1252, as it does for browsers."""
    latin = declared.lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii")
    return decode(data, "cp1252" if latin else declared)


def root_name(source: Source) -> str:
    """The local name of the root element; empty for what does not begin like XML."""
    head = ascii_of(source)[:65536].decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip("þÿ")
    prolog = _PROLOG.match(head)
    root = _ROOT.match(head, prolog.end() if prolog else 0)
    return root[1] if root else ""


def parse(source: Source, part: str = "") -> Element:
    """The root element; ``part`` names the file inside a container.

    Raises UnsupportedFormat for declared entities and TooLarge for absurd nesting.
    """
    declared = _DECLARATION.match(source.data[:200].decode("latin-1"))
    text = text_in(source.data, declared[1] or "" if declared else "").lstrip("\ufeff")
    if "<!ENTITY" in text[: _PROLOG.match(text).end()]:  # type: ignore[union-attr]  # it matches emptiness
        raise UnsupportedFormat(source.name, "it declares entities of its own", "save it with the entities replaced")
    # The text is decoded already, so a declared encoding could only be wrong; the line ends stay, for the numbers.
    text = _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
    text = _ENTITY.sub(_resolve, text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(source, part, error) from None
    for unknown in root.iter(etree.Entity):
        where = f"{part and part + ' '}line {unknown.getparent().sourceline}"  # type: ignore[union-attr]  # the root is no entity
        raise TranscriptError(source.name, f"nothing says what {unknown.text} is", "replace it by the character", where)
    return root


def _resolve(match: re.Match[str]) -> str:
    """HTML's names of characters are well known, whether or not the DTD that declares them is at hand."""
    name = match[1]
    return html5.get(name, match[0]) if name and name not in _BUILT_IN else match[0]


def _refusal(source: Source, part: str, error: etree.XMLSyntaxError) -> TranscriptError:
    where = f"{part and part + ' '}line {error.lineno or 1}"
    if "XML_PARSE_HUGE" in error.msg:
        return TooLarge(source.name, "its elements or texts are nested or long beyond reason", "split the file", where)
    reason = re.sub(r", line \d+, column \d+$", "", error.msg)
    return TranscriptError(source.name, f"not well-formed XML ({reason})", "repair that line or export it again", where)


@dataclass(frozen=True, slots=True)
class _Place:
    """A block element in the file, by its local name, and the one around it."""

    element: Element
    name: str
    around: _Place | None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's text, never empty, and where it stands: in the innermost block element.

    ``space_before`` tells whether white space parts it from what is before it in the file.
    """

    text: str
    place: _Place
    space_before: bool

    @property
    def element(self) -> Element:
        return self.place.element

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def line(self) -> int | None:
        return self.place.element.sourceline

    def around(self) -> Iterator[Element]:
        """The block elements around the text, the innermost first."""
        place: _Place | None = self.place
        while place:
            yield place.element
            place = place.around

    def inside(self, *names: str) -> Element | None:
        """The nearest block element of one of these names around the text."""
        place: _Place | None = self.place
        while place:
            if place.name in names:
                return place.element
            place = place.around
        return None


def blocks(
    root: Element,
    breaks: Collection[str],
    tail: Callable[[Element], str] | None = None,
    also: Collection[Element] = frozenset(),
) -> Iterator[Block]:
    """The text in ``root`` in reading order, cut where an element named in ``breaks``, or in ``also``, begins or ends.

    ``tail`` says what stands after an element, where that is not simply the text there.
    """
    pieces: list[str] = []
    place = _Place(root, local(root), None)
    after_space = True
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        is_break = element is not root and (name in breaks or element in also)
        if is_break or (element is root and event == "end"):
            raw = "".join(pieces)
            if text := collapse(raw):
                yield Block(text, place, after_space or raw[0].isspace())
            after_space = raw[-1].isspace() if text else after_space or bool(raw)
            pieces.clear()
        if event == "start":
            place = _Place(element, name, place) if is_break else place
            pieces.append(element.text or "")
        elif element is not root:
            place = place.around or place if is_break else place
            pieces.append(tail(element) if tail else element.tail or "")


def collapse(text: str) -> str:
    """White space as a browser shows it: runs of it are one space, and none at the ends. No-break spaces stay."""
    if GLUE in text:
        text = _GLUED.sub("", text)
    if NEW_LINE in text:
        return _SPACE.sub(" ", _BROKEN.sub(NEW_LINE, text)).replace(NEW_LINE, "\n").strip(" \n")
    return _SPACE.sub(" ", text).strip(" ")


def text_of(element: Element | None) -> str:
    """All text inside, collapsed; empty for None."""
    return "" if element is None else collapse("".join(element.itertext()))


def attribute(element: Element | None, name: str) -> str:
    """An attribute's value, whatever its namespace; empty where there is none."""
    found = element.attrib.items() if element is not None else ()
    return next((str(value) for key, value in found if str(key).rpartition("}")[2] == name), "")


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def names(root: Element) -> frozenset[str]:
    """The local names of all elements in ``root``."""
    return frozenset(map(local, root.iter(etree.Element)))


def enclosing(element: Element, names: Collection[str]) -> Element | None:
    """The nearest of the element and its ancestors that has one of these names."""
    if local(element) in names:
        return element
    return next((above for above in element.iterancestors() if local(above) in names), None)


def first(element: Element, *names: str) -> Element | None:
    """The first element below, in reading order, with one of these names, whatever its namespace."""
    return next(element.iter(*(f"{{*}}{name}" for name in names)), None)
