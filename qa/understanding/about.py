"""Speakers as topics: "what did Park say about Blinken?" asks for sentences that mention him, by whatever name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.speakers.names import read_label
from index.speakers.offices import folded
from index.speakers.persons import Person
from index.speakers.vocabulary import COURTESY, OFFICES
from index.transcript import Span, Transcript
from qa.question import Figure
from qa.understanding.setting import Setting
from qa.understanding.speakers import covers

_SHORTENED = 3  # letters that a short form shares with a first name, at least: "Tony", "Tim", "Jen"


def figures(topic: str, setting: Setting) -> tuple[Figure, ...]:
    """The speakers who are all of the topic; empty where there is more to it, or somebody else."""
    named = setting.people.mentions(topic)
    if not named or not covers(topic, named) or not _are_names(topic, setting):
        return ()
    people = [person for mention in named for person in setting.meant(mention.people)]
    if any(person.anonymous for person in people):
        return ()
    return tuple(_figure(person, setting) for person in people)


def _are_names(topic: str, setting: Setting) -> bool:
    """Whether it is written as names are, or has only words that are names: "margins" is no slip for Martin."""
    return topic != topic.lower() or all(setting.people.knows(word) for word in folded(topic))


def mentioning(people: Sequence[Figure]) -> Callable[[Transcript, Span], bool]:
    """A test whether a sentence mentions all of them; what they say themselves does not count."""
    tests = [_test(figure) for figure in people]
    return lambda transcript, span: all(test(transcript, span) for test in tests)


def _test(figure: Figure) -> Callable[[Transcript, Span], bool]:
    anywhere, here = _pattern(figure.names), _pattern((*figure.names, *figure.here))
    lower = _pattern(tuple(name.lower() for name in figure.names))

    def mentions(transcript: Transcript, span: Span) -> bool:
        text = transcript.text(span)
        known = here if transcript.id in figure.transcripts else anywhere
        return known.search(text) is not None or (text == text.lower() and lower.search(text) is not None)

    return mentions


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)" if names else r"(?!)")


def _figure(person: Person, setting: Setting) -> Figure:
    names = dict.fromkeys(read_label(name).name for name in (person.name, *person.aliases))
    surnames = dict.fromkeys(name.split()[-1] for name in names)
    rivals = [other for other in setting.people.people if not other.anonymous and other is not person]
    shared = {word for other in rivals for word in folded(read_label(other.name).name)}
    alone = [name for name in surnames if not shared & set(folded(name))]
    here = [*(name for name in surnames if name not in alone), *_first_names(names), *_addresses(person, rivals)]
    whole = [name for name in names if " " in name]
    return Figure(person.who, (*whole, *alone), tuple(here), frozenset(person.transcripts))


def _first_names(names: Sequence[str] | dict[str, None]) -> Iterator[str]:
    """First names and what they are shortened to: of Antony also Tony and Ant, of Timothy Tim."""
    for name in names:
        first = name.split()[0]
        if " " in name and len(first) > 2 and first.isalpha():
            yield first
            for length in range(_SHORTENED, len(first)):
                yield first[:length]
                yield first[-length:].capitalize()


def _addresses(person: Person, rivals: Sequence[Person]) -> Iterator[str]:
    """By the office, where nobody else in the same transcripts holds such a one: "Mr. Secretary", "the Secretary"."""
    here = set(person.transcripts)
    taken = {office for other in rivals if here & set(other.transcripts) for office in _offices(other)}
    for office in _offices(person) - taken:
        for title in ("Mr.", "Mr", "Madam", "Madame", "Ms.", "Ms"):
            yield f"{title} {office.capitalize()}"
        yield f"the {office.capitalize()}"


def _offices(person: Person) -> set[str]:
    """ "secretary" of "Secretary of State"."""
    heads = {next((word for word in folded(role) if word in OFFICES), "") for role, _ in person.roles}
    return heads - {"", *COURTESY}
