"""Titles that are only the name of a file, written so that people can read them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from index.transcript import Transcript

_DATE = re.compile(r"[-_]*(?<![^\W_])((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)[-_]*")
_SLUG = re.compile(r"\d{4}-\d\d-\d\d-\S+")


def titled(transcript: Transcript, name: str) -> Transcript:
    """The transcript of the file ``name`` with "Board weekly" for board_weekly_2024-05-02, where that is its date."""
    title = transcript.title
    if title != PurePath(name).stem and not _SLUG.fullmatch(title):
        return transcript
    return replace(transcript, title=_readable(title, transcript.date))


def _readable(title: str, date: str) -> str:
    others: list[str] = []  # than the transcript's own, which is shown beside the title anyway

    def aside(found: re.Match[str]) -> str:
        if f"{found[1]}-{found[3]}-{found[4]}" == date:
            return " "
        others.append(found[0].strip("-_"))
        return " \0 "

    text = _DATE.sub(aside, title)
    if " " not in title:
        joint = "_" if "_" in title or title.count("-") < 2 else "-"  # "e-mail" is one word
        text = text.replace(joint, " ")
    text = " ".join(text.split()).strip("-_ ")
    if " " in text and text.split()[0].islower():
        text = text[0].upper() + text[1:]
    for other in others:
        text = text.replace("\0", other, 1)
    return text or title
