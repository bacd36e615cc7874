"""Protocols of the Knesset and its committees: in Hebrew, each speaker on a line of his own that ends in a colon.

The lists above the first words of the chair are no speakers; from them come those who take part. What the protocol
itself records of a vote is a turn without a speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.formats.records.record import SAMPLE, Line, Minutes, in_order, lines
from index.formats.source import Source
from index.transcript import Speaker, Transcript

_QUOTE = "[\"״”'׳’]"
_MARK = re.compile(r"<<[^<>]{0,40}>>|[<>]")  # labels stand in angle brackets in some protocols, in << דובר >> in newer
_CHAIR = re.compile(rf"(?:מ{_QUOTE}מ )?(?:ה?יו{_QUOTE}{{1,2}}ר)\b")
_OFFICE = re.compile(
    rf"(?:ה?שר(?:ת)?|סגני?ת?|ראש|ח{_QUOTE}{{1,2}}כ|עו{_QUOTE}{{1,2}}ד|חבר(?:ת)? הכנסת|מזכיר(?:ת|ה)?|נשיא(?:ת)?"
    r"|קריא(?:ה|ות)|דובר(?:ת)?)\b"
)
_LIST = re.compile(
    r"(?:סדר[- ]היום|נכחו|נוכחים|חברי (?:הוועדה|הכנסת|הוועדות)|מוזמנים|משתתפים|י?יעוץ משפטי|יוע(?:ץ|צת|צים) משפטי"
    r"|מנהל(?:ת)? הוועד|רישום פרלמנטרי|רשמ?ה?|קצרני|רכז|תוכן|הצע[הת]|חוק|דיון|נושא|הערה)"
)
_FUNCTION_WORDS = frozenset(
    "אני אתה את הוא היא זה זו אנחנו הם של על לא כי אם יש אין מה מי או גם רק כן אז עם אל כל לכן הנה אבל".split()
)
_WORD = re.compile(r"[א-ת][א-ת\"'״׳’-]*")
_VOTE = re.compile(r"הצבעה(?: מס['׳]? \d+)?")
_CLOSING = re.compile(r"(?:הישיבה ננעלה|ננעלה הישיבה)\b.*")
_MONTHS = "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר".split()
_DATE = re.compile(rf"(?P<day>\d{{1,2}}) ב?(?P<month>{'|'.join(_MONTHS)}|מרס),? (?P<year>(?:19|20)\d\d)")


def sniff(source: Source) -> bool:
    return (
        source.is_text and sum(_CHAIR.match(label) is not None for label in _labels(lines(source.text[:SAMPLE]))) >= 2
    )


def parse(source: Source) -> Transcript:
    every = [Line(_MARK.sub("", line.text).strip(), line.number) for line in lines(source.text)]
    start = next(at for at, line in enumerate(every) if line.text.endswith(":") and _CHAIR.match(line.text))
    head = [line for line in every[:start] if not line.blank]
    listed = _listed(head)
    minutes = Minutes()
    for line in head:
        minutes.leave_out(line.text, "head", line.number)
    _read(every[start:], {person.name for person in listed}, minutes)
    turns, left_out = minutes.close()
    text = "\n".join(line.text for line in head)
    title = re.search(r"^פרוטוקול[^\n]*(?:\nמ?ישיב[^\n]*)?", text, re.MULTILINE)
    return Transcript(
        id=source.id,
        title=" ".join(title[0].split()) if title else source.name.rpartition(".")[0],
        turns=turns,
        date=_date(text),
        participants=tuple(listed),
        language="he",
        source=source.name,
        format="Knesset",
        left_out=in_order(left_out),
    )


def _labels(every: Sequence[Line]) -> list[str]:
    stripped = (_MARK.sub("", line.text).strip() for line in every)
    return [text.rstrip(": ") for text in stripped if text.endswith(":") and len(text) < 80]


def _read(body: Sequence[Line], listed: set[str], minutes: Minutes) -> None:
    often = {label for label, count in Counter(_labels(body)).items() if count > 1}
    for line in body:
        label = line.text.rstrip(": ") if line.text.endswith(":") else ""
        if label and len(label) < 80 and (label in listed or _is_speaker(label, label in often)):
            minutes.call(Speaker(label), line.number)
        elif _CLOSING.fullmatch(line.text):
            minutes.leave_out(line.text, "closing", line.number)
        else:
            if _VOTE.fullmatch(line.text):
                minutes.call(None)
            minutes.say(line.text)


def _is_speaker(label: str, often: bool) -> bool:
    """Whether a line of its own, which ends in a colon, calls somebody: by an office, or by what looks like a name."""
    if _CHAIR.match(label) or _OFFICE.match(label):
        return len(label.split()) <= 8
    words = re.sub(r"\([^()]*\)", "", label).split()
    named = all(_WORD.fullmatch(word) for word in words) and not _FUNCTION_WORDS & set(words)
    return named and not _LIST.match(label) and (2 <= len(words) <= 4 or (often and len(words) == 1))


def _listed(head: Sequence[Line]) -> list[Speaker]:
    """Those in the lists: "name – what he is", on one line or on three; else what they are is the list's own name."""
    text = re.sub(r"\n[–-]\n", " – ", "\n".join(line.text for line in head))
    found: list[Speaker] = []
    heading = ""
    for line in text.split("\n"):
        name, _, role = (part.strip() for part in re.split(r"( [–-] |$)", line, maxsplit=1))
        if line.endswith(":"):
            heading = line[:-1].strip()
        elif heading and not heading.startswith("סדר") and _is_speaker(name, often=False):
            found.append(Speaker("", name, role or heading))
    return found


def _date(text: str) -> str:
    match = _DATE.search(text)
    if not match:
        return ""
    month = 3 if match["month"] == "מרס" else _MONTHS.index(match["month"]) + 1
    return f"{match['year']}-{month:02}-{int(match['day']):02}"
