"""``ontherecord check``: whether a quote is exact. Exit codes: 0 it is, 1 it is not, 2 an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qa.commands.terminal import SIGNS, Folder, Model, opening, out, print_json, print_words

if TYPE_CHECKING:
    from qa.quotes.check import Check
    from qa.quotes.search import Match


def check(
    quote: Annotated[str, typer.Argument(help='What is said to have been said; "Park: …" names the speaker too.')],
    as_json: Annotated[bool, typer.Option("--json", help="Print the check as JSON, for scripts.")] = False,
    speaker: Annotated[str, typer.Option(help="To whom the quote is attributed.")] = "",
    transcript: Annotated[list[str] | None, typer.Option(help="Only this transcript (id or title).")] = None,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Check a quote: is it exact, altered (and where), said by someone else, or not in the library?

    Exit code 1 means that it is not exact. Where words differ, those said and left out stand in [-…-], those put in in
    {+…+}.
    """
    from qa.quotes import verdicts
    from qa.quotes.check import Verdict
    from qa.quotes.check import check as check_quote

    with opening(library, model) as opened:
        chosen = [opened.find(wanted).id for wanted in transcript or []]
        checked = check_quote(quote, opened, speaker=speaker, transcripts=chosen)
    if as_json:
        print_json(verdicts.as_json(checked))
    else:
        _print(checked)
    raise typer.Exit(0 if checked.verdict is Verdict.EXACT else 1)


def _print(checked: Check) -> None:
    from qa.quotes import verdicts
    from qa.show.render import reference

    finding, rest = verdicts.verdict_text(checked)
    out.print(Text.assemble((finding, "bold"), rest))
    _print_matches(checked.quote, checked.matches)
    if checked.elsewhere:
        out.print(Text(f"\n{verdicts.elsewhere_heading(checked)}", "bold"))
        _print_matches(checked.quote, checked.elsewhere)
    if checked.closest:
        out.print(Text(f"\n{verdicts.CLOSEST}", "bold"))
        _print_words(checked.closest.quote, reference(checked.closest))


def _print_matches(quote: str, matches: Sequence[Match]) -> None:
    from qa.quotes.verdicts import as_marked
    from qa.show.render import reference

    for match in matches:
        if match.exact:
            for place in match.places:
                _print_words(place.quote, reference(place))
        else:
            words = _coloured(quote, match) if out.is_terminal else as_marked(quote, match)
            _print_words(words, reference(match.places[0]))


def _print_words(words: str | Text, reference: str) -> None:
    out.print()
    if isinstance(words, Text):
        out.print(words)
    else:
        print_words(words)
    out.print(Text(f"  — {reference}", "cyan"))


def _coloured(quote: str, match: Match) -> Text:
    from qa.quotes.align import Kind
    from qa.quotes.verdicts import segments

    words = Text()
    for segment in segments(quote, match):
        kept = segment.kind is Kind.KEPT
        words.append((segment.said or (" […] " if kept else "")).translate(SIGNS), "" if kept else "red strike")
        words.append(segment.put.translate(SIGNS), "green underline")
    return words
