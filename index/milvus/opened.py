"""A library on a Milvus server, opened: what reading, finding and changing share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from index.errors import EncoderMismatch, LibraryError, NoSuchTranscript
from index.media import Recordings
from index.milvus import changes, schema
from index.milvus.address import Address, Options
from index.milvus.files import Files
from index.milvus.journal import Journal
from index.milvus.keeper import Keeper
from index.milvus.rows import Rows
from index.milvus.search import Engine
from index.milvus.server import Server
from index.milvus.state import Entry, State
from index.speakers.identify import Appearance

T = TypeVar("T")
_PATIENCE = 9  # times that a question is asked anew because what it goes through was removed meanwhile
_WINDOW_S = 1.0  # for how long another level than Strong takes what it knows for the newest


class OpenedLibrary:
    """``path`` is a folder for what is beside: recordings, and the register of tokens and roles; machines that serve
    the same library share it. ``created`` says whether this opening made the library.

    Raises LibraryError where the server cannot be used, or has vectors of another encoder.
    """

    def __init__(self, path: Path, encoder: str, address: Address, options: Options | None = None) -> None:
        """Opens the library, or makes one; without ``encoder``, only opens, with the library's own."""
        self._options = options or Options()
        self.path, self.encoder, self.created = path, encoder, False
        self._library = address.library
        self._server = Server(address, self._options)
        try:
            self._open()
        except BaseException:
            self._server.close()
            raise

    def _open(self) -> None:
        journal, beside = schema.journal(self._library), schema.pieces(self._library)
        if not self.encoder and not self._server.has(journal):
            raise LibraryError(self._place, "no library is there", "make one with `ontherecord add`")
        for name in (journal, beside):
            schema.make_records(self._server, name, self._options)
        window = 0.0 if self._options.consistency == "Strong" else _WINDOW_S
        self._journal = Journal(Rows(self._server, journal, beside), self._place, window)
        self._files = Files(self._server, beside)
        self._engines: dict[int, Engine] = {}
        self._making = threading.Lock()
        self._keeper = Keeper(self._journal, self._files, self.recordings, self._searched)
        self._take_over()
        self._keeper.sweep()

    @property
    def _place(self) -> str:
        return self._server.place

    @property
    def generation(self) -> str:
        return self._journal.current().generation

    @property
    def recordings(self) -> Recordings:
        return Recordings(self.path)

    def flush(self) -> None:
        self._keeper.tidy()
        self._files.flush()

    def close(self) -> None:
        self._server.close()

    def _take_over(self) -> None:
        """Check the encoder; a library without transcripts takes any."""
        state = self._journal.current(strong=True)
        self.encoder = self.encoder or state.encoder
        if not state.kept and state.encoder != self.encoder:
            gone = [each.kept for each in state.discarded.values()]
            self.created = bool(self._keeper.make(changes.Opened(self.encoder), gone)) and not state.encoder
        self._checked(self._journal.current(strong=True))

    # --- what is there

    def _steadily(self, read: Callable[[State], T]) -> T:
        """What ``read`` makes of one state; again, where something that was in it is gone when it has been read."""
        state = self._journal.current()
        for _ in range(_PATIENCE):
            missing = False
            try:
                found = read(state)
            except KeyError:
                missing = True
            now = self._journal.current(strong=missing)
            if not missing and (now is state or state.versions.keys() <= now.versions.keys()):
                return found
            if missing and now is state:
                reason = "the server does not have all that was written"
                raise LibraryError(self._place, reason, "restore it from a backup, or add the files anew")
            state = now
        try:
            return read(state)
        except KeyError as error:
            raise LibraryError(self._place, "others remove from it while it is read", "try again") from error

    def _rows(self, state: State) -> dict[int, tuple[Appearance, ...]]:
        heads = self._files.heads(state.ordered)
        return {
            kept.version: heads[kept.version].appearances(kept, state.renamed.get(kept.id, ()))
            for kept in state.ordered
        }

    def _searched(self, dimension: int | None) -> list[str]:
        """The collections that passages of this dimension are in: one, or none yet."""
        name = schema.passages(self._library, dimension or 0)
        return [name] if dimension and self._server.has(name) else []

    def _engine(self, dimension: int | None) -> Engine | None:
        """The collection of vectors of that length, made where it is not there; None for none."""
        if dimension is None:
            return None
        with self._making:
            if dimension not in self._engines:
                name = schema.passages(self._library, dimension)
                schema.make_passages(self._server, name, dimension, self._options)
                counts = schema.knows_words(self._server, name)
                exact, lists = schema.exact(self._server, name), schema.lists(self._server, name)
                made = Engine(self._server, self._journal, self._files, name, exact, counts, lists)
                self._engines[dimension] = made
            return self._engines[dimension]

    def _checked(self, state: State, dimension: int | None = None) -> State:
        """The state, if this encoder's vectors are those of the library."""
        cure = "`ontherecord copy` it to this machine and `ontherecord reindex` it there"
        if state.encoder != self.encoder:
            reason = f"its vectors were made by {state.encoder}, not by {self.encoder}"
            raise EncoderMismatch(self._place, reason, f"{cure}, or set ONTHERECORD_MODEL to {state.encoder}")
        if dimension and state.dimension and dimension != state.dimension:
            reason = f"its vectors have {state.dimension} numbers and those of {self.encoder} now have {dimension}"
            raise EncoderMismatch(self._place, reason, cure)
        return state

    def _entry(self, state: State, id_: str) -> Entry:
        if id_ not in state.kept:
            raise self._unknown(id_)
        return state.kept[id_]

    def _unknown(self, id_: str) -> NoSuchTranscript:
        return NoSuchTranscript(self._place, f"no transcript has the id {id_}", "see `ontherecord list` for the ids")
