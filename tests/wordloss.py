"""Whether a transcript has every word of its source: nothing may be lost, whatever a parser makes of it."""

from __future__ import annotations

import re
from collections import Counter

from index.transcript import Transcript


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]{2,}", text)


def left_out(transcript: Transcript) -> list[tuple[str, str]]:
    """What was left out and why, line by line."""
    return [(line, out.why) for out in transcript.left_out for line in out.text.split("\n")]


def lost_letters(text: str, transcript: Transcript) -> int:
    """As lost, for texts whose words are glued together: letters and digits."""
    kept = [turn.text for turn in transcript.turns] + [out.text for out in transcript.left_out]
    kept += [turn.speaker.label for turn in transcript.turns if turn.speaker]
    return (Counter(filter(str.isalnum, text)) - Counter(filter(str.isalnum, "".join(kept)))).total()


def lost(text: str, transcript: Transcript) -> Counter[str]:
    """Words that the text has more often than turns, labels and what was left out; single letters may be marks."""
    kept = [turn.text for turn in transcript.turns] + [out.text for out in transcript.left_out]
    kept += [
        f"{turn.speaker.label} {turn.speaker.name} {turn.speaker.role}" for turn in transcript.turns if turn.speaker
    ]
    return Counter(words(text)) - Counter(words(" ".join(kept)))
