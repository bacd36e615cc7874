"""The library as its page lists it, and what is done there with transcripts and with the people in them."""

from __future__ import annotations

from typing import ClassVar, TypedDict

from index.describe import describe
from index.errors import NoSuchTranscript
from index.intake.given import checked_date
from index.renames import tidied
from index.store import Summary
from index.transcript import Transcript
from qa.library import Library
from qa.media import attach, kind
from qa.page.chat import Ask
from qa.page.naming import Said, Voice, said_by, voices
from qa.page.renaming import Change, Renamed, also_call, call, call_no_longer, divide, last, uncall
from qa.page.sent import fields
from qa.show.languages import ENGLISH, Language
from qa.show.wording import clock, day

_LONGEST = 300  # characters of a title


class Entry(TypedDict):
    id: str
    title: str
    date: str  # ISO, to sort by
    day: str  # the same, for reading
    place: str
    speakers: list[str]
    turns: int
    duration: int  # ms, to sort by; -1 where the file has no times
    length: str
    format: str
    media: str  # "audio", "video", "web", or empty
    address: str  # of a recording on the web
    about: str  # date and numbers in one line


class Gone(TypedDict):
    """What can be restored."""

    id: str
    title: str
    at: int  # seconds since 1970


class Given(TypedDict):
    """What a user said of a transcript; empty where that is left to its file."""

    title: str
    date: str


class Done(TypedDict, total=False):
    """What became of a change: a sentence of what was done, or of why it was not."""

    said: str
    error: str
    field: str  # "date" where it was that


def entry(summary: Summary, language: Language = ENGLISH) -> Entry:
    duration = summary.duration_ms
    about = [
        day(summary.date, language),
        language.say("n.speakers", n=len(summary.speakers)),
        language.say("n.turns", n=summary.turns),
    ]
    media = kind(summary.media) if summary.media else ""
    return {
        "id": summary.id,
        "title": summary.title or summary.source,
        "date": summary.date,
        "day": day(summary.date, language),
        "place": summary.place,
        "speakers": list(summary.speakers),
        "turns": summary.turns,
        "duration": -1 if duration is None else duration,
        "length": "" if duration is None else clock(duration),
        "format": summary.format,
        "media": media,
        "address": summary.media if media == "web" else "",
        "about": " · ".join(part for part in about if part),
    }


class ShelfService:
    """Called by static/shelf.js, by name. Each call may come twice, as where its answer was lost on the way: what it
    changes is changed once, and the second answer is as the first.
    """

    calls: ClassVar[tuple[str, ...]] = (
        *("entries", "given", "describe", "attach", "discard", "restore", "erase", "discarded"),
        *("voices", "said", "rename", "split", "alias", "unalias", "last", "undo"),
    )
    language: Language = ENGLISH

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library = library

    def entries(self, _: object = None) -> list[Entry]:
        """All transcripts, as they were added."""
        return [entry(summary, self.language) for summary in self.library.store.transcripts()]

    def given(self, wanted: object) -> Given:
        """What brings title and date back as they are now."""
        given = self.library.store.given(str(wanted))
        return {"title": given.title, "date": given.date}

    def describe(self, sent: object) -> Done:
        """Give a transcript another title and date; empty ones are again those of its file, those not sent stay."""
        asked = _texts(sent)
        id_, title, date = asked.get("transcript", ""), asked.get("title"), asked.get("date")
        title, date = title and title.strip(), date and date.strip()
        if title and not tidied(title):
            return {"error": self.language.say("given.unshowable")}
        title = title and tidied(title)
        if title and len(title) > _LONGEST:
            return {"error": self.language.say("given.long", n=_LONGEST)}
        try:
            now = describe(self.library.store, id_, title, date and checked_date(date))
        except ValueError:
            return {"error": self.language.say("given.date", date=date or ""), "field": "date"}
        given_now = " · ".join(filter(None, [now.title, day(now.date, self.language)]))
        return {"said": self.language.say("given.saved", what=given_now)}

    def attach(self, sent: object) -> Done:
        """Give a transcript the address of its recording on the web; an empty one takes a recording away."""
        asked = _texts(sent)
        address = asked.get("address", "").strip()
        if address and not address.lower().startswith(("https://", "http://")):
            return {"error": self.language.say("media.address")}
        attach(self.library.store, asked.get("transcript", ""), address)
        return {"said": self.language.say("media.linked" if address else "media.taken_away")}

    def discard(self, wanted: object) -> bool:
        return self.library.store.discard(str(wanted))

    def restore(self, wanted: object) -> bool:
        """Whether it is there again."""
        return self.library.store.restore(str(wanted)) or str(wanted) in self.library.store

    def erase(self, wanted: object) -> bool:
        return self.library.store.erase(str(wanted))

    def discarded(self, _: object = None) -> list[Gone]:
        return [{"id": gone.id, "title": gone.title, "at": gone.at} for gone in self.library.store.discarded()]

    def voices(self, wanted: object) -> list[Voice]:
        """Who speaks in a transcript; nobody where there is no such."""
        transcript = self._transcript(wanted)
        return voices(self.library, transcript) if transcript else []

    def said(self, sent: object) -> list[Said]:
        """The turns of somebody in a transcript."""
        asked = _texts(sent)
        transcript = self._transcript(asked.get("transcript"))
        return said_by(transcript, asked.get("who", "")) if transcript else []

    def rename(self, sent: object) -> Renamed:
        asked = _texts(sent)
        everywhere = fields(sent).get("everywhere") is True
        transcript, who, name = (asked.get(key, "") for key in ("transcript", "who", "name"))
        return call(self.library, transcript, who, name, everywhere, self.language)

    def split(self, sent: object) -> Renamed:
        """Let some turns of somebody be another's."""
        asked = _texts(sent)
        turns = fields(sent).get("turns")
        chosen = [turn for turn in turns if type(turn) is int] if isinstance(turns, list) else []
        transcript = self.library.store.transcript(asked.get("transcript", ""))
        return divide(self.library, transcript, asked.get("who", ""), chosen, asked.get("name", ""), self.language)

    def alias(self, sent: object) -> Renamed:
        asked = _texts(sent)
        transcript, who, name = (asked.get(key, "") for key in ("transcript", "who", "name"))
        return also_call(self.library, transcript, who, name, self.language)

    def unalias(self, name: object) -> Renamed:
        return call_no_longer(self.library, str(name), self.language)

    def last(self, _: object = None) -> Change | None:
        """The last change of names."""
        return last(self.library)

    def undo(self, change: object) -> Renamed:
        """Take back a change of names."""
        return uncall(self.library, change, self.language)

    def _transcript(self, wanted: object) -> Transcript | None:
        try:
            return self.library.store.transcript(str(wanted))
        except NoSuchTranscript:
            return None


def _texts(sent: object) -> dict[str, str]:
    """The texts in what a browser sent."""
    return {key: value for key, value in fields(sent).items() if isinstance(value, str)}
