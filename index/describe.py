"""What a user says of a transcript that is in the library: title, date, recording. No word is read or embedded anew."""

from __future__ import annotations

from dataclasses import replace

from index.errors import TranscriptError
from index.formats import Source, load
from index.intake.given import NOTHING, Given
from index.store import Store
from index.transcript import Transcript


def describe(
    store: Store, id_: str, title: str | None = None, date: str | None = None, media: str | None = None
) -> Transcript:
    """Give a transcript another title, date or recording; None leaves it, empty is again what its file says.

    Raises NoSuchTranscript.
    """
    before, now = store.given(id_), store.transcript(id_)
    given = Given(
        before.title if title is None else title,
        before.date if date is None else date,
        before.speakers,
        before.media if media is None else media,
    )
    if (before.title and not given.title) or (before.date and not given.date) or (before.media and not given.media):
        now = _as_the_file_says(store, now)
    shown = given.applied(now)
    described = replace(now, title=shown.title, date=shown.date, media=shown.media)
    store.describe(described, given)
    return described


def _as_the_file_says(store: Store, transcript: Transcript) -> Transcript:
    """The transcript with the title, date and recording of its file, as far as that can be read."""
    try:
        read = NOTHING.applied(load(Source(transcript.source, store.source(transcript.id))))
    except TranscriptError:  # it was added by another version: then there is nothing to go back to
        return replace(transcript, title=transcript.title or transcript.source)
    return replace(transcript, title=read.title, date=read.date, media=read.media)
