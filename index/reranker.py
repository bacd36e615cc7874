"""A CrossEncoder that reads the question and a sentence together: slower and surer than comparing vectors."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from index.encoder import is_offered
from index.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

DEPTH = 50  # sentences that are read; each costs a pass of the model


class Reranker(Protocol):
    """``depth`` is how many of the best sentences it is given."""

    depth: int

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers, the same for the same; higher is better."""


class CrossReranker:
    """A sentence-transformers CrossEncoder by name or folder, loaded when first needed."""

    def __init__(self, name: str, device: str | None = None, depth: int = DEPTH) -> None:
        self.name = name
        self.depth = depth
        self._device = device
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> CrossEncoder:
        """The loaded model. Raises EncoderError where it cannot be loaded, or gives more than one number for a pair."""
        with self._lock:
            if self._model is None:
                self._model = _load(self.name, self._device)
            return self._model

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        found = self.model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [round(float(score), 6) for score in found]


def _load(name: str, device: str | None) -> CrossEncoder:
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    from sentence_transformers import CrossEncoder

    model: CrossEncoder
    try:
        try:
            model = CrossEncoder(name, device=device, local_files_only=True)
        except (OSError, ValueError):
            if not is_offered(name):
                raise
            model = CrossEncoder(name, device=device)
    except (OSError, ValueError, ImportError) as error:
        raise EncoderError(
            f"The reranker {name} cannot be loaded ({str(error).splitlines()[0]}); give the name or the folder of a "
            "CrossEncoder that is on this machine, or leave the setting empty for none"
        ) from error
    if model.num_labels != 1:
        raise EncoderError(
            f"The reranker {name} gives {model.num_labels} numbers for a pair of texts instead of one; give a "
            "CrossEncoder made for ranking, such as cross-encoder/ms-marco-MiniLM-L6-v2"
        )
    return model
