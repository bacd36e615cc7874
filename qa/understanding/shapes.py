"""The shapes that questions have, as patterns. In ``who`` stands whoever speaks, in ``topic`` what it is about."""

from __future__ import annotations

import re

SAY = (
    "say|says|said|saying|think|thinks|thought|mention|mentions|mentioned|state|states|stated|claim|claims|claimed|"
    "argue|argues|argued|tell|tells|told|talk|talks|talked|speak|speaks|spoke|comment|comments|commented|remark|remarked|"
    "suggest|suggests|suggested|propose|proposes|proposed|note|noted|point out|pointed out|explain|explains|explained|"
    "describe|describes|described|believe|believes|believed|feel|feels|felt|promise|promises|promised|warn|warns|warned|"
    "stress|stresses|stressed|emphasize|emphasise|emphasized|emphasised|recommend|recommends|recommended|discuss|"
    "discusses|discussed|address|addresses|addressed|respond|responds|responded|reply|replies|replied|answer|answers|"
    "answered|react|reacts|reacted|express|expresses|expressed|view|views|viewed|acknowledge|acknowledged|admit|"
    "admitted|insist|insisted|assert|asserted|characterize|characterized|refer|referred|make of|made of|have to say|"
    "had to say|defend|defends|defended|justify|justifies|justified"
)
_SEE = f"{SAY}|see|sees|saw|define|defines|defined"
ASK = (
    "ask|asks|asked|inquire|inquires|inquired|enquire|enquired|pose|posed|want to know|wants to know|wanted to know|"
    "want to find out|wanted to find out"
)
STANCE = (
    "view|views|position|positions|opinion|opinions|stance|take|thoughts|thought|comment|comments|remarks|statement|"
    "statements|response|reply|answer|answers|reaction|attitude|assessment|argument|arguments|explanation|words|quote|"
    "quotes|outlook|perspective|concern|concerns"
)
ABOUT = r"(?:about|on|of|to|regarding|concerning|towards?|for|over|in regard to|with regard to|with respect to)"
AUX = "did|does|do|has|have|had|will|would|can|could|is|are|was|were|should|might"
_WHO = r"(?P<who>[^?]+?)"
_TOPIC = r"(?:\s+(?P<topic>.+))?"
_ABOUT_TOPIC = rf"(?:\s+{ABOUT}\s+(?P<topic>.+))?"
_SHOW_ME = r"(?:(?:show|tell|give|find|list|get)\s+(?:me\s+)?)?"
_BE = r"(?:'s|\s+is|\s+was|\s+are|\s+were)"


def compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_MENTION = (
    "mention|mentioned|say|said|talk about|talked about|speak about|speak of|bring up|brought up|raise|raised|discuss"
)
_COMES_UP = r"(?:been\s+)?(?:mentioned|discussed|raised|brought\s+up|talked\s+about|comes?\s+up|came\s+up)"


def _mentioned(*times: str) -> tuple[str, ...]:
    """The patterns of "when did Park first mention China?" and "the first time that China came up"."""
    time = "(?:" + "|".join(times) + ")"
    nth = rf"(?:(?:when{_BE}|what{_BE})\s+)?the\s+{time}"
    return (
        rf"when\s+(?:did|does|has)\s+{_WHO}\s+{time}\s+(?:{_MENTION})\s+(?P<topic>.+)",
        rf"when\s+(?:was|were|is|did)\s+(?P<topic>.+?)\s+{time}\s+{_COMES_UP}",
        rf"when\s+(?:was|were|is|did)\s+(?P<topic>.+?)\s+{_COMES_UP}\s+{time}",
        rf"{nth}\s+(?:time|mention)\s+(?:that\s+|when\s+)?(?P<topic>.+?)\s+(?:was\s+)?{_COMES_UP}",
        rf"{nth}\s+(?:time|mention)\s+(?:that\s+|when\s+)?{_WHO}\s+(?:{_MENTION})\s+(?P<topic>.+)",
        rf"{nth}\s+mention\s+of\s+(?P<topic>.+)",
    )


# Each list goes from the particular to the general.
COMPARED = compiled(
    rf"(?:compare|contrast)\s+{_WHO}\s+(?:on|about|regarding|over|concerning)\s+(?P<topic>.+)",
    rf"(?:how|where|in what ways?|in which ways?)\s+(?:do|does|did)\s+{_WHO}\s+"
    r"(?:differ|disagree|agree|compare|diverge)(?:\s+(?:on|about|over|regarding|in|that|whether)\s+(?P<topic>.+))?",
    rf"(?:do|did|does)\s+{_WHO}\s+(?:differ|disagree|agree)(?:\s+(?:on|about|over|regarding|that|whether)\s+(?P<topic>.+))?",
    rf"(?:what{_BE}\s+the\s+)?differences?\s+between\s+{_WHO}\s+(?:on|about|over|regarding)\s+(?P<topic>.+)",
    r"(?P<who>\S+(?:\s\S+){0,3}\s(?:vs\.?|versus)\s\S+(?:\s\S+){0,3}?)\s*(?:\bon\b|\babout\b|\bover\b|\bregarding\b|:)\s+"
    r"(?P<topic>.+)",
)
REPLIED = compiled(
    rf"(?:what|how)\s+(?:did|does|do|has)\s+{_WHO}\s+(?:say|said|answer|answered|reply|replied|respond|responded|react)\s+"
    r"(?:when\s+(?:\w+\s+)?(?:was\s+)?asked|to\s+(?:the|a|that)\s+questions?)\s+(?:about|on|regarding|whether|if)\s+(?P<topic>.+)",
    rf"(?:what{_BE}\s+)?(?P<who>\S+(?:\s\S+){{0,3}}?)(?:'s|')\s+(?:answer|reply|response)\s+(?:when\s+asked|to\s+(?:the|a)\s+"
    r"questions?)\s+(?:about|on)\s+(?P<topic>.+)",
)
_CROWD = (
    r"(?:(?:the|any|all)\s+)?(?:reporters?|journalists?|press|media|analysts?|audience|participants?|people|they|everyone|everybody|"
    r"anyone|anybody)"
)
_EVERY = r"(?:all\s+|every\s+|each\s+)?(?:of\s+)?(?:the\s+|their\s+)?"
_ON = rf"(?:\s+(?:about|on|regarding|concerning)\s+(?P<topic>.+?))?(?:\s+(?:by|from)\s+{_CROWD})?"
# Every question that was asked; by whom, only where it is not whoever asks.
LISTED = compiled(
    rf"(?:what|which|how\s+many)\s+(?:other\s+|of\s+the\s+)?questions?\s+(?:(?:were|was|are|have\s+been|got)\s+(?:asked|raised|posed|put)"
    rf"(?:\s+by\s+(?:{_CROWD}|(?P<who>(?!the\s+way).+?)))?|(?:did|do|does|have)\s+{_CROWD}\s+(?:ask|asked|raise|pose|have)){_ON}",
    rf"(?:what|which|how\s+many)\s+questions?\s+(?:did|does|do|has|have)\s+{_WHO}\s+(?:ask|asked|raise|raised|pose|posed){_ON}",
    rf"(?:what|which)\s+(?:did|do|does)\s+{_CROWD}\s+ask{_ON}",
    rf"(?:(?:show|tell|give|find|list|get)\s+(?:me\s+)?{_EVERY}|all\s+(?:of\s+)?(?:the\s+)?|(?:every|each)\s+)questions?"
    rf"(?:\s+(?:that\s+)?(?:were\s+|was\s+)?(?:asked|raised|posed|put))?(?:\s+(?:by|from|of)\s+(?:{_CROWD}|(?P<who>.+?)))?{_ON}",
)
ASKED = compiled(
    rf"(?:who|which\s+(?:reporter|journalist|person))(?:\s+else)?\s+(?:{ASK}|brought\s+up|raised)(?:\s+(?:a\s+)?questions?)?{_TOPIC}",
    rf"(?:what|which)\s+(?:else\s+)?(?:questions?\s+)?(?:did|does|do|has|have)\s+{_WHO}\s+(?:{ASK})"
    rf"(?:\s+(?P<whom>(?-i:[A-Z])[\w.'-]*(?:\s(?-i:[A-Z])[\w.'-]*){{0,3}}))?(?:\s+{ABOUT})?{_TOPIC}",
    rf"(?:did|does|has)\s+{_WHO}\s+(?:{ASK}){_TOPIC}",
    rf"{_SHOW_ME}(?:all\s+)?(?:the\s+)?questions?\s+(?:by|from|of)\s+{_WHO}{_ABOUT_TOPIC}",
    rf"{_SHOW_ME}(?:all\s+)?(?:the\s+)?questions?\s+(?:about|on|regarding)\s+(?P<topic>.+)",
)
# Who speaks of something, when, how often. "Who said that prices fall?" is one of them: it asks for people.
MENTIONED_BY_WHOM = compiled(
    rf"who(?P<else>\s+else)?\s+(?:has\s+|did\s+)?(?:{SAY}|brought\s+up|bring\s+up)\s+(?P<topic>.+)",
    rf"(?:which|what)\s+(?:people|speakers?|persons?|participants?|members?)\s+(?:has\s+|have\s+)?(?:{SAY}|brought\s+up)\s+(?P<topic>.+)",
)
MENTIONED_FIRST = compiled(*_mentioned("first", "for the first time"))
MENTIONED_LAST = compiled(*_mentioned("last", "for the last time", "most recently"))
MENTIONED = compiled(
    rf"(?:how\s+often|how\s+many\s+times|when)\s+(?:did|does|has)\s+{_WHO}\s+(?:{_MENTION})\s+(?P<topic>.+)",
    rf"(?:how\s+often|how\s+many\s+times|when)\s+(?:was|were|is|are|has|have|did|does|do)\s+(?P<topic>.+?)\s+{_COMES_UP}",
    rf"{_SHOW_ME}(?:all|every)\s+(?:the\s+)?mentions?\s+of\s+(?P<topic>.+?)(?:\s+by\s+(?P<who>.+))?",
)
SAID = compiled(
    rf"(?:what|how){_BE}\s+{_WHO}(?:'s|')\s+(?:\w+\s+)?(?:{STANCE})(?:{_ABOUT_TOPIC}|\s+about)",
    rf"(?:what|how){_BE}\s+the\s+(?:{STANCE})\s+of\s+{_WHO}{_ABOUT_TOPIC}",
    rf"(?:what|which\s+\w+)(?:\s+else|\s+exactly|\s+things)?\s+(?:{AUX})\s+{_WHO}\s+(?:{SAY}){_TOPIC}",
    rf"(?:how|why)\s+(?:{AUX})\s+{_WHO}\s+(?:{_SEE}){_TOPIC}",
    rf"{_SHOW_ME}(?:everything|all|anything|something|what)\s+(?:that\s+)?{_WHO}\s+(?:has\s+|had\s+)?(?:{SAY}){_TOPIC}",
    rf"{_SHOW_ME}(?:all\s+|the\s+)?(?:{STANCE})\s+(?:by|from|of)\s+{_WHO}{_ABOUT_TOPIC}",
    r"according\s+to\s+(?P<who>[^,?]+?),\s*(?P<topic>.+)",
    r"(?P<topic>.+?),?\s+according\s+to\s+(?P<who>.+)",
)
_DISCUSSION = "discussions?|debate|conversation|exchange|talk|decisions?|conclusions?|agreement|consensus|opinions?"
SAID_BY_ANYONE = compiled(
    rf"(?:please\s+)?(?:summari[sz]e|describe|outline|recap)\s+(?:the\s+)?(?:\w+\s+)?(?:{_DISCUSSION}|what\s+was\s+said)\s+"
    rf"{ABOUT}\s+(?P<topic>.+)",
    rf"what\s+(?:was|were|is|are)\s+(?:the\s+)?(?:\w+\s+)?(?:{_DISCUSSION}|said|discussed|mentioned|decided|concluded|agreed)\s+"
    rf"(?:upon\s+|(?:{ABOUT})\s+)(?P<topic>.+)",
    rf"(?:did|has)\s+any(?:one|body)\s+(?:{SAY}|bring\s+up){_TOPIC}",
)
# Of everybody, on anything: only where it says in which part of the record.
SAID_AT_ALL = re.compile(
    r"what\s+(?:was|were|is|has\s+been)\s+(?:\w+\s+)?(?:said|discussed|talked\s+about|mentioned|brought\s+up)",
    re.IGNORECASE,
)
# Without a verb that would make it sure: only where ``who`` is somebody known.
OF_SOMEBODY_KNOWN = compiled(
    rf"(?:did|does|do|has|have|had)\s+{_WHO}\s+(?:ever\s+)?(?:{SAY}|bring\s+up|brought\s+up){_TOPIC}",
    rf"(?:where|when|how\s+\w+|in\s+\w+)\s+(?:{AUX})\s+{_WHO}\s+(?:{SAY})\s+(?P<topic>.+)",
    r"(?P<topic>.+),\s+(?:as\s+)?(?P<who>[^,]+?)\s+(?:says|said|tells\s+it|puts\s+it|explains|sees\s+it)",
    r"(?P<topic>.+),?\s+in\s+(?P<who>[^,]+?)(?:'s|')\s+(?:account|eyes|view|words|opinion|telling)",
    rf"{_WHO}(?:'s|')?\s+(?:{STANCE})?\s*(?:on|about|regarding|re)\s*:?\s+(?P<topic>.+)",
    rf"{_WHO}\s*:\s*(?P<topic>.+)",
)
OWN_QUESTION = re.compile(rf"(?:{AUX}|who|what|which|how|why|when|where)\b", re.IGNORECASE)
PRONOUN = re.compile(r"(?:he|she|they|him|her|them|his|their)(?:\s+(?:two|both))?", re.IGNORECASE)
ANYBODY = re.compile(
    r"(?:any|every|some)(?:one|body)(?:\s+else)?|people|they|we|you|(?:the\s+)?(?:speakers?|participants?|panel|panelists?|"
    r"others?|members?|attendees|group|team|two)|he|she|it|there|both|both sides",
    re.IGNORECASE,
)
EACH = re.compile(r"\s+(?:each|both|actually|exactly|also|ever)$", re.IGNORECASE)
IT = re.compile(r"(?:it|this|that|them|the same|the issue|the topic|the subject)", re.IGNORECASE)
LEADING = re.compile(rf"^(?:{ABOUT}\b\s*)+", re.IGNORECASE)
CLAUSE = re.compile(r"^(?:that|whether|if)\s+", re.IGNORECASE)
BETWEEN_PEOPLE = re.compile(r"(?:\s|,|&|'s|\b(?:and|or|vs\.?|versus|both|the|mr|mrs|ms|dr)\b\.?)*", re.IGNORECASE)
