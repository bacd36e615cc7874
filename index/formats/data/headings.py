"""What the columns of a table hold, by the words of its first row."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAMES = {
    "text": """text content words transcript utterance sentence speech dialogue dialog message caption body line said
        quote texto texte inhalt contenu contenido""",
    "speaker": """speaker_name speakername speaker speaker_label speaker_id name character participant person who actor
        role sprecher redner locuteur orateur hablante orador falante""",
    "start": """start start_time starttime start_ms begin start_s from timestamp time_stamp time timecode tc_in in
        anfang zeit début inicio""",
    "end": "end end_time endtime end_ms stop end_s to tc_out out ende fin",
    "title": "title episode_title meeting_title meeting episode",
    "date": "date episode_date meeting_date day",
}
_COLUMNS = {kind: tuple(names.split()) for kind, names in _NAMES.items()}
_UNITS = "time timecode timestamp tc s sec secs seconds ms milliseconds hh mm ss offset"
_BESIDE = {
    "text": "original clean spoken raw final full",
    "speaker": "name label id display user full",
    "start": f"{_UNITS} utterance segment turn sentence",
    "end": f"{_UNITS} utterance segment turn sentence",
}  # what may stand beside such a name in a heading: "Timecode In", "Start Time (seconds)"


def named(header: Sequence[str]) -> dict[str, int]:
    """Which column of the header is the text, the speaker, ...: for each the first usual name that is there."""
    cells = [re.sub(r"[\W_]+", "_", cell.strip().lower()).strip("_") for cell in header]
    found = {kind: next((name for name in names if name in cells), None) for kind, names in _COLUMNS.items()}
    exact = {kind: cells.index(name) for kind, name in found.items() if name is not None}
    return {**_worded(cells, set(exact.values())), **exact}


def _worded(cells: Sequence[str], taken: set[int]) -> dict[str, int]:
    """Columns whose headings say it in several words, of which none means anything else."""
    found: dict[str, int] = {}
    for kind, beside in _BESIDE.items():
        own = set(_COLUMNS[kind]) - set(beside.split())
        for at, words in enumerate(set(cell.split("_")) for cell in cells):
            if at not in taken and words & own and words <= own.union(beside.split()):
                found[kind] = at
                taken.add(at)
                break
    return found
