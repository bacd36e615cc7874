"""The People page: everybody in the library, and of each person what they speak of, where, how much and with whom.

Arguments come from a browser and are taken as what they should be only after a look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, TypedDict

from index.store import Summary
from index.text import words
from index.transcript import Transcript
from qa.everybody import Everybody, Somebody
from qa.library import Library
from qa.mentions import Place, places
from qa.page.chat import Ask
from qa.page.quotes import QuotePage, quote_page
from qa.page.sent import fields, number
from qa.question import Question
from qa.show.languages import ENGLISH, Language
from qa.show.links import person_href, place_href
from qa.show.wording import HUES, clock, day, initials, says_more
from qa.speech import Share
from qa.topics import Topic, topics

PAGE = 60  # people
PARTS = 20  # transcripts of a person
READ = 400_000  # words of the latest transcripts that topics are taken from
_ENDING = 300  # characters of a turn in which a question may stand that it ends with, and a word of thanks
COMPANY = 12  # those with whom somebody speaks most


class Role(TypedDict):
    role: str
    day: str  # of the first transcript that has it


class Reason(TypedDict):
    text: str  # the sentence that an inferred name rests on
    href: str


class PersonRow(TypedDict):
    who: str
    href: str
    initials: str
    hue: int
    named: bool
    roles: list[Role]  # oldest first
    aliases: list[str]
    labels: list[str]
    transcripts: int
    where: str  # the title, where it is one alone of several
    turns: int
    words: int
    share: float  # of all words in the library
    time: str  # empty where no file has times
    reasons: list[Reason]


class People(TypedDict):
    people: list[PersonRow]
    total: int  # as many as the search finds
    page: int


class Part(TypedDict):
    """One of a person's transcripts."""

    title: str
    href: str
    day: str
    label: str  # as it is printed there, where that is not the name
    turns: int
    words: int
    share: float  # of the words in it
    time: str


class TopicLink(TypedDict):
    words: str
    count: int
    href: str


class Company(TypedDict):
    who: str
    href: str
    answered: int  # of their questions, by this person
    answers: int  # their answers to this person's questions


class PersonView(TypedDict):
    row: PersonRow
    parts: list[Part]  # the latest first
    more: int  # transcripts that are left out
    topics: list[TopicLink]
    company: list[Company]
    read: int  # transcripts that topics and company are taken from: the latest


class Found(TypedDict):
    person: PersonView | None
    choices: list[PersonRow]  # where several answer to the name


class PeopleService:
    calls: ClassVar[tuple[str, ...]] = ("people", "person", "quotes")
    language: Language = ENGLISH

    def __init__(self, library: Library, ask: Ask) -> None:
        self.library = library
        self._everybody = lru_cache(1)(lambda generation: Everybody(library))
        self._topics = lru_cache(32)(self._taken)
        self._said = lru_cache(8)(self._places)

    # --- for the page's script, by name

    def people(self, sent: object) -> People:
        """Those whose names, labels, roles or transcripts have all the words of ``find``, in order, a page of them."""
        asked = fields(sent)
        everybody = self._now()
        found = _sorted(_searched(everybody.people, str(asked.get("find", ""))), str(asked.get("sort", "")))
        page = number(asked.get("page"))
        shown = found[PAGE * page : PAGE * (page + 1)]
        return {"people": [self._row(one, everybody) for one in shown], "total": len(found), "page": page}

    def person(self, sent: object) -> Found:
        """Whom an address means; ``all`` wants all of their transcripts."""
        everybody = self._now()
        found = _meant(everybody, sent)
        if len(found) == 1:
            every = fields(sent).get("all") is True
            return {"person": self._view(found[0], everybody, len(found[0].parts) if every else PARTS), "choices": []}
        return {"person": None, "choices": [self._row(one, everybody) for one in found[:PAGE]]}

    def quotes(self, sent: object) -> QuotePage:
        """Every sentence of a person that holds all words of the topic, in order of time, a page of them."""
        asked = fields(sent)
        topic, found = str(asked.get("topic", "")), _meant(self._now(), sent)
        if len(found) != 1 or not topic.strip():
            return {"total": 0, "page": 0, "quotes": []}
        said = self._said(self.library.store.generation, found[0].who, found[0].anchor, topic)
        return quote_page(said, topic, number(asked.get("page")), self.language)

    # --- what they are made of

    def _now(self) -> Everybody:
        return self._everybody(self.library.store.generation)

    def _one(self, who: str, anchor: tuple[str, int]) -> Somebody:
        return next(one for one in self._now().people if one.anchor == anchor and one.who == who)

    def _places(self, _: str, who: str, anchor: tuple[str, int], topic: str) -> list[Place]:
        person = self._one(who, anchor).person
        question = Question(topic, topic, (who,), frozenset(name for _, name in person.speaks_as))
        found = places(question, self.library, person.transcripts)
        return [place for place in found if (place[0].id, place[0].who(place[1])) in person.speaks_as]

    def _row(self, one: Somebody, everybody: Everybody) -> PersonRow:
        person = one.person
        return {
            "who": one.who,
            "href": person_href(one.who, *one.anchor),
            "initials": initials(one.who),
            "hue": _hue(one, everybody),
            "named": not person.anonymous,
            "roles": [
                {"role": role, "day": day(date, self.language)}
                for role, date in person.roles
                if says_more(role, one.who)
            ],
            "aliases": list(person.aliases),
            "labels": [label for label in person.labels if label.casefold() != one.who.casefold()],
            "transcripts": len({summary.id for summary, _ in one.parts}),
            "where": one.parts[0][0].title if len(one.parts) == 1 < len(everybody.summaries) else "",
            "turns": person.turns,
            "words": one.words,
            "share": one.words / everybody.words if everybody.words else 0.0,
            "time": clock(one.ms) if one.ms else "",
            "reasons": self._reasons(one),
        }

    def _reasons(self, one: Somebody) -> list[Reason]:
        inferred = [(summary.id, share.evidence) for summary, share in one.parts if share.evidence]
        found = [(self.library.store.transcript(id_), span) for id_, span in inferred[:3]]
        return [{"text": transcript.text(span), "href": place_href(transcript, span)} for transcript, span in found]

    def _view(self, one: Somebody, everybody: Everybody, parts: int) -> PersonView:
        said, company, read = self._topics(self.library.store.generation, one.who, one.anchor)
        return {
            "row": self._row(one, everybody),
            "parts": [_part(everybody, *part, self.language) for part in one.parts[:parts]],
            "more": max(0, len(one.parts) - parts),
            "topics": [
                {"words": topic.words, "count": topic.count, "href": person_href(one.who, *one.anchor, topic.words)}
                for topic in said
            ],
            "company": company,
            "read": read,
        }

    def _taken(self, _: str, who: str, anchor: tuple[str, int]) -> tuple[list[Topic], list[Company], int]:
        """Topics and company of a person, and from how many transcripts."""
        everybody, one = self._now(), self._one(who, anchor)
        latest: list[Transcript] = []
        left = READ
        for id_ in dict.fromkeys(summary.id for summary, _ in one.parts):
            left -= sum(share.words for share in everybody.shares[id_])
            if latest and left < 0:
                break
            latest.append(self.library.store.transcript(id_))
        return topics(latest, one.person.speaks_as, self.library), _company(one, latest, everybody), len(latest)


def _meant(everybody: Everybody, sent: object) -> list[Somebody]:
    asked = fields(sent)
    return everybody.find(str(asked.get("person", "")), str(asked.get("in") or ""), number(asked.get("at"), -1))


def _searched(people: Sequence[Somebody], find: str) -> list[Somebody]:
    wanted = [word for word, _, _ in words(find)]
    return [one for one in people if all(word in _text(one) for word in wanted)] if wanted else list(people)


def _text(one: Somebody) -> str:
    person = one.person
    texts = [one.who, *person.aliases, *person.labels, *(role for role, _ in person.roles)]
    return " ".join(word for word, _, _ in words(" ".join([*texts, *(summary.title for summary, _ in one.parts)])))


def _sorted(people: Sequence[Somebody], by: str) -> list[Somebody]:
    """Those with a name first; then most first, or by name."""

    def key(one: Somebody) -> tuple[bool, float, str]:
        numbers = {"words": one.words, "time": one.ms or 0, "transcripts": len(one.parts), "name": 0}
        return (one.person.anonymous, -numbers.get(by, one.words), one.who.casefold())

    return sorted(people, key=key)


def _hue(one: Somebody, everybody: Everybody) -> int:
    """The colour that the viewer gives them in their latest transcript."""
    if not one.parts:
        return 0
    summary, share = one.parts[0]
    speakers = [each.who for each in everybody.shares[summary.id] if each.who]
    return 1 + speakers.index(share.who) % HUES


def _part(everybody: Everybody, summary: Summary, share: Share, language: Language) -> Part:
    whole = sum(each.words for each in everybody.shares[summary.id])
    return {
        "title": summary.title or summary.source,
        "href": f"?t={summary.id}&turn={share.first}",
        "day": day(summary.date, language),
        "label": "" if share.label.casefold() == share.who.casefold() else share.label,
        "turns": share.turns,
        "words": share.words,
        "share": share.words / whole if whole else 0.0,
        "time": clock(share.ms) if share.ms else "",
    }


def _company(one: Somebody, transcripts: Sequence[Transcript], everybody: Everybody) -> list[Company]:
    """Whose questions they answer, and who answers theirs: a turn that ends with asking, and the turn after it."""
    answered: Counter[tuple[str, int]] = Counter()
    answers: Counter[tuple[str, int]] = Counter()
    known: dict[tuple[str, int], Somebody] = {}
    for transcript in transcripts:
        pairs = zip(transcript.turns, transcript.turns[1:], strict=False)
        for asking, speaking in ((a.speaker, b.speaker) for a, b in pairs if "?" in a.text[-_ENDING:]):
            first = everybody.speaking(transcript.id, asking.who) if asking else None
            second = everybody.speaking(transcript.id, speaking.who) if speaking else None
            if first is None or second is None or first is second or one not in (first, second):
                continue
            other, counts = (first, answered) if second is one else (second, answers)
            counts[other.anchor] += 1
            known[other.anchor] = other
    most = sorted(known, key=lambda each: (-answered[each] - answers[each], known[each].who))
    return [
        {
            "who": known[each].who,
            "href": person_href(known[each].who, *each),
            "answered": answered[each],
            "answers": answers[each],
        }
        for each in most[:COMPANY]
    ]
