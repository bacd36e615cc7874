"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from index.formats import FORMATS

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def table() -> str:
    rows = [("Format", "Where such files come from"), ("---", "---")]
    rows += [(known.name[:1].upper() + known.name[1:], known.producers) for known in FORMATS]
    return "\n".join(f"| {name} | {producers} |" if name != "---" else "|---|---|" for name, producers in rows)


def test_the_table_of_formats_is_that_of_the_program() -> None:
    written = re.findall(r"^\| Format \|.*(?:\n\|.*)*", README, re.MULTILINE)
    assert written == [table()], f"write this into README.md:\n{table()}"
