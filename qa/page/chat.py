"""The conversation on the page: what was asked, with which filters, and the HTML that answers it."""

from __future__ import annotations

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol, TypedDict

from index.errors import OnTheRecordError
from index.store import Summary
from qa.answer import Answer
from qa.cancelling import Cancelled, cancellable
from qa.library import Library
from qa.question import Question
from qa.show.cards import as_html, empty_html, error_html, pending_html, question_html, stopped_html
from qa.show.chips import href
from qa.show.faults import told
from qa.show.languages import ENGLISH, Language
from qa.show.links import question_href

PENDING = "pending"  # what stands for an answer that is waited for
KEPT = 2_000  # conversations
OFFERED = 8  # people named where the question's name is unknown
_LIKE = 0.7  # of 1: how like another a name is that may be meant


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
    """A question and, once there is one, its answer as HTML. ``speakers`` are names, ``transcripts`` ids.

    ``stopped`` is set where the answer that is being found is not wanted any more.
    """

    question: str
    speakers: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    answer: str = PENDING
    understood: Question | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def asks_as(self, other: Exchange) -> bool:
        asked = self.question, self.speakers, self.transcripts
        return asked == (other.question, other.speakers, other.transcripts)


@dataclass(slots=True)
class Conversation:
    """One visitor's exchanges, in order. Changed in place, so that two questions asked quickly are both kept."""

    exchanges: list[Exchange] = field(default_factory=list)
    _answering: threading.Lock = field(default_factory=threading.Lock)

    def put(self, question: str, speakers: Sequence[str] = (), transcripts: Sequence[str] = (), seen: int = -1) -> None:
        """Note a question to be answered; nothing where it is blank, or was noted after the first ``seen`` already: a
        page that waits for an answer sends the same again.
        """
        one = Exchange(question.strip(), tuple(speakers), tuple(transcripts))
        noted = self.exchanges[seen:] if seen >= 0 else []
        if one.question and not any(one.asks_as(other) for other in noted):
            self.exchanges.append(one)

    def renamed(self, names: dict[str, str]) -> None:
        """Somebody has another name: let all be answered anew, also what is being answered now."""
        for one in self.exchanges:
            one.stopped.set()
            one.speakers = tuple(names.get(who, who) for who in one.speakers)
            one.answer, one.understood, one.stopped = PENDING, None, threading.Event()

    def stop(self, first: int | None = None, language: Language = ENGLISH) -> None:
        """Give up what waits for an answer among the first questions, or all. The search ends at its next step, and the
        next question passes it by.
        """
        for one in self.exchanges[:first]:
            if one.answer is PENDING:
                one.stopped.set()
                again = question_href(one.question, one.speakers, one.transcripts)
                one.answer = stopped_html(again, language)
                self._answering = threading.Lock()

    def finish(self, library: Library, ask: Ask, language: Language = ENGLISH) -> None:
        """Answer what is still waiting, with the error's own sentence where asking fails."""
        with self._answering:  # of two questions asked quickly, the second may lean on the first
            previous = None
            for one in list(self.exchanges):
                while one.answer is PENDING:  # and still is where a name was changed meanwhile
                    _answer(one, library, ask, previous, language)
                previous = one.understood or previous

    def messages(self, titles: dict[str, str], language: Language = ENGLISH) -> list[Message]:
        """What the chat shows. ``titles`` names transcripts by their ids."""
        pending = pending_html(language)
        shown: list[Message] = []
        for one in self.exchanges:
            chosen = [titles.get(transcript, transcript) for transcript in one.transcripts]
            link = question_href(one.question, one.speakers, one.transcripts)
            asked = question_html(one.question, one.speakers, chosen, language, link)
            shown.append({"role": "user", "content": asked})
            shown.append({"role": "assistant", "content": pending if one.answer is PENDING else one.answer})
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


def _answer(one: Exchange, library: Library, ask: Ask, previous: Question | None, language: Language) -> None:
    stopped, understood = one.stopped, None
    held = library.store.transcripts()
    if not held:
        one.answer = empty_html(language)
        return
    try:
        with cancellable(stopped.is_set):
            answer = ask(one.question, library, speakers=one.speakers, transcripts=one.transcripts, previous=previous)
    except Cancelled:
        return  # there is another answer already, or will be
    except OnTheRecordError as error:
        shown = error_html(told(error, language), language)
    else:
        people, link = offered(held, answer.question.unknown), _link(one, answer, previous)
        shown, understood = as_html(answer, link, people, one.transcripts, language), answer.question
    if not stopped.is_set():
        one.answer, one.understood = shown, understood


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


def offered(summaries: Sequence[Summary], unknown: str) -> list[str]:
    """Whom to ask about where nobody goes by a name: those whose names are written most like it, then those who have a
    name, rather than a label, and speak in most transcripts.
    """
    if not unknown:
        return []
    times = Counter(who for summary in summaries for who in summary.speakers)
    written = {who.casefold(): who for who in times}
    like = [written[near] for near in get_close_matches(unknown.casefold(), written, OFFERED, _LIKE)]
    others = sorted(times, key=lambda who: (not _is_name(who), -times[who], who.casefold(), who))
    return list(dict.fromkeys((*like, *others)))[:OFFERED]


def _is_name(who: str) -> bool:
    """Labels are "2", "Speaker 1" and "MODERATOR"; names of one word are common in other scripts alone."""
    return not re.search(r"\d", who) and (" " in who or not who.isascii())
