"""The conversation on the page: what was asked, with which filters, and the HTML that answers it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from index.errors import OnTheRecordError
from index.store import Summary
from qa.answer import Answer
from qa.library import Library
from qa.question import Question
from qa.show.cards import as_html, error_html, question_html, stopped_html
from qa.show.chips import href
from qa.show.links import question_href

PENDING = (
    '<p class="otr-pending" role="status"><span class="otr-busy">Searching the transcripts</span>'
    '<a class="otr-stop" href="#stop">Stop</a></p>'
)
KEPT = 2_000  # conversations
OFFERED = 8  # people named where the question's name is unknown


class Ask(Protocol):
    """qa.ask.ask, or what stands in for it."""

    def __call__(
        self,
        question: str,
        library: Library,
        *,
        speakers: Sequence[str] = (),
        transcripts: Sequence[str] = (),
        since: str = "",
        until: str = "",
        limit: int = 5,
        previous: Question | None = None,
    ) -> Answer: ...


class Message(TypedDict):
    role: str
    content: str


@dataclass(slots=True)
class Exchange:
    """A question and, once there is one, its answer as HTML. ``speakers`` are names, ``transcripts`` ids."""

    question: str
    speakers: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    answer: str = PENDING
    understood: Question | None = None


@dataclass(slots=True)
class Conversation:
    """One visitor's exchanges, in order. Changed in place, so that two questions asked quickly are both kept."""

    exchanges: list[Exchange] = field(default_factory=list)
    _answering: threading.Lock = field(default_factory=threading.Lock)

    def put(self, question: str, speakers: Sequence[str] = (), transcripts: Sequence[str] = ()) -> None:
        """Note a question to be answered; nothing where it is blank."""
        if question.strip():
            self.exchanges.append(Exchange(question.strip(), tuple(speakers), tuple(transcripts)))

    def renamed(self, names: dict[str, str]) -> None:
        """Somebody has another name: let all be answered anew."""
        for one in self.exchanges:
            one.speakers = tuple(names.get(who, who) for who in one.speakers)
            one.answer, one.understood = PENDING, None

    def stop(self) -> None:
        """Give up what waits for an answer. The search itself runs out unseen, and the next question passes it by."""
        for one in self.exchanges:
            if one.answer is PENDING:
                one.answer = stopped_html(question_href(one.question, one.speakers, one.transcripts))
        self._answering = threading.Lock()

    def finish(self, library: Library, ask: Ask) -> bool:
        """Answer what is still waiting, with the error's own sentence where asking fails. False where nothing is."""
        waiting = False
        with self._answering:  # of two questions asked quickly, the second may lean on the first
            previous = None
            for one in list(self.exchanges):
                if one.answer is PENDING:
                    waiting = True
                    _answer(one, library, ask, previous)
                previous = one.understood or previous
        return waiting

    def messages(self, titles: dict[str, str]) -> list[Message]:
        """What the chat shows. ``titles`` names transcripts by their ids."""
        shown: list[Message] = []
        for one in self.exchanges:
            chosen = [titles.get(transcript, transcript) for transcript in one.transcripts]
            shown.append({"role": "user", "content": question_html(one.question, one.speakers, chosen)})
            shown.append({"role": "assistant", "content": one.answer})
        return shown


class Conversations:
    """A conversation for each open page, by its visitor and session; beyond KEPT the longest unused is forgotten."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, visitor: str, session: str) -> Conversation:
        with self._lock:
            conversation = self._kept.setdefault((visitor, session), Conversation())
            self._kept.move_to_end((visitor, session))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return conversation


def _answer(one: Exchange, library: Library, ask: Ask, previous: Question | None) -> None:
    try:
        answer = ask(one.question, library, speakers=one.speakers, transcripts=one.transcripts, previous=previous)
    except OnTheRecordError as error:
        shown = error_html(str(error))
    else:
        people = speakers(library.store.transcripts())[:OFFERED]
        shown = as_html(answer, _link(one, answer, previous), people, one.transcripts)
        one.understood = answer.question
    if one.answer is PENDING:  # and was not stopped meanwhile
        one.answer = shown


def _link(one: Exchange, answer: Answer, previous: Question | None) -> str:
    """The address that asks this again. A question that leans on the one before it is named by what it came to mean."""
    understood = answer.question
    leans = previous is not None and understood.topic.casefold() not in one.question.casefold()
    if leans or (previous is not None and understood.speakers and understood.speakers == previous.speakers):
        return href(understood, one.transcripts)
    return question_href(one.question, one.speakers, one.transcripts)


def speakers(summaries: Sequence[Summary]) -> list[str]:
    """Everybody who speaks in the library, by name."""
    names = {who for summary in summaries for who in summary.speakers}
    return sorted(names, key=lambda who: (who.casefold(), who))
