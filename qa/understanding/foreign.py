"""Questions in other languages: which one a text is in, and what is asked, put in English.

Names, and what it is about, stay in the words that were typed: these are looked for as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.speakers.people import People
from index.text import words
from qa.understanding.lexicons import COMMON, LEXICONS, Lexicon, Phrase

_SCRIPTS = {"ko": "[\uac00-\ud7a3]", "ja": "[\u3040-\u30ff]", "zh": "[\u4e00-\u9fff]"}
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 300  # characters of a question in a plain form
_ABOUT_KOREAN, _ABOUT_JAPANESE = r"\s*에 ?(?:대해|대하여|관해|관하여)서?", r"(?:について|に関して)"
# What it is about stands before the word that says so; who speaks, before a particle.
_KOREAN_JAPANESE = tuple(
    (re.compile(pattern), english)
    for pattern, english in (
        (rf"누(?:가|구)\S*\s+(.+?)(?:\s*[을를]|{_ABOUT_KOREAN})\s*(?:언급|말|이야기|얘기).*", "who mentioned {0}"),
        (rf"(.+?)[은는이가]\s+(.+?){_ABOUT_KOREAN}\s.*(?:말|이야기|얘기|언급|생각|했).*", "what did {0} say about {1}"),
        (rf"誰が(.+?)(?:{_ABOUT_JAPANESE}|のことを|を|に)(?:言|話|述べ|触れ|言及).*", "who mentioned {0}"),
        (rf"(.+?)(?:さん|氏)?は、?(.+?){_ABOUT_JAPANESE}.*(?:言|話|述べ|語|考え|発言).*", "what did {0} say about {1}"),
    )
)


def language_of(text: str) -> str:
    """``en``, ``de``, ``fr``, ``es``, ``ko``, ``ja`` or ``zh``; empty where too little tells."""
    letters = len(_LETTER.findall(text))
    for language, script in _SCRIPTS.items():
        if 3 * len(re.findall(script, text)) > letters:
            return language
    said = [word for word, *_ in words(text)]
    counted = {language: sum(word in common for word in said) for language, common in COMMON.items()}
    most = max(counted, key=lambda language: counted[language])  # of equals the first, which is English
    return most if counted[most] >= 2 else ""


def in_english(text: str, people: People) -> str:
    """The question with its frame in English, where it has a plain form; else the text.

    Of who speaks only the names of ``people`` stay, if there are any: titles are in the other language, too.
    """
    bare = text.strip(" ?¿!¡.？。")
    if len(bare) > _LONGEST:
        return text
    for pattern, english in _KOREAN_JAPANESE:
        if match := pattern.fullmatch(bare):
            return english.format(*match.groups())
    for lexicon in _of(bare):
        if found := _Asked(bare, lexicon, people).english():
            return found
    return text


def _of(text: str) -> Iterable[Lexicon]:
    """Those of the languages that the text may be in: two words are too few to tell, and have no plain form but one."""
    language = language_of(text)
    if language in LEXICONS:
        yield LEXICONS[language]
    elif not language and len(words(text)) <= 5:
        yield from LEXICONS.values()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some neighbouring words of a text: (as words() has them, start, end)."""

    text: str
    words: tuple[tuple[str, int, int], ...]

    def typed(self) -> str:
        return self.text[self.words[0][1] : self.words[-1][2]] if self.words else ""

    def begins(self, phrases: Iterable[Phrase]) -> int:
        """How many words the first of the phrases has that it begins with; 0 for none."""
        folded = tuple(word for word, *_ in self.words)
        return next((len(phrase) for phrase in phrases if folded[: len(phrase)] == phrase), 0)

    def of(self, first: int, end: int | None = None) -> _Stretch:
        return _Stretch(self.text, self.words[first:end])

    def without(self, around: frozenset[str]) -> _Stretch:
        """Without such words at both ends."""
        first, end = 0, len(self.words)
        while first < end and self.words[first][0] in around:
            first += 1
        while end > first and self.words[end - 1][0] in around:
            end -= 1
        return self.of(first, end)

    def parted(self, phrases: Iterable[Phrase]) -> tuple[_Stretch, _Stretch] | None:
        """What stands before the first of the phrases and what behind it."""
        for at in range(len(self.words)):
            if length := self.of(at).begins(phrases):
                return self.of(0, at), self.of(at + length)
        return None


class _Asked:
    """One question by the words of one language."""

    def __init__(self, text: str, lexicon: Lexicon, people: People) -> None:
        self._lexicon = lexicon
        self._people = people
        self._all = _Stretch(text, tuple(words(text)))
        self._said = {word for word, *_ in self._all.words}
        self._empty = lexicon.around | lexicon.say | lexicon.mention | lexicon.ask | lexicon.differ

    def english(self) -> str:
        """Empty where it has none of the plain forms."""
        lexicon = self._lexicon
        if self._all.words and self._all.begins(lexicon.more) == len(self._all.words):
            return "anything else"
        for form, phrases in (
            (self._listed, lexicon.questions),
            (self._often, lexicon.how_often),
            (self._differing, lexicon.compare),
            (self._when, lexicon.when),
            (self._who, lexicon.who),
            (self._what, lexicon.what),
            (self._followed, lexicon.and_),
        ):
            length = self._all.begins(phrases)
            if length and (found := form(self._all.of(length))):
                return found
        return ""

    def _parts(self, rest: _Stretch) -> tuple[str, str]:
        """Who, and about what; what stands behind no preposition is the second."""
        inner = rest.without(self._empty)
        before, after = inner.parted(self._lexicon.about) or inner.parted(self._lexicon.of) or (inner.of(0, 0), inner)
        return self._names(before.without(self._empty)), after.without(self._empty).typed()

    def _names(self, stretch: _Stretch) -> str:
        typed = stretch.typed()
        known = [typed[mention.start : mention.end] for mention in self._people.mentions(typed)]
        return " and ".join(known) or typed

    def _speaks(self) -> bool:
        return bool(self._said & (self._lexicon.say | self._lexicon.mention))

    def _what(self, rest: _Stretch) -> str:
        who, topic = self._parts(rest)
        alone = rest.without(self._empty)
        if not (who or alone.begins(self._lexicon.about) or alone.begins(self._lexicon.of)):
            who, topic = self._names(alone), ""
        about = f" about {topic}" if topic else ""
        if who and self._said & self._lexicon.ask:
            return f"what did {who} ask{about}"
        if not self._speaks() or not (who or topic):
            return ""
        return f"what did {who} say{about}" if who else f"what was said{about}"

    def _who(self, rest: _Stretch) -> str:
        _, topic = self._parts(rest)
        if not topic:
            return ""
        if self._said & self._lexicon.ask:
            return f"who asked about {topic}"
        return f"who mentioned {topic}" if self._speaks() else ""

    def _often(self, rest: _Stretch) -> str:
        who, topic = self._parts(rest)
        if not topic or not self._speaks():
            return ""
        return f"how often did {who} mention {topic}" if who else f"how often was {topic} mentioned"

    def _when(self, rest: _Stretch) -> str:
        parted = rest.parted(self._lexicon.first)
        first = " first" if parted else ""
        if parted:
            rest = max(parted, key=lambda part: len(part.without(self._empty).words))
        who, topic = self._parts(rest)
        if not topic or not self._said & self._lexicon.mention:
            return ""
        return f"when did {who}{first} mention {topic}" if who else f"when was {topic}{first} mentioned"

    def _differing(self, rest: _Stretch) -> str:
        who, topic = self._parts(rest)
        return f"how do {who} differ on {topic}" if self._said & self._lexicon.differ and who and topic else ""

    def _listed(self, rest: _Stretch) -> str:
        _, topic = self._parts(rest)
        if not self._said & self._lexicon.ask:
            return ""
        return f"what questions were asked about {topic}" if topic else "what questions were asked"

    def _followed(self, rest: _Stretch) -> str:
        length = rest.begins(self._lexicon.about) or rest.begins(self._lexicon.of)
        topic = rest.of(length).without(self._lexicon.around).typed()
        if not topic or len(rest.words) > 4:
            return ""
        if length:
            return f"what about {topic}"
        alone = len(self._all.words[0][0]) == 1  # "Y Combinator" is a name
        return "" if alone and not self._people.mentions(topic) else f"and {topic}"
