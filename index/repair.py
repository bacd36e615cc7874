"""A damaged library made whole: from the files that it keeps, or that are given; nothing that can be read is lost."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.build import Progress, add, made, read
from index.encoder import Encoder
from index.errors import EncoderMismatch, LibraryDamaged, LibraryTooNew, TranscriptError
from index.formats import Source
from index.local import salvage
from index.local.database import scratch
from index.local.store import LocalStore
from index.local.tables import LIBRARY
from index.local.verify import Fault, Part
from index.media import FOLDER


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done, and what is left: each with its place and its cure."""

    done: tuple[str, ...]
    left: tuple[Fault, ...]


def verify(folder: Path) -> list[Fault]:
    """All that is wrong with a library. Raises LibraryError where that cannot be looked at."""
    try:
        with closing(LocalStore(folder)) as store:
            return store.faults()
    except (EncoderMismatch, LibraryTooNew):
        raise
    except LibraryDamaged as error:
        return [Fault(Part.FILE, error.path, error.reason)]


def encoder_of(folder: Path) -> str:
    """The name of the model that made the vectors of a library, even a damaged one; empty where nobody knows."""
    return salvage.encoder(folder / LIBRARY)


def repair(
    folder: Path, encoder: Encoder, files: Mapping[str, bytes] | None = None, progress: Progress | None = None
) -> Repaired:
    """Make anew all that is damaged. ``files`` are the bytes of original files, by the ids that their bytes give.

    Raises LibraryDamaged where nothing can be read at all, and LibraryError where the folder cannot be used.
    """
    done: list[str] = []
    loose: list[salvage.Loose] = []
    if any(fault.part is Part.FILE for fault in verify(folder)):
        loose = _salvaged(folder, encoder)
        done.append(
            f"{folder / LIBRARY}: what could be read is in a new file; the old one is kept as {LIBRARY}.damaged"
        )
    with closing(LocalStore(folder, encoder.name)) as store:
        for found in loose:
            results = add([Source("", found.data)], store, encoder, progress, found.given)
            done += [f"{one.error or one.transcript}: of this only the file could be read" for one in results]
        faults = store.faults()
        _mend(store, encoder, faults, files or {}, progress)
        left = store.faults()
        if any(fault.part is Part.INDEX for fault in left):  # where a transcript did not say which passages were its
            store.mend_index()
            left = store.faults()
    done += [f"{fault.place}: {fault.reason}; mended" for fault in faults if _key(fault) not in set(map(_key, left))]
    return Repaired(tuple(done), tuple(map(_last_cure, left)))


def _key(fault: Fault) -> tuple[Part, str]:
    return fault.part, fault.place


def _salvaged(folder: Path, encoder: Encoder) -> list[salvage.Loose]:
    with scratch(folder, "repair") as made_anew:
        LocalStore(made_anew, encoder.name).close()
        return salvage.salvage(folder / LIBRARY, made_anew / LIBRARY)


def _mend(
    store: LocalStore, encoder: Encoder, faults: list[Fault], files: Mapping[str, bytes], progress: Progress | None
) -> None:
    """The index of words first, as what is taken out of it must be in it."""
    parts: dict[str, set[Part]] = {}
    for fault in faults:
        parts.setdefault(fault.transcript, set()).add(fault.part)
    ours = parts.pop("", set())
    if Part.INDEX in ours or any(Part.PASSAGES in wrong for wrong in parts.values()):
        store.mend_index()
    for id_, wrong in parts.items():
        _mend_transcript(store, encoder, id_, wrong, files.get(id_), progress)
    if Part.STRAY in ours:
        store.recordings.forget(f"{FOLDER}/{Path(f.place).name}" for f in faults if f.part is Part.STRAY)


def _mend_transcript(
    store: LocalStore, encoder: Encoder, id_: str, wrong: set[Part], file: bytes | None, progress: Progress | None
) -> None:
    if Part.SOURCE in wrong and file is not None:
        store.mend_source(id_, file)
        wrong = wrong - {Part.SOURCE}
    if Part.WORDS in wrong and Part.SOURCE not in wrong:
        (summary,) = [summary for summary in store.transcripts() if summary.id == id_]
        try:
            transcript = read(Source(summary.source, store.source(id_)), store.given(id_))
        except TranscriptError:  # it was added by another version; what is left of it stays
            return
        store.mend(replace(transcript, id=id_), *made(transcript, encoder, progress))
    elif Part.PASSAGES in wrong and Part.WORDS not in wrong:
        transcript = store.as_read(id_)
        store.mend(transcript, *made(transcript, encoder, progress))
    elif Part.SPEAKERS in wrong:
        store.mend_speakers(id_)


def _last_cure(fault: Fault) -> Fault:
    """What is left after a repair needs more than that."""
    if fault.part is Part.WORDS:
        return replace(fault, cure="give `ontherecord repair` the original file; what is left of it is kept")
    if fault.part is Part.SOURCE:
        return replace(fault, cure="its words are kept; give `ontherecord repair` the original file")
    return fault
