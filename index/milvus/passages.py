"""Passages as rows that the engine searches, and what stands for names and terms in them: numbers, letters, digits."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index import searching
from index.encoder import Encoded, Matrix, Vector
from index.errors import TranscriptError
from index.milvus import pieces
from index.milvus.lists import Lists
from index.milvus.schema import MOST, PIECE, TEXT
from index.milvus.server import Row, Server
from index.transcript import Passage, Span, Transcript

FIELDS = ("version", "words", "spans", "piece", "dense")
_PLAIN = re.compile(r"(?!0x)[a-z0-9]+")


def name_key(who: str) -> int:
    """The number that stands for a name in filters, whatever characters it has."""
    return int.from_bytes(hashlib.blake2b(who.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def token(term: str) -> str:
    """A term in letters and digits alone, so that every analyzer takes it for one word, and no filter can be forged."""
    return term if _PLAIN.fullmatch(term) else "0x" + term.encode("utf-8", "surrogatepass").hex()


def tokens(words: str) -> list[str]:
    return words.split()


def rows(
    version: int, transcript: Transcript, passages: Sequence[Passage], vectors: Sequence[Encoded], lists: Lists
) -> tuple[list[Row], list[Row], int]:
    """The rows of the passages, the pieces of their sentences' vectors, and the number of words."""
    found: list[Row] = []
    parts: list[Row] = []
    words = 0
    for place, (passage, encoded) in enumerate(zip(passages, vectors, strict=True)):
        text = list(map(token, searching.words(transcript, passage)))
        words += len(text)
        there = {span.turn for span in passage.sentences}
        speaking = lists.kept(map(name_key, searching.speaking(transcript, passage.sentences)))
        row = {
            "pk": pieces.key(version, place),
            "version": version,
            "speakers": speaking,
            "turns": lists.kept(there),
            "words": f" {' '.join(text)} ",
            "spans": json.dumps([(s.turn, s.start, s.end) for s in passage.sentences], separators=(",", ":")),
            "piece": pieces.VECTORS + len(parts),
            "dense": encoded.passage.astype("<f2").astype(np.float32).tolist(),
        }
        if max(len(str(row["words"])), len(str(row["spans"])), len(speaking)) > TEXT or len(there) > MOST:
            reason = f"a passage of {len(passage.sentences)} sentences is too long for the server"
            raise TranscriptError(transcript.source, reason, "use a model with shorter passages")
        found.append(row)
        written = base64.b64encode(encoded.sentences.astype("<f2").tobytes()).decode()
        parts += pieces.rows(version, pieces.VECTORS + len(parts), written)
    return found, parts, words


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that the engine gave."""

    key: int
    version: int
    words: str
    spans: tuple[Span, ...]
    piece: int
    vector: Vector

    @classmethod
    def of(cls, row: Row) -> Found:
        return cls(
            int(row["pk"]),
            int(row["version"]),
            str(row["words"]),
            tuple(Span(*place) for place in json.loads(row["spans"])),
            int(row["piece"]),
            np.asarray(row["dense"], dtype=np.float32),
        )

    @property
    def place(self) -> int:
        """In the transcript."""
        return self.key & ((1 << pieces.PLACES) - 1)

    @property
    def pieces(self) -> int:
        """In how many pieces the vectors of its sentences are."""
        bytes_ = 2 * len(self.vector) * len(self.spans)
        return max(1, -(-(-(-bytes_ // 3) * 4) // PIECE))

    def cosine(self, question: Vector) -> float:
        """To the last bit the same for the same vectors, as a local library has it."""
        return float((self.vector.reshape(1, -1) * question).sum(axis=1)[0])


def sentences(server: Server, collection: str, found: Iterable[Found]) -> list[Matrix]:
    """The vectors of their sentences, of all at once. Raises KeyError where some are missing."""
    those = list(found)
    wanted = [(each.version, each.piece, each.pieces) for each in those]
    written = pieces.texts(server, collection, wanted)
    return [
        np.frombuffer(base64.b64decode(text), "<f2").reshape(len(each.spans), -1).astype(np.float32)
        for text, each in zip(written, those, strict=True)
    ]
