"""A question taken apart: whose words it wants, and about what.

The parts are found by the shape of the sentence, with the people of the library put in as the only nouns that are
known: "what did <person> say about <topic>". What has none of the shapes is a topic as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.errors import QuestionError
from index.speakers.mentions import Mention, mentions
from index.speakers.people import People, Person
from qa import shapes

Mentioned = Literal["", "who", "all", "first", "last"]
LONGEST = 2_000  # characters of a question


@dataclass(frozen=True, slots=True)
class Question:
    """``topic`` is the question without the speaker: what is searched for. Empty where it names no topic.

    Whose words may answer: ``speakers`` are the people, empty where anyone's may; ``voices`` is what they are called in
    the transcripts (``Speaker.who``). ``ambiguous`` is the mention that several people answer to; all of them are then
    in ``speakers``. ``unknown`` is the name, as the user wrote it, of somebody who is no speaker.

    What is wanted of them, if not statements: ``asked``, the questions that were asked; ``reply``, what was answered to
    a question on the topic, by ``askers`` where given; ``compare``, the speakers side by side; ``mentions``, who speaks
    of the topic at all, or every place where that is, or the first or the last. ``exact`` are words put in quotation
    marks: only sentences with just these count, every one of them. ``page`` counts how often "anything else?" followed:
    the quotes before are then left out.

    ``subject`` is whom a question is about that asks nobody in particular ("where is Blinken going?"). That person
    answers in the first person, so ``in_first_person`` is the topic as that person would put it; ``nameless`` is the
    topic without the names of speakers, which would else outweigh everything else in it. ``in_context`` is a topic that
    points back ("what is he doing for their police?") behind the topic of the question before it.
    """

    text: str
    topic: str
    speakers: tuple[str, ...] = ()
    voices: frozenset[str] = frozenset()
    asked: bool = False
    compare: bool = False
    reply: bool = False
    mentions: Mentioned = ""
    askers: frozenset[str] = frozenset()
    exact: tuple[str, ...] = ()
    page: int = 0
    ambiguous: str = ""
    unknown: str = ""
    subject: frozenset[str] = frozenset()
    in_first_person: str = ""
    nameless: str = ""
    in_context: str = ""


_QUOTED = re.compile(r'["“„«]([^"“”„«»]{2,300})["”“»]')
_MARKS = re.compile(r'["“”„«»]')
_SUBJECT = re.compile(rf"(?:^|\b(?P<aux>{shapes.AUX})\s+)$", re.IGNORECASE)
_HE_OR_SHE = re.compile(rf"(?:\b(?:{shapes.AUX})|'s)\s+(?P<pronoun>he|she)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|them|him|her|his|their|its|that|those|these|this|there)\b", re.IGNORECASE
)
_I = {"is": "am", "are": "am", "was": "was", "were": "was", "does": "do", "has": "have"}


def parse(text: str, people: People, previous: Question | None = None) -> Question:
    """Take ``text`` apart; ``previous`` is the question before it in the same chat, which it may only hint at.

    Raises QuestionError for a question without words, or one too long to be one.
    """
    asked = _tidy(text)
    if not re.search(r"\w", asked):
        raise QuestionError("The question has no words; ask something such as: what did Park say about China?")
    if len(asked) > LONGEST:
        raise QuestionError(f"The question has {len(asked)} characters; ask in at most {LONGEST}")
    exact = tuple(match.strip() for match in _QUOTED.findall(asked) if re.search(r"\w", match))
    bare = _MARKS.sub("", asked).rstrip(" ?!.") if exact else asked.rstrip(" ?!.")
    found = _followed_up(asked, bare, people, previous) if previous else None
    question = _with_variants(found or _shaped(asked, bare, people, previous), people, previous)
    if exact:
        return replace(question, exact=exact, topic=" ".join(exact), mentions=question.mentions or "all")
    return question


def _tidy(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def _shaped(asked: str, bare: str, people: People, previous: Question | None) -> Question:
    """By the first shape that fits; by none, the whole question is the topic."""
    blank = Question(asked, "")
    for patterns, kind, only_known in (
        (shapes.COMPARED, replace(blank, compare=True), False),
        (shapes.REPLIED, replace(blank, reply=True), False),
        (shapes.ASKED, replace(blank, asked=True), False),
        (shapes.MENTIONED_BY_WHOM, replace(blank, mentions="who"), False),
        (shapes.MENTIONED_FIRST, replace(blank, mentions="first"), False),
        (shapes.MENTIONED_LAST, replace(blank, mentions="last"), False),
        (shapes.MENTIONED, replace(blank, mentions="all"), False),
        (shapes.SAID_BY_ANYONE, blank, False),
        (shapes.SAID, blank, False),
        (shapes.OF_SOMEBODY_KNOWN, blank, True),
    ):
        for pattern in patterns:
            match = pattern.fullmatch(bare)
            found = _read(kind, match.groupdict(), people, previous) if match else None
            if found and (found.speakers or not only_known):
                return found
    return _about_a_subject(replace(blank, topic=bare), people, previous)


def _read(kind: Question, groups: dict[str, str | None], people: People, previous: Question | None) -> Question | None:
    question = replace(kind, topic=_topic(groups.get("topic") or "", previous))
    who = groups.get("who")
    return _spoken_by(question, who, people, previous) if who else question


def _topic(phrase: str, previous: Question | None) -> str:
    topic = shapes.LEADING.sub("", phrase.strip(" ,.:?"))
    if previous and shapes.IT.fullmatch(topic):
        return previous.topic
    return shapes.CLAUSE.sub("", topic)


def _spoken_by(question: Question, who: str, people: People, previous: Question | None) -> Question | None:
    """The question with its speakers; None where ``who`` can be no person, so that another shape must fit."""
    who = shapes.EACH.sub("", who).strip(" ,")
    if previous and previous.speakers and shapes.PRONOUN.fullmatch(who):
        return replace(question, speakers=previous.speakers, voices=previous.voices)
    if shapes.ANYBODY.fullmatch(who):
        return question
    named = mentions(who, people)
    if named and _covers(who, named):
        doubtful = next((who[m.start : m.end] for m in named if len(m.people) > 1), "")
        meant = [person for mention in named for person in mention.people]
        return replace(_by(question, meant), ambiguous=doubtful, compare=question.compare or len(named) > 1)
    if _may_be_name(who, question.text):
        return replace(question, unknown=who)
    return None


def _by(question: Question, people: Sequence[Person]) -> Question:
    """The question put to these people alone."""
    names = tuple(dict.fromkeys(person.who for person in people))
    return replace(question, speakers=names, voices=voices(people))


def voices(people: Iterable[Person]) -> frozenset[str]:
    """How the people are called in the transcripts, as ``Speaker.who`` has it: one may have another name in each."""
    return frozenset(who for person in people for _, who in person.speaks_as)


def _covers(who: str, named: Sequence[Mention]) -> bool:
    """Whether the phrase is these people and nothing more than the words that join them."""
    rest = who
    for mention in reversed(named):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    return shapes.BETWEEN_PEOPLE.fullmatch(rest) is not None


def _may_be_name(who: str, question: str) -> bool:
    """Names are written with capitals, or the whole question is in small letters and the phrase is short."""
    words = who.split()
    if len(words) > 5 or re.match(r"(?:this|that|these|those|a|an|our|your|my)\b", who, re.IGNORECASE):
        return False
    if any(word[0].isupper() for word in words):
        return True
    return question == question.lower() and len(words) <= 2 and not who.startswith("the ")


def _about_a_subject(question: Question, people: People, previous: Question | None) -> Question:
    """Whom the question is about, where it asks what a person does: that person will say it with "I"."""
    topic = question.topic
    if previous and previous.voices and (match := _HE_OR_SHE.search(topic)):
        return _in_first_person(question, previous.voices, match.start("pronoun"), match.end())
    for mention in mentions(topic, people):
        if len(mention.people) == 1 and _SUBJECT.search(topic[: mention.start]) and topic[mention.end :][:1] != "'":
            return _in_first_person(question, voices(mention.people), mention.start, mention.end)
    return question


def _in_first_person(question: Question, subject: frozenset[str], start: int, end: int) -> Question:
    before, after = question.topic[:start], question.topic[end:]
    match = _SUBJECT.search(before)
    if match and match["aux"]:
        aux = match["aux"].lower()
        before = before[: match.start("aux")] + _I.get(aux, aux) + " "
    return replace(question, subject=subject, in_first_person=f"{before}I{after}")


def _followed_up(asked: str, bare: str, people: People, previous: Question) -> Question | None:
    """What a hint such as "and Blinken?" or "what about Japan?" means after ``previous``; None where it is no hint."""
    if shapes.MORE.fullmatch(bare):
        return replace(previous, text=asked, page=previous.page + 1)
    if (reply := _reply_to_that(asked, bare, people, previous)) is not None:
        return reply
    if (match := shapes.FOLLOWED_BY_QUESTION.fullmatch(bare)) and shapes.OWN_QUESTION.match(match["rest"]):
        return _led_by(asked, match["lead"], match["rest"], people, previous)
    match = shapes.FOLLOWED.fullmatch(bare)
    if not match or shapes.OWN_QUESTION.match(match["rest"]):
        return None
    rest = match["rest"]
    named = mentions(rest, people)
    if named and _covers(rest, named):
        return _spoken_by(Question(asked, previous.topic, asked=previous.asked), rest, people, previous)
    return replace(
        previous, text=asked, topic=_topic(rest, previous), unknown="", ambiguous="", subject=frozenset(), page=0
    )


def _reply_to_that(asked: str, bare: str, people: People, previous: Question) -> Question | None:
    """ "And the answer?": what was said to the question before."""
    for pattern in shapes.REPLIED_TO_THAT:
        if match := pattern.fullmatch(bare):
            question = Question(
                asked, previous.topic, reply=True, askers=previous.voices if previous.asked else frozenset()
            )
            who = match["who"]
            return _spoken_by(question, who, people, None) if who else question
    return None


def _led_by(asked: str, lead: str, rest: str, people: People, previous: Question) -> Question:
    """ "And Yoon, what is he ready to give?": the words before the comma say whom or what the rest is about."""
    named = mentions(lead, people)
    if named and _covers(lead, named):
        about = _by(previous, [person for mention in named for person in mention.people])
        return replace(_shaped(asked, rest, people, about), speakers=about.speakers, voices=about.voices)
    return replace(_shaped(asked, rest, people, previous), topic=f"{lead} {rest}")


def _with_variants(question: Question, people: People, previous: Question | None) -> Question:
    topic = question.topic
    in_context = ""
    if previous and previous.topic != topic and _POINTS_BACK.search(topic):
        in_context = f"{previous.topic} {topic}".strip()
    for mention in reversed(mentions(topic, people)):
        if not any(person.name for person in mention.people):
            continue  # "questions" may name a part that people play; here it is a word like others
        topic = topic[: mention.start] + re.sub(r"^'s?\b", "", topic[mention.end :])
    topic = " ".join(topic.split())
    nameless = topic if re.search(r"\w{3}", topic) else question.topic
    return replace(question, nameless=nameless, in_context=in_context)
