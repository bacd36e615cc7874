"""Texts through a transformer that pools by the mean: the vectors of texts and of their parts, in one pass.

Whatever else is encoded beside a text, its vectors are the same to the bit: texts of about one length go together, with
their lengths rounded up alike, and the parts are pooled one by one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from index.encoder import Encoded, Matrix, Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Part = tuple[int, int]  # a range of a text's characters, half-open

_STEP = 8  # lengths in tokens are rounded up to a multiple of this
_TOKENS = 2048  # in one batch: more are no faster
_FAITHFUL = 0.999  # the least cosine between what both precisions make of a text
_PROBES = ("Yes.", "We trade with China, and it will rain on Friday.", "What did the chair say about it? " * 12)

log = logging.getLogger(__name__)


class Tokenizer:
    """A model's tokenizer, called by one thread at a time: its settings are those of the last call."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._lock = threading.Lock()
        self.padding = int(tokenizer.pad_token_id or 0)

    def __call__(self, texts: Sequence[str], **options: Any) -> Any:
        with self._lock:
            return self._tokenizer(list(texts), verbose=False, **options)


class MeanTransformer:
    """A sentence-transformers model whose vectors are means over tokens; in bf16 where the processor has it built in.

    That halves the time and more, and the cosine to what fp32 gives is above .999, or fp32 stays.
    """

    def __init__(self, model: SentenceTransformer, tokenizer: Tokenizer) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._limit = int(model.max_seq_length or 512)
        self._threads = torch.get_num_threads()  # as it was set: threads that begin later are told what was set last
        if model.device.type == "cpu" and _multiplies_bf16():
            self._change(deepcopy(model).to(torch.bfloat16))

    @property
    def model(self) -> SentenceTransformer:
        """The model in the form that is used."""
        return self._model

    def _change(self, model: SentenceTransformer) -> None:
        """Use a faster form of the model, if it gives the same vectors."""
        before = self.vectors(_PROBES)
        former, self._model = self._model, model
        cosines = [float(one @ two) for one, two in zip(before, self.vectors(_PROBES), strict=True)]
        if min(cosines) < _FAITHFUL:
            log.info("the model stays in fp32: in bf16 its vectors are others (cosine %.4f)", min(cosines))
            self._model = former

    def vectors(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors of texts whose parts nobody needs, each of shape (d,)."""
        return [each.passage for each in self.encode(texts, [()] * len(texts))]

    def encode(
        self, texts: Sequence[str], parts: Sequence[Sequence[Part]], done: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        """The vectors of ``texts`` and of the parts of each; ``done`` is told how many texts each batch finished.

        A part that the model's limit cuts off has the vector of its text.
        """
        tokens = self._tokenized(texts)
        batches = _batches([len(ids) for ids, _ in tokens])
        pooled: dict[int, Encoded] = {}
        for batch, outputs in zip(batches, self._beside(batches, tokens), strict=True):
            for at, output in zip(batch, outputs, strict=True):
                pooled[at] = _pool(output, tokens[at][1], parts[at])
            if done:
                done(len(batch))
        return [pooled[at] for at in range(len(texts))]

    def _tokenized(self, texts: Sequence[str]) -> list[tuple[list[int], npt.NDArray[np.int64]]]:
        """The tokens' ids of each text, and the ranges of characters that they stand for, shape (tokens, 2)."""
        if not texts:
            return []
        found = self._tokenizer(texts, truncation=True, max_length=self._limit, return_offsets_mapping=True)
        return [
            (ids, np.asarray(ranges)) for ids, ranges in zip(found["input_ids"], found["offset_mapping"], strict=True)
        ]

    def _beside(
        self, batches: Sequence[Sequence[int]], tokens: Sequence[tuple[list[int], object]]
    ) -> Iterator[list[Matrix]]:
        """The outputs of batches: several at once, each on one thread, is faster than each on several."""
        given = [[tokens[at][0] for at in batch] for batch in batches]
        threads = min(self._threads, len(batches))
        if threads <= 1 or self._model.device.type != "cpu":
            yield from map(self._outputs, given)
            return
        with ThreadPoolExecutor(threads, "encode", initializer=torch.set_num_threads, initargs=(1,)) as pool:
            try:
                yield from pool.map(self._outputs, given)
            finally:
                pool.shutdown(cancel_futures=True)

    def _outputs(self, batch: Sequence[list[int]]) -> list[Matrix]:
        """What the model makes of texts that go together: for each the vectors of its tokens, shape (tokens, d)."""
        ids = np.full((len(batch), _rounded(len(batch[0]))), self._tokenizer.padding, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        features = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        with torch.inference_mode():
            output = self._model[0]({key: value.to(self._model.device) for key, value in features.items()})
        vectors = output["token_embeddings"].float().cpu().numpy()
        return [vectors[row, : len(tokens)] for row, tokens in enumerate(batch)]


def _multiplies_bf16() -> bool:
    """Whether the processor multiplies in bf16 itself; where torch cannot tell, it does not."""
    asked = (getattr(torch.cpu, f"_is_{name}_supported", None) for name in ("amx_tile", "avx512_bf16"))
    return any(has() for has in asked if has)


def _rounded(length: int) -> int:
    return -(-length // _STEP) * _STEP


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Which texts go together: those whose rounded lengths are equal, the longest first."""
    batches: list[list[int]] = []
    for at in sorted(range(len(lengths)), key=lambda at: -_rounded(lengths[at])):
        length = _rounded(lengths[at])
        full = not batches or (len(batches[-1]) + 1) * length > _TOKENS
        if full or _rounded(lengths[batches[-1][0]]) != length:
            batches.append([])
        batches[-1].append(at)
    return batches


def _pool(tokens: Matrix, ranges: npt.NDArray[np.int64], parts: Sequence[Part]) -> Encoded:
    whole = _unit(tokens.mean(axis=0))
    starts, ends = ranges[:, 0], ranges[:, 1]
    vectors = np.empty((len(parts), len(whole)), dtype=np.float32)
    for row, (start, end) in enumerate(parts):
        inside = (ends > start) & (starts < end) & (ends > starts)
        vectors[row] = _unit(tokens[inside].mean(axis=0)) if inside.any() else whole
    return Encoded(whole, vectors)


def _unit(vector: Vector) -> Vector:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)
