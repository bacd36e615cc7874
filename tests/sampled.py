"""The sample transcript in a library of its own, encoded by words, which takes no model."""

from __future__ import annotations

from pathlib import Path

from index.build import add
from index.local.store import LocalStore
from qa.library import Library, sample
from tests.fakes import WordEncoder


def sampled(folder: Path) -> Library:
    """The library in ``folder``, made with the sample; for whoever asks to close."""
    library = Library(LocalStore(folder, "words"), WordEncoder(limit=120))
    assert [result.error for result in add([sample()], library.store, library.encoder)] == [None]
    return library
