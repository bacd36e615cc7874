"""What is said in a transcript of who stands behind its labels: by themselves, and by those who speak before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.speakers.announcements import of_next
from index.speakers.introductions import described, of_oneself
from index.speakers.names import Label, is_initials, name_initials, name_words
from index.speakers.wording import Introduction
from index.transcript import Span, Speaker, Turn


@dataclass(frozen=True, slots=True)
class Said:
    """The turns of a transcript, and which of them each label has; ``speakers`` are known from the file itself."""

    turns: Sequence[Turn]
    places: Mapping[str, Sequence[int]]
    speakers: Mapping[str, Speaker]

    def of(self, label: str, read: Label) -> Speaker:
        """The speaker with what is said added: the full name with its evidence, or the outlet as the role."""
        speaker = self.speakers[label]
        if len(name_words(speaker.name)) < 2:
            return self._introduced(label, read) or self._described(label, read) or self._handed(label, read) or speaker
        return speaker if speaker.role else replace(speaker, role=self._outlet(label, speaker.name))

    def _introduced(self, label: str, read: Label) -> Speaker | None:
        """Who the speakers behind a label say they are."""
        said = ((of_oneself(self.turns[number].text, asks=False), number) for number in self.places[label])
        return self._agreed(label, read, [(found, number) for found, number in said if found])

    def _described(self, label: str, read: Label) -> Speaker | None:
        """Whom others call by the full name and the office: "the Prime Minister of Canada, Justin Trudeau"."""
        if not read.name or not read.role:
            return None
        numbered = enumerate(self.turns)
        said = [(each, number) for number, turn in numbered for each in described(turn.text, read.name, read.role)]
        return self._agreed(label, read, said)

    def _handed(self, label: str, read: Label) -> Speaker | None:
        """Whom the turns just before give the floor, where the label is a mere number."""
        if read.name or read.role or not any(char.isdigit() for char in label):
            return None
        before = [number - 1 for number in self.places[label] if number]
        said = ((of_next(self.turns[number].text, asks=False), number) for number in before)
        return self._agreed(label, read, [(found, number) for found, number in said if found and " " in found.name])

    def _agreed(self, label: str, read: Label, said: list[tuple[Introduction, int]]) -> Speaker | None:
        """The one person of whom all that is said, if that fits the label and is nobody else's name."""
        if not said:
            return None
        best, number = max(said, key=lambda each: (len(name_words(each[0].name)), -each[1]))
        words, ours = set(name_words(best.name)), set(name_words(read.name))
        others = (set(name_words(other.name)) for other in self.speakers.values() if other.label != label)
        if (
            not all(words >= set(name_words(found.name)) for found, _ in said)
            or not ours <= words
            or (is_initials(label) and not ours and label != name_initials(best.name))
            or any(theirs and theirs <= words for theirs in others)
        ):
            return None
        if ours == words:
            return replace(self.speakers[label], role=read.role or best.role)
        return Speaker(label, best.name, read.role or best.role, Span(number, best.start, best.end))

    def _outlet(self, label: str, name: str) -> str:
        """For whom somebody works whose name the label has: as they say, or as they are announced."""
        words = name_words(name)
        for number in self.places[label]:
            before = of_next(self.turns[number - 1].text) if number else None
            for said in (of_oneself(self.turns[number].text, asks=True), before):
                theirs = name_words(said.name) if said else ()
                if said and said.role and (theirs[-1:] == words[-1:] or set(theirs) <= set(words)):
                    return said.role
        return ""
