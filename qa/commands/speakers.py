"""``ontherecord speakers``: who speaks in the library; other names for them, which can be taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer
from rich.text import Text

from qa.commands.terminal import Folder, Model, err, opening, out
from qa.show.wording import count

if TYPE_CHECKING:
    from index.renames import Rename
    from index.speakers.people import People, Person
    from qa.library import Library

app = typer.Typer(no_args_is_help=False, invoke_without_command=True)

Only = Annotated[list[str] | None, typer.Option("--transcript", help="Only there (id or title); may be repeated.")]
All = Annotated[bool, typer.Option("--all", help="Also a label such as SPEAKER_00, in every transcript that has it.")]


class Row(TypedDict):
    name: str  # empty where only the label is known
    role: str
    labels: list[str]
    transcripts: list[str]
    turns: int


def rows(people: People) -> list[Row]:
    """Everybody, those who speak most first; parts such as MODERATOR as far as nobody knows who that is."""
    found = [_row(person) for person in people.people]
    return sorted((row for row in found if row), key=lambda row: (-row["turns"], row["name"] or row["labels"][0]))


def _row(person: Person) -> Row | None:
    """None for a part whose every turn is known to be somebody's."""
    heard = [row for row in person.appearances if not (person.anonymous and row.name)]
    if not heard:
        return None
    return {
        "name": person.name,
        "role": person.role,
        "labels": list(dict.fromkeys(row.label for row in heard if row.label)),
        "transcripts": list(dict.fromkeys(row.transcript for row in heard)),
        "turns": sum(row.turns for row in heard),
    }


@app.callback()
def speakers(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
    transcript: Only = None,
    library: Folder = None,
    model: Model = None,
) -> None:
    """List everybody in the library, with roles and labels; rename them, or merge two who are one."""
    if context.invoked_subcommand:
        sources = [context.get_parameter_source(name) for name in context.params]
        if any(source and source.name == "COMMANDLINE" for source in sources):  # they would have no effect
            raise typer.BadParameter(f"options go behind the command: speakers {context.invoked_subcommand} …")
        return
    with opening(library, model) as ours:
        found = rows(ours.people(_chosen(ours, transcript)))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))  # noqa: T201 - for a pipe
        return
    for row in found:
        name = row["name"] or row["labels"][0]
        about = [row["role"]] if row["role"] not in ("", name) else []
        about += [f"printed {label}" for label in row["labels"] if label != name]
        where = count(len(row["transcripts"]), "transcript")
        out.print(
            Text(f"{count(row['turns'], 'turn'):>11} in {where:<14} "),
            Text(name, "bold"),
            Text(f"  ({'; '.join(about)})" if about else ""),
            sep="",
        )


@app.command()
def rename(
    who: Annotated[str, typer.Argument(help="A name or a label, as the list has it.")],
    name: Annotated[str, typer.Argument(help="What to call them.")],
    transcript: Only = None,
    everywhere: All = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Call somebody by another name. The text of the transcripts stays as it is."""
    from index.renames import rename, tidied

    cleaned = tidied(name)
    if not cleaned:
        raise typer.BadParameter("the new name is empty, or has characters that cannot be printed")
    with opening(library, model) as ours:
        chosen = _chosen(ours, transcript)
        _keep(ours, rename(ours.store.appearances(), who, cleaned, chosen, everywhere))


@app.command()
def merge(
    who: Annotated[str, typer.Argument(help="A name or a label, as the list has it.")],
    into: Annotated[str, typer.Argument(help="The name or label that the same person has too, and keeps.")],
    transcript: Only = None,
    everywhere: All = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Say that two are one person: what WHO says is said by INTO."""
    from index.renames import merge

    with opening(library, model) as ours:
        chosen = _chosen(ours, transcript)
        _keep(ours, merge(ours.store.appearances(), who, into, chosen, everywhere))


@app.command()
def undo(library: Folder = None, model: Model = None) -> None:
    """Take back the last renaming or merging; again for the one before."""
    with opening(library, model) as ours:
        undone = ours.store.undo()
    if not undone:
        err.print("there is no renaming to take back")
        raise typer.Exit(1)
    _print("undone", undone)


def _chosen(ours: Library, transcripts: Sequence[str] | None) -> list[str]:
    return [ours.find(wanted).id for wanted in transcripts or []]


def _keep(ours: Library, renames: Sequence[Rename]) -> None:
    ours.store.rename(renames)
    if not renames:
        err.print("they are called that already")
    _print("renamed", renames)


def _print(what: str, renames: Sequence[Rename]) -> None:
    for who, name in dict.fromkeys((each.who, each.name) for each in renames):
        where = [each.transcript for each in renames if (each.who, each.name) == (who, name)]
        out.print(Text(f"{what:<8} {who} → {name} in {count(len(where), 'transcript')}"))
