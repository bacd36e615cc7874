"""Who takes part, as a transcript's header tells: by title, by lines of name and role, by lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.text.kinds import Kind, kind
from index.transcript import Speaker

_ROLE = (
    r"(?:President|Premier|(?:Prime )?Minister|Secretary(?:[ -]General)?|Attorney General|Chancellor|Ambassador|Senator"
    r"|Governor|Representative|Congress(?:wo)?man|Commissioner|Director(?:[ -]General)?|Chair(?:man|woman|person)?"
    r"|Spokes(?:man|woman|person)|Mayor|Admiral|Justice|Professor|Officer|Administrator|Advis[eo]r|Coordinator|Envoy"
    r"|Under ?Secretary|King|Queen|Prince(?:ss)?|Pope|(?:Co-)?Founder|C[EFTO]O|Analyst|Editor|Correspondent)"
)
_WORD = r"(?:[^\W\d_a-z][\w.'’-]*)"  # begins with no small Latin letter
_LINK = r"(?:of|for|the|and|to|de|del|la|von|van|der|bin|al|da|dos|di|e|y|&)"
_NAME = rf"{_WORD}(?: (?:{_LINK} )?{_WORD}){{0,4}}"
NAME_THEN_ROLE = re.compile(
    rf"(?P<name>{_WORD}(?: (?:{_LINK} )?{_WORD}){{1,4}})(?:,| [–—-]+) (?P<role>[^,;]{{0,60}}\b(?i:{_ROLE})\b.{{0,80}}?)"
    r"(?: (?:and|AND|of|OF|&|[–—-]))?"
)
_ROLE_THEN_NAME = re.compile(rf"(?P<role>(?:.* )?{_ROLE}) (?P<name>{_NAME}?)(?: of (?:the )?(?P<land>{_NAME}))?")
_BETWEEN = re.compile(
    r" (?:and|at|in|on|before|with|by|during|after|aboard|between|to|from)(?= )|[,|:(–—]", re.IGNORECASE
)
_LISTS = re.compile(
    r"(?:\w+ ){0,2}(?:attendees|participants|speakers?|panell?ists|guests?|hosts?|interviewe[er]s?|members|management"
    r"|narrators?)|present|in attendance|interview(?: (?:with|of)|ed by)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?P<name>.+?)\s*[(（][A-Z]{1,4}[)）]")


def is_list(line: str) -> bool:
    """Whether the line announces a list of people: "Attendees", "Company Participants:"."""
    return bool(_LISTS.fullmatch(line.rstrip(": ")))


def participants(title: str, lines: Sequence[str], fields: dict[str, list[str]]) -> tuple[Speaker, ...]:
    """Everybody listed, each once, with the role where one is given.

    The label stays empty but where the file gives initials: then it is the name with them, "Rob Palmer (RPR)".
    """
    found: dict[str, Speaker] = {}
    for speaker in [*_titled(title), *_tabled(lines), *_listed(lines), *_fielded(fields), *_with_role(lines)]:
        known = found.get(speaker.name)
        found[speaker.name] = Speaker(
            speaker.label or (known.label if known else ""), speaker.name, speaker.role or (known.role if known else "")
        )
    return tuple(found.values())


def _titled(title: str) -> Iterator[Speaker]:
    for piece in _BETWEEN.split(title[:500]):
        if match := _ROLE_THEN_NAME.fullmatch(piece.strip()):
            yield Speaker("", match["name"], match["role"] + (f" of {match['land']}" if match["land"] else ""))


def _with_role(lines: Sequence[str]) -> Iterator[Speaker]:
    for line in lines:
        key, _, value = line[:500].rpartition(": ")
        if len(key.split()) <= 2 and (match := NAME_THEN_ROLE.fullmatch(value)):
            yield Speaker("", match["name"], match["role"])


def _listed(lines: Sequence[str]) -> Iterator[Speaker]:
    """The names below "Attendees" and such, as long as lines hold names alone."""
    inside = False
    for line in lines:
        if is_list(line):
            inside = True
        elif inside and not NAME_THEN_ROLE.fullmatch(line):
            names = [_named(piece) for piece in re.split(r"[,;、]", line) if piece.strip()]
            inside = sum(name is not None for name in names) > len(names) / 2 and " " in line
            yield from (name for name in names if inside and name)


def _fielded(fields: dict[str, list[str]]) -> Iterator[Speaker]:
    for key, values in fields.items():
        if is_list(key):
            yield from filter(None, (_named(piece) for value in values for piece in re.split(r"[,;、]", value)))


def _tabled(lines: Sequence[str]) -> Iterator[Speaker]:
    """The rows of a table that has a column for names, and perhaps one for initials and one for what they stand for."""
    columns: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = [cell.casefold() for cell in cells]
        elif (
            "name" in columns
            and len(cells) == len(columns)
            and kind(row := cells[columns.index("name")]) is not Kind.NO
        ):
            initials = _cell(columns, cells, "abbreviation", "initials", "abbr")
            yield Speaker(
                f"{row} ({initials})" if initials else "", row, _cell(columns, cells, "role", "title", "organization")
            )


def _cell(columns: list[str], cells: list[str], *names: str) -> str:
    return next((cells[columns.index(name)] for name in names if name in columns), "")


def _named(piece: str) -> Speaker | None:
    piece = piece.strip(" .-*•")
    initials = _INITIALS.fullmatch(piece)
    name = initials["name"] if initials else piece
    fits = len(name.split()) <= 5 and kind(name) in {Kind.TITLE, Kind.UPPER, Kind.UNCASED}
    return Speaker(piece if initials else "", name) if fits else None
