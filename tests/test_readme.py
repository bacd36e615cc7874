"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from index.formats import FORMATS
from qa.quotes import verdicts
from qa.show import render

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def table() -> str:
    rows = [("Format", "Where such files come from"), ("---", "---")]
    rows += [(known.name[:1].upper() + known.name[1:], known.producers) for known in FORMATS]
    return "\n".join(f"| {name} | {producers} |" if name != "---" else "|---|---|" for name, producers in rows)


def test_the_table_of_formats_is_that_of_the_program() -> None:
    written = re.findall(r"^\| Format \|.*(?:\n\|.*)*", README, re.MULTILINE)
    assert written == [table()], f"write this into README.md:\n{table()}"


def test_the_keys_of_the_json_are_those_of_its_types() -> None:
    shown = re.findall(r"^```$(.*?)^```$", (ROOT / "docs" / "json.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    answer, check = ({*re.findall(r'"(\w+)":', block)} for block in shown)
    parts = (
        render.UnderstoodJson,
        render.OptionJson,
        render.CitationJson,
        render.MentionsJson,
        render.SpeakerCountJson,
    )
    assert answer == keys(render.AnswerJson, render.TranscriptJson, *parts)
    assert check == keys(verdicts.CheckJson, verdicts.MatchJson, verdicts.PieceJson, verdicts.SaidPieceJson) | {
        *verdicts.SearchedJson.__annotations__
    }


def test_what_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def keys(*types: type) -> set[str]:
    return {key for each in types for key in each.__annotations__}
