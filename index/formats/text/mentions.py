"""Whom a text mentions: evidence for labels that occur too seldom to speak for themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROLES = frozenset(
    "aide all analyst announcer attendee audience caller chair clerk company corporate court everybody everyone"
    " executive facilitator female host interpreter interviewee interviewer journalist male man member moderator"
    " multiple narrator operator participant presenter question questioner reporter representative respondent"
    " speaker speakers student teacher translator unidentified unknown voice voices witness woman"
    " frage antwort zwischenruf interviewerin moderatorin journalistin réponse journaliste pregunta respuesta"
    " periodista interlocutor interlocutora entrevistador entrevistadora entrevistado entrevistada domanda risposta"
    " giornalista pergunta resposta jornalista вопрос ответ реплика ведущий ведущая"
    " des une voix stimme stimmen zuruf zurufe voces varios vozes voci".split()
)
_COURTESY = r"(?:Mrs?|Ms|Dr)\.? "
_OPENING = "And|But|So|Or|Hi|Hey|Hello|Thanks|Okay|OK|Yes|No"
_IN_SENTENCE = re.compile(rf"(?:\b(?:[a-z]+|{_OPENING}),? (?:{_COURTESY})?|\b{_COURTESY})([A-Z][\w’'-]{{1,40}})")
IN_BRACKETS = re.compile(r"[(（|]([^()（）|\n]{1,60})[)）|]")
_LIST = re.compile(r"[,;|]|^\s*[-*•]\s")
_TOP = 4_000  # characters within which those who take part are listed


@dataclass(frozen=True, slots=True)
class Mentions:
    """``in_sentences`` are capitalised words; ``listed`` stands in brackets, a table or a list at the top."""

    in_sentences: frozenset[str]
    listed: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Mentions:
        lists = (line for line in text[:_TOP].split("\n") if _LIST.search(line))
        items = (piece.strip(" *-•") for line in lists for piece in re.split(r"[,;|()]", line))
        return cls(
            frozenset(_IN_SENTENCE.findall(text)), frozenset({*items, *map(str.strip, IN_BRACKETS.findall(text))})
        )

    def know(self, label: str) -> bool:
        """Whether the text speaks of somebody so named, or the label is a part that people play."""
        if is_role(label) or label in self.listed:
            return True
        return any(word in self.in_sentences for word in re.findall(r"[\w’'-]{2,}", label))


def is_role(label: str) -> bool:
    """Whether the label is a part that people play in conversations: "Interviewer", "Unidentified male"."""
    words = re.findall(r"[^\W\d_]+", label)
    return bool(words) and all(word.casefold() in _ROLES for word in words)
