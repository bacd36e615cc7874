"""Web pages: the transcript is found by its markup, in a table, or as paragraphs; the rest of the page is left out.

White space collapses to single spaces, as browsers show it, and <br> is a line end. Scripts, styles and what browsers
hide in <head> are no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from index.errors import EmptyTranscript
from index.formats import dates
from index.formats.documents import columns, htmlmarks, prose
from index.formats.documents.htmlpage import Page
from index.formats.documents.prose import Styled
from index.formats.language import tag
from index.formats.markup import xml
from index.formats.markup.speeches import turns_from_paragraphs
from index.formats.markup.xml import Block, Element
from index.formats.source import Source
from index.formats.text import header
from index.transcript import LeftOut, Transcript, Turn

_TAGS = frozenset("html body head article main section div p cite time h1 h2 h3 table ul ol dl blockquote".split())
_GENERATED = re.compile(r"(?:created by|untitled|microsoft word|document|transcript$)", re.IGNORECASE)
_OPEN = re.compile(r"[^.?!…:”\")\]]$")  # no sentence has ended here
_DATES = ("article:published_time", "datePublished", "date", "dc.date", "dcterms.date", "pubdate", "publish_date")
_CLOSING = re.compile(
    r"(?:share|related|comments?|leave a (?:reply|comment)|subscribe|tags?|categories|posted in|about the author"
    r"|more from|sign up|previous|next|read more|follow us|recent posts|you may also like)\b.{0,60}",
    re.IGNORECASE,
)


def sniff(source: Source) -> bool:
    if not source.is_text:
        return False
    root = xml.root_name(source).lower()
    return root == "html" or (root in _TAGS and b"</" in source.data) or _looks_like_page(source)


def _looks_like_page(source: Source) -> bool:
    return source.suffix in (".html", ".htm", ".xhtml") and re.search(rb"<[a-zA-Z!/]", source.data) is not None


@dataclass(frozen=True, slots=True)
class _Content:
    turns: tuple[Turn, ...]
    left_out: list[LeftOut]
    title: str = ""


def parse(source: Source) -> Transcript:
    page = Page(source)
    content = _marked(page) or _table(page) or _prose(page)
    if not content.turns:
        raise EmptyTranscript(source.name, "no text of this page reads as speech", "save the page with its transcript")
    top = header.read(content.left_out, source.name)
    title = _title(page) or content.title or top.title
    return Transcript(
        id=source.id,
        title=title,
        turns=content.turns,
        date=dates.likeliest(title) or top.date or dates.likeliest(_meta(page, *_DATES)),
        place=top.place,
        participants=top.participants,
        language=tag(xml.attribute(page.root, "lang")),
        media=page.media,
        source=source.name,
        format="HTML",
        left_out=tuple(sorted(content.left_out, key=lambda left: left.line or 0)),
    )


def _marked(page: Page) -> _Content | None:
    marked = htmlmarks.read(page)
    return _Content(turns_from_paragraphs(marked.paragraphs), marked.left_out) if marked else None


def _table(page: Page) -> _Content | None:
    """The tables whose rows are turns, if most of the page's text is theirs."""
    paragraphs, left_out, tables = [], list[LeftOut](), set[Element]()
    for table in page.body.iter("table"):
        if table.find(".//table") is not None:  # it only lays out the page
            continue
        rows = [[_cell(page, cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        if found := columns.find(rows):
            said, beside = columns.read(rows, found)
            paragraphs += said
            left_out += (replace(left, line=table.sourceline) for left in beside)
            tables.add(table)
    if sum(len(paragraph.text) for paragraph in paragraphs) < 0.5 * page.matter or not paragraphs:
        return None
    inside = {inner for table in tables for inner in table.iter()}
    rest = (block for block in page.all if block.element not in inside)
    left_out += (LeftOut(block.text, page.why(block) or "beside the transcript", block.line) for block in rest)
    return _Content(turns_from_paragraphs(paragraphs), left_out)


def _cell(page: Page, cell: Element) -> str:
    return "\n\n".join(block.text for block in page.blocks(within=cell))


def _prose(page: Page) -> _Content:
    """The page's paragraphs, read like those of a plain text."""
    inside = set(_region(page).iter())
    matter = _trimmed(page, [block for block in page.all if block.element in inside and not page.why(block)])
    kept = set(map(id, matter))
    beside = [
        LeftOut(block.text, page.why(block) or "beside the transcript", block.line)
        for block in page.all
        if id(block) not in kept
    ]
    paragraphs = list(_paragraphs(page, matter))
    turns, left_out = prose.turns(paragraphs)
    return _Content(turns, left_out + beside, prose.title(paragraphs))


def _region(page: Page) -> Element:
    """The smallest element that holds nearly all of the page's matter."""
    region = page.body
    while inner := [
        child
        for child in region
        if child not in page.furniture and page.matters[child] >= 0.8 * page.matter and child.tag != "p"
    ]:
        region = inner[0]
    return region


def _trimmed(page: Page, blocks: list[Block]) -> list[Block]:
    """Without the links at either end, and without what follows a heading such as "Related" near the end."""
    start = sum(1 for _ in takewhile(lambda block: _is_links(page, block), blocks))
    end = len(blocks) - sum(1 for _ in takewhile(lambda block: _is_links(page, block), reversed(blocks[start:])))
    for at in range(start + round(0.8 * (end - start)), end):
        if blocks[at].element in page.headings and _CLOSING.fullmatch(blocks[at].text):
            return blocks[start:at]
    return blocks[start:end]


def _is_links(page: Page, block: Block) -> bool:
    size = page.sizes.get(block.element, 0)
    if not 0 < size <= 400 or block.element is page.body:
        return False
    return sum(page.sizes.get(link, 0) for link in block.element.iter("a")) >= 0.8 * size


def _paragraphs(page: Page, blocks: list[Block]) -> Iterator[Styled]:
    """The blocks as paragraphs: an empty line between two <br> parts them, a page's end in mid-sentence does not."""
    held: Styled | None = None
    on: int | None = None
    for block in blocks:
        heading, bold = block.element in page.headings, page.bold(block)
        for text in re.split(r"\n{2,}", block.text):
            turned = page.page_of.get(block.element) != on
            on = page.page_of.get(block.element)
            if held and turned and not held.is_heading and _OPEN.search(held.text) and text[0].islower():
                held = replace(held, text=f"{held.text} {text}")
                continue
            if held:
                yield held
            held = Styled(text, block.line, heading, min(bold, len(text)))
            bold = bold if bold == len(block.text) else 0
    if held:
        yield held


def _title(page: Page) -> str:
    """What the page calls itself, unless that is only what made it."""
    element = page.root.find(".//title")
    named = _meta(page, "og:title", "twitter:title") or xml.text_of(element)
    return "" if _GENERATED.match(named) else named


def _meta(page: Page, *names: str) -> str:
    """The first of these <meta> that the page has, by the order of the names."""
    found: dict[str, str] = {}
    for element in page.root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(name.lower(), xml.collapse(element.get("content", "")))
    return next((found[name.lower()] for name in names if found.get(name.lower())), "")
