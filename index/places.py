"""Places that were cited before a transcript was replaced by a newer version of it, found again in that one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.transcript import Span, Transcript

_UNMISTAKABLE = 4  # words: so many are the same statement, even where the new version has corrected who says it


def find_again(transcript: Transcript, span: Span, words: str, who: str = "") -> Span | None:
    """Where the words that stood at ``span`` in a former version stand in this one; None where they have changed.

    Only the white space between them may differ. ``who`` said them (empty: unknown).
    """
    if not words.strip():
        return None
    found = [
        Span(number, match.start(), match.end())
        for number, turn in enumerate(transcript.turns)
        for match in _pattern(words).finditer(turn.text)
    ]
    return nearest(transcript, found, span, who)


def nearest(transcript: Transcript, found: Iterable[Span], span: Span, who: str = "") -> Span | None:
    """Of places with the same words, the one nearest to ``span`` that ``who`` says.

    Where nobody knows who said them, they are found only if one person says them. Words of another speaker are those
    that were meant only where they are several and stand nowhere else.
    """
    everywhere = list(found)
    own = [place for place in everywhere if not who or transcript.who(place) == who]
    if not who and len({transcript.who(place) for place in own}) > 1:
        return None
    if not own and len(everywhere) == 1 and len(transcript.text(everywhere[0]).split()) >= _UNMISTAKABLE:
        own = everywhere
    return min(own, key=lambda at: (abs(at.turn - span.turn), abs(at.start - span.start), at), default=None)


def _pattern(words: str) -> re.Pattern[str]:
    """The words as whole words: "rain" does not stand in "train"."""
    text = r"\s+".join(map(re.escape, words.split()))
    before = r"(?<!\w)" if re.match(r"\s*[A-Za-z0-9]", words) else ""
    after = r"(?!\w)" if re.search(r"[A-Za-z0-9]\s*$", words) else ""
    return re.compile(f"{before}{text}{after}")
