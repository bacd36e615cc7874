"""The ``ontherecord`` command. Exit codes: 0 done or answered, 1 nothing found or some of it failed, 2 an error."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from index.errors import OnTheRecordError, OutOfMemory
from qa.commands import access, check, media, saving, server, speakers, stores, upkeep
from qa.commands.terminal import Folder, Model, err, opening, out, print_json, print_words, progressing

if TYPE_CHECKING:
    from qa.answer import Citation

app = typer.Typer(
    help="Ask what was said in your transcripts; get the speakers' exact words, each with its place.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(speakers.app, name="speakers")
app.add_typer(access.token, name="token")
app.add_typer(access.collection, name="collection")
app.command()(access.audit)
app.command()(check.check)
app.command()(media.media)
app.command("set")(media.set_)
app.command()(upkeep.verify)
app.command()(upkeep.repair)
app.command()(upkeep.backup)
app.command()(upkeep.restore)
app.command()(upkeep.copy)


@app.command()
def add(
    paths: Annotated[
        list[Path], typer.Argument(help='Transcript files, folders or zip archives of them, "*.vtt", - for stdin.')
    ],
    explain: Annotated[bool, typer.Option("--explain", help="Only print what is understood of each file.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Follow a folder: add, update, remove as it changes.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also replace what came from a file of that name elsewhere.")
    ] = False,
    title: Annotated[str, typer.Option(help="The title, whatever the file says.")] = "",
    date: Annotated[str, typer.Option(help="The date: 2023-11-09, 2023-11 or 2023.")] = "",
    speakers: Annotated[str, typer.Option(help='Who is behind labels: "SPEAKER_00=Ana Lima,SPEAKER_01=Bo Chen".')] = "",
    collection: Annotated[
        list[str] | None, typer.Option(help="Put new transcripts into this collection; may be repeated.")
    ] = None,
    workers: Annotated[
        int,
        typer.Option(min=0, help="Processes that read and encode files beside each other; 0: as suits the machine."),
    ] = 1,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Add transcripts. A file that is there already is not added twice; a bad one does not stop the others.

    A file that has changed since it was added from the same place replaces its former version.
    """
    from qa.commands import adding

    given = adding.given(title, date, speakers)
    if watch and (title or date or speakers or explain or replace or collection or workers != 1):
        raise typer.BadParameter("--watch goes with no other option")
    if watch:
        adding.watch(paths, library, model)
    elif explain:
        adding.explain(paths, given)
    else:
        adding.add(paths, given, replace, collection or [], library, model, workers)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help='For example: "what did Park say about China?"')],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for scripts.")] = False,
    speaker: Annotated[list[str] | None, typer.Option(help="Only this person's words; may be repeated.")] = None,
    transcript: Annotated[list[str] | None, typer.Option(help="Only this transcript (id or title).")] = None,
    since: Annotated[str, typer.Option(help="Only transcripts from this date on: 2023-11-09, 2023-11 or 2023.")] = "",
    until: Annotated[str, typer.Option(help="Only transcripts up to this date, it included.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most this many quotes.")] = 5,
    kind: Annotated[saving.Kind | None, typer.Option("--format", help="Write the answer in this format.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write it to this file; its ending tells the format.")] = None,
    page: Annotated[str, typer.Option(help="The address of the page, for links from the quotes.")] = "",
    library: Folder = None,
    model: Model = None,
) -> None:
    """Answer a question with the speakers' exact words. Exit code 1 means that nobody says it."""
    from qa import ask as answer_to
    from qa.answer import Confidence
    from qa.show import render
    from qa.show.wording import confidence_text

    written = saving.Kind.JSON if as_json else saving.kind_of(kind, output)
    with opening(library, model) as opened:
        chosen = [opened.find(wanted).id for wanted in transcript or []]
        who = speaker or []
        answer = answer_to(question, opened, speakers=who, transcripts=chosen, since=since, until=until, limit=limit)
    if written:
        saving.write(answer, written, output, page)
    else:
        if answer.silence:
            out.print(Text("".join(render.silence_text(answer))))
        for line in render.options_text(answer):
            out.print(Text(f"  {line}"))
        if told := render.sources_text(answer) or render.mentions_text(answer):
            out.print(Text(told))
        if answer.confidence is Confidence.WEAK and answer.quotes:
            out.print(Text(" – ".join(confidence_text(answer)).capitalize()))
        _print_quotes("", answer.quotes)
        _print_quotes("What others say about it", answer.related)
        _print_quotes("Closest, which may not answer", answer.closest)
    raise typer.Exit(0 if answer.quotes else 1)


@app.command("list")
def list_transcripts(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """List the transcripts in the library."""
    from dataclasses import asdict

    with opening(library, model) as opened:
        summaries = opened.store.transcripts()
    if as_json:
        print_json([asdict(summary) for summary in summaries])
        return
    for summary in summaries:
        out.print(
            Text(f"{summary.id}  "),
            Text(f"{summary.date or '-':<10}  "),
            Text(summary.title, "bold"),
            Text(f"  {summary.turns} turns, {len(summary.speakers)} speakers"),
            sep="",
        )


@app.command()
def remove(
    transcripts: Annotated[list[str], typer.Argument(help="Ids or titles.")],
    library: Folder = None,
    model: Model = None,
) -> None:
    """Remove transcripts, so that nothing of them is found any more."""
    with opening(library, model) as opened:
        for found in [opened.find(wanted) for wanted in transcripts]:
            opened.store.remove(found.id)
            out.print(Text(f"removed  {found.id}  {found.title}"))
        opened.store.flush()


@app.command()
def show(
    transcript: Annotated[str, typer.Argument(help="Id or title.")],
    turn: Annotated[int | None, typer.Option(min=1, help="Only this turn, counted from 1.")] = None,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Print a transcript: who says what, word for word."""
    with opening(library, model) as opened:
        whole = opened.store.transcript(opened.find(transcript).id)
    if turn is None:
        out.print(Text(whole.title, "bold"))
        out.print(Text("  ".join(part for part in (whole.date, whole.place) if part)))
    elif turn > len(whole.turns):
        raise typer.BadParameter(f"{whole.title} has {len(whole.turns)} turns", param_hint="--turn")
    for number, said in enumerate(whole.turns, start=1):
        if turn in (None, number):
            out.print()
            out.print(Text(f"{number:>4}  "), Text(said.speaker.who if said.speaker else "", "bold cyan"), sep="")
            print_words(said.text)


app.command()(server.serve)
app.command()(server.config)


@app.command()
def evaluate(
    questions: Annotated[
        list[Path], typer.Argument(help="Files of questions, JSON lines.", exists=True, dir_okay=False)
    ],
    transcripts: Annotated[
        list[Path] | None, typer.Option(help="Ask these files or folders, in a library of their own.")
    ] = None,
    misses: Annotated[bool, typer.Option(help="List every question that was not answered rightly.")] = False,
    library: Folder = None,
    model: Model = None,
) -> None:
    """Measure the answers on files of questions, beside plain cosine over paragraphs."""
    from tempfile import TemporaryDirectory

    from index import build
    from index.intake.sources import sources
    from qa import evaluate as measure
    from qa.library import open_library
    from qa.server.settings import load

    asked = [question for path in questions for question in measure.read_questions(path)]
    with TemporaryDirectory() as own, progressing() as progress:
        here = replace(load().settings, store="")
        opened = (
            open_library(Path(own), model, settings=here)
            if transcripts
            else open_library(library, model, with_sample=True)
        )
        for result in build.add(sources(transcripts or []), opened.store, opened.encoder, progress):
            if result.error:
                raise result.error
        ours = list(measure.run(asked, opened, measure.ours))
        plain = list(measure.run(asked, opened, measure.plain_cosine))
        opened.store.close()
    for line in measure.report(ours, plain, misses):
        out.print(Text(line))


@app.command()
def reindex(library: Folder = None, model: Model = None) -> None:
    """Make all vectors anew, from the stored files: after another model was chosen."""
    from index import build
    from index.encoder import SentenceEncoder
    from qa.library import model_name

    cure = "copy it to a FOLDER, `ontherecord reindex --library FOLDER`, and copy that to another name on the server"
    folder = stores.folder(library, "reindex", cure)
    with progressing() as progress:
        count = build.reindex(folder, SentenceEncoder(model_name(model)), progress)
    out.print(f"reindexed {count} transcripts")


def _print_quotes(heading: str, citations: tuple[Citation, ...]) -> None:
    from qa.show.render import reference

    if citations and heading:
        out.print(Text(f"\n{heading}", "bold"))
    for citation in citations:
        out.print()
        print_words(citation.quote)
        out.print(Text(f"  — {reference(citation)}", "cyan"))


def main() -> None:
    """A signal to stop ends a command as an error would: what it did is told, and the library closed."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except OnTheRecordError as error:
        _fail(str(error))
    except (MemoryError, RuntimeError) as error:
        if not OutOfMemory.tells(error):
            raise
        _fail(str(OutOfMemory(" ".join(sys.argv[1:2]))))
    finally:
        signal.signal(signal.SIGTERM, before)


def _fail(why: str) -> None:
    err.print(Text(f"ontherecord: {why}", "red"))
    sys.exit(2)


if __name__ == "__main__":
    main()
