"""The front matter of Markdown files: the ``key: value`` lines between two lines of three dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.formats.text.lines import Line

_FIELD = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:\s+(?P<value>.*))?$")
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)$")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))")


def extent(lines: Sequence[Line]) -> int:
    """How many lines at the top are front matter: 0 where there is none, or where it never ends."""
    if not lines or lines[0].text.strip() != "---":
        return 0
    end = next((at for at, line in enumerate(lines[1:200], 1) if line.text.strip() in {"---", "..."}), 0)
    return end + 1 if end > 1 and _FIELD.match(lines[1].text) else 0


def fields(lines: Sequence[str]) -> dict[str, list[str]]:
    """The values under each key, in lower case. Only what transcripts use of YAML: strings, folded lines, lists."""
    found: dict[str, list[str]] = {}
    values: list[str] = []
    for line in lines:
        if field := _FIELD.match(line):
            values = found.setdefault(field["key"].lower(), [])
            values.extend(_list(field["value"] or ""))
        elif item := _ITEM.match(line):
            values.append(item["value"].strip())
        elif line.startswith(" ") and values:  # YAML folds a long value onto indented lines
            values[-1] = values[-1].removesuffix("\\") + ("" if values[-1].endswith("\\") else " ") + line.strip()
    return {key: [_unquote(value) for value in values] for key, values in found.items()}


def _list(value: str) -> list[str]:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return [item.strip() for item in value[1:-1].split(",") if item.strip()]
    return [value] if value else []


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return _ESCAPE.sub(_unescape, value[1:-1])
    return value


def _unescape(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        return chr(int(code, 16))
    return {"_": "\u00a0", "n": "\n", "t": "\t"}.get(match[3], match[3])
