"""What a user says of a file on adding it; it goes before what the file says, and stays when the file is read anew."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date

from index.renames import called
from index.transcript import Speaker, Transcript


@dataclass(frozen=True, slots=True)
class Given:
    """``speakers`` are pairs of a label, as the file prints it, and the name of the person. Empty: nothing is said.

    ``media`` is the recording: an address on the web, or a file that the library keeps, as index.media names it.
    """

    title: str = ""
    date: str = ""
    speakers: tuple[tuple[str, str], ...] = ()
    media: str = ""

    def over(self, other: Given) -> Given:
        """This, and what the other says beyond it."""
        speakers = {**dict(other.speakers), **dict(self.speakers)}
        title, day, media = self.title or other.title, self.date or other.date, self.media or other.media
        return Given(title, day, tuple(speakers.items()), media)

    def applied(self, transcript: Transcript) -> Transcript:
        names = dict(self.speakers)

        def named(speaker: Speaker) -> Speaker:
            return called(speaker, names[speaker.label]) if speaker.label in names else speaker

        turns = tuple(replace(turn, speaker=named(turn.speaker)) if turn.speaker else turn for turn in transcript.turns)
        title, day = self.title or transcript.title, self.date or transcript.date
        media = self.media or on_the_web(transcript.media)  # a bare name that a file prints leads nowhere
        return replace(transcript, title=title, date=day, media=media, turns=turns if names else transcript.turns)

    def missing(self, transcript: Transcript) -> list[str]:
        """The labels that nobody in the transcript has, to which this was applied."""
        there = {turn.speaker.label for turn in transcript.turns if turn.speaker}
        return [label for label, name in self.speakers if there.isdisjoint((label, name))]

    def as_json(self) -> str:
        return json.dumps([self.title, self.date, self.speakers, self.media], ensure_ascii=False)

    @classmethod
    def of_json(cls, text: str) -> Given:
        title, day, speakers, *media = json.loads(text)  # libraries of format 1 know of no media
        return cls(title, day, tuple((label, name) for label, name in speakers), "".join(media))


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Filed:
    """How a transcript is filed in a library.

    ``origin`` is the place of its file, as an absolute path; empty for what has none, such as an upload. What came
    from there before and lies nowhere else is replaced by it; ``replacing`` are the ids of others that it replaces.
    ``collections`` are those that it is in from the first moment.
    """

    origin: str = ""
    given: Given = NOTHING
    replacing: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


def on_the_web(address: str) -> str:
    """The address, if a browser can open it; else empty."""
    return address if re.match(r"https?://[^\s/]", address, re.IGNORECASE) and address.isprintable() else ""


def checked_date(text: str) -> str:
    """A date, if it is one, as exact as it is given. Raises ValueError with the reason and the cure."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        try:
            date.fromisoformat(f"{text}-01-01"[:10])
        except ValueError:
            pass
        else:
            return text
    raise ValueError(f"{text!r} is no date; write it as 2023-11-09, 2023-11 or 2023")


def checked_speakers(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs from "SPEAKER_00=Ana Lima,SPEAKER_01=Bo Chen". Raises ValueError with the reason and the cure."""
    pairs = []
    for part in re.split(r",(?=[^,=]*=)", text):  # a name may have a comma of its own: "Ana Lima, Chair"
        label, equals, name = (piece.strip() for piece in part.partition("="))
        if not (label and equals and name):
            raise ValueError(f"{part.strip()!r} names nobody; write it as SPEAKER_00=Ana Lima,SPEAKER_01=Bo Chen")
        pairs.append((label, name))
    return tuple(pairs)
