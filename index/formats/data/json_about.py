"""What a JSON document says of the conversation besides its words: title, day, language, recording."""

from __future__ import annotations

import datetime
import re

from index.formats import dates
from index.formats.data.json_node import Node
from index.formats.language import tag

_TITLES = ("title", "meeting_title", "meetingTitle", "meeting_name", "episode_title", "filename", "topic", "name")
_DATES = ("date", "meeting_date", "session_date", "session_datetime", "recorded_at", "dateString")
_LANGUAGES = ("language", "language_code", "languageCode", "lang", "detected_language")
_MEDIA = (
    "audio_url",
    "media_url",
    "video_url",
    "recording_url",
    "source_url",
    "mediaUrl",
    "media",
    "audio",
    "url",
    "href",
)
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z\d]{2,8})*")


def title(around: list[Node]) -> str:
    return _text_in(around, _TITLES)


def _text_in(around: list[Node], keys: tuple[str, ...]) -> str:
    values = (holder[key].value for holder in around for key in keys)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def date(around: list[Node], top: Node) -> str:
    """The day of the conversation. ``created_at`` is that only at the top, elsewhere it is the service's own clock."""
    for value in (*(holder[key].value for holder in around for key in _DATES), top["created_at"].value):
        if isinstance(value, str) and (found := dates.likeliest(value)):
            return found
        if isinstance(value, int | float) and 1e8 < value < 1e13:  # counted from 1970, in seconds or milliseconds
            day = datetime.datetime.fromtimestamp(value / 1_000 if value > 1e11 else value, datetime.UTC)
            return day.date().isoformat()
    titles = (holder[key].value for holder in around for key in _TITLES)
    return next((found for value in titles if isinstance(value, str) and (found := dates.likeliest(value))), "")


def language(around: list[Node]) -> str:
    found = _text_in(around, _LANGUAGES)
    return tag(found) if _TAG.fullmatch(found) else ""


def media(around: list[Node]) -> str:
    values = (holder[key].value for holder in around for key in _MEDIA)
    return next((value for value in values if isinstance(value, str) and value.startswith("http")), "")
