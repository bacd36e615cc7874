"""The cover of a court transcript: who against whom, where and when it was heard, and who appeared for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from index.formats import dates
from index.formats.records.record import Line
from index.transcript import Speaker

_VERSUS = re.compile(r"(?:-?\s*)?(?:v|vs|versus|against)\.?\s*-?", re.IGNORECASE)
_COLUMN = re.compile(r"\s+[:)|*§](?:\s.*)?$")  # what rules off the names from the number of the case
_RULE = re.compile(r"[\s_*=.xX)-]*")
_PARTY = re.compile(
    r"(?:plaintiff|defendant|petitioner|respondent|appell|complainant|claimant|cross-)\S*\.?,?", re.IGNORECASE
)
_COURT = re.compile(r"\b(?:court|district|division|county)\b", re.IGNORECASE)
_PLACE = re.compile(r"[A-Z][a-zé]+(?:[ -][A-Z][a-zé]+){0,3}, (?:[A-Z]\.[A-Z]\.|[A-Z][a-z]+(?: [A-Z][a-z]+)?)")
_COUNSEL = re.compile(
    r"(?P<name>[A-Z][A-Z.'’-]+(?: [A-Z][A-Za-z.'’-]*){1,5}(?:, (?:JR|SR|I{2,3})\b\.?)?),(?: ESQ(?:UIRE)?\.?[,;]?)?"
    r" ?(?P<role>.*)"
)
_SIDE = re.compile(r"(?P<side>(?:for|on behalf of)\b.*):", re.IGNORECASE)
_OTHER_PART = frozenset({"CONTENTS", "INDEX", "PROCEEDINGS", "TRANSCRIPTOFPROCEEDINGS"})
_WITNESS = re.compile(
    r"(?:DEPOSITION|TESTIMONY|EXAMINATION) OF:? (?P<a>[A-Z][A-Z.'’-]*(?: [A-Z][A-Z.'’-]*){1,5})"
    r"|(?P<b>[A-Z][A-Z.'’-]*(?: [A-Z][A-Z.'’-]*){1,5}), .{0,200}\b(?:sworn|affirmed)\b",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Cover:
    """``witness`` is the one whom the cover says is heard; empty where it names none."""

    title: str
    date: str
    place: str
    participants: tuple[Speaker, ...]
    witness: str


def read(cover: Sequence[Line], name: str) -> Cover:
    texts = [line.text for line in cover]
    witness = next(_WITNESS.finditer("\n".join(texts)), None)
    return Cover(
        title=_caption(texts) or PurePath(name).stem,
        date=dates.likeliest("\n".join(texts)) or dates.likeliest(name),
        place=next((text.strip() for text in texts if _PLACE.fullmatch(text.strip())), ""),
        participants=tuple(_appearances(texts)),
        witness=(witness["a"] or witness["b"]) if witness else "",
    )


def _caption(texts: Sequence[str]) -> str:
    """The parties around the line that says "v."."""
    names = [_COLUMN.sub("", text).strip() for text in texts]
    middle = next((at for at, name in enumerate(names) if name and _VERSUS.fullmatch(name)), None)
    if middle is None:
        return ""
    before, after = _party(names[:middle][::-1])[::-1], _party(names[middle + 1 :])
    return f"{' '.join(before).rstrip(',')} v. {' '.join(after).rstrip(',')}" if before and after else ""


def _party(names: Sequence[str]) -> list[str]:
    """The names that stand together from the first on, without the words that say which side they are."""
    found: list[str] = []
    for name in names:
        if _PARTY.fullmatch(name) or (not found and _RULE.fullmatch(name)):
            continue
        if _RULE.fullmatch(name) or _COURT.search(name):
            break
        found.append(name)
    return found[:6]


def _appearances(texts: Sequence[str]) -> Iterator[Speaker]:
    """Those listed under "APPEARANCES"; their role is what follows the name, or else the heading above it."""
    start = next((at for at, text in enumerate(texts) if _letters(text).startswith("APPEARANCES")), len(texts))
    entry, side = "", ""
    for text in [*map(str.strip, texts[start + 1 :]), "INDEX"]:
        heading = _SIDE.fullmatch(text)
        if heading or _letters(text) in _OTHER_PART or _COUNSEL.match(text):
            if match := _COUNSEL.match(entry):
                yield Speaker("", match["name"], match["role"].rstrip(".") or side)
            entry = ""
        if _letters(text) in _OTHER_PART:
            return
        side = heading["side"] if heading else side
        entry = f"{entry} {text}".strip() if (entry or _COUNSEL.match(text)) and not heading else entry


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text.upper())
