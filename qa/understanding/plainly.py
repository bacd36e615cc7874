"""A question without the words around it that ask nothing: greetings, courtesy, why somebody asks, and thanks.

"Hi, could you tell me what Park said about China, please?" is "what Park said about China".
"""

from __future__ import annotations

import re

from qa.understanding.shapes import OWN_QUESTION
from qa.understanding.verbs import AUX

_ASKS = rf"(?:who(?:m|se)?|what|which|how|why|when|where|{AUX}|any|if|whether)"
_ME = r"(?:(?:to\s+)?(?:me|us)\s+)?"
_TELL = (
    rf"(?:(?:please|kindly|just|quickly)\s+)*(?:tell|show|give|remind|inform|let|help|find|look\s+up|look|check|see|say|explain|"
    rf"figure\s+out|search|list|summari[sz]e|recap|outline|sum\s+up)\s+{_ME}"
    r"(?:(?:know|find|understand|out|up|for|please|again|exactly|a\s+summary\s+of|an\s+overview\s+of|in\s+short)\s+)*"
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear\s+\w+|good\s+(?:morning|afternoon|evening|day)|thanks?(?:\s+(?:you|a\s+lot))?|ok|okay|great|alright|all\s+right|"
    r"well|right|sorry|excuse\s+me|please|pls|(?:just\s+)?(?:a|one|another|a\s+quick|one\s+more|my|next|quick)\s+(?:quick\s+)?question)"
    r"(?:(?:\s+(?:there|all|everyone|team|for\s+you))?\s*[,.!:;–—-]+\s*|\s+(?=(?:so|and|but|now|then)\b))",
    re.IGNORECASE,
)
_JOINING = re.compile(
    rf"(?:and|so|but|now|then|also|well|ok|okay|please|or|(?:in\s+)?addition(?:ally)?|lastly|finally|next),?\s+"
    rf"(?=(?:{_ASKS}|tell|show|give|find|list)\b)(?!(?:what|how)\s+(?:about|on|of)\b|(?:how|why|when|where|who|what)\s*$)",
    re.IGNORECASE,
)
# "could you tell me", "do you know", "I would like to know": the question comes after it, put as a clause.
_LEAD = re.compile(
    rf"(?:(?:can|could|would|will)\s+(?:you|we|i|someone|somebody|anyone)(?:\s+(?:please|kindly|possibly|maybe))?\s+{_TELL}|"
    rf"(?:is\s+it\s+possible\s+to|i\s+(?:want|need|would\s+like)\s+you\s+to)\s+{_TELL}|"
    r"(?:do|does|did|would|might)\s+(?:you|anyone|anybody|somebody)\s+(?:happen\s+to\s+)?(?:know|remember|recall|have\s+any\s+idea)\s+|"
    r"(?:i\s*am|i'm|we\s+are|we're|i\s+was|just)\s+(?:just\s+)?(?:wondering|curious|trying\s+to\s+(?:find\s+out|understand|see))\s*,?\s+|"
    r"(?:i|we)\s+(?:just\s+)?(?:wonder(?:ed)?|(?:want|need|wish)(?:ed)?\s+to\s+(?:know|find\s+out|understand|see|ask))\s+|"
    r"(?:i|we)(?:'d|\s+would)\s+(?:like|love|want|be\s+interested|be\s+curious)\s+to\s+(?:know|find\s+out|hear|see|understand|ask)\s+|"
    r"(?:it\s+would\s+be\s+(?:good|great|nice|useful|interesting)\s+to\s+know)\s+|(?:any\s+idea|please\s+advise)\s+|"
    rf"{_TELL}|is\s+it\s+(?:true|correct|right|the\s+case)\s+that\s+)(?:please\s+)?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"{_ASKS}\b|(?:everything|anything|something|all)\s+(?:that\s+)?\S+|about\b",
    re.IGNORECASE,
)
# Who writes of himself first gets to the question late: "I am preparing a note and would like to know what …".
_OF_ASKER = re.compile(r"(?:i|i'm|i've|we|we're|we've|my|our|for\s+(?:my|our|a|an)|as\s+(?:a|an))\b", re.IGNORECASE)
_GETS_TO = re.compile(
    r"\b(?:know|tell\s+(?:me|us)|find\s+out|wonder(?:ing)?|understand|ask|asks|asked|see|check|question\s+is|is|me|us)\s*[,:]?\s*"
    rf"(?:[^,?]{{0,60}},\s*)??(?={_ASKS}\b)",
    re.IGNORECASE,
)
_PLEASE = re.compile(
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+)?|please\s+|kindly\s+)"
    r"(?=(?:compare|contrast|list|show|find|give|quote|summari[sz]e|describe|explain|tell|count)\b)",
    re.IGNORECASE,
)
_IF_ANY = re.compile(
    r"if\s+(?:it|this|that|they|anyone|anybody|you|possible|so|anything)\b[^,?]{0,40},\s+(?=\S+\s)", re.IGNORECASE
)
_TRUE = re.compile(r"is\s+it\s+(?:true|correct|right|the\s+case)\s+that\s+", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:[\s,.?!;:–—-]+(?:please|pls|thanks(?:\s+(?:a\s+lot|in\s+advance|so\s+much))?|thank\s+you(?:\s+(?:very|so)\s+much)?|thx|"
    r"(?:at\s+all\s+)?in\s+(?:there|here|it)|if\s+at\s+all|if\s+anything|by\s+the\s+way|for\s+me)"
    r"|,\s*(?:right|correct|yes\s+or\s+no|is\s+(?:that|it)\s+(?:so|right|true|correct)|isn't\s+(?:it|he|she)|didn't\s+(?:he|she|they)))[\s?!.]*$",
    re.IGNORECASE,
)
_SPELLING = {
    re.compile(rf"^{wrong}\b", re.IGNORECASE): right
    for wrong, right in (
        ("whats", "what's"),
        ("what'd", "what did"),
        ("who'd", "who did"),
        ("how'd", "how did"),
        ("where'd", "where did"),
        ("why'd", "why did"),
        ("hows", "how's"),
        ("wheres", "where's"),
        ("whos", "who's"),
        ("w[au]t", "what"),
        ("wot", "what"),
    )
} | {re.compile(r"\babt\b", re.IGNORECASE): "about"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


def plainly(text: str) -> str:
    """What is asked; the text itself where nothing would be left, or where it asks more than one thing."""
    asked = _BEHIND.sub("", text) or text
    asked = _from_question_on(asked)
    while (shorter := _without_lead(asked)) != asked:
        asked = shorter
    for wrong, right in _SPELLING.items():
        asked = wrong.sub(right, asked)
    return asked if re.search(r"\w", asked) else text


def _from_question_on(text: str) -> str:
    """Without the sentences that only say why it is asked."""
    sentences = _SENTENCE.split(text)
    asking = [number for number, one in enumerate(sentences) if OWN_QUESTION.match(_bare(one)) and one.endswith("?")]
    if len(sentences) < 2 or not asking or len(asking) < len(sentences) - asking[0]:
        last = _bare(sentences[-1])
        return sentences[-1] if len(sentences) > 1 and not asking and OWN_QUESTION.match(last) else text
    return " ".join(sentences[asking[0] :])


def _bare(sentence: str) -> str:
    while (shorter := _without_lead(sentence)) != sentence:
        sentence = shorter
    return sentence


def _without_lead(text: str) -> str:
    """Without one such phrase at its beginning, where a question follows."""
    for pattern in (_GREETING, _JOINING, _IF_ANY):
        if (match := pattern.match(text)) and re.search(r"\w", text[match.end() :]):
            return text[match.end() :]
    lead = _LEAD.match(text)
    if lead and (_CLAUSE.match(text, lead.end()) or _TRUE.match(text)):
        return text[lead.end() :]
    if match := _PLEASE.match(text):
        return text[match.end() :]
    if _OF_ASKER.match(text) and (found := list(_GETS_TO.finditer(text))):
        return text[found[0].end() :]
    return text
