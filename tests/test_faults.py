"""Every reason and cure that a visitor can meet is in the catalogues: the source is read for all that it raises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import LibraryNotWritable, TooLarge, TranscriptError
from index.formats import Source, load
from qa.page.upload import _why
from qa.show.faults import fault, told
from qa.show.languages import NAMES, language

ROOT = Path(__file__).parents[1]
GERMAN = language("de")
OTHERS = [language(code) for code in NAMES if code != "en"]
# What is raised where a file is read, or a library is changed or asked, from the page.
RAISING = (
    "index/formats",
    "index/intake",
    "index/build.py",
    "index/media.py",
    "index/renames.py",
    "index/searching.py",
    "index/visible.py",
    "index/milvus/passages.py",
    "qa/library.py",
    "qa/media.py",
    "qa/quotes",
    "qa/understanding",
)
# Which arguments are for the user; ``_fail`` is TextGrid's own.
TOLD = {
    "QuestionError": (0,),
    "_fail": (0,),
    **dict.fromkeys(
        ("TranscriptError", "EmptyTranscript", "UnknownFormat", "UnsupportedFormat", "TooLarge", "MediaError"), (1, 2)
    ),
    **dict.fromkeys(("NotPermitted", "NoSuchSpeaker", "NoSuchTranscript"), (1, 2)),
}
WITHIN = {"reason"}  # what such a function of its own is given, see TOLD
SETTINGS = {"it is 7", "set it to a whole number of megabytes, such as 4000"}  # whoever starts the server reads these


def paths() -> Iterator[Path]:
    for place in RAISING:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def assigned(name: str, scopes: list[ast.AST]) -> list[ast.expr]:
    """What a name stands for, in the nearest of the functions around it, or in the module."""
    for scope in scopes:
        found: list[ast.expr] = []
        for node in ast.walk(scope):
            for target in node.targets if isinstance(node, ast.Assign) else []:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]  # type: ignore[attr-defined]  # it is an Assign
                pairs = zip(names, values, strict=False)
                found += [value for one, value in pairs if isinstance(one, ast.Name) and one.id == name]
        if found:
            return found
    return []


def spelled(node: ast.expr, scopes: list[ast.AST], seen: tuple[ast.AST, ...] = ()) -> set[str]:
    """All that an expression may say, with "7" for what is known only at run time; nothing where that is all of it."""
    if node in seen:
        return set()
    seen = (*seen, node)
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return spelled(node.body, scopes, seen) | spelled(node.orelse, scopes, seen)
    if isinstance(node, ast.Name):
        return {text for value in assigned(node.id, scopes) for text in spelled(value, scopes, seen)}
    if isinstance(node, ast.JoinedStr):
        texts = {""}
        for piece in node.values:
            inner = piece.value if isinstance(piece, ast.FormattedValue) else piece
            texts = {before + after for before in texts for after in spelled(inner, scopes, seen) or {"7"}}
        return texts
    return set()


def raised() -> Iterator[tuple[str, str]]:
    """Place and sentence of everything that is raised."""

    def visit(node: ast.AST, scopes: list[ast.AST], path: Path) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.FunctionDef):
            scopes = [node, *scopes]
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for argument in TOLD.get(name, ()):
                said = node.args[argument]
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                texts = spelled(said, scopes)
                assert texts or (isinstance(said, ast.Name) and said.id in WITHIN), place
                yield from ((place, text) for text in sorted(texts))
        for child in ast.iter_child_nodes(node):
            yield from visit(child, scopes, path)

    for path in paths():
        tree = ast.parse(path.read_text("utf-8"))
        yield from visit(tree, [tree], path)


def test_every_reason_and_cure_has_its_sentence_in_every_language() -> None:
    found = [(place, text) for place, text in raised() if text not in SETTINGS]
    assert len({text for _, text in found}) > 120
    missing = {(place, text) for place, text in found for spoken in OTHERS if fault(text, spoken) == text}
    assert missing == set()


def test_every_kind_of_value_has_its_word_in_every_language() -> None:
    """What a parser found, and what it expected there."""
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "index/formats/data").glob("*.py"))
    kinds = set(re.findall(r"(?:\.error|self\._next)\(\"([^\"]+)\"\)", text))
    assert {"a list", "text", "a time", "a number"} <= kinds
    for spoken in OTHERS:
        assert {kind for kind in kinds if fault(kind, spoken) == kind} == set()


def refused(name: str, data: str) -> TranscriptError:
    with pytest.raises(TranscriptError) as caught:
        load(Source(name, data.encode()))
    return caught.value


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", "", "Die Datei ist leer; prüfen Sie, ob der Export vollständig war."),
        (
            "a.srt",
            "1\n00:00:01,000 --> soon\nHello.\n",
            "Zeile 2: „00:00:01,000 --> soon“ ist keine Zeile mit Zeiten; "
            "schreiben Sie sie als „00:00:01.000 --> 00:00:02.000“.",
        ),
        (
            "a.json",
            '{"segments": [{"text": ["a"], "speaker": "A"}]}',
            "$.segments[0].text: hier steht eine Liste und nicht Text; "
            "exportieren Sie es noch einmal oder berichtigen Sie es dort.",
        ),
        (
            "a.json",
            '{"a": 1',
            "Zeile 1, Zeichen 8: das JSON endet zu früh; exportieren Sie es noch einmal oder berichtigen Sie es dort.",
        ),
        (
            "a.json",
            '{"a": 1}',
            "Keine Liste darin sagt, wer was gesagt hat; "
            'exportieren Sie es mit einem Objekt für jeden Beitrag: {"speaker": …, "text": …}.',
        ),
        (
            "a.csv",
            'speaker,text\nA,"Hello\nB,Good day\n',
            "Zeile 2: eine Zelle in Anführungszeichen, die hier beginnt, endet nicht richtig (unexpected end of data); "
            'schreiben Sie ein Anführungszeichen in einer Zelle als "".',
        ),
    ],
)
def test_a_file_that_is_refused_is_told_why(name: str, data: str, why: str) -> None:
    assert _why(refused(name, data), GERMAN) == why


def test_numbers_in_a_reason_have_their_forms() -> None:
    reason = "this row has 1 cells, and the first line names 12 columns"
    assert fault(reason, GERMAN) == "diese Zeile hat 1 Zelle, und die erste nennt 12 Spalten"


def test_a_cure_within_a_cure_is_translated_too() -> None:
    error = TooLarge("a.zip", "it has more than the 50 MB that are allowed", "split it, or raise ONTHERECORD_MAX_MB")
    assert told(error, GERMAN) == (
        "a.zip: es hat mehr als die erlaubten 50 MB; teilen Sie es auf oder erhöhen Sie ONTHERECORD_MAX_MB"
    )


def test_the_words_of_a_file_are_never_translated() -> None:
    assert fault("“a list” is not a time", GERMAN) == "„a list“ ist keine Zeit"
    assert (
        fault("this is a text (“a\nlist”), not a time", GERMAN) == "hier steht ein Text („a\nlist“) und nicht eine Zeit"
    )


def test_a_place_that_reads_like_a_reason_stays_as_it_is() -> None:
    error = LibraryNotWritable("/the file is empty", "it cannot be written (x)", "the file is empty")
    assert told(error, GERMAN) == "/the file is empty: sie lässt sich nicht beschreiben (x); die Datei ist leer"
