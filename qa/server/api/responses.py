"""What the API answers, beside the JSON of answers, checks and people: types that the Python client shares."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from qa.server.api.problems import Problem
from qa.show.people import PersonJson
from qa.show.render import AnswerJson, CitationJson, TranscriptJson


class AnsweredJson(AnswerJson):
    conversation: NotRequired[str]  # to be sent with the next question; only where the question came with one


class SummaryJson(TypedDict):
    """A transcript without its words."""

    id: str
    title: str
    date: str  # ISO 8601, as exact as the file is; empty where unknown
    place: str
    format: str
    source: str  # the name of its file
    speakers: list[str]
    turns: int
    duration_ms: int | None  # null where the file has no times
    link: str  # opens it in the page


class TranscriptPage(TypedDict):
    items: list[SummaryJson]  # latest first, those without a date last
    next: str | None  # the cursor of the next page; null on the last
    total: int  # on all pages


class VoiceJson(TypedDict):
    """Somebody who speaks in a transcript."""

    who: str  # the name, else the label
    labels: list[str]  # as the file prints them
    role: str
    inferred: bool  # the name was concluded from what is said
    turns: int


class DetailJson(SummaryJson):
    language: str  # a BCP 47 tag; empty where the file names none
    media: str  # the address of the recording; empty where the file names none
    voices: list[VoiceJson]  # in the order of their first words
    participants: list[str]  # whom the file lists, whether they speak or not


class TurnJson(TypedDict):
    turn: int  # counts from 0
    speaker: str | None  # the person's name, else the label; null where the file does not say who speaks
    label: str | None  # as the file prints it
    inferred: bool
    text: str  # the file's own, unchanged
    start_ms: int | None
    end_ms: int | None
    link: str


class TurnPage(TypedDict):
    transcript: TranscriptJson
    items: list[TurnJson]
    next: int | None  # the first turn of the next page; null on the last
    total: int


class PassageJson(TypedDict):
    """Some neighbouring sentences."""

    transcript: TranscriptJson
    turns: tuple[int, int]  # the first and the last that it is of
    score: float  # of its best sentence
    sentences: list[CitationJson]  # in reading order
    link: str


class PassagesJson(TypedDict):
    query: str
    passages: list[PassageJson]  # best first


class AddedJson(TypedDict):
    """What became of a file."""

    file: str
    outcome: Literal["added", "updated", "present", "failed"]
    transcript: SummaryJson | None  # null where it failed
    problem: Problem | None  # why it failed


class AddReport(TypedDict):
    added: int
    updated: int  # a former version was replaced
    present: int  # it was there before
    failed: int
    results: list[AddedJson]  # in the order of the files


class ProgressEvent(TypedDict):
    event: Literal["progress"]
    file: str
    done: int  # passages that are indexed
    total: int


class ResultEvent(TypedDict):
    event: Literal["result"]
    result: AddedJson


class EndEvent(TypedDict):
    event: Literal["end"]
    report: AddReport


class ProblemEvent(TypedDict):
    """The library itself failed: nothing more is added, and what was reported as added is."""

    event: Literal["problem"]
    problem: Problem


AddEvent = ProgressEvent | ResultEvent | EndEvent | ProblemEvent


class RoleJson(TypedDict):
    role: str
    since: str  # the date of the first transcript that has it; empty where unknown


class AppearanceJson(TypedDict):
    transcript: TranscriptJson
    called: str  # in that transcript
    turns: int


class PersonDetail(TypedDict):
    name: str  # empty where only the label is known
    role: str  # the latest
    roles: list[RoleJson]  # oldest first
    aliases: list[str]  # other names under which they appear
    labels: list[str]  # as the files print them
    turns: int
    appearances: list[AppearanceJson]


class PeoplePage(TypedDict):
    items: list[PersonJson]  # those who speak most first
    next: str | None
    total: int


class RenameJson(TypedDict):
    transcript: str  # empty for an alias, which is of none
    who: str  # as they were called before
    name: str  # as they are called now
    turns: list[int]  # those alone; empty for all


class RenamesJson(TypedDict):
    renames: list[RenameJson]  # empty where nothing had to change


class DiscardedJson(TypedDict):
    id: str
    title: str
    at: str  # when it was removed, ISO 8601, UTC


class DiscardedPage(TypedDict):
    items: list[DiscardedJson]  # the latest first
    next: str | None
    total: int


class CollectionJson(TypedDict):
    name: str
    transcripts: list[str]  # their ids


class CollectionPage(TypedDict):
    items: list[CollectionJson]  # by name
    next: str | None
    total: int
