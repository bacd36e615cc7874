"""CHAT, the transcripts of TalkBank (.cha): the main tiers as they stand, with the times of their bullets.

The codes of a main tier ("[/]", "&-um", "<…>") are how CHAT writes what was said, so they stay. Headers and dependent
tiers (%mor, %com …) are no one's speech and are left out, each as one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from index.errors import TranscriptError
from index.formats import dates
from index.formats.language import tag
from index.formats.markup.speeches import Paragraph, turns_from_paragraphs
from index.formats.source import Source
from index.transcript import LeftOut, Speaker, Transcript

_TIER = re.compile(r"(?P<kind>[@*%])(?P<name>[^:\s][^:\t\n]*?)\s*(?::[ \t]*(?P<text>.*))?", re.DOTALL)
_BULLET = re.compile('[\x15•](?:%\\w+:"[^"\n]*"_)?(\\d{1,10})_(\\d{1,10})-?[\x15•]')
_OTHER_BULLET = re.compile("[\x15][^\x15\n]{0,200}[\x15]")  # pictures and the like: no words
_WHY = {"@": "header", "%": "dependent tier"}
_MONTHS = {name: at for at, name in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), 1)}


@dataclass(frozen=True, slots=True)
class _Tier:
    """A line with its continuations, joined by spaces; ``kind`` is "@", "*" or "%"."""

    kind: str
    name: str
    text: str
    line: int

    @property
    def whole(self) -> str:
        return f"{self.kind}{self.name}: {self.text}".rstrip(": ")


def sniff(source: Source) -> bool:
    if not source.is_text:
        return False
    head = source.text[:4000].lstrip("\ufeff")
    return bool(re.match(r"\s*@(?:UTF8|Begin|Font|Window|PID)\b", head)) or bool(
        source.suffix == ".cha" and re.search(r"^[@*]\w+:?", head, re.MULTILINE)
    )


def parse(source: Source) -> Transcript:
    tiers = list(_tiers(source))
    headers = {tier.name: tier.text for tier in reversed(tiers) if tier.kind == "@"}
    people = _participants(headers.get("Participants", ""))
    said = ((tier, people.get(tier.name, Speaker(tier.name))) for tier in tiers if tier.kind == "*")
    media = headers.get("Media", "").split(",")[0].strip(' "')
    return Transcript(
        id=source.id,
        title=headers.get("Title") or PurePath(source.name).stem,
        turns=turns_from_paragraphs(paragraph for tier, who in said for paragraph in _utterances(tier, who)),
        date=_date(headers.get("Date", "")),
        place=headers.get("Location", ""),
        participants=tuple(Speaker("", who.name, who.role) for who in people.values() if who.name),
        language=tag(re.split(r"[,\s]", headers.get("Languages", ""))[0]),
        media=media if "://" in media else "",  # mostly it is a bare name, which leads nowhere
        source=source.name,
        format="CHAT",
        left_out=tuple(
            LeftOut(f"{t.kind}{t.name}: {t.text}".rstrip(": "), _WHY[t.kind], t.line) for t in tiers if t.kind != "*"
        ),
    )


def _tiers(source: Source) -> Iterator[_Tier]:
    """The tiers of the file; a line that begins none and continues none is an error."""
    lines: list[str] = []
    start = 1
    for number, line in enumerate(source.text.lstrip("\ufeff").split("\n"), 1):
        if not line.strip() or (lines and line[0] in "\t "):
            lines += [line] if line.strip() else []
            continue
        if lines:
            yield _tier(source, lines, start)
        lines, start = [line], number
    if lines:
        yield _tier(source, lines, start)


def _tier(source: Source, lines: list[str], number: int) -> _Tier:
    match = _TIER.fullmatch(" ".join(line.strip() for line in lines))
    if not match or (match["kind"] != "@" and match["text"] is None):
        cure = "begin it with *SPEAKER:, %tier: or @Header, or with a tab if it continues the line above"
        raise TranscriptError(source.name, "this line of the CHAT file begins no tier", cure, f"line {number}")
    return _Tier(match["kind"], match["name"], match["text"] or "", number)


def _utterances(tier: _Tier, speaker: Speaker) -> Iterator[Paragraph]:
    """A main tier, cut at its bullets: each gives the times of the words before it."""
    start, joined_by = 0, "\n"
    for bullet in _BULLET.finditer(tier.text):
        if text := _plain(tier.text[start : bullet.start()]):
            yield Paragraph(text, speaker, int(bullet[1]), int(bullet[2]), joined_by)
            joined_by = " "
        start = bullet.end()
    if text := _plain(tier.text[start:]):
        yield Paragraph(text, speaker, joint=joined_by)


def _plain(text: str) -> str:
    return " ".join(_OTHER_BULLET.sub(" ", text).split())


def _participants(header: str) -> dict[str, Speaker]:
    """``CHI Ross Target_Child, MOT Mother``: code, name where there is one, role."""
    people = {}
    for entry in header.split(","):
        code, *rest = entry.split() or [""]
        if code:
            role = rest[-1].replace("_", " ") if rest else ""
            people[code] = Speaker(code, " ".join(rest[:-1]).replace("_", " "), role)
    return people


def _date(written: str) -> str:
    """``13-JUL-1998`` to ISO 8601."""
    if match := re.fullmatch(r"(\d{1,2})-([A-Z]{3})-(\d{4})", written.strip().upper()):
        day, month, year = match.groups()
        return f"{year}-{_MONTHS[month]:02}-{int(day):02}" if month in _MONTHS else year
    return dates.likeliest(written)
