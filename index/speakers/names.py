"""Labels and names taken apart: who is named, with which title and office, and who is not named at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.speakers.offices import JOINTS, folded, is_office, office_prefix, tidy_role
from index.speakers.vocabulary import (
    AFTER_NAMES,
    ASKERS,
    COURTESY,
    CROWD,
    GENERATIONS,
    NOBODY,
    NUMBERS,
    OFFICES,
    STYLES,
    SURNAMES_TOO,
)

_PARENTHESIS = re.compile(r"(?P<outer>[^（(]*?)\s*[（(](?P<inner>.*?)[)）]?$")
_BETWEEN = re.compile(r"[)）]\s*[(（]")  # "(Orkney and Shetland) (LD)"
_DASHES = re.compile(r"\s+(?:--|[–—-])\s+")
_ARTICLE = re.compile(r"(?:el|la|o|a|de)\s(?=(?:señora?|sra?\.ª?|heer)\s)", re.IGNORECASE)  # "El señor NÚÑEZ"
_PART = re.compile(r"(?:M\.|Mme)\s(?:l[ea]\s|l['’])(?P<role>\S.*)", re.IGNORECASE)  # "Mme la présidente"
_NUMBERED = re.compile(r"[A-Za-z]{0,12}[ _#-]*\d+")
_VIA = re.compile(r"\b(?:via|through|interpret\w*|translat\w*|inaudible|\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart: "FOREIGN MINISTER PARK" is the role "Foreign Minister" and the name "Park".

    ``name`` is empty where the label names nobody. ``title`` is how the person is addressed: "Mr", "Justice".
    ``also`` are initials that the file puts behind a name: "Andrew Poelstra (AP)".
    """

    text: str
    title: str = ""
    role: str = ""
    name: str = ""
    also: str = ""

    @property
    def asks(self) -> bool:
        """Whether transcripts print this for whoever asks: QUESTION, Q, REPORTER."""
        found = {*self._plain, self.text}
        if "reporter" in found and found & {"the", "court"}:
            return False  # who writes down what the court hears
        return not self.name and bool(found & ASKERS) and not found & (OFFICES - ASKERS - {"member"})

    @property
    def shared(self) -> bool:
        """Whether many people of one transcript may stand behind it: QUESTION, SENIOR OFFICIAL, UNKNOWN."""
        found = self._plain
        numbered = any(word.isdigit() or word in NUMBERS or len(word) == 1 for word in found)
        crowd = not numbered and (not CROWD.isdisjoint(found) or found == ("speaker",))
        return not self.name and (self.asks or crowd)

    @property
    def _plain(self) -> tuple[str, ...]:
        """The words without what stands in parentheses: QUESTION (via interpreter)."""
        return folded(re.split(r"[（(]", self.text)[0] or self.text)

    @property
    def surname_only(self) -> bool:
        return len(self.name.split()) == 1

    @property
    def shown(self) -> str:
        """The name to show; where it is but a surname, with the title: "Mr Miller", "Justice Kagan"."""
        return f"{self.title} {self.name}" if self.title and self.surname_only else self.name


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name as it is shown, without the title: of "President Biden" only "biden"."""
    return folded(read_label(name).name)


def is_initials(label: str) -> bool:
    """Whether a label may be somebody's initials: GC, TK."""
    return 2 <= len(label) <= 4 and label.isalpha() and label.isascii() and label.isupper()


def name_initials(name: str) -> str:
    return "".join(word[0] for word in name_words(name)).upper()


@lru_cache(maxsize=50_000)
def read_label(text: str) -> Label:
    """Take a label or a name apart, as files print it: "PARK, Hana", "Sen. Mike Lee (R-Utah)", "MR. LONG"."""
    plain = " ".join(text.replace("_", " ").split()).strip(" :：,")
    match = _PARENTHESIS.fullmatch(plain)
    if not match or not match["outer"]:
        return replace(_read_plain(plain), text=text)
    inner, outer = _BETWEEN.sub(", ", match["inner"].strip()), match["outer"]
    if (first := folded(inner)[:1]) and first[0] in COURTESY:  # The Minister for Energy (Mr. Biwott)
        return replace(read_label(inner), text=text, role=tidy_role(outer))
    read = _read_plain(outer)
    if _VIA.search(inner) or not read.name:
        return replace(read, text=text)
    if inner.isupper() and inner.isalpha() and len(inner) <= 4:
        return replace(read, text=text, also=inner)
    return replace(read, text=text, role=f"{read.role}, {inner}" if read.role else inner)


def _read_plain(text: str) -> Label:
    if part := _PART.fullmatch(text):
        return Label(text, role=part["role"])
    text = _ARTICLE.sub("", text, count=1)
    main, role = _name_first(text)
    tokens = main.split()
    title, start = _courtesy(tokens)
    end = _office_end(tokens, start)
    office = tidy_role(" ".join(tokens[start:end]))
    name, behind = _cut_name(tokens[end:])
    role = tidy_role(role or behind)
    begins_with_the = bool(tokens) and tokens[0].casefold() == "the" and not title
    if begins_with_the or not name or name[0].casefold() in JOINTS or _names_nobody(name, bool(title or office)):
        return Label(text, title, _part_role(tokens[start:], begins_with_the or bool(title)))
    return Label(text, title or office, role or office, tidy_name(" ".join(name)))


def _part_role(tokens: Sequence[str], certain: bool) -> str:
    """The office in a label without a name: "Professor" of "Professor B"; SPEAKER 1 is speaker of no house."""
    plain = [token for token in tokens if not (token.isdigit() or (len(token) == 1 and token.isascii()))]
    offices = all(is_office(word) for token in plain for word in folded(token) if word not in JOINTS)
    speaker = [token.casefold() for token in plain] == ["speaker"] and not certain
    return tidy_role(" ".join(plain)) if (offices or certain) and not speaker else ""


def _office_end(tokens: Sequence[str], start: int) -> int:
    """Where the office before a name ends; a country may stand before it: "U.S. SECRETARY OF STATE BLINKEN"."""
    end = start + office_prefix(tokens[start:])
    if end == len(tokens) > 1 and _first(tokens[-1]) in SURNAMES_TOO:
        return end - 1  # MR. KING
    if end == start:
        for at in range(start + 1, min(start + 4, len(tokens))):
            found = at + office_prefix(tokens[at:])
            if at < found < len(tokens) and not any(_first(token) in SURNAMES_TOO for token in tokens[at:found]):
                return found
    return end


def _cut_name(tokens: Sequence[str]) -> tuple[list[str], str]:
    """The name without what stands behind it, and that: "Jane Roe MP", "Mr. Miller of Florida"."""
    name = list(tokens)
    if "of" in name[1:]:
        at = name.index("of", 1)
        return name[:at], " ".join(name[at + 1 :])
    behind = ""
    while len(name) > 1 and _first(name[-1]) in AFTER_NAMES and name[-1].rstrip(".").isupper():
        behind = name.pop().rstrip(".")
    return name, behind


def _first(token: str) -> str:
    return next(iter(folded(token)), "")


def _courtesy(tokens: Sequence[str]) -> tuple[str, int]:
    """The title before a name as it is shown, and how many words it takes: "The Right Hon." takes three."""
    title, at = "", 0
    for token in tokens:
        word = _first(token)
        if word in COURTESY:
            title = tidy_name(token)
        elif word not in STYLES:
            break
        at += 1
    return title, at


def _name_first(text: str) -> tuple[str, str]:
    """(name, role) of "Jane Doe – Chief Executive", "Doe, Jane", "Doe, Jane, MP", "John Roe, Jr."."""
    dashed = _DASHES.split(text)
    if len(dashed) > 1 and dashed[0] in ("Q", "A"):
        dashed = dashed[1:]  # "Q - Jane Doe" asks
    parts = [part.strip() for part in dashed[0].split(",") if part.strip()]
    role = ", ".join(dashed[1:])
    while len(parts) > 1 and (last := folded(parts[-1])):
        if last[0] in GENERATIONS:
            return f"{parts[0]}, {parts[-1]}", role
        if not (last[0] in AFTER_NAMES or is_office(last[0]) or _is_outlet(parts)):
            break
        role = f"{parts.pop()}, {role}".strip(" ,")
    if len(parts) == 2 and _first(parts[0]) in COURTESY:
        return " ".join(parts), role  # "Mr, Roe" is a slip
    if len(parts) == 2 and len(parts[0].split()) <= 3 and len(parts[1].split()) <= 3:
        return f"{parts[1]} {parts[0]}", role
    return (parts[0], ", ".join([*parts[1:], role]).strip(" ,")) if parts else (text, role)


def _is_outlet(parts: Sequence[str]) -> bool:
    """David Cochrane, CBC: capitals behind a name that has none."""
    return parts[-1].isupper() and not parts[0].isupper()


def _names_nobody(name: Sequence[str], titled: bool) -> bool:
    text = " ".join(name)
    if titled and len(name) == 1 and _first(text) in SURNAMES_TOO:
        return False
    if text.casefold() in NOBODY:
        return True
    if _NUMBERED.fullmatch(text) or not any(char.isalpha() for char in text):
        return True
    if not titled and len(name) == 1 and text.isascii() and text.isupper() and len(text) <= 3:
        return True  # GC, TK, INT: initials; who they are, a list of participants may say
    return all(
        word in NOBODY or is_office(word) or word.isdigit() or (len(word) == 1 and word.isascii())
        for token in name
        for word in folded(token)
    )


def tidy_name(name: str) -> str:
    """A name in capitals as people write it: "ANTONY J. BLINKEN" is "Antony J. Blinken", "MCKEE" is "McKee"."""
    return " ".join(_tidy_word(word) if word.isupper() else word for word in name.split())


def _tidy_word(word: str) -> str:
    if folded(word) and folded(word)[0] in {"ii", "iii", "iv"}:
        return word
    word = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    return re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), word)
