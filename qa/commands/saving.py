"""An answer written to a file, or to where the output goes, in one of the formats that answers are saved in."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import OnTheRecordError

if TYPE_CHECKING:
    from qa.answer import Answer


class Kind(StrEnum):
    """The keys of qa.show.exports.FORMATS, which is not loaded for --help."""

    MD = "md"
    DOCX = "docx"
    CSV = "csv"
    JSON = "json"


def kind_of(chosen: Kind | None, output: Path | None) -> Kind | None:
    """What is to be written: as chosen, else as the file's name ends; None for words on the terminal.

    Raises OnTheRecordError for a name that ends in none of them.
    """
    if chosen or not output:
        return chosen
    suffix = output.suffix.removeprefix(".").lower()
    if suffix not in list(Kind):
        raise OnTheRecordError(f"What {output} is to be is not clear: say --format {', '.join(Kind)}")
    return Kind(suffix)


def write(answer: Answer, kind: Kind, output: Path | None, page: str) -> None:
    """``page`` is the address of the page, which the links to the quotes begin with; empty: no links."""
    from qa.show.exports import save

    if output is None and kind is Kind.DOCX and sys.stdout.isatty():
        raise OnTheRecordError("A Word document is nothing for a terminal: name a file with --output")
    data = save([answer], kind, page).data
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise OnTheRecordError(f"{output} cannot be written ({error.strerror}): choose another place") from error
