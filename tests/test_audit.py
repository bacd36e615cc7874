"""What was done is written down, by whom and when, and never changed."""

from __future__ import annotations

import json
import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.server.access.audit import FILE, Audit


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    assert list(audit.entries()) == []
    audit.note("ana", "add", ["0a1b"], "10.0.0.1")
    audit.note("token:portal", "rename", ["Zoë → Eve\n{}", "0a1b"])
    first, second = audit.entries()
    assert (first.who, first.did, first.about, first.address) == ("ana", "add", ("0a1b",), "10.0.0.1")
    assert (second.who, second.about) == ("token:portal", ("Zoë → Eve\n{}", "0a1b"))
    at = datetime.fromisoformat(first.at)
    assert at.tzinfo == UTC
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_what_is_there_is_appended_to(tmp_path: Path) -> None:
    Audit(tmp_path).note("ana", "add", ["1"])
    before = (tmp_path / FILE).read_bytes()
    Audit(tmp_path).note("bo", "add", ["2"])
    assert (tmp_path / FILE).read_bytes().startswith(before)
    assert [entry.who for entry in Audit(tmp_path).entries()] == ["ana", "bo"]


def test_entries_of_several_at_once_are_whole(tmp_path: Path) -> None:
    def write(who: str) -> None:
        audit = Audit(tmp_path)
        for number in range(50):
            audit.note(who, "add", [str(number) * 50])

    threads = [threading.Thread(target=write, args=(f"user {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = (tmp_path / FILE).read_text("utf-8").splitlines()
    assert len(lines) == 200
    assert all(json.loads(line)["did"] == "add" for line in lines)


def test_the_same_refusal_is_written_once_a_minute(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    for _ in range(100):
        audit.refused("no token", "10.0.0.9")
    audit.refused("no token", "10.0.0.8")
    assert [(entry.did, entry.about, entry.address) for entry in audit.entries()] == [
        ("refused", ("no token",), "10.0.0.9"),
        ("refused", ("no token",), "10.0.0.8"),
    ]


def test_a_line_that_a_crash_cut_short_hides_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    audit = Audit(tmp_path)
    audit.note("ana", "add", ["1"])
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"at": "20')
    audit.note("bo", "add", ["2"])
    assert [entry.who for entry in audit.entries()] == ["ana", "bo"]
    assert "a line is no entry" in caplog.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_takes_nothing_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tmp_path.chmod(0o500)
    Audit(tmp_path).note("ana", "add", ["1"])
    assert "nothing can be written down" in caplog.text


def test_a_folder_that_is_gone_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Audit(tmp_path / "gone").note("ana", "remove", ["0a1b"])
    assert "nothing can be written down" in caplog.text
    assert "0a1b" in caplog.text
