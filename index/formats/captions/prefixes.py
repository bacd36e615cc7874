"""Which "Name:" at the start of a caption names its speaker: the evidence of the whole file decides.

"Remember: be kind" looks the same and names nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

_PREFIX = re.compile(
    r"(?P<change>>{2,3}|[-–])?\s*(?P<bracket>[\[(])?(?P<label>[^\W_][^:：\n<>\[\]]{0,59}?)"
    r"(?(bracket)[\])])\s*(?:(?::(?=\s|$)|：)|(?P<bare>(?(bracket)(?=\S)|(?!))))\s*"
)
_WORD = r"[^\W\d_a-z][\w.'’-]*"  # begins with no lower-case Latin letter
_LINK = r"(?:of|the|and|de|del|della|di|da|dos|du|la|le|van|von|der|den|bin|al|y|e|&)"
_NAME = re.compile(rf"{_WORD}(?:,? (?:{_LINK} )*(?:{_WORD}|\d+|\([^()]*\)))*")
_ROLES = frozenset(
    re.findall(
        r"\w+",
        """host guest speaker narrator moderator interviewer interviewee operator man woman boy girl audience all both
        announcer caller reporter journalist chair president secretary clerk judge officer agent customer coach""",
    )
)
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """subtitles subtitle captions captioning caption transcript transcription transcribed translation translated
        sync synced corrected edited note notes remember warning example answer question so first second third tip
        step today next also plus but and http https www website email phone url ps""",
    )
)
_SOUNDS = frozenset(
    "music applause laughter laughs laughing chuckles cheering cheers crosstalk inaudible unintelligible silence sighs"
    " noise noises singing pause coughs beep foreign".split()
)


def prefix(text: str) -> re.Match[str] | None:
    """What may name the speaker of a line, as the group "label", with all that sets it apart."""
    match = _PREFIX.match(text)
    return match if match and _could_be_name(match["label"]) else None


def _could_be_name(label: str) -> bool:
    words = label.split()
    stops = re.search(r"[!?;…\"“”]|//|[^\W_]{4,}\.(?:\s|$)", label)  # "Dr." and "J. R." may have a full stop
    return len(words) <= 6 and words[0].casefold() not in _NO_NAMES and not stops


def speakers(lines: Sequence[str], opening: Sequence[bool]) -> set[str]:
    """The labels that name speakers in these lines; ``opening`` says which are the first of their cues."""
    prefixes = [prefix(line) for line in lines]
    bracketed = _are_bracketed(prefixes, opening)
    prefixes = [None if match and _is_sound(match, bracketed) else match for match in prefixes]
    found = [match["label"] if match else "" for match in prefixes]
    heads = [label for label, opens in zip(found, opening, strict=True) if opens]
    counts = Counter(filter(None, found))
    common = _common_words(lines)
    names = {label for label in counts if is_name(label) and _is_special(label, common)}
    share = sum(map(bool, heads)) / max(1, len(heads))
    if share > 0.9:
        return names | set(filter(None, heads))
    if share > 0.5:
        return names | {label for label, count in counts.items() if count > 1}
    again = {label for label in names if counts[label] > 1}
    if len(again) > 1 or (heads[:1] and heads[0] in names and len(names) > 1):
        return names
    often = {label for label in again if counts[label] > 2 and (label.isupper() or " " in label)}
    marked = {match["label"] for match in prefixes if match and match["change"]}  # a change and a name: ">> MAYOR DOE:"
    return often | {label for label in marked & names if label.isupper()}


def _is_sound(match: re.Match[str], bracketed: bool) -> bool:
    return match["bare"] is not None and (not bracketed or match["label"].casefold() in _SOUNDS)


def _are_bracketed(prefixes: Sequence[re.Match[str] | None], opening: Sequence[bool]) -> bool:
    """Whether the file names speakers in brackets without a colon: else those hold sounds, or a voice now and then."""
    heads = [match for match, opens in zip(prefixes, opening, strict=True) if opens]
    counts = Counter(
        match["label"] for match in heads if match and not _is_sound(match, True) and match["bare"] is not None
    )
    again = [label for label, count in counts.items() if count > 1 and is_name(label)]
    return len(again) > 1 and counts.total() >= 0.5 * len(heads)


def is_name(label: str) -> bool:
    """Whether it is written as names are: capitalised words, with numbers and small links between them."""
    return len(label) <= 60 and bool(_NAME.fullmatch(label))


def _is_special(label: str, common: set[str]) -> bool:
    first = label.split()[0].casefold()
    return first in _ROLES or " " in label or label.casefold() not in common


def _common_words(lines: Sequence[str]) -> set[str]:
    """The words that the file writes with a small letter, so that they are no names: "remember", "subtitles"."""
    found = chain.from_iterable(re.findall(r"[^\W\d_]+", line) for line in lines)
    return {word for word in found if word.islower()}
