"""``ontherecord add`` with all its kinds of sources, and ``ontherecord speakers``: output, exit codes, what is kept."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import qa.library
from qa import cli
from tests.fakes import WordEncoder

TRADE = b"ANNA LEE:  We trade with China.\n\nBEN OKAFOR:  The wheat is under rain.\n\nANNA LEE:  Yes.\n"
VOTE = b"CLEO RUIZ:  The vote is on the school.\n\nANNA LEE:  There will be music.\n\nCLEO RUIZ:  Good.\n"
CALL = [{"speaker": f"SPEAKER_0{n % 2}", "text": f"Rain number {n}.", "start": n, "end": n + 1} for n in range(4)]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: its exit code, stdout and stderr. The library has no sample in it."""
    monkeypatch.setenv("ONTHERECORD_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setattr(qa.library, "SentenceEncoder", WordEncoder)

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ontherecord", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        return (ended.value.code, *capfd.readouterr())

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "trade.txt").write_bytes(TRADE)
    (folder / "vote.txt").write_bytes(VOTE)
    (folder / "call.json").write_text(json.dumps(CALL))
    (folder / "second.json").write_text(json.dumps(CALL[:3]))
    return folder


def outcomes(out: str) -> list[tuple[str, str]]:
    return [(line.split()[0], line.split()[-1]) for line in out.splitlines()]


def people(run: Run, *arguments: object) -> dict[str, tuple[int, int]]:
    """Everybody's transcripts and turns."""
    code, out, _ = run("speakers", "--json", *arguments)
    assert code == 0
    return {row["name"] or row["labels"][0]: (len(row["transcripts"]), row["turns"]) for row in json.loads(out)}


# -- adding ----------------------------------------------------------------------------------------------------------


def test_several_processes_print_what_one_prints(run: Run, files: Path, tmp_path: Path) -> None:
    (files / "bad.bin").write_bytes(b"\0\1\2")
    one = run("add", "--library", tmp_path / "one", files)
    assert run("add", "--library", tmp_path / "several", "--workers", 2, files) == one
    assert one[0] == 1
    assert outcomes(one[1]) == [("added", f"{name}") for name in ("call.json", "second.json", "trade.txt", "vote.txt")]
    listed = [run("list", "--library", tmp_path / name)[1] for name in ("one", "several")]
    assert listed[0] == listed[1] != ""
    assert run("add", "--workers", 2, "--watch", files)[0] == 2


def test_a_batch_goes_on_past_what_is_bad_and_ends_with_a_list_of_it(run: Run, files: Path) -> None:
    with zipfile.ZipFile(files / "talks.zip", "w") as archive:
        archive.writestr("bad.bin", b"\0\1\2")
        archive.writestr("good.txt", TRADE)
    code, out, err = run("add", files / "none.txt", files / "*.srt", files / "talks.zip", files / "vote.txt")
    assert code == 1
    assert outcomes(out) == [("added", "good.txt"), ("added", "vote.txt")]
    lines = err.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        f"failed   {files / 'none.txt'}",
        f"failed   {files / '*.srt'}",
        "failed   bad.bin",
        "3 of 5 could not be added; nothing of them is in the library",
    ]
    assert run("add", files / "none.txt", files / "*.srt")[0] == 2


def test_a_file_that_changed_is_updated(run: Run, files: Path) -> None:
    run("add", files / "vote.txt")
    (files / "vote.txt").write_bytes(TRADE)
    code, out, _ = run("add", files)
    assert code == 0
    assert ("updated", "vote.txt") in outcomes(out) or ("present", "vote.txt") in outcomes(out)
    assert len(run("list")[1].splitlines()) == 3
    (files / "other").mkdir()
    (files / "other" / "call.json").write_text(json.dumps(CALL[1:]))
    assert outcomes(run("add", "--replace", files / "other" / "call.json")[1]) == [("updated", "call.json")]
    assert len(run("list")[1].splitlines()) == 3


def test_new_transcripts_are_put_into_collections(run: Run, files: Path) -> None:
    run("add", files / "trade.txt")
    run("add", files, "--collection", "board", "--collection", "legal")
    code, out, _ = run("collection", "list", "--json")
    assert code == 0
    assert [(row["name"], len(row["transcripts"])) for row in json.loads(out)] == [("board", 3), ("legal", 3)]


def test_standard_input_is_added(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TRADE)))
    code, out, _ = run("add", "-", "--title", "Trade talks", "--date", "2022-05")
    assert code == 0
    assert out.startswith("added ")
    assert out.endswith("  Trade talks\n")
    (listed,) = run("list")[1].splitlines()
    assert listed.split()[1:4] == ["2022-05", "Trade", "talks"]


def test_what_is_there_keeps_its_name_though_it_comes_from_standard_input(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", files / "trade.txt")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TRADE)))
    assert run("add", "-", "--date", "2022")[1].startswith("updated ")
    (listed,) = json.loads(run("list", "--json")[1])
    assert (listed["source"], listed["date"]) == ("trade.txt", "2022")


def test_names_are_given_to_labels(run: Run, files: Path) -> None:
    assert run("add", files / "call.json", "--speakers", "SPEAKER_00=Ana Lima,SPEAKER_01=Bo Chen")[0] == 0
    assert people(run) == {"Ana Lima": (1, 2), "Bo Chen": (1, 2)}
    code, _, err = run("add", files / "second.json", "--speakers", "SPEAKER_05=Ana")
    assert code == 2
    assert "second.json: nobody in it has the label SPEAKER_05; its labels are: SPEAKER_00, SPEAKER_01" in err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--date", "soon"), "'soon' is no date; write it as 2023-11-09, 2023-11 or 2023"),
        (("--speakers", "Ana"), "'Ana' names nobody; write it as SPEAKER_00=Ana Lima,SPEAKER_01=Bo Chen"),
        (("--title", "All"), "--title and --speakers go with one file, and these are several"),
        (("--watch", "--date", "2022"), "--watch goes with no other option"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    run: Run, files: Path, tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    code, out, err = run("add", files, *options)
    assert (code, out) == (2, "")
    assert says in " ".join(err.replace("│", " ").split())
    assert not (tmp_path / "library").exists()


def test_the_library_is_not_followed(run: Run, files: Path, tmp_path: Path) -> None:
    for folder, says in ((tmp_path, "the library itself lies in this folder"), (files / "vote.txt", "with one folder")):
        code, _, err = run("add", "--watch", folder)
        assert code == 2
        assert says in " ".join(err.replace("│", " ").split())


def test_explaining_adds_nothing(run: Run, files: Path, tmp_path: Path) -> None:
    (files / "bad.txt").write_bytes(b"\0\1")
    code, out, err = run("add", "--explain", files / "trade.txt", files / "bad.txt")
    assert code == 1
    assert out.splitlines()[0] == "trade.txt"
    assert "speakers      2" in out
    assert "     1 × Ben Okafor (printed BEN OKAFOR)" in out
    assert err.startswith("failed   bad.txt: ")
    assert run("add", "--explain", files / "bad.txt")[0] == 2
    out = run("add", "--explain", files / "call.json", "--speakers", "SPEAKER_00=Ana Lima", "--date", "2022")[1]
    assert "     2 × Ana Lima (printed SPEAKER_00)" in out
    assert "date          2022" in out
    assert not (tmp_path / "library").exists()


# -- speakers --------------------------------------------------------------------------------------------------------


def test_speakers_are_listed_renamed_merged_and_as_before(run: Run, files: Path) -> None:
    run("add", files)
    before = people(run)
    assert before == {
        "SPEAKER_00": (2, 4),
        "SPEAKER_01": (2, 3),
        "Anna Lee": (2, 3),
        "Ben Okafor": (1, 1),
        "Cleo Ruiz": (1, 2),
    }
    code, out, _ = run("speakers")
    assert code == 0
    assert "    3 turns in 2 transcripts  Anna Lee  (printed ANNA LEE)\n" in out
    code, _, err = run("speakers", "rename", "SPEAKER_00", "Ana Lima")
    assert code == 2
    assert err == (
        "ontherecord: SPEAKER_00: several transcripts have this label, perhaps for different people; "
        "choose one with --transcript\n"
    )
    assert run("speakers", "rename", "SPEAKER_00", "Ana Lima", "--transcript", "call.json")[:2] == (
        0,
        "renamed  SPEAKER_00 → Ana Lima in 1 transcript\n",
    )
    assert people(run)["Ana Lima"] == (1, 2)
    assert people(run)["SPEAKER_00"] == (1, 2)
    assert run("speakers", "merge", "Anna Lee", "Ana Lima")[1] == "renamed  Anna Lee → Ana Lima in 2 transcripts\n"
    assert people(run)["Ana Lima"] == (3, 5)
    code, out, _ = run("ask", "--json", "What did Ana Lima say about trade?")
    assert code == 0
    assert {quote["speaker"] for quote in json.loads(out)["quotes"]} == {"Ana Lima"}
    assert "We trade with China." in out
    assert run("speakers", "undo")[1] == "undone   Anna Lee → Ana Lima in 2 transcripts\n"
    assert run("speakers", "undo")[1] == "undone   SPEAKER_00 → Ana Lima in 1 transcript\n"
    assert people(run) == before
    code, out, err = run("speakers", "undo")
    assert (code, out, err) == (1, "", "there is no renaming to take back\n")


def test_a_label_is_renamed_everywhere_if_told(run: Run, files: Path) -> None:
    run("add", files)
    assert run("speakers", "rename", "SPEAKER_00", "Ana Lima", "--all")[1] == (
        "renamed  SPEAKER_00 → Ana Lima in 2 transcripts\n"
    )
    run("reindex")
    assert people(run)["Ana Lima"] == (2, 4)
    assert people(run, "--transcript", "second.json") == {"Ana Lima": (1, 2), "SPEAKER_01": (1, 1)}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rename", "Zoe", "Ana"), "Zoe: nobody goes by that name; see `ontherecord speakers`"),
        (("rename", "Anna Lee", " "), "the new name is empty"),
        (("rename", "Anna Lee", "a\x1b[1m"), "has characters that cannot be printed"),
        (("--json", "undo"), "options go behind the command: speakers undo"),
    ],
)
def test_what_cannot_be_renamed_is_refused(run: Run, files: Path, arguments: tuple[str, ...], says: str) -> None:
    run("add", files)
    code, out, err = run("speakers", *arguments)
    assert (code, out) == (2, "")
    assert says in " ".join(err.replace("│", " ").split())
