"""Answers as files: the words of every format, read back, are the transcript's; nothing in them does anything."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from index.errors import OnTheRecordError
from index.transcript import Span, Speaker, Transcript, Turn
from qa import ask
from qa.answer import Answer, Citation, Silence
from qa.cli import app
from qa.commands.saving import Kind, kind_of
from qa.library import Library
from qa.page.places import citation_at
from qa.page.saving import SECTIONS, SavingService
from qa.page.service import Service
from qa.question import Question
from qa.show.cards import citation_href
from qa.show.exports import FORMATS, save
from qa.show.exports.table import COLUMNS, csv_text, inert
from qa.show.links import place_href
from qa.show.render import as_json, quote_html, reference
from tests.sampled import sampled

PAGE = "http://127.0.0.1:7860/"
PAYLOADS = (
    '=HYPERLINK("http://x.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "'=already",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)> & **bold** [link](javascript:alert(1))",
    "${7*7} `code` $x$ | a | b |",
    "{{constructor.constructor('alert(1)')()}}",
    "two  spaces\nand a line\n\nand a paragraph",
    "quotes \" and ' and , and ;",
    "עברית: שלום עולם",
    "我们同意。𠮷野家 🙂",
)


def answer_of(texts: Sequence[str], who: str = "Ana Lima", title: str = "Board") -> Answer:
    turns = tuple(Turn(text, Speaker(who.upper(), who, "chair"), 1_000 * n) for n, text in enumerate(texts))
    transcript = Transcript("t", title, turns, date="2021-05-03")
    quotes = tuple(Citation(transcript, Span(n, 0, len(text)), 1.0) for n, text in enumerate(texts))
    return Answer(Question("What about rain?", "rain"), quotes, transcripts=1, turns=len(texts))


def silent() -> Answer:
    return Answer(Question("What about snow?", "snow"), silence=Silence.NOBODY, transcripts=1, turns=3)


def rows(data: bytes) -> list[dict[str, str]]:
    assert data.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def quoted(data: bytes) -> list[str]:
    """The quotes of a Word document."""
    return [p.text for p in Document(io.BytesIO(data)).paragraphs if p.style and p.style.name == "Quote"]


def footnotes(made: WordDocument) -> Part:
    """The part that holds them; there is one."""
    found: Part
    [found] = [rel.target_part for rel in made.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FOOTNOTES]
    return found


def notes(made: WordDocument) -> dict[str, tuple[str, str]]:
    """The footnotes by number: what each says, and the address that it leads to."""
    part, found = footnotes(made), {}
    for note in etree.fromstring(part.blob).findall(qn("w:footnote")):
        if note.get(qn("w:type")) is None:
            links = [part.rels[str(link.get(qn("r:id")))].target_ref for link in note.iter(qn("w:hyperlink"))]
            found[str(note.get(qn("w:id")))] = (text_of(note), "".join(links))
    return found


def tree(markup: str) -> etree._Element:
    return etree.fromstring(markup, etree.HTMLParser())


def text_of(node: etree._Element) -> str:
    return "".join(str(text) for text in node.itertext())


def original(cell: str) -> str:
    """A cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell


# --- verbatim


def test_the_words_of_every_format_are_those_of_the_transcript() -> None:
    answer = answer_of(PAYLOADS)
    assert [original(row["quote"]) for row in rows(save([answer], "csv", PAGE).data)] == list(PAYLOADS)
    assert quoted(save([answer], "docx", PAGE).data) == list(PAYLOADS)
    read = json.loads(save([answer], "json", PAGE).data)
    assert [quote["text"] for quote in read["quotes"]] == list(PAYLOADS)
    shown = tree(MarkdownIt("commonmark", {"html": False}).render(save([answer], "md").data.decode()))
    said = ["\n\n".join(text_of(p) for p in block.findall("p")) for block in shown.iter("blockquote")]
    assert [text.replace("\n", " ").split() for text in said] == [text.split() for text in PAYLOADS]


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=4))
def test_any_text_comes_back_from_a_table(texts: list[str]) -> None:
    texts = [text for text in texts if "\0" not in text and "\r" not in text] or ["a"]
    answer = answer_of(texts)
    assert [original(row["quote"]) for row in rows(save([answer], "csv").data)] == texts


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
@example("a\r\nb")
def test_any_text_can_be_written_into_a_document(text: str) -> None:
    """Line ends are all alike there, and what XML cannot hold is shown by a sign."""
    [read] = quoted(save([answer_of([text])], "docx").data)
    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    same = [
        a == b or (a < " " and b == chr(0x2400 + ord(a))) or b == "\ufffd" for a, b in zip(shown, read, strict=True)
    ]
    assert all(same)


def test_a_quote_as_html_reads_the_same() -> None:
    for citation in answer_of(PAYLOADS).quotes:
        quote, source = tree(quote_html(citation, PAGE))[0]
        assert text_of(quote) == citation.quote
        assert quote.get("cite") == PAGE + place_href(citation.transcript, citation.span)
        assert text_of(source) == "— " + reference(citation)


# --- nothing in them does anything


def test_no_cell_of_a_table_is_a_formula() -> None:
    data = save([answer_of(PAYLOADS, who="=cmd|' /C calc'!A0", title="@title")], "csv", PAGE).data
    cells = [cell for row in rows(data) for cell in row.values()]
    assert len(cells) == len(PAYLOADS) * len(COLUMNS)
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in cells)
    assert {"'=cmd|' /C calc'!A0", "'@title"} <= set(cells)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t", "\r", "\n=1", "＝1", "'=1", "''@a"])
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "'quoted'", "1-1", "“=1”", "..."])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert inert(text) == text


def test_numbers_stay_numbers() -> None:
    assert csv_text(("a",), [(-3,), (0.5,)]) == "\ufeffa\r\n-3\r\n0.5\r\n"


def test_markup_in_quotes_is_text() -> None:
    answer = answer_of(PAYLOADS)
    shown = MarkdownIt("commonmark", {"html": True}).render(save([answer], "md", PAGE).data.decode())
    tags = {node.tag for node in tree(shown).iter() if isinstance(node.tag, str)}
    assert tags <= {"html", "body", "h2", "p", "blockquote", "a"}
    assert "<script" not in quote_html(answer.quotes[6]) and "<img" not in quote_html(answer.quotes[7])


def test_a_document_has_no_macro_field_or_foreign_part() -> None:
    data = save([answer_of(PAYLOADS)], "docx", PAGE).data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower() or name.endswith(".bin")]
        body = etree.fromstring(parts.read("word/document.xml"))
        inside = parts.read("word/_rels/document.xml.rels").decode().count('TargetMode="External"')
        outside = parts.read("word/_rels/footnotes.xml.rels").decode().count('TargetMode="External"')
    names = {etree.QName(node).localname for node in body.iter() if isinstance(node.tag, str)}
    assert not names & {"fldSimple", "instrText", "object", "altChunk"}
    assert (inside, outside) == (0, len(PAYLOADS))


# --- what else is in them


def test_each_quote_has_its_reference_and_its_place() -> None:
    answer = answer_of(["Rain today.", "Rain again."])
    citation = answer.quotes[1]
    address = PAGE + place_href(citation.transcript, citation.span)
    second = rows(save([answer], "csv", PAGE).data)[1]
    assert second == {
        "question": "What about rain?",
        "section": "answer",
        "quote": "Rain again.",
        "speaker": "Ana Lima",
        "role": "chair",
        "name inferred": "no",
        "title": "Board",
        "date": "2021-05-03",
        "time": "0:01",
        "turn": "2",
        "link": address,
    }
    made = Document(io.BytesIO(save([answer], "docx", PAGE).data))
    assert [p.text for p in made.paragraphs] == [
        "What about rain?",
        "Rain today.",
        "— Ana Lima, chair",
        "Rain again.",
        "— Ana Lima, chair",
    ]
    assert notes(made) == {
        str(number): (f" {reference(each)}", PAGE + place_href(each.transcript, each.span))
        for number, each in enumerate(answer.quotes, 1)
    }
    assert f"](<{address}>)" in save([answer], "md", PAGE).data.decode()
    assert json.loads(save([answer], "json", PAGE).data)["quotes"][1]["link"] == address


def test_without_a_page_there_are_no_links() -> None:
    answer = answer_of(["Rain."])
    assert rows(save([answer], "csv").data)[0]["link"] == ""
    assert [address for _, address in notes(Document(io.BytesIO(save([answer], "docx").data))).values()] == [""]
    assert "](" not in save([answer], "md").data.decode()


def test_footnotes_are_as_word_expects_them() -> None:
    """Behind each quote its number, in order through all answers; the separators first; nothing refers to nothing."""
    said = answer_of(["Rain.", "Snow.", "Hail."])
    chat = [Answer(said.question, said.quotes[:1], None, said.quotes[1:2], said.quotes[2:]), said, silent()]
    data = save(chat, "docx", PAGE).data
    made = Document(io.BytesIO(data))
    marked = {}
    for paragraph in made.paragraphs:
        for mark in paragraph._p.iter(qn("w:footnoteReference")):
            marked[mark.get(qn("w:id"))] = paragraph.text
            assert mark.getparent() is paragraph._p[-1]
    assert list(marked.items()) == [(str(n + 1), ("Rain.", "Snow.", "Hail.")[n % 3]) for n in range(6)]
    assert list(notes(made)) == list(marked)
    root = etree.fromstring(footnotes(made).blob)
    first = [(note.get(qn("w:id")), note.get(qn("w:type"))) for note in root][:3]
    assert first == [("-1", "separator"), ("0", "continuationSeparator"), ("1", None)]
    assert footnotes(made).content_type.endswith("wordprocessingml.footnotes+xml")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert parts.read("[Content_Types].xml").decode().count("/word/footnotes.xml") == 1
        settings = etree.fromstring(parts.read("word/settings.xml"))
    named = settings.find(qn("w:footnotePr"))
    assert named is not None and [each.get(qn("w:id")) for each in named] == ["-1", "0"]
    following = named.getnext()
    assert following is not None and following.tag == qn("w:compat")  # as the schema orders them
    styles = {style.style_id for style in made.styles}
    used = {
        node.get(qn("w:val")) for tree in (root, made.element) for node in tree.iter(qn("w:rStyle"), qn("w:pStyle"))
    }
    assert used <= styles


def test_an_office_program_reads_the_footnotes(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed; on Debian: apt-get install libreoffice-writer-nogui")
    (tmp_path / "answer.docx").write_bytes(save([answer_of(PAYLOADS)], "docx", PAGE).data)
    command = [office, "--headless", f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--convert-to", "fodt"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "answer.docx"], check=True, capture_output=True, timeout=120
    )
    read = etree.parse(tmp_path / "answer.fodt")
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    told = [text_of(body).strip() for body in read.iter(f"{text}note-body")]
    answer = answer_of(PAYLOADS)
    assert told == [reference(each) for each in answer.quotes]
    addresses = [str(link.get("{http://www.w3.org/1999/xlink}href")) for link in read.iter(f"{text}a")]
    assert addresses == [PAGE + place_href(each.transcript, each.span) for each in answer.quotes]


def test_what_is_written_from_right_to_left_is_so_in_a_document() -> None:
    made = Document(io.BytesIO(save([answer_of(["שלום עולם", "Hello"])], "docx").data))
    quotes = [p for p in made.paragraphs if p.style and p.style.name == "Quote"]
    assert [bool(p.runs[0].font.rtl) for p in quotes] == [True, False]
    assert ["<w:bidi/>" in p._p.xml for p in quotes] == [True, False]


def test_a_whole_chat_is_one_file_with_its_silences() -> None:
    chat = [answer_of(["Rain."]), silent()]
    assert [(row["question"], row["section"], row["quote"]) for row in rows(save(chat, "csv").data)] == [
        ("What about rain?", "answer", "Rain."),
        ("What about snow?", "silence: nobody", ""),
    ]
    made = Document(io.BytesIO(save(chat, "docx").data))
    assert [p.text for p in made.paragraphs if p.style and p.style.name in ("Title", "Heading 1")] == [
        "On the Record",
        "What about rain?",
        "What about snow?",
    ]
    assert any(p.text.startswith("No one says this. Nothing in 1 transcript") for p in made.paragraphs)
    text = save(chat, "md").data.decode()
    assert text.index("## What about rain?") < text.index("## What about snow?") < text.index("No one says this.")
    assert [each["question"] for each in json.loads(save(chat, "json").data)] == [
        "What about rain?",
        "What about snow?",
    ]
    assert {save(chat, kind).name for kind in FORMATS} == {f"on-the-record.{kind}" for kind in FORMATS}


def test_others_words_and_near_ones_are_told_apart() -> None:
    said = answer_of(["Rain.", "Snow.", "Hail."]).quotes
    answer = Answer(Question("What?", "x"), said[:1], None, said[1:2], said[2:])
    assert [row["section"] for row in rows(save([answer], "csv").data)] == ["answer", "related", "closest"]
    made = Document(io.BytesIO(save([answer], "docx").data))
    headings = [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 2"]
    assert headings == ["What others say about it", "Closest passages, which may not answer"]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What about China / Taiwan: China?", "what-about-china-taiwan-china.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("???", "answer.md"),
        ("박진은 무엇을?", "박진은-무엇을.md"),
        ("x" * 300, "x" * 60 + ".md"),
    ],
)
def test_a_file_is_named_after_the_question(question: str, name: str) -> None:
    assert save([Answer(Question(question, "x"))], "md").name == name


# --- from the page


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = sampled(tmp_path)
    yield opened
    opened.store.close()


CHINA = {"q": ["How often did Park mention China?"], "speaker": [], "transcript": []}
JAPAN = {"q": ["Who mentioned Japan?"], "speaker": [], "transcript": []}


def test_the_page_gets_the_answers_as_a_file(library: Library) -> None:
    service = SavingService(library, ask)
    file = service.answers({"questions": [CHINA, JAPAN], "kind": "json", "page": PAGE})
    assert file and (file["name"], file["type"]) == ("on-the-record.json", "application/json")
    read = json.loads(base64.b64decode(file["data"]))
    assert read == [as_json(ask(each["q"][0], library), PAGE) for each in (CHINA, JAPAN)]
    one = service.answers({"questions": [CHINA], "kind": "docx", "page": PAGE})
    assert one and one["name"] == "how-often-did-park-mention-china.docx"
    assert quoted(base64.b64decode(one["data"])) == [c.quote for c in ask(CHINA["q"][0], library).quotes]


def shown(address: dict[str, list[str]], answer: Answer) -> dict[str, list[str]]:
    """As the page sends an answer that it shows."""
    return address | {section: [citation_href(each) for each in getattr(answer, section)] for section in SECTIONS}


def read_back(file: Any) -> Any:
    return json.loads(base64.b64decode(file["data"]))


def test_a_saved_answer_is_the_one_that_the_page_shows(library: Library) -> None:
    """Of a question that leans on the one before, and after the library has changed."""
    service = SavingService(library, ask)
    first = ask("What did Park say about China?", library)
    more = ask("anything else?", library, previous=first.question)
    address = {"q": ["What did Park Jin say about China?"], "speaker": ["Park Jin"], "transcript": []}
    assert {quote.span for quote in more.quotes}.isdisjoint(quote.span for quote in first.quotes)
    file = service.answers({"questions": [shown(address, more)], "kind": "json", "page": PAGE})
    assert file and file["lost"] == 0
    assert [quote["text"] for quote in read_back(file)["quotes"]] == [quote.quote for quote in more.quotes]
    silent = ask("What did Macron say about trade?", library)
    one = service.answers({"questions": [shown({"q": [silent.question.text]}, silent)], "kind": "json", "page": PAGE})
    assert read_back(one) == as_json(silent, PAGE)
    near = silent.closest or first.quotes[:1]
    nobody = {"q": ["What did Park say about China?"], "closest": [citation_href(each) for each in near]}
    told = read_back(service.answers({"questions": [nobody], "kind": "json", "page": PAGE}))
    assert (told["answered"], told["silence"], len(told["closest"])) == (False, "nobody", len(near))


def test_what_the_library_has_no_more_is_left_out_and_counted(library: Library) -> None:
    service, asked = SavingService(library, ask), "What did Park say about China?"
    seen = shown({"q": [asked]}, ask(asked, library))
    library.store.remove(library.store.transcripts()[0].id)
    file = service.answers({"questions": [seen], "kind": "json", "page": PAGE})
    assert file and file["lost"] == len(seen["quotes"] + seen["related"]) > 0
    assert read_back(file)["quotes"] == read_back(file)["related"] == []
    assert read_back(file)["silence"] is not None


@pytest.mark.parametrize("key", ["3-9", "9-3", "3-999", "x-y", "", "-", "²-³"])
def test_the_words_that_an_address_sets_off_are_inside_its_quote(library: Library, key: str) -> None:
    quote = ask("What did Park say about China?", library).quotes[0]
    found = citation_at(f"{place_href(quote.transcript, quote.span)}&key={key}", library.store)
    assert found and (found.quote, found.transcript.id) == (quote.quote, quote.transcript.id)
    words = found.marked and found.transcript.text(found.marked)
    assert words == (quote.quote[3:9] if key == "3-9" else None)
    assert citation_at("?t=never&turn=1&start=0&end=1", library.store) is None
    assert citation_at("nonsense", library.store) is None


@pytest.mark.parametrize(
    "sent",
    [None, 3, {}, {"questions": [CHINA]}, {"questions": [CHINA], "kind": "exe"}, {"questions": [{}], "kind": "md"}],
)
def test_nonsense_is_no_file(library: Library, sent: Any) -> None:
    assert SavingService(library, ask).answers(sent) is None


@pytest.mark.parametrize("page", ["javascript:alert(1)//", "http://x/?q=", 'http://x/"><script>', "http://x y/", ""])
def test_only_an_address_is_linked_to(library: Library, page: str) -> None:
    file = SavingService(library, ask).answers({"questions": [CHINA], "kind": "csv", "page": page})
    assert file and {row["link"] for row in rows(base64.b64decode(file["data"]))} == {""}


def test_a_quote_is_taken_as_html(library: Library) -> None:
    id_ = library.store.transcripts()[0].id
    taken = Service(library, ask).take_quote({"t": id_, "turn": "1", "start": "19", "end": "53", "page": PAGE})
    assert taken and taken["html"].startswith(f'<blockquote cite="{PAGE}?t={id_}&amp;turn=1&amp;start=19')
    plain = Service(library, ask).take_quote({"t": id_, "turn": "1", "start": "19", "end": "53", "page": "x:y"})
    assert plain and plain["html"].startswith("<blockquote><p ")


# --- on the command line


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, library: Library) -> CliRunner:
    """The command over the sample, without a model."""
    monkeypatch.setattr("qa.library.open_library", lambda *_, **__: library)
    return CliRunner()


@pytest.mark.parametrize("kind", list(Kind))
def test_the_command_writes_what_the_page_saves(asked: CliRunner, library: Library, kind: Kind, tmp_path: Path) -> None:
    answer = ask(CHINA["q"][0], library)
    out = tmp_path / f"answer.{kind}"
    run = asked.invoke(app, ["ask", CHINA["q"][0], "--output", str(out), "--page", PAGE])
    assert (run.exit_code, run.output) == (0, "")
    if kind is Kind.DOCX:
        assert quoted(out.read_bytes()) == [citation.quote for citation in answer.quotes]
    else:
        assert out.read_bytes() == save([answer], kind, PAGE).data


def test_the_command_writes_to_a_pipe(asked: CliRunner, library: Library) -> None:
    expected = save([ask(CHINA["q"][0], library)], "csv").data
    run = asked.invoke(app, ["ask", CHINA["q"][0], "--format", "csv"])
    assert (run.exit_code, run.stdout_bytes) == (0, expected)


def test_a_file_whose_kind_is_not_clear_is_refused(tmp_path: Path) -> None:
    assert kind_of(None, None) is None
    assert kind_of(Kind.CSV, Path("a.txt")) is Kind.CSV
    with pytest.raises(OnTheRecordError, match="say --format md, docx, csv, json"):
        kind_of(None, Path("a.txt"))


def test_the_kinds_of_the_command_are_the_formats() -> None:
    assert set(Kind) == FORMATS.keys()
