"""Where a setting's value comes from, and what is said of a wrong one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from index.errors import SettingError
from qa.library import default_folder, model_name
from qa.server.settings import Settings, load

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory, a user and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    for name in list(os.environ):
        if name.startswith("ONTHERECORD_"):
            monkeypatch.delenv(name)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_an_option_goes_before_a_variable_before_a_file_before_the_default(tmp_path: Path) -> None:
    file = put(tmp_path / "ontherecord.toml", 'port = 1\nhost = "10.0.0.1"\nread_only = true\n')
    found = load({"port": 3, "host": None}, environ={"ONTHERECORD_PORT": "2", "ONTHERECORD_HOST": "10.0.0.2"})
    settings = found.settings
    assert (settings.port, settings.host, settings.read_only, settings.grace) == (3, "10.0.0.2", True, 15)
    assert found.origins["port"] == "--port"
    assert found.origins["host"] == "ONTHERECORD_HOST"
    assert found.origins["read_only"] == file.name
    assert found.origins["grace"] == "default"


def test_without_a_file_here_the_user_s_is_read_and_a_named_one_goes_before_both(tmp_path: Path) -> None:
    put(tmp_path / "user/ontherecord/ontherecord.toml", "port = 1")
    assert load().settings.port == 1
    put(tmp_path / "ontherecord.toml", "port = 2")
    assert load().settings.port == 2
    named = put(tmp_path / "other/named.toml", 'port = 3\nlibrary = "minutes"\n')
    found = load(config=named)
    assert (found.settings.port, found.settings.library) == (3, tmp_path / "other/minutes")  # beside the file
    assert load(environ={"ONTHERECORD_CONFIG": str(named)}).settings.port == 3


def test_lists_and_switches(tmp_path: Path) -> None:
    variables = {"ONTHERECORD_CORS": " https://a.example , https://b.example,", "ONTHERECORD_METRICS": "Off"}
    settings = load(environ=variables).settings
    assert settings.cors == ("https://a.example", "https://b.example")
    assert settings.metrics is False
    put(tmp_path / "ontherecord.toml", 'frame_ancestors = ["https://portal.example"]')
    assert load().settings.frame_ancestors == ("https://portal.example",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 80", "prot: is no setting; did you mean port?"),
        ("root-path = '/x'", "root-path: is no setting; did you mean root_path?"),
        ("zzz = 1", "zzz: is no setting; `ontherecord config` lists all there are"),
        ("[server]\nport = 80", "server: is no setting; `ontherecord config` lists all there are"),
        ("port = '80'", "port: is '80'; write a whole number"),
        ("port = true", "port: is True; write a whole number"),
        ("port = 99999", "port: is 99999; choose from 0 to 65535"),
        ("host = 1", "host: is 1; write a text in quotes"),
        ("read_only = 1", "read_only: is 1; write true or false"),
        ("library = 1", "library: is 1; write a path in quotes"),
        ("cors = 'https://a'", 'cors: is \'https://a\'; write a list of texts: ["one", "two"]'),
        ("cors = [1]", 'cors: is [1]; write a list of texts: ["one", "two"]'),
        ("log_level = 'loud'", "log_level: is 'loud'; choose one of debug, info, warning, error"),
    ],
)
def test_an_error_in_a_file_names_the_file_the_key_and_the_cure(tmp_path: Path, text: str, said: str) -> None:
    file = put(tmp_path / "s.toml", text)
    with pytest.raises(SettingError) as raised:
        load(config=file)
    assert str(raised.value) == f"{file}, {said}"


def test_what_is_no_toml_or_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"s\.toml: is no TOML: .*line 1.*; write lines such as port = 7860"):
        load(config=put(tmp_path / "s.toml", "port: 80"))
    with pytest.raises(SettingError, match=r"none\.toml: cannot be read \(No such file or directory\)"):
        load(config=tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "ONTHERECORD_PORT: is 'eighty'; write a whole number"),
        ("PORT", "-1", "ONTHERECORD_PORT: is -1; choose from 0 to 65535"),
        ("OPEN", "perhaps", "ONTHERECORD_OPEN: is 'perhaps'; write true or false"),
    ],
)
def test_an_error_in_a_variable_names_it(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingError) as raised:
        load(environ={f"ONTHERECORD_{name}": value})
    assert str(raised.value) == said


def test_all_commands_find_the_library_and_the_model_of_the_settings(tmp_path: Path) -> None:
    put(tmp_path / "ontherecord.toml", 'library = "minutes"\nmodel = "another"')
    assert default_folder() == Path("minutes")
    assert model_name() == "another"
    assert model_name("given") == "given"


def test_secrets_are_masked(tmp_path: Path) -> None:
    secret = {one.name for one in fields(Settings) if one.metadata.get("secret")}
    assert secret
    put(tmp_path / "ontherecord.toml", "".join(f'{name} = "hush"\n' for name in secret))
    rows = {name: value for name, value, _ in load().rows()}
    assert {rows[name] for name in secret} == {"•••"}
    assert "hush" not in rows.values()


# --- the command


def printed(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(
        [sys.executable, "-m", "qa.cli", *arguments], capture_output=True, text=True, env=environ, check=False
    )


def test_config_prints_every_setting_and_where_it_comes_from(tmp_path: Path) -> None:
    put(tmp_path / "ontherecord.toml", "read_only = true")
    run = printed("config", "--port", "8080", "--cors", "https://a,https://b", ONTHERECORD_HOST="10.1.2.3")
    assert run.returncode == 0, run.stderr
    lines = {line.split()[0]: " ".join(line.split()[1:]) for line in run.stdout.splitlines()}
    assert lines.keys() == {one.name for one in fields(Settings)}
    assert lines["port"] == "8080 (--port)"
    assert lines["host"] == "10.1.2.3 (ONTHERECORD_HOST)"
    assert lines["read_only"] == "True (ontherecord.toml)"
    assert lines["cors"] == "https://a, https://b (--cors)"
    assert lines["grace"] == "15 (default)"


def test_a_wrong_setting_ends_a_command_with_one_sentence(tmp_path: Path) -> None:
    put(tmp_path / "ontherecord.toml", "prot = 80")
    run = printed("serve")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "ontherecord: ontherecord.toml, prot: is no setting; did you mean port?\n"


def test_every_setting_is_an_option_of_serve() -> None:
    run = printed("serve", "--help", COLUMNS="200")
    for one in fields(Settings):
        assert f"--{one.name.replace('_', '-')}" in run.stdout
