"""The command as scripts use it: what it prints, where, its exit codes, and what it leaves behind when it fails."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from typing_extensions import is_typeddict

import qa.library
from index.encoder import EMBEDDED, SentenceEncoder
from index.local.database import Database
from index.local.store import LocalStore
from index.transcript import Transcript
from qa import cli, open_library
from qa.commands import terminal
from qa.show.render import AnswerJson
from tests.fakes import WordEncoder

ROOT = Path(__file__).parents[1]
TRADE = b"""ANNA LEE:  We trade with China.  It is trade in ships.

BEN OKAFOR:  The wheat\tis under rain.

ANNA LEE:  Yes.
"""
VOTE = b"CLEO RUIZ:  The vote is on the school.\n\nANNA LEE:  There will be music.\n"
NO_SPEAKERS = b"The rain fell on the wheat all day.\n\nNobody could say where the ships had gone.\n"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, on the library in ``tmp_path``, with a model that counts words."""
    monkeypatch.setenv("ONTHERECORD_LIBRARY", str(tmp_path / "library"))
    monkeypatch.delenv("ONTHERECORD_MODEL", raising=False)
    monkeypatch.setattr(qa.library, "SentenceEncoder", WordEncoder)

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["ontherecord", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, *capfd.readouterr())

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in {"trade.txt": TRADE, "vote.txt": VOTE, "plain.txt": NO_SPEAKERS}.items():
        (folder / name).write_bytes(data)
    return folder


def kept(folder: Path) -> list[Transcript]:
    with closing(LocalStore(folder)) as store:
        return [store.transcript(summary.id) for summary in store.transcripts()]


def failed(ran: Ran, *says: str) -> None:
    """One clear sentence on stderr that says these things, nothing on stdout, and exit code 2."""
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    for words in says:
        assert words in ran.err


# -- adding, listing, showing, removing ------------------------------------------------------------------------------


def test_what_was_added_is_listed_shown_found_and_removed(run: Run, files: Path, tmp_path: Path) -> None:
    added = run("add", files / "trade.txt", files / "vote.txt")
    assert added.code == 0
    ids = [transcript.id for transcript in kept(tmp_path / "library")]
    assert added.out == f"added    {ids[0]}  trade.txt\nadded    {ids[1]}  vote.txt\n"
    listed = run("list")
    assert listed.code == 0
    assert [line.split()[0] for line in listed.out.splitlines()] == ids
    assert "3 turns, 2 speakers" in listed.out.splitlines()[0]
    asked = run("ask", "What did Anna Lee say about trade?")
    assert asked.code == 0
    assert "\nIt is trade in ships.\n" in asked.out or "We trade with China.  It is trade in ships.\n" in asked.out
    removed = run("remove", ids[0])
    assert (removed.code, removed.out.split()[:2]) == (0, ["removed", ids[0]])
    assert [line.split()[0] for line in run("list").out.splitlines()] == [ids[1]]
    assert run("ask", "What was said about trade and wheat?").code == 1
    assert run("add", files / "trade.txt").out == f"added    {ids[0]}  trade.txt\n"
    assert run("ask", "What did Anna Lee say about trade?") == asked


def test_adding_twice_adds_once(run: Run, files: Path, tmp_path: Path) -> None:
    run("add", files / "trade.txt")
    again = run("add", files / "trade.txt")
    assert (again.code, again.out.split()[0], again.err) == (0, "present", "")
    assert len(kept(tmp_path / "library")) == 1


def test_a_bad_file_stops_no_other(run: Run, files: Path, tmp_path: Path) -> None:
    (files / "empty.txt").write_bytes(b"")
    mixed = run("add", files / "empty.txt", files / "trade.txt")
    assert mixed.code == 1
    assert mixed.out.startswith("added ")
    assert mixed.err == (
        "failed   empty.txt: the file is empty; check that the export was complete\n"
        "1 of 2 could not be added; nothing of them is in the library\n"
    )
    assert [transcript.source for transcript in kept(tmp_path / "library")] == ["trade.txt"]


def test_list_as_json(run: Run, files: Path) -> None:
    run("add", files / "trade.txt")
    (listed,) = json.loads(run("list", "--json").out)
    assert (listed["source"], listed["turns"], listed["duration_ms"]) == ("trade.txt", 3, None)
    assert len(listed["speakers"]) == 2


def test_show_prints_every_turn_word_for_word(run: Run, files: Path, tmp_path: Path) -> None:
    run("add", files / "trade.txt")
    (transcript,) = kept(tmp_path / "library")
    shown = run("show", transcript.id)
    assert shown.code == 0
    assert "wheat\tis" in shown.out
    at = 0
    for turn in transcript.turns:
        assert turn.speaker is not None
        at = shown.out.index(f"{turn.speaker.who}\n{turn.text}\n", at)
    second = run("show", transcript.id[:6], "--turn", 2).out
    assert second.strip().splitlines()[-1] == transcript.turns[1].text
    assert "We trade" not in second


@pytest.mark.parametrize("turn", ["0", "4", "first"])
def test_a_turn_that_is_not_there(run: Run, files: Path, tmp_path: Path, turn: str) -> None:
    run("add", files / "trade.txt")
    shown = run("show", kept(tmp_path / "library")[0].id, "--turn", turn)
    assert (shown.code, shown.out) == (2, "")
    assert "--turn" in shown.err


@pytest.mark.parametrize(
    "command", [["show", "nothing"], ["remove", "nothing"], ["ask", "Why?", "--transcript", "nothing"]]
)
def test_a_transcript_that_is_not_there(run: Run, files: Path, tmp_path: Path, command: list[str]) -> None:
    run("add", files / "trade.txt")
    failed(run(*command), "nothing: no transcript goes by that name", "`ontherecord list`")
    assert len(kept(tmp_path / "library")) == 1


def test_remove_takes_all_or_none(run: Run, files: Path, tmp_path: Path) -> None:
    run("add", files)
    failed(run("remove", kept(tmp_path / "library")[0].id, "nothing"))
    assert len(kept(tmp_path / "library")) == 3


def test_a_new_library_has_the_sample(run: Run) -> None:
    assert "turns" in run("list").out


def test_characters_that_command_a_terminal_are_shown_as_signs_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "A \x1b[31mred\x1b[0m\tword.\nNext\r\x9b2J"
    monkeypatch.setattr(terminal.out, "_force_terminal", False)
    terminal.print_words(words)
    assert capsys.readouterr().out == words + "\n"
    monkeypatch.setattr(terminal.out, "_force_terminal", True)
    terminal.print_words(words)
    assert capsys.readouterr().out == "A ␛[31mred␛[0m\tword.\nNext␍␡2J\n"


# -- asking ----------------------------------------------------------------------------------------------------------


def test_silence_has_its_own_exit_code(run: Run, files: Path) -> None:
    run("add", files / "trade.txt")
    silent = run("ask", "What did Merkel say?")
    assert (silent.code, silent.err) == (1, "")
    assert "Merkel" in silent.out
    answer = json.loads(run("ask", "What did Merkel say?", "--json").out)
    assert (answer["answered"], answer["silence"], answer["quotes"]) == (False, "unknown_person", [])


@pytest.mark.parametrize("question", ["", "?!", "why " * 1_000])
def test_what_is_no_question(run: Run, files: Path, question: str) -> None:
    run("add", files / "trade.txt")
    failed(run("ask", question), "ontherecord: The question has ", "; ask ")


def test_options_narrow_the_answer(run: Run, files: Path, tmp_path: Path) -> None:
    run("add", files)
    ids = {transcript.source: transcript.id for transcript in kept(tmp_path / "library")}

    def quotes(*options: object) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(run("ask", "rain on the wheat", "--json", *options).out)["quotes"]
        return found

    assert {quote["transcript"]["id"] for quote in quotes()} == {ids["trade.txt"], ids["plain.txt"]}
    assert {quote["transcript"]["id"] for quote in quotes("--transcript", ids["plain.txt"])} == {ids["plain.txt"]}
    assert {quote["speaker"].lower() for quote in quotes("--speaker", "Okafor")} == {"ben okafor"}
    assert quotes("--speaker", "Cleo Ruiz") == []
    assert len(quotes("--limit", 1)) == 1


def check_shape(value: Any, shape: Any) -> None:
    """That JSON is what the documented types say, no key more and none less."""
    if is_typeddict(shape):
        assert value.keys() == get_type_hints(shape).keys()
        for key, hint in get_type_hints(shape).items():
            check_shape(value[key], hint)
    elif get_origin(shape) is list:
        for item in value:
            check_shape(item, *get_args(shape))
    elif isinstance(shape, UnionType):
        check_shape(value, next(part for part in get_args(shape) if (part is NoneType) == (value is None)))
    else:
        assert isinstance(value, shape)


# -- failures --------------------------------------------------------------------------------------------------------

BAD = {
    "empty.txt": (b"", "the file is empty; check that the export was complete"),
    "blank.vtt": (b" \n\n", "the file is empty; check that the export was complete"),
    "binary.bin": (b"\x7fELF\0\0\0\1\2\3", "this is in no format that can be read; export it as one of: PDF, "),
    "nothing.vtt": (b"WEBVTT\n\n", "; check"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_transcript(run: Run, files: Path, tmp_path: Path, name: str) -> None:
    run("add", files / "trade.txt")
    before = kept(tmp_path / "library")
    data, says = BAD[name]
    (files / name).write_bytes(data)
    refused = run("add", files / name)
    assert (refused.code, refused.out) == (2, "")
    first, second = refused.err.splitlines()
    assert first.startswith(f"failed   {name}: ")
    assert says in first
    assert second == "1 of 1 could not be added; nothing of them is in the library"
    assert kept(tmp_path / "library") == before


def test_a_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    refused = run("add", tmp_path / "missing.txt")
    assert refused.code == 2
    assert f"failed   {tmp_path}/missing.txt: there is no such file; check the path\n" in refused.err


def test_a_text_without_speakers_is_no_failure(run: Run, files: Path, tmp_path: Path) -> None:
    added = run("add", files / "plain.txt")
    assert (added.code, added.err) == (0, "")
    (transcript,) = kept(tmp_path / "library")
    assert [turn.speaker for turn in transcript.turns] == [None] * len(transcript.turns)
    asked = run("ask", "What was said about rain on the wheat?")
    assert asked.code == 0
    assert "\nThe rain fell on the wheat all day.\n" in asked.out


def test_a_full_disk(run: Run, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", files / "trade.txt")
    before = kept(tmp_path / "library")
    (files / "long.txt").write_bytes(TRADE * 5_000)
    connect = Database._connect

    def small(database: Database) -> sqlite3.Connection:
        connection = connect(database)
        connection.execute("PRAGMA max_page_count = 80")
        return connection

    monkeypatch.setattr(Database, "_connect", small)
    refused = run("add", files / "vote.txt", files / "long.txt", files / "plain.txt")
    assert refused.code == 2
    assert refused.out.startswith("added ")
    assert refused.out.endswith("vote.txt\n")  # what was added before is there, and said to be
    (said,) = refused.err.splitlines()
    assert "there is no space left on the disk; make room and try again" in said
    assert [transcript.source for transcript in kept(tmp_path / "library")] == ["trade.txt", "vote.txt"]
    assert kept(tmp_path / "library")[:1] == before


@pytest.mark.parametrize("command", [["ask", "trade"], ["list"], ["add", "trade.txt"], ["remove", "trade.txt"]])
def test_a_library_of_another_model(run: Run, files: Path, tmp_path: Path, command: list[str]) -> None:
    run("add", files / "trade.txt")
    before = kept(tmp_path / "library")
    failed(
        run(*command, "--model", "other"),
        f"its vectors were made by {EMBEDDED}, not by other",
        "run `ontherecord reindex --model other`",
        f"ONTHERECORD_MODEL to {EMBEDDED}",
    )
    assert kept(tmp_path / "library") == before


def test_the_cure_for_another_model_works(run: Run, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.encoder.SentenceEncoder", WordEncoder)
    run("add", files / "trade.txt", files / "vote.txt")
    done = run("reindex", "--model", "other")
    assert (done.code, done.out) == (0, "reindexed 2 transcripts\n")
    assert run("ask", "trade in ships", "--model", "other").code == 0
    failed(run("ask", "trade in ships"), "made by other")


def test_a_library_of_a_newer_version(run: Run, files: Path, tmp_path: Path) -> None:
    run("add", files / "trade.txt")
    file = tmp_path / "library" / "library.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 9")
    before = file.read_bytes()
    for command in (["list"], ["ask", "trade"], ["add", files / "vote.txt"]):
        failed(run(*command), "library format 9", "; update On the Record")
    assert file.read_bytes() == before


def test_a_file_that_is_no_library(run: Run, tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.sqlite3").write_bytes(b"no library " * 500)
    failed(run("list"), "library.sqlite3", "; run `ontherecord repair`, or `ontherecord restore`")


def test_a_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "library").write_bytes(b"a file")
    failed(run("list"), str(tmp_path / "library"), "; allow this user to write the folder")


def test_an_unknown_model_leaves_no_library_without_its_sample(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as real:
        real.setattr(qa.library, "SentenceEncoder", SentenceEncoder)
        failed(run("list", "--model", str(tmp_path)), f"The model {tmp_path} cannot be loaded (", "; give the name")
    assert "turns" in run("list").out


def test_a_folder_that_may_not_be_written(run: Run, files: Path, tmp_path: Path) -> None:
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can become another user")
    run("add", files / "trade.txt")
    library = tmp_path / "library"
    for folder in (library, *library.parents):
        if folder.is_relative_to(tmp_path.parents[2]) and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
    before = {file.name: file.read_bytes() for file in library.iterdir()}
    code = """
import contextlib, io, os, sys
import faiss, index.build, index.intake.sources, qa.commands.adding
from qa.cli import main
arguments, sys.argv[1:] = sys.argv[1:], ["list", *sys.argv[-2:]]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()  # loads what the other user may not be allowed to read
os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.argv[1:] = arguments
main()
"""
    for command in (["list"], ["remove", "trade.txt"], ["add", str(files / "vote.txt")]):
        done = subprocess.run(
            [sys.executable, "-c", code, *command, "--library", str(library)], cwd=ROOT, capture_output=True, text=True
        )
        failed(Ran(done.returncode, done.stdout, done.stderr), str(library), "; allow this user to write the folder")
    assert {file.name: file.read_bytes() for file in library.iterdir()} == before


# -- the real model, in a process of its own -------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "library"
    open_library(folder, with_sample=True).store.close()
    return folder


@pytest.fixture
def sample(sample_library: Path, tmp_path: Path) -> Path:
    """A library with the sample transcript, free to be changed."""
    return Path(shutil.copytree(sample_library, tmp_path / "sample"))


@pytest.fixture
def ontherecord(sample: Path) -> Iterator[Callable[..., Ran]]:
    def run(*arguments: str) -> Ran:
        environment = {**os.environ, "ONTHERECORD_LIBRARY": str(sample), "HF_HUB_OFFLINE": "1"}
        environment.pop("ONTHERECORD_MODEL", None)
        done = subprocess.run(
            [sys.executable, "-m", "qa.cli", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    yield run


def test_ask_prints_the_quotes(ontherecord: Run) -> None:
    asked = ontherecord("ask", "How much have Korean companies invested in the United States?")
    assert (asked.code, asked.err) == (0, "")
    quote, reference = asked.out.strip().splitlines()[:2]
    assert "$110 billion" in quote
    assert reference.startswith("  — Antony J. Blinken, ")
    assert ", 9 Nov 2023, turn " in reference
    assert "\x1b" not in asked.out  # colours are for terminals


def test_ask_as_json_is_the_documented_shape_and_word_for_word(ontherecord: Run, sample: Path) -> None:
    asked = ontherecord("ask", "what did Park say about China?", "--json")
    assert (asked.code, asked.err) == (0, "")
    answer = json.loads(asked.out)
    check_shape(answer, AnswerJson)
    assert (answer["question"], answer["understood"]["speakers"]) == ("what did Park say about China?", ["Park Jin"])
    assert answer["related"]
    with closing(LocalStore(sample)) as store:
        for quote in [*answer["quotes"], *answer["related"]]:
            turn = store.transcript(quote["transcript"]["id"]).turns[quote["turn"]]
            assert quote["text"] == turn.text[quote["start"] : quote["end"]]
            assert turn.speaker is not None
            assert quote["speaker"] == turn.speaker.who
    assert {quote["speaker"] for quote in answer["quotes"]} == {"Park Jin"}


@pytest.mark.parametrize("command", [["show", "Blinken"], ["list"], ["list", "--json"]])
def test_a_reader_that_has_enough_gets_no_complaint(sample: Path, command: list[str]) -> None:
    """As in ``ontherecord list | head -n 1``."""
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", *command, "--library", sample], cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    assert done.stderr == b""
