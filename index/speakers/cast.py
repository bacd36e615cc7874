"""Who stands behind the labels of one transcript: by the file's list, its title, its other labels, and what is said.

Labels that many people share, such as QUESTION, are not resolved here but turn by turn, in index.floor.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from index.speakers.names import (
    Label,
    is_initials,
    name_initials,
    name_words,
    read_label,
)
from index.speakers.offices import folded, office_prefix, same_office, tidy_role
from index.speakers.said import Said
from index.speakers.vocabulary import GENERATIONS
from index.transcript import Speaker, Transcript

# What follows a name in a title.
_ENDS = re.compile(
    r"and|at|in|on|with|before|during|after|from|to|by|of|for|about|the|joint|press|remarks|interview|conference"
    r"|briefing|speech|statement|meeting|transcript|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|speaks?|holds?|meets?|delivers?|addresses|testifies|is|was",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(r"[^\s,;:|()–—]+|[,;:|()–—]")


def cast(transcript: Transcript) -> dict[str, Speaker]:
    """The speaker for each label of the transcript. ``name`` is empty where nothing says who it is."""
    known = _Cast(transcript)
    said = Said(transcript.turns, known.places, known.speakers)
    for label, read in known.read.items():
        if not read.shared:
            known.speakers[label] = said.of(label, read)
    return known.speakers


def participants(transcript: Transcript) -> tuple[Speaker, ...]:
    """Those whom the file lists, with names and roles as people write them: "MR. JO ROE" is "Jo Roe"."""
    people = []
    for person in transcript.participants:
        read = read_label(person.name)
        role = tidy_role(person.role) or read.role
        if read.surname_only and not read.title and 0 < len(role.split()) < 4 and same_office(role, role):
            read = replace(read, title=role)
        people.append(replace(person, name=read.shown or person.name, role=role))
    return tuple(people)


class _Cast:
    def __init__(self, transcript: Transcript) -> None:
        labels = [turn.speaker.label if turn.speaker else "" for turn in transcript.turns]
        self.places: dict[str, list[int]] = {}
        for number, label in enumerate(labels):
            self.places.setdefault(label, []).append(number)
        self.places.pop("", None)
        self.neighbours = {frozenset(pair) for pair in pairwise(labels)}
        self.read = {label: read_label(label) for label in self.places}
        self.spelling = _spelling(transcript, self.read.values())
        listed: dict[tuple[str, ...], Speaker] = {}
        for person in (*participants(transcript), *titled(transcript.title)):
            listed.setdefault(name_words(person.name), person)
        self.listed = list(listed.values())
        self.speakers = {label: self._speaker(label) for label in self.places}

    def _speaker(self, label: str) -> Speaker:
        read = self.read[label]
        own = self._spelt(read)
        if found := self._listed(label, read):
            listed = len(name_words(found.name)) != len(name_words(own)) > 0 or not own
            return Speaker(label, found.name if listed else own, found.role or read.role)
        return Speaker(label, own, read.role)

    def _listed(self, label: str, read: Label) -> Speaker | None:
        """The one person whom the file names elsewhere and who fits the label; None where several do."""
        known = self.listed + [
            Speaker(other, self._spelt(full), full.role)
            for other, full in self.read.items()
            if other != label and len(folded(full.name)) > 1 and self.places[other][0] < self.places[label][0]
        ]
        ranked: dict[int, dict[tuple[str, ...], Speaker]] = {}
        for person in known:
            if (rank := _fits(read, person)) and not self._apart(label, person, read):
                ranked.setdefault(rank, {}).setdefault(name_words(person.name), person)
        best = list(ranked[max(ranked)].values()) if ranked else []
        return best[0] if len(best) == 1 else None

    def _apart(self, label: str, person: Speaker, read: Label) -> bool:
        """Whether the person speaks under a label of their own, in such a way that this one must be another's."""
        if read.text in (person.label, read_label(person.label).also):
            return False  # the file says so
        for other, full in self.read.items():
            if other == label or len(folded(full.name)) < 2 or set(folded(full.name)) - set(folded(person.name)):
                continue
            if frozenset((label, other)) in self.neighbours:
                return True  # nobody takes turns with themselves
            if not read.name and read.role and same_office(full.role, read.role) is not True:
                return True  # listed as "Moderator: Jo Roe", who speaks as Jo Roe: MODERATOR is somebody else
        return False

    def _spelt(self, read: Label) -> str:
        """The name as it is shown, spelt as the speeches spell it where the label is in capitals."""
        words = [self.spelling.get(word.casefold(), word) for word in read.name.split()]
        return replace(read, name=" ".join(words)).shown


def _fits(read: Label, person: Speaker) -> int:
    """How well a listed person fits a label; 0 is not at all."""
    ours = folded(read.name)
    theirs = tuple(word for word in name_words(person.name) if word not in GENERATIONS)
    if not theirs:
        return 0
    if not ours:
        return _fits_without_name(read, person, theirs)
    office = same_office(read.role, person.role)
    if office is False:
        return 0
    if len(ours) > len(theirs) > 1 and ours[-len(theirs) :] == theirs:
        return 4  # a title in another language stands before the name
    if not set(ours) <= set(theirs):
        return 0
    place = 4 if len(ours) > 1 else 2 if ours[0] == theirs[-1] else 1 if ours[0] == theirs[0] else 0
    return place + 2 if place and office else place


def _fits_without_name(read: Label, person: Speaker, theirs: tuple[str, ...]) -> int:
    if read.text in (person.label, read_label(person.label).also):
        return 7
    if is_initials(read.text):
        return int(len(theirs) > 1 and (read.text == name_initials(person.name) or folded(read.text)[0] == theirs[-1]))
    return int(not read.shared and same_office(read.role, person.role) is True)


def titled(title: str) -> list[Speaker]:
    """The people whom a title names with their offices: "Remarks by President Biden and Governor Tim Walz"."""
    tokens, people, at = _TITLE_WORD.findall(re.sub(r"['’]s\b", ",", title)), [], 0
    while at < len(tokens):
        behind = end = at + office_prefix(tokens[at:])
        while behind > at and end < len(tokens) and tokens[end][0].isupper() and not _ENDS.fullmatch(tokens[end]):
            end += 1
        if at < behind < end <= behind + 5:
            read = read_label(" ".join(tokens[at:end]))
            people += [Speaker("", read.shown, read.role)] if read.name else []
        at = max(end, at + 1)
    return people


def _spelling(transcript: Transcript, labels: Iterable[Label]) -> dict[str, str]:
    """How the speeches write the words of labels in capitals: "mckee" → "McKee"."""
    wanted = {word for read in labels if read.text.isupper() for word in read.name.casefold().split() if len(word) > 2}
    if not wanted:
        return {}
    form = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(wanted)))})\b", re.IGNORECASE)
    found: dict[str, Counter[str]] = {}
    for turn in transcript.turns:
        for match in form.finditer(turn.text):
            if match[0][0].isupper() and not match[0].isupper():
                found.setdefault(match[0].casefold(), Counter())[match[0]] += 1
    return {word: counts.most_common(1)[0][0] for word, counts in found.items()}
