"""A web page as blocks of text, with what is navigation and other furniture told from the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import islice, takewhile

from lxml import etree

from index.errors import EmptyTranscript, TooLarge
from index.formats.markup import xml
from index.formats.markup.xml import Block, Element
from index.formats.source import Source

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
BREAKS = HEADINGS | frozenset(
    "address article aside blockquote body button center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form header hgroup hr legend li main menu nav ol option p pre section select summary table tbody td"
    " textarea tfoot th thead tr ul caption".split()
)
SHORT = 80  # characters; no label or time is longer
_UNSEEN = ("script", "style", "template", "noscript", "svg", "iframe", "object", "head", "audio", "video", "canvas")
_FURNITURE = {
    **dict.fromkeys(("nav", "menu"), "navigation"),
    **dict.fromkeys(("form", "button", "select", "textarea", "dialog", "fieldset"), "form"),
    "header": "page header",
    "footer": "page footer",
    "aside": "aside",
    "figcaption": "caption",
}
_ROLES = {"navigation": "navigation", "banner": "page header", "contentinfo": "page footer", "search": "form"}
_MAY_HOLD_ALL = ("form", "page header", "aside")  # some pages put everything into one form
_CLASSES = re.compile(
    r"(?:site-|page-|main-|global-|primary-)?(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|masthead|pagination)"
    r"|skip-?link|toc|table-of-contents|cookie[\w-]*|share[\w-]*|sharing|social[\w-]*|related[\w-]*|comments?(?:-area|-list)?"
    r"|respond|newsletter[\w-]*|subscribe[\w-]*|advert[\w-]*|ads?|promo[\w-]*|widget[\w-]*|tags|byline|author-bio"
)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_BOLD = re.compile(r"font(?:-weight)?\s*:[^;]*\b(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)
_PAGE = re.compile(r"(?:page|pg|pf|p)[-_]?[\da-f]{1,4}|pdf-page|page")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
# Control characters may come out of a page, but lxml lets nobody put them in.
_LINES = dict.fromkeys([*range(32), 0xFFFE, 0xFFFF], " ") | {ord("\n"): xml.NEW_LINE}
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


class Page:
    """``root`` is the whole document and ``body`` what a browser shows of it."""

    def __init__(self, source: Source) -> None:
        self.root = _tree(source)
        self.media = _media(self.root)
        sheets = "\n".join(style.text or "" for style in self.root.iter("style"))
        self._bold_classes = {name for name, rules in _RULE.findall(sheets) if _BOLD.search(rules)}
        body = self.root.find(".//body")
        self.body = self.root if body is None else body
        etree.strip_elements(self.body, *_UNSEEN, with_tail=False)
        _keep_lines(self.body)
        self.sizes, self.short = _measure(self.body)
        self.furniture = self._furniture()
        self.headings = {inner for heading in self.body.iter(*HEADINGS) for inner in heading.iter()}
        pages = [element for element in self.body.iter("div", "section") if _is_page(element)]
        self.page_of = {inner: number for number, one in enumerate(pages, 1) for inner in one.iter()}
        self._heads = self._running_heads(pages)

    @cached_property
    def all(self) -> list[Block]:
        """All the page's text, each piece in its block."""
        return list(self.blocks())

    @cached_property
    def matters(self) -> dict[Element, int]:
        """How many characters each element holds that are no furniture."""
        sizes = Counter[Element]()
        for block in self.all:
            if not self.why(block):
                sizes[block.element] += len(block.text)
        for _, element in etree.iterwalk(self.body, events=("end",)):
            if element is not self.body and (parent := element.getparent()) is not None:
                sizes[parent] += sizes[element]
        return sizes

    def paragraph(self, block: Block) -> Element:
        """The block element that the text stands in, where the block itself is an inline one."""
        element = block.element
        while element.tag not in BREAKS and (parent := element.getparent()) is not None:
            element = parent
        return element

    def blocks(self, also: Collection[Element] = frozenset(), within: Element | None = None) -> Iterator[Block]:
        """The page's text, or that of one element; <br> begins a new line inside a block."""
        return xml.blocks(self.body if within is None else within, BREAKS, _tail, also)

    def why(self, block: Block) -> str:
        """Why the block is no part of the page's matter: "navigation", "footer"; empty if it is."""
        return self._heads.get(block.element, "") or self.furniture.get(block.element, "")

    def bold(self, block: Block) -> int:
        """How many characters at the start of the block are bold."""
        if any(self._is_bold(element) for element in (block.element, *islice(block.element.iterancestors(), 2))):
            return len(block.text)
        for element in islice(block.element.iter(etree.Element), 6):
            if self._is_bold(element) and (text := self.short.get(element)):
                return len(text) if block.text.startswith(text) else 0
        return 0

    def _is_bold(self, element: Element) -> bool:
        if element.tag in ("b", "strong") or not self._bold_classes.isdisjoint(element.get("class", "").split()):
            return True
        return bool(_BOLD.search(element.get("style", "")))

    @property
    def matter(self) -> int:
        """The number of characters that are not furniture."""
        return self.matters[self.body]

    def _furniture(self) -> dict[Element, str]:
        """Every element in navigation, forms and the like, with what that is. What holds most of the text is none."""
        found: dict[Element, str] = {}
        whole = self.sizes[self.body]
        for element in self.body.iterdescendants(etree.Element):
            if element not in found and (why := _is_furniture(element)):
                share = self.sizes[element] / max(1, whole)
                if share < (0.3 if why in _MAY_HOLD_ALL else 0.95):
                    found.update((inner, why) for inner in element.iter(etree.Element))
        return found

    def _running_heads(self, pages: list[Element]) -> dict[Element, str]:
        """The lines that most pages of a paged document begin or end with, such as its title and the page's number."""
        edges = [_edges(list(self.blocks(within=page))) for page in pages] if len(pages) > 2 else []
        counts = Counter(text for edge in edges for text in {_masked(block.text) for block in edge})
        return {
            block.element: "running head"
            for edge in edges[1:]  # on the first page they are the title
            for block in edge
            if counts[_masked(block.text)] >= max(2, len(pages) / 3)
        }


def _tree(source: Source) -> Element:
    declared = _CHARSET.search(source.data[:4096])
    text = xml.text_in(source.data, declared[1].decode("ascii") if declared else "")
    if not source.is_text or not text.strip():
        raise EmptyTranscript(source.name, "the page has no text", "save the page again, as HTML")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(_XML_DECLARATION.sub("", text).encode("utf-8", "replace"), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise TooLarge(source.name, "the page's elements are nested beyond reason", "save it as text")
    if root is None:
        raise EmptyTranscript(source.name, "the page has no text", "save the page again, as HTML")
    return root


def _keep_lines(body: Element) -> None:
    """In <pre> the line ends are the author's."""
    for pre in body.iter("pre"):
        for element in pre.iter():
            element.text = (element.text or "").translate(_LINES)
            if element is not pre:
                element.tail = (element.tail or "").translate(_LINES)


def _tail(element: Element) -> str:
    return (xml.NEW_LINE if element.tag == "br" else "") + (element.tail or "")


def _measure(body: Element) -> tuple[dict[Element, int], dict[Element, str]]:
    """How many characters each element holds, and the text of those that hold few."""
    sizes: dict[Element, int] = {}
    short: dict[Element, str] = {}
    for _, element in etree.iterwalk(body, events=("end",)):
        size = len((element.text or "").strip())
        sizes[element] = size + sum(sizes[child] + len((child.tail or "").strip()) for child in element)
        if 0 < sizes[element] <= SHORT:
            short[element] = xml.text_of(element)
    return sizes, short


def _is_furniture(element: Element) -> str:
    name = str(element.tag)
    if name in _FURNITURE:
        return _FURNITURE[name]
    if role := _ROLES.get(element.get("role", "")):
        return role
    for token in (*element.get("class", "").split(), element.get("id", "")):
        if _CLASSES.fullmatch(token.lower()):
            return token.lower()
    return ""


def _is_page(element: Element) -> bool:
    return any(_PAGE.fullmatch(token.lower()) for token in (*element.get("class", "").split(), element.get("id", "")))


def _edges(blocks: list[Block]) -> list[Block]:
    """The short lines that a page begins with, and its last."""
    top = list(takewhile(lambda block: len(block.text) <= SHORT, blocks[:4]))
    return top + [block for block in blocks[len(top) :][-1:] if len(block.text) <= SHORT]


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _media(root: Element) -> str:
    """The recording's address: a player's, else what the page tells to others that embed it."""
    for element in root.iter("audio", "video", "source"):
        if address := element.get("src", "").strip():
            return address
    for element in root.iter("meta"):
        if (element.get("property") or element.get("name")) in ("og:audio", "og:video", "twitter:player:stream"):
            return element.get("content", "").strip()
    frames = (element.get("src", "") for element in root.iter("iframe"))
    return next((src for src in frames if re.search(r"youtube|youtu\.be|vimeo|soundcloud|player", src)), "")
