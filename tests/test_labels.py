from __future__ import annotations

import pytest

from index.formats.text import glued, labels, rollcall
from index.formats.text.forms import Family
from index.formats.text.kinds import Kind, kind
from index.formats.text.lines import Line, ends_sentence, split, within
from index.formats.text.mentions import Mentions, is_role


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Q", Kind.LETTER),
        ("ANSWER", Kind.LETTER),
        ("TK", Kind.INITIALS),
        ("SPEAKER_00", Kind.TAG),
        ("PERSON12", Kind.TAG),
        ("Speaker 1", Kind.TAG),
        ("PRESIDENT LÓPEZ OBRADOR", Kind.UPPER),
        ("Mr. HOLLIS", Kind.UPPER),
        ("The CHAIRMAN", Kind.UPPER),
        ("WOLF BLITZER, CNN ANCHOR", Kind.UPPER),
        ("Jerod Santo", Kind.TITLE),
        ("Sen. Mike Lee (R-Utah)", Kind.TITLE),
        ("Shaun Apps（SA）", Kind.TITLE),
        ("Ludwig van Beethoven", Kind.TITLE),
        ("Tim Cook, Chief Executive Officer", Kind.TITLE),
        ("Audience member", Kind.PHRASE),
        ("Ministr dopravy ČR Martin Kupka", Kind.PHRASE),
        ("Abgeordneter Mag. Andreas Schieder (ABC)", Kind.TITLE),
        ("de Courten Thomas (V, BL)", Kind.TITLE),
        ("DR. NYITRAI ZSOLT államtitkár", Kind.UPPER),
        ("M. le président de la commission", Kind.TITLE),
        ("+1 (415) 555-0100", Kind.TAG),
        ("Yesterday in Washington the President said", Kind.NO),
        ("Q4 2023 Earnings Call", Kind.NO),
        ("记者", Kind.UNCASED),
        ('היו"ר', Kind.NO),
        ("היושב ראש", Kind.UNCASED),
        ("kilroy", Kind.LOWER),
        ("So my question is", Kind.NO),
        ("And to both of you", Kind.NO),
        ("Here’s the thing", Kind.NO),
        ("strength is our people. Let me say that again", Kind.NO),
        ("the 12 of them", Kind.NO),
        ("Really? Yes", Kind.NO),
        ("1999", Kind.NO),
        ("", Kind.NO),
    ],
)
def test_kind(label: str, expected: Kind) -> None:
    assert kind(label) is expected


@pytest.mark.parametrize(
    ("text", "family", "label", "at", "rest"),
    [
        ("SECRETARY BLINKEN:\u00a0 Thank you.", Family.COLON, "SECRETARY BLINKEN", None, "Thank you."),
        ("SA：言归正传", Family.COLON, "SA", None, "言归正传"),
        ("  P: Roger.", Family.COLON, "P", None, "Roger."),
        (">> ADA: Hello.", Family.COLON, "ADA", None, "Hello."),
        ("[00:01:02] Ada Byron: Hello.", Family.COLON, "Ada Byron", "00:01:02", "Hello."),
        ("Ada Byron (1:02): Hello.", Family.TIMED, "Ada Byron", "1:02", "Hello."),
        ("Ada Byron  1:02:03  ", Family.TIMED, "Ada Byron", "1:02:03", ""),
        ("Ada [(00:01)](https://a.org/?t=1) Hello.", Family.TIMED, "Ada", "00:01", "Hello."),
        ("**Ada Byron:** Hello.", Family.BOLD, "Ada Byron", None, "Hello."),
        ("**Ada Byron** [0:12]  ", Family.BOLD, "Ada Byron", "0:12", ""),
        ("**Ada (00:02)**", Family.BOLD, "Ada", "00:02", ""),
        ("**Ada:** \\[04:03\\] Sure.", Family.BOLD, "Ada", None, "\\[04:03\\] Sure."),
        ("<b>Ada:</b> Hello.", Family.BOLD, "Ada", None, "Hello."),
        ("## Ada Byron", Family.HEADING, "Ada Byron", None, ""),
        ("[PERSON27] Aha.", Family.BRACKET, "PERSON27", None, "Aha."),
        ("(PERSON2) Aha.", Family.ROUND, "PERSON2", None, "Aha."),
        ("<kilroy> was here", Family.ANGLE, "kilroy", None, "was here"),
        ("Q    Why?", Family.GAP, "Q", None, "Why?"),
        ("Q Why?", Family.GAP, "Q", None, "Why?"),
        ("THE COURT   Good morning.", Family.GAP, "THE COURT", None, "Good morning."),
        ("Mr. HOLLIS. Thank you.", Family.STOP, "Mr. HOLLIS", None, "Thank you."),
        ("A. No.", Family.STOP, "A", None, "No."),
        ("Ada Byron -- Hello.", Family.DASH, "Ada Byron", None, "Hello."),
        ("Sen. Mike Lee (R-Utah)", Family.OWN, "Sen. Mike Lee (R-Utah)", None, ""),
        ('<SPEAKER ID="8" NAME="Maria Damanaki">', Family.TAGGED, "Maria Damanaki", None, ""),
        ("- 0:12 Ada: Hello.", Family.ITEM, "Ada", "0:12", "Hello."),
        ("0:12 Hello.", Family.NOBODY, "", "0:12", "Hello."),
        (">> Hello.", Family.NOBODY, "", None, "Hello."),
    ],
)
def test_read(text: str, family: Family, label: str, at: str | None, rest: str) -> None:
    found = {mark.family: mark for mark in labels.read(Line(text, 100, 1, True))}
    assert family in found, found
    assert (found[family].label, found[family].at, found[family].rest) == (label, at, rest)
    assert found[family].body == 100 + len(text) - len(rest)


@pytest.mark.parametrize(
    "text",
    ["https://example.org", "At noon, he said: no.", "12:30", "Ratio 3:1", "- one of us: me", "", "…", "4:12 P.M."],
)
def test_read_finds_no_name_in(text: str) -> None:
    assert [mark.label for line in split(text) for mark in labels.read(line) if mark.label] == []


def called(text: str) -> list[str]:
    lines = split(text)
    return [mark.label for mark in rollcall.call([m for line in lines for m in labels.read(line)], lines, text)]


def test_a_field_is_no_speaker_though_it_returns() -> None:
    meeting = "Presenter: Rob Roe (RR)\n\nRR: We begin.\n\nSN: Good.\n\nPresenter: Sue Noe (SN)\n\nSN: Me.\n\nRR: Fine."
    assert called(meeting) == ["RR", "SN", "SN", "RR"]


def test_a_name_that_is_spoken_to_may_occur_once() -> None:
    talk = "Ada Byron: A question from Jalaj.\nJalaj: Why?\nAda Byron: Because.\nMax Born: No.\nMax Born: So."
    assert called(talk) == ["Ada Byron", "Jalaj", "Ada Byron", "Max Born", "Max Born"]


def test_a_known_label_counts_in_another_style_too() -> None:
    talk = "**Ada:** One.\n\n**Max:** Two.\nAda: Three, I would say.\n\n**Max:** Four.\n\n**Ada:** Five."
    assert called(talk) == ["Ada", "Max", "Ada", "Max", "Ada"]


def test_names_on_their_own_lines_inside_paragraphs_are_text() -> None:
    talk = "it was given\nAda Byron\nby those who\nMax Born\nknew.\n\nit went to\nAda Byron\nand then\nMax Born\nleft."
    assert called(talk) == []


def test_labels_inside_lines_need_to_be_most_of_them() -> None:
    glue = "HI.ADA: Yes.MAX: No.ADA: Why?MAX:So.a: b."
    assert [mark.label for mark in glued.find(glue, split(glue), 0)] == ["ADA", "MAX", "ADA", "MAX"]
    assert glued.find(glue, split(glue), 2) == []


def test_mentions() -> None:
    mentions = Mentions.of("Present: Ada Byron, Max Born\n\nWe thank Zoe and Mr. Roe, of course (RR). Nobody is Here.")
    known = [label for label in ("Max Born", "Zoe Zig", "Roe", "RR", "Here", "Nobody", "Host") if mentions.know(label)]
    assert known == ["Max Born", "Zoe Zig", "Roe", "RR", "Here", "Host"]


def test_roles() -> None:
    assert is_role("Unidentified male 2")
    assert not is_role("Ada Byron")
    assert not is_role("")


def test_lines() -> None:
    lines = split("a\n\n \nb c\nd\x0ce\n")
    assert lines == [Line("a", 0, 1, True), Line("b c", 5, 4, True), Line("d\x0ce", 9, 5, False)]
    assert list(within(lines, 7, 10)) == [Line("c", 7, 4, True), Line("d", 9, 5, False)]
    assert list(within(lines, 12, 13)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("So.", True), ("So?”)", True), ("Well —", True), ("是的。", True), ("so", False), ("one,", False), ("", False)],
)
def test_ends_sentence(text: str, expected: bool) -> None:
    assert ends_sentence(text) is expected
