"""Who speaks on a web page, by its markup: elements that hold nothing but a name, beside elements that hold a time.

``<cite>Name:</cite><time>0:12</time><p>…``, ``<span class="speaker">``, ``<dt>``, ``<h4>Name</h4>`` are one pattern:
an element of one kind comes back again and again, is short, reads like a label, and text follows it.
"""

from __future__ import annotations

import re
from collections import defaultdict

from index.formats.documents.htmlpage import Page
from index.formats.documents.htmlreading import Marked, Reading, Signature, label_of, signatures
from index.formats.markup.xml import Element
from index.formats.text import stamps
from index.formats.text.kinds import Kind, kind

_NAMED = re.compile(
    r"(?:.*[-_])?(?:speakers?|speaker-?names?|names?|authors?|participants?|who|talkers?|persons?|host)(?:[-_].*)?|cite|dt",
    re.IGNORECASE,
)
_FAIR = {Kind.TITLE, Kind.UPPER, Kind.TAG, Kind.LETTER, Kind.INITIALS, Kind.UNCASED}
_TRIED = 3  # the likeliest kinds of element that are tried


def read(page: Page) -> Marked | None:
    """None where no kind of element marks the speakers of most of the page's text."""
    times = {element for element, text in page.short.items() if stamps.ALONE.fullmatch(text)}
    for signature, labels in _candidates(page, times)[:_TRIED]:
        if marked := Reading(page, labels, times, _is_named(signature)).result():
            return marked
    return None


def _candidates(page: Page, times: set[Element]) -> list[tuple[Signature, set[Element]]]:
    """Kinds of elements that could be labels, those first whose name says so."""
    groups: dict[Signature, set[Element]] = defaultdict(set)
    for element in page.short:
        if element not in times and element not in page.furniture:
            for signature in signatures(element):
                groups[signature].add(element)
    fair = [(signature, labels) for signature, labels in groups.items() if _may_be_labels(page, signature, labels)]
    return sorted(fair, key=lambda pair: (not _is_named(pair[0]), -len(pair[1])))


def _is_named(signature: Signature) -> bool:
    return bool(_NAMED.fullmatch(signature[1] or signature[0]) or _NAMED.fullmatch(signature[0]))


def _may_be_labels(page: Page, signature: Signature, labels: set[Element]) -> bool:
    texts = [label_of(page.short[element]) for element in labels]
    like = sum(kind(text) in _FAIR or (_is_named(signature) and kind(text) is not Kind.NO) for text in texts)
    if len(texts) < 2 or like < 0.85 * len(texts):
        return False
    if _is_named(signature):
        return True
    colons = sum(page.short[element].endswith((":", "：")) for element in labels)  # then read as plain text is
    return len(texts) >= 3 and len(set(texts)) <= max(2, 0.6 * len(texts)) and colons < 0.5 * len(texts)
