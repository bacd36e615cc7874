"""What the page's scripts and handlers call: everything that is behind the widgets, without a widget in it.

Arguments of the public methods come from a browser and are taken as what they should be only after a look.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, TypedDict

from index.errors import NoSuchTranscript
from index.transcript import Transcript
from qa.answer import Answer
from qa.library import Library
from qa.page.chat import Ask
from qa.page.examples import examples
from qa.page.following import Further, following
from qa.page.places import citation_of, place_of
from qa.page.sent import fields, page_of, strings
from qa.page.shelf import Entry, entry
from qa.page.trying import trying
from qa.page.viewer import TranscriptView, transcript_view
from qa.show.languages import ENGLISH, Language
from qa.show.links import follow, question_href
from qa.show.render import quote_html, quote_markdown, quote_text, reference
from qa.steady import steady

_RECENT = 6  # transcripts to begin with, where none is open
_READ_FOR_EXAMPLES = 20  # transcripts: enough for four questions, and quick in a library of thousands


class Taken(TypedDict):
    """A quote to be pasted elsewhere."""

    text: str
    markdown: str
    html: str
    reference: str


class Asked(TypedDict):
    """A question as a link."""

    label: str
    href: str


class Welcome(TypedDict):
    """Whether there is nothing to ask yet, and questions that are answered."""

    empty: bool
    examples: list[Asked]


class Place(TypedDict):
    """As an address has it; see links.place_href."""

    t: str
    turn: int
    start: int
    end: int
    sum: str


def asked_of(sent: object) -> tuple[str, list[str], list[str]]:
    """Question, speakers and transcripts, as an address or a link in an answer names them."""
    address = fields(sent)
    return "".join(strings(address.get("q"))[:1]), strings(address.get("speaker")), strings(address.get("transcript"))


def names_of(sent: object) -> dict[str, str]:
    """Who is called what now, as ShelfService.rename and its undo have told the page; the first of several names."""
    pairs = fields(sent).get("names")
    read = [strings(pair) for pair in pairs] if isinstance(pairs, list) else []
    return {pair[0]: pair[1] for pair in reversed(read) if len(pair) == 2}


class Service:
    calls: ClassVar[tuple[str, ...]] = ()  # several scripts share it, each with calls of its own
    language: Language = ENGLISH

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library, self.ask = library, ask
        self._examples = lru_cache(1)(self._tried)

    # --- for the page's scripts, by name

    def transcript(self, wanted: object) -> TranscriptView | None:
        """The transcript of that id or, where its file was replaced since, the newer version."""
        store = self.library.store
        try:
            return transcript_view(store.transcript(store.successor(str(wanted)) or str(wanted)), self.language)
        except NoSuchTranscript:
            return None

    def replaced(self, wanted: object) -> bool:
        """Whether there is a newer version of a transcript."""
        return bool(self.library.store.successor(str(wanted)))

    def follow(self, sent: object) -> Place | None:
        """Where the words of an address stand in the newer version of a transcript; None where they do not."""
        place = place_of(sent)
        found = follow(self.library.store, *place) if place else None
        if place is None or found is None:
            return None
        transcript, span = found
        return {"t": transcript.id, "turn": span.turn, "start": span.start, "end": span.end, "sum": place[2]}

    def recent(self, _: object = None) -> list[Entry]:
        """The transcripts that were added last, the latest first."""
        return [entry(summary, self.language) for summary in reversed(self.library.store.transcripts()[-_RECENT:])]

    def welcome(self, _: object = None) -> Welcome:
        """What a new visitor is offered."""
        offered: list[Asked] = [{"label": question, "href": question_href(question)} for question in self.examples()]
        return {"empty": not self.size(), "examples": offered}

    def may_change(self, _: object = None) -> bool:
        """Whether whoever asks may add, rename and remove: so that the page offers it to nobody else."""
        return bool(getattr(self.library.store, "changeable", True))

    def size(self, _: object = None) -> int:
        return len(self.library.store.transcripts())

    def take_quote(self, place: object) -> Taken | None:
        """The words at a place and where they stand; None where the library has no such place."""
        citation = citation_of(place, self.library.store)
        if citation is None:
            return None
        return {
            "text": quote_text(citation, self.language),
            "markdown": quote_markdown(citation, language=self.language),
            "html": quote_html(citation, page_of(place), self.language),
            "reference": reference(citation, self.language),
        }

    def further(self, asked: object) -> list[Asked]:
        """Questions to go on with after the answer to this one; see following."""
        question, speakers, transcripts = asked_of(asked)
        if not question.strip():
            return []

        def ask(further: Further) -> Answer:
            return self.answer(further.question, further.speakers, transcripts)

        with trying():
            found = following(self.answer(question, speakers, transcripts), ask, self.language)
        return [{"label": one.label, "href": question_href(one.question, one.speakers, transcripts)} for one in found]

    def answer(self, question: str, speakers: Sequence[str] = (), transcripts: Sequence[str] = ()) -> Answer:
        return self.ask(question, self.library, speakers=speakers, transcripts=transcripts)

    def examples(self) -> list[str]:
        """Questions that this library answers, made anew when it changes."""
        return self._examples(self.library.store.generation)

    def _tried(self, _: str) -> list[str]:
        store = self.library.store

        def latest() -> list[Transcript]:
            return [store.transcript(summary.id) for summary in store.transcripts()[-_READ_FOR_EXAMPLES:]]

        read = steady(store, latest)
        with trying():
            return examples(read, self.library, self.answer)
