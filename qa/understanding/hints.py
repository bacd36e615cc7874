"""The shapes of hints: what in a chat only makes sense after the question before it."""

from __future__ import annotations

import re

from qa.understanding.shapes import compiled
from qa.understanding.verbs import ASK, SAY

_BE = r"(?:'s|\s+is|\s+was|\s+are|\s+were)"
_WHO = r"(?P<who>[^?]+?)"
_ON_THAT = r"(?:\s+(?:on|about|of)\s+(?:this|that|it|them))?"
_THAT = r"(?:that|this|it|these|those|them|so)"
_THEY = r"(?:he|she|they|anyone|anybody|somebody|people)"
_OCCASION = (
    r"(?:meetings?|transcripts?|calls?|conferences?|hearings?|interviews?|sessions?|episodes?|debates?|speech|speeches|"
    r"occasions?|files?|documents?|dates?|days?|years?|months?|places?)"
)
FOLLOWED = re.compile(
    r"(?:(?:and|but|so|(?:what|how)(?=\s+(?:about|on|of|for|regarding|with)\b))(?:\s+(?:about|on|of|for|regarding|with))*"
    r"|(?:and\s+|now\s+)?(?:only|just))\s+(?P<rest>.+)",
    re.IGNORECASE,
)
FOLLOWED_BY_QUESTION = re.compile(r"and\s+(?:what about\s+)?(?P<lead>[^,]{2,60}),\s+(?P<rest>.+)", re.IGNORECASE)
MORE = re.compile(
    rf"(?:and\s+|but\s+)?(?:(?:is\s+there\s+|was\s+there\s+)?(?:anything|something)|what|who|any(?:one|body))\s+else(?:{_ON_THAT}|"
    rf"(?:\s+(?:did|does|do|has|have))?\s+(?:he|she|they)\s+(?:say|said|mention|ask|mentioned|asked){_ON_THAT})"
    rf"|(?:any|show|tell|see|give)?\s*(?:me\s+)?(?:some\s+)?more{_ON_THAT}|(?:please\s+)?(?:go\s+on|continue)|(?:the\s+)?(?:next|rest)",
    re.IGNORECASE,
)
# Where the answer before stands: "in which meeting?", "when was that?", "where did he say that?".
SOURCES = re.compile(
    rf"(?:and\s+)?(?:(?:(?:in|at|from|on|during)\s+)?(?:which|what)\s+(?:\w+\s+)??{_OCCASION}|(?:when|where)(?:\s+exactly)?)"
    rf"(?:(?:{_BE}|\s+(?:did|does|has|have))\s+(?:{_THAT}|{_THEY}|(?P<who>[\w.' -]+?))"
    rf"(?:\s+(?:been\s+)?(?:{SAY}|{ASK}|come\s+up|from|in)(?:\s+(?:about\s+)?{_THAT})?)?)?",
    re.IGNORECASE,
)
NTH = re.compile(r"(?:i\s+mean(?:t)?\s+)?(?:the\s+)?(first|second|third|fourth|fifth|last)(?:\s+one)?", re.IGNORECASE)
MEANT = re.compile(r"(?:i\s+mean(?:t)?\s+|no,?\s+)?(?P<who>.+)", re.IGNORECASE)
REPLIED_TO_THAT = compiled(
    rf"(?:and\s+|so\s+|but\s+)?(?:what{_BE}\s+)?(?:the|his|her|their|(?P<who>\S+(?:\s\S+){{0,3}}?)(?:'s|'))\s+"
    r"(?:reply|replies|answers?|responses?|reactions?)(?:\s+(?:to|on)\s+(?:that|it|this|him|her|them))?",
    rf"(?:and\s+|so\s+|but\s+)?(?:what|how)\s+(?:did|does|do)\s+{_WHO}\s+(?:answer|reply|respond|react)"
    r"(?:\s+(?:to|on)\s+(?:that|it|this|him|her|them))?",
)
