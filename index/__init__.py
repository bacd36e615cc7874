"""From transcript files to a searchable store. It knows nothing of questions."""

from index.formats import FORMATS, Format, Source, load
from index.people import People
from index.speakers import Appearance, identify
from index.store import Filter, Hit, Store, Summary
from index.transcript import Anchor, LeftOut, Passage, Span, Speaker, Transcript, Turn

__all__ = [
    # what a transcript is
    "Transcript", "Turn", "Span", "Speaker", "Anchor", "LeftOut", "Passage",
    # reading one
    "Source", "load", "Format", "FORMATS", "identify",
    # keeping and searching many
    "Store", "Filter", "Hit", "Summary", "People", "Appearance",
]  # fmt: skip
