"""A question taken apart: whose words it wants, and about what.

The parts are found by the shape of the sentence, with the people of the library put in as the only nouns that are
known: "what did <person> say about <topic>". What has none of the shapes is a topic as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.errors import QuestionError
from index.mentions import Mention, mentions
from index.people import People, Person

LONGEST = 2_000  # characters of a question


@dataclass(frozen=True, slots=True)
class Question:
    """``topic`` is the question without the speaker: what is searched for. Empty where it names no topic.

    ``speakers`` are the people whose words alone may answer, empty where anyone's may; ``voices`` is what they are
    called in the transcripts (``Speaker.who``). ``asked`` says that it wants questions that were asked, not statements.
    ``compare`` says that it sets the speakers side by side. ``ambiguous`` is the mention that several people answer to;
    all of them are then in ``speakers``. ``unknown`` is the name, as the user wrote it, of somebody who is no speaker.

    ``subject`` is whom a question is about that asks nobody in particular ("where is Blinken going?"). That person
    answers in the first person, so ``in_first_person`` is the topic as that person would put it; ``nameless`` is the
    topic without the names of speakers, which would else outweigh everything else in it.
    """

    text: str
    topic: str
    speakers: tuple[str, ...] = ()
    voices: frozenset[str] = frozenset()
    asked: bool = False
    compare: bool = False
    ambiguous: str = ""
    unknown: str = ""
    subject: frozenset[str] = frozenset()
    in_first_person: str = ""
    nameless: str = ""


_SAY = (
    "say|says|said|saying|think|thinks|thought|mention|mentions|mentioned|state|states|stated|claim|claims|claimed|"
    "argue|argues|argued|tell|tells|told|talk|talks|talked|speak|speaks|spoke|comment|comments|commented|remark|remarked|"
    "suggest|suggests|suggested|propose|proposes|proposed|note|noted|point out|pointed out|explain|explains|explained|"
    "describe|describes|described|believe|believes|believed|feel|feels|felt|promise|promises|promised|warn|warns|warned|"
    "stress|stresses|stressed|emphasize|emphasise|emphasized|emphasised|recommend|recommends|recommended|discuss|"
    "discusses|discussed|address|addresses|addressed|respond|responds|responded|reply|replies|replied|answer|answers|"
    "answered|react|reacts|reacted|express|expresses|expressed|view|views|viewed|acknowledge|acknowledged|admit|"
    "admitted|insist|insisted|assert|asserted|characterize|characterized|refer|referred"
)
_ASK = "ask|asks|asked|inquire|inquired|enquire|enquired|raise|raised|want to know|wanted to know"
_STANCE = (
    "view|views|position|positions|opinion|opinions|stance|take|thoughts|thought|comment|comments|remarks|statement|"
    "statements|response|reply|answer|answers|reaction|attitude|assessment|argument|arguments|explanation|words|quote|"
    "quotes|outlook|perspective|concern|concerns"
)
_ABOUT = r"(?:about|on|of|to|regarding|concerning|toward|towards|for|in regard to|with regard to|with respect to)"
_AUX = "did|does|do|has|have|had|will|would|can|could|is|are|was|were|should|might"
_WHO = r"(?P<who>[^?]+?)"
_REST = r"(?:\s+(?P<topic>.+))?"

# The shapes of a question, the particular before the general. In "who" stands whoever speaks.
_COMPARE = [
    rf"(?:compare|contrast)\s+{_WHO}\s+(?:on|about|regarding|over|concerning)\s+(?P<topic>.+)",
    rf"(?:how|where|in what|in which way)\s+(?:ways\s+)?(?:do|does|did)\s+{_WHO}\s+"
    rf"(?:differ|disagree|agree|compare|diverge)(?:\s+(?:on|about|over|regarding|in)\s+(?P<topic>.+))?",
    rf"(?:do|did|does)\s+{_WHO}\s+(?:differ|disagree|agree)(?:\s+(?:on|about|over|regarding)\s+(?P<topic>.+))?",
    rf"(?:what(?:'s| is| are)\s+the\s+)?differences?\s+between\s+{_WHO}\s+(?:on|about|over|regarding)\s+(?P<topic>.+)",
    r"(?P<who>\S+(?:\s\S+){0,3}\s(?:vs\.?|versus)\s\S+(?:\s\S+){0,3}?)\s*(?:on|about|over|regarding|:)\s+(?P<topic>.+)",
]
_ASKED = [
    rf"who(?:\s+else)?\s+(?:{_ASK})(?:\s+(?:a\s+)?questions?)?{_REST}",
    rf"(?:what|which)\s+(?:else\s+)?(?:questions?\s+)?(?:did|does|do|has|have)\s+{_WHO}\s+(?:{_ASK}|pose|posed){_REST}",
    r"(?:what|which)\s+questions?\s+(?:were|was|are)\s+(?:asked|raised|posed)(?:\s+by\s+(?P<who>.+?))?"
    r"(?:\s+(?P<topic>(?:about|on|regarding|concerning)\s.+))?",
    rf"(?:did|does|has)\s+{_WHO}\s+(?:ask|asked|inquire|raise|raised){_REST}",
    rf"(?:list\s+|show\s+(?:me\s+)?)?(?:all\s+)?(?:the\s+)?questions?\s+(?:by|from|of)\s+{_WHO}(?:\s+(?P<topic>(?:about|on)\s.+))?",
]
_SAID = [
    rf"(?:what|how)(?:'s|\s+is|\s+was|\s+are|\s+were)\s+{_WHO}(?:'s|')\s+(?:\w+\s+)?(?:{_STANCE})(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
    rf"(?:what|which\s+\w+)(?:\s+else|\s+exactly|\s+things)?\s+(?:{_AUX})\s+{_WHO}\s+"
    rf"(?:{_SAY}|have to say|had to say){_REST}",
    rf"(?:how|why)\s+(?:{_AUX})\s+{_WHO}\s+(?:{_SAY}|see|sees|saw|justify|justified|define|defines|defined){_REST}",
    rf"(?:did|does|do|has|have|had)\s+{_WHO}\s+(?:ever\s+)?(?:{_SAY}|bring up|brought up){_REST}",
    rf"(?:what|how)(?:'s|\s+is|\s+was|\s+are|\s+were)\s+the\s+(?:{_STANCE})\s+of\s+{_WHO}(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
    rf"(?:(?:show|tell|give|find|list|get)\s+(?:me\s+)?)?(?:everything|all|anything|something|what)\s+(?:that\s+)?{_WHO}\s+(?:has\s+|had\s+)?(?:{_SAY}){_REST}",
    rf"(?:(?:show|tell|give|find|list|get)\s+(?:me\s+)?)?(?:all\s+|the\s+)?(?:{_STANCE})\s+(?:by|from|of)\s+{_WHO}(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
    r"according\s+to\s+(?P<who>[^,?]+?),\s*(?P<topic>.+)",
    r"(?P<topic>.+?),?\s+according\s+to\s+(?P<who>.+)",
]
_BARE = [  # without a verb: only where "who" is a person that is known
    rf"{_WHO}(?:'s|')?\s+(?:{_STANCE})?\s*(?:on|about|regarding|re)\s*:?\s+(?P<topic>.+)",
    rf"{_WHO}\s*:\s*(?P<topic>.+)",
]
_ANYONE = [rf"who(?:\s+else)?\s+(?:{_SAY}|brought up|raised){_REST}"]
_FOLLOW = re.compile(r"(?:and|but|so|what|how)(?:\s+(?:about|on|of|for|regarding|with))*\s+(?P<rest>.+)", re.IGNORECASE)
_MORE = re.compile(
    r"(?:anything|what|something|and what)\s+else|(?:any|show|tell)?\s*(?:me\s+)?more(?:\s+on\s+(?:this|that|it))?",
    re.I,
)

_PRONOUN = re.compile(r"(?:he|she|they|him|her|them|his|their)", re.IGNORECASE)
_GENERIC = re.compile(
    r"(?:any|every|some)(?:one|body)(?:\s+else)?|people|they|we|you|(?:the\s+)?(?:speakers?|participants?|panel|panelists?|"
    r"others?|members?|attendees|group|team|journalists?|reporters?)|(?:he|she)|it|there|both|both sides",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|this|that|the same|the issue|the topic|the subject|there)\b", re.IGNORECASE)
_LEAD = re.compile(rf"^(?:(?:{_ABOUT}|that|whether|if|when asked about|when asked on)\b\s*)+", re.IGNORECASE)
_SUBJECT = re.compile(rf"(?:^|\b(?P<aux>{_AUX})\s+)$", re.IGNORECASE)
_MINE = {"is": "am", "are": "am", "was": "was", "were": "was", "does": "do", "has": "have"}


def parse(text: str, people: People, previous: Question | None = None) -> Question:
    """Take ``text`` apart; ``previous`` is the question before it in the same chat, which it may only hint at.

    Raises QuestionError for a question without words, or one too long to be one.
    """
    asked = _tidy(text)
    if not re.search(r"\w", asked):
        raise QuestionError("The question has no words; ask something such as: what did Park say about China?")
    if len(asked) > LONGEST:
        raise QuestionError(f"The question has {len(asked)} characters; ask in at most {LONGEST}")
    bare = asked.rstrip(" ?!.")
    found = _followed_up(asked, bare, people, previous) if previous else None
    return _with_variants(found or _shaped(asked, bare, people, previous), people)


def _tidy(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def _shaped(asked: str, bare: str, people: People, previous: Question | None) -> Question:
    """By the first shape that fits; by none, the whole question is the topic."""
    for shapes, wants in (
        (_COMPARE, "compare"),
        (_ASKED, "asked"),
        (_SAID, "said"),
        (_ANYONE, "said"),
        (_BARE, "bare"),
    ):
        for shape in shapes:
            match = re.fullmatch(shape, bare, re.IGNORECASE)
            if not match:
                continue
            groups = match.groupdict()
            topic = _topic(groups.get("topic") or "", previous)
            question = Question(asked, topic, asked=wants == "asked", compare=wants == "compare")
            if not groups.get("who"):
                return question
            spoken = _spoken_by(question, groups["who"], people, previous)
            if spoken and (wants != "bare" or spoken.speakers):
                return spoken
    return _about_a_subject(Question(asked, bare), people)


def _topic(phrase: str, previous: Question | None) -> str:
    topic = _LEAD.sub("", phrase.strip(" ,.:?"))
    if previous and _IT.fullmatch(topic):
        return previous.topic
    return topic


def _spoken_by(question: Question, who: str, people: People, previous: Question | None) -> Question | None:
    """The question with its speakers; None where ``who`` can be no person, so that another shape must fit."""
    who = who.strip(" ,")
    if previous and previous.speakers and _PRONOUN.fullmatch(who):
        return replace(question, speakers=previous.speakers, voices=previous.voices)
    if _GENERIC.fullmatch(who):
        return question
    named = mentions(who, people)
    if named and _covers(who, named):
        if stranger := next((who[m.start : m.end] for m in named if not m.people), ""):
            return replace(question, unknown=stranger)
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
    return (
        re.fullmatch(
            r"(?:\s|,|&|'s|\b(?:and|or|vs\.?|versus|both|the|mr|mrs|ms|dr|actually|exactly|also)\b\.?)*", rest, re.I
        )
        is not None
    )


def _may_be_name(who: str, question: str) -> bool:
    """Names are written with capitals, or the whole question is in small letters and the phrase is short."""
    words = who.split()
    if len(words) > 5 or re.match(r"(?:this|that|these|those|a|an|our|your|my)\b", who, re.IGNORECASE):
        return False
    if any(word[0].isupper() for word in words):
        return True
    return question == question.lower() and len(words) <= 2 and not who.startswith("the ")


def _about_a_subject(question: Question, people: People) -> Question:
    """Whom the question is about, where it asks what a person does: that person will say it with "I"."""
    for mention in mentions(question.topic, people):
        before = question.topic[: mention.start]
        match = _SUBJECT.search(before)
        after = question.topic[mention.end :]
        if not match or after.startswith("'") or len(mention.people) != 1:
            continue
        aux = (match["aux"] or "").lower()
        start = before[: match.start("aux")] + _MINE.get(aux, aux) + " " if aux else ""
        return replace(question, subject=voices(mention.people), in_first_person=f"{start}I{after}")
    return question


def _followed_up(asked: str, bare: str, people: People, previous: Question) -> Question | None:
    """What a hint such as "and Blinken?" or "what about Japan?" means after ``previous``; None where it is no hint."""
    if _MORE.fullmatch(bare):
        return replace(previous, text=asked)
    match = _FOLLOW.fullmatch(bare)
    if not match or re.match(rf"(?:{_AUX}|is|who|what|which|how|why|when|where)\b", match["rest"], re.IGNORECASE):
        return None
    rest = match["rest"]
    named = mentions(rest, people)
    if named and _covers(rest, named):
        blank = Question(asked, previous.topic, asked=previous.asked)
        return _spoken_by(blank, rest, people, previous)
    return replace(previous, text=asked, topic=_topic(rest, previous), unknown="", ambiguous="")


def _with_variants(question: Question, people: People) -> Question:
    topic = question.topic
    for mention in reversed(mentions(topic, people)):
        if not any(person.name for person in mention.people):
            continue  # "questions" may name a part that people play; here it is a word like others
        topic = topic[: mention.start] + re.sub(r"^'s?\b", "", topic[mention.end :])
    topic = " ".join(topic.split())
    return replace(question, nameless=topic if re.search(r"\w{3}", topic) else question.topic)
