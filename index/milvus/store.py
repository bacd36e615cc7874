"""MilvusStore: a library on a Milvus server, which any number of machines may use at once; see index.milvus."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from index import searching
from index.encoder import Encoded, Vector
from index.errors import EncoderMismatch, LibraryError, NoSuchTranscript
from index.intake.given import Filed, Given
from index.media import Recordings
from index.milvus import changes, condition, passages, pieces, schema
from index.milvus.address import Address, Options
from index.milvus.files import Files
from index.milvus.journal import Journal
from index.milvus.keeper import Keeper
from index.milvus.search import Engine
from index.milvus.server import Server
from index.milvus.state import Entry, State
from index.renames import Rename
from index.speakers.identify import Appearance
from index.store import ANY, KEPT_S, Discarded, Filter, Hit, Kept, Ledger, Summary
from index.transcript import Passage, Transcript

T = TypeVar("T")
_PLAINLY = Filed()
_PATIENCE = 9  # times that a question is asked anew because what it goes through was removed meanwhile
_WINDOW_S = 1.0  # for how long another level than Strong takes what it knows for the newest


class MilvusStore:
    """The Store of many machines; see index.store. ``created`` says whether this opening made the library.

    ``path`` is a folder for what is beside: recordings, and the register of tokens and roles; machines that serve the
    same library share it. Raises LibraryError where the server cannot be used, or has vectors of another encoder.
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
        self._journal = Journal(self._server, journal, beside, window)
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

    # --- adding and removing

    def add(
        self,
        transcript: Transcript,
        passages: Sequence[Passage],
        vectors: Sequence[Encoded],
        source: bytes,
        filed: Filed = _PLAINLY,
    ) -> bool:
        dimension = searching.dimension(passages, vectors)
        state = self._checked(self._journal.current(), dimension)
        if transcript.id in state.kept and transcript.id not in filed.replacing:
            return False
        version, engine = pieces.new_version(), self._engine(dimension)
        former = self._keeper.replaced(state, transcript.id, filed)
        self._journal.loosen([version])
        into = engine.collection if engine else ""
        numbers = self._files.write(version, transcript, passages, vectors, source, into)
        told = transcript.title, transcript.date, transcript.media, filed.given.as_json()
        blocks = self._keeper.blocks(former, transcript)
        change = changes.Added(
            *(transcript.id, version, self.encoder, dimension, numbers, told, filed.origin),
            *(tuple(filed.replacing), tuple(filed.collections), blocks),
        )
        again = [state.discarded[transcript.id].kept] if transcript.id in state.discarded else []
        added = bool(self._keeper.make(change, [*former, *again], version))
        if not added:
            self._checked(self._journal.current(), dimension)
        return added

    def remove(self, transcript: str) -> bool:
        kept = self._journal.current().kept.get(transcript)
        return kept is not None and bool(self._keeper.make(changes.Removed(transcript), [kept]))

    def discard(self, transcript: str) -> bool:
        state, now = self._journal.current(), round(time.time())
        over = [gone.kept for gone in state.discarded.values() if gone.at < now - KEPT_S or gone.kept.id == transcript]
        return transcript in state.kept and bool(self._keeper.make(changes.Discarded(transcript, now), over))

    def restore(self, transcript: str) -> bool:
        there = transcript in self._journal.current().discarded
        return there and bool(self._keeper.make(changes.Restored(transcript, round(time.time()))))

    def erase(self, transcript: str) -> bool:
        gone = self._journal.current().discarded.get(transcript)
        return gone is not None and bool(self._keeper.make(changes.Erased((transcript,)), [gone.kept]))

    def discarded(self) -> list[Discarded]:
        now = time.time()
        there = [gone for gone in self._journal.current().discarded.values() if gone.at >= now - KEPT_S]
        there.sort(key=lambda gone: (-gone.at, -gone.kept.key))
        return [Discarded(gone.kept.id, gone.kept.title, gone.kept.media, gone.at, gone.collections) for gone in there]

    def locate(self, transcript: str, origin: str) -> None:
        state = self._journal.current()
        kept = self._entry(state, transcript)
        former = self._keeper.replaced(state, transcript, Filed(origin))
        read = self._files.transcript(kept, ()) if former else None
        blocks = self._keeper.blocks(former, read) if read else ()
        self._keeper.make(changes.Located(transcript, origin, blocks), former)

    def leave(self, origin: str) -> str:
        state = self._journal.current()
        kept = state.kept.get(state.origins.get(origin, ""))
        if origin not in state.origins:
            return ""
        return str(self._keeper.make(changes.Left(origin), [kept] if kept else []))

    def at(self, origin: str) -> str:
        return self._journal.current().origins.get(origin, "")

    def origins(self) -> dict[str, str]:
        return dict(sorted(self._journal.current().origins.items()))

    def successor(self, transcript: str) -> str:
        return self._journal.current().former.get(transcript, "")

    # --- reading

    def __contains__(self, transcript: str) -> bool:
        return transcript in self._journal.current().kept

    def transcript(self, transcript: str) -> Transcript:
        def read(state: State) -> Transcript:
            kept = self._entry(state, transcript)
            return self._files.transcript(kept, state.renamed.get(transcript, ()))

        return self._steadily(read)

    def transcripts(self) -> list[Summary]:
        def read(state: State) -> list[Summary]:
            heads, rows = self._files.heads(state.ordered), self._rows(state)
            return [heads[kept.version].summary(kept, rows[kept.version]) for kept in state.ordered]

        return self._steadily(read)

    def source(self, transcript: str) -> bytes:
        return self._steadily(lambda state: self._files.source(self._entry(state, transcript)))

    def given(self, transcript: str) -> Given:
        return Given.of_json(self._entry(self._journal.current(), transcript).given)

    @property
    def recordings(self) -> Recordings:
        return Recordings(self.path)

    def appearances(self) -> list[Appearance]:
        return self._steadily(lambda state: [row for rows in self._rows(state).values() for row in rows])

    # --- describing and naming

    def describe(self, transcript: Transcript, given: Given) -> None:
        self._entry(self._journal.current(), transcript.id)
        told = transcript.title, transcript.date, transcript.media, given.as_json()
        if not self._keeper.make(changes.Described(transcript.id, told)):
            raise self._unknown(transcript.id)

    def rename(self, renames: Sequence[Rename]) -> None:
        state = self._journal.current()
        there = [each for each in renames if not each.transcript or each.transcript in state.kept]
        if there:
            self._keeper.make(changes.Renamed(tuple(map(_written, there))))

    def renames(self) -> list[Rename]:
        return [made.rename for made in self._journal.current().renames]

    def undo(self, among: frozenset[str] | None = None) -> tuple[Rename, ...]:
        made = self._journal.current().renames
        if not any(among is None or each.rename.transcript in among for each in made):
            return ()
        undone = self._keeper.make(changes.Undone(None if among is None else tuple(sorted(among))))
        return undone if isinstance(undone, tuple) else ()

    # --- collections

    def collections(self) -> dict[str, frozenset[str]]:
        return dict(sorted(self._journal.current().collections.items()))

    def collect(self, transcripts: Sequence[str], collection: str) -> None:
        state = self._journal.current()
        for transcript in transcripts:
            self._entry(state, transcript)
        if (
            not set(transcripts) <= state.collections.get(collection, frozenset())
            or collection not in state.collections
        ):
            self._keeper.make(changes.Collected(tuple(transcripts), collection))

    def release(self, transcripts: Sequence[str], collection: str) -> None:
        if self._journal.current().collections.get(collection, frozenset()) & set(transcripts):
            self._keeper.make(changes.Released(tuple(transcripts), collection))

    def disband(self, collection: str) -> bool:
        there = collection in self._journal.current().collections
        return there and bool(self._keeper.make(changes.Disbanded(collection)))

    def within(self, collections: Iterable[str]) -> frozenset[str]:
        return self._journal.current().within(collections)

    # --- copying

    def kept(self, transcript: str) -> Kept:
        def read(state: State) -> Kept:
            entry, engine = self._entry(state, transcript), self._engine(state.dimension)
            found = engine.of_version(entry.version, entry.passages) if engine else []
            vectors = passages.sentences(self._server, schema.pieces(self._library), found)
            encoded = [Encoded(each.vector, matrix) for each, matrix in zip(found, vectors, strict=True)]
            return Kept(self._files.transcript(entry, ()), [Passage(transcript, each.spans) for each in found], encoded)

        return self._steadily(read)

    def ledger(self) -> Ledger:
        state = self._journal.current()
        made = groupby(state.renames, key=lambda each: each.change)
        return Ledger(
            dict(sorted(state.origins.items())),
            dict(sorted(state.former.items())),
            tuple(tuple(each.rename for each in change) for _, change in made),
            dict(sorted(state.collections.items())),
        )

    def enter(self, entries: Ledger) -> None:
        self._keeper.make(
            changes.Entered(
                tuple(entries.origins.items()),
                tuple(entries.former.items()),
                tuple(tuple(map(_written, change)) for change in entries.changes),
                tuple((name, tuple(sorted(ids))) for name, ids in entries.collections.items()),
            )
        )

    # --- finding

    def search(self, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        searching.check(question)
        return self._steadily(lambda state: self._found(state, question, terms, where, k))

    def _found(self, state: State, question: Vector, terms: Sequence[str], where: Filter, k: int) -> list[Hit]:
        self._checked(state, len(question))
        condition_, engine = condition.of(where, state, self._files.heads), self._engine(state.dimension)
        if engine is None or condition_ is None or k < 1:
            return []
        near = {each.key: each for each in engine.nearest(question, condition_, state, k)}
        worded = engine.by_words(terms, condition_, where, state, k)
        near |= {each.key: each for each, _ in worded}
        bm25 = {each.key: weight for each, weight in worded}
        places, offset = {}, 0
        for kept in condition.counted(where, state):
            places[kept.version] = offset
            offset += kept.passages
        hits = []
        vectors = passages.sentences(self._server, schema.pieces(self._library), near.values())
        for each, sentences in zip(near.values(), vectors, strict=True):
            passage = Passage(state.versions[each.version].id, each.spans)
            place = places[each.version] + each.place
            hits.append(Hit(passage, sentences, each.cosine(question), bm25.get(each.key, 0.0), place))
        return sorted(hits, key=lambda hit: hit.place)

    def holding(self, terms: Sequence[str], where: Filter) -> list[Passage]:
        def read(state: State) -> list[Passage]:
            condition_, engine = condition.of(where, state, self._files.heads), self._engine(state.dimension)
            if engine is None or condition_ is None:
                return []
            found = engine.holding(terms, condition_)
            found.sort(key=lambda each: (state.versions[each.version].key, each.place))
            return [Passage(state.versions[each.version].id, each.spans) for each in found]

        return self._steadily(read)

    def frequencies(self, terms: Sequence[str], where: Filter = ANY) -> dict[str, int]:
        def read(state: State) -> dict[str, int]:
            engine = self._engine(state.dimension)
            return engine.frequencies(terms, where, state) if engine else dict.fromkeys(terms, 0)

        return self._steadily(read)

    def size(self, where: Filter = ANY) -> int:
        return sum(kept.passages for kept in condition.counted(where, self._journal.current()))

    def flush(self) -> None:
        self._files.flush()

    def close(self) -> None:
        self._server.close()

    # --- opening

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
        return read(state)

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
                exact = schema.exact(self._server, name)
                self._engines[dimension] = Engine(self._server, self._journal, self._files, name, exact, counts)
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


def _written(rename: Rename) -> changes.Written:
    return rename.transcript, rename.who, rename.name, tuple(sorted(rename.turns))
