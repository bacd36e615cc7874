"""The recording of a transcript: a file that the library keeps, or an address on the web, which is only ever a link.

The server fetches nothing, and a page plays nothing that is not the server's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from typing_extensions import TypedDict  # pydantic reads typing's own only from Python 3.12 on

from index.describe import describe
from index.errors import MediaError
from index.intake.given import on_the_web
from index.media import is_kept, type_of
from index.store import Store
from index.transcript import Transcript

Kind = Literal["audio", "video", "web"]


class Recording(TypedDict):
    kind: Kind
    href: str  # of what is kept, below the page's address: "media/<id>?v=…"; of what is not, its own


def recording(transcript: Transcript) -> Recording | None:
    """What there is to hear of a transcript; None without a recording."""
    media = transcript.media
    if is_kept(media):
        version = media.rpartition("/")[2][:8]  # so that another recording is not taken for the former one
        return {"kind": kind(media), "href": f"media/{transcript.id}?v={version}"}
    return {"kind": "web", "href": media} if on_the_web(media) else None


def kind(media: str) -> Kind:
    return "web" if not is_kept(media) else "video" if type_of(media).startswith("video/") else "audio"


def attach(store: Store, transcript: str, source: str) -> Transcript:
    """Give a transcript its recording: a file, which is copied into the library, or an address; "" takes it away.

    Raises NoSuchTranscript and MediaError.
    """
    store.given(transcript)  # before gigabytes are copied for nothing
    if not source or on_the_web(source):
        return describe(store, transcript, media=source)
    if "://" in source:
        raise MediaError(source, "this is no address of the web", "give one that begins with https://, or a file")
    return describe(store, transcript, media=store.recordings.copy(Path(source)))
