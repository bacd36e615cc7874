"""The shapes that questions have, as patterns. In ``who`` stands whoever speaks, in ``topic`` what it is about."""

from __future__ import annotations

import re

from qa.understanding.verbs import (
    ABOUT,
    ASK,
    ATTITUDE,
    AUX,
    COMES_UP,
    CROWD,
    GIVE,
    MENTION,
    SAY,
    SEE,
    STANCE,
    WHICH_PERSON,
)

_WHO = r"(?P<who>[^?]+?)"
_TOPIC = r"(?:\s+(?P<topic>.+))?"
_ABOUT_TOPIC = rf"(?:\s+{ABOUT}\s+(?P<topic>.+))?"
_SHOW_ME = r"(?:(?:show|tell|give|find|list|get)\s+(?:me\s+)?)?(?:(?:some|any)\s+)?"
_BE = r"(?:'s|\s+is|\s+was|\s+are|\s+were)"
_NTH = r"(?P<nth>first|last)"


def compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _mentioned(*times: str) -> tuple[str, ...]:
    """The patterns of "when did Park first mention China?" and "the first time that China came up"."""
    time = "(?:" + "|".join(times) + ")"
    nth = rf"(?:(?:when{_BE}|what{_BE})\s+)?(?:the\s+)?{time}"
    return (
        rf"(?:when|what|where)\s+(?:did|does|has)\s+{_WHO}\s+{time}\s+(?:{MENTION})\s+(?P<topic>.+)",
        rf"(?:when|what)\s+(?:did|does|has)\s+{_WHO}\s+(?:{MENTION})\s+(?P<topic>.+?)\s+{time}",
        rf"what\s+(?:did|does|has)\s+{_WHO}\s+(?:{MENTION})\s+{time}\s+about\s+(?P<topic>.+)",
        rf"when\s+{_WHO}\s+{time}\s+(?:{MENTION})\s+(?P<topic>.+)",
        rf"who\s+{time}\s+(?:{MENTION})\s+(?P<topic>.+)",
        rf"who\s+(?:was|is)\s+(?:the\s+)?{time}\s+(?:one\s+|person\s+|speaker\s+)?to\s+(?:{MENTION})\s+(?P<topic>.+)",
        rf"who\s+(?:{MENTION})\s+(?P<topic>.+?)\s+{time}",
        rf"when\s+(?:was|were|is|did)\s+(?P<topic>.+?)\s+{time}\s+{COMES_UP}",
        rf"when\s+(?:was|were|is|did)\s+(?P<topic>.+?)\s+{COMES_UP}\s+{time}",
        rf"{nth}\s+(?:time|mention)\s+(?:that\s+|when\s+)?(?P<topic>.+?)\s+(?:was\s+)?{COMES_UP}",
        rf"{nth}\s+(?:time|mention|thing)\s+(?:that\s+|when\s+)?{_WHO}\s+(?:{MENTION})(?:\s+about)?\s+(?P<topic>.+)",
        rf"{nth}\s+mentions?\s+of\s+(?P<topic>.+)",
    )


# Each list goes from the particular to the general.
COMPARED = compiled(
    rf"(?:compare|contrast)\s+(?!what\b|how\b){_WHO}(?:'s\s+(?:{STANCE}))?\s+(?:on|about|regarding|over|concerning)\s+(?P<topic>.+)",
    rf"(?:how|where|in what ways?|in which ways?)\s+(?:do|does|did)\s+{_WHO}\s+"
    r"(?:differ|disagree|agree|compare|diverge)(?:\s+(?:on|about|over|regarding|in|that|whether)\s+(?P<topic>.+))?",
    rf"(?:do|did|does)\s+{_WHO}\s+(?:differ|disagree|agree)(?:\s+(?:on|about|over|regarding|that|whether)\s+(?P<topic>.+))?",
    rf"(?:compare|contrast)\s+(?:what|how)\s+{_WHO}\s+(?:{SEE})(?:\s+{ABOUT})?\s+(?P<topic>.+)",
    rf"(?:what{_BE}\s+the\s+)?differences?\s+between\s+{_WHO}(?:'s\s+(?:{STANCE}))?\s+(?:on|about|over|regarding)\s+(?P<topic>.+)",
    rf"(?:do|does|did|how\s+(?:do|does|did))\s+{_WHO}(?:'s\s+(?:{STANCE}))?(?:\s+(?:on|about)\s+(?P<topic>.+?))?\s+"
    rf"(?:agree\s+with|disagree\s+with|differ\s+from|compare\s+(?:to|with))\s+(?P<other>[^?]+?)(?:'s(?:\s+(?:{STANCE}))?)?",
    rf"(?:do|does|did)\s+{_WHO}\s+(?:agree\s+with|disagree\s+with|differ\s+from)\s+(?P<other>[^?]+?)\s+(?:on|about|over)\s+(?P<topic>.+)",
    r"(?P<who>\S+(?:\s\S+){0,3}\s(?:vs\.?|versus)\s\S+(?:\s\S+){0,3}?)\s*(?:\bon\b|\babout\b|\bover\b|\bregarding\b|:)\s+"
    r"(?P<topic>.+)",
    r"who\s+(?:is|was|are|were|sounds?|seems?)\s+(?:the\s+)?(?P<topic>(?:more|less|most|least)\s+[^,:]+?)[,:]?\s+"
    r"(?P<who>[^,:]+\s+or\s+[^,:]+)",
)
_QUESTION = r"(?:the|a|an|that|this|any|his|her|their)\s+(?:\w+\s+)?questions?"
REPLIED = compiled(
    rf"(?:what|how)\s+(?:did|does|do|has)\s+{_WHO}\s+(?:say|said|answer|answered|reply|replied|respond|responded|react)\s+"
    rf"(?:when\s+(?:(?:he|she|they)\s+(?:was|were)\s+|\w+\s+was\s+)?asked|to\s+{_QUESTION}|in\s+(?:response|reply|answer)\s+to\s+"
    rf"{_QUESTION})\s+(?:about|on|regarding|whether|if)\s+(?P<topic>.+)",
    rf"(?:what|how)\s+(?:did|does|do|has)\s+{_WHO}\s+(?:say|answer|reply|respond|react)\s+when\s+(?P<asker>.+?)\s+asked\s+"
    r"(?:(?:him|her|them)\s+)?(?:about|on|regarding|whether|if)\s+(?P<topic>.+)",
    rf"(?:what|how)\s+(?:did|does|do|has)\s+{_WHO}\s+(?:answer|reply\s+to|respond\s+to|react\s+to)\s+{_QUESTION}\s+"
    r"(?:about|on|regarding|whether|if)\s+(?P<topic>.+)",
    rf"what\s+(?:did|does)\s+(?P<asker>.+?)\s+ask(?:\s+(?:about|on)\s+(?P<topic>.+?))?,?\s+and\s+(?:what|how)\s+(?:did|does)\s+{_WHO}\s+"
    r"(?:answer|reply|say|respond)",
    rf"(?:what|how){_BE}\s+(?:the|their)\s+(?:answer|reply|response)s?\s+(?:to\s+{_QUESTION}\s+(?:about|on)|when\s+asked\s+(?:about|on)|"
    r"on|about)\s+(?P<topic>.+)",
    rf"what{_BE}\s+(?:the|their)\s+(?:answer|reply|response)s?\s+to\s+the\s+(?P<topic>.+?)\s+questions?",
    rf"who\s+(?:answered|replied\s+to|responded\s+to|took)\s+{_QUESTION}\s+(?:about|on)\s+(?P<topic>.+)",
    rf"(?:what{_BE}\s+)?(?P<who>\S+(?:\s\S+){{0,3}}?)(?:'s|')\s+(?:answer|reply|response)\s+(?:when\s+asked|to\s+{_QUESTION})\s+"
    r"(?:about|on)\s+(?P<topic>.+)",
)
_EVERY = r"(?:all\s+|every\s+|each\s+)?(?:of\s+)?(?:the\s+|their\s+)?"
_ASKED_OF = r"(?P<whom>(?!there\b)[^?]+?)"
_ON = rf"(?:\s+(?:about|on|regarding|concerning)\s+(?P<topic>.+?))?(?:\s+(?:by|from)\s+{CROWD})?"
# Every question that was asked, or the first or the last; by whom, only where it is not whoever asks.
LISTED = compiled(
    rf"(?:what|which|how\s+many)\s+(?:other\s+|of\s+the\s+)?questions?\s+(?:(?:were|was|are|have\s+been|got)\s+(?:asked|raised|posed|put|there)"
    rf"(?:\s+by\s+(?:{CROWD}|(?P<who>(?!the\s+way).+?)))?|(?:did|do|does|have)\s+{CROWD}\s+(?:ask|asked|raise|pose|have)){_ON}",
    rf"(?:what|which)\s+questions?\s+(?:did|does|do|has|have)\s+{_WHO}\s+(?:ask|asked|raise|raised|pose|posed)\s+{_NTH}{_ON}",
    rf"(?:what|which|how\s+many)\s+questions?\s+(?:did|does|do|has|have)\s+{_WHO}\s+(?:ask|asked|raise|raised|pose|posed){_ON}",
    rf"(?:what|which)\s+(?:did|do|does)\s+{CROWD}\s+ask{_ON}",
    rf"what\s+(?:did|do|does)\s+{CROWD}\s+want\s+to\s+know{_ON}",
    rf"(?:(?:what|which|who){_BE}|who\s+(?:asked|put|posed|raised))?\s*(?:the\s+)?(?:very\s+)?{_NTH}\s+questions?"
    rf"(?:\s+(?:that\s+)?(?:was\s+)?(?:asked|raised|posed|put))?(?:\s+(?:by|from|of)\s+(?:{CROWD}|(?P<who>.+?)))?(?:{_ON}|\s+about)",
    rf"what\s+(?:did|does|do)\s+{_WHO}\s+ask\s+{_NTH}{_ON}",
    rf"(?:what|which)\s+{_NTH}\s+questions?\s+(?:did|does|do)\s+{_WHO}\s+(?:ask|raise|pose){_ON}",
    rf"(?:(?:show|tell|give|find|list|get)\s+(?:me\s+)?{_EVERY}|all\s+(?:of\s+)?(?:the\s+)?|(?:every|each)\s+|"
    rf"(?:(?:is|are|was|were)\s+there\s+)?any\s+)questions?"
    rf"(?:\s+(?:that\s+)?(?:were\s+|was\s+)?(?:asked|raised|posed|put))?(?:\s+(?:by|from|of)\s+(?:{CROWD}|(?P<who>.+?)))?{_ON}",
    rf"(?:what{_BE}\s+)?(?:the\s+)?(?:very\s+)?{_NTH}\s+questions?\s+(?:that\s+)?{_ASKED_OF}\s+(?:was|were|got)\s+asked{_ON}",
    rf"(?:what|which)\s+questions?\s+(?:was|were)\s+{_ASKED_OF}\s+asked{_ON}",
    rf"(?:(?:what|how)\s+)?(?:was|were)\s+(?:{_ASKED_OF}\s+)?(?:ever\s+)?asked\s+(?:about|on|regarding)(?:\s+(?P<topic>.+))?",
    rf"what\s+(?:was|were)\s+{_ASKED_OF}\s+asked(?:\s+about)?",
)
ASKED = compiled(
    rf"(?:who(?:\s+all)?|{WHICH_PERSON})(?:\s+else)?\s+(?:{ASK}|brought\s+up|raised)(?:\s+(?:a\s+)?questions?)?{_TOPIC}",
    rf"(?:what|which)\s+(?:else\s+)?(?:questions?\s+)?(?:did|does|do|has|have)\s+{_WHO}\s+(?:{ASK})"
    rf"(?:\s+(?P<whom>(?-i:[A-Z])[\w.'-]*(?:\s(?-i:[A-Z])[\w.'-]*){{0,3}}))?(?:\s+{ABOUT})?{_TOPIC}",
    rf"(?:did|does|has)\s+{_WHO}\s+(?:{ASK}){_TOPIC}",
    rf"{_SHOW_ME}(?:all\s+)?(?:the\s+)?questions?\s+(?:by|from|of)\s+{_WHO}{_ABOUT_TOPIC}",
    rf"{_SHOW_ME}(?:all\s+)?(?:the\s+)?questions?\s+(?:about|on|regarding)\s+(?P<topic>.+)",
)
# Who speaks of something, when, how often. "Who said that prices fall?" is one of them: it asks for people.
_MOST = r"(?:(?:the\s+)?(?:most|least|more)\s+(?:often\s+)?)?"
MENTIONED_BY_WHOM = compiled(
    rf"who(?:\s+all)?(?P<else>\s+else)?\s+(?:has\s+|did\s+)?{_MOST}(?:{SAY}|brought\s+up|bring\s+up)\s+{_MOST}(?P<topic>.+)",
    rf"(?:{WHICH_PERSON}|how\s+many\s+(?:people|speakers?|persons?|participants?))\s+(?:has\s+|have\s+)?(?:{SAY}|brought\s+up)\s+{_MOST}(?P<topic>.+)",
)
MENTIONED_FIRST = compiled(*_mentioned("first", "for the first time"))
MENTIONED_LAST = compiled(*_mentioned("last", "for the last time", "most recently"))
_HOW_OFTEN = (
    r"(?:how\s+(?:often|frequently)|how\s+many\s+times|(?:the\s+)?number\s+of\s+times|"
    r"every\s+time(?:\s+(?:that|when))?)"
)
_THE_WORD = r"(?:the\s+(?:words?|names?|terms?|phrases?)\s+)?"
MENTIONED = compiled(
    rf"(?:{_HOW_OFTEN}|when|at\s+(?:what|which)\s+points?)\s+(?:did|does|has)\s+{_WHO}\s+(?:{MENTION})\s+{_THE_WORD}(?P<topic>.+)",
    rf"(?:{_HOW_OFTEN}|when|at\s+(?:what|which)\s+points?)\s+(?:was|were|is|are|has|have|did|does|do)\s+{_THE_WORD}(?P<topic>.+?)\s+{COMES_UP}",
    rf"{_HOW_OFTEN}\s+{_WHO}\s+(?:{MENTION})\s+{_THE_WORD}(?P<topic>.+)",
    rf"(?:{_SHOW_ME}(?:all|every)\s+(?:the\s+)?|count\s+(?:all\s+)?(?:the\s+)?|how\s+many\s+)mentions?\s+of\s+{_THE_WORD}(?P<topic>.+?)"
    r"(?:\s+(?:are|were)\s+there)?(?:\s+by\s+(?P<who>.+))?",
)
_WHAT = r"what(?:\s+(?:else|exactly|precisely|specifically|all|things?|kind\s+of\s+things?))?"
SAID = compiled(
    rf"(?:what|how){_BE}\s+{_WHO}(?:'s|')\s+(?:(?P<which>\w+)\s+)?(?:{STANCE})(?:{_ABOUT_TOPIC}|\s+about)",
    rf"(?:what|how){_BE}\s+the\s+(?:{STANCE})\s+of\s+{_WHO}{_ABOUT_TOPIC}",
    rf"{_WHAT}\s+(?:{AUX})\s+{_WHO}\s+(?:{SAY}){_TOPIC}",
    rf"what's\s+{_WHO}\s+(?:saying|thinking|telling){_TOPIC}",
    rf"which\s+(?P<noun>(?!of\b)\w+)\s+(?:{AUX})\s+{_WHO}\s+(?:{SAY}){_TOPIC}",
    rf"(?:how|why)\s+(?:{AUX})\s+{_WHO}\s+(?:{SEE}){_TOPIC}",
    rf"{_SHOW_ME}(?:everything|all|anything|something|what)\s+(?:exactly\s+|else\s+)?(?:that\s+)?{_WHO}\s+(?:has\s+|had\s+)?(?:{SAY}){_TOPIC}",
    rf"{_SHOW_ME}(?:all\s+|the\s+)?(?:{STANCE})\s+(?:by|from|of)\s+{_WHO}{_ABOUT_TOPIC}",
    r"according\s+to\s+(?P<who>[^,?]+?),\s*(?P<topic>.+)",
    r"(?P<topic>.+?),?\s+according\s+to\s+(?P<who>.+)",
)
# The first and the last that somebody says, whatever it is.
FIRST_WORDS, LAST_WORDS = (
    compiled(
        rf"what\s+(?:did|does|has)\s+{_WHO}\s+(?:{SAY})\s+{nth}",
        rf"what\s+(?:did|does|has)\s+{_WHO}\s+{nth}\s+(?:{SAY})",
        rf"(?:what{_BE}\s+)?(?:the\s+)?(?:very\s+)?{nth}\s+(?:things?|words?|sentences?)\s+(?:that\s+)?{_WHO}\s+(?:{SAY})",
        rf"(?:what{_BE}\s+)?{_WHO}'s\s+(?:very\s+)?{nth}\s+(?:words?|sentences?)",
        rf"how\s+(?:did|does)\s+{_WHO}\s+(?:{verbs})(?:\s+(?:his|her|their|the|off|with)\b.*)?",
        rf"how\s+{_WHO}\s+(?:{verbs})(?:\s+(?:his|her|their|the|off|with)\b.*)?",
    )
    for nth, verbs in (
        ("first", "begin|start|open|began|begins|started|starts|opened|opens"),
        ("last", "close|conclude|end|finish|closed|closes|concluded|concludes|ended|ends|finished|finishes"),
    )
)
_DISCUSSION = "discussions?|debate|conversation|exchange|talk|decisions?|conclusions?|agreement|consensus|opinions?"
_ANYBODY = (
    r"(?:any(?:one|body)|some(?:one|body)|they|people|we|both|all|"
    r"(?:the\s+)?(?:speakers|participants|panel|members|group|team))"
)
SAID_BY_ANYONE = compiled(
    rf"(?:please\s+)?(?:summari[sz]e|describe|outline|recap)\s+(?:the\s+)?(?:\w+\s+)?(?:{_DISCUSSION}|what\s+was\s+said)\s+"
    rf"{ABOUT}\s+(?P<topic>.+)",
    rf"what\s+(?:was|were|is|are)\s+(?:the\s+)?(?:\w+\s+)?(?:{_DISCUSSION}|said|discussed|mentioned|decided|concluded|agreed)\s+"
    rf"(?:upon\s+|(?:{ABOUT})\s+)(?P<topic>.+)",
    rf"(?:did|do|does|has|have)\s+{_ANYBODY}\s+(?:ever\s+)?(?:{SAY}|bring\s+up|brought\s+up){_TOPIC}",
    r"(?:was|were|is|are|has|have|did|does|do)\s+(?P<topic>(?!there\b|it\b|that\b|this\b|they\b|he\b|she\b).+?)\s+(?:ever\s+)?"
    r"(?:been\s+)?(?:mentioned|discussed|brought\s+up|talked\s+about|come\s+up)(?:\s+at\s+all)?",
    rf"(?:(?:is|was|are|were)\s+there\s+)?(?:(?:any|some)\s+(?:mentions?|discussion|talk|statements?|comments?|remarks?|quotes?)|"
    rf"anything|something|much)\s+(?:said\s+)?{ABOUT}\s+(?P<topic>.+)",
    r"what\s+(?:do|did|can|could)\s+(?:we|you|i)\s+(?:learn|know|find\s+out|hear)\s+(?:about|on|of)\s+(?P<topic>.+)",
)
# Of everybody, on anything: only where it says in which part of the record.
SAID_AT_ALL = re.compile(
    r"what\s+(?:was|were|is|has\s+been)\s+(?:\w+\s+)?(?:said|discussed|talked\s+about|mentioned|brought\s+up)",
    re.IGNORECASE,
)
_FELT = (
    "worried|concerned|excited|optimistic|pessimistic|happy|unhappy|angry|proud|afraid|sceptical|skeptical|disappointed|"
    "confident|surprised|grateful|sorry|satisfied|interested"
)
# A clause, as after "tell me": only where ``who`` is somebody known.
ASKED_BY_SOMEBODY_KNOWN = compiled(
    rf"(?:what|if|whether|how|which\s+questions?)\s+{_WHO}\s+(?:{ASK})(?:\s+{ABOUT})?{_TOPIC}",
)
# Without a verb that would make it sure: only where ``who`` is somebody known.
OF_SOMEBODY_KNOWN = compiled(
    rf"(?:did|does|do|has|have|had)\s+{_WHO}\s+(?:ever\s+|really\s+|actually\s+)?(?:{SAY}|bring\s+up|brought\s+up){_TOPIC}",
    rf"(?:where|when|how\s+\w+|in\s+\w+)\s+(?:{AUX})\s+{_WHO}\s+(?:{SAY})\s+(?P<topic>.+)",
    rf"where\s+(?:does|did|do)\s+{_WHO}\s+stand(?:{_ABOUT_TOPIC}|\s+about)",
    rf"(?:what|which)\s+(?P<noun>(?!did\b|does\b|do\b)[\w-]+(?:\s[\w-]+)?)\s+(?:{AUX})\s+{_WHO}\s+(?:{GIVE}|{SAY}){_TOPIC}",
    rf"(?:whom?|why|when|how|(?:what|which)(?:\s+(?P<noun>(?!did\b|does\b|do\b)[\w-]+(?:\s[\w-]+)?))?)\s+(?:{AUX})\s+{_WHO}\s+"
    rf"(?P<verb>{ATTITUDE}){_TOPIC}",
    rf"(?:did|does|do|has|have|had)\s+{_WHO}\s+(?P<verb>{ATTITUDE}){_TOPIC}",
    rf"(?:(?:what|why|how)\s+)?(?:is|was|are|were)\s+{_WHO}\s+(?P<verb>{_FELT})(?:\s+(?:about|of|that|with|by|for))?{_TOPIC}",
    rf"(?:if|whether)\s+{_WHO}\s+(?:ever\s+|really\s+|actually\s+|has\s+|had\s+)?(?:{SAY}|bring\s+up|brought\s+up){_TOPIC}",
    rf"(?:why|how|when|where)\s+{_WHO}\s+(?:{SEE}){_TOPIC}",
    rf"{_WHO}\s+(?:has\s+|had\s+)?(?:said|says|thinks|thought|claims|claimed|stated|mentioned|believes|believed)\s+(?:that\s+)?(?P<topic>.+)",
    rf"{_WHO}\s+(?:has\s+|had\s+)?(?=\w+ed\b)(?P<verb>{ATTITUDE}){_TOPIC}",  # "power demand" is nobody's
    r"(?P<topic>.+),\s+(?:as\s+)?(?P<who>[^,]+?)\s+(?:says|said|tells\s+it|puts\s+it|explains|sees\s+it)",
    r"(?P<topic>.+),?\s+in\s+(?P<who>[^,]+?)(?:'s|')\s+(?:account|eyes|view|words|opinion|telling)",
    rf"{_SHOW_ME}(?:all\s+|the\s+)?(?:{STANCE})\s+(?:where|in\s+which)\s+{_WHO}\s+(?:{MENTION}){_TOPIC}",
    rf"{_SHOW_ME}(?:summari[sz]e\s+|what\s+)?{_WHO}(?:'s|')\s+(?:(?P<which>\w+)\s+)?(?:{STANCE})(?:\s+(?:is|are|was|were))?(?:\s+{ABOUT}\s*:?\s+(?P<topic>.+))?",
    rf"(?:quote\s+)?{_WHO}(?:'s|')?\s+(?:{STANCE})?\s*(?:on|about|regarding|re)\s*:?\s+(?P<topic>.+)",
    rf"{_WHO}\s*:\s*(?P<topic>.+)",
)
# "As for China, what did Park say?"
FRONTED = re.compile(
    rf"(?:{ABOUT}|about)\s+(?P<topic>[^,:?]{{2,80}}?)\s*[,:]\s+(?P<rest>(?:{AUX}|who|what|which|how|why|when|where)\b.+)",
    re.IGNORECASE,
)
# "Who agreed with Park on China?": others did.
WITH_SOMEBODY = re.compile(
    r"who(?:\s+else)?\s+(?P<verb>(?:dis)?agree(?:s|d)?|differ(?:s|ed)?|side(?:s|d)?|argue(?:s|d)?)\s+(?:with|from)\s+"
    r"(?P<who>[^?]+?)(?:\s+(?:on|about|over|regarding|that)\s+(?P<topic>.+))?",
    re.IGNORECASE,
)
SENTENCE = re.compile(
    rf"\b(?:{AUX}|who|what|which|how|why|when|where|be|am|been|being|he|she|they|it|we|you|i|his|her|their|to|that)\b|[?!;]",
    re.IGNORECASE,
)
OWN_QUESTION = re.compile(rf"(?:{AUX}|who|what|which|how|why|when|where)\b", re.IGNORECASE)
PRONOUN = re.compile(r"(?:he|she|they|him|her|them|his|their)(?:\s+(?:two|both))?", re.IGNORECASE)
ANYBODY = re.compile(
    r"(?:any|every|some)(?:one|body)(?:\s+else)?|people|they|we|you|(?:the\s+)?(?:speakers?|participants?|panel|panelists?|"
    r"others?|members?|attendees|group|team|two)|he|she|it|there|both|both sides",
    re.IGNORECASE,
)
EACH = re.compile(r"\s+(?:each|both|actually|exactly|also|ever|really|specifically)$", re.IGNORECASE)
IT = re.compile(r"(?:it|this|that|them|the same|the issue|the topic|the subject)", re.IGNORECASE)
LEADING = re.compile(
    rf"^(?:(?:(?:any|some|every|no)thing|much|more|a\s+lot)\s+(?:else\s+)?(?={ABOUT}\b)|{ABOUT}\b\s*|"
    r"the\s+(?:subject|topic|issue|question|matter|theme)s?\s+of\s+)+",
    re.IGNORECASE,
)
TRAILING = re.compile(r"[\s,]+(?:and|or|but)\s+(?:why|how|when|where)(?:\s+(?:so|not|exactly))?$", re.IGNORECASE)
CLAUSE = re.compile(r"^(?:that|whether|if)\s+", re.IGNORECASE)
ANY_KIND = re.compile(
    r"main|key|major|biggest|strongest|own|personal|official|current|latest|new|general|overall|basic|central|"
    r"original|final|first|last|other|whole|full|exact|actual|real|recent|public|stated|views?|positions?",
    re.IGNORECASE,
)
VAGUE = re.compile(r"(?:kinds? of )?(?:things?|stuff|words?|points?|statements?|comments?|remarks?)", re.IGNORECASE)
BETWEEN_PEOPLE = re.compile(r"(?:\s|,|&|'s|\b(?:and|or|vs\.?|versus|both|the|mr|mrs|ms|dr)\b\.?)*", re.IGNORECASE)
