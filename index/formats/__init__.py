"""Reading transcript files: which format a file has, and the transcript in it.

How to add a format:

1. Write ``index/formats/<name>.py`` with two functions. ``sniff(source) -> bool`` says whether this is such a file: by
   its content first, by its name only where the content cannot tell. ``parse(source) -> Transcript`` reads it; where it
   cannot, it raises TranscriptError with the place and the cure, and what is no speech it lists in ``left_out``.
2. Add one line to FORMATS. Order matters: the first that recognises a file reads it, so put the particular
   before the general.
3. Put small files of your own making, named after what is special in them, into ``tests/transcripts/<name>/``, each
   beside a ``.json`` of the turns expected.

A parser gives every turn the label that the file prints; who stands behind a label is found afterwards, for all
formats alike, by index.speakers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.errors import EmptyTranscript, UnknownFormat
from index.formats.captions import srt, vtt
from index.formats.data import chat, json_transcript, nlp, table, textgrid
from index.formats.documents import docx, html, legacy, pdf
from index.formats.markup import akomantoso, hansardxml, parlamint, speechxml
from index.formats.records import callsheet, congress, court, fomc, knesset, newspeech, parliament
from index.formats.source import Source
from index.formats.text import meet, otter, press
from index.formats.titles import titled
from index.transcript import Transcript

__all__ = ["FORMATS", "Format", "Source", "load", "recognise"]


@dataclass(frozen=True, slots=True)
class Format:
    """``producers`` says in a few words where such files come from."""

    name: str
    producers: str
    sniff: Callable[[Source], bool]
    parse: Callable[[Source], Transcript]


FORMATS: tuple[Format, ...] = (
    Format("PDF", "court reporters, parliaments, publishers of earnings calls", pdf.sniff, pdf.parse),
    Format("Word 97", "old word processors; refused with the cure", legacy.sniff, legacy.parse),
    Format("WebVTT", "captions of Zoom, Teams, Webex, YouTube, Whisper, podcasts", vtt.sniff, vtt.parse),
    Format("SRT", "captions and subtitles", srt.sniff, srt.parse),
    Format(
        "JSON",
        "Whisper, WhisperX, Deepgram, AssemblyAI, Amazon, Azure, Google, IBM, Speechmatics, Rev.ai, YouTube, "
        "Fireflies, podcasts, Oyez; any list of who said what",
        json_transcript.sniff,
        json_transcript.parse,
    ),
    Format("NLP", "token tables of Rev", nlp.sniff, nlp.parse),
    Format("CSV", "tables with a row per turn, also separated by tabs", table.sniff, table.parse),
    Format("Congressional Record", "the Record and hearings of the US Congress", congress.sniff, congress.parse),
    Format("Newspeech", "digitised volumes of Hansard", newspeech.sniff, newspeech.parse),
    Format("Word", "documents, transcripts as a table or as paragraphs", docx.sniff, docx.parse),
    Format("TextGrid", "Praat, in its text forms", textgrid.sniff, textgrid.parse),
    Format("CHAT", "TalkBank", chat.sniff, chat.parse),
    Format("Akoma Ntoso", "debates of parliaments", akomantoso.sniff, akomantoso.parse),
    Format("TEI", "ParlaMint, spoken corpora, plays", parlamint.sniff, parlamint.parse),
    Format("Hansard XML", "the parliaments of Australia and Britain", hansardxml.sniff, hansardxml.parse),
    Format("XML", "any whose elements name their speakers", speechxml.sniff, speechxml.parse),
    Format("HTML", "web pages, podcast hosts, word processors", html.sniff, html.parse),
    Format("Knesset", "protocols of the Knesset, in Hebrew", knesset.sniff, knesset.parse),
    Format("court", "hearings, trials and depositions, from court reporters", court.sniff, court.parse),
    Format("FOMC", "the Federal Reserve's meetings and press conferences", fomc.sniff, fomc.parse),
    Format(
        "earnings call",
        "calls with a list of participants, as S&P Capital IQ has them",
        callsheet.sniff,
        callsheet.parse,
    ),
    Format("Hansard", "debates of parliaments in English", parliament.sniff, parliament.parse),
    Format("Google Meet", "meetings, from Google Docs", meet.sniff, meet.parse),
    Format("Otter", "meetings and podcasts, exported as text", otter.sniff, otter.parse),
    Format("text", "press conferences, interviews, meetings, as plain text", press.sniff, press.parse),
)


def recognise(source: Source) -> Format:
    """The format of a file. Raises UnknownFormat, naming what can be read."""
    if not source.data.strip():
        raise EmptyTranscript(source.name, "the file is empty", "check that the export was complete")
    for known in FORMATS:
        if known.sniff(source):
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise UnknownFormat(source.name, "this is in no format that can be read", f"export it as one of: {names}")


def load(source: Source) -> Transcript:
    """The transcript in a file, with the labels as the file prints them. Raises TranscriptError."""
    transcript = titled(recognise(source).parse(source), source.name)
    if not any(turn.text.strip() for turn in transcript.turns):
        raise EmptyTranscript(source.name, "nobody says anything in it", "check that the export was complete")
    return transcript
