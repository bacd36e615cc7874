"""Which files a user means: patterns, archives and standard input; what is refused, and how that is said."""

from __future__ import annotations

import io
import os
import struct
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import EmptyTranscript, OnTheRecordError, TooLarge, TranscriptError, UnsupportedFormat
from index.formats import Source
from index.intake.limits import Limits
from index.intake.sources import sources
from tests.docxmaker import docx, paragraph, run

TALK = b"ANNA LEE:  We trade.\n\nBEN OKAFOR:  Yes.\n"


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def read(*paths: Path, limits: Limits | None = None) -> list[tuple[str, bytes]]:
    """Of each source the name and contents; of each error its sentence."""
    return [
        (found.name, found.data) if isinstance(found, Source) else (str(found), b"") for found in sources(paths, limits)
    ]


# -- patterns --------------------------------------------------------------------------------------------------------


def test_a_pattern_that_no_shell_expanded_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.vtt", "a.vtt", "c.txt", "deep/d.vtt", "[x].vtt"):
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.chdir(tmp_path)
    assert [name for name, _ in read(Path("*.vtt"))] == ["[x].vtt", "a.vtt", "b.vtt"]
    assert [name for name, _ in read(tmp_path / "**" / "?.vtt")] == ["a.vtt", "b.vtt", "d.vtt"]
    assert [name for name, _ in read(Path("[x].vtt"))] == ["[x].vtt"]  # a file that is there is meant itself
    assert [name for name, _ in read(Path("de*"))] == ["d.vtt"]
    assert read(Path("*.srt")) == [("*.srt: no file matches this pattern; check the path", b"")]


def test_the_origin_is_the_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(TALK)
    monkeypatch.chdir(tmp_path)
    (source,) = sources([Path("a.txt")])
    assert isinstance(source, Source)
    assert source.origin == str(tmp_path / "a.txt")
    (source,) = sources([Path("a.txt")], located=False)
    assert isinstance(source, Source)
    assert source.origin == ""


# -- standard input --------------------------------------------------------------------------------------------------


class Pipe(io.BytesIO):
    """Bytes that can be read once."""

    def seekable(self) -> bool:
        return False


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Pipe(data)))


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, TALK)
    (source,) = sources([Path("-")])
    assert isinstance(source, Source)
    assert (source.name, source.data, source.origin) == ("stdin", TALK, "")
    piped(monkeypatch, TALK)
    assert [found.name for found in sources([Path("-")], stdin_name="Board 3/4") if isinstance(found, Source)] == [
        "Board 3-4"
    ]


def test_too_much_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, b"x" * 2_000_000)
    (refused,) = sources([Path("-")], Limits(file=1_000_000))
    assert str(refused) == (
        "stdin: the file has 2 MB, more than the 1 MB that are allowed; split it, or raise ONTHERECORD_MAX_MB"
    )


def test_an_archive_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    piped(monkeypatch, zipped(tmp_path / "x.zip", {"a.txt": TALK}).read_bytes())
    assert read(Path("-")) == [("a.txt", TALK)]


# -- archives --------------------------------------------------------------------------------------------------------


def test_the_members_of_an_archive_are_files(tmp_path: Path) -> None:
    files = {"b.txt": b"b", "deep/a.txt": b"a", ".hidden": b"x", "__MACOSX/._b.txt": b"x", "deep/.git/c": b"x"}
    archive = zipped(tmp_path / "talks.zip", files)
    assert read(archive) == read(tmp_path) == [("b.txt", b"b"), ("a.txt", b"a")]
    origins = [found.origin for found in sources([archive]) if isinstance(found, Source)]
    assert origins == [f"{archive}{os.sep}b.txt", f"{archive}{os.sep}deep/a.txt"]


def test_what_an_archive_is_called_does_not_matter_and_a_word_file_is_none(tmp_path: Path) -> None:
    assert read(zipped(tmp_path / "talks", {"a.txt": TALK})) == [("a.txt", TALK)]
    word = tmp_path / "a.docx"
    word.write_bytes(docx(paragraph(run("ANNA: Yes."))))
    assert read(word) == [("a.docx", word.read_bytes())]
    odt = zipped(tmp_path / "a.odt", {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"})
    assert read(odt) == [("a.odt", odt.read_bytes())]


def test_a_path_in_an_archive_leads_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    archive = zipped(folder / "slip.zip", {"../../out.txt": TALK, "/etc/passwd": TALK})
    before = sorted(tmp_path.rglob("*"))
    assert [name for name, _ in read(archive)] == ["out.txt", "passwd"]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("files", "limits", "says"),
    [
        ({"a": bytes(3_000_000)}, Limits(), "bad.zip/a: it unpacks to more than 200 times its size"),
        ({"a": os.urandom(300), "b": b"x"}, Limits(file=200), "bad.zip/a: it has more than the 0 MB that are allowed"),
        (
            {"a": b"x" * 300, "b": b"y" * 300},
            Limits(archive=500),
            "bad.zip: its files have more than the 0 MB together",
        ),
        ({"a": b"1", "b": b"2", "c": b"3"}, Limits(members=2), "bad.zip: the archive has more than 2 files; split it"),
        ({f"{n}{'x' * 500}": b"1" for n in range(30)}, Limits(members=20), "the archive has more than 20 files"),
    ],
)
def test_a_bomb_is_refused(tmp_path: Path, files: dict[str, bytes], limits: Limits, says: str) -> None:
    found = list(sources([zipped(tmp_path / "bad.zip", files)], limits))
    refused = [each for each in found if isinstance(each, TooLarge)]
    assert len(refused) == 1
    assert says in str(refused[0])


def test_sizes_that_an_archive_claims_are_not_believed(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "liar.zip", {"a": bytes(40_000_000)})
    data = bytearray(archive.read_bytes())
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        struct.pack_into("<I", data, data.index(mark) + at, 500_000)
    archive.write_bytes(data)
    tracemalloc.start()
    (refused,) = sources([archive])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(refused, TranscriptError)
    assert most < 8_000_000


def test_an_encrypted_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"a.txt": TALK, "b.txt": TALK}, zipfile.ZIP_STORED)
    data = bytearray(archive.read_bytes())
    for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        data[data.index(mark) + at] |= 1
    archive.write_bytes(data)
    refused, other = sources([archive])
    assert isinstance(refused, UnsupportedFormat)
    assert str(refused) == f"{archive}/a.txt: it is encrypted; unpack it with its password and add the file"
    assert isinstance(other, Source)


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.txt": TALK}).read_bytes()
    (refused,) = sources([zipped(tmp_path / "outer.zip", {"inner.zip": inner})])
    assert isinstance(refused, UnsupportedFormat)
    assert "this is an archive in an archive; unpack it and add the files" in str(refused)


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    (found,) = sources([zipped(tmp_path / "a.zip", {})])
    assert isinstance(found, EmptyTranscript)
    assert str(found) == f"{tmp_path / 'a.zip'}: no files are in this archive; give one with transcripts"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_archive_is_an_error_or_still_read(tmp_path: Path, data: st.DataObject) -> None:
    whole = bytearray(zipped(tmp_path / "whole.zip", {"a.txt": TALK * 9, "b/c.txt": TALK}).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    archive = tmp_path / "damaged.zip"
    archive.write_bytes(whole[: data.draw(st.integers(4, len(whole)))])
    for found in sources([archive]):
        assert isinstance(found, TranscriptError) or len(found.data) < 10_000


# -- limits ----------------------------------------------------------------------------------------------------------


def test_the_size_of_a_file_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONTHERECORD_MAX_MB", raising=False)
    assert Limits.of_environment() == Limits()
    monkeypatch.setenv("ONTHERECORD_MAX_MB", "2")
    with (tmp_path / "a.txt").open("wb") as file:
        os.truncate(file.fileno(), 2_000_001)
    assert read(tmp_path / "a.txt")[0][0].endswith(
        "more than the 2 MB that are allowed; split it, or raise ONTHERECORD_MAX_MB"
    )
    monkeypatch.setenv("ONTHERECORD_MAX_MB", "3")
    assert read(tmp_path / "a.txt") == [("a.txt", bytes(2_000_001))]


@pytest.mark.parametrize("wrong", ["many", "0", "-5", "1.5", "5MB", "٣", "9" * 30])
def test_a_setting_that_is_no_size_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("ONTHERECORD_MAX_MB", wrong)
    with pytest.raises(OnTheRecordError, match="set it to a whole number of megabytes, such as 50"):
        list(sources([Path("a.txt")]))
