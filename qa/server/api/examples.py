"""What the OpenAPI document shows of each operation's answer."""

from __future__ import annotations

from index.transcript import Span, Speaker, Transcript, Turn
from qa.answer import Answer, Citation
from qa.question import Question
from qa.quotes import verdicts
from qa.quotes.check import Attribution, Check, Verdict
from qa.quotes.search import Place, Quoted, match
from qa.show.render import as_json, citation_json

_PAGE = "https://portal.example.com/record/"
_BLINKEN = Speaker("SECRETARY BLINKEN", "Antony J. Blinken", "Secretary of State")
_SAID = "Korean companies have announced more than $110 billion in new investments in the United States."
_SEOUL = Transcript(
    "f3fe1042689b56bf", "Joint Press Availability", (Turn(_SAID, _BLINKEN),), date="2023-11-09", place="Seoul"
)
_CITED = Citation(_SEOUL, Span(0, 0, len(_SAID)), 1.082)
_QUOTE = citation_json(_CITED, _PAGE)
_WHICH = _QUOTE["transcript"]
_ASKED = "How much have Korean companies invested in the United States?"
_ANSWER = as_json(Answer(Question(_ASKED, _ASKED.strip("?")), (_CITED,), turns=14, transcripts=1), _PAGE)
_CHECKED = "Korean companies have announced more than $110 billion in new investments"
_CHECK = verdicts.as_json(
    Check(
        _CHECKED,
        Verdict.EXACT,
        Attribution(),
        (match(Quoted.of(_CHECKED), Place(_SEOUL, 0, (0,))),),
        count=1,
        turns=14,
        transcripts=1,
    ),
    _PAGE,
)
_SUMMARY = {
    **_WHICH,
    "place": "Seoul",
    "format": "press conference",
    "source": "seoul.txt",
    "speakers": ["Park Jin", "Antony J. Blinken"],
    "turns": 14,
    "duration_ms": None,
    "link": "https://portal.example.com/record/?t=f3fe1042689b56bf",
}
_REPORT = {
    "added": 1,
    "updated": 0,
    "present": 0,
    "failed": 0,
    "results": [{"file": "seoul.txt", "outcome": "added", "transcript": _SUMMARY, "problem": None}],
}
_PASSAGES = {
    "query": "investments",
    "passages": [
        {"transcript": _WHICH, "turns": [0, 0], "score": 1.082, "sentences": [_QUOTE], "link": _QUOTE["link"]}
    ],
}
_TRANSCRIPTS = {"items": [_SUMMARY], "next": None, "total": 1}
_TRANSCRIPT = {
    **_SUMMARY,
    "language": "en",
    "media": "",
    "voices": [
        {"who": "Park Jin", "labels": ["FOREIGN MINISTER PARK"], "role": "", "inferred": False, "turns": 5},
        {"who": "Antony J. Blinken", "labels": ["SECRETARY BLINKEN"], "role": "", "inferred": False, "turns": 4},
    ],
    "participants": [],
}
_TURNS = {
    "transcript": _WHICH,
    "items": [
        {
            "turn": 0,
            "speaker": "Park Jin",
            "label": "FOREIGN MINISTER PARK",
            "inferred": False,
            "text": "Good afternoon.",
            "start_ms": None,
            "end_ms": None,
            "link": "https://portal.example.com/record/?t=f3fe1042689b56bf&turn=0&start=0&end=15&sum=1f0c1a2b",
        }
    ],
    "next": 1,
    "total": 14,
}
_PERSON = {
    "name": "Antony J. Blinken",
    "role": "Secretary of State",
    "labels": ["SECRETARY BLINKEN"],
    "transcripts": ["f3fe1042689b56bf"],
    "turns": 4,
}
_PEOPLE = {"items": [_PERSON], "next": None, "total": 1}
_PERSONAL = {
    "name": "Antony J. Blinken",
    "role": "Secretary of State",
    "roles": [{"role": "Secretary of State", "since": "2023-11-09"}],
    "aliases": [],
    "labels": ["SECRETARY BLINKEN"],
    "turns": 4,
    "appearances": [{"transcript": _WHICH, "called": "Antony J. Blinken", "turns": 4}],
}
_RENAMES = {"renames": [{"transcript": "f3fe1042689b56bf", "who": "SPEAKER_00", "name": "Ana Lima", "turns": []}]}
_DISCARDED = {
    "items": [{"id": "f3fe1042689b56bf", "title": "Joint Press Availability", "at": "2024-05-02T09:30:00+00:00"}],
    "next": None,
    "total": 1,
}

# By the names of the operations.
EXAMPLES: dict[str, object] = {
    "ask": _ANSWER,
    "ask_by_address": _ANSWER,
    "search": _PASSAGES,
    "check": _CHECK,
    "check_by_address": _CHECK,
    "list_transcripts": _TRANSCRIPTS,
    "get_transcript": _TRANSCRIPT,
    "get_turns": _TURNS,
    "add_transcripts": _REPORT,
    "replace_transcript": _REPORT,
    "list_people": _PEOPLE,
    "get_person": _PERSONAL,
    "rename_speaker": _RENAMES,
    "merge_speakers": _RENAMES,
    "add_alias": _RENAMES,
    "split_speaker": _RENAMES,
    "undo_renaming": _RENAMES,
    "describe_transcript": _TRANSCRIPT,
    "restore_transcript": _TRANSCRIPT,
    "list_discarded": _DISCARDED,
    "list_collections": {"items": [{"name": "Board", "transcripts": ["f3fe1042689b56bf"]}], "next": None, "total": 1},
}
