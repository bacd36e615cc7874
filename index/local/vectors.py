"""The passages' vectors in FAISS: a copy of what the library holds, followed change by change, searched exactly."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.encoder import Matrix, Vector

if TYPE_CHECKING:
    import faiss

Ids = npt.NDArray[np.int64]  # shape (n,)
Range = tuple[int, int]  # the first and the last id of a transcript's passages

_ROUNDING = 1e-5  # cosines nearer to each other than this may come in either order from FAISS
_ABANDONED_S = 3600.0  # no cache takes so long to write

log = logging.getLogger(__name__)


class Content(Protocol):
    """What the library holds at one moment. The vector of an id never changes, and no id is used twice."""

    @property
    def generation(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def ranges(self) -> set[Range]: ...

    def vectors(self, ids: Range) -> Iterator[tuple[Ids, Matrix]]: ...


class VectorIndex:
    """Half floats in a row, scanned in full: exact, small, and quick to shrink; for any number of threads."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is where save() leaves a file that spares the next opening the building."""
        self._folder = folder
        self._index: faiss.Index | None = None
        self._ranges: set[Range] = set()
        self._generation = ""
        self._gate = threading.Lock()
        self._searches = 0
        self._search_ended = threading.Condition()

    @property
    def loaded(self) -> bool:
        return self._index is not None

    @contextmanager
    def at(self, content: Content) -> Iterator[None]:
        """While this lasts the index holds exactly ``content``. Many may search at once, none while it changes."""
        with self._gate:
            if self._index is None or self._generation != content.generation:
                with self._search_ended:
                    self._search_ended.wait_for(lambda: not self._searches)
                self._follow(content)
            with self._search_ended:
                self._searches += 1
        try:
            yield
        finally:
            with self._search_ended:
                self._searches -= 1
                self._search_ended.notify_all()

    def nearest(self, question: Vector, k: int, allowed: Ids | None) -> Ids:
        """The ids of the ``k`` nearest of those ``allowed``, and of all that may be just as near as the last."""
        import faiss

        assert self._index is not None
        params = None
        if allowed is not None:
            if not len(allowed):
                return allowed
            only = faiss.IDSelectorBitmap(np.packbits(mask(allowed), bitorder="little"))  # type: ignore[call-arg,arg-type]  # stubs of the C++ side
            params = faiss.SearchParameters(sel=only)  # type: ignore[call-arg]
        k = min(k, self._index.ntotal)
        with _one_core():
            scores, ids = self._index.search(question[np.newaxis], k + 8, params=params)
            lowest = scores[0, k - 1] - _ROUNDING
            if ids[0, -1] >= 0 and scores[0, -1] > lowest:
                _, _, ids = self._index.range_search(question[np.newaxis], float(lowest), params=params)
        found = ids.ravel()
        return found[found >= 0]

    def save(self) -> None:
        """Write the index beside the library and delete older ones. A disk that refuses costs time later, no more."""
        name = f"vectors-{self._generation}-"
        if self._index is None or any(self._folder.glob(f"{name}*.faiss")):
            return
        new = self._folder / f"vectors-{secrets.token_hex(4)}.tmp"
        try:
            digest = _write(self._index, new)
            kept = new.replace(self._folder / f"{name}{digest}.faiss")
            for old in self._folder.glob("vectors-*"):
                with suppress(FileNotFoundError):  # another process may be faster
                    if old != kept and (old.suffix == ".faiss" or time.time() - old.stat().st_mtime > _ABANDONED_S):
                        old.unlink()
        except OSError as error:
            with suppress(OSError):  # a folder that takes no files may not let go of any either
                new.unlink()
            log.warning("%s: the vectors cannot be kept (%s), so the next start takes longer", self._folder, error)

    def _follow(self, content: Content) -> None:
        import faiss

        wanted = content.ranges()
        index, self._index = self._index, None  # an error on the way leaves no index rather than a wrong one
        if index is None or index.d != content.dimension:
            index, self._ranges = self._load(content, wanted)
        if gone := self._ranges - wanted:
            ids = np.concatenate([np.arange(first, last + 1, dtype=np.int64) for first, last in gone])
            index.remove_ids(faiss.IDSelectorBatch(ids))
        for new in _joined(wanted - self._ranges):
            for ids, vectors in content.vectors(new):
                index.add_with_ids(vectors, ids)
        self._index, self._ranges, self._generation = index, wanted, content.generation

    def _load(self, content: Content, wanted: set[Range]) -> tuple[faiss.Index, set[Range]]:
        """The saved index where it fits, else an empty one; and what is in it."""
        import faiss

        for file in self._folder.glob(f"vectors-{content.generation}-*.faiss"):
            try:
                index = _read(file)
                if index.d == content.dimension and index.ntotal == sum(last - first + 1 for first, last in wanted):
                    return index, wanted
                log.warning("%s holds other vectors than the library; they are read from the library instead", file)
            except (OSError, RuntimeError) as error:
                log.warning("%s cannot be read (%s); the vectors are read from the library instead", file, error)
        half_floats = faiss.IndexScalarQuantizer(
            content.dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        return faiss.IndexIDMap(half_floats), set()


@contextmanager
def _one_core() -> Iterator[None]:
    """FAISS spreads questions over the cores; with a single one the others only wait, on a busy machine for long."""
    import faiss

    cores = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(cores)


def _joined(ranges: Iterable[Range]) -> Iterator[Range]:
    """The same ids in as few ranges as possible, in order."""
    held: Range | None = None
    for first, last in sorted(ranges):
        if held and held[1] + 1 == first:
            held = held[0], last
            continue
        if held:
            yield held
        held = first, last
    if held:
        yield held


def mask(ids: Ids) -> npt.NDArray[np.bool_]:
    """True at each of the ids."""
    marked = np.zeros(int(ids.max(initial=-1)) + 1, dtype=np.bool_)
    marked[ids] = True
    return marked


def _write(index: faiss.Index, file: Path) -> str:
    """Write the index; returns the digest of what was meant to be written, for the file's name."""
    import faiss

    digest = hashlib.sha256()
    with file.open("wb") as out:

        def write(data: bytes) -> int:
            digest.update(data)
            return out.write(data)

        faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]
    return digest.hexdigest()[:16]


def _read(file: Path) -> faiss.Index:
    """The index in a file. Raises OSError where the digest in its name is not that of its bytes."""
    import faiss

    with file.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()[:16]
    if not file.stem.endswith(digest):
        raise OSError("its bytes have changed since they were written")
    return faiss.read_index(str(file))
