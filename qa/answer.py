"""What a question gets: citations in the speakers' own words, or a silence that says which silence it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.transcript import Span, Speaker, Transcript, Turn
from qa.question import Question


class Silence(StrEnum):
    """Why there is no answer."""

    NOBODY = "nobody"  # nobody says this
    NOT_THIS_SPEAKER = "not_this_speaker"  # it is discussed, but not by this speaker
    NOT_A_SPEAKER = "not_a_speaker"  # this person is mentioned, but never speaks
    UNKNOWN_PERSON = "unknown_person"  # no such person here
    NO_TRANSCRIPT = "no_transcript"  # the library has none of that time, or none of those named was chosen
    OTHER_LANGUAGE = "other_language"  # the question is in another language than the transcripts: nothing can be said
    AMBIGUOUS = "ambiguous"  # several people go by that name: the question has to say which one is meant


class Confidence(StrEnum):
    """How much an answer is to be trusted: how often answers like it are right was measured."""

    CLEAR = "clear"
    LIKELY = "likely"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a transcript that answers. It holds no words: ``quote`` reads them where they stand.

    ``marked`` are the words inside it that answer, where the question asks for a name, a number, a time or a thing and
    one of them alone stands out.
    """

    transcript: Transcript
    span: Span
    score: float
    marked: Span | None = None

    @property
    def quote(self) -> str:
        return self.transcript.text(self.span)

    @property
    def turn(self) -> Turn:
        return self.transcript.turns[self.span.turn]

    @property
    def speaker(self) -> Speaker | None:
        return self.turn.speaker

    @property
    def evidence(self) -> str:
        """The sentence that an inferred speaker's name rests on; empty for a name that the file gives."""
        speaker = self.speaker
        return self.transcript.text(speaker.evidence) if speaker and speaker.evidence else ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """How many sentences hold all words of the topic, or ask: in all, and by speaker, most first."""

    total: int
    by: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """From when to when the library's transcripts are, as ISO dates, and how many there are without a date."""

    first: str
    last: str
    undated: int


@dataclass(frozen=True, slots=True)
class Answer:
    """``quotes`` answer, best first; there are none exactly where ``silence`` says why.

    ``related`` are what others say about it, never mixed with the quotes; ``closest`` the nearest passages to an
    unanswered question, which may not answer it. ``turns`` and ``transcripts`` count what was searched. ``mentions`` is
    there where the question asks who speaks of something, when or how often, or for all questions; its quotes are then
    in order of time, or one of each person. ``covered`` is there where no transcript is from the time asked about.
    ``confidence`` says how much the quotes are to be trusted; None where they were not chosen by likeness, but are all
    that hold certain words.
    """

    question: Question
    quotes: tuple[Citation, ...] = ()
    silence: Silence | None = None
    related: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    turns: int = 0
    transcripts: int = 0
    mentions: Mentions | None = None
    covered: Covered | None = None
    confidence: Confidence | None = None
