"""A second model that reads the best sentences once more: it changes their order, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index import build
from index.errors import EncoderError
from index.formats import Source
from index.local.store import LocalStore
from index.reranker import CrossReranker
from qa.ask import ask
from qa.extract import rank
from qa.library import Library, open_library
from qa.question import Question
from qa.retrieve import search
from tests.fakes import WordEncoder

MEETING = b"""\
ANA LIMA: Trade with China grew by 12 percent. Trade with China is what we live by. Rain spoiled the wheat.

BO CHEN: I will vote for more ships for the trade with China.
"""


class Longest:
    """The longer a sentence, the better."""

    depth = 2

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.read += [(question, text) for text in texts]
        return [float(len(text)) for text in texts]


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Library]:
    encoder = WordEncoder()
    with closing(LocalStore(tmp_path / "library", encoder.name)) as store:
        list(build.add([Source("meeting.txt", MEETING)], store, encoder))
        yield Library(store, encoder)


def ranked(library: Library) -> list[tuple[str, float]]:
    question = Question("trade with China", "trade with China")
    found = rank(question, search(question, library), library)
    return [(each.transcript.text(each.span), each.score) for each in found]


def test_the_best_change_places_and_the_scores_stay(plain: Library) -> None:
    before = ranked(plain)
    reranker = Longest()
    after = ranked(Library(plain.store, plain.encoder, reranker))
    assert [text for text, _ in after[:2]] == sorted((text for text, _ in before[:2]), key=len, reverse=True)
    assert after[2:] == before[2:]
    assert [score for _, score in after] == [score for _, score in before]
    assert reranker.read == [("trade with China", text) for text, _ in before[:2]]


def test_another_store_of_the_library_is_read_with_the_same_models(plain: Library) -> None:
    reranker = Longest()
    seen = Library(plain.store, plain.encoder, reranker).through(plain.store)
    assert (seen.encoder, seen.reranker) == (plain.encoder, reranker)


def test_without_the_setting_there_is_none(tmp_path: Path) -> None:
    library = open_library(tmp_path / "library")
    assert library.reranker is None
    library.store.close()


def _small(folder: Path, labels: int) -> str:
    """A CrossEncoder of random weights: one layer, a vocabulary of letters."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    model = folder / "model"
    model.mkdir()
    (model / "vocab.txt").write_text("\n".join([*marks, *letters, *(f"##{letter}" for letter in letters)]), "utf-8")
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = {"model_type": "bert", "vocab_size": 57, "max_position_embeddings": 64, "num_labels": labels, **size}
    config["initializer_range"] = 1.0  # else all scores are alike
    (model / "config.json").write_text(json.dumps(config), "utf-8")
    torch.manual_seed(7)
    blank = AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained(model))  # type: ignore[no-untyped-call]
    blank.save_pretrained(model)
    AutoTokenizer.from_pretrained(model).save_pretrained(model)
    CrossEncoder(str(model), device="cpu", local_files_only=True).save_pretrained(str(folder / "cross"))
    return str(folder / "cross")


def test_a_model_of_a_folder_is_loaded_and_gives_a_number_a_pair(tmp_path: Path, plain: Library) -> None:
    reranker = CrossReranker(_small(tmp_path, 1), device="cpu")
    scores = reranker.scores("trade", ["trade with china", "rain", "trade with china"])
    assert len(scores) == 3
    assert scores[0] == scores[2] != scores[1]
    assert reranker.scores("trade", []) == []
    answer = ask("trade with China", Library(plain.store, plain.encoder, reranker))
    assert sorted(quote.score for quote in answer.quotes) == [quote.score for quote in reversed(answer.quotes)]


def test_a_model_that_sorts_into_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="gives 3 numbers for a pair of texts instead of one"):
        CrossReranker(_small(tmp_path, 3), device="cpu").scores("a", ["b"])


def test_a_model_that_is_not_there_is_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"The reranker .*nowhere cannot be loaded .* leave the setting empty"):
        CrossReranker(str(tmp_path / "nowhere")).scores("a", ["b"])
