"""Praat's TextGrid, as long or short text, in any encoding: every tier of words is a speaker, interleaved by time.

Tiers of sounds, tones and other annotation, and the word-by-word copy of a speaker who has a tier of utterances, are
left out by their names; silences have no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Never

from index.errors import EmptyTranscript, TranscriptError, UnsupportedFormat
from index.formats import dates
from index.formats.captions.cues import Cue, turns_from_cues
from index.formats.source import Source
from index.transcript import LeftOut, Transcript

# Praat itself reads only what stands free: strings, numbers and flags; all other words are for people. So one reader
# serves the long form, the short form and whatever scripts write.
_TOKEN = re.compile(r'"(?P<string>(?:[^"]|"")*+)"|![^\n]*|(?P<bare>[^\s"]+)|(?P<open>")')
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d*)?(?:[eE]-?\d{1,2})?")
_ANNOTATION = re.compile(
    r"phon\w*|seg\w{0,6}|syll\w*|tones?|tobi|pitch|breaks?\w*|ipa|mau|kan|mas|trn|moras?|stress|accents?|intonation"
    r"|sampa|pos|tags?|lemmas?|gloss\w*|comments?|notes?|misc\w*|silences?|vad|points?|noises?|f0|vowels?|consonants?"
    r"|translations?|morph\w*|gestures?|gaze|pauses?|events?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"words?|ort(?:-mau)?|tokens?", re.IGNORECASE)
_GENERIC = re.compile(
    r"words?|utt(?:erance)?s?|sentences?|phrases?|texts?|transcri\w*|orth?\w*|ort-mau|tokens?|ipus?|turns?|speech|chunks?"
    r"|content|labels?|intervals?|trs",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?P<speaker>.+?)\s*[-_–:/. ]\s*(?P<kind>[^-_–:/. ]+)")
_SILENCE = frozenset(("", "sil", "sp", "<sil>", "#", "##", "<p:>", "<p>", "_", "<silence>", "SIL"))
_BREATH_MS = 300  # words of one tier that follow within this belong together, whoever speaks at the same time


@dataclass(frozen=True, slots=True)
class Tier:
    """``name`` as the file has it, taken apart: "John - words" is ``kind`` "words" of ``speaker`` "John"."""

    name: str
    cues: tuple[Cue, ...]
    line: int

    @property
    def kind(self) -> str:
        parts = _PARTS.fullmatch(self.name)
        return parts["kind"] if parts and not _GENERIC.fullmatch(self.name) else self.name

    @property
    def speaker(self) -> str:
        if _GENERIC.fullmatch(self.name):
            return ""
        parts = _PARTS.fullmatch(self.name)
        return parts["speaker"] if parts and _GENERIC.fullmatch(parts["kind"]) else self.name


def sniff(source: Source) -> bool:
    if source.data.startswith(b"ooBinaryFile"):
        return True
    head = source.data[:400].replace(b"\0", b"").decode("latin-1")
    return bool(
        re.search(r'ooTextFile[^"]{0,20}"?\s+(?:Object class\s*=\s*)?"TextGrid|"Praat chronological TextGrid', head)
    )


def parse(source: Source) -> Transcript:
    if source.data.startswith(b"ooBinaryFile") or "chronological" in source.text[:100]:
        raise UnsupportedFormat(source.name, "not one of Praat's plain text forms", 'use "Save as text file" in Praat')
    tiers = list(_Reader(source).tiers())
    spoken = spoken_tiers(tiers)
    if not spoken:
        raise EmptyTranscript(source.name, "no tier has words", "check that the tiers were transcribed")
    cues = sorted(interleaved(spoken), key=lambda entry: entry[0])
    return Transcript(
        id=source.id,
        title=PurePath(source.name).stem,
        turns=turns_from_cues(cue for _, cue in cues),
        date=dates.likeliest(source.name),
        source=source.name,
        format="TextGrid",
        left_out=tuple(
            LeftOut(" ".join(cue.text for cue in tier.cues), f"tier {tier.name}", tier.line)
            for tier in tiers
            if tier not in spoken and tier.cues
        ),
    )


def spoken_tiers(tiers: list[Tier]) -> list[Tier]:
    """For each speaker the tier of utterances, or of words where there is no other."""
    candidates = [tier for tier in tiers if tier.cues and not _ANNOTATION.fullmatch(tier.kind)]
    best: dict[str, Tier] = {}
    for tier in candidates or [tier for tier in tiers if tier.cues]:
        rival = best.get(tier.speaker)
        if rival is None or (_WORDS.fullmatch(rival.kind) and not _WORDS.fullmatch(tier.kind)):
            best[tier.speaker] = tier
    return list(best.values())


def interleaved(tiers: list[Tier]) -> Iterator[tuple[tuple[int, int, int], Cue]]:
    """Each cue with its place: by the start of the stretch that it is in, then by tier, then within it.

    So two people's words, spoken at once, are not shuffled into each other one by one.
    """
    for number, tier in enumerate(tiers):
        start, end = 0, -_BREATH_MS - 1
        for at, cue in enumerate(tier.cues):
            if cue.start_ms is None or not _WORDS.fullmatch(tier.kind) or cue.start_ms - end > _BREATH_MS:
                start = cue.start_ms or 0
            end = cue.end_ms or start
            yield (start, number, at), Cue(cue.text, tier.speaker, cue.start_ms, cue.end_ms)


class _Reader:
    """The file's free-standing strings, numbers and flags, one after the other."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tokens = self._read()
        self._line = 1

    def tiers(self) -> Iterator[Tier]:
        self._string(), self._string()  # the kinds of file and object
        self._number(), self._number()
        if self._next("a flag") == ("<exists>", False):
            for _ in range(round(self._number())):
                yield self._tier()
        if next(self._tokens, None):
            self._fail("more follows than the counts of tiers and intervals say")

    def _tier(self) -> Tier:
        kind, name, line = self._string(), self._string(), self._line
        self._number(), self._number()
        cues = []
        for _ in range(round(self._number())):
            start = self._number()
            end = self._number() if kind == "IntervalTier" else None
            text = self._string().strip()
            if text not in _SILENCE:
                cues.append(Cue(text, "", round(start * 1000), None if end is None else round(end * 1000)))
        return Tier(name.strip(), tuple(cues), line)

    def _string(self) -> str:
        token, quoted = self._next("a text in quotes")
        return token if quoted else self._fail(f"a text in quotes should be here, not {token}")

    def _number(self) -> float:
        token, quoted = self._next("a number")
        if quoted or not _NUMBER.fullmatch(token):
            return self._fail(f"a number should be here, not {token[:40]!r}")
        return float(token)

    def _next(self, expected: str) -> tuple[str, bool]:
        token = next(self._tokens, None)
        return token if token else self._fail(f"the file ends where {expected} should be")

    def _fail(self, reason: str) -> Never:
        cure = "save the TextGrid again from Praat"
        raise TranscriptError(self._source.name, reason, cure, f"line {self._line}")

    def _read(self) -> Iterator[tuple[str, bool]]:
        text, counted = self._source.text, 0
        for match in _TOKEN.finditer(text):
            self._line += text.count("\n", counted, match.start())
            counted = match.start()
            if match["open"]:
                self._fail("this quotation mark is never closed")
            if match["string"] is not None:
                yield match["string"].replace('""', '"'), True
            elif (bare := match["bare"]) and (bare.startswith("<") or _NUMBER.fullmatch(bare)):
                yield bare, False
