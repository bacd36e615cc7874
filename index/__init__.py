"""From transcript files to a searchable store. It knows nothing of questions.

The names below are loaded when they are first used: a command that reads no file need not load every parser.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

# Read as numpy is loaded, which is later: its products here are small, and threads take longer to begin than to add up.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from index.formats import FORMATS, Format, Source, load
    from index.speakers.identify import Appearance, identify
    from index.speakers.people import People
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

_LIGHT_FIRST = ("transcript", "store", "speakers.identify", "speakers.people", "formats")

if not TYPE_CHECKING:  # a type checker would believe that every name is here

    def __getattr__(name: str) -> object:
        if name in __all__:
            for module in _LIGHT_FIRST:
                if found := getattr(import_module(f"index.{module}"), name, None):
                    return found
        raise AttributeError(f"module 'index' has no attribute '{name}'")
