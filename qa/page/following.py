"""Questions to go on with after an answer: each was tried, and has quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qa.answer import Answer, Silence
from qa.page.examples import short_name
from qa.page.things import names_in, with_article
from qa.show.languages import ENGLISH, Language
from qa.show.wording import listed

MOST = 3
_TRIED = 7  # each costs a search


@dataclass(frozen=True, slots=True)
class Further:
    """``speakers`` are names to restrict the question to; where there are none, the question says it all.

    The label is in the visitor's language; the question is in English, as it is asked.
    """

    label: str
    question: str
    speakers: tuple[str, ...] = ()


def following(answer: Answer, ask: Callable[[Further], Answer], language: Language = ENGLISH) -> list[Further]:
    """Up to MOST of them, for an answer or a silence; none twice, and none that only repeats the question."""
    kept: list[Further] = []
    for number, further in enumerate(_candidates(answer, language)):
        if len(kept) == MOST or number == _TRIED:
            break
        found = ask(further)
        if found.quotes and found.question.text != answer.question.text and _new(found, answer):
            kept.append(further)
    return kept


def _new(found: Answer, answer: Answer) -> bool:
    """Whether some quote was not in the answer; a comparison has to have both sides."""
    if found.question.compare and len({quote.speaker for quote in found.quotes}) < 2:
        return False
    seen = {(quote.transcript.id, quote.span) for quote in answer.quotes}
    return any((quote.transcript.id, quote.span) not in seen for quote in found.quotes)


def _candidates(answer: Answer, language: Language) -> Iterator[Further]:
    question, say = answer.question, language.say
    topic = "" if answer.silence is Silence.UNKNOWN_PERSON else question.topic
    cited = {quote.speaker.name: quote.speaker for quote in answer.quotes if quote.speaker and quote.speaker.name}
    others = {quote.speaker.name: quote.speaker for quote in answer.related if quote.speaker and quote.speaker.name}
    if topic:
        for who in list(others)[:1]:
            yield Further(say("further.says", who=short_name(others[who])), topic, (who,))
        if not question.speakers and len(cited) > 1:
            both = [short_name(speaker) for speaker in list(cited.values())[:2]]
            label = say("further.compare", both=listed(both, language))
            yield Further(label, f"Compare {listed(both)} on {topic}")
        if not question.asked:
            yield Further(say("further.asked"), f"Who asked about {topic}?")
    for who in list(cited)[:2]:
        for other in _other_topics(answer, who, topic)[:2]:
            name = short_name(cited[who])
            spoken_of = other if language is ENGLISH else other.removeprefix("the ")
            label = say("further.other", who=name, topic=spoken_of)
            yield Further(label, f"What did {name} say about {other}?")
    if topic:
        for who in list(others)[1:3]:
            yield Further(say("further.says", who=short_name(others[who])), topic, (who,))
        if not question.mentions:
            yield Further(say("further.first"), f"When was {topic} first mentioned?")


def _other_topics(answer: Answer, who: str, topic: str) -> list[str]:
    """What else this person names in the turns that were quoted, most often first."""
    turns = {
        (quote.transcript.id, quote.span.turn): quote.turn.text
        for quote in answer.quotes
        if quote.speaker and quote.speaker.name == who
    }
    counts = Counter(name for text in turns.values() for name in names_in(text))
    roles = {quote.speaker.role for quote in answer.quotes if quote.speaker and quote.speaker.name == who}
    known = " ".join((topic, who, *roles)).casefold()
    other = (name for name, _ in counts.most_common() if name.casefold() not in known)
    return [
        with_article(name, "\n".join(turns.values()))
        for name in other
        if not topic or topic.casefold() not in name.casefold()
    ]
