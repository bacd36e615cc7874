"""``ontherecord serve`` and ``ontherecord config``: their options are the settings, each of them."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from qa.commands.terminal import opening, out
from qa.server.settings import Configured, Settings, kinds, listed, load


def _with_settings(command: Callable[[Configured], None]) -> Callable[..., None]:
    """The command with an option for each setting, and one for the file of settings."""

    def run(config: Path | None, **given: Any) -> None:
        lists = {name for name, kind in kinds().items() if kind == tuple[str, ...]}
        command(load({name: listed(v) if name in lists and v is not None else v for name, v in given.items()}, config))

    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=a) for name, a in _all()
    ]
    run.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    run.__annotations__ = {option.name: option.annotation for option in options}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _all() -> list[tuple[str, Any]]:
    types = kinds()
    file = typer.Option("--config", help="A TOML file of settings, instead of ontherecord.toml here or of the user.")
    found: list[tuple[str, Any]] = [("config", Annotated[Path | None, file])]
    for one in fields(Settings):
        kind = str if types[one.name] == tuple[str, ...] else types[one.name]
        help_ = f"{one.metadata['help']}{' Several: with commas.' if kind is not types[one.name] else ''}"
        name = f"--{one.name.replace('_', '-')}"
        switch = f"{name}/--no-{name.removeprefix('--')}" if kind is bool else name
        found.append((one.name, Annotated[kind | None, typer.Option(switch, help=help_)]))
    return found


@_with_settings
def serve(configured: Configured) -> None:
    """Open the library in a browser, to this machine or to a network. Every option is a setting, too: see config."""
    os.environ["OMP_NUM_THREADS"] = str(configured.settings.threads)  # read by what the model runs on as it is loaded

    from qa.server.run import serve as serve_until_stopped

    settings = configured.settings
    with opening(
        settings.library, settings.model, reranker=settings.reranker, audited=False, settings=settings
    ) as opened:
        serve_until_stopped(opened, settings)


@_with_settings
def config(configured: Configured) -> None:
    """Print every setting, and where its value comes from: an option, a variable, a file, or by default."""
    rows = list(configured.rows())
    width = max(len(name) for name, _, _ in rows)
    for name, value, origin in rows:
        out.print(Text(f"{name:<{width}}  "), Text(value, "bold"), Text(f"  ({origin})", "dim"), sep="")
